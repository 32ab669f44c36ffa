//! What Docker and podman make of a layer's entries, and what they refuse. Each rule here was measured:
//! Docker 20.10 (overlay2), podman 4.3 (overlay), containerd 1.6 (overlayfs).

use super::super::alone::{DIRECTORY, NOTHING, OPAQUE, OTHER, WHITEOUT};
use super::super::name::Odd;
use super::super::paths::{NONE, ROOT};
use super::{Builder, MOST_LINKS, NAMED, Target, place};
use crate::Severity;
use crate::tar::{self, Kind};

/// The attribute that an opaque mark becomes, which a layer may have outright.
const OPAQUE_ATTRIBUTE: &[u8] = b"trusted.overlay.opaque";
/// No file, and no mark, of a layer may be named twice (OCI image-spec, layer.md, "Creation").
const TWICE: &str = "Docker and podman refuse such a layer (OCI image-spec, layer.md, \"Creation\").";
const REFUSED: &str = "Docker and podman refuse this layer.";

impl Builder {
    /// A whiteout becomes a device, for which the place must be free.
    pub(super) fn whiteout_alone(&mut self, parent: u32, path: u32, entry: &tar::Entry) {
        match self.obstacle(parent) {
            NOTHING => {}
            WHITEOUT => return self.remark_below_whiteout(entry),
            _ => {
                return self.warn(
                    "whiteout-below-file",
                    "a whiteout below something that the layer makes no directory; it does nothing",
                    entry,
                    "Docker refuses this layer, podman does not.",
                );
            }
        }
        let now = self.columns.len() as u32;
        self.alone.enter(&self.paths, &self.cut, parent, now);
        match self.alone.kind(&self.paths, &self.cut, path) {
            NOTHING => self.alone.put(&self.paths, &self.cut, path, WHITEOUT, now),
            WHITEOUT => self.warn("duplicate-path", "the layer has this whiteout twice", entry, TWICE),
            kind => {
                self.warn(
                    "whiteout-after-entry",
                    "a whiteout for what the layer itself writes; it counts for lower layers only",
                    entry,
                    REFUSED,
                );
                if kind == DIRECTORY {
                    self.alone.mark(path);
                }
            }
        }
    }

    /// An opaque mark becomes an attribute of its directory, which is made if need be.
    pub(super) fn mark_alone(&mut self, path: u32, entry: &tar::Entry) {
        self.once(path, super::MARKED, entry);
        if self.obstacle(path) != NOTHING {
            return self.warn(
                "mark-below-file",
                "an opaque mark in something that the layer makes no directory; it does nothing there",
                entry,
                "containerd refuses this layer, Docker's own store and podman do not.",
            );
        }
        self.alone.enter(&self.paths, &self.cut, path, self.columns.len() as u32);
        self.alone.mark(path);
    }

    /// What an entry makes of its path.
    pub(super) fn state_alone(&self, entry: &tar::Entry, target: Option<Target>) -> u8 {
        let device = |kind: Kind, device: (u32, u32)| kind == Kind::Char && device == (0, 0);
        match (entry.kind, target) {
            (Kind::Directory, _) if has_opaque_attribute(entry) => DIRECTORY | OPAQUE,
            (Kind::Directory, _) => DIRECTORY,
            (kind, _) if device(kind, entry.device) => WHITEOUT,
            (_, Some(Target::Whiteout)) => WHITEOUT,
            (_, Some(Target::Entry(index))) => {
                let of = self.columns.entry(index);
                if device(of.kind, of.device) { WHITEOUT } else { OTHER }
            }
            _ => OTHER,
        }
    }

    /// What is in the way of an entry in this directory.
    pub(super) fn obstacle(&self, directory: u32) -> u8 {
        self.alone.obstacle(&self.paths, &self.cut, directory)
    }

    /// Whether the layer itself has a directory there.
    pub(super) fn has_directory(&self, path: u32) -> bool {
        self.alone.kind(&self.paths, &self.cut, path) == DIRECTORY
    }

    /// Notes the name of an entry, `NAMED` or `MARKED`, and whether it is there twice. Who unpacks a
    /// layer compares names as they are spelt, apart from `.` and `..` in them.
    pub(super) fn once(&mut self, path: u32, named: u8, entry: &tar::Entry) {
        let bit = match spelling(&entry.path) {
            // A name that goes through a link is another path's.
            _ if self.through_link => 0,
            Spelling::Relative => named,
            Spelling::Absolute => named << 1,
            Spelling::Clamped => 0,
        };
        let says = self.says[path as usize];
        self.says[path as usize] |= bit;
        let before = self.current[path as usize];
        if says & bit != 0 {
            self.warn("duplicate-path", "the layer has this name twice; the last entry counts", entry, TWICE);
        } else if named == NAMED && before != NONE && self.live(before) {
            self.remarks.add(
                Severity::Info,
                "rewritten-path",
                "the layer writes this path twice, under two spellings; the last entry counts",
                || place(&entry.path),
                "Docker, podman and containerd do the same.",
            );
        }
    }

