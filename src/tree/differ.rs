//! Where the OCI rules and overlayfs part, and why.

use serde::Serialize;

use super::merge::{Look, Seen};
use super::rules::{Moment, Rules};
use super::{DELETED, IMPLIED, OPAQUE, Say, Tree, WRITTEN, entry};
use crate::layer::alone::{self, DIRECTORY, NOTHING, OTHER, WHITEOUT};
use crate::layer::{Layer, NONE, ROOT};
use crate::problem::Problem;
use crate::tar::Kind;

/// What a layer does that the OCI rules and overlayfs take differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// It takes a directory away and makes it anew: to overlayfs that is one directory with the one below.
    RemadeDirectory,
    /// It has an opaque mark in the root, where overlayfs does not look for one.
    RootMark,
    /// It has a whiteout or a mark in a directory that it does not write: unpacking makes the directory.
    MadeForMark,
    /// It writes something in a directory that it does not write: unpacking gives that mode 0755 and owner 0.
    UnlistedDirectory,
    /// It has a character device 0:0, which is a whiteout to overlayfs.
    WhiteoutDevice,
    /// It has a hard link to what it has just taken away: a further whiteout.
    LinkToWhiteout,
    /// It has overlayfs's own attribute for an opaque directory.
    OpaqueAttribute,
    /// It writes below a name with `.wh.` before it, which no path of a container has.
    ReservedName,
    /// It has a whiteout or a mark where that is lost in unpacking.
    LostMark,
}

/// What is found at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// What it is.
    #[serde(serialize_with = "entry::kind")]
    pub kind: Kind,
    /// The layer that wrote it.
    pub layer: u32,
    /// Permission bits.
    pub mode: u16,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
}

/// How a path differs between the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Why.
    pub cause: Cause,
    /// The layer that does so.
    pub layer: u32,
    /// The path itself is the same, but not the names in the directory.
    pub inside: bool,
    /// What is at the path by the other rules.
    pub other: Option<Found>,
}

/// Why Docker or podman do not load an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The layer.
    pub layer: u32,
    /// What is wrong in it.
    pub problem: Problem,
}

impl Say {
    /// What is peculiar in it. `kind` is that of its entry.
    fn cause(self, path: u32, kind: Kind) -> Option<Cause> {
        let Self { what, alone, .. } = self;
        let (state, hides) = (alone & alone::KIND, alone & alone::OPAQUE != 0);
        let hides_specified = what & (DELETED | OPAQUE) != 0;
        if path == ROOT {
            return (what & OPAQUE != 0).then_some(Cause::RootMark);
        }
        match state {
            _ if what == 0 => (state != NOTHING).then_some(Cause::ReservedName),
            NOTHING => Some(Cause::LostMark),
            DIRECTORY if what & (WRITTEN | IMPLIED) == 0 => Some(Cause::MadeForMark),
            DIRECTORY if hides_specified && !hides && what & DELETED != 0 => Some(Cause::RemadeDirectory),
            DIRECTORY if hides_specified && !hides => Some(Cause::LostMark),
            DIRECTORY if hides && !hides_specified => Some(Cause::OpaqueAttribute),
            DIRECTORY if what & WRITTEN == 0 => Some(Cause::UnlistedDirectory),
            WHITEOUT if what & WRITTEN != 0 && kind == Kind::Hardlink => Some(Cause::LinkToWhiteout),
            WHITEOUT if what & WRITTEN != 0 => Some(Cause::WhiteoutDevice),
            OTHER if what & WRITTEN == 0 => Some(Cause::LostMark),
            _ => None,
        }
    }

    /// Whether it may lead to a difference in this layer of an image.
    pub(super) fn is_peculiar(self, path: u32, layer: &Layer) -> bool {
        let kind = if self.entry == NONE { Kind::Directory } else { layer.columns.kind(self.entry) };
        // In the oldest layer there is no directory that could have other metadata.
        self.cause(path, kind).is_some_and(|cause| cause != Cause::UnlistedDirectory || self.layer > 0)
    }
}

impl Tree {
    /// Why Docker or podman refuse the layers up to this one; nothing if they load them.
    pub fn refusals(&self, layer: usize) -> crate::Result<Vec<Refusal>> {
        let at = self.check(layer)?.layer;
        let layers = (0..=at).filter_map(|at| Some((at, self.of(at)?)));
        let refusals = layers.flat_map(|(at, layer)| {
            layer.refusals().map(move |problem| Refusal { layer: u32::from(at), problem: problem.clone() })
        });
        Ok(refusals.collect())
    }

