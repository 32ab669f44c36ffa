//! The bodies of files in the layers' tars: where each stands in the tree, what became of it, and what it took the
//! place of.

use super::fate::Fate;
use super::links::Content;
use super::rules::{Moment, Rules};
use super::{Tree, WRITTEN};
use crate::Result;
use crate::layer::NONE;
use crate::tar::Kind;

/// The content of a file that a layer brought.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Body {
    pub(crate) content: Content,
    /// Where a container sees it; of one that none sees where it was written. `NONE` where a later entry of the
    /// layer took that place: the index does not keep the path.
    pub(crate) path: u32,
    pub(crate) fate: Fate,
}

impl Tree {
    /// All of them, oldest layer first, in the order of the tars.
    pub(crate) fn bodies(&self) -> Result<Vec<Body>> {
        let mut bodies = Vec::new();
        for (position, visible) in self.visible(self.top_layer())?.iter().enumerate() {
            self.each_fate(position, &visible.contents, |content, path, fate| {
                bodies.push(Body { content, path: self.home(content, path, fate), fate });
            });
        }
        Ok(bodies)
    }

    /// The position of the newest layer; 0 if there is none.
    pub(super) fn top_layer(&self) -> usize {
        self.layers.len().saturating_sub(1)
    }

    /// Where a content is said to be, if it was written to `path`.
    fn home(&self, content: Content, path: u32, fate: Fate) -> u32 {
        if !self.links().groups().contains_key(&content) {
            return path;
        }
        let top = self.top_layer() as u16;
        let names = self.all_names(content, path).into_iter();
        let mut visible = names.filter(|name| fate != Fate::Live || self.shows(*name, content, top));
        visible.next().unwrap_or(path)
    }

    /// The contents that were visible right below a body, at the names that its layer gave it: what it wrote again.
    /// The first is that at the path of the file itself, then names in byte order.
    pub(crate) fn below(&self, body: &Body) -> Vec<Content> {
        let content = body.content;
        let Some(under) = content.layer.checked_sub(1) else { return Vec::new() };
        let mut names = self.given_names(body);
        names.retain(|name| self.is_written_below(*name, content.layer));
        let at = Moment { layer: under, rules: Rules::Oci };
        let seen =
            names.into_iter().filter_map(|name| self.see(name, at).seen.filter(|seen| !seen.directory));
        seen.filter_map(|seen| self.content(seen)).collect()
    }

    /// The paths at which a body is visible as of its own layer.
    fn given_names(&self, body: &Body) -> Vec<u32> {
        let content = body.content;
        let mut own = body.path;
        if self.links().groups().contains_key(&content) {
            own = self.of(content.layer).map_or(NONE, |layer| {
                self.placed_one(&layer.paths, layer.columns.paths[content.entry as usize])
            });
        }
        let mut names = self.all_names(content, own);
        names.retain(|name| self.shows(*name, content, content.layer));
        names
    }

    /// Whether a layer under this one has an entry at the path: what few paths have, and quick to tell.
    fn is_written_below(&self, path: u32, layer: u16) -> bool {
        self.says_of(path).any(|say| say.layer < layer && say.what & WRITTEN != 0)
    }

    /// What a container sees at a path; where it sees nothing, what was there last. A directory that no layer
    /// wrote is one.
    pub(crate) fn kind_at(&self, path: u32) -> Kind {
        let newest = Moment { layer: self.top_layer() as u16, rules: Rules::Oci };
        if let Some(seen) = self.see(path, newest).seen {
            return self.facts(seen).kind;
        }
        let mut says = self.says_of(path).filter(|say| say.what & WRITTEN != 0);
        says.next().map_or(Kind::Directory, |say| self.kind(say))
    }

    /// How many paths any layer says something of, or is about to.
    pub(crate) fn path_count(&self) -> usize {
        self.paths.len()
    }

    /// The directory that a path is in; of the root the root.
    pub(crate) fn parent_of(&self, path: u32) -> u32 {
        self.paths.parent(path)
    }

    /// What any layer says to be in a directory, names in byte order.
    pub(crate) fn children_of(&self, path: u32) -> &[u32] {
        self.sorted.of(path)
    }

    /// A path by its number, the bytes of it.
    pub(crate) fn path_bytes(&self, path: u32) -> Vec<u8> {
        self.paths.bytes_of(path)
    }

    /// The last name of a path by its number, as shown.
    pub(crate) fn name_at(&self, path: u32) -> String {
        super::name::show(self.paths.name(path)).into_owned()
    }
}
