//! One open archive: its layers as they arrive, a tree for each image, and everything that is asked.
//! It runs in a worker of the page, and natively in the tests.

mod content;
mod describe;
mod integrity;
#[cfg(feature = "scan")]
mod layer_names;
mod views;

use std::rc::Rc;

use hashbrown::HashMap;

use serde::{Deserialize, Serialize};

pub use content::{Content, Located};
pub use describe::{ArchiveDescription, ImageDescription, LayerDescription, Unreferenced};
pub use integrity::{BlobKind, Compared, HashJob, LayerUse, Verdict, Verification};

use crate::archive::{Archive, FolderFile};
use crate::codec::Compression;
use crate::export::{Edits, Plan};
use crate::image::Digest;
use crate::layer::{Digests, Layer, MOST_BYTES};
use crate::problem::{Problem, Problems};
use crate::source::{Slice, Source};
use crate::tree::{At, Change, Entry, Refusal, Rules, Tree, Version};
use crate::{Error, Failure, Limits, Result};
#[cfg(feature = "scan")]
use crate::{insight::dive::Dive, insight::ledger::Ledger, tree::Visible};

/// A layer that is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerJob {
    /// Index among the archive's distinct layers.
    pub key: usize,
    /// Where its bytes begin.
    pub offset: u64,
    /// How many they are, as stored.
    pub size: u64,
    /// How they are stored.
    pub compression: Compression,
    /// Its name in the archive.
    pub name: String,
    /// What its stored bytes should hash to, where the archive says.
    pub digest: Option<Digest>,
}

/// A merged tree in numbers, and what overlayfs makes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TreeInfo {
    /// Paths in it, without the root.
    pub count: u64,
    /// Bytes of content; of a file with several names once.
    pub size: u64,
    /// Paths that are not the same by the OCI rules and under overlayfs.
    pub differing: usize,
    /// Why Docker or podman do not load it; nothing if they do.
    pub refused: Vec<Refusal>,
}

/// How far a layer is.
#[derive(Debug)]
enum LayerState {
    Waiting,
    Indexed(Rc<Layer>),
    Absent,
    Unsupported,
    Failed,
}

impl LayerState {
    /// As the JavaScript API calls it.
    fn word(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Indexed(_) => "indexed",
            Self::Absent => "absent",
            Self::Unsupported => "unsupported",
            Self::Failed => "failed",
        }
    }

    fn after(error: &Error) -> Self {
        match error {
            Error::Absent { .. } => Self::Absent,
            Error::Unsupported { .. } => Self::Unsupported,
            _ => Self::Failed,
        }
    }
}

/// An open archive.
pub struct Session {
    archive: Archive,
    layers: Vec<LayerState>,
    /// One for each image.
    trees: Vec<Tree>,
    views: views::Views,
    /// What members hash to, of those that were hashed.
    digests: HashMap<usize, Result<Digests, Failure>>,
    /// What layers turned out to have wrong.
    problems: Problems,
    /// Whether reading must go on from place to place (see [`Wrapping`](crate::archive::Wrapping)).
    in_order: bool,
    /// Seconds since 1970, for "3 weeks ago".
    now: i64,
}

