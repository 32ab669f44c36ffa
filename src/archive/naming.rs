//! Members that are named by their digest.

use super::{Archive, Shape};
use crate::image::Digest;

/// Where an OCI layout keeps a blob (image-spec, image-layout.md, "Blobs").
pub(super) fn blob_name(digest: &Digest) -> String {
    format!("blobs/{}", digest.to_string().replace(':', "/"))
}

/// The digest in a blob's name in an OCI layout.
fn blob_digest(name: &str) -> Option<Digest> {
    Digest::parse(&name.strip_prefix("blobs/")?.replacen('/', ":", 1))
}

/// The digest that a docker-archive names a config by: `<hex>.json`, or `sha256:<hex>` with crane.
pub(super) fn config_digest(name: &str) -> Option<Digest> {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.strip_suffix(".json").unwrap_or(file);
    Digest::from_hex(stem.strip_prefix("sha256:").unwrap_or(stem))
}

impl Archive {
    /// The digest that a member's name promises, where such a name is a promise. The layers of a
    /// docker-archive have names of several kinds (ids of old, diff IDs, digests), which no loader minds.
    pub fn named_digest(&self, member: usize) -> Option<Digest> {
        let name = &self.members.at(member).name;
        if let Some(digest) = blob_digest(name) {
            return Some(digest);
        }
        match self.shape {
            Shape::Dir => Digest::from_hex(name.strip_suffix(".manifest.json").unwrap_or(name)),
            Shape::Docker(_) | Shape::Both(_) => self.is_config(member).then(|| config_digest(name))?,
            Shape::Oci | Shape::V1 | Shape::RootFs => None,
        }
    }

    /// Whether the member holds the config of an image.
    pub(crate) fn is_config(&self, member: usize) -> bool {
        self.configs.contains(&member)
    }
}
