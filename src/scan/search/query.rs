//! What is looked for, as the page says it.

use serde::{Deserialize, Serialize};

use crate::scan::risks::Permission;

/// A search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What is looked for.
    pub query: Query,
    /// How much of what is found is told.
    #[serde(default)]
    pub bounds: Bounds,
}

/// What is looked for. In JSON `what` is the variant: `{"what": "content", "pattern": {"kind": "text",
/// "text": "password", "ignoreCase": true}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Query {
    /// Entries of any kind by their name; by their whole path if the pattern has a `/`.
    Name {
        /// Text, glob or regular expression.
        pattern: Pattern,
    },
    /// Places in the content of files.
    Content {
        /// Text, regular expression or bytes.
        pattern: Pattern,
        /// Only in files with such a name.
        #[serde(default)]
        files: Option<Pattern>,
    },
    /// Files by the SHA-256 of their content.
    Sha256 {
        /// Its hexadecimal digits, at least the first eight, with or without `sha256:` before them.
        digest: String,
        /// The file's size in bytes if it is known: then files of other sizes are not read.
        #[serde(default)]
        size: Option<u64>,
    },
    /// Entries with special permissions.
    Permissions {
        /// With any of these; empty means with any at all.
        #[serde(default)]
        any: Vec<Permission>,
    },
}

/// A pattern, and how it is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pattern {
    /// What `text` is.
    #[serde(default)]
    pub kind: PatternKind,
    /// The pattern itself.
    pub text: String,
    /// Whether the case of ASCII letters does not count. Nothing to hexadecimal bytes.
    #[serde(default)]
    pub ignore_case: bool,
    /// Whether no letter, digit, `_` or byte beyond ASCII may stand before or after what is found. For `Text`.
    #[serde(default)]
    pub whole_word: bool,
}

/// How a pattern is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PatternKind {
    /// Literally.
    #[default]
    Text,
    /// As a shell does with file names: `*`, `**`, `?`, `[a-z]`, `[!a-z]`, `{a,b}`. For names only; a name has
    /// to match as a whole. With a `/` it is the end of the path, with a `/` at its beginning all of it.
    Glob,
    /// A regular expression in the syntax of the Rust crate `regex`, over bytes: `.` is any byte but a line end,
    /// `\w`, `\b` and `(?i)` know ASCII only, `^` and `$` are the ends of a line.
    Regex,
    /// Pairs of hexadecimal digits, with or without blanks between them; `??` is any byte. For contents only.
    Hex,
}

/// How many matches are told; what is beyond is counted. For contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Bounds {
    /// Of one file.
    pub per_file: u64,
    /// Of the layer.
    pub total: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { per_file: 100, total: 10_000 }
    }
}
