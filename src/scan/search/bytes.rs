//! Bytes of which some may be any.

use std::ops::{ControlFlow, Range};

use memchr::memmem;

use super::finder::whole_word;
use crate::{Error, Result};

/// Bytes to be found.
pub(super) struct Bytes {
    /// `None` is any byte.
    wanted: Vec<Option<u8>>,
    /// The longest run of bytes that are given, and where it is in `wanted`.
    run: memmem::Finder<'static>,
    at: usize,
    whole_word: bool,
}

impl Bytes {
    /// A text as it stands.
    pub(super) fn text(text: &str, whole_word: bool) -> Self {
        let bytes = text.bytes().map(Some).collect();
        Self { wanted: bytes, run: memmem::Finder::new(text.as_bytes()).into_owned(), at: 0, whole_word }
    }

    /// `7f 45 4c46 ?? 01`.
    pub(super) fn hex(text: &str) -> Result<Self> {
        let mut bytes = Vec::new();
        let mut digits = text.char_indices().filter(|(_, c)| !c.is_ascii_whitespace());
        while let Some((at, high)) = digits.next() {
            let low = digits.next().map(|(_, c)| c);
            if (high, low) == ('?', Some('?')) {
                bytes.push(None);
                continue;
            }
            let (Some(high), Some(low)) = (high.to_digit(16), low.and_then(|low| low.to_digit(16))) else {
                let place = text[..at].chars().count() + 1;
                return Err(Error::usage(format!(
                    "character {place} begins neither two hexadecimal digits nor ??"
                )));
            };
            bytes.push(Some((high << 4 | low) as u8));
        }
        let run = longest_run(&bytes);
        if run.is_empty() {
            return Err(Error::usage("at least one byte must be given, as two hexadecimal digits"));
        }
        let given: Vec<u8> = bytes[run.clone()].iter().copied().flatten().collect();
        Ok(Self {
            wanted: bytes,
            run: memmem::Finder::new(&given).into_owned(),
            at: run.start,
            whole_word: false,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.wanted.len()
    }

    /// Calls `found` for each match from `from` on; they do not overlap.
    pub(super) fn each(
        &self,
        hay: &[u8],
        mut from: usize,
        found: &mut dyn FnMut(Range<usize>) -> ControlFlow<()>,
    ) {
        let all_given = self.run.needle().len() == self.wanted.len();
        while let Some(run) = hay.get(from + self.at..).and_then(|rest| self.run.find(rest)) {
            let range = from + run..from + run + self.wanted.len();
            let Some(here) = hay.get(range.clone()) else { return };
            let same = all_given
                || here
                    .iter()
                    .zip(&self.wanted)
                    .all(|(is, wanted)| wanted.is_none_or(|wanted| wanted == *is));
            if same && (!self.whole_word || whole_word(hay, &range)) {
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

fn longest_run(bytes: &[Option<u8>]) -> Range<usize> {
    let (mut best, mut start) = (0..0, 0);
    for (at, byte) in bytes.iter().enumerate() {
        if byte.is_none() {
            start = at + 1;
        } else if at + 1 - start > best.len() {
            best = start..at + 1;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &Bytes, hay: &[u8]) -> Vec<Range<usize>> {
        let mut all = Vec::new();
        bytes.each(hay, 0, &mut |range| {
            all.push(range);
            ControlFlow::Continue(())
        });
        all
    }

    #[test]
    fn hexadecimal_bytes() {
        let elf = Bytes::hex("7F45 4c\n46??01").unwrap();
        assert_eq!(elf.len(), 6);
        assert_eq!(found(&elf, b"\x7fELF\x02\x01 \x7fELF\x02\x02\x7fELF\x00\x01"), [0..6, 13..19]);
        let ends = Bytes::hex("?? 41 ?? ?? 42 43 ??").unwrap();
        assert_eq!(found(&ends, b"xAxxBCx"), [Range { start: 0, end: 7 }]);
        assert!(found(&ends, b"AxxBCx").is_empty());
        assert!(found(&ends, b"xAxxBC").is_empty());
        assert_eq!(found(&Bytes::hex("0000").unwrap(), &[0; 5]), [0..2, 2..4]);
    }

    #[test]
    fn what_is_no_hex() {
        for (text, place) in [
            ("7", "character 1 "),
            ("7f4", "character 3 "),
            ("7f 4g", "character 4 "),
            ("7?", "character 1 "),
            ("\u{e4}a", "character 1 "),
        ] {
            let error = Bytes::hex(text).err().unwrap();
            assert_eq!(error.code(), "usage");
            assert!(error.to_string().starts_with(place), "{text}: {error}");
        }
        for text in ["", "  ", "?? ??"] {
            assert_eq!(Bytes::hex(text).err().unwrap().code(), "usage");
        }
    }

    #[test]
    fn text_and_words() {
        assert_eq!(found(&Bytes::text("aa", false), b"aaaaa"), [0..2, 2..4]);
        assert_eq!(found(&Bytes::text("ab", true), b"ab abc ab_ (ab) \xc3\xa4ab ab"), [0..2, 12..14, 21..23]);
    }
}