    pub(super) fn is_refused(&self, layer: u16) -> bool {
        (0..=layer).filter_map(|at| self.of(at)).any(|layer| layer.refusals().next().is_some())
    }

    /// How many paths are not the same by the OCI rules and under overlayfs, as of a layer.
    pub fn differing(&self, layer: usize) -> crate::Result<usize> {
        Ok(self.count_differing(self.check(layer)?.layer))
    }

    pub(super) fn count_differing(&self, layer: u16) -> usize {
        if !self.peculiar {
            return 0;
        }
        let (oci, overlay) = (Moment { layer, rules: Rules::Oci }, Moment { layer, rules: Rules::Overlayfs });
        let mut floors = vec![(0, 0); self.paths.len()];
        let mut count = 0;
        // Parents come before their children.
        for path in ROOT..self.paths.len() as u32 {
            let (floor, other_floor) = floors[self.paths.parent(path) as usize];
            let (look, other) = (self.look(path, oci, floor), self.look(path, overlay, other_floor));
            floors[path as usize] = (look.floor, other.floor);
            count += usize::from(path != ROOT && !self.same(look.seen, other.seen));
        }
        count
    }

    /// How a path, or the names in a directory, differ from what the other rules give.
    pub(super) fn difference(&self, path: u32, at: Moment) -> Option<Difference> {
        if !self.peculiar {
            return None;
        }
        let there = at.by(at.rules.other());
        let (look, other) = (self.see(path, at), self.see(path, there));
        let found = other.seen.map(|seen| self.found(seen));
        if path != ROOT && !self.same(look.seen, other.seen) {
            let (cause, layer) = self.cause(path, at.layer)?;
            return Some(Difference { cause, layer, inside: false, other: found });
        }
        if !look.seen?.directory {
            return None;
        }
        let child = self.sorted.of(path).iter().find(|child| {
            let seen = |at, look: &Look| self.look(**child, at, look.floor).seen.is_some();
            seen(at, &look) != seen(there, &other)
        })?;
        let (cause, layer) = self.cause(*child, at.layer)?;
        Some(Difference { cause, layer, inside: true, other: found })
    }

    /// Whether it makes no difference to a container. A directory that was made in unpacking has the time
    /// of the unpacking; that alone is no difference.
    fn same(&self, a: Option<Seen>, b: Option<Seen>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) if a.directory && b.directory => {
                let (a, b) = (self.facts(a), self.facts(b));
                (a.mode, a.uid, a.gid, a.xattrs) == (b.mode, b.uid, b.gid, b.xattrs)
            }
            _ => a == b,
        }
    }

    fn found(&self, seen: Seen) -> Found {
        let facts = self.facts(seen);
        let (layer, mode) = (u32::from(seen.layer), facts.mode);
        Found { kind: facts.kind, layer, mode, uid: facts.uid, gid: facts.gid }
    }

    /// Why a path differs: what is peculiar in the newest layer that has something so, at the first path
    /// on the way down where the rules part.
    fn cause(&self, path: u32, layer: u16) -> Option<(Cause, u32)> {
        let (oci, overlay) = (Moment { layer, rules: Rules::Oci }, Moment { layer, rules: Rules::Overlayfs });
        let (mut floor, mut other_floor) = (0, 0);
        for step in self.paths.chain(path) {
            let least = floor.min(other_floor);
            let (look, other) = (self.look(step, oci, floor), self.look(step, overlay, other_floor));
            (floor, other_floor) = (look.floor, other.floor);
            let parted = floor != other_floor || look.seen.is_some() != other.seen.is_some() || step == path;
            if let Some(found) = parted.then(|| self.cause_at(step, layer, least, step == path)).flatten() {
                return Some(found);
            }
        }
        None
    }

    fn cause_at(&self, path: u32, layer: u16, floor: u16, itself: bool) -> Option<(Cause, u32)> {
        let mut next = self.newest[path as usize];
        while next != NONE {
            let say = self.says[next as usize];
            next = say.older;
            if say.layer > layer {
                continue;
            }
            if say.layer < floor {
                return None;
            }
            let kind = self.of(say.layer).filter(|_| say.entry != NONE);
            let kind = kind.map_or(Kind::Directory, |layer| layer.columns.kind(say.entry));
            // Metadata are only the directory's own affair.
            let cause = say.cause(path, kind).filter(|cause| itself || *cause != Cause::UnlistedDirectory);
            if let Some(cause) = cause {
                return Some((cause, u32::from(say.layer)));
            }
        }
        None
    }
}