    pub(super) fn remark_below_whiteout(&mut self, entry: &tar::Entry) {
        self.warn(
            "child-of-whiteout",
            "an entry below a path that the layer has a whiteout for, without a directory between",
            entry,
            "Docker and containerd refuse this layer.",
        );
    }

    /// An entry that goes through a symbolic link of the layer into a directory that it does not have.
    pub(super) fn remark_link_out(&mut self, path: u32) {
        let shown = self.paths.bytes_of(path);
        self.remarks.add(
            Severity::Warning,
            "link-out-of-layer",
            "an entry below a symbolic link of the layer to a directory that the layer does not have",
            || place(&shown),
            "Docker and podman refuse this layer; containerd and umoci follow the link.",
        );
    }

    /// Directories get their times at the end, when there may be something else in their place.
    pub(super) fn remark_displaced(&mut self) {
        for path in std::mem::take(&mut self.displaced) {
            if !self.leads_somewhere(path) {
                let shown = self.paths.bytes_of(path);
                self.remarks.add(
                    Severity::Warning,
                    "lost-directory",
                    "a directory that the layer writes, and then puts something else in its way",
                    || place(&shown),
                    "Docker and podman refuse this layer: they can't set the time of the directory.",
                );
            }
        }
    }

    /// Whether the layer by itself has anything at a path, links followed.
    fn leads_somewhere(&self, path: u32) -> bool {
        // The names still to be gone through, the next at the end.
        let mut rest: Vec<&[u8]> = self.paths.upwards(path).map(|step| self.paths.name(step)).collect();
        let (mut at, mut links) = (ROOT, 0);
        while let Some(name) = rest.pop() {
            if name == b".." {
                at = self.paths.parent(at);
                continue;
            }
            let Some(child) = self.index.find(&self.paths, at, name) else { return false };
            if let Some(link) = self.symlink_at(child) {
                links += 1;
                if links > MOST_LINKS {
                    return false;
                }
                let text = self.columns.link(link);
                at = if text.starts_with(b"/") { ROOT } else { at };
                let names = text.split(|byte| *byte == b'/').filter(|name| !matches!(*name, b"" | b"."));
                rest.extend(names.rev());
                continue;
            }
            match self.alone.kind(&self.paths, &self.cut, child) {
                NOTHING => return false,
                DIRECTORY => at = child,
                _ => return rest.is_empty(),
            }
        }
        true
    }

    /// What overlayfs takes for its own.
    pub(super) fn remark_overlay(&mut self, entry: &tar::Entry) {
        if entry.kind == Kind::Char && entry.device == (0, 0) {
            self.warn(
                "overlay-whiteout",
                "a character device 0:0, which overlayfs takes for a whiteout",
                entry,
                "By the OCI rules it is a device. Under Docker and podman the path disappears.",
            );
        }
        if entry.kind == Kind::Directory && has_opaque_attribute(entry) {
            self.warn(
                "overlay-opaque",
                "an attribute by which overlayfs hides what lower layers have in the directory",
                entry,
                "By the OCI rules it hides nothing; under Docker and podman it does, under containerd not.",
            );
        }
    }

    pub(super) fn remark_odd(&mut self, odd: Odd, entry: &tar::Entry) {
        let (code, message) = match odd {
            Odd::Leftover => {
                ("aufs-leftover", "a note of the aufs storage driver, no part of the filesystem")
            }
            Odd::Reserved => ("reserved-name", "a name with a `.wh.` in it that no file may have"),
        };
        self.remarks.add(
            Severity::Info,
            code,
            message,
            || place(&entry.path),
            "It is hidden by the OCI rules; loaders make a file of what is below such a name.",
        );
    }

    pub(super) fn warn(&mut self, code: &'static str, message: &str, entry: &tar::Entry, help: &str) {
        self.remarks.add(Severity::Warning, code, message, || place(&entry.path), help);
    }
}

fn has_opaque_attribute(entry: &tar::Entry) -> bool {
    entry.xattrs.iter().any(|(name, value)| name == OPAQUE_ATTRIBUTE && value == b"y")
}

#[derive(Debug, PartialEq, Eq)]
enum Spelling {
    Relative,
    Absolute,
    /// It climbs above the root.
    Clamped,
}

fn spelling(path: &[u8]) -> Spelling {
    if path.starts_with(b"/") {
        return Spelling::Absolute;
    }
    let mut depth = 0_u32;
    for name in path.split(|byte| *byte == b'/') {
        depth = match name {
            b"" | b"." => depth,
            b".." => match depth.checked_sub(1) {
                Some(depth) => depth,
                None => return Spelling::Clamped,
            },
            _ => depth + 1,
        };
    }
    Spelling::Relative
}
