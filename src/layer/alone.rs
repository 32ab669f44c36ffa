//! What stands at each path when a layer is unpacked by itself, as Docker and podman do it for
//! overlayfs: a whiteout becomes a device 0:0, an opaque mark an attribute of its directory, and what a
//! later entry replaces is gone, whiteouts and marks with it. The kernel then merges the layers.
//! The layer specification knows none of this: there, whiteouts and entries never meet.

use super::paths::{NONE, Paths, ROOT};

/// The layer has nothing at the path.
pub(crate) const NOTHING: u8 = 0;
/// A directory, written or made for something below it; it merges with one below the layer.
pub(crate) const DIRECTORY: u8 = 1;
/// Anything else that is visible.
pub(crate) const OTHER: u8 = 2;
/// A device 0:0: what is below the layer is hidden.
pub(crate) const WHITEOUT: u8 = 3;
/// The bits of these.
pub(crate) const KIND: u8 = 3;
/// The directory hides what is below the layer.
pub(crate) const OPAQUE: u8 = 4;

/// The state of all paths while the layer is read.
pub(super) struct Alone {
    states: Vec<u8>,
    /// Of each path: the number of the entry that made it so, or of the next one if none did.
    made: Vec<u32>,
    /// The last entry that replaced a directory, so that what was in it is gone.
    last_cut: Option<u32>,
}

impl Alone {
    pub(super) fn new() -> Self {
        Self { states: vec![DIRECTORY], made: vec![0], last_cut: None }
    }

    /// Makes room for a new path.
    pub(super) fn grow(&mut self) {
        self.states.push(NOTHING);
        self.made.push(0);
    }

    /// What stands at a path now. `cuts` has of each path the last entry that was no directory.
    pub(super) fn at(&self, paths: &Paths, cuts: &[u32], path: u32) -> u8 {
        let (state, made) = (self.states[path as usize], self.made[path as usize]);
        let whole = state == NOTHING
            || path == ROOT
            || self.last_cut.is_none_or(|cut| made > cut)
            || paths.upwards(paths.parent(path)).all(|above| {
                let cut = cuts[above as usize];
                cut == NONE || cut < made
            });
        if whole { state } else { NOTHING }
    }

    /// The same, without the mark.
    pub(super) fn kind(&self, paths: &Paths, cuts: &[u32], path: u32) -> u8 {
        self.at(paths, cuts, path) & KIND
    }

    /// What, from a path upwards, is in the way of anything below it: `OTHER`, `WHITEOUT` or `NOTHING`.
    pub(super) fn obstacle(&self, paths: &Paths, cuts: &[u32], path: u32) -> u8 {
        for at in paths.upwards(path) {
            match self.kind(paths, cuts, at) {
                NOTHING => {}
                DIRECTORY => break,
                kind => return kind,
            }
        }
        NOTHING
    }

    /// Makes a path a directory, and those above it, before entry number `now`. No unpacker makes one of a
    /// whiteout; that it hides what is below the layer stays so.
    pub(super) fn enter(&mut self, paths: &Paths, cuts: &[u32], path: u32, now: u32) {
        for at in paths.upwards(path) {
            match self.kind(paths, cuts, at) {
                DIRECTORY => break,
                WHITEOUT => self.set(at, DIRECTORY | OPAQUE, now),
                _ => self.set(at, DIRECTORY, now),
            }
        }
    }

    /// Entry number `now` makes a path something; `cuts` do not know it yet.
    pub(super) fn put(&mut self, paths: &Paths, cuts: &[u32], path: u32, state: u8, now: u32) {
        let before = self.kind(paths, cuts, path);
        if state & KIND == DIRECTORY && before == DIRECTORY {
            // The one that is there gets new metadata, and keeps its mark.
            self.states[path as usize] |= state;
            return;
        }
        if before == DIRECTORY {
            self.last_cut = Some(now);
        }
        self.set(path, state, now);
    }

    /// Marks a directory.
    pub(super) fn mark(&mut self, path: u32) {
        self.states[path as usize] |= OPAQUE;
    }

    fn set(&mut self, path: u32, state: u8, now: u32) {
        self.states[path as usize] = state;
        self.made[path as usize] = now;
    }

    /// The states as they are when the whole layer is read.
    pub(super) fn finish(mut self, paths: &Paths, cuts: &[u32]) -> Vec<u8> {
        if self.last_cut.is_some() {
            self.states = (0..paths.len() as u32).map(|path| self.at(paths, cuts, path)).collect();
        }
        self.states
    }
}
