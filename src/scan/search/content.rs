//! Search in the content of files, window by window.

use std::ops::{ControlFlow, Range};

use serde::Serialize;

use super::finder::Finder;
use super::query::{Bounds, Pattern};
use super::{Match, NameSearch, Outcome, Place};
use crate::Result;
use crate::scan::lines::Lines;
use crate::scan::shown::{self, CONTEXT};
use crate::scan::window::{WINDOW, Window, is_binary};
use crate::scan::{Excerpt, File, Scanner, Sink};
use crate::source::Source;

/// Matches of one file that are counted; with more, its count is the least they are.
const MOST_COUNTED: u64 = 100_000;

/// How many matches a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// The entry's number in the layer.
    pub entry: u32,
    /// Matches in it, at most 100 000.
    pub matches: u64,
    /// How many of them were told.
    pub told: u64,
    /// Whether it may have more than `matches`: it was not searched to its end.
    pub more: bool,
}

/// Finds a pattern in the content of files.
///
/// Content is read in windows that overlap by the length of the longest match, so a match across their border is
/// found. Expressions without a longest match find up to 16 KiB; a longer match may be told as shorter ones, or not.
pub struct ContentSearch<'a> {
    finder: Finder,
    files: Option<NameSearch>,
    bounds: Bounds,
    sink: &'a mut dyn Sink<Match>,
    outcome: Outcome,
    buffer: Vec<u8>,
    /// New bytes in each window.
    step: usize,
}

impl<'a> ContentSearch<'a> {
    /// `pattern` and `files` as in [`Query::Content`](super::Query::Content); a `Usage` error says what is wrong
    /// with them.
    pub fn new(
        pattern: &Pattern,
        files: Option<&Pattern>,
        bounds: &Bounds,
        sink: &'a mut dyn Sink<Match>,
    ) -> Result<Self> {
        Ok(Self {
            finder: Finder::new(pattern)?,
            files: files.map(NameSearch::new).transpose()?,
            bounds: *bounds,
            sink,
            outcome: Outcome::default(),
            buffer: Vec::new(),
            step: WINDOW,
        })
    }

    /// What it came to, without the files that could not be read.
    pub fn finish(self) -> Outcome {
        self.outcome
    }

    fn search(&mut self, file: &File<'_>, content: &dyn Source, tally: &mut Tally) -> Result<()> {
        let mut window = Window::new(content, file.facts.size, self.step, &mut self.buffer);
        // What a match at the end of a window needs of the next.
        let reach = self.finder.longest().max(CONTEXT) + CONTEXT;
        let (mut from, mut gone) = (0, 0);
        let mut lines = Lines::new();
        let mut binary = None;
        loop {
            if self.sink.reading().is_break() {
                self.outcome.stopped = true;
                return Ok(());
            }
            window.advance(gone)?;
            let (bytes, start, last) = (window.bytes(), window.start(), window.is_last());
            let binary = *binary.get_or_insert_with(|| is_binary(bytes));
            let settled = if last { bytes.len() } else { bytes.len().saturating_sub(reach) };
            let mut next = from;
            let (sink, bounds, outcome) = (&mut self.sink, &self.bounds, &mut self.outcome);
            self.finder.each(bytes, from, |range| {
                if range.start >= settled {
                    return ControlFlow::Break(());
                }
                if tally.matches == MOST_COUNTED {
                    tally.more = true;
                    return ControlFlow::Break(());
                }
                next = range.end;
                tally.matches += 1;
                outcome.matches += 1;
                if tally.told >= bounds.per_file || outcome.told >= bounds.total {
                    return ControlFlow::Continue(());
                }
                tally.told += 1;
                outcome.told += 1;
                if !binary {
                    lines.count(bytes, start, range.start);
                }
                let place = place(bytes, &range, start, last, (!binary).then_some(lines));
                let path = shown::path(file.path);
                let found = Match { entry: file.entry, path, place: Some(place), permissions: Vec::new() };
                let flow = sink.found(&found);
                outcome.stopped = flow.is_break();
                flow
            });
            if last || tally.more || outcome.stopped {
                return Ok(());
            }
            from = settled.max(next);
            gone = from.saturating_sub(CONTEXT);
            if !binary {
                lines.give_up(bytes, start, gone);
            }
            from -= gone;
        }
    }
}

