use std::fmt;

use super::Digest;
use crate::{Error, Result};

const DEFAULT_DOMAIN: &str = "docker.io";
/// The name that Docker Hub had before, which old archives still use.
const OLD_DOMAIN: &str = "index.docker.io";
const OFFICIAL: &str = "library/";
/// Characters in a tag (distribution reference grammar, `tag`).
const TAG_MAX: usize = 128;
/// Characters in a name with its domain (OCI distribution-spec, "Pulling manifests").
const NAME_MAX: usize = 255;

/// The name of an image by the distribution reference grammar, `domain/path:tag@digest`, in Docker's
/// normal form: `nginx` is `docker.io/library/nginx`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    domain: String,
    path: String,
    tag: Option<String>,
    digest: Option<Digest>,
}

impl Reference {
    /// Reads a reference as a user writes it. No tag is added: see `with_default_tag`.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |what: &str| Err(Error::usage(format!("{text:?} is no image reference: {what}")));
        if text.is_empty() {
            return wrong("it is empty");
        }
        if Digest::from_hex(text).is_some() {
            return wrong("64 hex digits are an image ID");
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => match Digest::parse(digest) {
                // The grammar's `digest-hex`: at least 128 bits, and never base64.
                Some(digest) if is_long_hex(&digest.hex()) => (rest, Some(digest)),
                _ => return wrong("what follows the @ is no digest"),
            },
            None => (text, None),
        };
        let (mut domain, rest) = split_domain(rest);
        let (path, tag) = match rest.split_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (rest, None),
        };
        if path.is_empty() {
            return wrong("the repository is missing");
        }
        let official = domain == DEFAULT_DOMAIN && !path.contains('/');
        let mut path = if official { format!("{OFFICIAL}{path}") } else { path.to_owned() };
        if path.chars().any(char::is_uppercase) {
            return wrong("the repository must be lowercase");
        }
        if !is_domain(domain) {
            // The grammar's domain is optional: what looks like one may be the first part of the path.
            path = format!("{domain}/{path}");
            domain = "";
        }
        if !path.split('/').all(is_path_component) {
            return wrong(
                "each part of the repository is letters and digits, with one of `.`, `_`, `__` or any number of `-` in between",
            );
        }
        if let Some(tag) = tag {
            if tag.is_empty() {
                return wrong("the tag is missing after the colon");
            }
            if tag.len() > TAG_MAX {
                return wrong("the tag is longer than 128 characters");
            }
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if !tag.starts_with(word) || !tag.chars().all(|c| word(c) || c == '.' || c == '-') {
                return wrong(
                    "a tag is letters, digits, `_`, `.` and `-`, and starts with none of the last two",
                );
            }
        }
        let reference = Self { domain: domain.into(), path, tag: tag.map(Into::into), digest };
        if reference.full_repository().len() > NAME_MAX {
            return wrong("the name is longer than 255 characters");
        }
        Ok(reference)
    }

    /// The same with the tag `latest` if it has neither a tag nor a digest.
    #[must_use]
    pub fn with_default_tag(mut self) -> Self {
        if self.tag.is_none() && self.digest.is_none() {
            self.tag = Some("latest".into());
        }
        self
    }

    /// The whole of it: `docker.io/library/nginx:1.27`.
    pub fn full(&self) -> String {
        self.full_repository() + &self.suffix()
    }

    /// As `docker images` prints it: `nginx:1.27`.
    pub fn familiar(&self) -> String {
        self.repository() + &self.suffix()
    }

    /// The repository as `docker images` prints it: `nginx`.
    pub fn repository(&self) -> String {
        if self.domain != DEFAULT_DOMAIN {
            return self.full_repository();
        }
        match self.path.strip_prefix(OFFICIAL) {
            Some(name) if !name.contains('/') => name.to_owned(),
            _ => self.path.clone(),
        }
    }

    /// The whole repository: `docker.io/library/nginx`.
    pub fn full_repository(&self) -> String {
        if self.domain.is_empty() { self.path.clone() } else { format!("{}/{}", self.domain, self.path) }
    }

    /// The tag, if it has one.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The digest, if it has one.
    pub fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    fn suffix(&self) -> String {
        let tag = self.tag.as_ref().map(|tag| format!(":{tag}"));
        let digest = self.digest.as_ref().map(|digest| format!("@{digest}"));
        tag.unwrap_or_default() + &digest.unwrap_or_default()
    }
}

/// The familiar form.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.familiar())
    }
}

/// Docker's rule for what a name's first part is: a domain if it could not be a path of Docker Hub.
fn split_domain(name: &str) -> (&str, &str) {
    match name.split_once('/') {
        Some((OLD_DOMAIN, rest)) => (DEFAULT_DOMAIN, rest),
        Some((first, rest))
            if first == "localhost"
                || first.contains(['.', ':'])
                || first.chars().any(char::is_uppercase) =>
        {
            (first, rest)
        }
        _ => (DEFAULT_DOMAIN, name),
    }
}

