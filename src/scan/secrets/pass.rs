//! The pass over the files of a layer.

use std::ops::Range;

use super::keywords::Keywords;
use super::mask::mask;
use super::rules::{RULES, Rule};
use super::{Certainty, Finding, Hit, Place, files, keys};
use crate::Result;
use crate::scan::lines::Lines;
use crate::scan::shown::{self, CONTEXT};
use crate::scan::window::{WINDOW, Window, is_binary};
use crate::scan::{File, Scanner, Sink};
use crate::source::Source;

/// No keyword is longer, in bytes.
const LONGEST_KEYWORD: usize = 64;
/// How far a rule looks behind its keyword, in bytes.
const REACH: usize = keys::LONGEST + LONGEST_KEYWORD;
/// Findings of one file that are told; a file with more is a list of them.
const MOST_PER_FILE: u64 = 1000;

/// Finds secrets in the files of a layer, all rules in one pass.
///
/// Content is read in windows that overlap, so a secret across their border is found. Memory is a window and what
/// is found in it, however large a file is.
pub struct SecretScanner<'a> {
    keywords: Keywords,
    sink: &'a mut dyn Sink<Finding>,
    buffer: Vec<u8>,
    stopped: bool,
    found: u64,
    /// New bytes in each window.
    pub(super) step: usize,
}

/// What the findings of one file have in common.
struct Of<'a> {
    entry: u32,
    path: String,
    /// It stands in a place for examples and tests.
    example: bool,
    told: &'a mut u64,
}

impl<'a> SecretScanner<'a> {
    /// Tells `sink` what it finds.
    pub fn new(sink: &'a mut dyn Sink<Finding>) -> Self {
        Self { keywords: Keywords::new(), sink, buffer: Vec::new(), stopped: false, found: 0, step: WINDOW }
    }

    /// How many secrets were found, those beyond a thousand in one file too.
    pub fn found(&self) -> u64 {
        self.found
    }

    /// Whether the sink ended the pass.
    pub fn stopped(&self) -> bool {
        self.stopped
    }

    /// Tells of a hit. What is merely possible is left out where examples are to be expected.
    fn tell(
        &mut self,
        of: &mut Of<'_>,
        rule: &'static Rule,
        hit: &Hit,
        secret: &[u8],
        start: u64,
        line: Option<u64>,
    ) {
        let certainty = hit.certainty.unwrap_or(rule.certainty);
        let example = of.example && !rule.checked;
        if example && certainty == Certainty::Possible {
            return;
        }
        self.found += 1;
        *of.told += 1;
        if self.stopped || *of.told > MOST_PER_FILE {
            return;
        }
        let finding = Finding {
            rule: rule.id,
            title: rule.title,
            certainty: if example { Certainty::Example } else { certainty },
            place: Place::File {
                entry: of.entry,
                path: of.path.clone(),
                offset: start + hit.range.start as u64,
                length: hit.range.len() as u64,
                line,
            },
            masked: mask(secret),
            note: hit.note.clone(),
        };
        self.stopped = self.sink.found(&finding).is_break();
    }

    fn pass(&mut self, file: &File<'_>, content: &dyn Source) -> Result<()> {
        let mut told = 0;
        let mut of = Of {
            entry: file.entry,
            path: shown::path(file.path),
            example: is_example_place(file.path),
            told: &mut told,
        };
        let mut by_name = by_name(file, content)?;
        let mut buffer = std::mem::take(&mut self.buffer);
        let mut window = Window::new(content, file.facts.size, self.step, &mut buffer);
        let (mut from, mut gone) = (0, 0);
        let mut lines = Lines::new();
        let mut binary = None;
        loop {
            self.stopped |= self.sink.reading().is_break();
            if self.stopped {
                break;
            }
            window.advance(gone)?;
            let (bytes, start, last) = (window.bytes(), window.start(), window.is_last());
            let binary = *binary.get_or_insert_with(|| is_binary(bytes));
            let settled = if last { bytes.len() } else { bytes.len().saturating_sub(REACH) };
            let (hits, next) = hits(&mut self.keywords, bytes, from, settled, binary);
            for (rule, hit) in hits {
                let range = start + hit.range.start as u64..start + hit.range.end as u64;
                // What the name of the file tells is more, if it is as sure.
                let rival = by_name.iter().position(|other| other.overlaps(&range));
                if let Some(rival) = rival {
                    if hit.certainty.unwrap_or(rule.certainty) <= by_name[rival].certainty() {
                        continue;
                    }
                    by_name.remove(rival);
                }
                if !binary {
                    lines.count(bytes, start, hit.range.start);
                }
                let line = (!binary).then_some(lines.line);
                self.tell(&mut of, rule, &hit, &bytes[hit.secret.clone()], start, line);
            }
            if last {
                break;
            }
            from = settled.max(next);
            gone = from.saturating_sub(CONTEXT);
            if !binary {
                lines.give_up(bytes, start, gone);
            }
            from -= gone;
        }
        self.buffer = buffer;
        for ByName { rule, hit, secret, line } in by_name {
            self.tell(&mut of, rule, &hit, &secret, 0, Some(line));
        }
        Ok(())
    }
}

