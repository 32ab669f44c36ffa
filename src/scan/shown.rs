//! Bytes as text for people: bounded, and what is not UTF-8 escaped as in names.

use std::fmt::Write as _;
use std::ops::Range;

use serde::Serialize;

use crate::tree::show;

/// Bytes of text shown before, in and after what was found.
const BEFORE: usize = 160;
const FOUND: usize = 512;
const AFTER: usize = 240;
/// The same of binary content, which takes three characters a byte.
const BINARY: (usize, usize, usize) = (16, 64, 32);

/// How far around a place its excerpt reaches.
pub(super) const CONTEXT: usize = 256;

/// What was found and what stands around it, in three parts, so that no offset has to be counted in
/// characters. Of text: no more than its line; bytes that are not UTF-8 are shown as `\xNN`, as in names.
/// Of binary content: hexadecimal bytes with blanks between.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Excerpt {
    /// What stands before it in its line, at most 160 bytes.
    pub before: String,
    /// What was found, of it at most the first 512 bytes.
    pub found: String,
    /// What stands after it in its line, at most 240 bytes.
    pub after: String,
    /// Whether the line begins before `before`.
    pub cut_before: bool,
    /// Whether more was found than `found`; then `after` is empty.
    pub cut_found: bool,
    /// Whether the line goes on after `after`.
    pub cut_after: bool,
}

impl Excerpt {
    /// Around `range` of `bytes`, a window of the content. `first` and `last` say whether the content begins and
    /// ends with it.
    pub(super) fn of(bytes: &[u8], range: &Range<usize>, binary: bool, first: bool, last: bool) -> Self {
        let (most_before, most_found, most_after) = if binary { BINARY } else { (BEFORE, FOUND, AFTER) };
        let low = range.start.saturating_sub(most_before);
        let high = (range.end + most_after).min(bytes.len());
        let mut before = low..range.start;
        let mut found = range.clone();
        let mut after = range.end..high;
        let mut cut_before = low > 0 || !first;
        let mut cut_after = high < bytes.len() || !last;
        let cut_found = found.len() > most_found;
        if cut_found {
            found.end = found.start + most_found;
            after = found.end..found.end;
            cut_after = true;
        }
        if binary {
            let [before, found, after] = [before, found, after].map(|part| hex(&bytes[part]));
            return Self { before, found, after, cut_before, cut_found, cut_after };
        }
        if let Some(at) = memchr::memrchr(b'\n', &bytes[before.clone()]) {
            before.start += at + 1;
            cut_before = false;
        }
        // A match may end with its line.
        if bytes[found.clone()].ends_with(b"\n") {
            after.end = after.start;
            cut_after = false;
        } else if let Some(at) = memchr::memchr(b'\n', &bytes[after.clone()]) {
            after.end = after.start + at;
            cut_after = false;
        }
        if cut_before {
            before.start += split_start(&bytes[before.clone()]);
        }
        if cut_found {
            found.end -= split_end(&bytes[found.clone()]);
        } else if cut_after {
            after.end -= split_end(&bytes[after.clone()]);
        }
        let [before, found, after] = [before, found, after].map(|part| show(&bytes[part]).into_owned());
        Self { before, found, after, cut_before, cut_found, cut_after }
    }
}

/// A path, each of its names as the tree shows it.
pub(super) fn path(path: &[u8]) -> String {
    let names: Vec<_> = path.split(|byte| *byte == b'/').map(show).collect();
    names.join("/")
}

/// Bytes at the beginning that are the rest of a character.
fn split_start(text: &[u8]) -> usize {
    text.iter().take(3).take_while(|byte| **byte & 0xc0 == 0x80).count()
}

/// Bytes at the end that are the beginning of a character.
fn split_end(text: &[u8]) -> usize {
    for back in 1..=text.len().min(3) {
        let byte = text[text.len() - back];
        let whole = match byte {
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0.. => 4,
            0x80..=0xbf => continue,
            _ => return 0,
        };
        return if whole > back { back } else { 0 };
    }
    0
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3);
    for byte in bytes {
        if !text.is_empty() {
            text.push(' ');
        }
        let _ = write!(text, "{byte:02x}"); // writing to a String does not fail
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(bytes: &[u8], range: Range<usize>) -> (String, String, String) {
        let Excerpt { before, found, after, .. } = Excerpt::of(bytes, &range, false, true, true);
        (before, found, after)
    }

    fn own(before: &str, found: &str, after: &str) -> (String, String, String) {
        (before.into(), found.into(), after.into())
    }

    #[test]
    fn a_line_and_no_more() {
        assert_eq!(parts(b"one\ntwo three\nfour", 8..13), own("two ", "three", ""));
        assert_eq!(parts(b"one\ntwo three\nfour", 4..7), own("", "two", " three"));
        assert_eq!(parts(b"a\nb\nc", 2..4), own("", "b\n", ""));
        assert_eq!(parts(b"x\xff = y", 2..3), own("x\\xff", " ", "= y"));
        assert_eq!(parts(b"y", 0..1), own("", "y", ""));
    }

    #[test]
    fn long_lines_are_cut_between_characters() {
        let line = "\u{e4}".repeat(1000);
        for at in 300..304 {
            let excerpt = Excerpt::of(line.as_bytes(), &(at / 2 * 2..at / 2 * 2 + 2), false, true, true);
            assert!(excerpt.cut_before && excerpt.cut_after && !excerpt.cut_found);
            assert_eq!(excerpt.before, "\u{e4}".repeat(80));
            assert_eq!(excerpt.after, "\u{e4}".repeat(120));
        }
        let mut odd = b"z".to_vec();
        odd.extend_from_slice(line.as_bytes());
        let excerpt = Excerpt::of(&odd, &(0..1001), false, true, true);
        assert_eq!((excerpt.found.len(), excerpt.cut_found, excerpt.after.as_str()), (511, true, ""));
        let excerpt = Excerpt::of(&odd, &(400..401), false, true, true);
        assert!(!excerpt.before.starts_with('\\'), "{excerpt:?}");
    }

    #[test]
    fn binary_content_in_hex() {
        let bytes: Vec<u8> = (0..=255).collect();
        let excerpt = Excerpt::of(&bytes, &(100..102), true, true, true);
        assert_eq!(excerpt.found, "64 65");
        assert_eq!(excerpt.before.len(), 16 * 3 - 1);
        assert_eq!(excerpt.after.len(), 32 * 3 - 1);
        assert!(excerpt.cut_before && excerpt.cut_after);
    }

    #[test]
    fn paths_as_the_tree_shows_them() {
        assert_eq!(path(b"/a\\b/caf\xe9/x"), "/a\\b/caf\\xe9/x");
    }
}
