//! The same over a part of a `Blob`, for a worker of the bench page.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};
use web_sys::{Blob, FileReaderSync};

use crate::Input;

/// Reads and decodes `size` bytes of the file from `offset` on; how many bytes that makes.
#[wasm_bindgen]
pub fn decode(file: &Blob, offset: f64, size: f64, compression: &str) -> Result<f64, JsError> {
    let reader = FileReaderSync::new().map_err(|error| failed(&error))?;
    let end = offset + size;
    let mut input = Input::new(|at, buffer| {
        let from = offset + at as f64;
        let to = (from + buffer.len() as f64).min(end);
        if from >= to {
            return Ok(0);
        }
        let slice = file.slice_with_f64_and_f64(from, to).map_err(|error| said(&error))?;
        let bytes = reader.read_as_array_buffer(&slice).map_err(|error| said(&error))?;
        let bytes = Uint8Array::new(&bytes);
        let got = bytes.length() as usize;
        bytes.copy_to(&mut buffer[..got]);
        Ok(got)
    });
    crate::decode(compression, &mut input).map(|made| made as f64).map_err(|why| JsError::new(&why))
}

fn said(error: &JsValue) -> String {
    format!("{error:?}")
}

fn failed(error: &JsValue) -> JsError {
    JsError::new(&said(error))
}
