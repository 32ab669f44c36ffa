//! What files hold, by digest.

use sha2::{Digest as _, Sha256};

use super::{File, Scanner};
use crate::image::Digest;
use crate::source::Source;
use crate::{Error, Result};

/// Read at once.
const PIECE: usize = 256 << 10;

/// The SHA-256 of each file's content.
#[derive(Debug, Default)]
pub struct Contents {
    /// Entry and digest, in the order of the tar.
    pub digests: Vec<(u32, Digest)>,
}

impl Scanner for Contents {
    fn wants(&mut self, _: &File<'_>) -> bool {
        true
    }

    fn scan(&mut self, file: &File<'_>, content: &dyn Source) -> Result<()> {
        let size = file.facts.size;
        let mut hash = Sha256::new();
        let mut piece = vec![0; PIECE.min(size as usize)];
        let mut done = 0;
        while done < size {
            let got = content.read_at(done, &mut piece)?;
            if got == 0 {
                return Err(Error::format("the layer ends before the file does", "", ""));
            }
            hash.update(&piece[..got]);
            done += got as u64;
        }
        self.digests.push((file.entry, <[u8; 32]>::from(hash.finalize()).into()));
        Ok(())
    }
}
