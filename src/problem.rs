//! What is wrong in an archive, found while the rest stays usable.

use serde::Serialize;

use crate::Error;

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Info = 0,
    /// Something differs from what it should be; it can still be seen.
    Warning = 1,
    /// Something can't be shown.
    Error = 2,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// What kind it is, as a word that stays the same over versions.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// Where: a name in the archive, a layer's digest, a path.
    #[serde(rename = "where")]
    pub place: String,
    /// What can be done, or what still can be seen.
    pub help: String,
}

impl Problem {
    pub(crate) fn info(code: &'static str, message: impl Into<String>, place: impl Into<String>) -> Self {
        Self::new(Severity::Info, code, message, place)
    }

    pub(crate) fn warning(code: &'static str, message: impl Into<String>, place: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message, place)
    }

    pub(crate) fn new(
        severity: Severity,
        code: &str,
        message: impl Into<String>,
        place: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            code: code.into(),
            message: message.into(),
            place: place.into(),
            help: String::new(),
        }
    }

    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        // What the archive was made without is no damage.
        let severity =
            if matches!(error, Error::Absent { .. }) { Severity::Warning } else { Severity::Error };
        Self::new(severity, error.code(), error.to_string(), error.place()).help(error.help())
    }
}
