//! A short text, whatever the case of its ASCII letters.

use std::ops::{ControlFlow, Range};

use super::finder::whole_word;

/// Longer texts are left to the automaton, so that a byte of content costs no more than this many comparisons.
const LONGEST: usize = 64;
/// Letters as they are frequent in English and in names of programs, the most frequent first.
const LETTERS: &[u8; 26] = b"etaoinsrlcdupmhgfbywvkxjqz";

/// Text to be found.
pub(super) struct Folded {
    /// In lower case.
    text: Vec<u8>,
    /// Where its rarest byte is, and the two cases of that.
    at: usize,
    rare: (u8, u8),
    whole_word: bool,
}

impl Folded {
    /// `None` for a text that is too long.
    pub(super) fn new(text: &str, whole_word: bool) -> Option<Self> {
        let text = text.as_bytes().to_ascii_lowercase();
        let at = (0..text.len()).max_by_key(|at| rareness(text[*at]))?;
        let rare = (text[at], text[at].to_ascii_uppercase());
        (text.len() <= LONGEST).then_some(Self { text, at, rare, whole_word })
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Calls `found` for each match from `from` on; they do not overlap.
    pub(super) fn each(
        &self,
        hay: &[u8],
        mut from: usize,
        found: &mut dyn FnMut(Range<usize>) -> ControlFlow<()>,
    ) {
        while let Some(rest) = hay.get(from + self.at..) {
            let Some(rare) = memchr::memchr2(self.rare.0, self.rare.1, rest) else { return };
            let range = from + rare..from + rare + self.text.len();
            let Some(here) = hay.get(range.clone()) else { return };
            if here.eq_ignore_ascii_case(&self.text) && (!self.whole_word || whole_word(hay, &range)) {
                from = range.end;
                if found(range).is_break() {
                    return;
                }
            } else {
                from = range.start + 1;
            }
        }
    }
}

/// The higher, the rarer.
fn rareness(byte: u8) -> usize {
    match byte {
        b' ' | 0 | b'\n' => 0,
        b'a'..=b'z' => 1 + LETTERS.iter().position(|letter| *letter == byte).unwrap_or(0),
        b'0'..=b'9' => 12,
        0x80.. => 20,
        _ => 16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_count() {
        let found = |text: &str, whole_word, hay: &[u8]| {
            let mut starts = Vec::new();
            Folded::new(text, whole_word).unwrap().each(hay, 0, &mut |range| {
                starts.push(range.start);
                ControlFlow::Continue(())
            });
            starts
        };
        assert_eq!(found("Password", false, b"xPASSWORD password passworD passw"), [1, 10, 19]);
        assert_eq!(found("pass", true, b"PASSWORD pass\xc3\xa4 (Pass)"), [17]);
        assert_eq!(found("aA", false, b"aaaaa"), [0, 2]);
        assert_eq!(found("\u{e4}k", false, "\u{e4}K\u{c4}K".as_bytes()), [0]);
        assert_eq!(found("w", false, b"w"), [0]);
        assert!(Folded::new(&"a".repeat(65), false).is_none());
    }
}
