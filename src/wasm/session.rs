//! The session of the coordinating worker.

use std::rc::Rc;

use js_sys::{Function, Uint8Array};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Blob;

use super::blob::BlobSource;
use super::convert::{Thrown, from_js, limits, progress, to_js};
use super::entries::Packed;
use super::file::FileReader;
use super::plan::Plan;
use crate::Failure;
use crate::archive::FolderFile;
use crate::layer::Digests;
use crate::session::Session as Core;
use crate::source::Source as _;
use crate::tree::{At, ViewOptions};

/// An open archive and all that is asked of it.
#[wasm_bindgen]
pub struct Session {
    pub(super) core: Core,
}

pub(super) fn give<T: Serialize>(value: crate::Result<T>) -> Result<JsValue, Thrown> {
    to_js(&value?)
}

#[wasm_bindgen]
impl Session {
    /// Reads the outer archive and its documents, no layer. `now` is seconds since 1970.
    pub fn open(
        blob: Blob,
        wanted_limits: JsValue,
        now: f64,
        on_progress: &Function,
    ) -> Result<Session, Thrown> {
        let source = Rc::new(BlobSource::new(blob)?);
        let core =
            Core::open(source, limits(wanted_limits)?, now as i64, &mut progress(on_progress.clone()))?;
        Ok(Self { core })
    }

    /// Opens a folder: `blob` has its files one after the other, `files` tells which.
    #[wasm_bindgen(js_name = openFolder)]
    pub fn open_folder(
        blob: Blob,
        files: JsValue,
        wanted_limits: JsValue,
        now: f64,
    ) -> Result<Session, Thrown> {
        let source = Rc::new(BlobSource::new(blob)?);
        let files: Vec<FolderFile> = from_js(files)?;
        Ok(Self { core: Core::open_folder(source, files, limits(wanted_limits)?, now as i64)? })
    }

    /// All about the archive, as far as it is read.
    pub fn describe(&self) -> Result<JsValue, Thrown> {
        to_js(&self.core.describe())
    }

    /// What `LayerReader.open` needs for a file that is compressed as a whole; undefined for others.
    pub fn wrapping(&self) -> Result<JsValue, Thrown> {
        self.core.archive().wrapping().map_or(Ok(JsValue::UNDEFINED), |wrapping| to_js(&wrapping))
    }

    /// Bytes of the archive, decoded where the file is compressed as a whole.
    pub fn read(&self, offset: f64, size: usize) -> Result<Uint8Array, Thrown> {
        Ok(Uint8Array::from(self.core.source().read_vec(offset as u64, size)?.as_slice()))
    }

    /// The layers to be read, in the best order.
    pub fn jobs(&self) -> Result<JsValue, Thrown> {
        to_js(&self.core.jobs())
    }

    /// Takes an indexed layer into the trees.
    #[wasm_bindgen(js_name = addLayer)]
    pub fn add_layer(&mut self, key: usize, packed: Vec<u8>) -> Result<(), Thrown> {
        Ok(self.core.add_layer(key, packed)?)
    }

    /// The layer as `addLayer` takes it.
    #[wasm_bindgen(js_name = packLayer)]
    pub fn pack_layer(&self, key: usize) -> Result<Uint8Array, Thrown> {
        Ok(Uint8Array::from(self.core.pack_layer(key)?.as_slice()))
    }

    /// Gives up what is known of a layer.
    #[wasm_bindgen(js_name = dropLayer)]
    pub fn drop_layer(&mut self, key: usize) -> Result<(), Thrown> {
        Ok(self.core.drop_layer(key)?)
    }

    /// Whether a layer's stored bytes are what the archive says; undefined while nobody knows.
    #[wasm_bindgen(js_name = keepsPromise)]
    pub fn keeps_promise(&self, key: usize) -> Option<bool> {
        self.core.keeps_promise(key)
    }

    /// Notes why a layer could not be read.
    #[wasm_bindgen(js_name = failLayer)]
    pub fn fail_layer(&mut self, key: usize, error: JsValue) -> Result<(), Thrown> {
        let failure: Failure = from_js(error)?;
        Ok(self.core.fail_layer(key, &failure)?)
    }

    /// What is to be hashed, in the best order.
    #[wasm_bindgen(js_name = hashJobs)]
    pub fn hash_jobs(&self) -> Result<JsValue, Thrown> {
        to_js(&self.core.hash_jobs())
    }

    /// Takes what hashing a member gave.
    #[wasm_bindgen(js_name = addDigests)]
    pub fn add_digests(&mut self, member: usize, digests: JsValue) -> Result<(), Thrown> {
        let digests: Digests = from_js(digests)?;
        Ok(self.core.add_digests(member, digests)?)
    }

    /// Notes why a member could not be hashed.
    #[wasm_bindgen(js_name = failDigests)]
    pub fn fail_digests(&mut self, member: usize, error: JsValue) -> Result<(), Thrown> {
        let failure: Failure = from_js(error)?;
        Ok(self.core.fail_digests(member, &failure)?)
    }

    /// What is known of every blob.
    pub fn verifications(&self) -> Result<JsValue, Thrown> {
        to_js(&self.core.verifications())
    }

