//! Which entries of the layers the merged filesystem is made of: a search in it is a search among these.

use super::Tree;
use super::rules::At;
use crate::Result;

/// The entries of one layer that the merged filesystem is made of, by their numbers in the layer, ascending.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Visible {
    /// Those that stand at a path of it.
    pub names: Vec<u32>,
    /// Those whose content a file of it has, if only by a hard link.
    pub contents: Vec<u32>,
}

impl Tree {
    /// What is visible as of a layer and by some rules: for each layer of the image, oldest first. A `Usage`
    /// error if there is no such layer.
    pub fn visible(&self, at: impl Into<At>) -> Result<Vec<Visible>> {
        let at = self.check(at)?;
        let mut visible = vec![Visible::default(); self.layers.len()];
        self.each_seen(at, |_, seen| {
            // A directory that no layer lists has no entry.
            if self.of(seen.layer).is_some_and(|layer| (seen.entry as usize) < layer.len()) {
                visible[usize::from(seen.layer)].names.push(seen.entry);
            }
            if let Some(content) = self.content(seen) {
                visible[usize::from(content.layer)].contents.push(content.entry);
            }
        });
        for layer in &mut visible {
            for entries in [&mut layer.names, &mut layer.contents] {
                entries.sort_unstable();
                entries.dedup();
            }
        }
        Ok(visible)
    }
}
