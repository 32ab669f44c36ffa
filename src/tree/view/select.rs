//! Which paths are shown, and how large they are: passes over all paths in the order of their numbers,
//! where parents come before children, or backwards.

use super::{Mode, View};
use crate::layer::ROOT;
use crate::tree::Tree;
use crate::tree::links::Content;
use crate::tree::merge::Seen;

/// What the mode shows: visible, or changed.
pub(super) const CANDIDATE: u8 = 1;
/// It is not visible any more.
pub(super) const GONE: u8 = 2;
/// It is a candidate that the filter lets through.
pub(super) const MATCH: u8 = 4;
/// It matches, or something below it does.
pub(super) const SHOWN: u8 = 8;
/// Something below it is shown.
pub(super) const PARENT: u8 = 16;

/// A size cannot be larger and still be believed; sums of such do not overflow.
const MOST: u64 = 1 << 53;

impl View {
    /// Finds the candidates and the sizes of their contents.
    pub(super) fn select(&mut self, tree: &Tree) {
        let count = tree.paths.len();
        self.marks.clear();
        self.marks.resize(count, 0);
        self.own.clear();
        self.own.resize(count, 0);
        self.sizes.resize(count, 0);
        if self.open.len() < count {
            self.open.resize(count, false);
        }
        match self.mode {
            Mode::Merged => self.select_visible(tree),
            Mode::Changes => self.select_changed(tree),
        }
    }

    fn select_visible(&mut self, tree: &Tree) {
        let mut floors = vec![0; tree.paths.len()];
        for path in 0..tree.paths.len() as u32 {
            let look = tree.look(path, self.at, floors[tree.paths.parent(path) as usize]);
            floors[path as usize] = look.floor;
            if let Some(seen) = look.seen.filter(|_| path != ROOT) {
                self.take(tree, path, seen, 0);
            }
        }
    }

    fn select_changed(&mut self, tree: &Tree) {
        /// What a path passes on to its children: the layers that count now and below, and whether
        /// the layer can have changed anything there at all.
        #[derive(Clone, Copy)]
        struct Above {
            floor: u16,
            floor_below: u16,
            touched: bool,
        }
        let mut above = vec![Above { floor: 0, floor_below: 0, touched: true }; tree.paths.len()];
        for path in 0..tree.paths.len() as u32 {
            let Above { floor, floor_below, touched } = above[tree.paths.parent(path) as usize];
            let own = &mut above[path as usize];
            own.touched = touched;
            if !touched {
                continue;
            }
            let now = tree.look(path, self.at, floor);
            let before = tree.look_below(path, self.at, floor_below);
            *own = Above {
                floor: now.floor,
                floor_below: before.floor,
                touched: tree.may_differ_below(path, self.at, &now, &before),
            };
            if path != ROOT && tree.change(now.seen, before.seen, self.at.rules).is_some() {
                let gone = if now.seen.is_none() { GONE } else { 0 };
                if let Some(seen) = now.seen.or(before.seen) {
                    self.take(tree, path, seen, gone);
                }
            }
        }
    }

    fn take(&mut self, tree: &Tree, path: u32, seen: Seen, gone: u8) {
        self.marks[path as usize] = CANDIDATE | gone;
        if let Some(content) = tree.content(seen) {
            self.own[path as usize] = tree.content_size(content).min(MOST);
        }
    }

    /// Finds out which candidates match, what is shown with them, and the sizes of what is shown.
    pub(super) fn apply_filter(&mut self, tree: &Tree) {
        let count = tree.paths.len();
        let is_path = self.pattern.is_path();
        // Paths in which the whole pattern was found already; of use only if it goes over several names.
        let mut found = vec![false; if is_path { count } else { 0 }];
        self.match_count = 0;
        for path in 1..count {
            let number = path as u32;
            self.marks[path] &= CANDIDATE | GONE;
            self.sizes[path] = 0;
            let candidate = self.marks[path] & CANDIDATE != 0;
            let matches = if is_path {
                let parent = tree.paths.parent(number) as usize;
                found[path] = found[parent] || self.pattern.ends_in(&tree.paths, number);
                candidate && found[path]
            } else {
                candidate && self.pattern.ends_in(&tree.paths, number)
            };
            if matches {
                self.match_count += 1;
                self.marks[path] |= MATCH | SHOWN;
                self.sizes[path] = self.own[path];
            }
        }
        self.sizes[ROOT as usize] = 0;
        self.count_shared_once(tree);
        for path in (1..count).rev() {
            if self.marks[path] & SHOWN != 0 {
                let parent = tree.paths.parent(path as u32) as usize;
                self.marks[parent] |= SHOWN | PARENT;
                // Wraps on its way where a shared content is taken back before it is added.
                self.sizes[parent] = self.sizes[parent].wrapping_add(self.sizes[path]);
            }
        }
    }

    /// Takes the content of a file with several names back where two of them come together, so that
    /// each directory counts it once.
    fn count_shared_once(&mut self, tree: &Tree) {
        let groups = tree.links().groups();
        if groups.is_empty() {
            return;
        }
        // Of each path: the last group that has a name below it.
        let mut last = vec![0_u32; tree.paths.len()];
        for (number, (content, group)) in groups.iter().enumerate() {
            let number = number as u32 + 1;
            let size = tree.content_size(*content).min(MOST);
            for path in group {
                if !self.is_name_of(tree, *path, *content) {
                    continue;
                }
                let mut at = tree.paths.parent(*path) as usize;
                while last[at] != number && at != ROOT as usize {
                    last[at] = number;
                    at = tree.paths.parent(at as u32) as usize;
                }
                if last[at] == number {
                    self.sizes[at] = self.sizes[at].wrapping_sub(size);
                }
                last[at] = number;
            }
        }
    }

    fn is_name_of(&self, tree: &Tree, path: u32, content: Content) -> bool {
        let marks = self.marks[path as usize];
        if marks & MATCH == 0 {
            return false;
        }
        let seen =
            if marks & GONE != 0 { tree.see_below(path, self.at) } else { tree.see(path, self.at).seen };
        seen.and_then(|seen| tree.content(seen)) == Some(content)
    }
}
