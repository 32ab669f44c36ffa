//! Two images compared: their newest filesystems path by path, and their configs.
//!
//! Files of different size differ. Of equal size, they are the same if they are one entry of one layer, which
//! two images share if its diff ID is the same in both; all others are unknown until their content is hashed,
//! and never taken as the same or as changed by size alone. So [`Comparison::new`] reads nothing;
//! [`Comparison::wanted`] tells what is to be hashed, [`Comparison::settle`] takes the digests.
//!
//! Hard links are compared by what they lead to, not by which names share it.

mod config;
mod page;
mod settle;
mod walk;

pub use config::{Setting, configs, packages, settings};
pub use page::{Difference, Page, Query};
pub use settle::Wanted;

use std::iter::Sum;
use std::ops::Add;

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use crate::image::Digest;
use crate::layer::NONE;
use crate::tree::Tree;
use settle::Open;

/// One of the two images.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// Its tree, as far as its layers have arrived.
    pub tree: &'a Tree,
    /// Of each layer what names its uncompressed tar: the diff ID; `None` where that isn't known. If a layer's
    /// diff ID is wrong, so is what is said of its files.
    pub layers: &'a [Option<String>],
}

/// What became of a path from the first image to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Removed,
    /// Both have it, and something is different.
    Changed,
    /// All else is the same, and the contents have the same size but are not hashed yet.
    Unknown,
    /// Nothing is different.
    Same,
}

/// What is different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// It is another kind of thing; a hard link is what it leads to.
    Kind,
    /// The bytes of a file.
    Content,
    /// Permission bits.
    Mode,
    /// User or group, by number.
    Owner,
    /// The time of its last change; not of directories that no layer wrote, which have none.
    Mtime,
    /// The target of a symbolic link.
    Link,
    /// Extended attributes.
    Xattrs,
    /// Major or minor number of a device.
    Device,
}

impl What {
    /// Its bit in [`Row::what`].
    fn bit(self) -> u8 {
        1 << self as u8
    }
}

const WHATS: [What; 8] =
    [What::Kind, What::Content, What::Mode, What::Owner, What::Mtime, What::Link, What::Xattrs, What::Device];

/// How many paths, and their bytes of content in each of the images; a content with several names counts with
/// the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Count {
    /// Paths.
    pub count: u64,
    /// Bytes in the first image.
    pub before: u64,
    /// Bytes in the second.
    pub after: u64,
}

/// Paths and bytes of each [`Kind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Totals {
    /// Of [`Kind::Added`].
    pub added: Count,
    /// Of [`Kind::Removed`].
    pub removed: Count,
    /// Of [`Kind::Changed`].
    pub changed: Count,
    /// Of [`Kind::Unknown`].
    pub unknown: Count,
    /// Of [`Kind::Same`].
    pub same: Count,
}

impl Totals {
    /// Those of one kind.
    pub fn of(&self, kind: Kind) -> Count {
        match kind {
            Kind::Added => self.added,
            Kind::Removed => self.removed,
            Kind::Changed => self.changed,
            Kind::Unknown => self.unknown,
            Kind::Same => self.same,
        }
    }
}

impl Add for Count {
    type Output = Self;

    fn add(self, more: Self) -> Self {
        Self {
            count: self.count + more.count,
            before: self.before.saturating_add(more.before),
            after: self.after.saturating_add(more.after),
        }
    }
}

impl Sum for Totals {
    fn sum<I: Iterator<Item = Self>>(totals: I) -> Self {
        totals.fold(Self::default(), |sum, more| Self {
            added: sum.added + more.added,
            removed: sum.removed + more.removed,
            changed: sum.changed + more.changed,
            unknown: sum.unknown + more.unknown,
            same: sum.same + more.same,
        })
    }
}

/// The comparison in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Of all paths, the root not among them.
    pub totals: Totals,
    /// Layers that both have: the position in the first image and in the second.
    pub shared: Vec<(usize, usize)>,
    /// Layers of each image that are not read, so that what they hold is not in this.
    pub unread: [Vec<usize>; 2],
    /// Files whose content is not settled; those that also changed otherwise count too.
    pub open: usize,
}

/// A path of either image. The rows stand depth first, names in byte order.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// The numbers of the path in the trees; `NONE` where it isn't.
    paths: [u32; 2],
    bytes: [u64; 2],
    /// The row after the last one below it.
    end: u32,
    /// The bits of what is different.
    what: u8,
    /// Whether its content is still to be hashed.
    open: bool,
    directory: bool,
}

impl Row {
    fn kind(&self) -> Kind {
        match self.paths {
            [NONE, _] => Kind::Added,
            [_, NONE] => Kind::Removed,
            _ if self.what != 0 => Kind::Changed,
            _ if self.open => Kind::Unknown,
            _ => Kind::Same,
        }
    }

    fn totals(&self) -> Totals {
        let count = Count { count: 1, before: self.bytes[0], after: self.bytes[1] };
        let mut totals = Totals::default();
        match self.kind() {
            Kind::Added => totals.added = count,
            Kind::Removed => totals.removed = count,
            Kind::Changed => totals.changed = count,
            Kind::Unknown => totals.unknown = count,
            Kind::Same => totals.same = count,
        }
        totals
    }
}

/// Two images compared, as of the layers that had arrived. It does not hold their trees: what asks for paths is
/// given them again.
pub struct Comparison {
    rows: Vec<Row>,
    open: Vec<Open>,
    /// Of each image and layer: a number that is the same where the layer is.
    classes: [Vec<u32>; 2],
    /// Of each such number: the first image and layer that has it.
    holders: Vec<(usize, usize)>,
    digests: HashMap<(u32, u32), Digest>,
    unread: [Vec<usize>; 2],
    generations: [u32; 2],
}

impl Comparison {
    /// The comparison in numbers.
    pub fn summary(&self) -> Summary {
        let shared = self.classes[0].iter().enumerate();
        Summary {
            totals: self.rows.iter().map(Row::totals).sum(),
            shared: shared
                .filter_map(|(position, class)| {
                    Some((position, self.classes[1].iter().position(|other| other == class)?))
                })
                .collect(),
            unread: self.unread.clone(),
            open: self.open.len(),
        }
    }
}
