//! Why a command stopped.

use std::fmt;

/// What a step gives, or why it could not.
pub(crate) type Result<T = ()> = std::result::Result<T, Failure>;

/// What went wrong and what can be done about it.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    what: String,
    help: Option<String>,
}

impl Failure {
    /// Something went wrong that the message alone explains.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), help: None }
    }

    /// Adds what the reader can do.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.what)?;
        match &self.help {
            Some(help) => write!(out, "\n  {help}"),
            None => Ok(()),
        }
    }
}

/// Turns an I/O error into a failure that says what was being done.
pub(crate) trait Context<T> {
    /// `doing` is a sentence without an end: "cannot read Cargo.lock".
    fn context(self, doing: impl fmt::Display) -> Result<T>;
}

impl<T, E: fmt::Display> Context<T> for std::result::Result<T, E> {
    fn context(self, doing: impl fmt::Display) -> Result<T> {
        self.map_err(|error| Failure::new(format!("{doing}: {error}")))
    }
}
