//! Regular expressions over bytes, in linear time.

use std::ops::{ControlFlow, Range};

use memchr::memmem;
use regex_automata::hybrid::{dfa, regex};
use regex_automata::nfa::thompson;
use regex_automata::{Input, MatchKind};
use regex_syntax::hir::{Class, Hir, HirKind};
use regex_syntax::{ParserBuilder, ast};

use super::finder::whole_word;
use crate::{Error, Result};

/// Characters of a pattern.
const LONGEST_PATTERN: usize = 4096;
/// Groups inside each other.
const DEEPEST: u32 = 40;
/// Bytes of the automaton that a pattern is made into: bounds what a byte of content can cost.
const LARGEST: usize = 256 << 10;
/// Bytes of the states that are made while searching. When they are full, they are made anew.
const CACHE: usize = 2 << 20;
/// Matches of a pattern that has no bound of its own are found up to this length, in bytes.
pub(super) const LONGEST_MATCH: usize = 16 << 10;

/// How often a match that ends too early is passed over in one path: bounds what a path of a megabyte can cost.
const MOST_TRIES: usize = 256;

/// A regular expression, ready to search.
pub(super) struct Expression {
    regex: regex::Regex,
    cache: regex::Cache,
    /// A text that every match has.
    needed: Option<memmem::Finder<'static>>,
    /// Whether a match can go over the end of a line.
    crosses: bool,
    longest: usize,
    whole_word: bool,
}

/// How an expression is to be read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flags {
    /// ASCII case does not count.
    pub(super) ignore_case: bool,
    /// Only what stands by itself (see [`whole_word`]).
    pub(super) whole_word: bool,
    /// Whether the empty text may match. Places of nothing can't be shown.
    pub(super) empty: bool,
}

impl Expression {
    /// A `Usage` error says what is wrong with the pattern, and at which character.
    pub(super) fn new(pattern: &str, flags: Flags) -> Result<Self> {
        let length = pattern.chars().count();
        if length > LONGEST_PATTERN {
            return Err(Error::usage(format!(
                "the pattern has {length} characters, {LONGEST_PATTERN} are the most"
            )));
        }
        let hir = ParserBuilder::new()
            .unicode(false)
            .utf8(false)
            .multi_line(true)
            .case_insensitive(flags.ignore_case)
            .nest_limit(DEEPEST)
            .build()
            .parse(pattern)
            .map_err(|error| Error::usage(explain(pattern, &error)))?;
        let properties = hir.properties();
        if !flags.empty && properties.minimum_len().unwrap_or(1) == 0 {
            return Err(Error::usage("the pattern matches the empty text, which is everywhere"));
        }
        let longest = properties.maximum_len().unwrap_or(LONGEST_MATCH).clamp(1, LONGEST_MATCH);
        let needed = needed(&hir).filter(|text| !text.is_empty());
        let too_large = || Error::usage("the pattern is too large: its repetitions make too many states");
        let automaton = |reverse: bool| {
            let config = thompson::Config::new()
                .utf8(false)
                .which_captures(thompson::WhichCaptures::None)
                .reverse(reverse)
                .nfa_size_limit(Some(LARGEST));
            let nfa = thompson::Compiler::new().configure(config).build_from_hir(&hir);
            let kind = if reverse { MatchKind::All } else { MatchKind::LeftmostFirst };
            let config =
                dfa::Config::new().match_kind(kind).cache_capacity(CACHE).skip_cache_capacity_check(true);
            let nfa = nfa.map_err(|error| match error.size_limit() {
                Some(_) => too_large(),
                None => Error::usage(format!("the pattern can't be searched for: {error}")),
            })?;
            dfa::Builder::new()
                .configure(config)
                .build_from_nfa(nfa)
                .map_err(|error| Error::usage(format!("the pattern can't be searched for: {error}")))
        };
        let regex = regex::Builder::new().build_from_dfas(automaton(false)?, automaton(true)?);
        Ok(Self {
            cache: regex.create_cache(),
            regex,
            needed: needed.map(|text| memmem::Finder::new(&text).into_owned()),
            crosses: crosses(&hir),
            longest,
            whole_word: flags.whole_word,
        })
    }

    /// The length of matches, in bytes, up to which all are found.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Whether it is found in `text` so that it ends at `end` or behind it. Of matches that do not, the first
    /// [`MOST_TRIES`] are passed over.
    pub(super) fn is_in(&mut self, text: &[u8], end: usize) -> bool {
        let mut from = 0;
        for _ in 0..MOST_TRIES {
            match self.find(text, from..text.len()) {
                Some(range) if range.end >= end => return true,
                Some(range) => from = range.start + 1,
                None => return false,
            }
        }
        false
    }

