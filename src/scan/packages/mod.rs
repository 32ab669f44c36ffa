//! Packages: what package managers and build tools wrote down about what is in a layer.
//!
//! [`Packages`] goes through one layer and gives a [`Finding`] for each file that tells of packages.
//! [`inventory::inventory`] puts the findings of an image's layers and its merged tree together, and
//! [`sbom`] writes that as CycloneDX or SPDX.
//!
//! Each file of this folder reads one kind of record. Their parsers are pure: bytes in, packages out, and a
//! text where something is wrong; damaged or hostile bytes never end the pass.

mod apk;
mod bdb;
mod deb;
mod elf;
mod gem;
mod go;
pub mod inventory;
mod jar;
mod ndb;
mod npm;
mod os;
mod purl;
mod python;
mod rpm;
mod rust;
pub mod sbom;
mod sqlite;
pub mod support;
mod zip;

use serde::{Deserialize, Serialize};

use super::shown::path as shown;
use super::{File, Scanner};
use crate::source::{Memory, Source};
use crate::{Error, Limits, Result};

pub use os::Release;

/// Bytes of a database or a list that are read whole: a `status` of 10 000 packages has some 15 MiB.
const MOST_TEXT: u64 = 32 << 20;
/// Bytes of one package's own record: `METADATA`, `package.json`, a gemspec.
const MOST_RECORD: u64 = 4 << 20;
/// Up to this size a database, a program or an archive is taken into memory, where its reader hops about in it:
/// going back in a compressed layer costs decoding again.
const MOST_HELD: u64 = 48 << 20;
/// Paths that one record lists, and bytes of them.
const MOST_PATHS: usize = 1_000_000;
const MOST_PATH_BYTES: usize = 64 << 20;
/// Packages that one record lists: Debian has some 70 000 in all.
const MOST_PACKAGES: usize = 200_000;
/// Modules and crates of one program.
const MOST_PARTS: usize = 20_000;
/// Programs up to this size are read in one piece: their parts are read in no order.
const MOST_PROGRAM: u64 = 1 << 20;
/// Findings, packages and paths of one layer.
const MOST_ITEMS: usize = 4_000_000;
/// Bytes of their texts in one layer.
const MOST_BYTES: usize = 192 << 20;

/// What wrote the record of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// dpkg: Debian, Ubuntu, distroless.
    Deb,
    /// apk: Alpine, Wolfi.
    Apk,
    /// rpm: Fedora, RHEL, SUSE, Amazon Linux.
    Rpm,
    /// A Python distribution: `pip`, `setuptools`.
    Python,
    /// A package of npm.
    Npm,
    /// A Go module, from the build info of a program.
    Go,
    /// A jar, or a Maven artifact inside of one.
    Java,
    /// A Rust crate, from what cargo-auditable left in a program.
    Rust,
    /// A Ruby gem.
    Ruby,
}

impl Kind {
    /// Whether it is of the operating system's package manager.
    pub fn is_system(self) -> bool {
        matches!(self, Self::Deb | Self::Apk | Self::Rpm)
    }
}

/// The source package that a package was built from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    /// Its name.
    pub name: String,
    /// Its version, where it is another than that of the package; else empty.
    #[serde(default)]
    pub version: String,
}

/// Which files a package owns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Owns {
    /// It does not tell.
    #[default]
    Nothing,
    /// The file that tells of it.
    Itself,
    /// These absolute paths, as the record has them.
    Files(Vec<String>),
    /// What those of these files list that are there ([`Found::Files`]); absolute paths.
    Lists(Vec<String>),
    /// All below these directories, and these files, but for what a package further down owns; absolute paths, in
    /// which `*` stands for any one name.
    Below(Vec<String>),
}

