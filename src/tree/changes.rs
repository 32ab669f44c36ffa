//! What one layer did, against the layers below it.

use super::entry::{Change, ChangeKind};
use super::merge::{Look, Seen};
use super::rules::{At, Moment, Rules};
use super::{Tree, WRITTEN};
use crate::Result;
use crate::layer::{NONE, ROOT};

impl Tree {
    /// Every path that the layer changed, depth first, names in byte order: of a directory that is gone
    /// all that was in it too. A directory is changed if its mode, owner, time or attributes are; that it
    /// stands in the layer again is no change, nor is one of its content. The root is left out.
    pub fn changes(&self, at: impl Into<At>) -> Result<Vec<Change>> {
        let at = self.check(at)?;
        let mut changes = Vec::new();
        let mut rest = vec![(ROOT, 0, 0)];
        while let Some((path, floor, floor_below)) = rest.pop() {
            let now = self.look(path, at, floor);
            let before = self.look_below(path, at, floor_below);
            if let Some(kind) = self.change(now.seen, before.seen, at.rules).filter(|_| path != ROOT) {
                changes.push(Change {
                    kind,
                    path: self.shown(path),
                    entry: now.seen.map(|seen| self.entry(path, seen, at)),
                    before: before.seen.zip(at.below()).map(|(seen, below)| self.entry(path, seen, below)),
                });
            }
            if self.may_differ_below(path, at, &now, &before) {
                rest.extend(self.sorted.of(path).iter().rev().map(|child| (*child, now.floor, before.floor)));
            }
        }
        Ok(changes)
    }

    /// As [`Tree::look`], as of the layer under `at`.
    pub(super) fn look_below(&self, path: u32, at: Moment, floor: u16) -> Look {
        match at.below() {
            Some(below) => self.look(path, below, floor),
            None => Look { seen: None, floor: 0 },
        }
    }

    /// Whether the layer can have changed anything below a path.
    pub(super) fn may_differ_below(&self, path: u32, at: Moment, now: &Look, before: &Look) -> bool {
        let is_directory = |look: &Look| look.seen.is_some_and(|seen| seen.directory);
        (is_directory(now) || is_directory(before))
            && (self.speaks(path, at.layer) || now.floor != before.floor)
    }

    /// Whether the layer says anything of the path, or of something below it.
    fn speaks(&self, path: u32, at: u16) -> bool {
        let mut next = self.newest[path as usize];
        while next != NONE {
            let say = self.says[next as usize];
            if say.layer <= at {
                return say.layer == at;
            }
            next = say.older;
        }
        false
    }

    /// What became of a path.
    pub(super) fn change(&self, now: Option<Seen>, before: Option<Seen>, rules: Rules) -> Option<ChangeKind> {
        match (now, before) {
            (None, None) => None,
            (Some(_), None) => Some(ChangeKind::Added),
            (None, Some(_)) => Some(ChangeKind::Deleted),
            (Some(now), Some(before)) if now == before => None,
            (Some(now), Some(before)) if now.directory && before.directory => {
                let (a, b) = (self.facts(now), self.facts(before));
                // A directory made on the way has the time of the unpacking, which no archive tells.
                let timeless = now.entry == NONE && rules == Rules::Overlayfs;
                let same = (a.mode, a.uid, a.gid, a.xattrs) == (b.mode, b.uid, b.gid, b.xattrs)
                    && (timeless || a.mtime == b.mtime);
                (!same).then_some(ChangeKind::Modified)
            }
            _ => Some(ChangeKind::Modified),
        }
    }

    /// Whether the layer has an entry for the path.
    pub(super) fn writes(&self, path: u32, at: Moment) -> bool {
        let (rules, at) = (at.rules, at.layer);
        let mut next = self.newest[path as usize];
        while next != NONE {
            let say = self.says[next as usize];
            if say.layer <= at {
                return say.layer == at
                    && (say.what & WRITTEN != 0 || (rules == Rules::Overlayfs && say.entry != NONE));
            }
            next = say.older;
        }
        false
    }
}