/// The grammar's `domain`: a host name, an IPv4 address or an IPv6 address in brackets; maybe a port.
fn is_domain(text: &str) -> bool {
    let (host, port) = match text.rfind(']') {
        Some(end) => text.split_at(end + 1),
        None => text.split_at(text.find(':').unwrap_or(text.len())),
    };
    let port_ok = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
    let host_ok = match host.strip_prefix('[') {
        Some(address) => address
            .strip_suffix(']')
            .is_some_and(|a| !a.is_empty() && a.chars().all(|c| c.is_ascii_hexdigit() || c == ':')),
        None => host.split('.').all(|component| {
            !component.is_empty()
                && !component.starts_with('-')
                && !component.ends_with('-')
                && component.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        }),
    };
    port_ok && host_ok
}

/// The grammar's `path-component`.
fn is_path_component(text: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.starts_with(alphanumeric)
        && text.ends_with(alphanumeric)
        && text
            .split(alphanumeric)
            .all(|s| matches!(s, "" | "." | "_" | "__") || s.bytes().all(|byte| byte == b'-'))
}

fn is_long_hex(text: &str) -> bool {
    text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";

    #[test]
    fn normal_and_familiar_forms() {
        for (text, full, familiar) in [
            ("nginx", "docker.io/library/nginx", "nginx"),
            ("nginx:1.27", "docker.io/library/nginx:1.27", "nginx:1.27"),
            ("docker.io/nginx:a", "docker.io/library/nginx:a", "nginx:a"),
            ("index.docker.io/library/nginx:a", "docker.io/library/nginx:a", "nginx:a"),
            ("foo/bar:v3", "docker.io/foo/bar:v3", "foo/bar:v3"),
            ("library/a/b", "docker.io/library/a/b", "library/a/b"),
            ("localhost/web:1.0", "localhost/web:1.0", "localhost/web:1.0"),
            ("localhost", "docker.io/library/localhost", "localhost"),
            ("host:5000", "docker.io/library/host:5000", "host:5000"),
            ("host:5000/a", "host:5000/a", "host:5000/a"),
            ("Host/a:T_.-x", "Host/a:T_.-x", "Host/a:T_.-x"),
            (
                "example.com/a/b-c__d.e_f--g:1",
                "example.com/a/b-c__d.e_f--g:1",
                "example.com/a/b-c__d.e_f--g:1",
            ),
            ("[2001:db8::1]:5000/a:1", "[2001:db8::1]:5000/a:1", "[2001:db8::1]:5000/a:1"),
            // `_` is for paths only, so this is a path although it looks like a domain.
            ("foo_bar.com/x:1", "foo_bar.com/x:1", "foo_bar.com/x:1"),
        ] {
            let reference = Reference::parse(text).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!((reference.full().as_str(), reference.familiar().as_str()), (full, familiar));
            assert_eq!(Reference::parse(full).unwrap(), reference, "the normal form stays what it is");
        }
    }

    #[test]
    fn parts() {
        let reference = Reference::parse(&format!("ubuntu:24.04@{DIGEST}")).unwrap();
        assert_eq!((reference.repository().as_str(), reference.tag()), ("ubuntu", Some("24.04")));
        assert_eq!(reference.digest().map(ToString::to_string).as_deref(), Some(DIGEST));
        assert_eq!(reference.familiar(), format!("ubuntu:24.04@{DIGEST}"));
        assert_eq!(reference.full_repository(), "docker.io/library/ubuntu");
    }

    #[test]
    fn the_default_tag() {
        let tagged = |text: &str| Reference::parse(text).unwrap().with_default_tag().familiar();
        assert_eq!(tagged("a"), "a:latest");
        assert_eq!(tagged("a:1"), "a:1");
        assert_eq!(tagged(&format!("a@{DIGEST}")), format!("a@{DIGEST}"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let hex = &DIGEST[7..];
        let long_tag = format!("a:{}", "t".repeat(129));
        let long_name = format!("example.com/{}", "a".repeat(244));
        for (text, what) in [
            ("", "empty"),
            (hex, "image ID"),
            ("Nginx", "lowercase"),
            ("foo/Bar:v1", "lowercase"),
            ("docker.io/", "missing"),
            ("example.com/", "missing"),
            (":tag", "missing"),
            ("a:", "tag is missing"),
            ("a:-x", "a tag is"),
            ("a:x/y", "each part"),
            ("a:b:c", "a tag is"),
            ("a:ü", "a tag is"),
            (&long_tag, "128"),
            (&long_name, "255"),
            ("a@sha256:00", "no digest"),
            ("a@multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8", "no digest"),
            ("a//b", "each part"),
            ("/a", "each part"),
            ("a___b", "each part"),
            ("a..b", "each part"),
            ("-a", "each part"),
            ("a_", "each part"),
            ("ä", "each part"),
            ("a b", "each part"),
            ("-x.com/a", "each part"),
            ("host:/a", "each part"),
            ("[::1/a", "each part"),
            ("https://example.com/a", "each part"),
        ] {
            let error = Reference::parse(text).expect_err(text);
            assert!(error.to_string().contains(what), "{text}: {error}");
        }
        let longest = format!("example.com/{}:{}", "a".repeat(243), "t".repeat(128));
        assert_eq!(Reference::parse(&longest).unwrap().full(), longest);
    }
}
