//! The children of each path, in the order of their names.

use crate::layer::Paths;

pub(super) struct Sorted {
    /// Where in `items` the children of each path begin; they end where the next's begin.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Sorted {
    pub(super) fn new() -> Self {
        Self { starts: vec![0, 0], items: Vec::new() }
    }

    pub(super) fn of(&self, path: u32) -> &[u32] {
        let at = path as usize;
        &self.items[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Puts in the paths from number `known` on.
    pub(super) fn update(&mut self, paths: &Paths, known: usize) {
        let count = paths.len();
        if count == known {
            return;
        }
        let mut fresh = vec![0; count];
        for path in known..count {
            fresh[paths.parent(path as u32) as usize] += 1;
        }
        let mut starts = Vec::with_capacity(count + 1);
        let mut items = vec![0; count - 1];
        let mut end = 0;
        for (path, fresh) in fresh.iter_mut().enumerate() {
            starts.push(end);
            if path < known {
                let old = self.of(path as u32);
                items[end as usize..end as usize + old.len()].copy_from_slice(old);
                end += old.len() as u32;
            }
            let more = *fresh;
            *fresh = end; // from now on: where the next new child goes
            end += more;
        }
        starts.push(end);
        for path in known..count {
            let next = &mut fresh[paths.parent(path as u32) as usize];
            items[*next as usize] = path as u32;
            *next += 1;
        }
        // New children stand behind the old, sorted ones: the sort finds the runs.
        let mut parents: Vec<u32> = (known..count).map(|path| paths.parent(path as u32)).collect();
        parents.dedup();
        parents.sort_unstable();
        parents.dedup();
        for parent in parents {
            let range = starts[parent as usize] as usize..starts[parent as usize + 1] as usize;
            items[range].sort_by(|a, b| paths.name(*a).cmp(paths.name(*b)));
        }
        *self = Self { starts, items };
    }

    /// The place of a name among the children of `path`: its own, or where it would be.
    pub(super) fn place(&self, paths: &Paths, path: u32, name: &[u8]) -> Result<usize, usize> {
        self.of(path).binary_search_by(|child| paths.name(*child).cmp(name))
    }
}