    /// Calls `found` for each match from `from` on; they do not overlap.
    pub(super) fn each(
        &mut self,
        hay: &[u8],
        mut from: usize,
        found: &mut dyn FnMut(Range<usize>) -> ControlFlow<()>,
    ) {
        while from < hay.len() {
            let mut part = from..hay.len();
            if let Some(needed) = &self.needed {
                let Some(at) = needed.find(&hay[from..]) else { return };
                if !self.crosses {
                    // The match, if there is one, is in the line of the text that it needs.
                    part.start += memchr::memrchr(b'\n', &hay[from..from + at]).map_or(0, |end| end + 1);
                    part.end =
                        memchr::memchr(b'\n', &hay[from + at..]).map_or(hay.len(), |end| from + at + end);
                }
            }
            let next = part.end + 1;
            while let Some(range) = self.find(hay, part.clone()) {
                part.start = range.end.max(range.start + 1);
                if found(range).is_break() {
                    return;
                }
            }
            from = next;
        }
    }

    /// The first match that lies in `part`; what is around it is looked at.
    fn find(&mut self, hay: &[u8], mut part: Range<usize>) -> Option<Range<usize>> {
        while part.start <= part.end {
            let input = Input::new(hay).span(part.clone());
            // Neither of the errors can be: no byte makes it quit, and it never gives up.
            let range = self.regex.try_search(&mut self.cache, &input).ok()??.range();
            if !self.whole_word || whole_word(hay, &range) {
                return Some(range);
            }
            part.start = range.start + 1;
        }
        None
    }
}

/// What is wrong with a pattern, and where.
fn explain(pattern: &str, error: &regex_syntax::Error) -> String {
    let (what, at) = match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span().start),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), error.span().start),
        other => (other.to_string(), ast::Position::new(0, 1, 1)),
    };
    let place = pattern.get(..at.offset).map_or(at.offset, |before| before.chars().count()) + 1;
    format!("the pattern is wrong at character {place}: {what}")
}

/// The longest text that stands in every match.
fn needed(hir: &Hir) -> Option<Vec<u8>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(literal.0.to_vec()),
        HirKind::Capture(capture) => needed(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => needed(&repetition.sub),
        HirKind::Concat(parts) => parts.iter().filter_map(needed).max_by_key(Vec::len),
        _ => None,
    }
}

/// Whether a match can have a line end in it.
fn crosses(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => literal.0.contains(&b'\n'),
        HirKind::Class(Class::Bytes(class)) => {
            class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&b'\n'))
        }
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&'\n'))
        }
        HirKind::Repetition(repetition) => crosses(&repetition.sub),
        HirKind::Capture(capture) => crosses(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(crosses),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, hay: &[u8]) -> Vec<Range<usize>> {
        let mut all = Vec::new();
        Expression::new(pattern, Flags::default()).unwrap().each(hay, 0, &mut |range| {
            all.push(range);
            ControlFlow::Continue(())
        });
        all
    }

    #[test]
    fn lines_and_what_crosses_them() {
        let hay = b"key = 1\nkeys = 22\n key=3\n";
        assert_eq!(found(r"^key\w* *= *\d+$", hay), [0..7, 8..17]);
        assert_eq!(found(r"\d\nkey", hay), [Range { start: 6, end: 11 }]);
        assert_eq!(found(r"key[^=]+=", hay), [0..5, 8..14]);
        assert_eq!(found(r"(?s)1.*3", hay), [Range { start: 6, end: 24 }]);
        assert_eq!(found(r"key.", b"keykey keyx"), [0..4, 7..11]);
        assert_eq!(found(r"\xff+\x00", b"a\xff\xff\0"), [Range { start: 1, end: 4 }]);
        assert_eq!(found("(?i)stra\u{df}e", "STRA\u{df}E".as_bytes()), [Range { start: 0, end: 7 }]);
        assert_eq!(found(r"\Akey", b"key\nkey"), [Range { start: 0, end: 3 }]);
    }

    #[test]
    fn what_is_wrong_and_where() {
        let message = |pattern: &str| {
            let error = Expression::new(pattern, Flags::default()).err().unwrap();
            assert_eq!(error.code(), "usage", "{pattern}");
            error.to_string()
        };
        assert!(message("\u{e4}b(c").contains("at character 3:"), "{}", message("\u{e4}b(c"));
        assert!(message("a[z-a]").contains("at character 3:"), "{}", message("a[z-a]"));
        assert!(message(r"(?u)\w").contains("character"));
        assert!(message(r"(a)\1").contains("backreferences"));
        assert!(message("a(?=b)").contains("look-around"));
        for empty in ["", "a*", "^", r"\b", "(|a)", "$"] {
            assert!(message(empty).contains("empty"), "{empty}");
        }
        for large in ["(?:[a-z]{1000}){1000}", "a{99999999}", "(((a{100}){100}){100}){100}"] {
            assert!(message(large).contains("too large"), "{large}: {}", message(large));
        }
        assert!(message(&"(".repeat(4000)).contains("character"));
        assert!(message(&"a".repeat(5000)).contains("4096"));
    }

    #[test]
    fn patterns_that_make_other_engines_hang() {
        let hay = "a".repeat(1 << 16);
        let started = std::time::Instant::now();
        for pattern in ["(a*)*b", "(a|aa)+$b", "(?:a?){500}a{500}b", "(a|b)*a(a|b){200}c"] {
            assert!(found(pattern, hay.as_bytes()).is_empty(), "{pattern}");
        }
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }
}