/// A package as one record tells of it. Texts that are not known are empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Package {
    /// What wrote the record.
    pub kind: Kind,
    /// The group of a Maven artifact.
    #[serde(default)]
    pub group: String,
    /// The name; of npm with its scope, of Go the module's path.
    pub name: String,
    /// The whole version; of rpm `epoch:version-release`, the epoch where there is one.
    pub version: String,
    /// What it runs on, in the word of its package manager.
    #[serde(default)]
    pub architecture: String,
    /// The licence as the record has it.
    #[serde(default)]
    pub license: String,
    /// What it was built from, where that has another name or version.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// Bytes that it takes when installed, as the record claims.
    #[serde(default)]
    pub claimed: Option<u64>,
    /// Its files.
    #[serde(default)]
    pub owns: Owns,
}

impl Package {
    fn new(kind: Kind, name: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            kind,
            group: String::new(),
            name: name.into(),
            version: version.into(),
            architecture: String::new(),
            license: String::new(),
            origin: None,
            claimed: None,
            owns: Owns::Nothing,
        }
    }

    fn weight(&self) -> (usize, usize) {
        let (items, bytes) = match &self.owns {
            Owns::Nothing | Owns::Itself => (0, 0),
            Owns::Files(list) | Owns::Lists(list) | Owns::Below(list) => weight(list),
        };
        let texts = [&self.group, &self.name, &self.version, &self.architecture, &self.license];
        (items + 1, bytes + texts.iter().map(|text| text.len()).sum::<usize>())
    }
}

/// A file that dpkg puts elsewhere than the package says (dpkg-divert).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Diversion {
    /// The path in the package.
    pub from: String,
    /// The path in the filesystem.
    pub to: String,
    /// The package whose own file stays at `from`; `:` for none.
    pub by: String,
}

/// What a file tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Found {
    /// Packages.
    Packages(Vec<Package>),
    /// The absolute paths that a package owns, which [`Owns::Lists`] refers to.
    Files(Vec<String>),
    /// The licences in a `copyright` of Debian, joined by ` AND `.
    License(String),
    /// Files of dpkg that are elsewhere.
    Diversions(Vec<Diversion>),
    /// What an `os-release` says.
    Release(Box<Release>),
}

/// What one file of a layer tells of packages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The file's number in the layer.
    pub entry: u32,
    /// Its absolute path, shown as the tree shows it.
    pub path: String,
    /// What it tells.
    pub found: Found,
    /// What is wrong in it, and so may be missing; empty if nothing is.
    #[serde(default)]
    pub problem: String,
}

impl Finding {
    /// Findings as bytes, to hand to another worker.
    pub fn pack(findings: &[Self]) -> Vec<u8> {
        // Writing these types into memory can't fail.
        serde_json::to_vec(findings).unwrap_or_default()
    }

    /// What [`Finding::pack`] made. Other bytes are a usage error.
    pub fn unpack(bytes: &[u8]) -> Result<Vec<Self>> {
        serde_json::from_slice(bytes)
            .map_err(|error| Error::usage(format!("these are no packed findings: {error}")))
    }
}

/// Paths as a record lists them, no more than are kept.
#[derive(Debug, Default)]
pub(super) struct Paths {
    list: Vec<String>,
    bytes: usize,
    /// Whether there were more.
    full: bool,
}

impl Paths {
    /// Takes one more; whether there was room for it.
    fn push(&mut self, path: String) -> bool {
        let fits = self.list.len() < MOST_PATHS && self.bytes + path.len() <= MOST_PATH_BYTES;
        if fits {
            self.bytes += path.len();
            self.list.push(path);
        } else {
            self.full = true;
        }
        fits
    }

    /// Takes all that there is room for.
    fn of(paths: impl IntoIterator<Item = String>) -> Self {
        let mut all = Self::default();
        // What comes after is not even made.
        let _ = paths.into_iter().all(|path| all.push(path));
        all
    }

    fn problem(&self) -> String {
        if self.full { format!("only the first {} paths are read", self.list.len()) } else { String::new() }
    }
}

/// What a parser made of a record.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parsed {
    packages: Vec<Package>,
    problem: String,
}

impl From<Vec<Package>> for Parsed {
    fn from(packages: Vec<Package>) -> Self {
        Self { packages, problem: String::new() }
    }
}

