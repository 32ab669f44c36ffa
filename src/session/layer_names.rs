//! What names an image's layers where two images are compared.

use super::Session;
use crate::archive::ImageLayer;

impl Session {
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
