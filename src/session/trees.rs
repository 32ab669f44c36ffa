//! The trees themselves, for what works on two of them.

use super::Session;
use crate::tree::Tree;
use crate::{Error, Result};

impl Session {
    /// The tree of an image, as far as its layers have arrived.
    pub fn tree_of(&self, image: usize) -> Result<&Tree> {
        self.trees.get(image).ok_or_else(|| Error::usage(format!("there is no image {image}")))
    }

    /// What names the layers of an image for [`Side::layers`](crate::compare::Side): their diff IDs.
    pub fn diff_ids(&self, image: usize) -> Vec<Option<String>> {
        let layers = self.archive.images.get(image).map(|image| image.layers.iter());
        layers.into_iter().flatten().map(|layer| layer.diff_id.as_ref().map(|id| id.0.to_string())).collect()
    }
}
