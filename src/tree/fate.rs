//! What became of each content that a layer brought: whether a container sees it, and if not, which layer hid it
//! and how.

use serde::Serialize;

use super::links::Content;
use super::rules::{Moment, Rules};
use super::{DELETED, OPAQUE, Say, Tree, WRITTEN};
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
        let top = self.layers.len().saturating_sub(1);
        let visible = self.visible(top)?;
        Ok(visible
            .iter()
            .enumerate()
            .map(|(position, visible)| self.fates_in(position, &visible.contents))
            .collect())
    }

    /// `live` are the entries that are visible in the end.
    fn fates_in(&self, position: usize, live: &[u32]) -> Vec<Fate> {
        let Some(layer) = self.layer(position) else { return Vec::new() };
        let placed = self.placed(&layer.paths);
        let mut fates = vec![Fate::Live; layer.len()];
        for (entry, fate) in fates.iter_mut().enumerate() {
            let content = Content { layer: position as u16, entry: entry as u32 };
            if layer.columns.kind(content.entry) == Kind::File && live.binary_search(&content.entry).is_err()
            {
                let path = layer.columns.paths[entry];
                *fate = self.fate(content, placed.get(path as usize).copied().unwrap_or(NONE));
            }
        }
        fates
    }

    /// The fate of what is not visible in the end; `path` is what it was written to, `NONE` if a later entry of the
    /// layer took its place.
    fn fate(&self, content: Content, path: u32) -> Fate {
        let own = u32::from(content.layer);
        let single = [path];
        let names = self.links().groups().get(&content).map_or(&single[..], |group| group);
        let name_at = |layer: u16| {
            names.iter().copied().find(|name| *name != NONE && self.shows(*name, content, layer))
        };
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

    fn shows(&self, path: u32, content: Content, layer: u16) -> bool {
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
        let mut next = self.newest[path as usize];
        while next != NONE {
            let say = self.says[next as usize];
            if say.layer == layer {
                return Some(say);
            }
            next = say.older;
        }
        None
    }
}