/// A match at `range` of a window that begins at `start`; `lines` is where it begins in text.
fn place(bytes: &[u8], range: &Range<usize>, start: u64, last: bool, lines: Option<Lines>) -> Place {
    let offset = start + range.start as u64;
    Place {
        offset,
        length: range.len() as u64,
        line: lines.map(|lines| lines.line),
        column: lines.map(|lines| offset - lines.start + 1),
        binary: lines.is_none(),
        excerpt: Excerpt::of(bytes, range, lines.is_none(), start == 0, last),
    }
}

impl Scanner for ContentSearch<'_> {
    fn wants(&mut self, file: &File<'_>) -> bool {
        !self.outcome.stopped
            && file.facts.size > 0
            && self.files.as_ref().is_none_or(|files| files.fits(file.path))
    }

    fn scan(&mut self, file: &File<'_>, content: &dyn Source) -> Result<()> {
        let mut tally = Tally { entry: file.entry, matches: 0, told: 0, more: false };
        let outcome = self.search(file, content, &mut tally);
        if tally.matches > 0 {
            tally.more |= outcome.is_err() || self.outcome.stopped;
            self.outcome.tallies.push(tally);
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::search::PatternKind;
    use crate::source::Memory;

    fn file(size: usize) -> File<'static> {
        File { entry: 3, ..File::made("/a/b", size) }
    }

    fn pattern(kind: PatternKind, text: &str) -> Pattern {
        Pattern { kind, text: text.into(), ..Pattern::default() }
    }

    fn run(pattern: &Pattern, bounds: Bounds, step: usize, bytes: &[u8]) -> (Vec<Match>, Outcome) {
        let mut found = Vec::new();
        let mut sink = |one: &Match| {
            found.push(one.clone());
            ControlFlow::Continue(())
        };
        let mut search = ContentSearch::new(pattern, None, &bounds, &mut sink).unwrap();
        search.step = step;
        let file = file(bytes.len());
        assert!(search.wants(&file));
        search.scan(&file, &Memory::new(bytes)).unwrap();
        let outcome = search.finish();
        (found, outcome)
    }

    const ALL: Bounds = Bounds { per_file: u64::MAX, total: u64::MAX };

    fn places(found: &[Match]) -> Vec<(u64, u64, Option<u64>, Option<u64>)> {
        let places = found.iter().filter_map(|one| one.place.as_ref());
        places.map(|place| (place.offset, place.length, place.line, place.column)).collect()
    }

    /// Words, long lines and bytes of any value, the same each time.
    fn made_up(seed: u32, len: usize) -> Vec<u8> {
        let mut state = seed;
        let mut next = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 16
        };
        let mut bytes = Vec::new();
        while bytes.len() < len {
            match next() % 40 {
                0..8 => bytes.extend_from_slice(b"secret"),
                8..12 => bytes.push(b'\n'),
                12 => bytes.extend(std::iter::repeat_n(b'x', next() as usize % 2000)),
                13 => bytes.push((next() as u8).max(1)),
                14 => bytes.extend_from_slice(b"SeCreT"),
                _ => bytes.extend_from_slice(b" key=1"),
            }
        }
        bytes.truncate(len);
        bytes
    }

    #[test]
    fn windows_do_not_change_what_is_found() {
        let case = Pattern { ignore_case: true, ..pattern(PatternKind::Text, "secret") };
        let word = Pattern { whole_word: true, ..pattern(PatternKind::Text, "secret") };
        let both = Pattern { whole_word: true, ..case.clone() };
        let patterns = [
            pattern(PatternKind::Text, "secret"),
            pattern(PatternKind::Text, "=1\n"),
            case,
            word,
            both,
            Pattern { ignore_case: true, ..pattern(PatternKind::Text, &"X".repeat(70)) },
            pattern(PatternKind::Hex, "73 ?? 63 72 ?? 74 20"),
            pattern(PatternKind::Regex, "key=[0-9]"),
            pattern(PatternKind::Regex, r"^.{0,40}secret.{0,30}$"),
            pattern(PatternKind::Regex, r"(secret|key)\s+\S"),
            pattern(PatternKind::Regex, r"x{3,200}"),
            pattern(PatternKind::Regex, r"1$"),
        ];
        for seed in 0..8 {
            let bytes = made_up(seed, 40_000);
            for pattern in &patterns {
                let (whole, _) = run(pattern, ALL, 1 << 20, &bytes);
                assert!(!whole.is_empty(), "{pattern:?}");
                for step in [1021, 4096, 7777] {
                    let (pieces, outcome) = run(pattern, ALL, step, &bytes);
                    assert_eq!(places(&pieces), places(&whole), "{pattern:?} {seed} {step}");
                    assert_eq!(outcome.matches, whole.len() as u64);
                }
            }
        }
    }

    #[test]
    fn lines_and_columns_are_those_of_the_text() {
        let bytes = made_up(1, 30_000);
        let (found, _) = run(&pattern(PatternKind::Text, "secret"), ALL, 5000, &bytes);
        let mut wanted = Vec::new();
        let mut at = 0;
        for (number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            for column in 0..line.len() {
                if line[column..].starts_with(b"secret") {
                    wanted.push((at + column as u64, 6, Some(number as u64 + 1), Some(column as u64 + 1)));
                }
            }
            at += line.len() as u64;
        }
        assert_eq!(places(&found), wanted);
        for one in &found {
            let excerpt = &one.place.as_ref().unwrap().excerpt;
            assert_eq!(excerpt.found, "secret");
            assert!(!excerpt.before.contains('\n') && !excerpt.after.contains('\n'));
        }
    }

    #[test]
    fn what_is_beyond_the_bounds_is_counted() {
        let bytes = b"abcab".repeat(100);
        let bounds = Bounds { per_file: 7, total: 100 };
        let (found, outcome) = run(&pattern(PatternKind::Text, "ab"), bounds, 1000, &bytes);
        assert_eq!((found.len(), outcome.matches, outcome.told), (7, 200, 7));
        assert_eq!(outcome.tallies, [Tally { entry: 3, matches: 200, told: 7, more: false }]);
        let (found, outcome) = run(&pattern(PatternKind::Text, "a"), bounds, 1 << 18, &b"a".repeat(200_000));
        assert_eq!((found.len(), outcome.matches, outcome.tallies[0].more), (7, MOST_COUNTED, true));
    }

    #[test]
    fn a_sink_ends_the_search() {
        struct Ends(u32);
        impl Sink<Match> for Ends {
            fn found(&mut self, _: &Match) -> ControlFlow<()> {
                ControlFlow::Break(())
            }
            fn reading(&mut self) -> ControlFlow<()> {
                self.0 += 1;
                if self.0 == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            }
        }
        for (text, windows) in [("xyz", 3), ("a", 1)] {
            let mut sink = Ends(0);
            let mut search =
                ContentSearch::new(&pattern(PatternKind::Text, text), None, &ALL, &mut sink).unwrap();
            search.step = 1000;
            search.scan(&file(100_000), &Memory::new(b"a".repeat(100_000))).unwrap();
            assert!(!search.wants(&file(1)));
            assert!(search.finish().stopped);
            assert_eq!(sink.0, windows);
        }
    }

    #[test]
    fn binary_content() {
        let mut bytes = vec![0; 100];
        bytes.extend_from_slice(b"\x7fELF\n\n\x7fELF");
        let (found, _) = run(&pattern(PatternKind::Hex, "7f454c46"), ALL, 1000, &bytes);
        assert_eq!(places(&found), [(100, 4, None, None), (106, 4, None, None)]);
        let place = found[1].place.as_ref().unwrap();
        assert!(place.binary);
        assert_eq!((place.excerpt.found.as_str(), place.excerpt.after.as_str()), ("7f 45 4c 46", ""));
    }

    #[test]
    fn content_that_ends_early_is_an_error() {
        let mut sink = |_: &Match| ControlFlow::Continue(());
        let mut search = ContentSearch::new(&pattern(PatternKind::Text, "a"), None, &ALL, &mut sink).unwrap();
        assert!(search.scan(&file(10), &Memory::new(*b"aaa")).is_err());
        assert_eq!(search.finish().matches, 0);
    }
}
