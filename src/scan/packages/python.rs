//! Python distributions: `*.dist-info` and `*.egg-info`.
//!
//! Formats: the Python Packaging User Guide, "Core metadata specifications" and "Recording installed projects";
//! setuptools' "The Internal Structure of Python Eggs" for egg-info and `installed-files.txt`.

use super::{Kind, Owns, Package, Parsed, Paths, absolute, field};

/// The distribution of a `METADATA`, a `PKG-INFO` or a file `*.egg-info`; `path` is where it lies.
pub(super) fn package(bytes: &[u8], path: &str) -> Parsed {
    let text = String::from_utf8_lossy(bytes);
    // Headers end at the first empty line; a description may follow.
    let head: Vec<&str> = text.lines().take_while(|line| !line.is_empty()).collect();
    let get = |name: &str| head.iter().find_map(|line| field(line, name)).unwrap_or_default();
    let (name, version) = (get("Name"), get("Version"));
    if name.is_empty() || version.is_empty() {
        return Parsed::wrong("it has no Name or no Version");
    }
    let mut package = Package::new(Kind::Python, name, version);
    package.license = license(&head, get("License-Expression"), get("License"));
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    package.owns = if folder.ends_with(".dist-info") {
        Owns::Lists(vec![format!("{folder}/RECORD")])
    } else if folder.ends_with(".egg-info") {
        Owns::Lists(vec![format!("{folder}/installed-files.txt")])
    } else if let Some(egg) = folder.strip_suffix("/EGG-INFO") {
        Owns::Below(vec![egg.into()])
    } else {
        Owns::Itself
    };
    vec![package].into()
}

fn license(head: &[&str], expression: &str, free: &str) -> String {
    if !expression.is_empty() {
        return expression.into();
    }
    // Many put the whole text of the licence there, and some the word for "see the classifiers".
    if !free.is_empty() && free.len() <= 100 && !free.eq_ignore_ascii_case("UNKNOWN") {
        return free.into();
    }
    let classifiers = head.iter().filter_map(|line| field(line, "Classifier"));
    let names = classifiers.filter_map(|line| line.strip_prefix("License :: ")?.rsplit(" :: ").next());
    names.filter(|name| *name != "OSI Approved").collect::<Vec<_>>().join(" AND ")
}

/// The paths of a `RECORD`, which are relative to the folder that holds the dist-info.
pub(super) fn record(bytes: &[u8], folder: &str) -> Paths {
    let text = String::from_utf8_lossy(bytes);
    let base = folder.rsplit_once('/').map_or("", |(base, _)| base);
    Paths::of(text.lines().filter_map(first_cell).map(|path| absolute(base, &path)))
}

/// The first cell of a line of CSV (RFC 4180).
fn first_cell(line: &str) -> Option<String> {
    let Some(quoted) = line.strip_prefix('"') else {
        let cell = line.split(',').next().unwrap_or_default();
        return (!cell.is_empty()).then(|| cell.to_owned());
    };
    let mut cell = String::new();
    let mut rest = quoted;
    loop {
        let (part, after) = rest.split_once('"')?;
        cell.push_str(part);
        match after.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None => return Some(cell),
        }
    }
}

/// The paths of an `installed-files.txt`, which are relative to the egg-info.
pub(super) fn installed_files(bytes: &[u8], folder: &str) -> Paths {
    let text = String::from_utf8_lossy(bytes);
    Paths::of(text.lines().filter(|line| !line.is_empty()).map(|path| absolute(folder, path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distribution_and_its_files() {
        let text = "Metadata-Version: 2.1\nName: Flask_x\nVersion: 3.0\nLicense: UNKNOWN\n\
                    Classifier: License :: OSI Approved :: BSD License\n\nName: other\n";
        let parsed = package(text.as_bytes(), "/l/flask-3.0.dist-info/METADATA");
        let package = &parsed.packages[0];
        assert_eq!((&*package.name, &*package.version, &*package.license), ("Flask_x", "3.0", "BSD License"));
        assert_eq!(package.owns, Owns::Lists(vec!["/l/flask-3.0.dist-info/RECORD".into()]));
        let record = record(
            b"flask/a.py,sha256=x,1\n../../bin/flask,,\n\"a,\"\"b\",,\n",
            "/usr/lib/py/flask-3.0.dist-info",
        );
        assert_eq!(record.list, ["/usr/lib/py/flask/a.py", "/usr/bin/flask", "/usr/lib/py/a,\"b"]);
        assert_eq!(
            installed_files(b"../x.py\nPKG-INFO\n", "/l/x.egg-info").list,
            ["/l/x.py", "/l/x.egg-info/PKG-INFO"]
        );
    }

    #[test]
    fn damage_is_told() {
        assert!(!package(b"Name: a\n\nVersion: 1", "").problem.is_empty());
        assert!(!package(b"\xff\x00", "/x.egg-info").problem.is_empty());
        assert!(record(b"\n\"open\n", "/x").list.is_empty());
        let long = record(&b"a\n".repeat(100_000), &format!("/{}/x.dist-info", "d/".repeat(5_000)));
        assert!(long.full && long.bytes <= 64 << 20);
    }
}
