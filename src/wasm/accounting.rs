//! Where the bytes of an image went: the ledger, with copies as far as contents are known, and the map of it.

use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{Thrown, from_js, to_js};
use super::digests::pairs;
use super::session::{Session, give};
use crate::insight::dive::Dive;
use crate::insight::ledger::{Copies, Duplicates, Ledger, Listed, MetadataCopy};
use crate::insight::space::{Measure, Query, Space};

#[derive(Serialize)]
struct Accounted {
    #[serde(flatten)]
    ledger: Ledger,
    dive: Dive,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Copied {
    metadata_copies: Listed<MetadataCopy>,
    duplicates: Listed<Duplicates>,
}

#[derive(Deserialize)]
struct Largest {
    what: Measure,
    most: usize,
}

/// The accounts of an image. Its calls take the session again: it holds none.
#[wasm_bindgen]
pub struct Accounting {
    image: usize,
    copies: Copies,
    /// Made when it is first asked, anew when contents have become known.
    space: Option<Space>,
    /// It takes longer than all the rest, and no content changes it.
    dive: Option<Dive>,
}

#[wasm_bindgen]
impl Accounting {
    /// Of the layers that have been read; it is to be opened again when another arrives.
    pub fn open(session: &Session, image: usize) -> Result<Accounting, Thrown> {
        Ok(Self { image, copies: Copies::new(session.core.tree_of(image)?)?, space: None, dive: None })
    }

    /// What is to be hashed, so that copies are told.
    pub fn wanted(&self) -> Result<JsValue, Thrown> {
        to_js(&self.copies.wanted())
    }

    /// Takes what hashing entries of a layer gave: 64 hexadecimal digits for each.
    pub fn settle(&mut self, layer: usize, entries: &[u32], digests: &str) -> Result<(), Thrown> {
        self.space = None;
        Ok(self.copies.settle(layer, &pairs(entries, digests)?)?)
    }

    /// The accounts of each layer, and dive's score.
    pub fn ledger(&mut self, session: &Session) -> Result<JsValue, Thrown> {
        let ledger = Ledger::with(session.core.tree_of(self.image)?, &self.copies)?;
        let dive = match self.dive {
            Some(dive) => dive,
            None => *self.dive.insert(session.core.dive(self.image)?),
        };
        to_js(&Accounted { ledger, dive })
    }

    /// The biggest copies, so many of each kind.
    pub fn copies(&self, session: &Session, most: usize) -> Result<JsValue, Thrown> {
        let tree = session.core.tree_of(self.image)?;
        to_js(&Copied {
            metadata_copies: self.copies.metadata_copies(tree, most)?,
            duplicates: self.copies.duplicates(tree, most)?,
        })
    }

    /// A directory with what is in it, for a picture.
    pub fn space(&mut self, session: &Session, path: &str, query: JsValue) -> Result<JsValue, Thrown> {
        let query: Query = from_js(query)?;
        let tree = session.core.tree_of(self.image)?;
        give(self.mapped(session)?.node(tree, path, &query))
    }

    /// The biggest contents.
    pub fn largest(&mut self, session: &Session, query: JsValue) -> Result<JsValue, Thrown> {
        let Largest { what, most } = from_js(query)?;
        let tree = session.core.tree_of(self.image)?;
        give(self.mapped(session)?.largest(tree, what, most))
    }

    fn mapped(&mut self, session: &Session) -> crate::Result<&Space> {
        match self.space.take() {
            Some(space) => Ok(self.space.insert(space)),
            None => Ok(self.space.insert(Space::with(session.core.tree_of(self.image)?, &self.copies)?)),
        }
    }
}
