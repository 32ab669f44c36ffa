//! Where the bytes of all layers are, by directory: for a map of them, and for lists of the largest files.
//!
//! Every body of every layer is at one path, in the account that the [`ledger`](super::ledger) has it in: where a
//! container sees it, else where it was written. Of a file that its own layer wrote again the index does not keep
//! the path; its bytes are in the root alone. The root's accounts with the overhead are the ledger's sums.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use serde::{Deserialize, Serialize};

use super::ledger::{Account, Accounts, Copies, Entry, entries, largest};
use crate::layer::{NONE, ROOT};
use crate::tar;
use crate::tree::Tree;
use crate::{Error, Result};

/// Levels that a map has at most: each is one more of JSON inside the others.
const MOST_DEPTH: usize = 32;

/// Which bytes are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Measure {
    /// Those that a container sees: [`Accounts::visible`].
    #[default]
    Visible,
    /// Those that could be saved: [`Accounts::wasted`]. Duplicates are in both.
    Wasted,
    /// All of them.
    All,
}

impl Measure {
    fn of(self, accounts: &Accounts) -> u64 {
        match self {
            Self::Visible => accounts.visible(),
            Self::Wasted => accounts.wasted(),
            Self::All => accounts.total(),
        }
    }

    fn has(self, account: Account) -> bool {
        match self {
            Self::Visible => matches!(account, Account::Live | Account::Duplicate),
            Self::Wasted => account != Account::Live,
            Self::All => true,
        }
    }
}

/// What of a directory is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Query {
    /// Levels below the path, at most 32.
    pub depth: usize,
    /// Nodes in all at most, the path itself among them; of all that are in so many levels the largest.
    pub most: usize,
    /// By which bytes.
    pub what: Measure,
}

impl Default for Query {
    fn default() -> Self {
        Self { depth: 4, most: 2000, what: Measure::default() }
    }
}

/// What is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A regular file, or a further name of one.
    File,
    /// A directory.
    Directory,
    /// A symbolic link, a device or a pipe.
    Other,
}

/// A path with what is below it. What `bytes` has more than the children and the rest have is its own: it is a
/// file, or was one in some layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Node {
    /// Absolute, as shown.
    pub path: String,
    /// Its last name, as shown; empty for the root.
    pub name: String,
    /// What a container sees here; where it sees nothing, what was here last.
    pub kind: Kind,
    /// By the measure that was asked for.
    pub bytes: u64,
    /// All bodies here and below; no overhead.
    pub accounts: Accounts,
    /// The layer with the most of the bytes that a container sees here and below; where it sees none, with the most
    /// of all.
    pub layer: Option<u32>,
    /// The largest first. Those without bytes of the measure are in neither these nor the rest.
    pub children: Vec<Node>,
    /// The children that were cut off.
    pub rest: Rest,
}

/// Children that are not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rest {
    /// How many.
    pub count: u64,
    /// Their bytes by the measure.
    pub bytes: u64,
}

/// A file of a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Large {
    /// Absolute, as shown; `None` of a file that its own layer wrote again.
    pub path: Option<String>,
    /// The layer that has it.
    pub layer: u32,
    /// Bytes of its body in that layer's tar.
    pub bytes: u64,
    /// Where they are counted.
    pub account: Account,
    /// The layer that hid it; of a copy the layer of what it is a copy of.
    pub by: Option<u32>,
}

/// The bytes of an image by path, as of the layers that had arrived. It does not hold the tree.
pub struct Space {
    /// Of each path of the tree: what is there and below.
    accounts: Vec<Accounts>,
    /// Of each path of the tree: the layer to colour it by; `NO_LAYER` where there are no bytes.
    layers: Vec<u16>,
    /// The files that have bytes.
    files: Vec<Entry>,
    generation: u32,
}

const NO_LAYER: u16 = u16::MAX;

impl Space {
    /// Adds up the layers that have arrived, without telling copies from others.
    pub fn of(tree: &Tree) -> Result<Self> {
        Self::add_up(tree, None)
    }

    /// The same, with what is known of copies so far. An error if a layer has arrived since `copies` were made.
    pub fn with(tree: &Tree, copies: &Copies) -> Result<Self> {
        Self::add_up(tree, Some(copies))
    }

    fn add_up(tree: &Tree, copies: Option<&Copies>) -> Result<Self> {
        let mut files = entries(tree, copies)?;
        files.retain(|file| file.bytes > 0);
        files.shrink_to_fit();
        let count = tree.path_count();
        let mut accounts = vec![Accounts::default(); count];
        for file in &files {
            *accounts[known(file.path) as usize].of(file.account) += file.bytes;
        }
        // Children have larger numbers than their parents.
        for path in (1..count).rev() {
            let below = accounts[path];
            accounts[tree.parent_of(path as u32) as usize] += below;
        }
        let layers = leading_layers(tree, &files);
        Ok(Self { accounts, layers, files, generation: tree.generation() })
    }