impl Parsed {
    fn wrong(problem: impl Into<String>) -> Self {
        Self { packages: Vec::new(), problem: problem.into() }
    }
}

/// Looks for packages in one layer. Afterwards [`Packages::findings`] has what was found.
#[derive(Debug)]
pub struct Packages {
    /// In the order of the tar.
    pub findings: Vec<Finding>,
    limits: Limits,
    items: usize,
    bytes: usize,
}

/// Which reader takes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Record {
    Dpkg,
    DpkgList,
    DpkgSums,
    DpkgDiversions,
    DebianCopyright,
    Apk,
    RpmSqlite,
    RpmNdb,
    RpmBdb,
    Python,
    PythonFiles,
    EggFiles,
    Npm,
    Gem,
    Jar,
    Release,
    Program,
}

impl Record {
    fn of(path: &[u8], mode: u16, size: u64) -> Option<Self> {
        let (folder, name) = split(path);
        let under = |prefix: &[u8]| path.starts_with(prefix);
        Some(match name {
            b"status" if folder == b"/var/lib/dpkg" => Self::Dpkg,
            b"diversions" if folder == b"/var/lib/dpkg" => Self::DpkgDiversions,
            _ if folder == b"/var/lib/dpkg/info" && name.ends_with(b".list") => Self::DpkgList,
            _ if folder == b"/var/lib/dpkg/status.d" => {
                if name.ends_with(b".md5sums") {
                    Self::DpkgSums
                } else {
                    Self::Dpkg
                }
            }
            b"copyright" if under(b"/usr/share/doc/") && split(folder).0 == b"/usr/share/doc" => {
                Self::DebianCopyright
            }
            b"installed" if matches!(folder, b"/lib/apk/db" | b"/usr/lib/apk/db") => Self::Apk,
            b"rpmdb.sqlite" if rpm::is_folder(folder) => Self::RpmSqlite,
            b"Packages.db" if rpm::is_folder(folder) => Self::RpmNdb,
            b"Packages" if rpm::is_folder(folder) => Self::RpmBdb,
            b"METADATA" if folder.ends_with(b".dist-info") => Self::Python,
            b"RECORD" if folder.ends_with(b".dist-info") => Self::PythonFiles,
            b"PKG-INFO" if folder.ends_with(b".egg-info") || folder.ends_with(b"/EGG-INFO") => Self::Python,
            b"installed-files.txt" if folder.ends_with(b".egg-info") => Self::EggFiles,
            _ if name.ends_with(b".egg-info") => Self::Python,
            b"package.json" if npm::is_package(folder) => Self::Npm,
            _ if name.ends_with(b".gemspec") && gem::is_folder(folder) => Self::Gem,
            b"os-release" if matches!(folder, b"/etc" | b"/usr/lib") => Self::Release,
            _ if jar::is_archive(name) => Self::Jar,
            _ if size >= elf::LEAST && (mode & 0o111 != 0 || elf::is_library(name)) => Self::Program,
            _ => return None,
        })
    }

    /// Files beyond this size are not read, which their finding says.
    fn most(self) -> u64 {
        match self {
            Self::Dpkg | Self::DpkgList | Self::DpkgSums | Self::DpkgDiversions | Self::Apk => MOST_TEXT,
            Self::Program | Self::Jar | Self::RpmSqlite | Self::RpmNdb | Self::RpmBdb => u64::MAX,
            Self::PythonFiles | Self::EggFiles => MOST_TEXT / 2,
            _ => MOST_RECORD,
        }
    }
}

impl Packages {
    /// Looks within these limits, of which those on JSON matter.
    pub fn new(limits: &Limits) -> Self {
        Self { findings: Vec::new(), limits: *limits, items: 0, bytes: 0 }
    }

