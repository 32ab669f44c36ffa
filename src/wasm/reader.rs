//! What a layer worker does: it reads parts of the file, one after the other.

use std::rc::Rc;

use js_sys::{ArrayBuffer, Function, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Blob;

use super::blob::BlobSource;
use super::convert::{Thrown, from_js, limits, progress, to_js};
use crate::Limits;
use crate::archive::Wrapping;
use crate::layer::{Digests, Indexing};
use crate::session::{HashJob, LayerJob};
use crate::source::{Slice, Source};

/// The file, and where it is compressed as a whole, the decoder that stays where the last part ended.
#[wasm_bindgen]
pub struct LayerReader {
    archive: Rc<dyn Source>,
    /// The file, where it isn't compressed as a whole.
    file: Option<Rc<BlobSource>>,
    pub(super) limits: Limits,
}

#[wasm_bindgen]
impl LayerReader {
    /// `wrapping` is what `Session.wrapping` gave.
    pub fn open(blob: Blob, wrapping: JsValue, wanted_limits: JsValue) -> Result<LayerReader, Thrown> {
        let file = Rc::new(BlobSource::new(blob)?);
        let limits = limits(wanted_limits)?;
        if wrapping.is_null() || wrapping.is_undefined() {
            return Ok(Self { archive: Rc::<BlobSource>::clone(&file), file: Some(file), limits });
        }
        Ok(Self { archive: Rc::new(from_js::<Wrapping>(wrapping)?.open(file)), file: None, limits })
    }

    /// Begins to index one layer.
    pub fn index(&self, job: JsValue, on_progress: Function) -> Result<LayerIndexing, Thrown> {
        let job: LayerJob = from_js(job)?;
        let stored = self.part(job.offset, job.size);
        let inner =
            Indexing::new(stored, job.compression, &self.limits, Box::new(progress(on_progress)) as _);
        Ok(LayerIndexing { inner, file: self.file.clone(), offset: job.offset, end: job.offset + job.size })
    }

    /// Hashes one blob; the result is for `Session.addDigests`.
    pub fn hash(&self, job: JsValue, on_progress: &Function) -> Result<JsValue, Thrown> {
        let job: HashJob = from_js(job)?;
        let stored = self.part(job.offset, job.size);
        to_js(&Digests::compute(stored, job.compression, &self.limits, &mut progress(on_progress.clone()))?)
    }
}

impl LayerReader {
    pub(super) fn part(&self, offset: u64, size: u64) -> Slice<Rc<dyn Source>> {
        Slice::new(Rc::clone(&self.archive), offset, size)
    }
}

/// Tells JavaScript how many bytes are done with.
type Told = Box<dyn FnMut(u64)>;

/// A layer that is being indexed; see `core.d.ts` for how it is driven.
#[wasm_bindgen]
pub struct LayerIndexing {
    inner: Indexing<Slice<Rc<dyn Source>>, Told>,
    file: Option<Rc<BlobSource>>,
    /// Where the layer's bytes are in the file.
    offset: u64,
    end: u64,
}

#[wasm_bindgen]
impl LayerIndexing {
    /// Reads on. At a halt it gives the offset in the file from which on bytes will be wanted that
    /// `hold` may give; at the end undefined.
    pub fn step(&mut self) -> Option<f64> {
        loop {
            let next = self.inner.step()?;
            let Some(file) = &self.file else { continue };
            let from = file.held_to(self.offset + next.start);
            if from < self.end {
                return Some(from as f64);
            }
        }
    }

    /// Takes bytes of the file, read while the layer was being indexed.
    pub fn hold(&self, offset: f64, buffer: ArrayBuffer) {
        if let Some(file) = &self.file {
            file.hold(offset as u64, buffer);
        }
    }

    /// The layer for `Session.addLayer`, after `step` came to the end.
    pub fn finish(self) -> Result<Uint8Array, Thrown> {
        let layer = self.inner.finish()?;
        let packed = layer.pack();
        // Gone before JavaScript has a copy.
        drop(layer);
        Ok(Uint8Array::from(packed.as_slice()))
    }
}
