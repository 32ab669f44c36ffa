//! What is odd or wrong in a layer that can be read all the same.

use crate::{Error, Problem, Severity};

/// Of one code so many are kept, the others only counted.
const MOST: u64 = 10;

/// What Docker 20.10 or podman 4.3 do not load, by code.
pub(super) const REFUSED: [&str; 11] = [
    "child-of-file",
    "child-of-whiteout",
    "duplicate-path",
    "invalid-whiteout",
    "link-below",
    "link-loop",
    "link-out-of-layer",
    "link-target",
    "lost-directory",
    "whiteout-after-entry",
    "whiteout-below-file",
];

/// Remarks of a layer as they come up.
#[derive(Default)]
pub(super) struct Remarks {
    list: Vec<Problem>,
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
            self.list.push(Problem {
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

    pub(super) fn finish(mut self) -> Vec<Problem> {
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
