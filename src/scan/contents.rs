//! What files hold, by digest.

use std::ops::ControlFlow;

use sha2::{Digest as _, Sha256};

use super::window::{WINDOW, Window};
use super::{File, Scanner};
use crate::Result;
use crate::image::Digest;
use crate::source::Source;

/// The SHA-256 of each file's content.
#[derive(Debug, Default)]
pub struct Contents {
    /// Entry and digest, in the order of the tar.
    pub digests: Vec<(u32, Digest)>,
    piece: Vec<u8>,
}

impl Scanner for Contents {
    fn wants(&mut self, _: &File<'_>) -> bool {
        true
    }

    fn scan(&mut self, file: &File<'_>, content: &dyn Source) -> Result<()> {
        let go_on = || ControlFlow::Continue(());
        let digest = digest(content, file.facts.size, &mut self.piece, go_on)?;
        self.digests.extend(digest.map(|digest| (file.entry, digest)));
        Ok(())
    }
}

/// The SHA-256 of the `size` bytes of `content`; `None` if `reading`, asked before each piece, ended it. `piece` is
/// kept from file to file. A content that ends early is an error.
pub(super) fn digest(
    content: &dyn Source,
    size: u64,
    piece: &mut Vec<u8>,
    mut reading: impl FnMut() -> ControlFlow<()>,
) -> Result<Option<Digest>> {
    let mut hash = Sha256::new();
    let mut window = Window::new(content, size, WINDOW, piece);
    let mut done = 0;
    while done < size {
        if reading().is_break() {
            return Ok(None);
        }
        window.advance(window.bytes().len())?;
        hash.update(window.bytes());
        done += window.bytes().len() as u64;
    }
    Ok(Some(<[u8; 32]>::from(hash.finalize()).into()))
}
