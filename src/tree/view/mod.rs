//! What a treegrid shows: the tree of a layer, or of its changes, flattened to rows, sorted and
//! filtered, with directories open or closed.
//!
//! A view does not hold the tree: each call is given it, and notices when layers have arrived since.
//! Open directories stay open through that and through [`View::update`]. While there is a filter, all
//! directories are open that lead to a match, until they are closed by hand; without it, those are open
//! that were opened before.

mod pattern;
mod row;
mod select;

pub use row::Row;

use serde::{Deserialize, Serialize};

use super::rules::{At, Moment, Rules};
use super::{Tree, name};
use crate::layer::ROOT;
use crate::{Error, Result};
use pattern::Pattern;

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    /// The filesystem as of the layer.
    #[default]
    Merged,
    /// What the layer changed, and the directories that lead there.
    Changes,
}

/// What the order of siblings goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Sort {
    /// The bytes of the names.
    #[default]
    Name,
    /// The sizes as shown, then the names.
    Size,
}

/// What a [`View`] shows and how. What is left out has its default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ViewOptions {
    /// As of this layer; the newest by default.
    pub layer: Option<usize>,
    /// Those of OCI by default.
    pub rules: Option<Rules>,
    /// Merged by default.
    pub mode: Option<Mode>,
    /// By name by default.
    pub sort: Option<Sort>,
    /// Ascending by default.
    pub descending: Option<bool>,
    /// Part of a name, or, if it has a `/`, of a path; ASCII case does not count.
    pub filter: Option<String>,
}

/// How much a view has to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ViewInfo {
    /// Rows, what is in closed directories not counted.
    pub row_count: usize,
    /// Paths that the filter matches, or all; in changes mode changed paths only.
    pub match_count: usize,
    /// Paths that are not the same by the OCI rules and under overlayfs, as of the layer.
    pub differing: usize,
    /// Whether Docker or podman refuse one of the layers.
    pub refused: bool,
}

/// A flattened, sorted, filtered tree.
pub struct View {
    at: Moment,
    mode: Mode,
    sort: Sort,
    descending: bool,
    pattern: Pattern,
    /// Of the tree, when the rows were made.
    generation: u32,
    /// Of each path: what [`select`] found.
    marks: Vec<u8>,
    /// Of each path: bytes of its own content.
    own: Vec<u64>,
    /// Of each path: bytes of what is shown of it and below it.
    sizes: Vec<u64>,
    match_count: usize,
    differing: usize,
    refused: bool,
    /// Directories opened by hand, and those closed by hand while there is a filter.
    open: Vec<bool>,
    closed: Vec<bool>,
    rows: Vec<Line>,
}

/// A row, in short.
#[derive(Debug, Clone, Copy)]
struct Line {
    path: u32,
    level: u32,
    /// From 1.
    place: u32,
    siblings: u32,
}

impl View {
    /// A view with all directories closed.
    pub fn new(tree: &Tree, options: &ViewOptions) -> Result<Self> {
        let mut view = Self {
            at: Moment { layer: 0, rules: Rules::Oci },
            mode: Mode::Merged,
            sort: Sort::Name,
            descending: false,
            pattern: Pattern::default(),
            generation: 0,
            marks: Vec::new(),
            own: Vec::new(),
            sizes: Vec::new(),
            match_count: 0,
            differing: 0,
            refused: false,
            open: Vec::new(),
            closed: Vec::new(),
            rows: Vec::new(),
        };
        view.set(tree, options)?;
        view.rebuild(tree, true);
        Ok(view)
    }

    /// Changes what is shown.
    pub fn update(&mut self, tree: &Tree, options: &ViewOptions) -> Result<()> {
        let before = (self.at, self.mode);
        self.set(tree, options)?;
        let stale = self.generation != tree.generation();
        self.rebuild(tree, stale || before != (self.at, self.mode));
        Ok(())
    }

    fn set(&mut self, tree: &Tree, options: &ViewOptions) -> Result<()> {
        let newest = tree.layers().saturating_sub(1);
        let rules = options.rules.unwrap_or_default();
        self.at = tree.check(At { layer: options.layer.unwrap_or(newest), rules })?;
        self.mode = options.mode.unwrap_or_default();
        self.sort = options.sort.unwrap_or_default();
        self.descending = options.descending.unwrap_or_default();
        let pattern = Pattern::new(options.filter.as_deref().unwrap_or_default());
        if pattern != self.pattern {
            self.closed.clear();
            self.pattern = pattern;
        }
        Ok(())
    }

    /// How much there is to show.
    pub fn info(&mut self, tree: &Tree) -> ViewInfo {
        self.sync(tree);
        ViewInfo {
            row_count: self.rows.len(),
            match_count: self.match_count,
            differing: self.differing,
            refused: self.refused,
        }
    }

    /// Up to `count` rows from `start` on.
    pub fn rows(&mut self, tree: &Tree, start: usize, count: usize) -> Vec<Row> {
        self.sync(tree);
        let lines = self.rows.iter().skip(start).take(count);
        lines.map(|line| self.row(tree, line)).collect()
    }

