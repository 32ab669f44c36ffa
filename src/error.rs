//! Errors, sorted by whose fault they are.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What went wrong. The variant says whose fault it is; [`Error::code`] is the same as a stable word.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The source could not be read, or changed while it was open.
    Io {
        /// What the system said.
        what: String,
        /// Where in the source.
        place: String,
    },
    /// The bytes are not what a specification says they must be.
    Format {
        /// What is wrong.
        what: String,
        /// Where: a name in the archive, an offset, a digest.
        place: String,
        /// The rule that is broken, as document and section.
        clause: &'static str,
    },
    /// A known format that is not read yet.
    Unsupported {
        /// What it is.
        what: String,
        /// Where it is.
        place: String,
        /// What the user can do instead.
        help: String,
    },
    /// One of [`Limits`](crate::Limits) was reached.
    Limit {
        /// The name of the field of `Limits`.
        name: &'static str,
        /// Its value.
        bound: u64,
        /// Where it was reached.
        place: String,
    },
    /// Well-formed, but the archive does not hold what was asked for.
    Absent {
        /// What is missing.
        what: String,
        /// Where it was referred to.
        place: String,
    },
    /// The call makes no sense for this archive.
    Usage {
        /// Why.
        what: String,
    },
}

/// The result of nearly everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn io(what: impl Into<String>, place: impl Into<String>) -> Self {
        Self::Io { what: what.into(), place: place.into() }
    }

    pub(crate) fn format(what: impl Into<String>, place: impl Into<String>, clause: &'static str) -> Self {
        Self::Format { what: what.into(), place: place.into(), clause }
    }

    pub(crate) fn unsupported(
        what: impl Into<String>,
        place: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self::Unsupported { what: what.into(), place: place.into(), help: help.into() }
    }

    pub(crate) fn limit(name: &'static str, bound: u64, place: impl Into<String>) -> Self {
        Self::Limit { name, bound, place: place.into() }
    }

    pub(crate) fn absent(what: impl Into<String>, place: impl Into<String>) -> Self {
        Self::Absent { what: what.into(), place: place.into() }
    }

    pub(crate) fn usage(what: impl Into<String>) -> Self {
        Self::Usage { what: what.into() }
    }

    /// The kind of failure as a word that stays the same over versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "io",
            Self::Format { .. } => "format",
            Self::Unsupported { .. } => "unsupported",
            Self::Limit { .. } => "limit",
            Self::Absent { .. } => "absent",
            Self::Usage { .. } => "usage",
        }
    }

    /// Where it happened; empty for a wrong call.
    pub fn place(&self) -> &str {
        match self {
            Self::Io { place, .. }
            | Self::Format { place, .. }
            | Self::Unsupported { place, .. }
            | Self::Limit { place, .. }
            | Self::Absent { place, .. } => place,
            Self::Usage { .. } => "",
        }
    }

    /// What the user can do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Io { .. } => {
                "The file may have been changed, moved or unplugged since it was opened. Open it again.".into()
            }
            Self::Format { clause: "", .. } => {
                "The file may be damaged or cut short; compare its checksum with the original's.".into()
            }
            Self::Format { clause, .. } => {
                format!("The file may be damaged or cut short; the rule is {clause}.")
            }
            Self::Unsupported { help, .. } => help.clone(),
            Self::Limit { name, .. } => {
                format!("If you trust the file, raise the limit `{name}` when opening it.")
            }
            Self::Absent { .. } => {
                "The archive was made without it. Save the image again with all its layers, or for the wanted platform."
                    .into()
            }
            Self::Usage { .. } => String::new(),
        }
    }

    /// The same error, with `outer` put before the place it names.
    #[must_use]
    pub(crate) fn within(mut self, outer: &str) -> Self {
        match &mut self {
            Self::Io { place, .. }
            | Self::Format { place, .. }
            | Self::Unsupported { place, .. }
            | Self::Limit { place, .. }
            | Self::Absent { place, .. } => {
                *place = if place.is_empty() { outer.to_owned() } else { format!("{outer}, {place}") };
            }
            Self::Usage { .. } => {}
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { what, .. } => write!(f, "can't read the file: {what}"),
            Self::Format { what, .. }
            | Self::Unsupported { what, .. }
            | Self::Absent { what, .. }
            | Self::Usage { what } => f.write_str(what),
            Self::Limit { name, bound, .. } => write!(f, "the limit {name} of {bound} was reached"),
        }
    }
}

impl std::error::Error for Error {}

/// An error as data: how it crosses between workers, and into JavaScript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// A word of [`Error::code`], or `internal`.
    pub code: String,
    /// What went wrong.
    pub message: String,
    /// Where.
    #[serde(rename = "where", default)]
    pub place: String,
    /// What can be done.
    #[serde(default)]
    pub help: String,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        Self {
            code: error.code().into(),
            message: error.to_string(),
            place: error.place().into(),
            help: error.help(),
        }
    }
}
