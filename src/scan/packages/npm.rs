//! npm: the `package.json` of each package below a `node_modules`, of Debian's `/usr/share/nodejs`, and of what
//! stands in no such folder: an application.
//!
//! Format: npm's documentation, "package.json".

use serde_json::Value;

use super::{Kind, Owns, Package, Parsed};
use crate::{Limits, json};

/// Folders whose children, or whose scopes' children, are packages.
const HOLDERS: [&[u8]; 2] = [b"node_modules", b"nodejs"];

/// Whether a `package.json` in this folder is that of a package, and no part of one (a test's, a module's type).
pub(super) fn is_package(folder: &[u8]) -> bool {
    let names: Vec<&[u8]> = folder.split(|byte| *byte == b'/').collect();
    let holder = names.iter().rposition(|name| is_holder(name));
    let Some(holder) = holder else { return true };
    match &names[holder + 1..] {
        [scope, _] => scope.starts_with(b"@"),
        [name] => !name.starts_with(b"@") && !name.starts_with(b"."),
        _ => false,
    }
}

fn is_holder(name: &[u8]) -> bool {
    HOLDERS.contains(&name)
}

/// The package of a `package.json` in `folder`. One without a name or version is private to an application and
/// gives none.
pub(super) fn package(bytes: &[u8], folder: &str, limits: &Limits) -> Parsed {
    let value = match json::parse(bytes, "package.json", limits) {
        Ok(value) => value,
        Err(error) => return Parsed::wrong(error.to_string()),
    };
    let get = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().trim();
    let (name, version) = (get("name"), get("version"));
    if name.is_empty() || version.is_empty() {
        return Parsed::default();
    }
    let mut package = Package::new(Kind::Npm, name, version);
    package.license = license(&value);
    let held = folder.split('/').any(|name| is_holder(name.as_bytes()));
    package.owns = if held { Owns::Below(vec![folder.into()]) } else { Owns::Itself };
    vec![package].into()
}

/// `license` as text; before 2015 an object, or a list `licenses` of them.
fn license(value: &Value) -> String {
    let one = |value: &Value| {
        let text = value.as_str().or_else(|| value.get("type")?.as_str()).unwrap_or_default();
        text.trim().to_owned()
    };
    match (value.get("license"), value.get("licenses")) {
        (Some(Value::Array(many)), _) | (None, Some(Value::Array(many))) => {
            let names: Vec<String> = many.iter().map(one).filter(|name| !name.is_empty()).collect();
            names.join(" OR ")
        }
        (Some(value), _) | (None, Some(value)) => one(value),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_and_not_their_parts() {
        for folder in [
            "/a/node_modules/x",
            "/a/node_modules/@s/x",
            "/app",
            "/usr/share/nodejs/x",
            "/n/node_modules/x/node_modules/y",
        ] {
            assert!(is_package(folder.as_bytes()), "{folder}");
        }
        for folder in
            ["/a/node_modules/x/test", "/a/node_modules/@s", "/a/node_modules/.cache", "/a/node_modules"]
        {
            assert!(!is_package(folder.as_bytes()), "{folder}");
        }
    }

    #[test]
    fn licences_of_all_times() {
        let of = |text: &str| {
            let text = format!("{{\"name\":\"a\",\"version\":\"1\"{text}}}");
            package(text.as_bytes(), "/x/node_modules/a", &Limits::default()).packages.remove(0)
        };
        assert_eq!(of(",\"license\":\"MIT\"").license, "MIT");
        assert_eq!(of(",\"license\":{\"type\":\"ISC\"}").license, "ISC");
        assert_eq!(of(",\"licenses\":[{\"type\":\"A\"},{\"type\":\"B\"}]").license, "A OR B");
        assert_eq!(of(",\"license\":7").license, "");
        assert_eq!(of("").owns, Owns::Below(vec!["/x/node_modules/a".into()]));
    }

    #[test]
    fn damage_is_told() {
        let read = |bytes: &[u8]| package(bytes, "/app", &Limits::default());
        assert!(!read(b"{").problem.is_empty());
        assert!(!read("[".repeat(100_000).as_bytes()).problem.is_empty());
        assert_eq!(read(b"{\"name\":\"private\"}"), Parsed::default());
        assert_eq!(read(b"[]"), Parsed::default());
    }
}
