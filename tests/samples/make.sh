#!/usr/bin/env bash
# make.sh [--keep]
#
# Makes every sample archive of this folder anew, with real tools, from files of our own, then
# writes down what the tools say about each: samples.json, facts/ and trees/. README.md tells what
# each sample is for. The result is not the same byte for byte each time (tools write the time of
# the build into an image), so archives, facts and trees are always made and committed together.
#
# Needs Linux on x86-64, root, kernel overlay mounts, cargo, and the Debian packages
#   buildah podman skopeo umoci docker.io containerd debootstrap gcc jq attr libcap2-bin zstd
# and, for what Docker 25 and newer write, a Debian trixie chroot with docker.io, docker-cli and
# docker-buildx: docker26.sh makes one (some 600 MB from the Debian mirror) in TRIXIE.
# It installs nothing on the machine itself and takes some five minutes.
#
# Environment: WORK scratch folder (default: a new one), TRIXIE chroot (default: WORK/trixie).
# --keep leaves WORK in place, to look at.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
KEEP=0; [ "${1:-}" != --keep ] || KEEP=1
[ "$(id -u)" = 0 ] || { echo "make.sh: needs root (mknod, chown, overlay mounts)" >&2; exit 2; }
for tool in buildah podman skopeo umoci dockerd containerd ctr gcc jq setfattr getfattr setcap zstd debootstrap perl; do
  command -v $tool >/dev/null || { echo "make.sh: $tool is missing" >&2; exit 2; }
