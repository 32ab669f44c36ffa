#!/bin/bash
# Makes the samples and what the real tools tell of them. Debian 12 as root, in an empty folder WORK:
# needs rpm, db5.3-util, ruby, npm, pip, go, unzip, cargo with cargo-auditable. `make.sh WORK`
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && cd "$1"

# rpm: three packages that are built here, by rpm itself into sqlite; the same rows into Berkeley DB.
mkdir -p rpm/SPECS && cat > rpm/SPECS/sample.spec <<'S'
Name: lamina-sample
Epoch: 2
Version: 1.4
Release: 3
Summary: A sample
License: MIT AND Zlib
BuildArch: noarch
%description
A sample.
%package docs
Summary: Documents
%description docs
Documents.
%install
mkdir -p %{buildroot}/usr/bin %{buildroot}/usr/share/lamina-sample
echo '#!/bin/sh' > %{buildroot}/usr/bin/lamina-sample
for i in $(seq 400); do echo $i > %{buildroot}/usr/share/lamina-sample/document-with-a-rather-long-name-$i.txt; done
%files
/usr/bin/lamina-sample
%files docs
/usr/share/lamina-sample
S
cat > rpm/SPECS/plain.spec <<'S'
Name: plain
Version: 7
Release: 1
Summary: Another
License: Apache-2.0
%description
Another.
%install
mkdir -p %{buildroot}/etc
echo x > %{buildroot}/etc/plain.conf
%files
%config(noreplace) /etc/plain.conf
S
for spec in rpm/SPECS/*.spec; do rpmbuild --quiet --define "_topdir $PWD/rpm" --define "_buildhost sample" -bb "$spec"; done
form='%{NAME}\t%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\t%{ARCH}\t%{SIZE}\t%{LICENSE}\t%{SOURCERPM}\n'
ask() { rpm --dbpath "$PWD/$1" --define "_db_backend $2" -qa --qf "$form" 2> /dev/null | LC_ALL=C sort; }
mkdir -p sqlite bdb
rpm --dbpath "$PWD/sqlite" --define "_db_backend sqlite" --justdb --nodeps -i rpm/RPMS/*/*.rpm
python3 "$here/rows.py" sqlite/rpmdb.sqlite | db5.3_load -T -t hash -c db_pagesize=4096 bdb/Packages
ask sqlite sqlite > "$here/rpm.txt"
ask bdb bdb_ro | cmp - "$here/rpm.txt"
rpm --dbpath "$PWD/sqlite" --define "_db_backend sqlite" -qal | LC_ALL=C sort > "$here/rpm-files.txt"
gzip -9n < sqlite/rpmdb.sqlite > "$here/rpmdb.sqlite.gz"
gzip -9n < bdb/Packages > "$here/Packages.gz"

# An image of two layers.
mkdir -p one/usr/lib one/etc one/var/lib/dpkg/{info,updates} one/usr/bin one/usr/share/java
cp /usr/lib/os-release one/usr/lib/ && ln -sf ../usr/lib/os-release one/etc/os-release
ln -sfn usr/bin one/bin
touch one/var/lib/dpkg/{status,available}
apt-get download -q sensible-utils hostname libcommons-cli-java > /dev/null
for deb in *.deb; do dpkg --root="$PWD/one" --force-depends --no-triggers -i "$deb" > /dev/null 2>&1; done
rm -rf one/usr/share/{man,locale,maven-repo} one/var/lib/dpkg/{lock*,triggers,*-old} one/var/log
pip install -q --no-compile --target one/usr/lib/python3/dist-packages six==1.15.0 idna==2.10
(mkdir -p one/srv/app && cd one/srv/app && echo '{"name":"sample-app","version":"0.9.0","license":"MIT"}' > package.json && npm install --silent --no-audit --no-fund is-odd@3.0.1)
mkdir -p gem && cat > gem/sample.gemspec <<'G'
Gem::Specification.new do |s|
  s.name = "lamina-sample"
  s.version = "0.3.1"
  s.summary = "A sample"
  s.authors = ["Lamina"]
  s.licenses = ["MIT", "Zlib"]
  s.files = ["sample.rb"]
end
G
echo 'puts 1' > gem/sample.rb
(cd gem && gem build -q sample.gemspec > /dev/null && gem install -q --local --no-document --install-dir ../one/var/lib/gems/3.1.0 lamina-sample-0.3.1.gem > /dev/null)
rm -rf one/var/lib/gems/3.1.0/cache
npm pack --silent @esbuild/linux-x64@0.21.5 > /dev/null && tar xzf esbuild-linux-x64-0.21.5.tgz package/bin/esbuild
python3 "$here/hollow.py" package/bin/esbuild one/usr/bin/esbuild
[ -d crate ] || { cargo new -q --vcs none --name lamina-crate crate && (cd crate && cargo add -q itoa@1.0.11 && echo 'fn main() { println!("{}", itoa::Buffer::new().format(7)); }' > src/main.rs); }
(cd crate && cargo auditable build -q --release)
python3 "$here/hollow.py" crate/target/release/lamina-crate one/usr/bin/lamina-crate
chmod 755 one/usr/bin/*
rm -rf two && cp -a one two
rm -rf two/usr/lib/python3/dist-packages/six*
pip install -q --no-compile --no-deps --target two/usr/lib/python3/dist-packages six==1.16.0
dpkg --root="$PWD/two" --force-depends --force-remove-essential --no-triggers -P hostname > /dev/null 2>&1
rm -rf two/var/lib/dpkg/{lock*,triggers,*-old} two/var/log two/srv/app/node_modules/is-number
echo mine > two/srv/notes.txt
python3 "$here/image.py" image.tar one two
gzip -9n < image.tar > "$here/image.docker.tar.gz"

# What the tools tell of it in the end.
{
    dpkg-query --admindir=two/var/lib/dpkg -W -f 'deb\t${Package}\t${Version}\n'
    pip list --path two/usr/lib/python3/dist-packages --format freeze 2> /dev/null | sed 's/^/python\t/; s/==/\t/'
    (cd two/srv/app && npm ls --all --parseable --long 2> /dev/null || true) | awk -F: '{print $2}' | grep -v '^$' | sed 's/\(.*\)@/npm\t\1\t/'
    GEM_HOME=$PWD/two/var/lib/gems/3.1.0 GEM_PATH=$PWD/two/var/lib/gems/3.1.0 gem list --local 2> /dev/null | sed -n 's/^\(lamina.*\) (\(.*\))$/ruby\t\1\t\2/p'
    (cd crate && cargo tree -q --edges normal --prefix none | sed 's/ (.*//; s/ v/\t/; s/^/rust\t/')
    go version -m package/bin/esbuild | awk -F'\t' '$2 == "mod" || $2 == "dep" {print "go\t" $3 "\t" $4} NR == 1 {sub(/.*: go/, ""); print "go\tstdlib\t" $0}'
    unzip -p two/usr/share/java/commons-cli.jar 'META-INF/maven/*/pom.properties' | tr -d '\r' | awk -F= '{f[$1]=$2} END {print "java\t" f["artifactId"] "\t" f["version"]}'
} | LC_ALL=C sort -u > "$here/image.txt"
dpkg-query --admindir=two/var/lib/dpkg -L sensible-utils > "$here/sensible-utils.txt"
