//! Secrets in files and in image configs: private keys, tokens and passwords.
//!
//! Each [`Rule`] says what it matches, how sure that is, and where its vendor describes the format. A rule for
//! content has keywords, and all keywords are looked for in one pass; what stands around a keyword is then looked at
//! by code: lengths, alphabets, checksums and structure. A rule for files of a certain name reads those.
//! [`SecretScanner`] is for the files of a layer, [`in_config`] for environment, labels, commands and history.
//!
//! A [`Finding`] tells where a secret is, never what: that is read from its place when somebody asks.
//!
//! Made-up values and public examples are of two kinds. What no vendor would hand out (`changeme`, `xxxx`, wrong
//! checksums) is no finding. What has the right form but is known to be public, as AWS's `AKIA…EXAMPLE`, or stands in
//! a place for tests and documentation, is a finding of the certainty [`Certainty::Example`].

#[cfg(test)]
mod cases;
mod config;
mod files;
mod keys;
mod keywords;
mod mask;
mod named;
mod pass;
mod rules;
mod text;
mod tokens;

pub use config::{in_config, reveal};
pub use pass::SecretScanner;
pub use rules::{Rule, rules};

use serde::{Deserialize, Serialize};

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Certainty {
    /// It has the form, but is public: an example of a documentation, a key for tests.
    Example,
    /// Its name or place says that it is one, and its value does not say that it is none.
    Possible,
    /// It has the form that only such secrets have.
    Likely,
    /// Its checksum or its inner structure is right as well.
    Certain,
}

/// A secret, without the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// [`Rule::id`].
    pub rule: &'static str,
    /// [`Rule::title`].
    pub title: &'static str,
    /// How sure it is.
    pub certainty: Certainty,
    /// Where it is.
    pub place: Place,
    /// Its first and last characters, each at most four and at most a sixth of it.
    pub masked: String,
    /// What else is known of it: the kind of key, a user's name. May be empty.
    pub note: String,
}

/// Where a secret is. Offsets and lengths are in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Place {
    /// In a file of the layer that was scanned.
    File {
        /// The entry's number in the layer.
        entry: u32,
        /// Its path, as the tree shows paths.
        path: String,
        /// Offset in its content.
        offset: u64,
        /// Length in its content.
        length: u64,
        /// The line, counted from 1; `None` in binary content.
        line: Option<u64>,
    },
    /// In the config, `Env`: a variable that containers get.
    Env {
        /// Its name.
        name: String,
        /// Offset in its value.
        offset: usize,
        /// Length in its value.
        length: usize,
    },
    /// In the config, `Labels`.
    Label {
        /// Its name.
        name: String,
        /// Offset in its value.
        offset: usize,
        /// Length in its value.
        length: usize,
    },
    /// In the config, in the words of a command.
    Command {
        /// `Cmd`, `Entrypoint`, `Shell`, or `Healthcheck`.
        field: String,
        /// Which word, counted from 0.
        word: usize,
        /// Offset in the word.
        offset: usize,
        /// Length in the word.
        length: usize,
    },
    /// In the history: a build argument, or something else of a step's `created_by`.
    Step {
        /// Index into [`Config::history`](crate::image::Config::history), oldest first.
        step: usize,
        /// Offset in `created_by`.
        offset: usize,
        /// Length in `created_by`.
        length: usize,
    },
}

/// What a rule finds in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hit {
    /// The secret with all that belongs to it, as a key with its first and last line.
    range: std::ops::Range<usize>,
    /// What of it is shown masked.
    secret: std::ops::Range<usize>,
    note: String,
    /// Where it is not that of the rule.
    certainty: Option<Certainty>,
}

impl Hit {
    fn of(range: std::ops::Range<usize>) -> Self {
        Self { secret: range.clone(), range, note: String::new(), certainty: None }
    }

    /// The same, as an example if `example`.
    fn or_example(self, example: bool) -> Self {
        Self { certainty: example.then_some(Certainty::Example).or(self.certainty), ..self }
    }
}
