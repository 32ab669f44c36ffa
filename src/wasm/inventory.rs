//! The packages of an image.

use js_sys::{Array, Uint8Array};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{Thrown, from_js, to_js};
use super::session::Session;
use crate::scan::packages::Finding;
use crate::scan::packages::inventory::{Files, Inventory as Core, inventory};
use crate::scan::packages::sbom::{About, cyclonedx, spdx};
use crate::{Error, tree::At};

/// Entries asked of the tree at a time.
const AT_ONCE: usize = 10_000;

/// What a document says of the image.
#[derive(Deserialize)]
struct Described {
    name: String,
    digest: String,
    time: String,
    serial: String,
}

/// All packages of an image.
#[wasm_bindgen]
pub struct Inventory {
    core: Core,
}

#[wasm_bindgen]
impl Inventory {
    /// Puts together what scanning each layer gave, oldest first; null for a layer that was not read.
    pub fn open(session: &Session, image: usize, findings: &Array) -> Result<Inventory, Thrown> {
        let tree = session.core.tree_of(image)?;
        let mut layers = Vec::new();
        for packed in findings.iter() {
            let none = packed.is_null() || packed.is_undefined();
            layers.push(if none { Vec::new() } else { Finding::unpack(&Uint8Array::new(&packed).to_vec())? });
        }
        let mut entries = Vec::new();
        let at = At::from(tree.layers().saturating_sub(1));
        let mut after: Option<String> = None;
        loop {
            let some = session.core.walk(image, at, "/", after.as_deref(), AT_ONCE)?;
            let Some(last) = some.last() else { break };
            after = Some(last.path.clone());
            entries.extend(some);
        }
        Ok(Self { core: inventory(&layers, &mut Files::new(entries)) })
    }

    /// All of it.
    pub fn describe(&self) -> Result<JsValue, Thrown> {
        to_js(&self.core)
    }

    /// As a document: `cyclonedx` or `spdx`, JSON text.
    pub fn document(&self, format: &str, about: JsValue) -> Result<String, Thrown> {
        let Described { name, digest, time, serial } = from_js(about)?;
        let about = About { name: &name, digest: &digest, time: &time, serial: &serial };
        let document = match format {
            "cyclonedx" => cyclonedx(&self.core, &about),
            "spdx" => spdx(&self.core, &about),
            _ => return Err(Error::usage(format!("there is no form of document called {format}")).into()),
        };
        Ok(serde_json::to_string_pretty(&document).unwrap_or_default())
    }
}
