//! Search by name and by permissions: what the index of a layer tells, without content.

use std::cell::RefCell;

use super::expression::{Expression, Flags};
use super::query::{Bounds, Pattern, PatternKind};
use super::{Match, Outcome, glob};
use crate::layer::Layer;
use crate::scan::risks::{Permission, permissions};
use crate::scan::{Sink, shown};
use crate::{Error, Result};

/// A pattern for names, ready to be compared.
///
/// It is compared with the last name of a path, or, if it has a `/`, with the whole path; a text or a regular
/// expression has to be found so that its end lies in the last name, so that what is below a match is none itself.
pub struct NameSearch {
    expression: RefCell<Expression>,
    whole_path: bool,
}

impl NameSearch {
    /// A `Usage` error says what is wrong with the pattern.
    pub fn new(pattern: &Pattern) -> Result<Self> {
        let Pattern { kind, text, ignore_case, whole_word } = pattern;
        if text.is_empty() {
            return Err(Error::usage("there is nothing to search for"));
        }
        let regex = match kind {
            PatternKind::Text => regex_syntax::escape(text),
            PatternKind::Glob => glob::expression(text)?,
            PatternKind::Regex => text.clone(),
            PatternKind::Hex => {
                return Err(Error::usage("hexadecimal bytes are for contents, not for names"));
            }
        };
        let whole_word = *whole_word && *kind == PatternKind::Text;
        let flags = Flags { ignore_case: *ignore_case, whole_word, empty: true };
        Ok(Self { expression: RefCell::new(Expression::new(&regex, flags)?), whole_path: text.contains('/') })
    }

    /// Whether it fits an absolute path.
    pub fn fits(&self, path: &[u8]) -> bool {
        let last = memchr::memrchr(b'/', path).map_or(0, |slash| slash + 1);
        let mut expression = self.expression.borrow_mut();
        if self.whole_path { expression.is_in(path, last) } else { expression.is_in(&path[last..], 0) }
    }

    /// The entries of a layer that it fits, of any kind, in the order of the tar. `only` may leave some out.
    pub fn matches(&self, layer: &Layer, only: impl Fn(u32) -> bool) -> impl Iterator<Item = Match> {
        entries(layer, only).filter(|(_, path)| self.fits(path)).map(|(entry, path)| Match {
            entry,
            path: shown::path(&path),
            place: None,
            permissions: Vec::new(),
        })
    }
}

/// The entries of a layer with any of these permissions, or, if there are none given, with any special ones at
/// all; in the order of the tar. `only` may leave some out.
pub fn with_permissions(
    layer: &Layer,
    any: &[Permission],
    only: impl Fn(u32) -> bool,
) -> impl Iterator<Item = Match> {
    entries(layer, only).filter_map(move |(entry, path)| {
        let permissions = permissions(&layer.entry(entry));
        let wanted = permissions.iter().any(|has| any.is_empty() || any.contains(has));
        wanted.then(|| Match { entry, path: shown::path(&path), place: None, permissions })
    })
}

fn entries(layer: &Layer, only: impl Fn(u32) -> bool) -> impl Iterator<Item = (u32, Vec<u8>)> {
    (0..layer.len() as u32)
        .filter(move |entry| only(*entry))
        .filter_map(|entry| Some((entry, layer.path(entry)?)))
}

/// Tells the first of the matches and counts the others.
pub(super) fn told(
    matches: impl Iterator<Item = Match>,
    bounds: &Bounds,
    sink: &mut dyn Sink<Match>,
) -> Outcome {
    let mut outcome = Outcome::default();
    for found in matches {
        outcome.matches += 1;
        if outcome.told == bounds.total {
            continue;
        }
        outcome.told += 1;
        if sink.found(&found).is_break() {
            outcome.stopped = true;
            break;
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(kind: PatternKind, text: &str, ignore_case: bool, path: &str) -> bool {
        let pattern = Pattern { kind, text: text.into(), ignore_case, whole_word: false };
        NameSearch::new(&pattern).unwrap().fits(path.as_bytes())
    }

    #[test]
    fn text() {
        let fits = |text, path| fits(PatternKind::Text, text, true, path);
        assert!(fits("SHA", "/etc/shadow") && !fits("etc", "/etc/shadow") && fits("a.b", "/xA.Bx"));
        assert!(fits("etc/sh", "/etc/shadow") && fits("/etc", "/etc") && !fits("/etc", "/etc/shadow"));
        assert!(!fits("a.b", "/axb") && fits("lib/lib", "/lib/lib/lib"));
    }

    #[test]
    fn globs() {
        let fits = |text, path| fits(PatternKind::Glob, text, false, path);
        for (glob, path) in [
            ("*.so", "/usr/lib/libc.so"),
            ("lib?.so", "/usr/lib/libc.so"),
            ("lib?.so", "/lib\u{e4}.so"),
            ("*.so.[0-9]", "/libc.so.6"),
            ("[!a-z]*", "/X"),
            ("[]x]", "/]"),
            ("[\u{e4}\u{f6}]", "/\u{f6}"),
            ("*.{so,a}", "/libc.a"),
            ("/etc/*", "/etc/passwd"),
            ("etc/*", "/usr/etc/passwd"),
            ("etc/*", "/etc/passwd"),
            ("/usr/**/x", "/usr/x"),
            ("/usr/**/x", "/usr/a/b/x"),
            ("/usr/**", "/usr/a/b"),
            ("**/x", "/a/x"),
            (r"a\*", "/a*"),
            ("a+(b)", "/a+(b)"),
            ("a}", "/a}"),
        ] {
            assert!(fits(glob, path), "{glob} {path}");
        }
        for (glob, path) in [
            ("*.so", "/usr/lib/libc.so.6"),
            ("*.so", "/a.so/x"),
            ("lib?.so", "/lib.so"),
            ("[!a-z]*", "/x"),
            ("etc/*", "/xetc/passwd"),
            ("/etc/*", "/usr/etc/passwd"),
            ("/etc/*", "/etc/a/b"),
            ("/usr/**/x", "/usrx"),
            (r"a\*", "/ab"),
            ("A", "/a"),
        ] {
            assert!(!fits(glob, path), "{glob} {path}");
        }
        let pattern =
            |text: &str| Pattern { kind: PatternKind::Glob, text: text.into(), ..Pattern::default() };
        for (wrong, place) in [("a[b", 2), ("a{b", 2), ("\\", 1), ("[z-a]", 1), ("", 0)] {
            let error = NameSearch::new(&pattern(wrong)).err().unwrap();
            assert_eq!(error.code(), "usage");
            assert!(place == 0 || error.to_string().contains(&format!("character {place}:")), "{error}");
        }
        let case = Pattern { ignore_case: true, ..pattern("*.[ch]") };
        assert!(NameSearch::new(&case).unwrap().fits(b"/X.H"));
        assert!(NameSearch::new(&pattern("a?b")).unwrap().fits(b"/a\xffb"));
    }

    #[test]
    fn expressions() {
        let fits = |text, path| fits(PatternKind::Regex, text, false, path);
        assert!(fits(r"^lib.*\.so$", "/usr/lib/libc.so") && !fits("^usr", "/usr/lib"));
        assert!(fits("^/usr/.*/x$", "/usr/a/x") && !fits("^/usr/", "/usr/a/x"));
        assert!(fits("^.?$", "/a") && !fits("^.?$", "/ab"));
    }
}
