//! What an archive holds: images, their layers as stored, and what is wrong with it.
//! Reads the outer tar and its JSON documents, no layer.

mod checks;
mod descriptor;
mod docker;
mod graph;
mod layers;
mod members;
mod naming;
mod oci;
mod opening;
mod rootfs;
mod shape;
mod v1;
mod wrapping;

use std::rc::Rc;

use hashbrown::{HashMap, HashSet};

pub(crate) use descriptor::{Descriptor, NAME, REF_NAME};
pub(crate) use docker::{TAGS, field};
pub(crate) use graph::{Graph, Node};
pub use layers::StoredLayer;
pub(crate) use members::clean;
pub use members::{FolderFile, Member, Members};
pub use shape::Shape;
pub use wrapping::Wrapping;

use crate::codec::{Compression, foreign_format, sniff};
use crate::image::{Config, DiffId, Digest, Platform, Reference};
use crate::problem::{Problem, Problems};
use crate::source::{Slice, Source};
use crate::{Error, Limits, Result, json};
use opening::Opening;
use wrapping::{Inside, Steps, Wrapped};

/// One image: one platform's config and layers.
#[derive(Debug)]
pub struct Image {
    /// Its config; the digest of the config's bytes is the image's id. Images may share it.
    pub config: Rc<Config>,
    /// The member that holds the config.
    pub config_member: usize,
    /// As the index says, else as the config does.
    pub platform: Platform,
    /// Digest of its OCI manifest, where there is one.
    pub manifest: Option<Digest>,
    /// Oldest first.
    pub layers: Vec<ImageLayer>,
    /// Documents about it that travel with it.
    pub attestations: Vec<Attestation>,
    /// Its place in `manifest.json`, where it is in there.
    pub(crate) docker_entry: Option<usize>,
    /// The targets that it is in.
    pub(crate) targets: Vec<usize>,
}

/// A layer as one image refers to it.
#[derive(Debug, Clone)]
pub struct ImageLayer {
    /// Index into [`Archive::layers`].
    pub key: usize,
    /// Of the stored bytes, as the OCI manifest says.
    pub digest: Option<Digest>,
    /// Of the uncompressed tar, as the config says.
    pub diff_id: Option<DiffId>,
    /// As the OCI manifest says.
    pub media_type: Option<String>,
}

/// What a reference names: an image, or an index with images for several platforms.
#[derive(Debug)]
pub struct Target {
    /// Its references; none for a dangling one.
    pub references: Vec<Reference>,
    /// The images in it that the archive holds.
    pub images: Vec<usize>,
    /// The digest in `index.json`, where it is in there.
    pub(crate) digest: Option<Digest>,
}

/// A manifest that describes an image and is none: provenance, a bill of materials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// Of its manifest.
    pub digest: Digest,
    /// What it states, as URIs.
    pub predicate_types: Vec<String>,
    /// Stored bytes: manifest, config and documents.
    pub size: u64,
}

/// The JSON documents of an archive, as they stand.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    pub(crate) manifest: Option<serde_json::Value>,
    pub(crate) index: Option<serde_json::Value>,
    pub(crate) repositories: Option<serde_json::Value>,
}

/// An open archive.
pub struct Archive {
    source: Rc<dyn Source>,
    limits: Limits,
    wrapped: Option<Wrapped>,
    /// Its bytes; of one that is compressed as a whole those of the tar in it.
    pub size: u64,
    /// What kind of archive it is.
    pub shape: Shape,
    /// The outer tar.
    pub members: Members,
    /// In the order of `manifest.json`, then of `index.json`.
    pub images: Vec<Image>,
    /// Every distinct layer that an image refers to.
    pub layers: Vec<StoredLayer>,
    /// What references name.
    pub targets: Vec<Target>,
    /// What is wrong.
    pub problems: Problems,
    /// Targets.
    by_digest: HashMap<Digest, usize>,
    /// Members that hold a config.
    configs: HashSet<usize>,
    opening: Opening,
    pub(crate) documents: Documents,
    pub(crate) graph: Graph,
}

