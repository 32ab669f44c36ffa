//! Changes that a fuzzer blind to the format would hardly find: with checksums, sizes and digests that
//! hold, so that the core does not stop at the first of them.

mod header;
mod json;

use libfuzzer_sys::fuzzer_mutate;
use sha2::{Digest as _, Sha256};

use crate::random::Random;
use crate::tarball::{Piece, join, seal_all, split};

/// Bytes of an extended header that a change adds at most, and of a body that it grows by.
const GROWTH: usize = 2048;

/// Changes a tar in place; its new length. Now and then what libFuzzer makes of it is left as it is.
pub fn tar(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut random = Random::new(seed.into());
    if random.below(8) < 3 {
        return bytes(data, size, max_size, &mut random);
    }
    let mut pieces = split(&data[..size]);
    header::change(&mut pieces, &mut random);
    put_back(data, size, max_size, &pieces, &mut random)
}

/// Changes an archive in place; its new length. Blobs that change get a new digest, also in what refers
/// to them.
pub fn archive(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut random = Random::new(seed.into());
    match random.below(16) {
        0..2 => bytes(data, size, max_size, &mut random),
        2..5 => tar(data, size, max_size, seed),
        choice => {
            let mut pieces = split(&data[..size]);
            // Mostly the documents: layers are long, and no matter here.
            let json = |piece: &Piece| matches!(piece.body.first(), Some(b'{' | b'['));
            let documents: Vec<usize> = (0..pieces.len()).filter(|at| json(&pieces[*at])).collect();
            if documents.is_empty() {
                return bytes(data, size, max_size, &mut random);
            }
            let at = random.one_of(&documents);
            let before = pieces[at].body.clone();
            let changed =
                if choice < 13 { json::change(&before, &documents_of(&pieces), &mut random) } else { None };
            pieces[at].body = changed.unwrap_or_else(|| with_libfuzzer(before.clone()));
            pieces[at].settle();
            if !random.once_in(16) {
                readdress(&mut pieces, &before, at);
            }
            put_back(data, size, max_size, &pieces, &mut random)
        }
    }
}

fn documents_of(pieces: &[Piece]) -> Vec<&[u8]> {
    pieces.iter().map(|piece| piece.body.as_slice()).filter(|body| body.first() == Some(&b'{')).collect()
}

fn bytes(data: &mut [u8], size: usize, max_size: usize, random: &mut Random) -> usize {
    let size = fuzzer_mutate(data, size, max_size);
    if !random.once_in(4) {
        seal_all(&mut data[..size]);
    }
    size
}

fn with_libfuzzer(mut body: Vec<u8>) -> Vec<u8> {
    let size = body.len();
    let most = size + GROWTH;
    body.resize(most, 0);
    let size = fuzzer_mutate(&mut body, size, most);
    body.truncate(size);
    body
}

fn put_back(data: &mut [u8], size: usize, max_size: usize, pieces: &[Piece], random: &mut Random) -> usize {
    let made = join(pieces);
    // What is too long would be cut, which the fuzzer finds by itself.
    if made.len() > max_size {
        return bytes(data, size, max_size, random);
    }
    data[..made.len()].copy_from_slice(&made);
    made.len()
}

fn hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Puts the new digest of a changed body in the place of the old one, in names and documents, and so on
/// with what changes by that.
pub(crate) fn readdress(pieces: &mut [Piece], before: &[u8], changed: usize) {
    /// An archive whose blobs lead to each other in a circle has no end of this.
    const ROUNDS: usize = 64;
    let mut waiting = vec![(changed, hex(before))];
    for _ in 0..ROUNDS {
        let Some((at, old)) = waiting.pop() else { break };
        let new = hex(&pieces[at].body);
        for (index, piece) in pieces.iter_mut().enumerate() {
            let body = replaced(&piece.body, old.as_bytes(), new.as_bytes());
            let header = replaced(&piece.header, old.as_bytes(), new.as_bytes());
            if let Some(header) = header {
                piece.header.copy_from_slice(&header);
                piece.settle();
            }
            if let Some(body) = body {
                let old = hex(&piece.body);
                piece.body = body;
                waiting.push((index, old));
            }
        }
    }
}

/// With each occurrence of some bytes replaced by as many others; none if there is none.
fn replaced(text: &[u8], old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let mut made = text.to_vec();
    let mut any = false;
    let mut at = 0;
    while let Some(found) = text[at..].windows(old.len()).position(|window| window == old) {
        made[at + found..at + found + old.len()].copy_from_slice(new);
        at += found + old.len();
        any = true;
    }
    any.then_some(made)
}
