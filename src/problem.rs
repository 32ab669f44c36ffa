//! What is wrong in an archive, found while the rest stays usable.

use hashbrown::{HashMap, HashSet};
use serde::Serialize;

use crate::Error;

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
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

/// So many of one kind are kept.
const MOST: u64 = 100;
/// Bytes of a message or a place. Those of an archive may be megabytes.
const LONGEST: usize = 4_000;

/// Problems as they come up, each once; of a kind no more than anybody would read.
#[derive(Debug, Default)]
pub struct Problems {
    list: Vec<Problem>,
    known: HashSet<Problem>,
    counts: HashMap<String, u64>,
}

impl Problems {
    pub(crate) fn add(&mut self, mut problem: Problem) {
        for text in [&mut problem.message, &mut problem.place] {
            shorten(text);
        }
        if self.known.contains(&problem) {
            return;
        }
        let count = self.counts.entry_ref(problem.code.as_str()).or_insert(0);
        *count += 1;
        match (*count).cmp(&(MOST + 1)) {
            std::cmp::Ordering::Less => {
                self.known.insert(problem.clone());
                self.list.push(problem);
            }
            std::cmp::Ordering::Equal => self.list.push(Problem {
                message: format!("more of the kind \u{201c}{}\u{201d} are not listed", problem.code),
                place: "the archive".into(),
                help: format!("The first {MOST} of them are."),
                ..problem
            }),
            std::cmp::Ordering::Greater => {}
        }
    }

    /// In the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.list.iter()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

fn shorten(text: &mut String) {
    if text.len() > LONGEST {
        let end = text.floor_char_boundary(LONGEST);
        text.truncate(end);
        text.push('\u{2026}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_once_and_no_more_than_anybody_reads() {
        let mut problems = Problems::default();
        for place in (0..1_000).chain(0..1_000) {
            problems.add(Problem::warning("odd", "it is odd", place.to_string()));
        }
        problems.add(Problem::warning("other", "\u{fc}".repeat(10_000), ""));
        let list: Vec<_> = problems.iter().collect();
        assert_eq!(list.len(), 102);
        assert_eq!((&*list[99].place, &*list[100].place), ("99", "the archive"));
        assert!(list[100].message.contains("not listed"));
        assert!(list[101].message.len() < 5_000 && list[101].message.ends_with('\u{2026}'));
    }
}
