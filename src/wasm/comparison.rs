//! Two images compared, of one archive or of two.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{Thrown, from_js, to_js};
use super::digests::pairs;
use super::session::{Session, give};
use crate::compare::{Comparison as Core, Query, Side, settings};

/// A comparison. Its calls take the two sessions again: it holds none.
#[wasm_bindgen]
pub struct Comparison {
    core: Core,
    images: [usize; 2],
}

#[wasm_bindgen]
impl Comparison {
    /// Compares the newest trees. `names` tell the archives apart.
    pub fn open(
        a: &Session,
        image_a: usize,
        name_a: &str,
        b: &Session,
        image_b: usize,
        name_b: &str,
    ) -> Result<Comparison, Thrown> {
        let names = [a.core.layer_names(image_a, name_a), b.core.layer_names(image_b, name_b)];
        let trees = [a.core.tree_of(image_a)?, b.core.tree_of(image_b)?];
        let [a, b] = [0, 1].map(|side| Side { tree: trees[side], layers: &names[side] });
        Ok(Self { core: Core::new(a, b)?, images: [image_a, image_b] })
    }

    /// What is known: counts, bytes, shared layers.
    pub fn summary(&self) -> Result<JsValue, Thrown> {
        to_js(&self.core.summary())
    }

    /// What is to be hashed, so that everything is known.
    pub fn wanted(&self) -> Result<JsValue, Thrown> {
        to_js(&self.core.wanted())
    }

    /// Takes what hashing entries of a layer gave: 64 hexadecimal digits for each.
    pub fn settle(
        &mut self,
        side: usize,
        layer: usize,
        entries: &[u32],
        digests: &str,
    ) -> Result<(), Thrown> {
        Ok(self.core.settle(side, layer, &pairs(entries, digests)?)?)
    }

    /// Some of the differences.
    pub fn page(&self, a: &Session, b: &Session, query: JsValue) -> Result<JsValue, Thrown> {
        let query: Query = from_js(query)?;
        let [image_a, image_b] = self.images;
        give(self.core.page(a.core.tree_of(image_a)?, b.core.tree_of(image_b)?, &query))
    }

    /// How the configs differ.
    pub fn settings(&self, a: &Session, b: &Session) -> Result<JsValue, Thrown> {
        let [image_a, image_b] = self.images;
        let config = |session: &'_ Session, image: usize| session.core.archive().images[image].config.clone();
        to_js(&settings(&config(a, image_a), &config(b, image_b)))
    }
}
