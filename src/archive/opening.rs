//! What matters only while an archive is being opened: what that has cost so far, and what was read already,
//! so that a thing which documents refer to a million times is read once.

use std::rc::Rc;

use hashbrown::{HashMap, HashSet};

use super::{Archive, ImageLayer};
use crate::image::{Config, Digest};
use crate::{Error, Limits, Result};

/// Kept until all documents are read.
#[derive(Debug, Default)]
pub(super) struct Opening {
    documents: u64,
    documents_size: u64,
    images: u64,
    layers: u64,
    names: u64,
    /// Whether a limit of the whole archive was reached: nothing more is to be read.
    pub(super) spent: bool,
    configs: HashMap<usize, Result<Rc<Config>>>,
    /// Indexes and manifests that can't be read. It has been said why.
    pub(super) failed: HashSet<Digest>,
    /// Keys of the layers that the archive holds, by member; and of those it does not, by name.
    pub(super) held: HashMap<usize, usize>,
    pub(super) absent: HashMap<String, usize>,
    /// The first image with a manifest and this config, and those without one by config and layers.
    with_manifest: HashMap<Digest, usize>,
    without: HashMap<(Digest, Vec<usize>), usize>,
}

impl Opening {
    fn spend(
        &mut self,
        spent: fn(&mut Self) -> &mut u64,
        more: u64,
        name: &'static str,
        bound: u64,
    ) -> Result<()> {
        let sum = spent(self);
        let after = sum.saturating_add(more);
        if after > bound {
            self.spent = true;
            return Err(Error::limit(name, bound, "the archive"));
        }
        *sum = after;
        Ok(())
    }

    /// Images that something leads to.
    pub(super) fn images(&mut self, count: usize, limits: &Limits) -> Result<()> {
        self.spend(|s| &mut s.images, count as u64, "images", limits.images)
    }

    /// Layers that an image lists.
    pub(super) fn layers(&mut self, count: usize, limits: &Limits) -> Result<()> {
        self.spend(|s| &mut s.layers, count as u64, "layers", limits.layers)
    }

    /// Names that an image has.
    pub(super) fn names(&mut self, count: usize, limits: &Limits) -> Result<()> {
        self.spend(|s| &mut s.names, count as u64, "names", limits.names)
    }

    fn document(&mut self, size: u64, limits: &Limits) -> Result<()> {
        self.spend(|s| &mut s.documents, 1, "documents", limits.documents)?;
        self.spend(|s| &mut s.documents_size, size, "documentsSize", limits.documents_size)
    }

    /// Notes an image, so that documents which tell of it again are understood.
    pub(super) fn know(&mut self, image: usize, config: &Digest, has_manifest: bool, layers: &[ImageLayer]) {
        if has_manifest {
            self.with_manifest.entry(config.clone()).or_insert(image);
        } else {
            let keys = layers.iter().map(|layer| layer.key).collect();
            self.without.entry((config.clone(), keys)).or_insert(image);
        }
    }

    /// An image with this config and, as far as the archive tells, these layers.
    pub(super) fn known(&self, config: &Digest, layers: Option<&[usize]>) -> Option<usize> {
        let with = self.with_manifest.get(config).copied();
        with.or_else(|| self.without.get(&(config.clone(), layers?.to_vec())).copied())
    }
}

impl Archive {
    /// The content of a document.
    pub(super) fn document(&mut self, member: usize) -> Result<Vec<u8>> {
        let size = self.members.at(member).size;
        if size <= self.limits.json_size {
            self.opening.document(size, &self.limits)?;
        }
        self.members.read(member, &self.source, &self.limits)
    }

    /// The config that a member holds.
    pub(super) fn config(&mut self, member: usize, name: &str) -> Result<Rc<Config>> {
        if let Some(known) = self.opening.configs.get(&member) {
            return known.clone();
        }
        let config =
            self.document(member).and_then(|raw| Config::parse(raw, name, &self.limits)).map(Rc::new);
        self.opening.configs.insert(member, config.clone());
        config
    }
}