impl Archive {
    /// Opens an archive. `progress` is told how many bytes of the file are dealt with.
    pub fn open(file: Rc<dyn Source>, limits: Limits, progress: &mut dyn FnMut(u64)) -> Result<Self> {
        let stored = file.len()?;
        let mut magic = [0; 512];
        let got = file.fill(0, &mut magic)?;
        let compression = sniff(&magic[..got]);
        let archive = if compression == Compression::None {
            let (mut members, _, failure) = Members::walk(&file, &limits, &mut |at| progress(at.min(stored)));
            if members.is_empty() {
                return Err(not_an_archive(&magic[..got], failure.or(members.why_left_out())));
            }
            members.cut_at(stored);
            Self::of_members(file, None, limits, members, failure)?
        } else {
            Self::open_wrapped(Wrapped::new(file, compression, &limits)?, limits, progress)?
        };
        progress(stored);
        Ok(archive)
    }

    fn open_wrapped(wrapped: Wrapped, limits: Limits, progress: &mut dyn FnMut(u64)) -> Result<Self> {
        let compression = wrapped.compression();
        let within = |error: Error| error.within(&format!("in the {} file", compression.name()));
        let mut magic = [0; 512];
        let got = wrapped.decoder().fill(0, &mut magic).map_err(within)?;
        if sniff(&magic[..got]) != Compression::None {
            return Err(Error::unsupported(
                format!("the file is compressed twice, with {} outside", compression.name()),
                "the archive",
                format!("Unpack it once: {} < FILE > image", compression.tool()),
            ));
        }
        let steps = Steps::new(&wrapped, progress);
        let (mut members, walked, failure) = Members::walk(&steps, &limits, &mut |_| {});
        let failure = failure.or_else(|| steps.go_on(walked).err());
        let kept = steps.kept();
        if members.is_empty() {
            return Err(within(not_an_archive(&magic[..got], failure.or(members.why_left_out()))));
        }
        // Behind damage, what a header promises is not there.
        let size = wrapped.decoder().damaged_at().map_or(walked, |damage| damage.min(walked));
        members.cut_at(size);
        let source = Rc::new(Slice::new(Inside::new(&wrapped, kept), 0, size));
        Self::of_members(source, Some(wrapped), limits, members, failure.map(within))
    }

    /// Opens a folder: `source` has its files one after the other.
    pub fn open_folder(source: Rc<dyn Source>, files: Vec<FolderFile>, limits: Limits) -> Result<Self> {
        let members = Members::of_folder(files, &limits)?;
        let archive = Self::of_members(source, None, limits, members, None)?;
        if archive.shape == Shape::RootFs {
            return Err(Error::unsupported(
                "this is the folder of a root filesystem: without a tar around it, owners and modes are lost",
                "the folder",
                "Pack it where it came from, and open that: tar -cf rootfs.tar -C FOLDER .",
            ));
        }
        Ok(archive)
    }

    fn of_members(
        source: Rc<dyn Source>,
        wrapped: Option<Wrapped>,
        limits: Limits,
        mut members: Members,
        failure: Option<Error>,
    ) -> Result<Self> {
        members.enter_folder();
        let manifest = members.file("manifest.json").map(|index| members.read(index, &source, &limits));
        let one_manifest = manifest.is_some_and(|bytes| {
            bytes.and_then(|bytes| json::parse(&bytes, "", &limits)).is_ok_and(|json| json.is_object())
        });
        // What is missing may lie behind the damage: that is then the matter.
        let shape = Shape::of(&members, one_manifest).map_err(|error| failure.clone().unwrap_or(error))?;
        let mut archive = Self {
            size: source.len()?,
            source,
            wrapped,
            limits,
            shape,
            members,
            images: Vec::new(),
            layers: Vec::new(),
            targets: Vec::new(),
            problems: Problems::default(),
            by_digest: HashMap::new(),
            configs: HashSet::new(),
            opening: Opening::default(),
            documents: Documents::default(),
            graph: Graph::default(),
        };
        if let Some(error) = failure {
            archive.problem(
                Problem::from(error)
                    .help("The archive is damaged or cut short. What comes before this place is shown."),
            );
        }
        archive.tell_left_out();
        archive.tell_doubles();
        archive.read_images()?;
        archive.opening = Opening::default();
        Ok(archive)
    }

