//! The only module that knows the browser: what JavaScript calls, made of what the core offers.
//! `www/src/worker/core.d.ts` says what each call takes and gives; change both together.

mod blob;
mod convert;
mod file;
mod plan;
mod session;

use std::rc::Rc;

use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Blob;

use crate::layer::{Digests, Layer};
use crate::session::{HashJob, LayerJob};
use crate::source::Slice;
use blob::BlobSource;
use convert::{Thrown, from_js, limits, progress, to_js};

/// Panics say where they happened, on the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Indexes one layer; the result is for `Session.addLayer`.
#[wasm_bindgen(js_name = indexLayer)]
pub fn index_layer(
    blob: Blob,
    job: wasm_bindgen::JsValue,
    wanted_limits: wasm_bindgen::JsValue,
    on_progress: &Function,
) -> Result<Uint8Array, Thrown> {
    let job: LayerJob = from_js(job)?;
    let source = Slice::new(Rc::new(BlobSource::new(blob)?), job.offset, job.size);
    let indexed = Layer::index(source, job.compression, &limits(wanted_limits)?, progress(on_progress))?;
    Ok(Uint8Array::from(indexed.pack().as_slice()))
}

/// Hashes one blob; the result is for `Session.addDigests`.
#[wasm_bindgen(js_name = hashBlob)]
pub fn hash_blob(
    blob: Blob,
    job: wasm_bindgen::JsValue,
    wanted_limits: wasm_bindgen::JsValue,
    on_progress: &Function,
) -> Result<wasm_bindgen::JsValue, Thrown> {
    let job: HashJob = from_js(job)?;
    let source = Slice::new(Rc::new(BlobSource::new(blob)?), job.offset, job.size);
    let limits = limits(wanted_limits)?;
    to_js(&Digests::compute(source, job.compression, &limits, &mut progress(on_progress))?)
}
