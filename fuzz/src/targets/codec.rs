//! A compressed stream, read from its start and anywhere.

use std::io::Read;

use lamina::codec::{Compression, Gzip, sniff};
use lamina::source::{Memory, Source};
use lamina::{Error, Result};

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

/// The decoder for what the magic bytes say; none where the core has none.
fn decoder<S: Source + 'static>(compression: Compression, source: S, limit: u64) -> Option<Box<dyn Source>> {
    match compression {
        Compression::Gzip => Some(Box::new(Gzip::new(source, limit))),
        _ => None,
    }
}

/// Checks one input.
pub fn check(data: &[u8]) {
    let mut random = Random::of(data);
    let limit = random.one_of(&[1_000, 300_000, 300_000, 10 << 20]);
    let compression = sniff(data);
    let Some(source) = decoder(compression, Memory::new(data), limit) else { return };
    let most = MOST_MEMORY + 4 * limit as usize;
    let outcome = bounded(most, || in_order(&*source));
    ends_well(&*source, &outcome, limit);
    anywhere(&*source, &outcome, &mut random);
    // A decoder that has not been to the end yet.
    if let Some(fresh) = decoder(compression, Memory::new(data), limit) {
        anywhere(&*fresh, &outcome, &mut random);
        assert_eq!(fresh.len().ok(), source.len().ok(), "after other reads it has another length");
    }
    if let Some(slow) = decoder(compression, Pieces::new(data, Random::of(data), 700), limit) {
        let slow = in_order(&*slow);
        assert!(slow == outcome, "short reads give {} bytes and {:?}", slow.0.len(), slow.1);
    }
    if compression == Compression::Gzip {
        from_checkpoints(data, &outcome, &mut random);
        as_zlib(data, &outcome, limit);
    }
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
                assert_eq!((name, bound), ("inflatedSize", limit));
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
fn from_checkpoints(data: &[u8], outcome: &Outcome, random: &mut Random) {
    let first = Gzip::new(Memory::new(data), u64::MAX);
    // A limit that was reached says nothing of what lies beyond: only whole streams are compared.
    if outcome.1.is_some() || first.len().is_err() {
        return;
    }
    let checkpoints = first.checkpoints().to_vec();
    let length = first.len().ok();
    assert!(checkpoints.is_sorted_by(|a, b| a.output < b.output && a.input < b.input), "{checkpoints:?}");
    let later = Gzip::with_checkpoints(Memory::new(data), u64::MAX, checkpoints, length);
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
