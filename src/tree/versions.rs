//! Every layer's say on one path.

use super::Tree;
use super::entry::{Version, VersionKind};
use super::rules::{Moment, Rules};
use crate::layer::NONE;

impl Tree {
    /// What the layers did to a path, oldest first. A layer took it away also by taking away a directory
    /// above it. A whiteout for a path that was not there did nothing and is no version.
    pub fn versions(&self, path: &str, rules: Rules) -> Vec<Version> {
        let (Some(path), Some(top)) = (self.find(path), self.layers.len().checked_sub(1)) else {
            return Vec::new();
        };
        let live = self.see(path, Moment { layer: top as u16, rules }).seen;
        let mut layers: Vec<u16> = Vec::new();
        for step in self.paths.chain(path) {
            let mut next = self.newest[step as usize];
            while next != NONE {
                layers.push(self.says[next as usize].layer);
                next = self.says[next as usize].older;
            }
        }
        layers.sort_unstable();
        layers.dedup();
        let mut versions = Vec::new();
        for layer in layers {
            let at = Moment { layer, rules };
            let seen = self.see(path, at).seen;
            let version = match seen.filter(|seen| seen.layer == layer) {
                Some(own) => Version {
                    layer: u32::from(layer),
                    kind: VersionKind::Written,
                    live: live == Some(own),
                    entry: Some(self.entry(path, own, at)),
                },
                None if seen.is_none() && self.see_below(path, at).is_some() => {
                    Version { layer: u32::from(layer), kind: VersionKind::Deleted, live: false, entry: None }
                }
                None => continue,
            };
            versions.push(version);
        }
        versions
    }
}
