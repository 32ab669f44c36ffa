//! What a layer worker does: it reads parts of the file, one after the other.

use std::rc::Rc;

use js_sys::{Function, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Blob;

use super::blob::BlobSource;
use super::convert::{Thrown, from_js, limits, progress, to_js};
use crate::Limits;
use crate::archive::Wrapping;
use crate::layer::{Digests, Layer};
use crate::session::{HashJob, LayerJob};
use crate::source::{Slice, Source};

/// The file, and where it is compressed as a whole, the decoder that stays where the last part ended.
#[wasm_bindgen]
pub struct LayerReader {
    archive: Rc<dyn Source>,
    limits: Limits,
}

#[wasm_bindgen]
impl LayerReader {
    /// `wrapping` is what `Session.wrapping` gave.
    pub fn open(blob: Blob, wrapping: JsValue, wanted_limits: JsValue) -> Result<LayerReader, Thrown> {
        let file = BlobSource::new(blob)?;
        let archive: Rc<dyn Source> = if wrapping.is_null() || wrapping.is_undefined() {
            Rc::new(file)
        } else {
            Rc::new(from_js::<Wrapping>(wrapping)?.open(file))
        };
        Ok(Self { archive, limits: limits(wanted_limits)? })
    }

    /// Indexes one layer; the result is for `Session.addLayer`.
    pub fn index(&self, job: JsValue, on_progress: &Function) -> Result<Uint8Array, Thrown> {
        let job: LayerJob = from_js(job)?;
        let stored = self.part(job.offset, job.size);
        let layer = Layer::index(stored, job.compression, &self.limits, progress(on_progress))?;
        let packed = layer.pack();
        // Gone before JavaScript has a copy.
        drop(layer);
        Ok(Uint8Array::from(packed.as_slice()))
    }

    /// Hashes one blob; the result is for `Session.addDigests`.
    pub fn hash(&self, job: JsValue, on_progress: &Function) -> Result<JsValue, Thrown> {
        let job: HashJob = from_js(job)?;
        let stored = self.part(job.offset, job.size);
        to_js(&Digests::compute(stored, job.compression, &self.limits, &mut progress(on_progress))?)
    }

    fn part(&self, offset: u64, size: u64) -> Slice<Rc<dyn Source>> {
        Slice::new(Rc::clone(&self.archive), offset, size)
    }
}
