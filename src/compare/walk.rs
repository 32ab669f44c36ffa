//! The walk through two trees in step.

use std::cmp::Ordering;

use hashbrown::{HashMap, HashSet};

use super::settle::Open;
use super::{Comparison, Row, Side, What};
use crate::layer::NONE;
use crate::tree::Tree;
use crate::tree::visit::{Bytes, Node, Traits};
use crate::{Error, Result};

impl Comparison {
    /// Compares the newest filesystem of `a` with that of `b`, by the OCI rules. Reads no layer. An error if a
    /// side has not one name for each layer of its tree.
    pub fn new(a: Side<'_>, b: Side<'_>) -> Result<Self> {
        let sides = [a, b];
        for side in sides {
            if side.layers.len() != side.tree.layers() {
                let message = format!("{} names for {} layers", side.layers.len(), side.tree.layers());
                return Err(Error::usage(message));
            }
        }
        let (classes, holders) = classes(&sides);
        let unread = |tree: &Tree| (0..tree.layers()).filter(|layer| tree.layer(*layer).is_none()).collect();
        let mut walk = Walk {
            trees: [a.tree, b.tree],
            classes: &classes,
            rows: Vec::new(),
            open: Vec::new(),
            counted: [HashSet::new(), HashSet::new()],
        };
        walk.all();
        let (rows, open) = (walk.rows, walk.open);
        Ok(Self {
            rows,
            open,
            classes,
            holders,
            digests: HashMap::new(),
            unread: [unread(a.tree), unread(b.tree)],
            generations: [a.tree.generation(), b.tree.generation()],
        })
    }
}

type Classes = ([Vec<u32>; 2], Vec<(usize, usize)>);

/// Numbers the layers, one number for those of one name.
fn classes(sides: &[Side<'_>; 2]) -> Classes {
    let mut known: HashMap<&str, u32> = HashMap::new();
    let mut holders = Vec::new();
    let mut classes = [Vec::new(), Vec::new()];
    for (which, side) in sides.iter().enumerate() {
        for (layer, name) in side.layers.iter().enumerate() {
            let next = holders.len() as u32;
            let class = name.as_deref().map_or(next, |name| *known.entry(name).or_insert(next));
            if class == next {
                holders.push((which, layer));
            }
            classes[which].push(class);
        }
    }
    (classes, holders)
}

struct Walk<'a> {
    trees: [&'a Tree; 2],
    classes: &'a [Vec<u32>; 2],
    rows: Vec<Row>,
    open: Vec<Open>,
    /// Contents with several names that were counted.
    counted: [HashSet<(u16, u32)>; 2],
}

/// A directory that is being walked: what is in it on each side, and the row that it has.
struct Step {
    inside: [Vec<Node>; 2],
    next: [usize; 2],
    row: Option<usize>,
}

impl Walk<'_> {
    fn all(&mut self) {
        let tops = self.trees.map(Tree::top);
        let mut steps = vec![self.step(&tops, None)];
        while let Some(step) = steps.last_mut() {
            let heads = [0, 1].map(|side| step.inside[side].get(step.next[side]).copied());
            let pair = match heads {
                [None, None] => {
                    if let Some(row) = step.row {
                        self.rows[row].end = self.rows.len() as u32;
                    }
                    steps.pop();
                    continue;
                }
                [Some(a), Some(b)] => match self.trees[0].name_of(&a).cmp(self.trees[1].name_of(&b)) {
                    Ordering::Less => [Some(a), None],
                    Ordering::Equal => [Some(a), Some(b)],
                    Ordering::Greater => [None, Some(b)],
                },
                one => one,
            };
            for side in [0, 1] {
                step.next[side] += usize::from(pair[side].is_some());
            }
            let row = self.row(&pair);
            if self.rows[row].directory {
                steps.push(self.step(&pair, Some(row)));
            }
        }
    }

    fn step(&self, pair: &[Option<Node>; 2], row: Option<usize>) -> Step {
        let inside =
            [0, 1].map(|side| pair[side].map(|node| self.trees[side].inside(&node)).unwrap_or_default());
        Step { inside, next: [0, 0], row }
    }

    /// Compares one path; the number of its row.
    fn row(&mut self, pair: &[Option<Node>; 2]) -> usize {
        let trees = self.trees;
        let traits = [0, 1].map(|side| pair[side].map(|node| trees[side].traits(&node)));
        let number = self.rows.len();
        let mut row = Row {
            paths: [0, 1].map(|side| pair[side].map_or(NONE, |node| node.path)),
            bytes: [0, 1]
                .map(|side| self.bytes(side, traits[side].as_ref().and_then(|traits| traits.content))),
            end: number as u32 + 1,
            what: 0,
            open: false,
            directory: traits.iter().flatten().any(|traits| traits.kind == crate::tar::Kind::Directory),
        };
        if let [Some(a), Some(b)] = &traits {
            row.what = differences(a, b);
            match (a.content, b.content) {
                (Some(a), Some(b)) if a.size != b.size => row.what |= What::Content.bit(),
                (Some(a), Some(b)) if a.size > 0 => {
                    let name = |side: usize, of: Bytes| (self.classes[side][usize::from(of.layer)], of.entry);
                    let contents = [name(0, a), name(1, b)];
                    if contents[0] != contents[1] {
                        row.open = true;
                        self.open.push(Open { row: number as u32, contents, size: a.size });
                    }
                }
                // A link to nowhere has no content at all.
                (Some(_), None) | (None, Some(_)) if a.kind == b.kind => row.what |= What::Content.bit(),
                _ => {}
            }
        }
        self.rows.push(row);
        number
    }

    /// The bytes to count for a content.
    fn bytes(&mut self, side: usize, content: Option<Bytes>) -> u64 {
        match content {
            Some(of) if of.has_names && !self.counted[side].insert((of.layer, of.entry)) => 0,
            Some(of) => of.size,
            None => 0,
        }
    }
}

/// What is different, but for the content.
fn differences(a: &Traits<'_>, b: &Traits<'_>) -> u8 {
    let times = a.mtime.zip(b.mtime);
    let sorted = |of: &Traits<'_>| {
        let mut xattrs = of.xattrs.to_vec();
        xattrs.sort_unstable();
        xattrs
    };
    [
        (What::Kind, a.kind != b.kind),
        (What::Mode, a.kind == b.kind && a.mode != b.mode),
        (What::Owner, a.owner != b.owner),
        (What::Mtime, times.is_some_and(|(a, b)| a != b)),
        (What::Link, a.kind == b.kind && a.link != b.link),
        (What::Xattrs, a.xattrs != b.xattrs && sorted(a) != sorted(b)),
        (What::Device, a.kind == b.kind && a.device != b.device),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .fold(0, |bits, (what, _)| bits | what.bit())
}
