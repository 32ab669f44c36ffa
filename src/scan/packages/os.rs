//! What `os-release` says of the distribution.
//!
//! Format: os-release(5) of systemd: assignments as a shell takes them.

use serde::{Deserialize, Serialize};

/// The fields of an `os-release` that matter here; those it does not have are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Release {
    /// `ID`: `debian`.
    pub id: String,
    /// `ID_LIKE`, word by word.
    pub like: Vec<String>,
    /// `NAME`.
    pub name: String,
    /// `PRETTY_NAME`.
    pub pretty: String,
    /// `VERSION`.
    pub version: String,
    /// `VERSION_ID`: `12`.
    pub version_id: String,
    /// `VERSION_CODENAME`.
    pub codename: String,
    /// `VARIANT_ID`.
    pub variant: String,
    /// `BUILD_ID`, the version of distributions that roll.
    pub build: String,
    /// `SUPPORT_END`: the day the distribution itself says.
    pub support_end: String,
}

impl Release {
    /// Reads the file. Lines that are no assignment are left out, as the specification asks for.
    pub fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let mut release = Self::default();
        for line in text.lines().take(10_000) {
            let Some((name, value)) = line.trim().split_once('=') else { continue };
            let value = unquoted(value);
            match name {
                "ID" => release.id = value,
                "ID_LIKE" => release.like = value.split_ascii_whitespace().map(str::to_owned).collect(),
                "NAME" => release.name = value,
                "PRETTY_NAME" => release.pretty = value,
                "VERSION" => release.version = value,
                "VERSION_ID" => release.version_id = value,
                "VERSION_CODENAME" => release.codename = value,
                "VARIANT_ID" => release.variant = value,
                "BUILD_ID" => release.build = value,
                "SUPPORT_END" => release.support_end = value,
                _ => {}
            }
        }
        release
    }
}

/// A word as a shell takes it, of which a file may use quotes and backslashes.
fn unquoted(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut quote = None;
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match (sign, quote) {
            ('"' | '\'', None) => quote = Some(sign),
            ('\\', None | Some('"')) => value.extend(signs.next()),
            _ if Some(sign) == quote => quote = None,
            (' ' | '\t' | '#', None) => break,
            _ => value.push(sign),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments_as_a_shell_takes_them() {
        let release = Release::parse(b"# x\nID=debian\nPRETTY_NAME=\"A \\\"B\\\" $1\"\nNAME='x y'\nVERSION_ID=\"12\"\nID_LIKE=\"a b\"\nnonsense\n");
        assert_eq!((&*release.id, &*release.pretty, &*release.name), ("debian", "A \"B\" $1", "x y"));
        assert_eq!((&*release.version_id, release.like.len()), ("12", 2));
        assert_eq!(Release::parse(b"\xff=\nID=\"open"), Release { id: "open".into(), ..Release::default() });
    }
}
