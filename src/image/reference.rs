//! Names of images: the grammar of distribution/reference, and Docker's short forms of it.

use std::fmt;

use super::Digest;
use crate::{Error, Result};

const HUB: &str = "docker.io";
const OFFICIAL: &str = "library/";
/// Longest name of a repository, domain included.
const MOST: usize = 255;

/// The name of an image, whole: `docker.io/library/nginx:1.27`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    domain: String,
    path: String,
    tag: Option<String>,
    digest: Option<Digest>,
}

impl Reference {
    /// Reads a name as Docker does: `nginx` is `docker.io/library/nginx`.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |why: &str| Error::usage(format!("{text:?} is not the name of an image: {why}"));
        let (rest, digest) = match text.split_once('@') {
            None => (text, None),
            Some((rest, digest)) => (
                rest,
                Some(Digest::parse(digest).ok_or_else(|| wrong("what follows the @ is not a digest"))?),
            ),
        };
        // A colon after the last slash begins a tag; one before it, a port.
        let (name, tag) = match rest.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
            _ => (rest, None),
        };
        if name.is_empty() {
            return Err(wrong("there is no repository in it"));
        }
        if name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(wrong("64 hexadecimal digits are an id"));
        }
        if let Some(tag) = tag {
            check_tag(tag).map_err(wrong)?;
        }
        let (domain, path) = split_domain(name);
        check_domain(&domain).map_err(wrong)?;
        check_path(&path).map_err(wrong)?;
        if domain.len() + 1 + path.len() > MOST {
            return Err(wrong("it is longer than 255 characters"));
        }
        Ok(Self { domain, path, tag: tag.map(str::to_owned), digest })
    }

    /// With `latest` where there is neither tag nor digest.
    #[must_use]
    pub fn with_default_tag(mut self) -> Self {
        if self.tag.is_none() && self.digest.is_none() {
            self.tag = Some("latest".to_owned());
        }
        self
    }

    /// The whole name: `docker.io/library/nginx:1.27`.
    pub fn full(&self) -> String {
        self.with_suffix(self.full_repository())
    }

    /// The name as `docker images` prints it: `nginx:1.27`.
    pub fn familiar(&self) -> String {
        self.with_suffix(self.repository())
    }

    /// The repository as Docker prints it: `nginx`.
    pub fn repository(&self) -> String {
        if self.domain != HUB {
            return self.full_repository();
        }
        match self.path.strip_prefix(OFFICIAL) {
            Some(name) if !name.contains('/') => name.to_owned(),
            _ => self.path.clone(),
        }
    }

    /// The repository, whole: `docker.io/library/nginx`.
    pub fn full_repository(&self) -> String {
        format!("{}/{}", self.domain, self.path)
    }

    /// The tag, if there is one.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    fn with_suffix(&self, mut name: String) -> String {
        if let Some(tag) = &self.tag {
            name.push(':');
            name.push_str(tag);
        }
        if let Some(digest) = &self.digest {
            name.push('@');
            name.push_str(&digest.to_string());
        }
        name
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.familiar())
    }
}

/// What comes before the first slash is a domain if it looks like one: a dot, a port, `localhost`,
/// or letters in upper case, which no path may have.
fn split_domain(name: &str) -> (String, String) {
    let (domain, path) = match name.split_once('/') {
        Some((first, rest))
            if first.contains(['.', ':'])
                || first == "localhost"
                || first.bytes().any(|b| b.is_ascii_uppercase()) =>
        {
            (first, rest)
        }
        _ => (HUB, name),
    };
    let domain = if domain == "index.docker.io" { HUB } else { domain };
    if domain == HUB && !path.contains('/') {
        return (HUB.to_owned(), format!("{OFFICIAL}{path}"));
    }
    (domain.to_owned(), path.to_owned())
}

fn check_domain(domain: &str) -> Result<(), &'static str> {
    let (host, port) = match domain.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (domain, None),
    };
    if port.is_some_and(|port| port.is_empty() || !port.bytes().all(|b| b.is_ascii_digit())) {
        return Err("the port of its registry is not a number");
    }
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        let valid = address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
        return if valid { Ok(()) } else { Err("its registry is not a valid IPv6 address") };
    }
    let label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if host.split('.').all(label) { Ok(()) } else { Err("its registry is not a valid host name") }
}

fn check_path(path: &str) -> Result<(), &'static str> {
    if path.bytes().any(|b| b.is_ascii_uppercase()) {
        return Err("a repository must be in lower case");
    }
    let component = |component: &str| {
        let alphanumeric = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let bytes = component.as_bytes();
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
        alphanumeric(*first)
            && alphanumeric(*last)
            // Between letters and digits: one dot, one or two underscores, or any number of dashes.
            && bytes.split(|b| alphanumeric(*b)).all(|separator| {
                matches!(separator, b"" | b"." | b"_" | b"__") || separator.iter().all(|b| *b == b'-')
            })
    };
    if path.split('/').all(component) {
        Ok(())
    } else {
        Err("a repository is made of a-z, 0-9 and single separators (. _ __ -), parts of it by slashes")
    }
}

fn check_tag(tag: &str) -> Result<(), &'static str> {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let mut bytes = tag.bytes();
    if tag.len() > 128 {
        return Err("a tag has at most 128 characters");
    }
    if bytes.next().is_some_and(word) && bytes.all(|b| word(b) || b == b'.' || b == b'-') {
        Ok(())
    } else {
        Err("a tag is made of letters, digits, _ . and -, and begins with none of the last two")
    }
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn short_and_whole_names() {
        for (text, full, familiar) in [
            ("nginx", "docker.io/library/nginx", "nginx"),
            ("nginx:1.27", "docker.io/library/nginx:1.27", "nginx:1.27"),
            ("docker.io/library/nginx:1", "docker.io/library/nginx:1", "nginx:1"),
            ("index.docker.io/me/app", "docker.io/me/app", "me/app"),
            ("me/app:v1", "docker.io/me/app:v1", "me/app:v1"),
            ("localhost/web:1.0", "localhost/web:1.0", "localhost/web:1.0"),
            ("localhost:5000/web", "localhost:5000/web", "localhost:5000/web"),
            ("[fd00::1]:80/a/b:c", "[fd00::1]:80/a/b:c", "[fd00::1]:80/a/b:c"),
            ("Registry/app", "Registry/app", "Registry/app"),
            ("a__b/c-d.e_f--g", "docker.io/a__b/c-d.e_f--g", "a__b/c-d.e_f--g"),
        ] {
            let reference = Reference::parse(text).unwrap();
            assert_eq!(reference.full(), full);
            assert_eq!(reference.familiar(), familiar);
            assert_eq!(Reference::parse(&reference.full()).unwrap(), reference);
            assert_eq!(Reference::parse(&reference.familiar()).unwrap(), reference);
        }
        let reference = Reference::parse("nginx").unwrap().with_default_tag();
        assert_eq!((reference.tag(), reference.repository().as_str()), (Some("latest"), "nginx"));
    }

    #[test]
    fn refused() {
        let long = "a".repeat(256);
        let hex = "a".repeat(64);
        for text in [
            "",
            ":tag",
            "Nginx",
            "a b",
            "a:",
            "a:-x",
            "a:b c",
            "a/",
            "/a",
            "a//b",
            "a..b",
            "-a",
            "a-",
            "a___b",
            "a@sha256:12",
            "x.y:z/a",
            &long,
            &hex,
            "-.x/a",
        ] {
            assert!(Reference::parse(text).is_err(), "{text}");
        }
        assert!(Reference::parse(&format!("a:{}", "t".repeat(129))).is_err());
    }
}
