//! The efficiency score as dive 0.13 computes it, so that people can compare; [`ledger`](super::ledger) is exact.
//!
//! dive looks at the leaves of each layer's tree: a path's score is the smallest size that any layer has for it
//! against the sum of all, and wasted is the sum of what two layers or more have. So it differs from the ledger:
//! - a deleted directory counts as one leaf that only one layer has: nothing is wasted;
//! - a file written twice counts both times, the one that is live too;
//! - opaque marks are not looked at, and hard links have no size: what they share can be called wasted;
//! - a whiteout for a path that is not there ends the counting of its layer.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::layer::Layer;
use crate::tar::Kind;
use crate::tree::Tree;

/// What dive says of an image.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dive {
    /// `efficiencyScore`: from 0 to 1.
    pub score: f64,
    /// `inefficientBytes`.
    pub wasted: u64,
}

/// Names from the root down; they sort as a walk in which children come after their parent.
type Names = Vec<Vec<u8>>;

/// What dive keeps of a path.
#[derive(Clone, Copy, Default)]
struct Node {
    size: u64,
    directory: bool,
    whiteout: bool,
}

/// The sizes that layers have for a path.
struct Sizes {
    least: u64,
    sum: u64,
    layers: u32,
}

impl Dive {
    /// The score over the layers that have been read.
    pub fn of(tree: &Tree) -> Self {
        let mut sizes: HashMap<Names, Sizes> = HashMap::new();
        let mut stacked: BTreeMap<Names, Node> = BTreeMap::new();
        for layer in (0..tree.layers()).filter_map(|position| tree.layer(position)) {
            let nodes = nodes(layer);
            for (names, node) in leaves(&nodes) {
                let Some(size) = size_of(names, *node, &stacked) else { break };
                let of = sizes.entry(names.clone()).or_insert(Sizes { least: size, sum: 0, layers: 0 });
                of.least = of.least.min(size);
                of.sum += size;
                of.layers += 1;
            }
            stack(&mut stacked, nodes);
        }
        let (least, sum) = sizes.values().fold((0, 0), |(least, sum), of| (least + of.least, sum + of.sum));
        Self {
            score: if sum == 0 { 1.0 } else { least as f64 / sum as f64 },
            wasted: sizes.values().filter(|of| of.layers > 1).map(|of| of.sum).sum(),
        }
    }
}

/// A layer's own tree. Directories that only hold something are nodes without size that are no directories.
fn nodes(layer: &Layer) -> BTreeMap<Names, Node> {
    let mut nodes: BTreeMap<Names, Node> = BTreeMap::new();
    let mut put = |path: &[u8], node: Node| {
        let names = names(path);
        for length in 1..names.len() {
            nodes.entry(names[..length].to_vec()).or_default();
        }
        if !names.is_empty() {
            nodes.insert(names, node);
        }
    };
    for entry in 0..layer.len() as u32 {
        let Some(path) = layer.path(entry) else { continue };
        let facts = layer.entry(entry);
        let directory = facts.kind == Kind::Directory;
        put(&path, Node { size: facts.size, directory, whiteout: false });
    }
    for path in layer.whiteouts() {
        put(&path, Node { whiteout: true, ..Node::default() });
    }
    nodes
}

fn names(path: &[u8]) -> Names {
    path.split(|byte| *byte == b'/').filter(|name| !name.is_empty()).map(<[u8]>::to_vec).collect()
}

/// The nodes with nothing below them, in the order of a walk.
fn leaves(nodes: &BTreeMap<Names, Node>) -> impl Iterator<Item = (&Names, &Node)> {
    let after = nodes.keys().skip(1).map(Some).chain([None]);
    nodes
        .iter()
        .zip(after)
        .filter(|((names, _), next)| !next.is_some_and(|next| next.starts_with(names)))
        .map(|(node, _)| node)
}

/// The size of a leaf; of a whiteout what it takes away, `None` if there is nothing.
fn size_of(names: &Names, node: Node, stacked: &BTreeMap<Names, Node>) -> Option<u64> {
    if !node.whiteout {
        return Some(node.size);
    }
    let gone = stacked.get(names)?;
    let below = stacked.range(names.clone()..).take_while(|(other, _)| other.starts_with(names));
    Some(if gone.directory { below.map(|(_, node)| node.size).sum() } else { 0 })
}

/// Puts a layer on those below it: what stood below a path stays there whatever becomes of the path.
fn stack(stacked: &mut BTreeMap<Names, Node>, nodes: BTreeMap<Names, Node>) {
    for (names, node) in nodes {
        if node.whiteout {
            let below = stacked.range(names.clone()..).map(|(other, _)| other);
            let gone: Vec<Names> = below.take_while(|other| other.starts_with(&names)).cloned().collect();
            for other in &gone {
                stacked.remove(other);
            }
        } else {
            stacked.insert(names, node);
        }
    }
}
