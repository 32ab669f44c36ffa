//! The differences, a page at a time, and directories to go down into.

use serde::{Deserialize, Serialize};

use super::{Comparison, Kind, Row, Totals, WHATS, What};
use crate::layer::NONE;
use crate::tree::{Entry, Tree};
use crate::{Error, Result};

/// Which differences.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    /// Of these kinds; of all but [`Kind::Same`] if it is empty.
    pub kinds: Vec<Kind>,
    /// Only below this directory; the root if absent.
    pub below: Option<String>,
    /// Only what is right in that directory, with directories that have such differences below them.
    pub flat: bool,
    /// How many to leave out first.
    pub start: usize,
    /// How many at most.
    pub count: usize,
}

/// One path that is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Absolute, as shown.
    pub path: String,
    /// What became of it.
    pub kind: Kind,
    /// What is different, of what both have.
    pub what: Vec<What>,
    /// Whether its content is still to be hashed.
    pub open: bool,
    /// In the first image.
    pub before: Option<Entry>,
    /// In the second.
    pub after: Option<Entry>,
    /// Of a directory: everything below it, itself not.
    pub below: Option<Totals>,
}

/// Some of the differences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Depth first, names in byte order.
    pub differences: Vec<Difference>,
    /// How many there are in all.
    pub total: usize,
}

impl Comparison {
    /// A page of differences; `a` and `b` are the trees that were compared. An error if a layer has arrived in
    /// one of them since, or `below` is in neither.
    pub fn page(&self, a: &Tree, b: &Tree, query: &Query) -> Result<Page> {
        let trees = [a, b];
        if trees.map(Tree::generation) != self.generations {
            return Err(Error::usage("layers have come since the images were compared"));
        }
        let (mut at, end) =
            match query.below.as_deref().filter(|path| path.split('/').any(|name| !name.is_empty())) {
                Some(path) => self.range(trees, path)?,
                None => (0, self.rows.len()),
            };
        let kinds: &[Kind] = if query.kinds.is_empty() {
            &[Kind::Added, Kind::Removed, Kind::Changed, Kind::Unknown]
        } else {
            &query.kinds
        };
        let mut page = Page { differences: Vec::new(), total: 0 };
        while at < end {
            let row = &self.rows[at];
            let has_below = || {
                let below = &self.rows[at + 1..row.end as usize];
                below.iter().any(|row| kinds.contains(&row.kind()))
            };
            if kinds.contains(&row.kind()) || (query.flat && row.directory && has_below()) {
                if page.total >= query.start && page.differences.len() < query.count {
                    page.differences.push(self.difference(trees, at, row));
                }
                page.total += 1;
            }
            at = if query.flat { row.end as usize } else { at + 1 };
        }
        Ok(page)
    }

    /// The rows below a path.
    fn range(&self, trees: [&Tree; 2], path: &str) -> Result<(usize, usize)> {
        let numbers = trees.map(|tree| tree.number(path));
        let is_it =
            |row: &Row| (0..2).any(|side| row.paths[side] != NONE && numbers[side] == Some(row.paths[side]));
        let at = self.rows.iter().position(is_it);
        let at = at.ok_or_else(|| Error::absent(format!("there is no {path}"), "the images compared"))?;
        Ok((at + 1, self.rows[at].end as usize))
    }

    fn difference(&self, trees: [&Tree; 2], at: usize, row: &Row) -> Difference {
        let entry =
            |side: usize| (row.paths[side] != NONE).then(|| trees[side].entry_at(row.paths[side])).flatten();
        let side = usize::from(row.paths[0] == NONE);
        let what = WHATS.into_iter().filter(|what| row.what & what.bit() != 0);
        Difference {
            path: trees[side].path_at(row.paths[side]),
            kind: row.kind(),
            what: what.collect(),
            open: row.open,
            before: entry(0),
            after: entry(1),
            below: row.directory.then(|| self.rows[at + 1..row.end as usize].iter().map(Row::totals).sum()),
        }
    }
}
