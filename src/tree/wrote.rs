//! What a layer brought, in a few paths.

use serde::{Deserialize, Serialize};

use super::name;
use crate::layer::{Layer, NONE, ROOT};
use crate::tar::Kind;

/// Paths that are named; of more there is only the count.
const MOST_PATHS: usize = 6;

/// What a layer brought. Whiteouts are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Wrote {
    /// The topmost paths that tell it, absolute and as shown, names in byte order; a directory ends with a
    /// slash. At most six of them.
    pub paths: Vec<String>,
    /// How many such paths there are.
    pub tops: u64,
    /// Its files, links and devices: all but directories.
    pub files: u64,
    /// Content bytes, as [`Layer::content_size`] counts.
    pub bytes: u64,
}

impl Wrote {
    /// What `layer` brought: from the root down to the first directory that holds more than one thing, and
    /// what stands in that.
    pub fn of(layer: &Layer) -> Self {
        let count = layer.paths.len();
        let (mut holds, mut directory) = (vec![false; count], vec![true; count]);
        let mut files = 0;
        for (entry, path) in layer.columns.paths.iter().enumerate().filter(|(_, path)| **path != NONE) {
            holds[*path as usize] = true;
            directory[*path as usize] = layer.columns.kind(entry as u32) == Kind::Directory;
            files += u64::from(!directory[*path as usize]);
        }
        // Children have larger numbers.
        let mut children: Vec<Vec<u32>> = vec![Vec::new(); count];
        for path in (1..count).rev().filter(|path| *path != ROOT as usize) {
            if holds[path] {
                let parent = layer.paths.parent(path as u32) as usize;
                holds[parent] = true;
                children[parent].push(path as u32);
            }
        }
        let mut top = ROOT;
        while let [only] = children[top as usize][..] {
            top = only;
        }
        let mut tops = std::mem::take(&mut children[top as usize]);
        if tops.is_empty() && top != ROOT {
            tops.push(top);
        }
        tops.sort_by(|a, b| layer.paths.name(*a).cmp(layer.paths.name(*b)));
        let shown = |path: &u32| {
            let steps = &layer.paths.chain(*path)[1..];
            let names = steps.iter().map(|step| format!("/{}", name::show(layer.paths.name(*step))));
            names.collect::<String>() + if directory[*path as usize] { "/" } else { "" }
        };
        Self {
            paths: tops.iter().take(MOST_PATHS).map(shown).collect(),
            tops: tops.len() as u64,
            files,
            bytes: layer.content_size(),
        }
    }
}
