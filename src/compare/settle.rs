//! What has to be hashed, and what came of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Comparison, What};
use crate::image::Digest;
use crate::{Error, Result};

/// Two contents of one size that are not known to be the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub(super) row: u32,
    /// On each side: the number of the layer, as in `classes`, and the entry.
    pub(super) contents: [(u32, u32); 2],
    pub(super) size: u64,
}

/// Entries of one layer whose content is to be hashed: for [`scan_layer`](crate::scan::scan_layer) with
/// [`Contents`](crate::scan::Contents) and the entries as its `only`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wanted {
    /// 0 for the first image, 1 for the second.
    pub side: usize,
    /// The layer's position in that image.
    pub layer: usize,
    /// Its entries, ascending.
    pub entries: Vec<u32>,
    /// Bytes of their content.
    pub bytes: u64,
}

impl Comparison {
    /// What is to be hashed, so that everything is known: by image and layer. A layer that both share is in it
    /// only with files in whose place the other image has a file of the same size from another layer.
    pub fn wanted(&self) -> Vec<Wanted> {
        let mut wanted: BTreeMap<(usize, usize), BTreeMap<u32, u64>> = BTreeMap::new();
        for open in &self.open {
            for content in open.contents.iter().filter(|content| !self.digests.contains_key(*content)) {
                let (class, entry) = *content;
                wanted.entry(self.holders[class as usize]).or_default().insert(entry, open.size);
            }
        }
        wanted
            .into_iter()
            .map(|((side, layer), entries)| Wanted {
                side,
                layer,
                bytes: entries.values().fold(0, |sum: u64, size| sum.saturating_add(*size)),
                entries: entries.into_keys().collect(),
            })
            .collect()
    }

    /// Takes the digests of a layer's entries, all by one algorithm. What has none (it could not be read) stays
    /// unknown. An error if there is no such layer.
    pub fn settle(&mut self, side: usize, layer: usize, digests: &[(u32, Digest)]) -> Result<()> {
        let class = self.classes.get(side).and_then(|classes| classes.get(layer)).copied();
        let class = class.ok_or_else(|| Error::usage(format!("image {side} has no layer {layer}")))?;
        self.digests.extend(digests.iter().map(|(entry, digest)| ((class, *entry), digest.clone())));
        let known = &self.digests;
        let rows = &mut self.rows;
        self.open.retain(|open| {
            let [Some(a), Some(b)] = open.contents.map(|content| known.get(&content)) else { return true };
            let row = &mut rows[open.row as usize];
            row.open = false;
            if a != b {
                row.what |= What::Content.bit();
            }
            false
        });
        Ok(())
    }
}