    /// Bytes of the file that was opened, compressed or not.
    pub fn stored_size(&self) -> u64 {
        self.wrapped.as_ref().map_or(self.size, Wrapped::stored)
    }

    /// How the whole file is compressed.
    pub fn compression(&self) -> Compression {
        self.wrapped.as_ref().map_or(Compression::None, Wrapped::compression)
    }

    /// What another worker needs to read in a file that is compressed as a whole.
    pub fn wrapping(&self) -> Option<Wrapping> {
        self.wrapped.as_ref().map(|wrapped| wrapped.told(self.size))
    }

    /// Whether layers are best read one after the other, in the order of the archive.
    pub fn reads_in_order(&self) -> bool {
        self.wrapped.as_ref().is_some_and(|wrapped| wrapped.in_order(self.size))
    }

    /// The archive's bytes; what is compressed as a whole is decoded as it is read.
    pub fn source(&self) -> &Rc<dyn Source> {
        &self.source
    }

    /// The bounds it was opened with.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The references of an image, those of an index that it is in included.
    pub fn references(&self, image: usize) -> impl Iterator<Item = &Reference> {
        self.images[image].targets.iter().flat_map(|target| &self.targets[*target].references)
    }

    /// The target that `index.json` gives by this digest.
    pub(crate) fn target(&self, digest: &Digest) -> Option<usize> {
        self.by_digest.get(digest).copied()
    }

    /// Stored bytes of an image's blobs, each counted once.
    pub fn size_on_disk(&self, image: usize) -> u64 {
        let image = &self.images[image];
        if self.shape == Shape::RootFs {
            return self.size;
        }
        let manifest = image.manifest.as_ref().and_then(|digest| self.graph.member(digest));
        let layers = image.layers.iter().filter_map(|layer| self.layers[layer.key].member);
        let members: HashSet<usize> = layers.chain(manifest).chain([image.config_member]).collect();
        members.into_iter().map(|index| self.members.at(index).size).sum()
    }

    /// How many images use each layer.
    pub fn layer_uses(&self) -> Vec<usize> {
        let mut uses = vec![0; self.layers.len()];
        for image in &self.images {
            let keys: HashSet<usize> = image.layers.iter().map(|layer| layer.key).collect();
            keys.into_iter().for_each(|key| uses[key] += 1);
        }
        uses
    }

    /// The files of the archive that no image leads to, and no document is.
    pub fn unreferenced(&self) -> Vec<usize> {
        if self.shape == Shape::RootFs {
            return Vec::new();
        }
        let used = self.reachable(|_| true);
        self.members
            .iter()
            .filter(|(index, member)| {
                member.kind == crate::tar::Kind::File
                    && !used.contains(index)
                    && !Shape::is_document(&member.name)
                    // Of two members with one name the first can't be reached by any loader.
                    && self.members.named(&member.name) == Some(*index)
            })
            .map(|(index, _)| index)
            .collect()
    }

    /// The members that these images lead to: configs, manifests, layers, attestations and the
    /// indexes above. Artifacts that are no images count as wanted.
    pub(crate) fn reachable(&self, wanted: impl Fn(usize) -> bool) -> HashSet<usize> {
        let mut used = HashSet::new();
        for image in (0..self.images.len()).filter(|index| wanted(*index)).map(|index| &self.images[index]) {
            used.insert(image.config_member);
            used.extend(image.layers.iter().filter_map(|layer| self.layers[layer.key].member));
        }
        used.extend(self.graph.reachable(&wanted));
        used
    }

    /// Adds an image that no OCI manifest tells of, and the references that name it alone.
    fn add_image(
        &mut self,
        config: Rc<Config>,
        config_member: usize,
        layers: Vec<ImageLayer>,
        mut references: Vec<Reference>,
    ) -> Result<()> {
        // A list may name one twice.
        let mut known = HashSet::new();
        references.retain(|reference| known.insert(reference.clone()));
        let image = self.images.len();
        self.opening.images(1, &self.limits)?;
        self.push_image(Image {
            platform: config.platform.clone(),
            config,
            config_member,
            manifest: None,
            layers,
            attestations: Vec::new(),
            docker_entry: None,
            targets: Vec::new(),
        });
        self.add_target(Target { references, images: vec![image], digest: None });
        Ok(())
    }

