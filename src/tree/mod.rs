//! One tree of all layers of an image: each path with what each layer says of it.
//!
//! The merged filesystem as of a layer, what a layer changed, who wrote a path: all are questions to
//! this one structure. Layers may arrive in any order, and some may never.
//!
//! # Rules
//! The merge follows the OCI image specification (layer.md, "Applying Changesets" and "Whiteouts"):
//! whiteouts and opaque marks hide what is below their layer and never a sibling in it, wherever they
//! stand; a directory on a directory replaces its metadata; any other pair replaces what was there with
//! all below it. Where the specification is silent:
//! - a missing parent is a directory with mode 0755 and owner 0; one that is visible below keeps its metadata;
//! - an entry below a lower layer's symbolic link or file makes that path a directory, as overlayfs does;
//!   a whiteout below a symbolic link does so as well;
//! - a hard link to a path of lower layers is a further name of the file that is visible there, as in umoci.
//!
//! Docker and podman unpack each layer by itself and let overlayfs merge them, which now and then gives
//! something else. Each question can be asked by either [`Rules`]; [`Difference`] tells where they part.
//!
//! # Names
//! Paths are absolute. Bytes that are not UTF-8 are shown as `\xNN`; in names that need this, a
//! backslash is shown as `\\`. Calls take this form and, where no such name exists, the literal one.

#[cfg(feature = "scan")]
mod body;
mod changes;
mod differ;
mod entry;
#[cfg(feature = "scan")]
mod fate;
mod links;
mod list;
mod locate;
mod merge;
mod name;
mod rules;
mod sorted;
mod totals;
mod versions;
mod view;
#[cfg(feature = "scan")]
mod visible;
#[cfg(feature = "scan")]
pub(crate) mod visit;
#[cfg(feature = "scan")]
mod wrote;

#[cfg(feature = "scan")]
pub(crate) use body::Body;
pub use differ::{Cause, Difference, Found, Refusal};
pub use entry::{Bytes, Change, ChangeKind, Entry, Version, VersionKind};
#[cfg(feature = "scan")]
pub use fate::Fate;
#[cfg(feature = "scan")]
pub(crate) use links::Content;
pub use locate::Located;
#[cfg(feature = "scan")]
pub(crate) use name::show;
pub use rules::{At, Rules};
pub use totals::Info;
pub use view::{Mode, Row, Sort, View, ViewInfo, ViewOptions};
#[cfg(feature = "scan")]
pub use visible::Visible;
#[cfg(feature = "scan")]
pub use wrote::Wrote;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use hashbrown::HashMap;

use crate::layer::{Layer, NONE, PathIndex, Paths, ROOT, is_reserved};
use crate::{Error, Result};
use links::Links;
use rules::Moment;
use sorted::Sorted;
use totals::Totals;

/// What one layer says of one path.
#[derive(Debug, Clone, Copy)]
struct Say {
    /// The layer's entry; `NONE` if it has none that stays.
    entry: u32,
    /// The next older say on the same path.
    older: u32,
    layer: u16,
    /// What it says by the specification: the bits below.
    what: u8,
    /// What it is to overlayfs: the values of [`alone`].
    alone: u8,
}

/// The layer has an entry for the path.
const WRITTEN: u8 = 1;
/// It has none, but has one for something below.
const IMPLIED: u8 = 2;
/// It has a whiteout for the path.
const DELETED: u8 = 4;
/// It has an opaque mark in the path.
const OPAQUE: u8 = 8;
/// It has a whiteout or an opaque mark below the path.
const PASSED: u8 = 16;

/// The union of an image's layers.
pub struct Tree {
    layers: Vec<Option<Rc<Layer>>>,
    paths: Paths,
    index: PathIndex,
    sorted: Sorted,
    /// Of each path: its newest say.
    newest: Vec<u32>,
    says: Vec<Say>,
    /// Of each layer and hard link in it, in its order: the path it writes and the path of its target.
    hard_links: Vec<Vec<(u32, u32)>>,
    /// Counts the layers that came.
    generation: u32,
    links: OnceCell<Links>,
    totals: RefCell<HashMap<Moment, Rc<Totals>>>,
    /// Whether any layer says something that overlayfs may take otherwise than the specification.
    peculiar: bool,
}

impl Tree {
    /// The tree of an image with so many layers, none of which is known yet.
    pub fn new(layers: usize) -> Self {
        Self {
            layers: vec![None; layers],
            paths: Paths::new(),
            index: PathIndex::new(),
            sorted: Sorted::new(),
            newest: vec![NONE],
            says: Vec::new(),
            hard_links: vec![Vec::new(); layers],
            generation: 0,
            links: OnceCell::new(),
            totals: RefCell::new(HashMap::new()),
            peculiar: false,
        }
    }

    /// How many layers the image has.
    pub fn layers(&self) -> usize {
        self.layers.len()
    }

    /// The layer at a position, if it has arrived.
    pub fn layer(&self, position: usize) -> Option<&Rc<Layer>> {
        self.layers.get(position)?.as_ref()
    }