done
WORK=${WORK:-$(mktemp -d "${TMPDIR:-/tmp}/lamina-samples-XXXXXX")}
mkdir -p "$WORK"; WORK=$(cd "$WORK" && pwd)
TRIXIE=${TRIXIE:-$WORK/trixie}
OUT=$WORK/out; rm -rf "$OUT"; mkdir -p "$OUT" "$WORK/tmp" "$WORK/home"
# a quiet, private world: our own storage, no user configuration, one time zone and language
export TMPDIR=$WORK/tmp HOME=$WORK/home TZ=UTC LC_ALL=C.UTF-8 CONTAINERS_STORAGE_CONF=$WORK/storage.conf
export CONTAINERS_REGISTRIES_CONF=$WORK/registries.conf BUILDAH_FORMAT=docker
unset DOCKER_HOST DOCKER_CONFIG DOCKER_CONTEXT BUILDX_BUILDER
umask 022
printf '[storage]\ndriver = "overlay"\nrunroot = "%s/cs/run"\ngraphroot = "%s/cs/graph"\n' "$WORK" "$WORK" >"$WORK/storage.conf"
: >"$WORK/registries.conf"
printf '{"default":[{"type":"insecureAcceptAnything"}]}\n' >"$WORK/policy.json"
DOCKER20=(/usr/bin/docker -H "unix://$WORK/d20/s")
DOCKER26=(chroot "$TRIXIE" env HOME=/lamina/home TZ=UTC docker -H unix:///lamina/s)

say() { printf '[%s] %s\n' "$(date +%T)" "$*" >&2; }
# Prints a command's output only when it fails: the tools are chatty.
quiet() { "$@" >"$WORK/log" 2>&1 || { tail -30 "$WORK/log" >&2; echo "make.sh: failed: $*" >&2; return 1; }; }

dockerd_pid='' trixie_pid='' containerd_pid=''
stop() { [ -z "$1" ] || { kill "$1" 2>/dev/null || true; wait "$1" 2>/dev/null || true; }; }
cleanup() {
  stop "$dockerd_pid"; stop "$trixie_pid"; stop "$containerd_pid"
  # whatever is still mounted below WORK, innermost first
  awk -v w="$WORK/" 'index($2, w) == 1 {print $2}' /proc/mounts | sort -r | xargs -r -n1 umount -l 2>/dev/null || true
  [ $KEEP = 1 ] || rm -rf --one-file-system "$WORK"
}
trap cleanup EXIT

# --- our own files ------------------------------------------------------------------------------
say "our own files"
quiet gcc -Os -static -nostdlib -nostartfiles -ffreestanding -fno-stack-protector -fno-builtin \
  -fno-tree-loop-distribute-patterns -fno-asynchronous-unwind-tables -fno-pie -no-pie \
  -Wl,--build-id=none -Wl,-z,norelro -Wl,-z,noseparate-code -s -o "$WORK/sh" "$HERE/src/sh.c"
FILES=$HERE/src/files

# --- odd: every merge rule, kind and name, layer by layer in a real overlay mount ------------------
odd_step=0
# layer CREATED_BY [buildah config arguments] <script: the script runs in the mounted root
layer() {
  local by=$1 from=localhost/odd:step$odd_step c m; shift
  [ $odd_step = 0 ] && from=scratch
  c=$(buildah from --pull-never "$from"); m=$(buildah mount "$c")
  (cd "$m" && WORK=$WORK FILES=$FILES bash -euo pipefail -s)
  [ $# = 0 ] || buildah config --add-history "$@" "$c"
  buildah config --created-by "$by" --history-comment "made by hand, layer $odd_step" "$c"
  odd_step=$((odd_step + 1))
  quiet buildah commit -q "$c" "localhost/odd:step$odd_step"
  buildah umount "$c" >/dev/null; buildah rm "$c" >/dev/null
}
odd() {
  say "odd"
  layer '/bin/sh -c #(nop) ADD dir:odd in / ' <<'S'
    mkdir -p bin etc usr/share/doc media tmp; chmod 1777 tmp
    cp "$WORK/sh" bin/sh
    cp "$FILES"/{passwd,group} etc/; cp "$FILES"/{picture.png,bytes.bin} media/; cp "$FILES"/{notes.md,latin1.txt,page.html} usr/share/doc/
    : >etc/empty; mkdir etc/empty.d
    # what the next layers change
    mkdir -p change/{keep,deleted,remade,hidden,emptied}
    for f in modified gone deleted-then-back chmod chown touched truncated same; do echo "$f, as it was" >change/$f; done
    for d in keep deleted remade hidden emptied; do mkdir change/$d/sub; echo one >change/$d/one; echo two >change/$d/sub/two; done
    mkdir -p types/{dir-to-file,dir-to-symlink,dir-to-fifo,dir-keeps}; echo x | tee types/{dir-to-file,dir-to-symlink,dir-to-fifo,dir-keeps}/x >/dev/null
    for k in dir symlink hardlink fifo; do echo "file" >types/file-to-$k; done
    ln -s dir-keeps types/symlink-to-dir; ln -s dir-keeps types/symlink-to-file; ln -s dir-keeps types/symlink-to-symlink
    mkfifo types/fifo-to-file
S
  layer "/bin/sh -c set -eux; mkdir -p /links /modes /names /times /own /devices && for n in one two three; do echo \$n >/links/\$n; done && ln -s one /links/relative && ln -s /links/one /links/absolute && ln -s missing /links/dangling && ln -s loop-b /links/loop-a && ln -s loop-a /links/loop-b && mkfifo /devices/fifo && mknod /devices/null c 1 3 && mknod /devices/loop0 b 7 0 && chmod 4755 /modes/4755 && echo 'a && b'	tab  && true" \
    --env PATH=/bin --env 'QUOTED=a "b" c=d' --workingdir / --label org.example.kind=odd <<'S'
    mkdir links; cd links
    echo hard >h1; ln h1 h2; mkdir sub; ln h1 sub/h3; echo pair >p1; ln p1 p2; echo broken >b1; ln b1 b2; ln b1 b3
    echo one >one; ln -s one relative; ln -s /links/one absolute; ln -s ../etc/passwd up; ln -s missing dangling
    ln -s loop-b loop-a; ln -s loop-a loop-b; ln -s . self; ln -s ../../../../../../etc/passwd escape; ln -s sub to-dir
    ln -s "$(printf 'not\377utf8')" bytes; ln -s "$(printf '%0180d' 7)" long; ln -s sub/h3 through
    mkdir ../modes; cd ../modes
    for m in 0000 0400 0644 0755 1777 2755 4755 6755 7777; do echo $m >$m; chmod $m $m; done
    mkdir sticky setgid; chmod 1777 sticky; chmod 2775 setgid
    mkdir ../own; cd ../own
    for o in 0:0 1000:1000 65534:65534 0:42 3000000000:4000000000 2097151:2097152; do echo $o >$o; chown $o $o; done
    mkdir dir; chown 33:33 dir; ln -s 1000:1000 link; chown -h 1000:1000 link
    mkdir ../times; cd ../times
    for t in 1901-12-14T00:00:00Z 1969-12-31T23:59:58Z 1970-01-01T00:00:00Z 2024-02-29T12:34:56.789012345Z 2038-01-19T03:14:08Z 2106-02-07T06:28:16Z 2242-03-16T12:56:32Z; do echo "$t" >"$t"; touch -d "$t" "$t"; done
    mkdir dir; touch -d 2001-09-09T01:46:40Z dir
    mkdir ../devices; cd ../devices
    mkfifo fifo; mknod null c 1 3; mknod loop0 b 7 0; mknod big c 500 70000; chmod 620 big
    mkdir ../xattrs; cd ../xattrs
    echo x >user; setfattr -n user.comment -v 'a value' user; setfattr -n user.bytes -v 0x0001feff0a user; setfattr -n user.empty user
    mkdir dir; setfattr -n user.on-dir -v yes dir
    cp ../bin/sh capable; chmod 755 capable; setcap cap_net_bind_service,cap_net_raw+ep capable
    mkdir ../names; cd ../names
    for n in 'with space' ' leading' 'trailing ' $'tab\there' $'new\nline' 'quote"single'"'" 'back\slash' -dash .hidden 'ünïcødé' '日本語' '😀' \
      $'e\u0301-nfd' $'\u00e9-nfc' $'bad\xff\xfeutf8' '<b onclick="alert(1)">markup&amp;' '%2e%2e' '$(touch x)' '*' '?' '#' 'a:b' 'C:' con \
      .wh x.wh.y ... $'\u202egpj.exe' $'\e[31mred' "$(printf '%0100d' 1)" "$(printf '%0101d' 2)" "$(printf '%0250d' 3)"; do : >"$n"; done
    d=deep; for i in 1 2 3 4 5; do d=$d/$(printf '%060d' $i); done; mkdir -p "$d"; echo deep >"$d/file"; ln "$d/file" "$d/hard"; ln -s file "$d/soft"
    mkdir $'dir\xe9/' ; echo in >$'dir\xe9/file'
    mkdir wide; for i in $(seq 10 39); do : >wide/$i; done
S
  layer '/bin/sh -c rm -r /change/deleted /change/hidden && mkdir /change/remade' --user 1000:1000 <<'S'
    cd change
    echo "modified, now longer than it was" >modified; rm gone deleted-then-back
    rm -r deleted; echo "a file where a folder was" >deleted
    rm -r remade; mkdir remade; echo new >remade/new; mkdir remade/sub; echo other >remade/sub/other
    rm -r hidden; rm emptied/one emptied/sub/two; : >truncated; cat same >../tmp/s; cat ../tmp/s >same; rm ../tmp/s
    rm keep/one; echo three >keep/three
    cd ../types
    rm file-to-dir; mkdir file-to-dir; echo in >file-to-dir/in
    ln -sf dir-keeps file-to-symlink; ln -f dir-keeps/x file-to-hardlink; rm file-to-fifo; mkfifo file-to-fifo
    rm -r dir-to-file; echo "now a file" >dir-to-file; rm -r dir-to-symlink; ln -s dir-keeps dir-to-symlink; rm -r dir-to-fifo; mkfifo dir-to-fifo
    rm symlink-to-dir; mkdir symlink-to-dir; echo z >symlink-to-dir/z; rm symlink-to-file; echo f >symlink-to-file; ln -sfn ../etc symlink-to-symlink
    rm fifo-to-file; echo f >fifo-to-file
    # writing through one name of a hard link copies it up: the names part
    cd ../links; echo "broken by the layer above" >b2; rm h2; chmod 600 p1
    rm ../names/wide/1? $'../names/bad\xff\xfeutf8'
S
  layer '/bin/sh -c chmod 700 /change/chmod && chown 12:34 /change/chown && touch /change/touched' <<'S'
    cd change; chmod 4700 chmod; chown 12:34 chown; touch -d 2020-01-01T00:00:00Z touched; chmod 500 keep; chown -h 5:6 ../links/relative
    setfattr -n user.later -v added ../xattrs/user; setfattr -x user.comment ../xattrs/user; setcap -r ../xattrs/capable
S
  layer '/bin/sh -c rm -r /change/deleted && echo back >/change/deleted-then-back' <<'S'
    cd change; rm deleted; mkdir deleted; echo "a folder again" >deleted/again; echo back >deleted-then-back
    rm -r remade/sub; mkdir remade/sub; rm -r ../types/file-to-dir; echo "a file again" >../types/file-to-dir
    rm -r ../names/wide
S
  layer '/bin/sh -c true' --port 8080/tcp --port 53/udp --volume /data --cmd '["/bin/sh","-c","true"]' </dev/null
  buildah tag "localhost/odd:step$odd_step" localhost/odd:1.0
  for i in $(seq 1 $odd_step); do buildah rmi "localhost/odd:step$i" >/dev/null; done
}

# --- stack, web, worker: Dockerfiles, with shared layers and several tags ---------------------------
CONTEXT=$HERE/src/pair
context() { rm -rf "$WORK/pair"; cp -r "$CONTEXT" "$WORK/pair"; cp "$WORK/sh" "$WORK/pair/sh"; cp "$FILES"/* "$WORK/pair/files/" ; find "$WORK/pair" -exec touch -d 2026-01-02T03:04:05Z {} +; }
pair() {
  say "stack, web and worker by buildah"
  local i; context
  for i in stack web worker; do
    quiet buildah bud --isolation chroot --layers --network host --format docker -f "$WORK/pair/$i.dockerfile" -t localhost/$i:1.0 "$WORK/pair"
  done
  podman tag localhost/web:1.0 localhost/web:latest registry.example:5000/team/web:1.0
}
# --- ages: one tiny layer for each wording of `docker history`'s CREATED ------------------------------
# The time is given to buildah, so the facts (made a moment later) have a row for every wording.
ages() {
  say "ages"
  local now age from=scratch c n=0
  now=$(date +%s)
  # seconds ago; the first are 1970 and before 2000, which newer clients call N/A
  for age in "$now" $((now - 900000000)) 94608000 63072000 31536000 5184000 5000000 1209600 1100000 172800 170000 7200 4000 3600 3500 120 70 30; do
    c=$(buildah from --pull-never "$from"); n=$((n + 1))
    printf '%*d\n' $((n * 97)) "$age" >"$WORK/tmp/age"
    quiet buildah copy "$c" "$WORK/tmp/age" "/ages/$n"
    buildah config --created-by "/bin/sh -c echo $age > /ages/$n" "$c"
    quiet buildah commit -q --timestamp $((now - age)) "$c" localhost/ages:1.0
    buildah rm "$c" >/dev/null; from=localhost/ages:1.0
  done
}

# --- big: a layer that inflates to more than 8 MiB, for random access in gzip -------------------------
big() {
  say "big"
  mkdir -p "$WORK/big/data"
  # text that packs well but not to nothing: several thousand deflate blocks would be too large here
  awk 'BEGIN { srand(7); for (i = 0; i < 90000; i++) printf "%08d the quick brown layer jumps over the lazy tar, block %d\n", i, int(rand() * 9) }' >"$WORK/big/data/a-lines.txt"
  head -c 3145728 /dev/zero >"$WORK/big/data/b-zeros.bin"
  awk 'BEGIN { for (i = 0; i < 40000; i++) printf "%d squared is %d\n", i, i * i }' >"$WORK/big/data/c-squares.txt"
  for i in $(seq 100 199); do echo "small file $i between large ones" >"$WORK/big/data/d-$i"; done
  echo "the last file of the layer" >"$WORK/big/data/z-last.txt"
  find "$WORK/big" -exec touch -d 2026-01-02T03:04:05Z {} +
  printf 'FROM scratch\nCOPY data /data\nCMD ["/data/z-last.txt"]\n' >"$WORK/big/Dockerfile"
  quiet buildah bud --layers --format oci -t localhost/big:1.0 "$WORK/big"
}

# --- multi: one reference, three platforms ----------------------------------------------------------
multi() {
  say "multi"
  local p; mkdir -p "$WORK/multi"; cp "$FILES/notes.md" "$WORK/multi/"
  buildah manifest create localhost/multi:1.0 >/dev/null
  for p in linux/amd64 linux/arm64 linux/arm/v7; do
    printf 'FROM scratch\nCOPY notes.md /usr/share/notes.md\nCOPY arch /etc/arch\nENV PLATFORM=%s\nCMD ["/none"]\n' "$p" >"$WORK/multi/Dockerfile"
    echo "$p" >"$WORK/multi/arch"; find "$WORK/multi" -exec touch -d 2026-01-02T03:04:05Z {} +
    quiet buildah bud --layers --format oci --platform "$p" -t "localhost/multi-${p//\//-}:1.0" "$WORK/multi"
    buildah manifest add localhost/multi:1.0 "localhost/multi-${p//\//-}:1.0" >/dev/null
  done
}

# --- saving -----------------------------------------------------------------------------------------
: >"$WORK/samples.jsonl"
# sample FILE SHAPE TOOL TREE... : notes a sample; a TREE is NAME[@PLATFORM], one for each image
sample() {
  local file=$1 shape=$2 tool=$3; shift 3
  [ -s "$OUT/$file" ] || { echo "make.sh: $file was not written" >&2; return 1; }
  printf '%s\n' "$@" | jq -cRn --arg file "$file" --arg shape "$shape" --arg tool "$tool" \
    '{file: $file, shape: $shape, tool: $tool, images: [inputs | select(. != "") | split("@") | {tree: .[0], platform: .[1]}]}' >>"$WORK/samples.jsonl"
}
# named FILE SUFFIX: the trees of a docker-archive by its references (dockerd orders images by chance)
named() { tar -xOf "$OUT/$1" manifest.json | jq -r --arg s "$2" '.[].RepoTags[0] | split("/")[-1] | split(":")[0] + $s'; }
STORE="containers-storage:[overlay@$WORK/cs/graph+$WORK/cs/run]"
SKOPEO=(skopeo --policy "$WORK/policy.json" copy -q)
save_podman() {
  say "podman and skopeo save"
  local podman skopeo; podman="podman $(podman --version | awk '{print $3}')"; skopeo="skopeo $(skopeo --version | awk '{print $3}')"
  quiet podman save -q --format docker-archive -o "$OUT/odd.podman-docker.tar" localhost/odd:1.0
  sample odd.podman-docker.tar docker-archive "$podman" odd
  quiet podman save -q -m --format docker-archive -o "$OUT/pair.podman-docker.tar" localhost/web:1.0 localhost/worker:1.0 registry.example:5000/team/web:1.0 localhost/web:latest
  sample pair.podman-docker.tar docker-archive "$podman" $(named pair.podman-docker.tar "")
  quiet podman save -q --format oci-archive -o "$OUT/web.podman-oci.tar" localhost/web:1.0
  sample web.podman-oci.tar oci-archive "$podman" web
  quiet podman save -q --format docker-archive -o "$OUT/ages.podman-docker.tar" localhost/ages:1.0
  sample ages.podman-docker.tar docker-archive "$podman" ages
  quiet podman save -q --format oci-archive -o "$OUT/big.podman-oci.tar" localhost/big:1.0
  sample big.podman-oci.tar oci-archive "$podman" big
  quiet podman save -q --format docker-archive -o "$OUT/dangling.podman-docker.tar" "$(podman image inspect --format '{{.Id}}' localhost/worker:1.0)"
  sample dangling.podman-docker.tar docker-archive "$podman" worker
  quiet "${SKOPEO[@]}" "${STORE}localhost/web:1.0" "docker-archive:$OUT/web.skopeo-docker.tar:localhost/web:1.0"
  sample web.skopeo-docker.tar docker-archive "$skopeo" web
  quiet "${SKOPEO[@]}" --format oci "${STORE}localhost/odd:1.0" "oci-archive:$OUT/odd.skopeo-oci.tar:localhost/odd:1.0"
  sample odd.skopeo-oci.tar oci-archive "$skopeo" odd
  quiet "${SKOPEO[@]}" --format oci --dest-compress-format zstd "${STORE}localhost/odd:1.0" "oci-archive:$OUT/odd.skopeo-oci-zstd.tar:odd"
  sample odd.skopeo-oci-zstd.tar oci-archive "$skopeo" odd
  quiet buildah manifest push -q --all --format oci localhost/multi:1.0 "oci-archive:$OUT/multi.buildah-oci.tar:multi:1.0"
  sample multi.buildah-oci.tar oci-archive "buildah $(buildah --version | awk '{print $3}')" multi-amd64@linux/amd64 multi-arm64@linux/arm64 multi-armv7@linux/arm/v7
  gzip -9n <"$OUT/web.skopeo-docker.tar" >"$OUT/web.skopeo-docker.tar.gz"
  sample web.skopeo-docker.tar.gz docker-archive "$skopeo, then gzip" web
}

# --- Docker 20.10: the legacy layout -----------------------------------------------------------------
dockerd20() {
  mkdir -p "$WORK/d20"; echo '{}' >"$WORK/d20/none.json" # no configuration of the host's
  # in a mount namespace of its own: its mounts go with it
  unshare -m --propagation private setpriv --pdeathsig TERM timeout 1800 dockerd --config-file "$WORK/d20/none.json" --storage-driver=overlay2 --iptables=false --ip6tables=false --ip-forward=false \
    --ip-masq=false --bridge=none -H "unix://$WORK/d20/s" --data-root "$WORK/d20/data" --exec-root "$WORK/d20/exec" -p "$WORK/d20/pid" >"$WORK/d20/log" 2>&1 &
  dockerd_pid=$!
  for _ in $(seq 1 120); do "${DOCKER20[@]}" version >/dev/null 2>&1 && return 0; sleep 0.25; done
  tail "$WORK/d20/log" >&2; return 1
}
save_docker20() {
  say "Docker 20.10: build and save"
  local i tool; dockerd20
  tool="docker $("${DOCKER20[@]}" version --format '{{.Server.Version}}')"; tool=${tool%%+*}
  context
  for i in stack web worker; do
    DOCKER_BUILDKIT=0 quiet "${DOCKER20[@]}" build --network host -q -f "$WORK/pair/$i.dockerfile" -t localhost/$i:1.0 "$WORK/pair"
  done
  "${DOCKER20[@]}" tag localhost/web:1.0 localhost/web:latest; "${DOCKER20[@]}" tag localhost/web:1.0 registry.example:5000/team/web:1.0
  quiet "${DOCKER20[@]}" save -o "$OUT/web.docker20.tar" localhost/web:1.0 localhost/web:latest registry.example:5000/team/web:1.0
  sample web.docker20.tar docker-legacy "$tool" web-docker20
  quiet "${DOCKER20[@]}" save -o "$OUT/pair.docker20.tar" localhost/stack:1.0 localhost/web:1.0 localhost/worker:1.0
  sample pair.docker20.tar docker-legacy "$tool" $(named pair.docker20.tar -docker20)
  DOCKER_BUILDKIT=1 quiet "${DOCKER20[@]}" build --network host -q -f "$WORK/pair/stack.dockerfile" -t stack:buildkit "$WORK/pair"
  sed 's,^FROM .*,FROM stack:buildkit,' "$WORK/pair/web.dockerfile" >"$WORK/pair/web.buildkit"
  DOCKER_BUILDKIT=1 quiet "${DOCKER20[@]}" build --network host -q -f "$WORK/pair/web.buildkit" -t web:buildkit "$WORK/pair"
  quiet "${DOCKER20[@]}" save -o "$OUT/web.docker20-buildkit.tar" web:buildkit
  sample web.docker20-buildkit.tar docker-legacy "$tool (BuildKit)" web-buildkit20
  quiet "${DOCKER20[@]}" load -i "$OUT/odd.podman-docker.tar"
  quiet "${DOCKER20[@]}" save -o "$OUT/odd.docker20.tar" localhost/odd:1.0
  sample odd.docker20.tar docker-legacy "$tool" odd
}

# --- Docker 26.1: both manifests; and the containerd image store --------------------------------------
dockerd26() { # dockerd26 classic|containerd
  "$HERE/docker26.sh" "$TRIXIE" "$1" >"$WORK/d26-$1.log" 2>&1 &
  trixie_pid=$!
  for _ in $(seq 1 240); do "${DOCKER26[@]}" version >/dev/null 2>&1 && return 0; sleep 0.25; done
  tail "$WORK/d26-$1.log" >&2; return 1
}
build26() { # the same Dockerfiles, by BuildKit; its client sees the chroot only
  local i; context; rm -rf "$TRIXIE/lamina/context"; cp -a "$WORK/pair" "$TRIXIE/lamina/context"
  for i in stack web worker; do quiet "${DOCKER26[@]}" buildx build --network host "$@" -f /lamina/context/$i.dockerfile -t localhost/$i:1.0 /lamina/context; done
  "${DOCKER26[@]}" tag localhost/web:1.0 localhost/web:latest; "${DOCKER26[@]}" tag localhost/web:1.0 registry.example:5000/team/web:1.0
}
save_docker26() {
  say "Docker 26.1: build and save"
  local tool; dockerd26 classic
  tool="docker $("${DOCKER26[@]}" version --format '{{.Server.Version}}')"; tool=${tool%%+*}
  build26
  quiet "${DOCKER26[@]}" save -o /lamina/context/x.tar localhost/web:1.0 localhost/worker:1.0 registry.example:5000/team/web:1.0 localhost/web:latest
  mv "$TRIXIE/lamina/context/x.tar" "$OUT/pair.docker26.tar"
  sample pair.docker26.tar docker-hybrid "$tool" $(named pair.docker26.tar -docker26)
  quiet "${DOCKER26[@]}" load <"$OUT/odd.podman-docker.tar"
  quiet "${DOCKER26[@]}" save -o /lamina/context/x.tar localhost/odd:1.0
  mv "$TRIXIE/lamina/context/x.tar" "$OUT/odd.docker26.tar"
  sample odd.docker26.tar docker-hybrid "$tool" odd
  stop "$trixie_pid"; trixie_pid=''

  say "Docker 26.1, containerd image store: build and save"
  dockerd26 containerd
  build26 --provenance=true
  quiet "${DOCKER26[@]}" save -o /lamina/context/x.tar localhost/web:1.0 localhost/worker:1.0 localhost/web:latest
  mv "$TRIXIE/lamina/context/x.tar" "$OUT/pair.containerd26.tar"
  # its manifest.json can't order the trees: manifest.json and index.json go by name, web before worker
  sample pair.containerd26.tar containerd-store "$tool (containerd image store)" $(named pair.containerd26.tar -containerd26)
  cp "$HERE/src/multi.dockerfile" "$TRIXIE/lamina/context/"
  for p in amd64 arm64; do echo "linux/$p" >"$TRIXIE/lamina/context/arch-$p"; done
  local multi=(buildx build --provenance=mode=max --platform linux/amd64,linux/arm64 -f /lamina/context/multi.dockerfile)
  quiet "${DOCKER26[@]}" "${multi[@]}" -t localhost/multi:26 /lamina/context
  quiet "${DOCKER26[@]}" save -o /lamina/context/x.tar localhost/multi:26
  mv "$TRIXIE/lamina/context/x.tar" "$OUT/multi.containerd26.tar"
  sample multi.containerd26.tar containerd-store "$tool (containerd image store)" multi26-amd64@linux/amd64 multi26-arm64@linux/arm64
  # what BuildKit writes itself, without a store
  tool="BuildKit in $tool"
  quiet "${DOCKER26[@]}" "${multi[@]}" --output type=oci,dest=/lamina/context/x.tar,name=localhost/multi:26 /lamina/context
  mv "$TRIXIE/lamina/context/x.tar" "$OUT/multi.buildkit-oci.tar"
  sample multi.buildkit-oci.tar oci-archive "$tool" multi26-amd64@linux/amd64 multi26-arm64@linux/arm64
  quiet "${DOCKER26[@]}" buildx build --network host -f /lamina/context/web.dockerfile --output type=docker,dest=/lamina/context/x.tar,name=localhost/web:1.0 /lamina/context
  mv "$TRIXIE/lamina/context/x.tar" "$OUT/web.buildkit-docker.tar"
  sample web.buildkit-docker.tar containerd-store "$tool" web-containerd26
  stop "$trixie_pid"; trixie_pid=''
}

# --- containerd: an index whose other platforms are not in the archive -----------------------------------
save_containerd() {
  say "containerd: export one platform"
  local ctr=(ctr -a "$WORK/ctd/s" -n samples)
  mkdir -p "$WORK/ctd"
  printf 'version = 2\nroot = "%s/root"\nstate = "%s/state"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n[grpc]\n  address = "%s/s"\n[ttrpc]\n  address = "%s/t"\n' \
    "$WORK/ctd" "$WORK/ctd" "$WORK/ctd" "$WORK/ctd" >"$WORK/ctd/config.toml"
  setpriv --pdeathsig TERM timeout 600 containerd -c "$WORK/ctd/config.toml" >"$WORK/ctd/log" 2>&1 &
  containerd_pid=$!
  for _ in $(seq 1 120); do "${ctr[@]}" version >/dev/null 2>&1 && break; sleep 0.25; done
  quiet "${ctr[@]}" images import --all-platforms --no-unpack "$OUT/multi.containerd26.tar"
  quiet "${ctr[@]}" images export --platform linux/arm64 "$OUT/multi-arm64.ctr.tar" localhost/multi:26
  sample multi-arm64.ctr.tar containerd-store "ctr $(ctr --version | awk '{print $NF}')" multi26-arm64@linux/arm64
  stop "$containerd_pid"; containerd_pid=''
}

# --- facts: what the tools themselves say of each archive --------------------------------------------------
lines() { jq -s .; }
# docker_facts CLIENT... < archive: loads it into the (then emptied) daemon
docker_facts() {
  local id ids text
  if ! text=$("$@" load 2>&1); then jq -n --arg m "$(tail -n 1 <<<"$text")" '{refused: ($m | gsub("/[^ ]*/docker-import-[0-9]+"; "docker-import"))}'; return; fi
  ids=$("$@" images -q --no-trunc | sort -u)
  # the containerd store takes what it can't list, such as an image with no name
  if [ -z "$ids" ]; then jq -n --arg m "no image is listed after: $(tail -n 1 <<<"$text")" '{refused: $m}'; return; fi
  {
    jq -n --arg v "$("$@" version --format '{{.Server.Version}}')" --argjson t "$(date +%s)" --arg l "$text" '{version: $v, asked: $t, loaded: ($l | split("\n"))}'
    "$@" images --no-trunc --digests --format '{{json .}}' | jq 'del(.Containers, .SharedSize, .UniqueSize, .VirtualSize)' | lines | jq '{images: .}'
    # shellcheck disable=SC2086
    "$@" image inspect $ids | jq '{inspect: map({Id, RepoTags, RepoDigests, Created, Size, Architecture, Os, Variant, Config, RootFS})}'
    for id in $ids; do
      jq -n --arg id "$id" --argjson human "$("$@" history --format '{{json .}}' "$id" | lines)" \
        --argjson exact "$("$@" history --no-trunc -H=false --format '{{json .}}' "$id" | lines)" '{history: {($id): {human: $human, exact: $exact}}}'
    done
  } | jq -s 'reduce .[] as $x ({}; . * $x)'
  # shellcheck disable=SC2086
  "$@" rmi -f $ids >/dev/null
}
podman_facts() {
  local id ids text
  if ! text=$(podman load -q -i "$1" 2>&1); then jq -n --arg m "$(tail -n 1 <<<"$text")" '{refused: ($m | gsub("/[^ ]*/docker-import-[0-9]+"; "docker-import"))}'; return; fi
  ids=$(podman images -q --no-trunc | sort -u)
  {
    jq -n --arg v "$(podman --version | awk '{print $3}')" --argjson t "$(date +%s)" --arg l "$text" '{version: $v, asked: $t, loaded: ($l | split("\n"))}'
    podman images --no-trunc --format json | jq '{images: map({Id, Names, Digest, Size, Created})}'
    for id in $ids; do
      jq -n --arg id "$id" --argjson human "$(podman history --format '{{.ID}}	{{.Created}}	{{.CreatedBy}}	{{.Size}}	{{.Comment}}' "${id#sha256:}" | jq -R 'split("\t") | {ID: .[0], CreatedSince: .[1], CreatedBy: .[2], Size: .[3], Comment: .[4]}' | lines)" \
        --argjson exact "$(podman history --no-trunc --format json "${id#sha256:}")" '{history: {($id): {human: $human, exact: $exact}}}'
    done
  } | jq -s 'reduce .[] as $x ({}; . * $x)'
  podman rmi -af >/dev/null
}
facts() {
  say "facts"
  local f n; mkdir -p "$OUT/facts" "$WORK/facts"
  printf '[storage]\ndriver = "overlay"\nrunroot = "%s/facts/run"\ngraphroot = "%s/facts/graph"\n' "$WORK" "$WORK" >"$WORK/facts/storage.conf"
  for f in "$OUT"/*.tar*; do
    n=$(basename "$f")
    CONTAINERS_STORAGE_CONF=$WORK/facts/storage.conf podman_facts "$f" >"$WORK/facts/$n.podman"
  done
  stop "$dockerd_pid"; rm -rf --one-file-system "$WORK/d20"; dockerd20 # empty again
  for f in "$OUT"/*.tar*; do docker_facts "${DOCKER20[@]}" <"$f" >"$WORK/facts/$(basename "$f").docker20"; done
  for n in classic containerd; do
    dockerd26 $n
    for f in "$OUT"/*.tar*; do docker_facts "${DOCKER26[@]}" <"$f" >"$WORK/facts/$(basename "$f").docker26-$n"; done
    stop "$trixie_pid"; trixie_pid=''
  done
  for f in "$OUT"/*.tar*; do
    n=$(basename "$f")
    jq -n --slurpfile p "$WORK/facts/$n.podman" --slurpfile a "$WORK/facts/$n.docker20" --slurpfile b "$WORK/facts/$n.docker26-classic" --slurpfile c "$WORK/facts/$n.docker26-containerd" \
      '{podman: $p[0], docker20: $a[0], "docker26": $b[0], "docker26-containerd": $c[0]}' >"$OUT/facts/$n.json"
  done
}

[ -x "$TRIXIE/usr/sbin/dockerd" ] || { say "a trixie chroot in $TRIXIE"; quiet "$HERE/docker26.sh" "$TRIXIE" make; }
odd; pair; ages; big; multi
save_podman
save_docker20
save_docker26
save_containerd
chmod 644 "$OUT"/*.tar*
facts

jq -s . <"$WORK/samples.jsonl" >"$OUT/samples.json"
rm -rf "$HERE"/*.tar "$HERE"/*.tar.gz "$HERE/facts"
mv "$OUT"/* "$HERE/"
say "trees"
"$HERE/truth.sh"
say "done: $(du -ch "$HERE"/*.tar* | tail -n 1 | cut -f1) of archives"
