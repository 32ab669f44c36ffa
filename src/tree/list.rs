//! Finding paths, and going through directories.

use std::cmp::Ordering;

use super::entry::Entry;
use super::rules::{At, Moment};
use super::{Tree, name};
use crate::layer::{ROOT, clean};
use crate::{Error, Result};

impl Tree {
    /// The number of a path that any layer says something of.
    pub(super) fn find(&self, path: &str) -> Option<u32> {
        let mut names = Vec::new();
        clean(path.as_bytes(), &mut names);
        names.into_iter().try_fold(ROOT, |parent, name| self.find_child(parent, name))
    }

    pub(super) fn find_child(&self, parent: u32, shown: &[u8]) -> Option<u32> {
        name::meant(shown)
            .and_then(|meant| self.index.find(&self.paths, parent, &meant))
            .or_else(|| self.index.find(&self.paths, parent, shown))
    }

    /// The path as of a layer and by some rules; `None` if it is not there. A symbolic link is not followed.
    pub fn stat(&self, at: impl Into<At>, path: &str) -> Result<Option<Entry>> {
        let at = self.check(at)?;
        let Some(path) = self.find(path) else { return Ok(None) };
        Ok(self.see(path, at).seen.map(|seen| self.entry(path, seen, at)))
    }

    /// A directory's children, names in byte order.
    pub fn list(&self, at: impl Into<At>, path: &str) -> Result<Vec<Entry>> {
        let at = self.check(at)?;
        let (directory, floor) = self.directory(at, path)?;
        let children = self.sorted.of(directory).iter();
        Ok(children
            .filter_map(|child| Some(self.entry(*child, self.look(*child, at, floor).seen?, at)))
            .collect())
    }

    fn directory(&self, at: Moment, path: &str) -> Result<(u32, u16)> {
        let absent = || Error::absent(format!("there is no {path}"), format!("layer {}", at.layer));
        let number = self.find(path).ok_or_else(absent)?;
        let look = self.see(number, at);
        if !look.seen.ok_or_else(absent)?.directory {
            return Err(Error::usage(format!("{path} is no directory")));
        }
        Ok((number, look.floor))
    }

    /// Up to `count` paths below a directory, depth first, names in byte order, beginning after the path
    /// `after` (which need not be there any more).
    pub fn walk(
        &self,
        at: impl Into<At>,
        path: &str,
        after: Option<&str>,
        count: usize,
    ) -> Result<Vec<Entry>> {
        let at = self.check(at)?;
        let (top, floor) = self.directory(at, path)?;
        let mut steps = vec![Step { path: top, floor, next: 0 }];
        if let Some(after) = after {
            self.resume(at, &mut steps, after);
        }
        let mut found = Vec::new();
        while let Some(step) = steps.last_mut().filter(|_| found.len() < count) {
            let Some(child) = self.sorted.of(step.path).get(step.next) else {
                steps.pop();
                continue;
            };
            step.next += 1;
            let look = self.look(*child, at, step.floor);
            if let Some(seen) = look.seen {
                found.push(self.entry(*child, seen, at));
                if seen.directory {
                    steps.push(Step { path: *child, floor: look.floor, next: 0 });
                }
            }
        }
        Ok(found)
    }

    /// Puts the steps where a walk stands that has just given the path `after`.
    fn resume(&self, at: Moment, steps: &mut Vec<Step>, after: &str) {
        let mut names = Vec::new();
        clean(after.as_bytes(), &mut names);
        let top = steps[0].path;
        let mut path = ROOT;
        let above = self.paths.chain(top);
        for (depth, shown) in names.into_iter().enumerate() {
            let literal;
            let name = if let Some(child) = self.find_child(path, shown) {
                self.paths.name(child)
            } else {
                literal = name::meant(shown).unwrap_or_else(|| shown.to_vec());
                &literal
            };
            if let Some(step) = above.get(depth + 1) {
                // Still above the walk's own top: all of it may come before, or after.
                match name.cmp(self.paths.name(*step)) {
                    Ordering::Less => return,
                    Ordering::Equal => path = *step,
                    Ordering::Greater => return steps.clear(),
                }
                continue;
            }
            let Some(step) = steps.last_mut() else { return };
            match self.sorted.place(&self.paths, path, name) {
                Ok(place) => {
                    step.next = place + 1;
                    path = self.sorted.of(path)[place];
                    let look = self.look(path, at, step.floor);
                    if !look.seen.is_some_and(|seen| seen.directory) {
                        return;
                    }
                    steps.push(Step { path, floor: look.floor, next: 0 });
                }
                Err(place) => {
                    step.next = place;
                    return;
                }
            }
        }
    }
}

/// A directory that a walk is in.
struct Step {
    path: u32,
    floor: u16,
    /// Of its children: the next to be looked at.
    next: usize,
}
