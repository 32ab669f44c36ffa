//! apk: `/lib/apk/db/installed`.
//!
//! Format: Alpine's "Apk spec", section "Installed database V2": one letter and a colon a line, an empty line
//! between packages; `F:` names a directory and each `R:` after it a file therein.

use super::{Kind, MOST_PACKAGES, Origin, Owns, Package, Parsed, Paths, absolute};

/// The packages of the database.
pub(super) fn packages(bytes: &[u8]) -> Parsed {
    let text = String::from_utf8_lossy(bytes);
    let mut parsed = Parsed::default();
    let mut package = empty();
    let mut files = Vec::new();
    // Of all packages together.
    let mut room = Paths::default();
    let mut folder = String::new();
    // One more empty line ends the last package.
    for line in text.lines().chain([""]) {
        let Some((letter, value)) = line.split_once(':') else {
            if line.is_empty() {
                let mut done = std::mem::replace(&mut package, empty());
                done.owns = Owns::Files(std::mem::take(&mut files));
                folder.clear();
                if parsed.packages.len() == MOST_PACKAGES || room.full {
                    parsed.problem = "more packages or files than are kept".into();
                    break;
                }
                if !done.name.is_empty() && !done.version.is_empty() {
                    parsed.packages.push(done);
                } else if done != (Package { owns: Owns::Files(Vec::new()), ..empty() }) {
                    parsed.problem = "a package without name or version".into();
                }
            } else {
                parsed.problem = "a line without a field".into();
            }
            continue;
        };
        match letter {
            "P" => package.name = value.into(),
            "V" => package.version = value.into(),
            "A" => package.architecture = value.into(),
            "L" => package.license = value.into(),
            "I" => package.claimed = value.parse().ok(),
            "o" if value != package.name => {
                package.origin = Some(Origin { name: value.into(), version: String::new() });
            }
            "F" => folder = absolute("", value),
            "R" => {
                let path = absolute(&folder, value.trim_start_matches('/'));
                if room.push(path.clone()) {
                    files.push(path);
                }
            }
            _ => {}
        }
    }
    parsed
}

fn empty() -> Package {
    Package::new(Kind::Apk, "", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_and_their_files() {
        let text = "C:Q1x=\nP:musl\nV:1.2-r0\nA:x86_64\nI:614400\no:musl\nL:MIT\nF:lib\nR:ld-musl.so.1\na:0:0:755\nF:\nR:x\n\n\
                    P:libc-utils\nV:0.7\no:libc-dev\n\n";
        let parsed = packages(text.as_bytes());
        assert_eq!(parsed.packages.len(), 2);
        let musl = &parsed.packages[0];
        assert_eq!((&*musl.name, &*musl.license, musl.claimed), ("musl", "MIT", Some(614_400)));
        assert_eq!(musl.owns, Owns::Files(vec!["/lib/ld-musl.so.1".into(), "/x".into()]));
        assert_eq!(musl.origin, None);
        assert_eq!(parsed.packages[1].origin.as_ref().unwrap().name, "libc-dev");
        assert!(parsed.problem.is_empty());
    }

    #[test]
    fn damage_is_told() {
        let parsed = packages(b"P:a\nnonsense\n\nP:b\nV:1");
        assert_eq!((parsed.packages.len(), parsed.problem.is_empty()), (1, false));
        assert_eq!(packages(b""), Parsed::default());
    }
}