    fn add(&mut self, entry: u32, path: &[u8], mut found: Found, mut problem: String) {
        let empty = match &mut found {
            Found::Packages(packages) => {
                let before = packages.len();
                packages.retain(|package| self.fits(package.weight()));
                if packages.len() < before {
                    problem = "more packages or files than are kept".into();
                }
                packages.is_empty()
            }
            Found::Files(files) => {
                if !self.fits(weight(files)) {
                    files.clear();
                    problem = "more packages or files than are kept".into();
                }
                files.is_empty()
            }
            Found::License(text) => text.is_empty() || !self.fits((1, text.len())),
            Found::Diversions(list) => {
                list.retain(|one| self.fits((1, one.from.len() + one.to.len() + one.by.len())));
                list.is_empty()
            }
            Found::Release(_) => false,
        };
        if (!empty || !problem.is_empty()) && self.fits((1, path.len())) {
            self.findings.push(Finding { entry, path: shown(path), found, problem });
        }
    }

    /// Counts what is to be kept; whether there is room for it.
    fn fits(&mut self, (items, bytes): (usize, usize)) -> bool {
        let fits = self.items + items <= MOST_ITEMS && self.bytes + bytes <= MOST_BYTES;
        if fits {
            self.items += items;
            self.bytes += bytes;
        }
        fits
    }
}

impl Scanner for Packages {
    fn wants(&mut self, file: &File<'_>) -> bool {
        Record::of(file.path, file.facts.mode, file.facts.size).is_some()
    }

    fn scan(&mut self, file: &File<'_>, content: &dyn Source) -> Result<()> {
        let File { entry, path, facts } = *file;
        let Some(record) = Record::of(path, facts.mode, facts.size) else { return Ok(()) };
        if facts.size > record.most() {
            let problem = format!("its {} bytes are more than are read of such a file", facts.size);
            self.add(entry, path, Found::Packages(Vec::new()), problem);
            return Ok(());
        }
        let parsed = match record {
            Record::Program if facts.size <= MOST_PROGRAM => {
                told(with_held(content, facts.size, |held| elf::packages(held, facts.size, &self.limits)))?
            }
            Record::Program => told(elf::packages(&bounded(content, facts.size), facts.size, &self.limits))?,
            Record::Jar => told(with_held(content, facts.size, |held| {
                jar::packages(held, facts.size, &shown(split(path).1))
            }))?,
            Record::RpmSqlite | Record::RpmNdb | Record::RpmBdb => {
                told(with_held(content, facts.size, |held| {
                    let mut database = rpm::Database::default();
                    let outcome = match record {
                        Record::RpmSqlite => sqlite::blobs(held, facts.size, &mut |blob| database.add(blob)),
                        Record::RpmNdb => ndb::blobs(held, facts.size, &mut |blob| database.add(blob)),
                        _ => bdb::blobs(held, facts.size, &mut |blob| database.add(blob)),
                    };
                    database.finish(outcome)
                }))?
            }
            _ => {
                let bytes = content.read_vec(0, facts.size as usize)?;
                let folder = shown(split(path).0);
                match record {
                    Record::Dpkg => deb::packages(&bytes, &shown(path)),
                    Record::Apk => apk::packages(&bytes),
                    Record::Python => python::package(&bytes, &shown(path)),
                    Record::Npm => npm::package(&bytes, &folder, &self.limits),
                    Record::Gem => gem::package(&bytes, &shown(path)),
                    other => {
                        let paths = match other {
                            Record::DpkgList => deb::list(&bytes),
                            Record::DpkgSums => deb::sums(&bytes),
                            Record::PythonFiles => python::record(&bytes, &folder),
                            Record::EggFiles => python::installed_files(&bytes, &folder),
                            _ => Paths::default(),
                        };
                        let problem = paths.problem();
                        let found = match other {
                            Record::DpkgDiversions => Found::Diversions(deb::diversions(&bytes)),
                            Record::DebianCopyright => Found::License(deb::license(&bytes)),
                            Record::Release => Found::Release(Box::new(Release::parse(&bytes))),
                            _ => Found::Files(paths.list),
                        };
                        self.add(entry, path, found, problem);
                        return Ok(());
                    }
                }
            }
        };
        self.add(entry, path, Found::Packages(parsed.packages), parsed.problem);
        Ok(())
    }
}

