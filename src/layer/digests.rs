//! The digests of a blob, computed from its bytes.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::codec::{Compression, Decoder};
use crate::image::Digest;
use crate::source::{Hashed, Source};
use crate::{Failure, Limits, Result};

/// What is read or decoded at a time: a browser's read costs a millisecond however small.
const BLOCK: usize = 4 << 20;
/// What is hashed at a time: in one long call a wasm engine may never get to its faster code.
const STRIDE: usize = 1 << 20;

/// What the bytes of a blob hash to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digests {
    /// Of the bytes as they are stored.
    pub stored: Digest,
    /// Of what they unpack to, which for a layer is its diff ID; or why that can't be told.
    pub unpacked: std::result::Result<Digest, Failure>,
}

impl Digests {
    /// Reads the stored bytes once. `progress` is told how many of them are done with.
    ///
    /// Damage inside what is compressed is no error: the stored bytes have a digest all the same.
    pub fn compute<S: Source>(
        stored: S,
        compression: Compression,
        limits: &Limits,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self> {
        if compression == Compression::None {
            let digest = hash(&stored, progress)?;
            return Ok(Self { stored: digest.clone(), unpacked: Ok(digest) });
        }
        let stored = Rc::new(Hashed::new(stored));
        let unpacked = unpack(Rc::clone(&stored), compression, limits, progress);
        Ok(Self { stored: stored.finish()?.into(), unpacked: unpacked.map_err(|error| (&error).into()) })
    }
}

fn unpack<S: Source>(
    stored: S,
    compression: Compression,
    limits: &Limits,
    progress: &mut dyn FnMut(u64),
) -> Result<Digest> {
    let decoder = Decoder::new(stored, compression, limits);
    hash(&decoder, &mut |_| progress(decoder.input_done()))
}

fn hash(source: &impl Source, progress: &mut dyn FnMut(u64)) -> Result<Digest> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; BLOCK];
    let mut done = 0;
    loop {
        match source.read_at(done, &mut buffer)? {
            0 => return Ok(<[u8; 32]>::from(hasher.finalize()).into()),
            count => {
                buffer[..count].chunks(STRIDE).for_each(|bytes| hasher.update(bytes));
                done += count as u64;
                progress(done);
            }
        }
    }
}