    /// What is at a path and below it. A usage error if a layer has arrived since, an absent one if no layer has the
    /// path.
    pub fn node(&self, tree: &Tree, path: &str, query: &Query) -> Result<Node> {
        self.check(tree)?;
        let absent = || Error::absent(format!("there is no {path}"), "the layers that were added up");
        let top =
            tree.number(path).filter(|path| (*path as usize) < self.accounts.len()).ok_or_else(absent)?;
        let chosen = self.choose(tree, top, query);
        // Parents are chosen before their children: from the last to the first each finds its own complete.
        let mut children: BTreeMap<u32, Vec<Node>> = BTreeMap::new();
        for path in chosen[1..].iter().rev() {
            let own = children.remove(path).unwrap_or_default();
            let node = self.make(tree, *path, own, query.what);
            children.entry(tree.parent_of(*path)).or_default().push(node);
        }
        Ok(self.make(tree, top, children.remove(&top).unwrap_or_default(), query.what))
    }

    /// The largest files by some bytes, largest first, at most `most` of them.
    pub fn largest(&self, tree: &Tree, what: Measure, most: usize) -> Result<Vec<Large>> {
        self.check(tree)?;
        let files: Vec<&Entry> = self.files.iter().filter(|file| what.has(file.account)).collect();
        let path = |file: &Entry| (file.path != NONE).then(|| tree.path_bytes(file.path));
        let files =
            largest(files, most, |file| file.bytes, |file| (Reverse(file.bytes), path(file), file.layer));
        let large = |file: &Entry| Large {
            path: (file.path != NONE).then(|| tree.path_at(file.path)),
            layer: u32::from(file.layer),
            bytes: file.bytes,
            account: file.account,
            by: file.by.map(u32::from),
        };
        Ok(files.into_iter().map(large).collect())
    }

    fn check(&self, tree: &Tree) -> Result<()> {
        if tree.generation() != self.generation {
            return Err(Error::usage("layers have come since the bytes were added up"));
        }
        Ok(())
    }

    /// The largest paths from `top` down the largest first. No path is larger than the
    /// one above it, so that each comes after that.
    fn choose(&self, tree: &Tree, top: u32, query: &Query) -> Vec<u32> {
        let depth_of_all = query.depth.min(MOST_DEPTH);
        let mut chosen = vec![top];
        let mut next = BinaryHeap::new();
        let mut at = (top, 0);
        loop {
            let (path, depth) = at;
            if depth < depth_of_all {
                let children = tree.children_of(path).iter().enumerate();
                let with_bytes = children.filter_map(|(place, child)| {
                    let bytes = self.bytes(*child, query.what);
                    (bytes > 0).then_some((bytes, Reverse((depth + 1, place)), *child))
                });
                next.extend(with_bytes);
            }
            if chosen.len() >= query.most {
                return chosen;
            }
            let Some((_, Reverse((depth, _)), path)) = next.pop() else { return chosen };
            at = (path, depth);
            chosen.push(path);
        }
    }

    fn bytes(&self, path: u32, what: Measure) -> u64 {
        what.of(&self.accounts[path as usize])
    }

    /// `children` are those that were chosen, in the reverse of their order.
    fn make(&self, tree: &Tree, path: u32, mut children: Vec<Node>, what: Measure) -> Node {
        children.reverse();
        let all =
            tree.children_of(path).iter().map(|child| self.bytes(*child, what)).filter(|bytes| *bytes > 0);
        let (count, bytes) = all.fold((0, 0), |(count, sum), bytes| (count + 1, sum + bytes));
        let given: u64 = children.iter().map(|child| child.bytes).sum();
        Node {
            path: tree.path_at(path),
            name: tree.name_at(path),
            kind: match tree.kind_at(path) {
                tar::Kind::File | tar::Kind::Hardlink => Kind::File,
                tar::Kind::Directory => Kind::Directory,
                _ => Kind::Other,
            },
            bytes: self.bytes(path, what),
            accounts: self.accounts[path as usize],
            layer: Some(self.layers[path as usize]).filter(|layer| *layer != NO_LAYER).map(u32::from),
            rest: Rest { count: count - children.len() as u64, bytes: bytes - given },
            children,
        }
    }
}

/// The path that a file's bytes are counted at.
fn known(path: u32) -> u32 {
    if path == NONE { ROOT } else { path }
}

/// Of each path the layer with the most bytes below it that a container sees, or with the most of all; the oldest
/// of several.
fn leading_layers(tree: &Tree, files: &[Entry]) -> Vec<u16> {
    let count = tree.path_count();
    let mut leading = vec![NO_LAYER; count];
    let mut most = vec![(0, 0); count];
    let mut sums: Vec<(u64, u64)> = vec![(0, 0); count];
    let mut touched = Vec::new();
    for of_layer in files.chunk_by(|a, b| a.layer == b.layer) {
        for file in of_layer {
            let visible = if Measure::Visible.has(file.account) { file.bytes } else { 0 };
            let mut path = known(file.path);
            loop {
                let sum = &mut sums[path as usize];
                if *sum == (0, 0) {
                    touched.push(path);
                }
                *sum = (sum.0 + visible, sum.1 + file.bytes);
                if path == ROOT {
                    break;
                }
                path = tree.parent_of(path);
            }
        }
        for path in touched.drain(..) {
            let sum = std::mem::take(&mut sums[path as usize]);
            if sum > most[path as usize] {
                (most[path as usize], leading[path as usize]) = (sum, of_layer[0].layer);
            }
        }
    }
    leading
}
