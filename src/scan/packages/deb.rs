//! dpkg: `/var/lib/dpkg/status`, the lists of files, diversions, and Debian's `copyright` files.
//!
//! Formats: deb-control(5), dpkg-query(1), dpkg-divert(1), Debian Policy chapter 5, and Debian's
//! "Machine-readable debian/copyright file" 1.0. Distroless images have one paragraph a file in `status.d`.

use super::{Diversion, Kind, MOST_PACKAGES, Origin, Owns, Package, Parsed, Paths, absolute};

/// Fields of one paragraph.
const MOST_FIELDS: usize = 1_000;
/// Diversions; a system has some dozens.
const MOST_DIVERSIONS: usize = 100_000;

/// The packages of a `status`, or of a file of `status.d`; `path` is where it lies.
pub(super) fn packages(bytes: &[u8], path: &str) -> Parsed {
    let text = String::from_utf8_lossy(bytes);
    let single = path.contains("/status.d/");
    let mut parsed = Parsed::default();
    for paragraph in paragraphs(&text) {
        let get = |name: &str| paragraph.iter().find_map(|line| super::field(line, name)).unwrap_or_default();
        let (name, version) = (get("Package"), get("Version"));
        // "want ok installed": only what is unpacked and set up, or half of it, has files (dpkg(1)).
        let state = get("Status").split_ascii_whitespace().nth(2);
        if state.is_some_and(|state| matches!(state, "not-installed" | "config-files")) {
            continue;
        }
        if name.is_empty() || version.is_empty() || (state.is_none() && !single) {
            if !paragraph.is_empty() {
                parsed.problem = "a paragraph without Package, Version or Status".into();
            }
            continue;
        }
        let mut package = Package::new(Kind::Deb, name, version);
        package.architecture = get("Architecture").into();
        // In KiB, rounded up (deb-substvars(5)).
        package.claimed = get("Installed-Size").parse::<u64>().ok().and_then(|size| size.checked_mul(1024));
        package.origin = origin(get("Source"), name);
        package.owns = Owns::Lists(if single {
            vec![format!("{path}.md5sums")]
        } else {
            vec![
                format!("/var/lib/dpkg/info/{name}.list"),
                format!("/var/lib/dpkg/info/{name}:{}.list", package.architecture),
            ]
        });
        if parsed.packages.len() == MOST_PACKAGES {
            parsed.problem = format!("only the first {MOST_PACKAGES} packages are listed");
            break;
        }
        parsed.packages.push(package);
    }
    parsed
}

/// `Source: name (version)`.
fn origin(text: &str, package: &str) -> Option<Origin> {
    let (name, version) = text.split_once(" (").unwrap_or((text, ""));
    let version = version.trim_end_matches(')');
    let (name, version) = (name.trim(), version.trim());
    (!name.is_empty() && (name != package || !version.is_empty()))
        .then(|| Origin { name: name.into(), version: version.into() })
}

/// The lines of each paragraph that begin a field; lines that go on are left out.
fn paragraphs(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let mut lines = text.lines().peekable();
    std::iter::from_fn(move || {
        lines.peek()?;
        let mut found = Vec::new();
        for line in lines.by_ref() {
            if line.trim_ascii().is_empty() {
                break;
            }
            if !line.starts_with([' ', '\t']) && found.len() < MOST_FIELDS {
                found.push(line);
            }
        }
        Some(found)
    })
}

/// The paths of a `.list`, directories among them.
pub(super) fn list(bytes: &[u8]) -> Paths {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"/") && line.len() > 2);
    Paths::of(lines.map(super::shown))
}

/// The paths of a `.md5sums`: `digest  path`, relative to the root.
pub(super) fn sums(bytes: &[u8]) -> Paths {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| line.len() > 34);
    Paths::of(lines.map(|line| absolute("", super::shown(&line[34..]).trim_start_matches(' '))))
}

/// `diversions`: three lines each.
pub(super) fn diversions(bytes: &[u8]) -> Vec<Diversion> {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().take(3 * MOST_DIVERSIONS).collect();
    let one = |three: &[&str]| Diversion { from: three[0].into(), to: three[1].into(), by: three[2].into() };
    lines.chunks_exact(3).map(one).collect()
}

/// The licences of a machine-readable `copyright`, each once in order; of any other none.
pub(super) fn license(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let readable = text.lines().take(20).any(|line| super::field(line, "Format").is_some());
    if !readable {
        return String::new();
    }
    let mut names: Vec<&str> = text.lines().filter_map(|line| super::field(line, "License")).collect();
    names.retain(|name| !name.is_empty() && name.len() < 200);
    names.sort_unstable();
    names.dedup();
    names.truncate(50);
    let wrap = |name: &&str| if name.contains(' ') { format!("({name})") } else { (*name).to_owned() };
    match &names[..] {
        [one] => (*one).to_owned(),
        many => many.iter().map(wrap).collect::<Vec<_>>().join(" AND "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUS: &str = "Package: libc6\nStatus: install ok installed\nInstalled-Size: 12\nArchitecture: amd64\n\
        Source: glibc (2.36-9)\nVersion: 2.36-9+deb12u1\nDescription: a\n Package: no\n .\n\n\
        Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\n\n\
        Package: bash\nStatus: install ok installed\nVersion: 5\nSource: bash\n";

    #[test]
    fn installed_packages_are_told() {
        let parsed = packages(STATUS.as_bytes(), "/var/lib/dpkg/status");
        let names: Vec<_> = parsed.packages.iter().map(|package| &*package.name).collect();
        assert_eq!(names, ["libc6", "bash"]);
        let libc = &parsed.packages[0];
        assert_eq!(
            (&*libc.version, libc.claimed, &*libc.architecture),
            ("2.36-9+deb12u1", Some(12_288), "amd64")
        );
        assert_eq!(libc.origin, Some(Origin { name: "glibc".into(), version: "2.36-9".into() }));
        assert_eq!(parsed.packages[1].origin, None);
        assert!(parsed.problem.is_empty());
    }

    #[test]
    fn damaged_paragraphs_are_told_and_the_rest_stays() {
        let parsed = packages(
            b"Package: a\nVersion\n\n\xff\xfe: x\n\nPackage: b\nStatus: install ok installed\nVersion: 1",
            "",
        );
        assert_eq!(parsed.packages.len(), 1);
        assert!(!parsed.problem.is_empty());
        assert_eq!(packages(b"", ""), Parsed::default());
    }

    #[test]
    fn lists_and_sums_and_diversions() {
        assert_eq!(list(b"/.\n/bin\n/bin/a b\n").list, ["/bin", "/bin/a b"]);
        assert_eq!(sums(b"d41d8cd98f00b204e9800998ecf8427e  usr/bin/x\nbad\n").list, ["/usr/bin/x"]);
        let found = diversions(b"/bin/sh\n/bin/sh.distrib\ndash\nrest\n");
        assert_eq!(
            found,
            [Diversion { from: "/bin/sh".into(), to: "/bin/sh.distrib".into(), by: "dash".into() }]
        );
    }

    #[test]
    fn licences_of_readable_files_only() {
        assert_eq!(
            license(
                b"Format: x\n\nFiles: *\nLicense: MIT\n\nLicense: GPL-2+ or BSD\n text\n\nLicense: MIT\n"
            ),
            "(GPL-2+ or BSD) AND MIT"
        );
        assert_eq!(license(b"This is free.\nLicense: GPL\n"), "");
    }
}
