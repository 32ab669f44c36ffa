//! File contents that compress about as well as those of an image do.

use crate::random::Random;

/// Different words.
const WORDS: usize = 1536;
/// One piece in so many is noise, which does not compress: packed data, keys, pictures.
const NOISE: usize = 8;
/// Bytes of one piece.
const PIECE: usize = 8 << 10;

/// Writes texts of made-up words, with noise between.
pub(crate) struct Writer {
    random: Random,
    words: Vec<Vec<u8>>,
}

impl Writer {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let word = |random: &mut Random| {
            let mut word: Vec<u8> =
                (0..2 + random.below(8)).map(|_| b"etaoinshrdlucmfw_-/<>(){}"[random.below(25)]).collect();
            word.push(if random.below(8) == 0 { b'\n' } else { b' ' });
            word
        };
        let words = (0..WORDS).map(|_| word(&mut random)).collect();
        Self { random, words }
    }

    pub(crate) fn random(&mut self) -> &mut Random {
        &mut self.random
    }

    /// Replaces what is in `out` by `size` new bytes.
    pub(crate) fn fill(&mut self, out: &mut Vec<u8>, size: usize) {
        out.clear();
        while out.len() < size {
            let end = out.len() + PIECE;
            if self.random.below(NOISE) == 0 {
                while out.len() < end {
                    out.extend_from_slice(&self.random.next().to_le_bytes());
                }
            } else {
                while out.len() < end {
                    // Low numbers are more likely, as common words are.
                    let (a, b) = (self.random.fraction(), self.random.fraction());
                    out.extend_from_slice(&self.words[(a * b * b * b * WORDS as f64) as usize]);
                }
            }
        }
        out.truncate(size);
    }
}
