//! A `Blob` (a file the user chose) as a source.

use std::cell::RefCell;
use std::collections::VecDeque;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync, MessageChannel, MessagePort};

use crate::source::Source;
use crate::{Error, Result};

/// Numbers in JavaScript are exact up to here.
const MOST_EXACT: f64 = 9_007_199_254_740_991.0;

/// Gives buffers' memory back at once. A worker that reads without a pause leaves hundreds of megabytes to a
/// garbage collector that has no time; what is handed to a port whose other end is closed is freed there and
/// then. (`ArrayBuffer.transfer(0)` only hides it: Chromium 156 then kept every byte that was read.)
struct Drain {
    port: MessagePort,
}

impl Drain {
    fn new() -> Result<Self> {
        let channel = MessageChannel::new().map_err(|error| failed(&error, 0))?;
        channel.port2().close();
        Ok(Self { port: channel.port1() })
    }

    fn take(&self, buffer: &JsValue) {
        // Where this fails the collector comes later.
        let _ = self.port.post_message_with_transferable(&JsValue::NULL, &Array::of1(buffer));
    }
}

/// Reads a blob in place, synchronously: workers may.
pub(super) struct BlobSource {
    blob: Blob,
    reader: FileReaderSync,
    drain: Drain,
    len: u64,
    /// What was read beforehand, in the order of the blob.
    held: RefCell<VecDeque<Held>>,
}

/// Bytes of the blob that were read beforehand.
struct Held {
    offset: u64,
    buffer: ArrayBuffer,
}

impl Held {
    fn end(&self) -> u64 {
        self.offset + u64::from(self.buffer.byte_length())
    }
}

impl BlobSource {
    pub(super) fn new(blob: Blob) -> Result<Self> {
        let reader = FileReaderSync::new().map_err(|error| failed(&error, 0))?;
        let size = blob.size();
        if !(0.0..=MOST_EXACT).contains(&size) {
            return Err(Error::io("the browser gives no size for it", "the file"));
        }
        Ok(Self { blob, reader, drain: Drain::new()?, len: size as u64, held: RefCell::default() })
    }

    /// Takes bytes that were read beforehand, for the reads that are about to come. What lies before the next
    /// read is let go.
    pub(super) fn hold(&self, offset: u64, buffer: ArrayBuffer) {
        self.held.borrow_mut().push_back(Held { offset, buffer });
    }

    /// Where what is held ends, from `offset` on: `offset` if it is not held.
    pub(super) fn held_to(&self, offset: u64) -> u64 {
        self.held
            .borrow()
            .iter()
            .fold(offset, |to, held| if (held.offset..held.end()).contains(&to) { held.end() } else { to })
    }

    /// Reads from what is held; 0 if nothing there is.
    fn read_held(&self, offset: u64, buf: &mut [u8]) -> usize {
        let mut held = self.held.borrow_mut();
        while held.front().is_some_and(|first| first.end() <= offset) {
            held.pop_front().inspect(|used| self.drain.take(&used.buffer));
        }
        let Some(first) = held.front().filter(|first| first.offset <= offset) else { return 0 };
        let from = (offset - first.offset) as u32;
        let got = (first.end() - offset).min(buf.len() as u64) as u32;
        Uint8Array::new_with_byte_offset_and_length(&first.buffer, from, got)
            .copy_to(&mut buf[..got as usize]);
        got as usize
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
        let held = self.read_held(offset, &mut buf[..want as usize]);
        if held > 0 {
            return Ok(held);
        }
        let slice = self
            .blob
            .slice_with_f64_and_f64(offset as f64, (offset + want) as f64)
            .map_err(|error| failed(&error, offset))?;
        let buffer = self.reader.read_as_array_buffer(&slice).map_err(|error| failed(&error, offset))?;
        let bytes = Uint8Array::new(&buffer);
        let got = (bytes.length() as usize).min(buf.len());
        bytes.subarray(0, got as u32).copy_to(&mut buf[..got]);
        self.drain.take(&buffer);
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
