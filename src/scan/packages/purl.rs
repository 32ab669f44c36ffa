//! Package URLs: `pkg:deb/debian/curl@7.88.1-10?arch=amd64&distro=debian-12`.
//!
//! Format: the package-url specification (PURL-SPECIFICATION and the definitions of the types).

use std::fmt::Write;

use super::{Kind, Package, Release};

/// The URL of a package; `None` where the type asks for what is not known (the group of a Maven artifact).
pub(super) fn of(package: &Package, release: Option<&Release>) -> Option<String> {
    let system = || release.map(|release| namespace(&release.id)).unwrap_or_default();
    let mut qualifiers: Vec<(&str, String)> = Vec::new();
    let mut version = &*package.version;
    let (kind, namespace, name) = match package.kind {
        Kind::Deb => ("deb", system().to_lowercase(), package.name.to_lowercase()),
        Kind::Apk => ("apk", system().to_lowercase(), package.name.to_lowercase()),
        Kind::Rpm => {
            if let Some((epoch, rest)) = version.split_once(':') {
                version = rest;
                qualifiers.push(("epoch", epoch.to_owned()));
            }
            ("rpm", system().to_lowercase(), package.name.clone())
        }
        Kind::Python => ("pypi", String::new(), package.name.to_lowercase().replace('_', "-")),
        Kind::Npm => match package.name.split_once('/') {
            Some((scope, name)) => ("npm", scope.to_owned(), name.to_owned()),
            None => ("npm", String::new(), package.name.clone()),
        },
        // The specification asks for lower case here, though module paths are sensitive to it.
        Kind::Go => match package.name.rsplit_once('/') {
            Some((path, name)) => ("golang", path.to_lowercase(), name.to_lowercase()),
            None => ("golang", String::new(), package.name.to_lowercase()),
        },
        Kind::Java if package.group.is_empty() => return None,
        Kind::Java => ("maven", package.group.clone(), package.name.clone()),
        Kind::Rust => ("cargo", String::new(), package.name.clone()),
        Kind::Ruby => ("gem", String::new(), package.name.clone()),
    };
    if package.kind.is_system() {
        // Without the distribution a package of its manager is not told from others of the name.
        if namespace.is_empty() {
            return None;
        }
        if !package.architecture.is_empty() {
            qualifiers.push(("arch", package.architecture.clone()));
        }
        if let Some(Release { id, version_id, .. }) = release
            && !version_id.is_empty()
        {
            qualifiers.push(("distro", format!("{id}-{version_id}")));
        }
    } else if package.kind == Kind::Ruby && !package.architecture.is_empty() {
        qualifiers.push(("platform", package.architecture.clone()));
    }
    let mut url = format!("pkg:{kind}/");
    for part in namespace.split('/').filter(|part| !part.is_empty()) {
        encode(&mut url, part);
        url.push('/');
    }
    encode(&mut url, &name);
    // Go's word for a module that was built from its own folder is no version.
    if !version.is_empty() && version != "(devel)" {
        url.push('@');
        encode(&mut url, version);
    }
    qualifiers.sort();
    for (number, (name, value)) in qualifiers.iter().enumerate() {
        url.push(if number == 0 { '?' } else { '&' });
        url.push_str(name);
        url.push('=');
        encode(&mut url, value);
    }
    Some(url)
}

/// What the specification's examples call a distribution.
fn namespace(id: &str) -> &str {
    match id {
        "rhel" => "redhat",
        "opensuse-leap" | "opensuse-tumbleweed" => "opensuse",
        id => id,
    }
}

/// Percent-encodes what is not letter, digit or one of `.-_~:`.
fn encode(url: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_~:".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}"); // writing to a String can't fail
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_all_kinds() {
        let debian = Release { id: "debian".into(), version_id: "12".into(), ..Release::default() };
        let of = |kind, name: &str, version: &str, architecture: &str, group: &str| {
            let mut package = Package::new(kind, name, version);
            package.architecture = architecture.into();
            package.group = group.into();
            super::of(&package, Some(&debian)).unwrap_or_default()
        };
        for (url, wanted) in [
            (
                of(Kind::Deb, "libc6", "1:2+b", "amd64", ""),
                "pkg:deb/debian/libc6@1:2%2Bb?arch=amd64&distro=debian-12",
            ),
            (
                of(Kind::Rpm, "Bash", "2:5-1", "x86_64", ""),
                "pkg:rpm/debian/Bash@5-1?arch=x86_64&distro=debian-12&epoch=2",
            ),
            (of(Kind::Python, "Foo_Bar.x", "1", "", ""), "pkg:pypi/foo-bar.x@1"),
            (of(Kind::Npm, "@a/b", "1", "", ""), "pkg:npm/%40a/b@1"),
            (of(Kind::Go, "github.com/A/b", "v1", "", ""), "pkg:golang/github.com/a/b@v1"),
            (of(Kind::Go, "a.org/b", "(devel)", "", ""), "pkg:golang/a.org/b"),
            (of(Kind::Java, "a", "1", "", "g.h"), "pkg:maven/g.h/a@1"),
            (of(Kind::Java, "a", "1", "", ""), ""),
            (of(Kind::Ruby, "a", "1", "java", ""), "pkg:gem/a@1?platform=java"),
            (of(Kind::Rust, "a", "1", "", ""), "pkg:cargo/a@1"),
        ] {
            assert_eq!(url, wanted);
        }
        assert_eq!(super::of(&Package::new(Kind::Apk, "a", "1"), None), None);
    }
}
