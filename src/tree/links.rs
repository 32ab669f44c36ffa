//! Hard links: which visible names share one content.

use hashbrown::HashMap;

use super::Tree;
use super::merge::Seen;
use super::rules::{Moment, Rules};
use crate::layer::{NONE, Target};
use crate::tar::Kind;

/// A content: the entry of a layer that brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Content {
    pub(crate) layer: u16,
    pub(crate) entry: u32,
}

#[derive(Debug, Default)]
pub(super) struct Links {
    /// Of each layer and hard link in it, in its order: the content; `None` where there is none.
    resolved: Vec<Vec<Option<Content>>>,
    /// The paths that share a content, at one layer or another. Only contents that hard links name.
    groups: HashMap<Content, Vec<u32>>,
}

impl Links {
    /// The contents with more than one name, and the paths that are or were such names.
    pub(super) fn groups(&self) -> &HashMap<Content, Vec<u32>> {
        &self.groups
    }
}

impl Tree {
    pub(super) fn links(&self) -> &Links {
        self.links.get_or_init(|| {
            let mut links = Links::default();
            // Oldest layer first: a link to what is below finds that resolved. Cycles can't be. Overlayfs
            // never sees a link to what is below: such a layer can't be unpacked by itself.
            for (position, layer) in self.layers.iter().enumerate() {
                let at = position as u16;
                let mut resolved = Vec::new();
                for (which, (_, target)) in
                    layer.iter().flat_map(|layer| layer.columns.hard_links()).enumerate()
                {
                    let (name, source) = self.hard_links[position][which];
                    let content = match target {
                        Target::Entry(entry) => Some(Content { layer: at, entry }),
                        Target::Below(_) if source != NONE => self
                            .see_below(source, Moment { layer: at, rules: Rules::Oci })
                            .filter(|seen| !seen.directory)
                            .and_then(|seen| self.content_by(seen, &links.resolved)),
                        _ => None,
                    };
                    resolved.push(content);
                    if let Some(content) = content {
                        let group = links.groups.entry(content).or_default();
                        group.extend([name, source].into_iter().filter(|path| *path != NONE));
                    }
                }
                links.resolved.push(resolved);
            }
            for group in links.groups.values_mut() {
                group.sort_unstable();
                group.dedup();
            }
            links
        })
    }

    fn content_by(&self, seen: Seen, resolved: &[Vec<Option<Content>>]) -> Option<Content> {
        let columns = &self.of(seen.layer)?.columns;
        if seen.directory || columns.kind(seen.entry) != Kind::Hardlink {
            return (!seen.directory).then_some(Content { layer: seen.layer, entry: seen.entry });
        }
        resolved[usize::from(seen.layer)][columns.hard_link(seen.entry)?]
    }

    /// The content of what is visible; `None` for directories and for links to nowhere.
    pub(super) fn content(&self, seen: Seen) -> Option<Content> {
        self.content_by(seen, &self.links().resolved)
    }

    pub(super) fn content_size(&self, content: Content) -> u64 {
        self.of(content.layer).map_or(0, |layer| layer.columns.size(content.entry))
    }
}
