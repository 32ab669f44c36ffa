//! The newest filesystem of an image for those who walk two of them in step.

use super::Tree;
use super::entry::Entry;
use super::links::Content;
use super::merge::Seen;
use super::rules::{Moment, Rules};
use crate::layer::ROOT;
use crate::tar::Kind;

/// A visible path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) path: u32,
    floor: u16,
    seen: Seen,
}

/// What a path is, with what a hard link leads to in the place of the link.
pub(crate) struct Traits<'a> {
    pub(crate) kind: Kind,
    /// Of a symbolic link always the same.
    pub(crate) mode: u16,
    pub(crate) owner: (u32, u32),
    /// `None` of a directory that no layer wrote.
    pub(crate) mtime: Option<i64>,
    /// Of a symbolic link; empty for other kinds.
    pub(crate) link: &'a [u8],
    pub(crate) device: (u32, u32),
    pub(crate) xattrs: &'a [(Vec<u8>, Vec<u8>)],
    /// Of a file: the layer and its entry, the bytes, and whether it may have other names.
    pub(crate) content: Option<Bytes>,
}

/// The content of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bytes {
    pub(crate) layer: u16,
    pub(crate) entry: u32,
    pub(crate) size: u64,
    pub(crate) has_names: bool,
}

impl Tree {
    fn newest_moment(&self) -> Moment {
        Moment { layer: self.layers.len().saturating_sub(1) as u16, rules: Rules::Oci }
    }

    /// The root.
    pub(crate) fn top(&self) -> Option<Node> {
        let look = self.look(ROOT, self.newest_moment(), 0);
        look.seen.map(|seen| Node { path: ROOT, floor: look.floor, seen })
    }

    /// What is in a directory, names in byte order; nothing in anything else.
    pub(crate) fn inside(&self, node: &Node) -> Vec<Node> {
        if !node.seen.directory {
            return Vec::new();
        }
        let at = self.newest_moment();
        let children = self.sorted.of(node.path).iter();
        children
            .filter_map(|child| {
                let look = self.look(*child, at, node.floor);
                look.seen.map(|seen| Node { path: *child, floor: look.floor, seen })
            })
            .collect()
    }

    pub(crate) fn name_of(&self, node: &Node) -> &[u8] {
        self.paths.name(node.path)
    }

    pub(crate) fn traits(&self, node: &Node) -> Traits<'_> {
        let facts = self.facts(node.seen);
        let written = node.seen.entry != crate::layer::NONE;
        let mut traits = Traits {
            kind: facts.kind,
            mode: facts.mode,
            owner: (facts.uid, facts.gid),
            mtime: (written || !node.seen.directory).then_some(facts.mtime),
            link: facts.link,
            device: facts.device,
            xattrs: facts.xattrs,
            content: None,
        };
        let content = if node.seen.directory { None } else { self.content(node.seen) };
        if facts.kind == Kind::Hardlink
            && let Some(Content { layer, entry }) = content
            && let Some(target) = self.of(layer).map(|layer| layer.entry(entry))
        {
            traits.kind = target.kind;
            traits.link = target.link;
            traits.device = target.device;
            // Archivers write them with the first name only.
            if traits.xattrs.is_empty() {
                traits.xattrs = target.xattrs;
            }
        }
        match traits.kind {
            Kind::Symlink => traits.mode = 0o777,
            Kind::File => {
                traits.content = content.map(|content| Bytes {
                    layer: content.layer,
                    entry: content.entry,
                    size: self.content_size(content),
                    has_names: self.links().groups().contains_key(&content),
                });
            }
            _ => {}
        }
        traits
    }

    /// What is at a path by its number.
    pub(crate) fn entry_at(&self, path: u32) -> Option<Entry> {
        let at = self.newest_moment();
        self.see(path, at).seen.map(|seen| self.entry(path, seen, at))
    }

    /// The number of a path that any layer says something of.
    pub(crate) fn number(&self, path: &str) -> Option<u32> {
        self.find(path)
    }

    /// A path by its number, as shown.
    pub(crate) fn path_at(&self, path: u32) -> String {
        self.shown(path)
    }
}
