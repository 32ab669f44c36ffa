//! What the analyst, a worker with the whole core, answers of the trees of an archive.

use std::ops::ControlFlow;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect, Uint32Array};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Blob;

use super::blob::BlobSource;
use super::convert::{Thrown, from_js, limits, to_js};
use super::session::{Session, give};
use crate::Error;
use crate::archive::Wrapping;
use crate::insight::dockerfile::{Dockerfile, reconstruct};
use crate::scan::search::{Match, Outcome, Query, Request, check, search_layer};
use crate::scan::secrets::{Place, in_config, reveal, rules};
use crate::session::Session as Core;
use crate::tree::{At, Wrote};

/// A match, and the layer it is in.
#[derive(Serialize)]
struct InLayer {
    layer: usize,
    #[serde(flatten)]
    found: Match,
}

#[derive(Serialize)]
struct Found {
    matches: u64,
    list: Vec<InLayer>,
}

#[derive(Serialize)]
struct Written {
    text: String,
    #[serde(flatten)]
    dockerfile: Dockerfile,
}

#[wasm_bindgen]
impl Session {
    /// Opens an archive that was opened before: `wrapping` is what its session says.
    #[wasm_bindgen(js_name = openAgain)]
    pub fn open_again(
        blob: Blob,
        wrapping: JsValue,
        wanted_limits: JsValue,
        now: f64,
    ) -> Result<Session, Thrown> {
        let file = Rc::new(BlobSource::new(blob)?);
        let limits = limits(wanted_limits)?;
        let core = if wrapping.is_null() || wrapping.is_undefined() {
            Core::open(file, limits, now as i64, &mut |_| {})
        } else {
            Core::open(Rc::new(from_js::<Wrapping>(wrapping)?.open(file)), limits, now as i64, &mut |_| {})
        };
        Ok(Self { core: core? })
    }

    /// For each layer of an image, oldest first, the entries that its merged tree is made of: `names` and
    /// `contents`, ascending.
    pub fn visible(&self, image: usize, at: JsValue) -> Result<Array, Thrown> {
        let layers = self.core.visible(image, from_js::<At>(at)?)?;
        let told = layers.iter().map(|layer| {
            let object = Object::new();
            for (name, entries) in [("names", &layer.names), ("contents", &layer.contents)] {
                // An object without a prototype of its own takes every property.
                let _ = Reflect::set(&object, &name.into(), &Uint32Array::from(entries.as_slice()));
            }
            JsValue::from(object)
        });
        Ok(told.collect())
    }

    /// Finds entries by name or permissions, which takes no reading: in the merged tree `at`, or in all layers
    /// if that is undefined.
    pub fn find(&self, image: usize, at: JsValue, request: JsValue) -> Result<JsValue, Thrown> {
        let request: Request = from_js(request)?;
        if !matches!(request.query, Query::Name { .. } | Query::Permissions { .. }) {
            return Err(Error::usage("only names and permissions are found without reading").into());
        }
        check(&request.query)?;
        let merged = !(at.is_null() || at.is_undefined());
        let visible = if merged { self.core.visible(image, from_js::<At>(at)?)? } else { Vec::new() };
        let layers = self.core.tree_of(image)?.layers();
        let mut found = Found { matches: 0, list: Vec::new() };
        for position in 0..layers {
            let key = self.core.archive().images[image].layers[position].key;
            let Some((layer, stored)) = self.core.layer(key) else { continue };
            let only = |entry: u32| {
                !merged || visible.get(position).is_some_and(|of| of.names.binary_search(&entry).is_ok())
            };
            let mut sink = |one: &Match| {
                found.list.push(InLayer { layer: position, found: one.clone() });
                ControlFlow::Continue(())
            };
            let Outcome { matches, .. } =
                search_layer(&request, layer, stored, self.core.limits(), only, &mut sink, |_| {})?;
            found.matches += matches;
        }
        to_js(&found)
    }

    /// Throws what is wrong with a query.
    #[wasm_bindgen(js_name = checkQuery)]
    pub fn check_query(query: JsValue) -> Result<(), Thrown> {
        Ok(check(&from_js::<Query>(query)?)?)
    }

    /// The Dockerfile of an image, as far as its history and layers tell it.
    pub fn dockerfile(&self, image: usize) -> Result<JsValue, Thrown> {
        let tree = self.core.tree_of(image)?;
        let archive = self.core.archive();
        let others: Vec<_> = (0..archive.images.len())
            .map(|other| {
                let names = archive.references(other).map(ToString::to_string).collect();
                (names, (*archive.images[other].config).clone())
            })
            .collect();
        let wrote = |layer: usize| tree.layer(layer).map(|layer| Wrote::of(layer));
        let config = &archive.images[image].config;
        let dockerfile = reconstruct(config, archive.images[image].layers.len(), &others, &wrote);
        to_js(&Written { text: dockerfile.to_string(), dockerfile })
    }

    /// Secrets in the config and history of an image.
    #[wasm_bindgen(js_name = secretsInConfig)]
    pub fn secrets_in_config(&self, image: usize) -> Result<JsValue, Thrown> {
        self.core.tree_of(image)?;
        to_js(&in_config(&self.core.archive().images[image].config))
    }

    /// A secret of the config itself; undefined if there is none at that place.
    #[wasm_bindgen(js_name = revealInConfig)]
    pub fn reveal_in_config(&self, image: usize, place: JsValue) -> Result<Option<String>, Thrown> {
        self.core.tree_of(image)?;
        let place: Place = from_js(place)?;
        Ok(reveal(&self.core.archive().images[image].config, &place))
    }

    /// The rules that secrets are found by.
    #[wasm_bindgen(js_name = secretRules)]
    pub fn secret_rules() -> Result<JsValue, Thrown> {
        give(Ok(rules()))
    }
}
