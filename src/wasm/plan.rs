//! A planned export.

use std::rc::Rc;

use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Blob;

use super::blob::BlobSource;
use super::convert::{Thrown, to_js};
use crate::Limits;
use crate::export::{self, Part};
use crate::problem::Problem;
use crate::source::Source;

/// What an export will be.
#[wasm_bindgen]
pub struct Plan {
    planned: export::Plan,
    original: Rc<dyn Source>,
    limits: Limits,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Description<'a> {
    before: u64,
    after: u64,
    images: Vec<Kept<'a>>,
    dropped: Vec<Dropped<'a>>,
    warnings: &'a [Problem],
    suggested_name: &'a str,
    load_command: &'a str,
}

#[derive(Serialize)]
struct Kept<'a> {
    before: &'a str,
    after: &'a str,
    references: &'a [String],
    platform: &'a str,
}

#[derive(Serialize)]
struct Dropped<'a> {
    id: &'a str,
    references: &'a [String],
    platform: &'a str,
}

impl Plan {
    pub(super) fn new(plan: export::Plan, original: Rc<dyn Source>, limits: Limits) -> Self {
        Self { planned: plan, original, limits }
    }
}

#[wasm_bindgen]
impl Plan {
    /// Sizes, images, warnings.
    pub fn describe(&self) -> Result<JsValue, Thrown> {
        let plan = &self.planned;
        to_js(&Description {
            before: plan.before,
            after: plan.after,
            images: plan
                .images
                .iter()
                .map(|image| Kept {
                    before: &image.before,
                    after: &image.after,
                    references: &image.references,
                    platform: &image.platform,
                })
                .collect(),
            dropped: plan
                .dropped
                .iter()
                .map(|image| Dropped {
                    id: &image.before,
                    references: &image.references,
                    platform: &image.platform,
                })
                .collect(),
            warnings: &plan.warnings,
            suggested_name: &plan.suggested_name,
            load_command: &plan.load_command,
        })
    }

    /// The new archive: new bytes, and slices of the opened file.
    pub fn parts(&self) -> Array {
        let parts = Array::new();
        for part in self.planned.rope.parts() {
            let object = Object::new();
            match part {
                Part::Bytes(bytes) => set(&object, "bytes", &Uint8Array::from(bytes.as_slice())),
                Part::Slice { offset, len } => {
                    set(&object, "offset", &JsValue::from_f64(*offset as f64));
                    set(&object, "size", &JsValue::from_f64(*len as f64));
                }
            }
            parts.push(&object);
        }
        parts
    }

    /// Opens what was written and compares it with the plan.
    pub fn check(&self, blob: Blob) -> Result<(), Thrown> {
        let written: Rc<dyn Source> = Rc::new(BlobSource::new(blob)?);
        Ok(export::check(&self.planned, &self.original, &written, self.limits)?)
    }
}

fn set(object: &Object, key: &str, value: &JsValue) {
    // Setting a property of a fresh object can't fail.
    let _ = Reflect::set(object, &JsValue::from_str(key), value);
}
