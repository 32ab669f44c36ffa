//! Which contents are in the image more than once: by their digests, of which only those are asked for that can
//! tell something.
//!
//! Two rules, one after the other, so that each byte is in one account:
//! - A live file is followed down through what it wrote again at the same path, while that has the same content. The
//!   oldest version of such a run is live, for a container sees its content; the newer ones are metadata copies.
//! - Of the live contents that are the same, one in the oldest layer is live, of those in it the one with the first
//!   path in byte order; the others are duplicates.
//!
//! A version below that is still live by another name is no part of a run, so that a copy of it is a duplicate.
//! Empty files, files that are cut short, and files whose path the index does not keep are no copies of anything.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use serde::Serialize;

use super::Account;
use super::entries::stored;
use crate::image::Digest;
use crate::layer::NONE;
use crate::tree::{Body, Content, Fate, Tree};
use crate::{Error, Result};

/// Entries of one layer whose content is to be hashed: for [`scan_layer`](crate::scan::scan_layer) with
/// [`Contents`](crate::scan::Contents) and the entries as its `only`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Wanted {
    /// The layer's position in the image.
    pub layer: usize,
    /// Its entries, ascending.
    pub entries: Vec<u32>,
    /// Bytes of their content.
    pub bytes: u64,
}

/// What is known of copies in an image, as of the layers that had arrived. It does not hold the tree.
pub struct Copies {
    /// The files whose content can matter, by layer and entry.
    pub(super) items: Vec<Item>,
    /// A number for each digest.
    classes: HashMap<Digest, u32>,
    layers: usize,
    generation: u32,
}

/// A file whose content can matter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) content: Content,
    /// Bytes of the content.
    pub(super) size: u64,
    /// Where the tree has it.
    path: u32,
    /// The item that it wrote again and whose content may be the same; `NONE` if it is no such version.
    below: u32,
    /// The number of its digest; `NONE` while that is not known.
    class: u32,
    live: bool,
}

/// What was found of an item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// `None` of what is as it were without digests.
    pub(super) account: Option<Account>,
    /// The item that it is a copy of: of a metadata copy the version right below, of a duplicate the live one.
    pub(super) original: u32,
    /// Where the tree has it: of a whole run where the container sees it.
    pub(super) path: u32,
}

/// What was found of all items.
pub(super) struct Findings {
    /// Of each item.
    pub(super) items: Vec<Found>,
    /// Items with the same content, the live one first.
    pub(super) groups: Vec<Vec<u32>>,
}

/// Where the bytes of a file are counted, other than without digests.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verdict {
    pub(super) content: Content,
    pub(super) path: u32,
    pub(super) account: Account,
    /// The layer of what it is a copy of.
    pub(super) by: Option<u16>,
}

impl Copies {
    /// Looks for files that can be copies, of the layers that have arrived. Reads no layer.
    pub fn new(tree: &Tree) -> Result<Self> {
        let bodies = tree.bodies()?;
        let sizes: Vec<u64> = bodies.iter().map(|body| comparable(tree, body)).collect();
        let is_live = |at: usize| bodies[at].fate == Fate::Live;
        let mut alike: HashMap<u64, u32> = HashMap::new();
        for at in (0..bodies.len()).filter(|at| is_live(*at)) {
            *alike.entry(sizes[at]).or_insert(0) += 1;
        }
        let mut below = vec![NONE; bodies.len()];
        let mut followed = vec![false; bodies.len()];
        for top in (0..bodies.len()).filter(|at| is_live(*at) && sizes[*at] > 0) {
            let mut at = top;
            while !followed[at] {
                followed[at] = true;
                let contents = tree.below(&bodies[at]).into_iter();
                let mut found =
                    contents.filter_map(|of| bodies.binary_search_by_key(&of, |body| body.content).ok());
                let Some(under) = found.find(|under| !is_live(*under) && sizes[*under] == sizes[at]) else {
                    break;
                };
                below[at] = under as u32;
                at = under;
            }
        }
        let matters =
            |at: usize| followed[at] && (below[at] != NONE || !is_live(at) || alike[&sizes[at]] > 1);
        let chosen: Vec<usize> = (0..bodies.len()).filter(|at| matters(*at)).collect();
        let number = |at: u32| chosen.binary_search(&(at as usize)).map_or(NONE, |number| number as u32);
        let item = |at: &usize| Item {
            content: bodies[*at].content,
            size: sizes[*at],
            path: bodies[*at].path,
            below: number(below[*at]),
            class: NONE,
            live: is_live(*at),
        };
        Ok(Self {
            items: chosen.iter().map(item).collect(),
            classes: HashMap::new(),
            layers: tree.layers(),
            generation: tree.generation(),
        })
    }

