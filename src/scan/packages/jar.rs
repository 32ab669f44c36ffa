//! Java archives: jar, war, ear, and what they hold inside.
//!
//! Formats: Oracle's "JAR File Specification" for `META-INF/MANIFEST.MF`; Maven's archiver for
//! `META-INF/maven/GROUP/ARTIFACT/pom.properties`. An archive within is looked at as well, to a depth of three.

use super::{Kind, Owns, Package, Parsed, zip};
use crate::source::{Memory, Source};
use crate::{Error, Result};

/// Bytes of a manifest or of properties.
const MOST_RECORD: usize = 1 << 20;
/// Bytes of all archives inside one, unpacked.
const MOST_NESTED: u64 = 256 << 20;
/// Bytes of one of them.
const MOST_INNER: u64 = 64 << 20;
/// Archives inside each other.
const DEEPEST: u32 = 3;
/// Bytes of all manifests and properties.
const MOST_RECORDS: u64 = 64 << 20;
/// Packages of one archive.
const MOST_PACKAGES: usize = 20_000;

/// Whether a name is that of an archive of Java.
pub(super) fn is_archive(name: &[u8]) -> bool {
    let end = name.get(name.len().saturating_sub(4)..).unwrap_or_default().to_ascii_lowercase();
    matches!(&end[..], b".jar" | b".war" | b".ear") && name.len() > 4
}

/// The packages of an archive called `name`, its own first.
pub(super) fn packages(source: &dyn Source, size: u64, name: &str) -> Result<Parsed> {
    let mut parsed = Parsed::default();
    let mut left = Left { nested: MOST_NESTED, records: MOST_RECORDS };
    open(source, size, name, 0, &mut left, &mut parsed)?;
    if let Some(first) = parsed.packages.first_mut() {
        first.owns = Owns::Itself;
    }
    Ok(parsed)
}

/// Bytes that may still be unpacked.
struct Left {
    nested: u64,
    records: u64,
}

fn open(
    source: &dyn Source,
    size: u64,
    name: &str,
    depth: u32,
    left: &mut Left,
    parsed: &mut Parsed,
) -> Result<()> {
    let members = zip::members(source, size)?;
    let mut manifest = Manifest::default();
    let mut artifacts = Vec::new();
    let mut inner = Vec::new();
    for member in &members {
        let path = &*member.name;
        let is_manifest = path.eq_ignore_ascii_case("META-INF/MANIFEST.MF");
        let is_pom = path.starts_with("META-INF/maven/") && path.ends_with("/pom.properties");
        if is_manifest || is_pom {
            // One that says it is small may not be: what is read at most counts.
            let cost = if member.size < 4096 { 4096 } else { MOST_RECORD as u64 };
            if left.records < cost {
                parsed.problem = "more manifests than are read".into();
                continue;
            }
            left.records -= cost;
            match zip::read(source, size, member, cost as usize) {
                Ok(bytes) if is_manifest => manifest = Manifest::parse(&bytes),
                Ok(bytes) => artifacts.extend(artifact(&bytes)),
                Err(error) => note(parsed, &error)?,
            }
        } else if is_archive(path.as_bytes()) {
            inner.push(member);
        }
    }
    // An archive that was put together of several is the one that its name says.
    let (stem, version) = name_and_version(name);
    let own = artifacts.iter().position(|one: &Package| one.name == stem);
    let alike = |one: &Package| stem.contains(&one.name) || (one.name.contains(stem) && !stem.is_empty());
    let own = own.or((artifacts.len() == 1 && alike(&artifacts[0])).then_some(0));
    match own {
        Some(own) => artifacts[..=own].rotate_right(1),
        None => artifacts.insert(0, manifest.package(stem, version)),
    }
    if artifacts[0].license.is_empty() {
        artifacts[0].license.clone_from(&manifest.license);
    }
    let room = MOST_PACKAGES.saturating_sub(parsed.packages.len());
    if artifacts.len() > room {
        parsed.problem = "more packages than are kept".into();
        artifacts.truncate(room);
    }
    parsed.packages.append(&mut artifacts);
    for member in inner {
        if depth + 1 >= DEEPEST || member.size > MOST_INNER || member.size > left.nested {
            parsed.problem = "an archive inside is too large or too deep to be read".into();
            continue;
        }
        left.nested -= member.size;
        let outcome = zip::read(source, size, member, member.size as usize).and_then(|bytes| {
            let size = bytes.len() as u64;
            let name = member.name.rsplit('/').next().unwrap_or_default();
            open(&Memory::new(bytes), size, name, depth + 1, left, parsed)
        });
        if let Err(error) = outcome {
            note(parsed, &error)?;
        }
    }
    Ok(())
}

fn note(parsed: &mut Parsed, error: &Error) -> Result<()> {
    if matches!(error, Error::Io { .. }) {
        return Err(error.clone());
    }
    parsed.problem = error.to_string();
    Ok(())
}

/// What the main section of a manifest says.
#[derive(Debug, Default)]
struct Manifest {
    group: String,
    title: String,
    version: String,
    license: String,
}

