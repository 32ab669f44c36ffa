//! What became of each content that a layer brought: whether a container sees it, and if not, which layer hid it
//! and how.

use serde::Serialize;

use super::links::Content;
use super::rules::{Moment, Rules};
use super::{DELETED, OPAQUE, Say, Tree, Visible, WRITTEN};
use crate::Result;
use crate::layer::{NONE, Paths, ROOT};
use crate::tar::Kind;

/// What became of a content, by the rules of the OCI image specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "fate", content = "by")]
pub enum Fate {
    /// A container sees it, by one name at least.
    Live,
    /// This layer has a file, or a further name of one, at its path: the layer itself where it has the path twice.
    Overwritten(u32),
    /// This layer has a whiteout for it or for a directory above it: the layer itself where it is never visible.
    Deleted(u32),
    /// This layer makes a directory above it opaque.
    Opaque(u32),
    /// This layer has something of another type at its path, or no directory where one above it was.
    Replaced(u32),
}

impl Fate {
    /// The layer that hid it; `None` if it is live.
    pub fn by(self) -> Option<u32> {
        match self {
            Self::Live => None,
            Self::Overwritten(by) | Self::Deleted(by) | Self::Opaque(by) | Self::Replaced(by) => Some(by),
        }
    }
}

impl Tree {
    /// The fate of each entry of each layer, oldest first, in the whole image, by the entry's number in the layer;
    /// of entries without a content of their own (directories, links, devices) it is `Live`. Nothing for a layer
    /// that has not arrived: the others' fate is then that among those which have.
    pub fn fates(&self) -> Result<Vec<Vec<Fate>>> {
        let visible = self.visible(self.top_layer())?;
        let fates_in = |(position, visible): (usize, &Visible)| {
            let mut fates = vec![Fate::Live; self.layer(position).map_or(0, |layer| layer.len())];
            let put = |content: Content, _, fate| fates[content.entry as usize] = fate;
            self.each_fate(position, &visible.contents, put);
            fates
        };
        Ok(visible.iter().enumerate().map(fates_in).collect())
    }

    /// Gives each file's content in a layer with the path it was written to, `NONE` if a later entry took its place,
    /// and its fate. `live` are the entries that are visible in the end.
    pub(super) fn each_fate(&self, position: usize, live: &[u32], mut give: impl FnMut(Content, u32, Fate)) {
        let Some(layer) = self.layer(position) else { return };
        let placed = self.placed(&layer.paths);
        for (entry, path) in layer.columns.paths.iter().enumerate() {
            let content = Content { layer: position as u16, entry: entry as u32 };
            if layer.columns.kind(content.entry) == Kind::File {
                let path = placed.get(*path as usize).copied().unwrap_or(NONE);
                let is_live = live.binary_search(&content.entry).is_ok();
                give(content, path, if is_live { Fate::Live } else { self.fate(content, path) });
            }
        }
    }

    /// The fate of what is not visible in the end; `path` is what it was written to, `NONE` if a later entry of the
    /// layer took its place.
    fn fate(&self, content: Content, path: u32) -> Fate {
        let own = u32::from(content.layer);
        let names = self.all_names(content, path);
        let name_at = |layer: u16| names.iter().copied().find(|name| self.shows(*name, content, layer));
        let Some(mut name) = name_at(content.layer) else {
            return if path == NONE { Fate::Overwritten(own) } else { Fate::Deleted(own) };
        };
        // What is hidden stays hidden: a layer can give a further name only to what is visible below it.
        let (mut seen, mut hidden) = (content.layer, self.layers.len() as u16 - 1);
        while hidden - seen > 1 {
            let middle = seen + (hidden - seen) / 2;
            match name_at(middle) {
                Some(found) => (seen, name) = (middle, found),
                None => hidden = middle,
            }
        }
        self.hidden_by(name, hidden)
    }

    /// The paths that are or were names of a content: `path`, if it is one, then others in byte order, so that it is
    /// all the same which layer arrived first.
    pub(super) fn all_names(&self, content: Content, path: u32) -> Vec<u32> {
        let mut names = self.links().groups().get(&content).cloned().unwrap_or_else(|| vec![path]);
        names.retain(|name| *name != NONE);
        if names.len() > 1 {
            names.sort_by_cached_key(|name| (*name != path, self.paths.bytes_of(*name)));
        }
        names
    }

    /// The number in the tree of each path of a layer.
    fn placed(&self, paths: &Paths) -> Vec<u32> {
        let mut placed = vec![ROOT; paths.len()];
        for path in 1..paths.len() as u32 {
            let parent = placed[paths.parent(path) as usize];
            let found = (parent != NONE).then(|| self.index.find(&self.paths, parent, paths.name(path)));
            placed[path as usize] = found.flatten().unwrap_or(NONE);
        }
        placed
    }

    /// The number in the tree of one path of a layer; `NONE` of `NONE`.
    pub(super) fn placed_one(&self, paths: &Paths, path: u32) -> u32 {
        if path == NONE {
            return NONE;
        }
        let steps = paths.chain(path);
        let found = steps[1..]
            .iter()
            .try_fold(ROOT, |parent, step| self.index.find(&self.paths, parent, paths.name(*step)));
        found.unwrap_or(NONE)
    }

    /// Whether a content is visible at a path as of a layer.
    pub(super) fn shows(&self, path: u32, content: Content, layer: u16) -> bool {
        let seen = self.see(path, Moment { layer, rules: Rules::Oci }).seen;
        seen.and_then(|seen| self.content(seen)) == Some(content)
    }

    /// How a layer hid what was visible at a path below it.
    fn hidden_by(&self, path: u32, layer: u16) -> Fate {
        let by = u32::from(layer);
        let at = Moment { layer, rules: Rules::Oci };
        if let Some(now) = self.see(path, at).seen {
            let is_file = !now.directory && matches!(self.facts(now).kind, Kind::File | Kind::Hardlink);
            return if is_file { Fate::Overwritten(by) } else { Fate::Replaced(by) };
        }
        for step in self.paths.chain(path) {
            let Some(say) = self.say_of(step, layer) else { continue };
            if say.what & DELETED != 0 {
                return Fate::Deleted(by);
            }
            if step != path && say.what & OPAQUE != 0 {
                return Fate::Opaque(by);
            }
            if say.what & WRITTEN != 0 && self.see(step, at).seen.is_none_or(|seen| !seen.directory) {
                return Fate::Replaced(by);
            }
        }
        // A whiteout below what was a symbolic link makes a directory of it.
        Fate::Replaced(by)
    }

    fn say_of(&self, path: u32, layer: u16) -> Option<Say> {
        self.says_of(path).find(|say| say.layer == layer)
    }

    /// What the layers say of a path, newest first.
    pub(super) fn says_of(&self, path: u32) -> impl Iterator<Item = Say> {
        let say = |number: u32| self.says.get(number as usize).copied();
        std::iter::successors(say(self.newest[path as usize]), move |last| say(last.older))
    }
}
