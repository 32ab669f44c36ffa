//! The trees themselves, for what works on two of them.

use super::Session;
use crate::archive::ImageLayer;
use crate::tree::Tree;
use crate::{Error, Result};

impl Session {
    /// The tree of an image, as far as its layers have arrived.
    pub fn tree_of(&self, image: usize) -> Result<&Tree> {
        self.trees.get(image).ok_or_else(|| Error::usage(format!("there is no image {image}")))
    }

    /// What names the layers of an image for [`Side::layers`](crate::compare::Side): their diff IDs. Where there
    /// is none, the layer of this archive, which `archive` names, and no other.
    pub fn layer_names(&self, image: usize, archive: &str) -> Vec<Option<String>> {
        let layers = self.archive.images.get(image).map(|image| image.layers.iter());
        let name = |layer: &ImageLayer| match &layer.diff_id {
            Some(id) => id.0.to_string(),
            None => format!("{archive}, layer {}", layer.key),
        };
        layers.into_iter().flatten().map(|layer| Some(name(layer))).collect()
    }
}
