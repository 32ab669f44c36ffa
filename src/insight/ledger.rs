//! Where the bytes of an image went: every byte of every layer's tar is in one account.
//!
//! The sums are exact: the accounts of a layer add up to the length of its tar. What is no file's body (headers,
//! padding, the end of the tar) is overhead. A hard link has no bytes of its own.

use serde::Serialize;

use crate::Result;
use crate::layer::Layer;
use crate::tar::Kind;
use crate::tree::{Fate, Tree};

/// Bytes by what became of them, by the rules of the OCI image specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Accounts {
    /// In files that a container sees.
    pub live: u64,
    /// In files that a later layer, or a later entry, wrote again.
    pub overwritten: u64,
    /// In files that a later layer deleted, by themselves or with a directory above.
    pub deleted: u64,
    /// In files under a directory that a later layer made opaque.
    pub opaque: u64,
    /// In files where a later layer has something that is no file, or no directory above it.
    pub replaced: u64,
    /// In headers, padding and the end of the tar.
    pub overhead: u64,
}

impl Accounts {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.live + self.hidden() + self.overhead
    }

    /// Those in files that no container sees.
    pub fn hidden(&self) -> u64 {
        self.overwritten + self.deleted + self.opaque + self.replaced
    }

    fn of(&mut self, fate: Fate) -> &mut u64 {
        match fate {
            Fate::Live => &mut self.live,
            Fate::Overwritten(_) => &mut self.overwritten,
            Fate::Deleted(_) => &mut self.deleted,
            Fate::Opaque(_) => &mut self.opaque,
            Fate::Replaced(_) => &mut self.replaced,
        }
    }
}

/// The accounts of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ledger {
    /// Of each layer, oldest first; `None` for one that has not been read.
    pub layers: Vec<Option<LayerAccounts>>,
}

/// What became of a layer's bytes, and what the layer did to those of others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerAccounts {
    /// Its own bytes; they add up to the length of its tar, as far as that could be read.
    pub own: Accounts,
    /// Bytes of each layer, oldest first, that this one hid; its own if it hides some of them itself.
    pub hides: Vec<u64>,
}

impl Ledger {
    /// Adds up the layers that have arrived.
    pub fn of(tree: &Tree) -> Result<Self> {
        let mut layers: Vec<Option<LayerAccounts>> = (0..tree.layers())
            .map(|position| {
                let accounts = || LayerAccounts { hides: vec![0; tree.layers()], ..LayerAccounts::default() };
                tree.layer(position).map(|_| accounts())
            })
            .collect();
        for (position, fates) in tree.fates()?.into_iter().enumerate() {
            let Some(layer) = tree.layer(position) else { continue };
            let mut own = Accounts::default();
            for (entry, fate) in fates.into_iter().enumerate() {
                let bytes = stored(layer, entry as u32);
                *own.of(fate) += bytes;
                if let Some(Some(by)) = fate.by().map(|by| layers[by as usize].as_mut()) {
                    by.hides[position] += bytes;
                }
            }
            own.overhead = layer.unpacked().saturating_sub(own.total());
            if let Some(accounts) = &mut layers[position] {
                accounts.own = own;
            }
        }
        Ok(Self { layers })
    }

    /// The sums of all layers that have been read.
    pub fn sum(&self) -> Accounts {
        self.layers.iter().flatten().fold(Accounts::default(), |sum, layer| Accounts {
            live: sum.live + layer.own.live,
            overwritten: sum.overwritten + layer.own.overwritten,
            deleted: sum.deleted + layer.own.deleted,
            opaque: sum.opaque + layer.own.opaque,
            replaced: sum.replaced + layer.own.replaced,
            overhead: sum.overhead + layer.own.overhead,
        })
    }
}

/// The bytes that the body of a regular file has in the tar, as far as the tar could be read.
fn stored(layer: &Layer, entry: u32) -> u64 {
    let facts = layer.entry(entry);
    if facts.kind != Kind::File {
        return 0;
    }
    facts.stored.min(layer.unpacked().saturating_sub(facts.body))
}
