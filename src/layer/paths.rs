//! Paths as a tree of names: each is its parent's number and a name in one byte arena.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// The number of the root, the path with no names.
pub(crate) const ROOT: u32 = 0;
/// No path, no entry.
pub(crate) const NONE: u32 = u32::MAX;
/// Numbers stay below this, so that a column can use the top bit, and two numbers, for something else.
const MOST: usize = (1 << 31) - 2;

/// Paths by number. A parent's number is always smaller than its children's, so a pass in the order of
/// the numbers meets parents first, and a pass backwards meets children first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paths {
    pub(super) parents: Vec<u32>,
    /// Where each name begins in `bytes`; it ends where the next begins.
    pub(super) starts: Vec<u32>,
    pub(super) bytes: Vec<u8>,
}

impl Paths {
    pub(crate) fn new() -> Self {
        Self { parents: vec![ROOT], starts: vec![0], bytes: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.parents.len()
    }

    pub(crate) fn parent(&self, path: u32) -> u32 {
        self.parents[path as usize]
    }

    /// Gives back what was reserved for more; trees live long and layers are few.
    pub(crate) fn shrink(&mut self) {
        self.parents.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.bytes.shrink_to_fit();
    }

    /// The last name; empty for the root.
    pub(crate) fn name(&self, path: u32) -> &[u8] {
        let at = path as usize;
        let end = self.starts.get(at + 1).map_or(self.bytes.len(), |end| *end as usize);
        &self.bytes[self.starts[at] as usize..end]
    }

    /// The path and what is above it, without the root: from the path upwards.
    pub(crate) fn upwards(&self, path: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(path), |path| Some(self.parent(*path))).take_while(|path| *path != ROOT)
    }

    /// The path and what is above it, from the root down.
    pub(crate) fn chain(&self, path: u32) -> Vec<u32> {
        let mut chain: Vec<u32> = self.upwards(path).collect();
        chain.push(ROOT);
        chain.reverse();
        chain
    }

    /// The whole path, absolute.
    pub(crate) fn bytes_of(&self, path: u32) -> Vec<u8> {
        let chain = self.chain(path);
        let mut bytes = Vec::new();
        for step in &chain[1..] {
            bytes.push(b'/');
            bytes.extend_from_slice(self.name(*step));
        }
        if bytes.is_empty() {
            bytes.push(b'/');
        }
        bytes
    }
}

/// Finds the children in [`Paths`] by name.
pub(crate) struct PathIndex {
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl PathIndex {
    pub(crate) fn new() -> Self {
        Self { table: HashTable::new(), hasher: DefaultHashBuilder::default() }
    }

    pub(crate) fn find(&self, paths: &Paths, parent: u32, name: &[u8]) -> Option<u32> {
        let hash = self.hasher.hash_one((parent, name));
        self.table.find(hash, |path| paths.parent(*path) == parent && paths.name(*path) == name).copied()
    }

    /// The child's number, new if need be. `None` when the numbers are used up.
    pub(crate) fn insert(&mut self, paths: &mut Paths, parent: u32, name: &[u8]) -> Option<u32> {
        let Self { table, hasher } = self;
        let hash = hasher.hash_one((parent, name));
        if let Some(path) = table.find(hash, |p| paths.parent(*p) == parent && paths.name(*p) == name) {
            return Some(*path);
        }
        let start = u32::try_from(paths.bytes.len()).ok()?;
        if paths.len() >= MOST || paths.bytes.len() + name.len() >= NONE as usize {
            return None;
        }
        let path = paths.len() as u32;
        paths.parents.push(parent);
        paths.starts.push(start);
        paths.bytes.extend_from_slice(name);
        table.insert_unique(hash, path, |p| hasher.hash_one((paths.parent(*p), paths.name(*p))));
        Some(path)
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, paths: &Paths, more: usize) {
        let Self { table, hasher } = self;
        table.reserve(more, |path| hasher.hash_one((paths.parent(*path), paths.name(*path))));
    }
}

/// The names of a path, cleaned as a loader does: empty ones and `.` dropped, `..` taken as a step up
/// that stops at the root (Docker 20.10, podman and umoci clamp it as well).
pub(crate) fn clean<'a>(path: &'a [u8], names: &mut Vec<&'a [u8]>) {
    for name in path.split(|byte| *byte == b'/') {
        match name {
            b"" | b"." => {}
            b".." => {
                names.pop();
            }
            _ => names.push(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_again() {
        let (mut paths, mut index) = (Paths::new(), PathIndex::new());
        let a = index.insert(&mut paths, ROOT, b"a").unwrap();
        let ab = index.insert(&mut paths, a, b"b").unwrap();
        let b = index.insert(&mut paths, ROOT, b"b").unwrap();
        assert_eq!(index.insert(&mut paths, a, b"b"), Some(ab));
        assert_eq!(index.find(&paths, ROOT, b"b"), Some(b));
        assert_eq!(index.find(&paths, ab, b"b"), None);
        assert_eq!(paths.bytes_of(ab), b"/a/b");
        assert_eq!(paths.bytes_of(ROOT), b"/");
        assert_eq!(paths.chain(ab), [ROOT, a, ab]);
    }

    #[test]
    fn cleaning() {
        let cleaned = |path: &'static [u8]| {
            let mut names = Vec::new();
            clean(path, &mut names);
            names.join(&b'/')
        };
        assert_eq!(cleaned(b"/etc//a/./b/"), b"etc/a/b");
        assert_eq!(cleaned(b"a/../b"), b"b");
        assert_eq!(cleaned(b"../../b/../c"), b"c");
        assert_eq!(cleaned(b"./"), b"");
        assert_eq!(cleaned(b""), b"");
    }
}