impl Manifest {
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        // A line that begins with a space goes on with the one before.
        let text = text.replace("\r\n", "\n").replace('\r', "\n").replace("\n ", "");
        let lines: Vec<&str> = text.lines().take_while(|line| !line.is_empty()).collect();
        let first = |names: &[&str]| {
            let get = |name: &&str| lines.iter().find_map(|line| super::field(line, name));
            names.iter().filter_map(get).find(|value| !value.is_empty()).unwrap_or_default().to_owned()
        };
        Self {
            group: first(&["Implementation-Vendor-Id"]),
            title: first(&["Implementation-Title", "Bundle-Name", "Specification-Title"]),
            version: first(&["Implementation-Version", "Bundle-Version", "Specification-Version"]),
            license: first(&["Bundle-License"]),
        }
    }

    /// The archive itself, whose file is called `stem` and `version`.
    fn package(&self, stem: &str, version: &str) -> Package {
        let name = if stem.is_empty() { &self.title } else { stem };
        let version = if version.is_empty() { &self.version } else { version };
        let mut package = Package::new(Kind::Java, name, version);
        package.group.clone_from(&self.group);
        package
    }
}

/// The artifact of a `pom.properties`.
fn artifact(bytes: &[u8]) -> Option<Package> {
    let text = String::from_utf8_lossy(bytes);
    let get = |name: &str| {
        let value = |line: &str| {
            Some(line.split_once('=').filter(|(key, _)| key.trim() == name)?.1.trim().to_owned())
        };
        text.lines().find_map(value).unwrap_or_default()
    };
    let (group, name, version) = (get("groupId"), get("artifactId"), get("version"));
    if name.is_empty() || version.is_empty() {
        return None;
    }
    let mut package = Package::new(Kind::Java, name, version);
    package.group = group;
    Some(package)
}

/// `guava-32.1.2-jre.jar` is `guava` and `32.1.2-jre`: the version begins at the first digit after a hyphen.
fn name_and_version(file: &str) -> (&str, &str) {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let digit = |at: &usize| stem[at + 1..].starts_with(|sign: char| sign.is_ascii_digit());
    match stem.match_indices('-').map(|(at, _)| at).find(digit) {
        Some(at) => (&stem[..at], &stem[at + 1..]),
        None => (stem, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::super::zip::tests::stored;
    use super::*;

    fn read(bytes: &[u8], name: &str) -> Parsed {
        packages(&Memory::new(bytes), bytes.len() as u64, name)
            .unwrap_or_else(|error| Parsed::wrong(error.to_string()))
    }

    fn names(parsed: &Parsed) -> Vec<String> {
        parsed.packages.iter().map(|one| format!("{}:{}:{}", one.group, one.name, one.version)).collect()
    }

    #[test]
    fn artifacts_manifests_and_what_is_inside() {
        let inner = stored(&[(
            "META-INF/MANIFEST.MF",
            b"Manifest-Version: 1.0\r\nImplementation-Ver\r\n sion: 2.5\r\n",
        )]);
        let pom = b"#x\ngroupId=g\nartifactId=shaded\nversion=9\n";
        let own = b"version=1\ngroupId = com.x\nartifactId=app\n";
        let outer = stored(&[
            ("META-INF/maven/g/shaded/pom.properties", pom),
            ("META-INF/maven/com.x/app/pom.properties", own),
            ("WEB-INF/lib/util.jar", &inner),
        ]);
        let parsed = read(&outer, "app-1.war");
        assert_eq!(names(&parsed), ["com.x:app:1", "g:shaded:9", ":util:2.5"]);
        assert_eq!(parsed.packages[0].owns, Owns::Itself);
        assert_eq!(parsed.packages[2].owns, Owns::Nothing);
    }

    #[test]
    fn a_single_artifact_is_the_archive_or_a_part_of_it() {
        let pom: &[u8] = b"version=3.2\ngroupId=cglib\nartifactId=cglib\n";
        let archive = stored(&[("META-INF/maven/cglib/cglib/pom.properties", pom)]);
        assert_eq!(names(&read(&archive, "cglib-nodep.jar")), ["cglib:cglib:3.2"]);
        assert_eq!(names(&read(&archive, "guice-4.jar")), [":guice:4", "cglib:cglib:3.2"]);
    }

    #[test]
    fn names_and_versions_of_files() {
        assert_eq!(name_and_version("guava-32.1.2-jre.jar"), ("guava", "32.1.2-jre"));
        assert_eq!(name_and_version("log4j-1.2-api-2.0.jar"), ("log4j", "1.2-api-2.0"));
        assert_eq!(name_and_version("rt.jar"), ("rt", ""));
        assert!(is_archive(b"a.JAR") && !is_archive(b".jar") && !is_archive(b"a.tar"));
    }

    #[test]
    fn damage_and_depth_are_told() {
        assert!(!read(b"no zip", "a.jar").problem.is_empty());
        let mut nest = stored(&[("x", b"")]);
        for _ in 0..5 {
            nest = stored(&[("in.jar", &nest)]);
        }
        let parsed = read(&nest, "out.jar");
        assert_eq!((parsed.packages.len(), parsed.problem.is_empty()), (3, false));
        let broken = stored(&[("in.jar", b"nonsense")]);
        let parsed = read(&broken, "out.jar");
        assert_eq!((parsed.packages.len(), parsed.problem.is_empty()), (1, false));
    }
}