impl Session {
    /// Opens an archive; reads no layer.
    pub fn open(
        source: Rc<dyn Source>,
        limits: Limits,
        now: i64,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self> {
        Ok(Self::of_archive(Archive::open(source, limits, progress)?, now))
    }

    /// Opens a folder: `source` has its files one after the other.
    pub fn open_folder(
        source: Rc<dyn Source>,
        files: Vec<FolderFile>,
        limits: Limits,
        now: i64,
    ) -> Result<Self> {
        Ok(Self::of_archive(Archive::open_folder(source, files, limits)?, now))
    }

    fn of_archive(archive: Archive, now: i64) -> Self {
        let trees = archive.images.iter().map(|image| Tree::new(image.layers.len())).collect();
        let mut problems = Problems::default();
        let layers = archive
            .layers
            .iter()
            .map(|layer| {
                layer.unreadable.clone().map_or(LayerState::Waiting, |error| {
                    let state = LayerState::after(&error);
                    problems.add(error.into());
                    state
                })
            })
            .collect();
        Self {
            in_order: archive.reads_in_order(),
            archive,
            layers,
            trees,
            views: views::Views::default(),
            digests: HashMap::new(),
            problems,
            now,
        }
    }

    /// The archive itself.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Its bytes.
    pub fn source(&self) -> &Rc<dyn Source> {
        self.archive.source()
    }

    /// The bounds it was opened with.
    pub fn limits(&self) -> &Limits {
        self.archive.limits()
    }

    /// The layers that are still to be read, in the order in which that is best done.
    pub fn jobs(&self) -> Vec<LayerJob> {
        let waiting = self.archive.layers.iter().zip(self.promised()).enumerate();
        let mut jobs: Vec<LayerJob> = waiting
            .filter(|(key, _)| matches!(self.layers[*key], LayerState::Waiting))
            .map(|(key, (layer, digest))| LayerJob {
                key,
                offset: layer.offset,
                size: layer.size,
                compression: layer.compression,
                name: layer.name.clone(),
                digest,
            })
            .collect();
        jobs.sort_by_key(|job| self.order(job.offset, job.size));
        jobs
    }

    /// Biggest first, for they take longest; or in the order of an archive in which one can't go back
    /// and forth.
    fn order(&self, offset: u64, size: u64) -> (std::cmp::Reverse<u64>, u64) {
        let size = if self.in_order { 0 } else { size };
        (std::cmp::Reverse(size), offset)
    }

    /// Reads every layer here and now: for tests and tools. The page has workers for it.
    pub fn index_all(&mut self) -> Result<()> {
        for job in self.jobs() {
            let source = Slice::new(Rc::clone(self.source()), job.offset, job.size);
            match Layer::index(source, job.compression, self.limits(), &mut |_| {}) {
                Ok(layer) => self.add_layer(job.key, layer.pack())?,
                Err(error) => self.fail(job.key, LayerState::after(&error), error.into())?,
            }
        }
        Ok(())
    }

    /// Takes what indexing a layer made; the trees of its images grow by it.
    pub fn add_layer(&mut self, key: usize, packed: Vec<u8>) -> Result<()> {
        self.check_key(key)?;
        let layer = Rc::new(Layer::unpack(&packed)?);
        // Gone before the trees grow: the peak is one copy less.
        drop(packed);
        let place = self.archive.layers[key].name.clone();
        for remark in layer.remarks() {
            let mut problem = remark.clone();
            problem.place =
                if problem.place.is_empty() { place.clone() } else { format!("{place}, {}", problem.place) };
            self.problems.add(problem);
        }
        for (image, tree) in self.archive.images.iter().zip(&mut self.trees) {
            for (position, _) in image.layers.iter().enumerate().filter(|(_, layer)| layer.key == key) {
                tree.add(position, Rc::clone(&layer))?;
            }
        }
        self.layers[key] = LayerState::Indexed(layer);
        Ok(())
    }

    /// The layer as [`Session::add_layer`] takes it, to be kept for another time.
    pub fn pack_layer(&self, key: usize) -> Result<Vec<u8>> {
        match self.layers.get(key) {
            Some(LayerState::Indexed(layer)) => Ok(layer.pack()),
            _ => Err(Error::usage(format!("there is no layer with key {key} that has been read"))),
        }
    }

    /// Gives up what is known of a layer, so that it can be read anew.
    pub fn drop_layer(&mut self, key: usize) -> Result<()> {
        self.check_key(key)?;
        for (image, tree) in self.archive.images.iter().zip(&mut self.trees) {
            for (position, _) in image.layers.iter().enumerate().filter(|(_, layer)| layer.key == key) {
                tree.remove(position)?;
            }
        }
        self.layers[key] = LayerState::Waiting;
        Ok(())
    }

    /// Notes that a layer could not be read, and why.
    pub fn fail_layer(&mut self, key: usize, failure: &Failure) -> Result<()> {
        let place = self.archive.layers.get(key).map_or_else(String::new, |layer| layer.name.clone());
        let place = if failure.place.is_empty() { place } else { format!("{place}, {}", failure.place) };
        let mut problem = Problem::from(Error::io(failure.message.clone(), place));
        problem.message.clone_from(&failure.message);
        problem.code.clone_from(&failure.code);
        problem.help.clone_from(&failure.help);
        let state = if problem.code == "unsupported" { LayerState::Unsupported } else { LayerState::Failed };
        self.fail(key, state, problem)
    }

    fn fail(&mut self, key: usize, state: LayerState, problem: Problem) -> Result<()> {
        self.check_key(key)?;
        self.layers[key] = state;
        self.problems.add(problem);
        Ok(())
    }

    fn check_key(&self, key: usize) -> Result<()> {
        if key < self.layers.len() {
            Ok(())
        } else {
            Err(Error::usage(format!("there is no layer with key {key}")))
        }
    }

    /// The union tree of an image, as far as its layers have arrived.
    pub fn tree_of(&self, image: usize) -> Result<&Tree> {
        self.trees.get(image).ok_or_else(|| Error::usage(format!("there is no image {image}")))
    }

    /// The union tree of an image, and the layer, checked.
    fn tree(&self, image: usize, layer: usize) -> Result<&Tree> {
        let tree = self.tree_of(image)?;
        let layers = self.archive.images[image].layers.len();
        // An image of no layers has an empty tree, "as of layer 0".
        if layer < layers.max(1) {
            return Ok(tree);
        }
        Err(Error::usage(format!("the image has {layers} layers, counted from 0: there is no layer {layer}")))
    }

    /// Paths and bytes of a merged tree, and how the rules part in it.
    pub fn tree_info(&self, image: usize, at: impl Into<At>) -> Result<TreeInfo> {
        let at = at.into();
        let tree = self.tree(image, at.layer)?;
        let info = tree.info(at)?;
        Ok(TreeInfo {
            count: info.count,
            size: info.size.min(MOST_BYTES),
            differing: tree.differing(at.layer)?,
            refused: tree.refusals(at.layer)?,
        })
    }

    /// One path of a merged tree.
    pub fn stat(&self, image: usize, at: impl Into<At>, path: &str) -> Result<Option<Entry>> {
        let at = at.into();
        self.tree(image, at.layer)?.stat(at, path)
    }

    /// A directory's children.
    pub fn list(&self, image: usize, at: impl Into<At>, path: &str) -> Result<Vec<Entry>> {
        let at = at.into();
        self.tree(image, at.layer)?.list(at, path)
    }

    /// At most `count` entries below `path` after the path `after`, depth first.
    pub fn walk(
        &self,
        image: usize,
        at: impl Into<At>,
        path: &str,
        after: Option<&str>,
        count: usize,
    ) -> Result<Vec<Entry>> {
        let at = at.into();
        self.tree(image, at.layer)?.walk(at, path, after, count)
    }

    /// What each layer says of a path.
    pub fn versions(&self, image: usize, path: &str, rules: Rules) -> Result<Vec<Version>> {
        Ok(self.tree(image, 0)?.versions(path, rules))
    }

    /// Which entries of each layer of an image, oldest first, its merged tree is made of: what a search in it is to
    /// look at.
    #[cfg(feature = "scan")]
    pub fn visible(&self, image: usize, at: impl Into<At>) -> Result<Vec<Visible>> {
        let at = at.into();
        self.tree(image, at.layer)?.visible(at)
    }

    /// Where the bytes of an image went, of the layers that have been read.
    #[cfg(feature = "scan")]
    pub fn ledger(&self, image: usize) -> Result<Ledger> {
        Ledger::of(self.tree_of(image)?)
    }

    /// The efficiency of an image as dive computes it, of the layers that have been read.
    #[cfg(feature = "scan")]
    pub fn dive(&self, image: usize) -> Result<Dive> {
        Ok(Dive::of(self.tree_of(image)?))
    }

    /// What a layer did.
    pub fn changes(&self, image: usize, at: impl Into<At>) -> Result<Vec<Change>> {
        let at = at.into();
        self.tree(image, at.layer)?.changes(at)
    }

    /// Plans an export.
    pub fn plan(&self, edits: &Edits) -> Result<Plan> {
        Plan::new(&self.archive, edits)
    }
}
