//! What is odd or wrong in a layer that can be read all the same.

use serde::Serialize;

use crate::Error;

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Severity {
    /// Good to know.
    Info = 0,
    /// Tools may disagree about it.
    Warning = 1,
    /// Something is missing from what is shown.
    Error = 2,
}

/// Something odd or wrong in a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Remark {
    /// How much it matters.
    pub severity: Severity,
    /// The kind of remark, a word that stays the same over versions.
    pub code: String,
    /// The remark as a sentence.
    pub message: String,
    /// The path, or the place in the layer.
    #[serde(rename = "where")]
    pub place: String,
    /// What it means for the user.
    pub help: String,
}

/// Of one code so many are kept, the others only counted.
const MOST: u64 = 10;

/// Remarks of a layer as they come up.
#[derive(Default)]
pub(super) struct Remarks {
    list: Vec<Remark>,
    counts: Vec<(&'static str, u64)>,
}

impl Remarks {
    pub(super) fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        message: &str,
        place: impl FnOnce() -> String,
        help: &str,
    ) {
        let count = if let Some((_, count)) = self.counts.iter_mut().find(|(known, _)| *known == code) {
            *count += 1;
            *count
        } else {
            self.counts.push((code, 1));
            1
        };
        if count <= MOST {
            self.list.push(Remark {
                severity,
                code: code.into(),
                message: message.into(),
                place: place(),
                help: help.into(),
            });
        }
    }

    /// A failure that leaves the rest of the layer usable.
    pub(super) fn failure(&mut self, error: &Error) {
        self.add(
            Severity::Error,
            error.code(),
            &error.to_string(),
            || error.place().to_owned(),
            &format!("What was read before is shown. {}", error.help()),
        );
    }

    pub(super) fn finish(mut self) -> Vec<Remark> {
        for (code, count) in self.counts {
            if let Some(last) = self.list.iter_mut().rfind(|remark| remark.code == code)
                && count > MOST
            {
                let more = count - MOST;
                last.message = format!("{} (and {more} more like this)", last.message);
            }
        }
        self.list
    }
}
