//! Search by the SHA-256 of the content.

use super::query::Bounds;
use super::{Match, Outcome};
use crate::scan::contents::digest;
use crate::scan::{File, Scanner, Sink, shown};
use crate::source::Source;
use crate::{Error, Result};

/// Digits that say enough.
const FEWEST: usize = 8;

/// A digest that is looked for.
pub(super) struct Wanted {
    digits: String,
    size: Option<u64>,
}

impl Wanted {
    pub(super) fn new(digest: &str, size: Option<u64>) -> Result<Self> {
        let digits = digest.trim();
        let digits = digits.strip_prefix("sha256:").unwrap_or(digits).to_ascii_lowercase();
        if !(FEWEST..=64).contains(&digits.len()) || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(Error::usage(format!(
                "a SHA-256 digest has 64 hexadecimal digits, of which the first {FEWEST} are the least to search for"
            )));
        }
        Ok(Self { digits, size })
    }
}

/// Finds files by the SHA-256 of their content, or its first digits.
pub struct DigestSearch<'a> {
    wanted: Wanted,
    bounds: Bounds,
    sink: &'a mut dyn Sink<Match>,
    outcome: Outcome,
    piece: Vec<u8>,
}

impl<'a> DigestSearch<'a> {
    /// `digest` and `size` as in [`Query::Sha256`](super::Query::Sha256); a `Usage` error says what is wrong.
    pub fn new(
        digest: &str,
        size: Option<u64>,
        bounds: &Bounds,
        sink: &'a mut dyn Sink<Match>,
    ) -> Result<Self> {
        let wanted = Wanted::new(digest, size)?;
        Ok(Self { wanted, bounds: *bounds, sink, outcome: Outcome::default(), piece: Vec::new() })
    }

    /// What it came to, without the files that could not be read.
    pub fn finish(self) -> Outcome {
        self.outcome
    }
}

impl Scanner for DigestSearch<'_> {
    fn wants(&mut self, file: &File<'_>) -> bool {
        !self.outcome.stopped && self.wanted.size.is_none_or(|size| size == file.facts.size)
    }

    fn scan(&mut self, file: &File<'_>, content: &dyn Source) -> Result<()> {
        let digest = digest(content, file.facts.size, &mut self.piece, || self.sink.reading())?;
        let Some(digest) = digest else {
            self.outcome.stopped = true;
            return Ok(());
        };
        if digest.hex().starts_with(&self.wanted.digits) {
            self.outcome.matches += 1;
            if self.outcome.told < self.bounds.total {
                self.outcome.told += 1;
                let path = shown::path(file.path);
                let found = Match { entry: file.entry, path, place: None, permissions: Vec::new() };
                self.outcome.stopped = self.sink.found(&found).is_break();
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_digest() {
        assert_eq!(Wanted::new(" SHA256:ABCDEF01", None).err().map(|e| e.code()), Some("usage"));
        assert_eq!(Wanted::new(" sha256:ABCDEF01 ", None).unwrap().digits, "abcdef01");
        for wrong in ["", "sha256:", "abcdef0", "abcdefgh", &"a".repeat(65)] {
            assert_eq!(Wanted::new(wrong, None).err().unwrap().code(), "usage");
        }
    }
}
