//! The content of a file in a compressed layer, piece by piece.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::Thrown;
use crate::session::Content;

/// Hands out a file's bytes in order.
#[wasm_bindgen]
pub struct FileReader {
    content: Content,
}

impl FileReader {
    pub(super) fn new(content: Content) -> Self {
        Self { content }
    }
}

#[wasm_bindgen]
impl FileReader {
    /// The next bytes, at most `max`; undefined at the end.
    pub fn next(&mut self, max: usize) -> Result<Option<Uint8Array>, Thrown> {
        let bytes = self.content.next(max)?;
        Ok((!bytes.is_empty()).then(|| Uint8Array::from(bytes.as_slice())))
    }
}