    /// Opens or closes the directory `node` of a row; `deep` for all below it too. A node that is not
    /// shown at the moment is no error: it keeps this for later.
    pub fn toggle(&mut self, tree: &Tree, node: u32, open: bool, deep: bool) -> Result<()> {
        self.sync(tree);
        if node as usize >= self.marks.len() {
            return Err(Error::usage(format!("the view has no row {node}")));
        }
        self.set_open(node, open);
        if deep {
            let mut rest = vec![node];
            while let Some(path) = rest.pop() {
                for child in tree.sorted.of(path) {
                    if self.marks[*child as usize] & select::PARENT != 0 {
                        self.set_open(*child, open);
                        rest.push(*child);
                    }
                }
            }
        }
        if node == ROOT {
            self.flatten(tree);
        } else if let Some(row) = self.rows.iter().position(|line| line.path == node) {
            let level = self.rows[row].level;
            let behind = &self.rows[row + 1..];
            let end = row + 1 + behind.iter().take_while(|line| line.level > level).count();
            let mut lines = Vec::new();
            if self.is_open(node) {
                self.lines_below(tree, node, level, &mut lines);
            }
            self.rows.splice(row + 1..end, lines);
        }
        Ok(())
    }

    /// Opens what is above a path; its row, if it is in the view.
    pub fn reveal(&mut self, tree: &Tree, path: &str) -> Option<usize> {
        self.sync(tree);
        let path = tree.find(path)?;
        if path == ROOT || self.marks[path as usize] & select::SHOWN == 0 {
            return None;
        }
        let mut opened = false;
        for above in tree.paths.upwards(path).skip(1) {
            if !self.is_open(above) {
                self.set_open(above, true);
                opened = true;
            }
        }
        if opened {
            self.flatten(tree);
        }
        self.rows.iter().position(|line| line.path == path)
    }

    /// The next row after `after` (none: from the first on) whose name starts with the text, ASCII case
    /// ignored, round the end and up to `after` itself.
    pub fn find(&mut self, tree: &Tree, prefix: &str, after: Option<usize>) -> Option<usize> {
        self.sync(tree);
        let count = self.rows.len();
        let first = after.map_or(0, |after| after.saturating_add(1));
        let starts = |row: &usize| {
            let name = name::show(tree.paths.name(self.rows[*row].path));
            name.as_bytes()
                .get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
        };
        (first..count).chain(0..first.min(count)).find(starts)
    }

    /// The row of the directory that a row is in; `None` at the top.
    pub fn parent(&mut self, tree: &Tree, row: usize) -> Option<usize> {
        self.sync(tree);
        let level = self.rows.get(row)?.level;
        self.rows[..row].iter().rposition(|line| line.level < level)
    }

    fn is_open(&self, path: u32) -> bool {
        let list = if self.pattern.is_empty() { &self.open } else { &self.closed };
        let listed = list.get(path as usize).copied().unwrap_or_default();
        listed == self.pattern.is_empty()
    }

    fn set_open(&mut self, path: u32, open: bool) {
        let filtered = !self.pattern.is_empty();
        let list = if filtered { &mut self.closed } else { &mut self.open };
        if list.len() <= path as usize {
            list.resize(self.marks.len(), false);
        }
        list[path as usize] = open != filtered;
    }

    /// Makes the view anew if a layer has arrived.
    fn sync(&mut self, tree: &Tree) {
        if self.generation != tree.generation() {
            self.rebuild(tree, true);
        }
    }

    fn rebuild(&mut self, tree: &Tree, select: bool) {
        if select {
            self.generation = tree.generation();
            self.differing = tree.count_differing(self.at.layer);
            self.refused = tree.is_refused(self.at.layer);
            self.select(tree);
        }
        self.apply_filter(tree);
        self.flatten(tree);
    }

    fn flatten(&mut self, tree: &Tree) {
        let mut lines = std::mem::take(&mut self.rows);
        lines.clear();
        self.lines_below(tree, ROOT, 0, &mut lines);
        self.rows = lines;
    }

    /// The rows below an open directory that stands at `level` itself.
    fn lines_below(&self, tree: &Tree, top: u32, level: u32, lines: &mut Vec<Line>) {
        // Of each open directory: its children, and how many are done.
        let mut steps = vec![(self.children(tree, top), 0)];
        while let Some((children, done)) = steps.last_mut() {
            let Some(path) = children.get(*done).copied() else {
                steps.pop();
                continue;
            };
            *done += 1;
            let (place, siblings) = (*done as u32, children.len() as u32);
            lines.push(Line { path, level: level + steps.len() as u32, place, siblings });
            if self.marks[path as usize] & select::PARENT != 0 && self.is_open(path) {
                steps.push((self.children(tree, path), 0));
            }
        }
    }

    /// The children of a path that are shown, in order.
    fn children(&self, tree: &Tree, path: u32) -> Vec<u32> {
        let shown = |child: &u32| self.marks[*child as usize] & select::SHOWN != 0;
        let mut children: Vec<u32> = tree.sorted.of(path).iter().copied().filter(shown).collect();
        if self.sort == Sort::Size {
            // The sort is stable: names stay in order where sizes are the same.
            if self.descending {
                children.sort_by_key(|child| std::cmp::Reverse(self.sizes[*child as usize]));
            } else {
                children.sort_by_key(|child| self.sizes[*child as usize]);
            }
        } else if self.descending {
            children.reverse();
        }
        children
    }
}
