//! What a scan worker does: it reads the files of one layer for whoever asked.

use std::ops::ControlFlow;

use js_sys::{Function, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{Thrown, from_js, progress, to_js};
use super::reader::LayerReader;
use crate::layer::Layer;
use crate::scan::packages::{Finding as PackageFinding, Packages};
use crate::scan::search::{Match, Outcome, Request, search_layer};
use crate::scan::secrets::{Finding as Secret, SecretScanner};
use crate::scan::{Contents, Scanner, Unread, scan_layer};
use crate::session::LayerJob;
use crate::tree::show;
use crate::{Failure, image::Digest};

/// What the files are read for, all in one pass. A search has its own.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wishes {
    search: Option<Request>,
    secrets: bool,
    packages: bool,
    digests: bool,
}

/// What a pass came to, besides what it told on the way.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Pass {
    /// Of a search: matches in all, and how many of them were told.
    matches: u64,
    told: u64,
    /// Files that could not be read.
    unread: Vec<UnreadFile>,
}

#[derive(Serialize)]
struct UnreadFile {
    path: String,
    error: Failure,
}

fn unread(layer: &Layer, list: Vec<Unread>) -> Vec<UnreadFile> {
    let told = |one: Unread| UnreadFile {
        path: layer.path(one.entry).map_or_else(String::new, |path| show(&path).into_owned()),
        error: Failure::from(&one.error),
    };
    list.into_iter().map(told).collect()
}

/// What a pass found, by what was asked for.
#[wasm_bindgen]
pub struct Scanned {
    pass: Pass,
    packages: Option<Vec<u8>>,
    digests: Vec<(u32, Digest)>,
}

#[wasm_bindgen]
impl Scanned {
    /// `matches`, `told` and `unread`.
    pub fn describe(&self) -> Result<JsValue, Thrown> {
        to_js(&self.pass)
    }

    /// What `Inventory.open` takes of this layer; undefined if it was not asked for.
    pub fn packages(&self) -> Option<Uint8Array> {
        self.packages.as_deref().map(Uint8Array::from)
    }

    /// The entries whose content was hashed, ascending.
    #[wasm_bindgen(js_name = digestEntries)]
    pub fn digest_entries(&self) -> Vec<u32> {
        self.digests.iter().map(|(entry, _)| *entry).collect()
    }

    /// Their digests as hexadecimal digits, 64 each, in the same order.
    pub fn digests(&self) -> String {
        self.digests.iter().map(|(_, digest)| digest.hex()).collect()
    }
}

#[wasm_bindgen]
impl LayerReader {
    /// Reads what `wishes` need of a layer, `packed` as `Session.packLayer` gives it. `only` has the entries to
    /// look at, ascending; all if it is undefined. `on_found` gets each match or secret as it is found,
    /// `on_progress` the bytes of the uncompressed tar that are done with.
    #[allow(clippy::needless_pass_by_value)] // wasm-bindgen has no optional borrowed slice
    pub fn scan(
        &self,
        job: JsValue,
        packed: &[u8],
        only: Option<Vec<u32>>,
        wishes: JsValue,
        on_found: &Function,
        on_progress: Function,
    ) -> Result<Scanned, Thrown> {
        let job: LayerJob = from_js(job)?;
        let Wishes { search, secrets, packages, digests } = from_js(wishes)?;
        let layer = Layer::unpack(packed)?;
        let stored = self.part(job.offset, job.size);
        let only = |entry| only.as_ref().is_none_or(|only| only.binary_search(&entry).is_ok());
        let progress = progress(on_progress);
        if let Some(request) = search {
            let mut sink = |found: &Match| tell(on_found, found);
            let Outcome { matches, told, unread: failed, .. } =
                search_layer(&request, &layer, stored, &self.limits, only, &mut sink, progress)?;
            let pass = Pass { matches, told, unread: unread(&layer, failed) };
            return Ok(Scanned { pass, packages: None, digests: Vec::new() });
        }
        let mut sink = |found: &Secret| tell(on_found, found);
        let mut secret_scanner = SecretScanner::new(&mut sink);
        let mut package_scanner = Packages::new(&self.limits);
        let mut contents = Contents::default();
        let mut scanners: Vec<&mut dyn Scanner> = Vec::new();
        if secrets {
            scanners.push(&mut secret_scanner);
        }
        if packages {
            scanners.push(&mut package_scanner);
        }
        if digests {
            scanners.push(&mut contents);
        }
        let failed = scan_layer(&layer, stored, &self.limits, only, &mut scanners, progress);
        Ok(Scanned {
            pass: Pass { unread: unread(&layer, failed), ..Pass::default() },
            packages: packages.then(|| PackageFinding::pack(&package_scanner.findings)),
            digests: contents.digests,
        })
    }
}

/// A callback that fails ends the pass.
fn tell(on_found: &Function, found: &impl Serialize) -> ControlFlow<()> {
    match to_js(found).map(|value| on_found.call1(&JsValue::NULL, &value)) {
        Ok(Ok(_)) => ControlFlow::Continue(()),
        _ => ControlFlow::Break(()),
    }
}
