//! A compressed stream, read from its start and anywhere.

use std::io::Read;

use lamina::codec::{Compression, Decoder, sniff};
use lamina::source::{Memory, Source};
use lamina::{Error, Limits, Result};

use super::speaks;
use crate::memory::bounded;
use crate::random::Random;
use crate::source::Pieces;

/// The bytes read at once in the first pass.
const STEP: usize = 100_000;
/// Far above what any decoder keeps: its window, tables, checkpoints and buffers.
const MOST_MEMORY: usize = 32 << 20;

/// What a stream gives: its bytes, and the error behind them.
type Outcome = (Vec<u8>, Option<Error>);

/// What a decoder may take for a window, of its own and in what it decodes to.
const WINDOW: u64 = 4 << 20;

fn limits(inflated_size: u64) -> Limits {
    Limits { inflated_size, window_size: WINDOW, ..Limits::default() }
}

fn decoder<S: Source>(compression: Compression, source: S, limit: u64) -> Decoder<S> {
    Decoder::new(source, compression, &limits(limit))
}

/// Checks one input.
pub fn check(data: &[u8]) {
    let mut random = Random::of(data);
    let limit = random.one_of(&[1_000, 300_000, 300_000, 10 << 20]);
    let compression = sniff(data);
    if compression == Compression::None {
        return;
    }
    let source = decoder(compression, Memory::new(data), limit);
    let most = MOST_MEMORY + 4 * limit as usize;
    let outcome = bounded(most, || in_order(&source));
    ends_well(&source, &outcome, limit);
    if is_exact(compression, &outcome) {
        anywhere(&source, &outcome, &mut random);
    }
    // A decoder that has not been to the end yet.
    let fresh = decoder(compression, Memory::new(data), limit);
    if is_exact(compression, &outcome) {
        anywhere(&fresh, &outcome, &mut random);
    }
    assert_eq!(fresh.len().ok(), source.len().ok(), "after other reads it has another length");
    let slow = in_order(&decoder(compression, Pieces::new(data, Random::of(data), 700), limit));
    let common = slow.0.len().min(outcome.0.len());
    let code = |outcome: &Outcome| outcome.1.as_ref().map(Error::code);
    let same = if is_exact(compression, &outcome) {
        slow.0 == outcome.0 && code(&slow) == code(&outcome)
    } else {
        slow.0[..common] == outcome.0[..common] && slow.1.is_some()
    };
    assert!(same, "short reads give {} bytes and {:?}", slow.0.len(), slow.1);
    from_checkpoints(data, compression, &outcome, &mut random);
    if compression == Compression::Gzip {
        as_zlib(data, &outcome, limit);
    }
}

/// Whether a failure is met at the same byte whatever was read before: of gzip, which is decoded byte by byte.
/// The others decode in chunks, and of a damaged one give out what was made before.
fn is_exact(compression: Compression, outcome: &Outcome) -> bool {
    compression == Compression::Gzip || outcome.1.is_none()
}

fn in_order(source: &dyn Source) -> Outcome {
    let mut bytes = Vec::new();
    let mut buffer = vec![0; STEP];
    loop {
        match source.read_at(bytes.len() as u64, &mut buffer) {
            Ok(0) => return (bytes, None),
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
            Err(error) => return (bytes, Some(error)),
        }
    }
}

/// The length is that of the bytes; what is too long stops at the limit.
fn ends_well(source: &dyn Source, (bytes, failure): &Outcome, limit: u64) {
    assert!(bytes.len() as u64 <= limit, "{} bytes are beyond the limit {limit}", bytes.len());
    match (source.len(), failure) {
        (Ok(length), None) => assert_eq!(length, bytes.len() as u64),
        (Err(error), Some(failure)) => {
            speaks(&error);
            assert_eq!(
                error.code(),
                failure.code(),
                "the length fails with {error:?}, reading with {failure:?}"
            );
            if let Error::Limit { name, bound, .. } = error {
                let ours = [("inflatedSize", limit), ("windowSize", WINDOW)];
                assert!(ours.contains(&(name, bound)), "{name} {bound}");
            }
        }
        (length, failure) => panic!("the length is {length:?}, reading ends with {failure:?}"),
    }
}

/// Reads here and there give what was read in order.
fn anywhere(source: &dyn Source, (bytes, failure): &Outcome, random: &mut Random) {
    for _ in 0..8 {
        let offset = random.below(bytes.len() + 2);
        let mut buffer = vec![0xa5; 1 + random.below(5_000)];
        let read: Result<usize> = source.fill(offset as u64, &mut buffer);
        let wanted = bytes.get(offset..).unwrap_or_default();
        let wanted = &wanted[..wanted.len().min(buffer.len())];
        match read {
            Ok(count) => {
                let whole = count == wanted.len();
                assert!(whole && buffer[..count] == *wanted, "{count} bytes at {offset} of {}", bytes.len());
            }
            // Only where damage lies within what was asked for.
            Err(error) => {
                assert!(failure.is_some() && wanted.len() < buffer.len(), "at {offset}: {error:?}");
            }
        }
    }
}

/// Checkpoints of one pass serve a later one, as when a file is opened long after its layer was indexed.
fn from_checkpoints(data: &[u8], compression: Compression, outcome: &Outcome, random: &mut Random) {
    let spacing = random.one_of(&[1, 10_000, 4 << 20]);
    let first = decoder(compression, Memory::new(data), u64::MAX).spacing(spacing);
    // A limit that was reached says nothing of what lies beyond: only whole streams are compared.
    if outcome.1.is_some() || first.len().is_err() {
        return;
    }
    let checkpoints = first.checkpoints().to_vec();
    let length = first.len().ok();
    assert!(checkpoints.is_sorted_by(|a, b| a.output < b.output && a.input <= b.input), "{checkpoints:?}");
    let later = Decoder::resume(Memory::new(data), compression, &limits(u64::MAX), checkpoints, length);
    anywhere(&later, outcome, random);
}

/// Another inflater gives the same bytes. It is stricter: it also checks sums that the core leaves alone,
/// and takes nothing behind the last member.
fn as_zlib(data: &[u8], (bytes, failure): &Outcome, limit: u64) {
    let mut other = Vec::new();
    let ended = flate2::read::MultiGzDecoder::new(data).take(limit + 1).read_to_end(&mut other);
    let common = bytes.len().min(other.len());
    assert!(bytes[..common] == other[..common], "zlib gives other bytes");
    match failure {
        // It gives out nothing of a member that it finds damaged in the same call, so it may have less.
        None => assert!(ended.is_err() || other.len() == bytes.len(), "zlib gives {} bytes", other.len()),
        Some(Error::Limit { .. }) => {
            assert!(ended.is_err() || other.len() as u64 > limit, "zlib gives {} bytes", other.len());
        }
        Some(error) => assert!(ended.is_err(), "zlib reads it all, the core says {error:?}"),
    }
}