    /// Paths and bytes of a merged tree.
    #[wasm_bindgen(js_name = treeInfo)]
    pub fn tree_info(&self, image: usize, at: JsValue) -> Result<JsValue, Thrown> {
        give(self.core.tree_info(image, from_js::<At>(at)?))
    }

    /// One path; undefined if there is none.
    pub fn stat(&self, image: usize, at: JsValue, path: &str) -> Result<JsValue, Thrown> {
        match self.core.stat(image, from_js::<At>(at)?, path)? {
            Some(entry) => to_js(&entry),
            None => Ok(JsValue::UNDEFINED),
        }
    }

    /// The children of a directory.
    pub fn list(&self, image: usize, at: JsValue, path: &str) -> Result<JsValue, Thrown> {
        to_js(&Packed::of(&self.core.list(image, from_js::<At>(at)?, path)?))
    }

    /// Entries below a path in walking order.
    #[allow(clippy::needless_pass_by_value)] // wasm-bindgen has no optional borrowed string
    pub fn walk(
        &self,
        image: usize,
        at: JsValue,
        path: &str,
        after: Option<String>,
        count: usize,
    ) -> Result<JsValue, Thrown> {
        let entries = self.core.walk(image, from_js::<At>(at)?, path, after.as_deref(), count)?;
        to_js(&Packed::of(&entries))
    }

    /// What each layer says of a path.
    pub fn versions(&self, image: usize, path: &str, rules: JsValue) -> Result<JsValue, Thrown> {
        give(self.core.versions(image, path, from_js(rules)?))
    }

    /// What a layer did.
    pub fn changes(&self, image: usize, at: JsValue) -> Result<JsValue, Thrown> {
        give(self.core.changes(image, from_js::<At>(at)?))
    }

    /// Where a file's content is.
    pub fn locate(
        &self,
        image: usize,
        at: JsValue,
        path: &str,
        version: Option<usize>,
    ) -> Result<JsValue, Thrown> {
        give(self.core.locate(image, from_js::<At>(at)?, path, version))
    }

    /// A file's content, piece by piece.
    #[wasm_bindgen(js_name = openFile)]
    pub fn open_file(
        &self,
        image: usize,
        at: JsValue,
        path: &str,
        version: Option<usize>,
    ) -> Result<FileReader, Thrown> {
        Ok(FileReader::new(self.core.open_file(image, from_js::<At>(at)?, path, version)?))
    }

    /// Opens a view for the page's tree.
    #[wasm_bindgen(js_name = openView)]
    pub fn open_view(&mut self, image: usize, options: JsValue) -> Result<u32, Thrown> {
        let options: ViewOptions = from_js(options)?;
        Ok(self.core.open_view(image, &options)?)
    }

    /// How many rows and matches a view has.
    #[wasm_bindgen(js_name = viewInfo)]
    pub fn view_info(&mut self, view: u32) -> Result<JsValue, Thrown> {
        give(self.core.view_info(view))
    }

    /// Rows of a viewport.
    #[wasm_bindgen(js_name = viewRows)]
    pub fn view_rows(&mut self, view: u32, start: usize, count: usize) -> Result<JsValue, Thrown> {
        give(self.core.view_rows(view, start, count))
    }

    /// Opens or closes a directory.
    #[wasm_bindgen(js_name = viewToggle)]
    pub fn view_toggle(&mut self, view: u32, node: u32, open: bool, deep: bool) -> Result<(), Thrown> {
        Ok(self.core.view_toggle(view, node, open, deep)?)
    }

    /// Opens what is above a path; its row, or -1.
    #[wasm_bindgen(js_name = viewReveal)]
    pub fn view_reveal(&mut self, view: u32, path: &str) -> Result<i32, Thrown> {
        Ok(row(self.core.view_reveal(view, path)?))
    }

    /// The next row whose name starts with the text; -1 if none does.
    #[wasm_bindgen(js_name = viewFind)]
    pub fn view_find(&mut self, view: u32, prefix: &str, after: Option<usize>) -> Result<i32, Thrown> {
        Ok(row(self.core.view_find(view, prefix, after)?))
    }

    /// The row of a row's parent; -1 at the top.
    #[wasm_bindgen(js_name = viewParent)]
    pub fn view_parent(&mut self, view: u32, index: usize) -> Result<i32, Thrown> {
        Ok(row(self.core.view_parent(view, index)?))
    }

    /// Changes what a view shows.
    #[wasm_bindgen(js_name = viewUpdate)]
    pub fn view_update(&mut self, view: u32, options: JsValue) -> Result<(), Thrown> {
        let options: ViewOptions = from_js(options)?;
        Ok(self.core.view_update(view, &options)?)
    }

    /// Forgets a view.
    #[wasm_bindgen(js_name = closeView)]
    pub fn close_view(&mut self, view: u32) {
        self.core.close_view(view);
    }

    /// Plans an export.
    pub fn plan(&self, edits: JsValue) -> Result<Plan, Thrown> {
        let plan = self.core.plan(&from_js(edits)?)?;
        Ok(Plan::new(plan, Rc::clone(self.core.source()), *self.core.limits()))
    }
}

fn row(index: Option<usize>) -> i32 {
    index.and_then(|index| i32::try_from(index).ok()).unwrap_or(-1)
}