    fn push_image(&mut self, image: Image) {
        self.opening.know(self.images.len(), &image.config.id, image.manifest.is_some(), &image.layers);
        self.configs.insert(image.config_member);
        self.images.push(image);
    }

    fn add_target(&mut self, target: Target) {
        let index = self.targets.len();
        for image in &target.images {
            self.images[*image].targets.push(index);
        }
        if let Some(digest) = &target.digest {
            self.by_digest.insert(digest.clone(), index);
        }
        self.targets.push(target);
    }

    /// The document of this name.
    fn json(&mut self, name: &str) -> Result<serde_json::Value> {
        let absent = || Error::absent(format!("there is no {name}"), "the archive");
        let member = self.members.file(name).ok_or_else(absent)?;
        json::parse(&self.document(member)?, name, &self.limits)
    }

    pub(crate) fn problem(&mut self, problem: Problem) {
        self.problems.add(problem);
    }

    fn read_images(&mut self) -> Result<()> {
        match self.shape {
            Shape::V1 => self.read_v1(),
            Shape::Dir => self.read_dir()?,
            Shape::RootFs => self.read_rootfs()?,
            Shape::Docker(_) | Shape::Both(_) | Shape::Oci => self.read_documents()?,
        }
        self.sort_images();
        self.attach_attestations();
        if self.images.is_empty()
            && let Some(reason) = self.problems.iter().find(|p| p.severity == crate::Severity::Error)
        {
            let what = format!("no image of the archive can be shown: {}", reason.message);
            return Err(Error::format(what, &reason.place, ""));
        }
        if self.shape.has_index() || self.shape.has_manifest() {
            self.check_images();
        }
        Ok(())
    }

    fn read_documents(&mut self) -> Result<()> {
        let by_index = self.shape.has_index().then(|| self.read_index());
        let by_manifest = self.shape.has_manifest().then(|| self.read_manifest());
        match (by_index, by_manifest) {
            // One of two documents is enough to show something.
            (Some(Err(error)), Some(Ok(()))) | (Some(Ok(())), Some(Err(error))) => {
                self.problem(Problem::from(error).help("The other document of the archive is used."));
            }
            (Some(Err(error)), _) | (_, Some(Err(error))) => return Err(error),
            _ => {}
        }
        self.read_repositories();
        Ok(())
    }

    /// The order people know: that of `manifest.json`, then what only `index.json` has.
    fn sort_images(&mut self) {
        let mut order: Vec<usize> = (0..self.images.len()).collect();
        order.sort_by_key(|index| self.images[*index].docker_entry.unwrap_or(usize::MAX));
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        let mut images: Vec<_> = std::mem::take(&mut self.images).into_iter().enumerate().collect();
        images.sort_by_key(|(old, _)| place[*old]);
        self.images = images.into_iter().map(|(_, image)| image).collect();
        for target in &mut self.targets {
            for image in &mut target.images {
                *image = place[*image];
            }
        }
        self.graph.renumber(&place);
    }
}

fn not_an_archive(magic: &[u8], failure: Option<Error>) -> Error {
    const HELP: &str = "Make an archive with: docker save -o image.tar NAME";
    if magic.is_empty() {
        return Error::unsupported("the file is empty", "offset 0", HELP);
    }
    if let Some(what) = foreign_format(magic) {
        return Error::unsupported(format!("this is {what}, not an image archive"), "offset 0", HELP);
    }
    match failure {
        Some(error @ (Error::Io { .. } | Error::Limit { .. })) => error,
        Some(error) if magic.len() < 512 || error.place().ends_with(" 0") => {
            Error::unsupported("this is not an image archive: no tar header at its start", "offset 0", HELP)
        }
        Some(error) => error,
        None => Error::unsupported("this is a tar with nothing in it", "offset 0", HELP),
    }
}
