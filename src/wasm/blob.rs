//! A `Blob` (a file the user chose) as a source.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

use crate::source::Source;
use crate::{Error, Result};

/// Numbers in JavaScript are exact up to here.
const MOST_EXACT: f64 = 9_007_199_254_740_991.0;

/// Reads a blob in place, synchronously: workers may.
pub(super) struct BlobSource {
    blob: Blob,
    reader: FileReaderSync,
    len: u64,
}

impl BlobSource {
    pub(super) fn new(blob: Blob) -> Result<Self> {
        let reader = FileReaderSync::new().map_err(|error| failed(&error, 0))?;
        let size = blob.size();
        if !(0.0..=MOST_EXACT).contains(&size) {
            return Err(Error::io("the browser gives no size for it", "the file"));
        }
        Ok(Self { blob, reader, len: size as u64 })
    }
}

impl Source for BlobSource {
    fn len(&self) -> Result<u64> {
        Ok(self.len)
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let want = (buf.len() as u64).min(self.len.saturating_sub(offset));
        if want == 0 {
            return Ok(0);
        }
        let slice = self
            .blob
            .slice_with_f64_and_f64(offset as f64, (offset + want) as f64)
            .map_err(|error| failed(&error, offset))?;
        let bytes = self.reader.read_as_array_buffer(&slice).map_err(|error| failed(&error, offset))?;
        let bytes = Uint8Array::new(&bytes);
        let got = (bytes.length() as usize).min(buf.len());
        bytes.subarray(0, got as u32).copy_to(&mut buf[..got]);
        if (got as u64) < want {
            return Err(Error::io("it has become shorter", format!("offset {offset}")));
        }
        Ok(got)
    }
}

/// The browser's own words: `NotReadableError` when the file changed since it was chosen.
fn failed(error: &JsValue, offset: u64) -> Error {
    let message = js_sys::Reflect::get(error, &JsValue::from_str("message")).ok();
    let message = message.and_then(|text| text.as_string()).filter(|text| !text.is_empty());
    Error::io(message.unwrap_or_else(|| "the browser does not say why".into()), format!("offset {offset}"))
}
