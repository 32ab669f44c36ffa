//! A pattern, made ready to be found in content.

use std::ops::{ControlFlow, Range};

use super::bytes::Bytes;
use super::expression::{Expression, Flags};
use super::folded::Folded;
use super::query::{Pattern, PatternKind};
use crate::{Error, Result};

/// Finds a pattern in content.
pub(super) enum Finder {
    Bytes(Box<Bytes>),
    Folded(Folded),
    Expression(Box<Expression>),
}

impl Finder {
    /// A `Usage` error says what is wrong with the pattern.
    pub(super) fn new(pattern: &Pattern) -> Result<Self> {
        let Pattern { kind, text, ignore_case, whole_word } = pattern;
        let flags = Flags { ignore_case: *ignore_case, whole_word: false, empty: false };
        match kind {
            PatternKind::Text if text.is_empty() => Err(Error::usage("there is nothing to search for")),
            PatternKind::Text if *ignore_case && text.bytes().any(|byte| byte.is_ascii_alphabetic()) => {
                if let Some(folded) = Folded::new(text, *whole_word) {
                    return Ok(Self::Folded(folded));
                }
                let flags = Flags { whole_word: *whole_word, ..flags };
                Ok(Self::Expression(Box::new(Expression::new(&regex_syntax::escape(text), flags)?)))
            }
            PatternKind::Text => Ok(Self::Bytes(Box::new(Bytes::text(text, *whole_word)))),
            PatternKind::Hex => Ok(Self::Bytes(Box::new(Bytes::hex(text)?))),
            PatternKind::Regex => Ok(Self::Expression(Box::new(Expression::new(text, flags)?))),
            PatternKind::Glob => Err(Error::usage("a glob is for names; contents take text, regex or hex")),
        }
    }

    /// The length of matches, in bytes, up to which all are found.
    pub(super) fn longest(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Folded(text) => text.len(),
            Self::Expression(expression) => expression.longest(),
        }
    }

    /// Calls `found` for each match in `hay` from `from` on, in their order; they do not overlap.
    pub(super) fn each(
        &mut self,
        hay: &[u8],
        from: usize,
        mut found: impl FnMut(Range<usize>) -> ControlFlow<()>,
    ) {
        match self {
            Self::Bytes(bytes) => bytes.each(hay, from, &mut found),
            Self::Folded(text) => text.each(hay, from, &mut found),
            Self::Expression(expression) => expression.each(hay, from, &mut found),
        }
    }
}

/// Whether what is at `range` stands by itself: no letter, digit, `_` or byte beyond ASCII before or after it.
pub(super) fn whole_word(hay: &[u8], range: &Range<usize>) -> bool {
    let part =
        |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80);
    let before = range.start.checked_sub(1).and_then(|at| hay.get(at));
    !part(before) && !part(hay.get(range.end))
}
