//! What of the layers up to one is visible at a path.

use super::rules::{Moment, Rules};
use super::{DELETED, IMPLIED, OPAQUE, PASSED, Say, Tree, WRITTEN};
use crate::layer::alone::{self, DIRECTORY, NOTHING, WHITEOUT};
use crate::layer::{NONE, ROOT};
use crate::tar::Kind;

/// A path as it is visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) directory: bool,
    /// The layer that wrote it.
    pub(super) layer: u16,
    /// The entry of that layer; `NONE` for a directory that is only implied.
    pub(super) entry: u32,
}

/// The answer of [`Tree::look`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) seen: Option<Seen>,
    /// The oldest layer whose say on the children counts: older ones are hidden here.
    pub(super) floor: u16,
}

impl Tree {
    /// A path as of `at`, where only layers from `floor` on count (what the parent's `Look` says).
    pub(super) fn look(&self, path: u32, at: Moment, floor: u16) -> Look {
        let mut look = match at.rules {
            Rules::Oci => self.look_specified(path, at.layer, floor),
            Rules::Overlayfs => self.look_mounted(path, at.layer, floor),
        };
        if path == ROOT && look.seen.is_none() {
            look.seen = Some(Seen { directory: true, layer: 0, entry: NONE });
        }
        look
    }

    /// As the kernel merges what stands in the layers' directories (Documentation/filesystems/overlayfs.rst,
    /// "Merging directories", "whiteouts and opaque directories").
    fn look_mounted(&self, path: u32, at: u16, floor: u16) -> Look {
        let mut look = Look { seen: None, floor };
        let mut next = self.newest[path as usize];
        while next != NONE {
            let say = self.says[next as usize];
            next = say.older;
            let kind = say.alone & alone::KIND;
            if say.layer > at || kind == NOTHING {
                continue;
            }
            if say.layer < floor {
                break;
            }
            let directory = kind == DIRECTORY;
            // Nobody sees when a root was made for what is in it; what a layer says of the root counts.
            if look.seen.is_none() && kind != WHITEOUT && (path != ROOT || say.entry != NONE) {
                look.seen = Some(Seen { directory, layer: say.layer, entry: say.entry });
            }
            // An opaque mark in the root is not looked at: the root is where the merging begins.
            if !directory || (say.alone & alone::OPAQUE != 0 && path != ROOT) {
                look.floor = look.floor.max(say.layer);
                break;
            }
        }
        look
    }

    fn look_specified(&self, path: u32, at: u16, floor: u16) -> Look {
        let mut look = Look { seen: None, floor };
        // An implied directory was met: metadata is what a directory further below has.
        let mut borrows = false;
        let mut next = self.newest[path as usize];
        while next != NONE {
            let say = self.says[next as usize];
            next = say.older;
            if say.layer > at {
                continue;
            }
            if say.layer < floor {
                break;
            }
            let decided = look.seen.is_some();
            if say.what & WRITTEN != 0 {
                let directory = path == ROOT || self.kind(say) == Kind::Directory;
                if !decided || (borrows && directory) {
                    look.seen = Some(Seen { directory, layer: say.layer, entry: say.entry });
                }
                borrows = false;
                if !directory || say.what & (DELETED | OPAQUE) != 0 {
                    look.floor = look.floor.max(say.layer);
                    break;
                }
            } else if say.what & IMPLIED != 0
                || (say.what & (PASSED | DELETED) == PASSED && self.is_symlink(next, floor))
            {
                if !decided || borrows {
                    look.seen = Some(Seen { directory: true, layer: say.layer, entry: NONE });
                    borrows = true;
                }
                if say.what & OPAQUE != 0 {
                    look.floor = look.floor.max(say.layer);
                }
                if say.what & DELETED != 0 || say.what & IMPLIED == 0 {
                    look.floor = look.floor.max(say.layer);
                    break;
                }
            } else if say.what & DELETED != 0 {
                look.floor = look.floor.max(say.layer);
                break;
            } else if say.what & OPAQUE != 0 {
                look.floor = look.floor.max(say.layer);
            }
        }
        look
    }

    /// Whether this say, if it counts at all, is a symbolic link.
    fn is_symlink(&self, say: u32, floor: u16) -> bool {
        self.says.get(say as usize).is_some_and(|say| {
            say.layer >= floor && say.what & WRITTEN != 0 && self.kind(*say) == Kind::Symlink
        })
    }

    pub(super) fn kind(&self, say: Say) -> Kind {
        self.of(say.layer).map_or(Kind::File, |layer| layer.columns.kind(say.entry))
    }

    /// A path as of `at`.
    pub(super) fn see(&self, path: u32, at: Moment) -> Look {
        let mut look = Look { seen: None, floor: 0 };
        for step in self.paths.chain(path) {
            look = self.look(step, at, look.floor);
            if step != path && !look.seen.is_some_and(|seen| seen.directory) {
                return Look { seen: None, floor: look.floor };
            }
        }
        look
    }

    /// Gives each path that is visible as of `at`, parents before their children.
    pub(super) fn each_seen(&self, at: Moment, mut give: impl FnMut(u32, Seen)) {
        let mut floors = vec![0; self.paths.len()];
        for path in 0..self.paths.len() as u32 {
            let look = self.look(path, at, floors[self.paths.parent(path) as usize]);
            floors[path as usize] = look.floor;
            if let Some(seen) = look.seen {
                give(path, seen);
            }
        }
    }

    /// A path as of the layer under `at`.
    pub(super) fn see_below(&self, path: u32, at: Moment) -> Option<Seen> {
        self.see(path, at.below()?).seen
    }
}