impl Scanner for SecretScanner<'_> {
    fn wants(&mut self, file: &File<'_>) -> bool {
        !self.stopped && file.facts.size >= 4
    }

    fn scan(&mut self, file: &File<'_>, content: &dyn Source) -> Result<()> {
        self.pass(file, content)
    }
}

/// What the name of a file led to.
struct ByName {
    rule: &'static Rule,
    hit: Hit,
    secret: Vec<u8>,
    line: u64,
}

impl ByName {
    fn certainty(&self) -> Certainty {
        self.hit.certainty.unwrap_or(self.rule.certainty)
    }

    /// Whether it is about some of these bytes. A finding that shows no secret is about the file.
    fn overlaps(&self, range: &Range<u64>) -> bool {
        let own = &self.hit.range;
        (own.start as u64) < range.end && range.start < own.end as u64 && !self.hit.secret.is_empty()
    }
}

/// What the rules for files of this name find, at most a thousand.
fn by_name(file: &File<'_>, content: &dyn Source) -> Result<Vec<ByName>> {
    let name = file.path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let mut found = Vec::new();
    for rule in &RULES {
        let Some(check) = rule.files.filter(|check| (check.reads)(file.path, name)) else { continue };
        if file.facts.size > files::LARGEST {
            continue;
        }
        let bytes = content.read_vec(0, file.facts.size as usize)?;
        let (mut line, mut counted) = (1, 0);
        for hit in (check.check)(&bytes).into_iter().take(MOST_PER_FILE as usize) {
            line += memchr::memchr_iter(b'\n', &bytes[counted..hit.range.start]).count() as u64;
            counted = hit.range.start;
            found.push(ByName { rule, secret: bytes[hit.secret.clone()].to_vec(), hit, line });
        }
    }
    Ok(found)
}

/// What the rules for content find at keywords from `from` to `to`, in its order; where they overlap, the surer. And
/// where the last of it ends.
pub(super) fn hits(
    keywords: &mut Keywords,
    bytes: &[u8],
    mut from: usize,
    to: usize,
    binary: bool,
) -> (Vec<(&'static Rule, Hit)>, usize) {
    let mut hits: Vec<(&'static Rule, Hit)> = Vec::new();
    let end = bytes.len().min(to + LONGEST_KEYWORD);
    while let Some((rule, start, after)) = keywords.next(bytes, from, end) {
        if start >= to {
            break;
        }
        from = after;
        if binary && rule.text_only {
            continue;
        }
        let Some(hit) = (rule.check)(bytes, start, after) else { continue };
        let sure = |(rule, hit): &(&'static Rule, Hit)| hit.certainty.unwrap_or(rule.certainty);
        let new = (rule, hit);
        match hits.last_mut() {
            Some(old) if old.1.range.end > new.1.range.start => {
                if sure(&new) > sure(old) {
                    *old = new;
                }
            }
            _ => hits.push(new),
        }
    }
    (hits, from)
}

/// Whether what stands there is for tests or documentation, or anybody has it: whoever packed it published it.
fn is_example_place(path: &[u8]) -> bool {
    const PLACES: [&[u8]; 16] = [
        b"test",
        b"tests",
        b"testing",
        b"testdata",
        b"test_data",
        b"test-data",
        b"test-fixtures",
        b"fixtures",
        b"__tests__",
        b"spec",
        b"doc",
        b"docs",
        b"example",
        b"examples",
        b"man",
        b"info",
    ];
    const DESCRIPTIONS: [&[u8]; 5] =
        [b"README", b"CHANGELOG", b"PKG-INFO", b"METADATA", b"ssl-cert-snakeoil"];
    const WRITTEN: [&[u8]; 3] = [b".md", b".rst", b".adoc"];
    let mut names = path.split(|byte| *byte == b'/');
    let last = names.next_back().unwrap_or_default();
    // Libraries of a distribution have keys to test themselves with.
    let system = path.starts_with(b"/usr/lib") || path.starts_with(b"/lib");
    let library = system && last.starts_with(b"lib") && memchr::memmem::find(last, b".so").is_some();
    library
        || path.starts_with(b"/var/lib/apt/lists/")
        || DESCRIPTIONS.iter().any(|start| last.starts_with(start))
        || WRITTEN.iter().any(|end| last.ends_with(end))
        || names.any(|name| PLACES.contains(&name))
}