/// What is wrong with the data becomes a text; that it could not be read stays an error.
fn told(outcome: Result<Parsed>) -> Result<Parsed> {
    match outcome {
        Err(error @ Error::Io { .. }) => Err(error),
        Err(error) => Ok(Parsed::wrong(error.to_string())),
        parsed => parsed,
    }
}

/// The content as far as the tar says.
fn bounded(content: &dyn Source, size: u64) -> crate::source::Slice<&dyn Source> {
    crate::source::Slice::new(content, 0, size)
}

/// Runs a reader that hops about, over memory where the content is small enough.
fn with_held<T>(content: &dyn Source, size: u64, read: impl FnOnce(&dyn Source) -> Result<T>) -> Result<T> {
    if size <= MOST_HELD {
        read(&Memory::new(content.read_vec(0, size as usize)?))
    } else {
        read(&bounded(content, size))
    }
}

/// Folder and name of an absolute path; the folder of what is in the root is empty.
fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|byte| *byte == b'/') {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => (&[], path),
    }
}

fn weight(list: &[String]) -> (usize, usize) {
    (list.len(), list.iter().map(String::len).sum())
}

/// An absolute path out of `path`, which may be relative to the absolute `folder`; `.` and `..` are resolved by
/// their names alone.
fn absolute(folder: &str, path: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    let start = if path.starts_with('/') { "" } else { folder };
    for name in start.split('/').chain(path.split('/')) {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            _ => names.push(name),
        }
    }
    format!("/{}", names.join("/"))
}

/// The value of a `Name: value` line whose name is compared without case.
fn field<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (head, value) = line.split_once(':')?;
    head.trim_end().eq_ignore_ascii_case(name).then(|| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_chosen_by_their_path() {
        let of = |path: &str| Record::of(path.as_bytes(), 0o644, 100);
        assert_eq!(of("/var/lib/dpkg/status"), Some(Record::Dpkg));
        assert_eq!(of("/var/lib/dpkg/status.d/libc6"), Some(Record::Dpkg));
        assert_eq!(of("/var/lib/dpkg/status.d/libc6.md5sums"), Some(Record::DpkgSums));
        assert_eq!(of("/var/lib/dpkg/info/bash.list"), Some(Record::DpkgList));
        assert_eq!(of("/usr/share/doc/bash/copyright"), Some(Record::DebianCopyright));
        assert_eq!(of("/usr/lib/sysimage/rpm/Packages.db"), Some(Record::RpmNdb));
        assert_eq!(of("/a/x-1.dist-info/METADATA"), Some(Record::Python));
        assert_eq!(of("/a/x-1.egg-info"), Some(Record::Python));
        assert_eq!(of("/etc/os-release"), Some(Record::Release));
        for path in
            ["/status", "/srv/var/lib/dpkg/status", "/METADATA", "/usr/share/doc/a/b/copyright", "/a.txt"]
        {
            assert_eq!(of(path), None, "{path}");
        }
        assert_eq!(Record::of(b"/bin/x", 0o755, 1 << 20), Some(Record::Program));
        assert_eq!(Record::of(b"/bin/x", 0o644, 1 << 20), None);
    }

    #[test]
    fn paths_are_made_absolute() {
        assert_eq!(absolute("/a/b", "../c/./d"), "/a/c/d");
        assert_eq!(absolute("/a", "../../../x"), "/x");
        assert_eq!(absolute("/a", "/b//c"), "/b/c");
    }

    #[test]
    fn findings_cross_as_bytes() {
        let mut package = Package::new(Kind::Npm, "@a/b", "1");
        package.owns = Owns::Below(vec!["/x".into()]);
        let findings = vec![Finding {
            entry: 7,
            path: "/x/package.json".into(),
            found: Found::Packages(vec![package]),
            problem: String::new(),
        }];
        assert_eq!(Finding::unpack(&Finding::pack(&findings)).unwrap(), findings);
        assert!(Finding::unpack(b"{").is_err());
    }
}