    /// Changes whenever a layer arrives.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Takes the layer at `position`, counted from 0, oldest first.
    pub fn add(&mut self, position: usize, layer: Rc<Layer>) -> Result<()> {
        let number = self.check(position)?.layer;
        if self.layers.get(position).is_none_or(Option::is_some) {
            return Err(Error::usage(format!(
                "the tree has no place for layer {position}, or has it already"
            )));
        }
        let known = self.paths.len();
        let placed = self.place(&layer)?;
        let (mut what, entries) = say_by_path(&layer);
        spread(&layer.paths, &mut what);
        let says = what.iter().zip(&layer.alone).filter(|(what, alone)| **what != 0 || **alone != 0);
        self.says.reserve_exact(says.count());
        for (path, (what, alone)) in what.iter().zip(&layer.alone).enumerate() {
            if *what != 0 || *alone != 0 {
                let say =
                    Say { entry: entries[path], older: NONE, layer: number, what: *what, alone: *alone };
                self.peculiar |= say.is_peculiar(placed[path], &layer);
                self.say(placed[path], say);
            }
        }
        let columns = &layer.columns;
        self.hard_links[position] = columns
            .hard_links()
            .map(|(entry, target)| {
                let placed = |path: u32| placed.get(path as usize).copied().unwrap_or(NONE);
                let to = match target {
                    crate::layer::Target::Entry(entry) => columns.paths[entry as usize],
                    crate::layer::Target::Below(path) => path,
                    crate::layer::Target::Whiteout | crate::layer::Target::Broken => NONE,
                };
                (placed(columns.paths[entry as usize]), placed(to))
            })
            .collect();
        self.layers[position] = Some(layer);
        self.sorted.update(&self.paths, known);
        self.generation += 1;
        self.links = OnceCell::new();
        self.totals.borrow_mut().clear();
        Ok(())
    }

    /// Gives the layer at `position` up again, as if it had never come. Its paths keep their numbers.
    pub fn remove(&mut self, position: usize) -> Result<()> {
        let number = self.check(position)?.layer;
        if self.layers.get_mut(position).and_then(Option::take).is_none() {
            return Ok(());
        }
        for newest in &mut self.newest {
            // A path has at most one say of each layer.
            let mut above = NONE;
            let mut at = *newest;
            while at != NONE && self.says[at as usize].layer > number {
                above = at;
                at = self.says[at as usize].older;
            }
            if at != NONE && self.says[at as usize].layer == number {
                let older = self.says[at as usize].older;
                match above {
                    NONE => *newest = older,
                    _ => self.says[above as usize].older = older,
                }
            }
        }
        self.hard_links[position].clear();
        self.generation += 1;
        self.links = OnceCell::new();
        self.totals.borrow_mut().clear();
        Ok(())
    }

    /// Gives each path of the layer its number in the tree.
    fn place(&mut self, layer: &Layer) -> Result<Vec<u32>> {
        let count = layer.paths.len();
        let mut placed = vec![NONE; count];
        placed[0] = ROOT;
        if self.paths.len() == 1 {
            self.index.reserve(&self.paths, count);
        }
        for path in 1..count as u32 {
            let parent = placed[layer.paths.parent(path) as usize];
            let name = layer.paths.name(path);
            let at = self
                .index
                .insert(&mut self.paths, parent, name)
                .ok_or_else(|| Error::limit("layerEntries", u64::from(NONE), "all layers of the image"))?;
            placed[path as usize] = at;
        }
        self.paths.shrink();
        self.newest.reserve_exact(self.paths.len() - self.newest.len());
        self.newest.resize(self.paths.len(), NONE);
        Ok(placed)
    }

    fn say(&mut self, path: u32, say: Say) {
        let number = self.says.len() as u32;
        let mut above = NONE;
        let mut at = self.newest[path as usize];
        while at != NONE && self.says[at as usize].layer > say.layer {
            above = at;
            at = self.says[at as usize].older;
        }
        self.says.push(Say { older: at, ..say });
        match above {
            NONE => self.newest[path as usize] = number,
            _ => self.says[above as usize].older = number,
        }
    }

    /// The position as the says have it. An image without layers is empty "as of layer 0".
    fn check(&self, at: impl Into<At>) -> Result<Moment> {
        let At { layer, rules } = at.into();
        let known = u16::try_from(layer).ok().filter(|_| layer < self.layers.len().max(1));
        known.map(|layer| Moment { layer, rules }).ok_or_else(|| {
            Error::usage(format!("there is no layer {layer}: the image has {}", self.layers.len()))
        })
    }

    /// The layer a say is of.
    fn of(&self, layer: u16) -> Option<&Layer> {
        self.layer(usize::from(layer)).map(|layer| &**layer)
    }
}

/// What the layer says of each of its paths by the specification, and the entry.
fn say_by_path(layer: &Layer) -> (Vec<u8>, Vec<u32>) {
    let mut what = vec![0; layer.paths.len()];
    let mut entries = vec![NONE; layer.paths.len()];
    for (entry, path) in layer.columns.paths.iter().enumerate() {
        if *path != NONE {
            what[*path as usize] |= WRITTEN;
            entries[*path as usize] = entry as u32;
        }
    }
    for path in &layer.whiteouts {
        what[*path as usize] |= DELETED;
    }
    for path in &layer.opaques {
        what[*path as usize] |= OPAQUE | PASSED;
    }
    // No path of a container begins with `.wh.` (layer.md, "Whiteouts"), nor is anything below one.
    let mut reserved = vec![false; layer.paths.len()];
    for path in 1..layer.paths.len() as u32 {
        let at = path as usize;
        reserved[at] = reserved[layer.paths.parent(path) as usize] || is_reserved(layer.paths.name(path));
        if reserved[at] {
            what[at] = 0;
        }
    }
    (what, entries)
}

/// Tells parents of what is below them. Children have larger numbers, so going backwards is enough.
fn spread(paths: &Paths, what: &mut [u8]) {
    for path in (1..what.len()).rev() {
        let parent = paths.parent(path as u32) as usize;
        if what[path] & (WRITTEN | IMPLIED) != 0 && what[parent] & WRITTEN == 0 {
            what[parent] |= IMPLIED;
        }
        if what[path] & (DELETED | OPAQUE | PASSED) != 0 {
            what[parent] |= PASSED;
        }
    }
}