    /// What is to be hashed, so that all is known: by layer, oldest first.
    pub fn wanted(&self) -> Vec<Wanted> {
        let mut wanted: BTreeMap<u16, Wanted> = BTreeMap::new();
        for item in self.items.iter().filter(|item| item.class == NONE) {
            let Content { layer, entry } = item.content;
            let of = wanted.entry(layer).or_insert(Wanted {
                layer: usize::from(layer),
                entries: Vec::new(),
                bytes: 0,
            });
            of.entries.push(entry);
            of.bytes = of.bytes.saturating_add(item.size);
        }
        wanted.into_values().collect()
    }

    /// Takes the digests of a layer's entries, all by one algorithm. What has none (it could not be read) stays
    /// unknown. An error if there is no such layer.
    pub fn settle(&mut self, layer: usize, digests: &[(u32, Digest)]) -> Result<()> {
        let position = u16::try_from(layer).ok().filter(|_| layer < self.layers);
        let position = position.ok_or_else(|| Error::usage(format!("there is no layer {layer}")))?;
        for (entry, digest) in digests {
            let content = Content { layer: position, entry: *entry };
            if let Ok(at) = self.items.binary_search_by_key(&content, |item| item.content) {
                let next = self.classes.len() as u32;
                self.items[at].class = *self.classes.entry_ref(digest).or_insert(next);
            }
        }
        Ok(())
    }

    /// How much is known.
    pub(super) fn known(&self) -> super::Known {
        let open = self.items.iter().filter(|item| item.class == NONE).count();
        match open {
            0 => super::Known::All,
            _ if open == self.items.len() => super::Known::None,
            _ => super::Known::Some,
        }
    }

    /// What is counted otherwise than without digests, by layer and entry.
    pub(super) fn verdicts(&self, tree: &Tree) -> Result<Vec<Verdict>> {
        let findings = self.findings(tree)?;
        let verdict = |(item, found): (&Item, &Found)| {
            let original = self.items.get(found.original as usize);
            Some(Verdict {
                content: item.content,
                path: found.path,
                account: found.account?,
                by: original.map(|original| original.content.layer),
            })
        };
        Ok(self.items.iter().zip(&findings.items).filter_map(verdict).collect())
    }

    /// Applies the two rules to what is known.
    pub(super) fn findings(&self, tree: &Tree) -> Result<Findings> {
        if tree.generation() != self.generation || tree.layers() != self.layers {
            return Err(Error::usage("layers have come since the image was searched for copies"));
        }
        let unchanged = |item: &Item| Found { account: None, original: NONE, path: item.path };
        let mut found: Vec<Found> = self.items.iter().map(unchanged).collect();
        // Of each run with a known content its oldest version.
        let mut oldest: Vec<u32> = Vec::new();
        let mut taken = vec![false; self.items.len()];
        for (top, item) in self.items.iter().enumerate().filter(|(_, item)| item.live && item.class != NONE) {
            let mut at = top;
            while let Some(under) = self.items.get(self.items[at].below as usize) {
                let below = self.items[at].below;
                // Two files can have written the same version again: by names that were links to each other.
                if under.class != item.class || taken[below as usize] {
                    break;
                }
                taken[below as usize] = true;
                (found[at].account, found[at].original) = (Some(Account::Metadata), below);
                at = below as usize;
                (found[at].account, found[at].path) = (Some(Account::Live), item.path);
            }
            oldest.push(at as u32);
        }
        let class = |at: u32| self.items[at as usize].class;
        let content = |at: u32| self.items[at as usize].content;
        oldest.sort_unstable_by_key(|at| (class(*at), *at));
        let mut groups = Vec::new();
        for group in oldest.chunk_by(|a, b| class(*a) == class(*b)).filter(|group| group.len() > 1) {
            let mut group = group.to_vec();
            group.sort_by_cached_key(|at| {
                (content(*at).layer, tree.path_bytes(found[*at as usize].path), *at)
            });
            for copy in &group[1..] {
                let copy = &mut found[*copy as usize];
                (copy.account, copy.original) = (Some(Account::Duplicate), group[0]);
            }
            groups.push(group);
        }
        Ok(Findings { items: found, groups })
    }
}

/// The bytes of a file's content, if it can be hashed and is not empty; else 0.
fn comparable(tree: &Tree, body: &Body) -> u64 {
    let Content { layer, entry } = body.content;
    let Some(layer) = tree.layer(usize::from(layer)) else { return 0 };
    let facts = layer.entry(entry);
    let is_whole = stored(layer, entry) == facts.stored;
    if is_whole && layer.columns.paths[entry as usize] != NONE { facts.size } else { 0 }
}
