//! The views that are open: what the page's trees show.

use hashbrown::HashMap;

use super::Session;
use crate::tree::{Row, Tree, View, ViewInfo, ViewOptions};
use crate::{Error, Result};

/// Open views, by a number that the caller keeps.
#[derive(Default)]
pub(super) struct Views {
    open: HashMap<u32, (usize, View)>,
    last: u32,
}

impl Session {
    /// Opens a view of an image; what it returns names it.
    pub fn open_view(&mut self, image: usize, options: &ViewOptions) -> Result<u32> {
        let view = View::new(self.tree(image, 0)?, options)?;
        self.views.last += 1;
        self.views.open.insert(self.views.last, (image, view));
        Ok(self.views.last)
    }

    /// How many rows and matches it has.
    pub fn view_info(&mut self, view: u32) -> Result<ViewInfo> {
        let (view, tree) = self.view(view)?;
        Ok(view.info(tree))
    }

    /// At most `count` rows from `start` on.
    pub fn view_rows(&mut self, view: u32, start: usize, count: usize) -> Result<Vec<Row>> {
        let (view, tree) = self.view(view)?;
        Ok(view.rows(tree, start, count))
    }

    /// Opens or closes a directory; `deep` for all below it too.
    pub fn view_toggle(&mut self, view: u32, node: u32, open: bool, deep: bool) -> Result<()> {
        let (view, tree) = self.view(view)?;
        view.toggle(tree, node, open, deep)
    }

    /// Opens what is above a path; its row.
    pub fn view_reveal(&mut self, view: u32, path: &str) -> Result<Option<usize>> {
        let (view, tree) = self.view(view)?;
        Ok(view.reveal(tree, path))
    }

    /// The next row after `after` (from the top without one) whose name starts with the text, round
    /// the end.
    pub fn view_find(&mut self, view: u32, prefix: &str, after: Option<usize>) -> Result<Option<usize>> {
        let (view, tree) = self.view(view)?;
        Ok(view.find(tree, prefix, after))
    }

    /// The row of a row's parent.
    pub fn view_parent(&mut self, view: u32, row: usize) -> Result<Option<usize>> {
        let (view, tree) = self.view(view)?;
        Ok(view.parent(tree, row))
    }

    /// Changes what it shows; open directories stay open.
    pub fn view_update(&mut self, view: u32, options: &ViewOptions) -> Result<()> {
        let (view, tree) = self.view(view)?;
        view.update(tree, options)
    }

    /// Forgets a view.
    pub fn close_view(&mut self, view: u32) {
        self.views.open.remove(&view);
    }

    fn view(&mut self, view: u32) -> Result<(&mut View, &Tree)> {
        let (image, view) =
            self.views.open.get_mut(&view).ok_or_else(|| Error::usage(format!("there is no view {view}")))?;
        Ok((view, &self.trees[*image]))
    }
}
