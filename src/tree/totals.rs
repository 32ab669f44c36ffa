//! How much is visible as of a layer.

use std::rc::Rc;

use hashbrown::HashMap;

use super::Tree;
use super::links::Content;
use super::rules::{At, Moment};
use crate::Result;
use crate::layer::ROOT;

/// The size of a merged filesystem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Info {
    /// Paths in it, without the root.
    pub count: u64,
    /// Bytes of content; of a file with several names once.
    pub size: u64,
}

#[derive(Debug)]
pub(super) struct Totals {
    info: Info,
    /// Visible names of the contents that hard links name.
    names: HashMap<Content, u32>,
}

impl Tree {
    /// How many paths are visible as of a layer, and how large they are.
    pub fn info(&self, at: impl Into<At>) -> Result<Info> {
        Ok(self.totals(self.check(at)?).info)
    }

    /// How many visible names a content has.
    pub(super) fn names(&self, content: Content, at: Moment) -> u32 {
        if !self.links().groups().contains_key(&content) {
            return 1;
        }
        self.totals(at).names.get(&content).copied().unwrap_or(1)
    }

    fn totals(&self, at: Moment) -> Rc<Totals> {
        if let Some(totals) = self.totals.borrow().get(&at) {
            return Rc::clone(totals);
        }
        let totals = Rc::new(self.add_up(at));
        self.totals.borrow_mut().insert(at, Rc::clone(&totals));
        totals
    }

    fn add_up(&self, at: Moment) -> Totals {
        let groups = self.links().groups();
        let mut names: HashMap<Content, u32> = HashMap::new();
        let mut info = Info { count: 0, size: 0 };
        self.each_seen(at, |path, seen| {
            if path == ROOT {
                return;
            }
            info.count += 1;
            let Some(content) = self.content(seen) else { return };
            if groups.contains_key(&content) {
                let count = names.entry(content).or_insert(0);
                *count += 1;
                if *count > 1 {
                    return;
                }
            }
            info.size = info.size.saturating_add(self.content_size(content));
        });
        Totals { info, names }
    }
}
