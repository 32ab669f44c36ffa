//! `index.json` and what it leads to (OCI image-spec: image-layout.md, image-index.md, manifest.md).

use hashbrown::{HashMap, HashSet};
use serde_json::Value;

use super::descriptor::Descriptor;
use super::members::parse;
use super::naming::blob_name;
use super::{Archive, Attestation, Image, ImageLayer, Target};
use crate::image::{Config, Digest, Reference};
use crate::problem::Problem;
use crate::{Error, Result};

const INDEX: &str = "index.json";
/// Indexes may hold indexes. Nobody nests them deeper than two.
const MOST_NESTED: usize = 16;
const BLOBS: &str = "OCI image-spec, image-layout.md, Blobs";

/// Media types of layers: OCI image-spec, layer.md, and distribution, manifest-v2-2.md. Docker's zstd
/// type is BuildKit's.
const LAYER_TYPES: [&str; 12] = [
    "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.oci.image.layer.v1.tar+gzip",
    "application/vnd.oci.image.layer.v1.tar+zstd",
    "application/vnd.oci.image.layer.nondistributable.v1.tar",
    "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
    "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
    "application/vnd.docker.image.rootfs.diff.tar",
    "application/vnd.docker.image.rootfs.diff.tar.gzip",
    "application/vnd.docker.image.rootfs.diff.tar.zstd",
    "application/vnd.docker.image.rootfs.foreign.diff.tar",
    "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    "application/vnd.docker.image.rootfs.foreign.diff.tar.zstd",
];

/// Indexes and manifests by digest, and how they lead to images.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    nodes: HashMap<Digest, Node>,
}

/// A document of the graph that the archive holds.
#[derive(Debug)]
pub(crate) enum Node {
    /// An image index.
    Index {
        member: usize,
        value: Value,
        /// All images below it.
        images: Vec<usize>,
    },
    /// An image manifest that is an image.
    Image { member: usize, image: usize },
    /// A manifest of something else: an attestation, a signature, a chart.
    Artifact {
        member: usize,
        /// Config and blobs.
        blobs: Vec<usize>,
        /// What it is about.
        subject: Option<Digest>,
        kinds: Vec<String>,
    },
}

impl Node {
    fn held_in(&self) -> usize {
        match self {
            Self::Index { member, .. } | Self::Image { member, .. } | Self::Artifact { member, .. } => {
                *member
            }
        }
    }
}

impl Graph {
    pub(crate) fn get(&self, digest: &Digest) -> Option<&Node> {
        self.nodes.get(digest)
    }

    /// The member that holds this index or manifest.
    pub(crate) fn member(&self, digest: &Digest) -> Option<usize> {
        self.get(digest).map(Node::held_in)
    }

    /// The node that a member holds.
    pub(crate) fn of_member(&self, wanted: usize) -> Option<&Node> {
        self.nodes.values().find(|node| node.held_in() == wanted)
    }

    /// Whether anything of this node remains when only these images do.
    pub(crate) fn remains(&self, digest: &Digest, wanted: &dyn Fn(usize) -> bool) -> bool {
        match self.get(digest) {
            Some(Node::Artifact { subject: Some(subject), .. }) => match self.get(subject) {
                Some(Node::Image { .. } | Node::Index { .. }) => self.remains(subject, wanted),
                _ => true,
            },
            Some(Node::Image { image, .. }) => wanted(*image),
            Some(Node::Index { images, .. }) => {
                images.is_empty() || images.iter().any(|image| wanted(*image))
            }
            // What is not in the archive was left out by design, and may stay so.
            Some(Node::Artifact { subject: None, .. }) | None => true,
        }
    }

    /// As `remains`, for a descriptor: BuildKit tells in it what an attestation is about.
    pub(crate) fn keeps(&self, descriptor: &Descriptor, wanted: &dyn Fn(usize) -> bool) -> bool {
        self.remains(&descriptor.digest, wanted)
            && descriptor.attests_to().is_none_or(|subject| self.remains(&subject, wanted))
    }

    /// The members of all nodes that remain, images' own blobs aside.
    pub(super) fn reachable(&self, wanted: &dyn Fn(usize) -> bool) -> HashSet<usize> {
        let mut used = HashSet::new();
        for (digest, node) in &self.nodes {
            if !self.remains(digest, wanted) {
                continue;
            }
            match node {
                Node::Index { member, .. } | Node::Image { member, .. } => {
                    used.insert(*member);
                }
                Node::Artifact { member, blobs, .. } => {
                    used.insert(*member);
                    used.extend(blobs);
                }
            }
        }
        used
    }

    pub(super) fn renumber(&mut self, place: &[usize]) {
        for node in self.nodes.values_mut() {
            match node {
                Node::Image { image, .. } => *image = place[*image],
                Node::Index { images, .. } => images.iter_mut().for_each(|image| *image = place[*image]),
                Node::Artifact { .. } => {}
            }
        }
    }
}

impl Archive {
    /// Reads `index.json` and all that it leads to.
    pub(super) fn read_index(&mut self) -> Result<()> {
        let document = self.members.json(INDEX, &self.source, &self.limits)?;
        if document.get("manifests").is_none_or(|list| !list.is_array()) {
            return Err(Error::format(
                "index.json has no list of manifests",
                INDEX,
                "OCI image-spec, image-index.md",
            ));
        }
        for descriptor in Descriptor::list(&document, "manifests") {
            let mut images = Vec::new();
            if let Err(error) = self.read_node(&descriptor, 0, &mut images) {
                self.problem(error.into());
            }
            let reference = descriptor.name().and_then(|name| self.index_name(name));
            let known = self.targets.iter_mut().find(|t| t.digest.as_ref() == Some(&descriptor.digest));
            match (known, reference) {
                (Some(target), Some(reference)) if !target.references.contains(&reference) => {
                    target.references.push(reference);
                }
                (None, reference) if self.graph.get(&descriptor.digest).is_some() => {
                    self.targets.push(Target {
                        references: reference.into_iter().collect(),
                        images,
                        digest: Some(descriptor.digest),
                    });
                }
                _ => {}
            }
        }
        self.documents.index = Some(document);
        Ok(())
    }

    /// A name of index.json. Some are a tag alone, which is all that the specification asks for.
    fn index_name(&mut self, name: &str) -> Option<Reference> {
        match Reference::parse(name) {
            Ok(reference) => {
                if !name.contains(['/', ':']) {
                    self.problem(
                        Problem::info("bare-name", format!("index.json names an image {name:?} only"), name)
                            .help(format!("podman loads it as localhost/{name}:latest, skopeo as oci-archive:FILE:{name}.")),
                    );
                }
                Some(reference.with_default_tag())
            }
            Err(error) => {
                self.bad_reference(name, &error);
                None
            }
        }
    }

    /// Reads what a descriptor refers to; the images found below it go to `images`.
    fn read_node(&mut self, descriptor: &Descriptor, depth: usize, images: &mut Vec<usize>) -> Result<()> {
        let digest = &descriptor.digest;
        match self.graph.get(digest) {
            Some(Node::Image { image, .. }) => {
                push_new(images, *image);
                return Ok(());
            }
            // Also while it is being read, in an archive whose indexes lead to each other.
            Some(Node::Index { images: below, .. }) => {
                add_new(images, below);
                return Ok(());
            }
            Some(Node::Artifact { .. }) => return Ok(()),
            None => {}
        }
        let Some(member) = self.manifest_blob(digest) else {
            self.tell_absent(descriptor);
            return Ok(());
        };
        let name = self.members.at(member).name.clone();
        let bytes = self.members.read(member, &self.source, &self.limits)?;
        self.check_size(descriptor, bytes.len() as u64, &name);
        self.check_blob(digest, &bytes, &name);
        let value = parse(&bytes, &name)?;
        self.read_manifest_or_index(descriptor, member, &value, depth, images)
    }

    /// What a node's document says.
    fn read_manifest_or_index(
        &mut self,
        descriptor: &Descriptor,
        member: usize,
        value: &Value,
        depth: usize,
        images: &mut Vec<usize>,
    ) -> Result<()> {
        let digest = &descriptor.digest;
        if value.get("manifests").is_some_and(Value::is_array) {
            let node = Node::Index { member, value: value.clone(), images: Vec::new() };
            self.graph.nodes.insert(digest.clone(), node);
            let mut below = Vec::new();
            let result = self.read_children(value, depth, &mut below);
            add_new(images, &below);
            if let Some(Node::Index { images, .. }) = self.graph.nodes.get_mut(digest) {
                *images = below;
            }
            result
        } else if value.get("config").is_some() || value.get("layers").is_some() {
            self.read_image_manifest(descriptor, member, value, images)
                .map_err(|error| error.within(&format!("manifest {}", digest.short())))
        } else {
            let name = &self.members.at(member).name;
            Err(Error::format("this is neither an index nor a manifest", name, "OCI image-spec, manifest.md"))
        }
    }

    /// `dir:` folders: `manifest.json` is the manifest itself, or an index.
    pub(super) fn read_dir(&mut self) -> Result<()> {
        let index = self
            .members
            .file("manifest.json")
            .ok_or_else(|| Error::absent("there is no manifest.json", "the archive"))?;
        let bytes = self.members.read(index, &self.source, &self.limits)?;
        let value = parse(&bytes, "manifest.json")?;
        if value.get("fsLayers").is_some() {
            return Err(Error::unsupported(
                "the manifest is of schema 1, which registries gave up in 2019",
                "manifest.json",
                "Convert it: skopeo copy --format v2s2 dir:FOLDER docker-archive:image.tar:NAME",
            ));
        }
        let descriptor = serde_json::json!({ "digest": Digest::of(&bytes).to_string() });
        if let Some(descriptor) = Descriptor::new(&descriptor) {
            let mut images = Vec::new();
            self.read_manifest_or_index(&descriptor, index, &value, 0, &mut images)?;
            self.targets.push(Target { references: Vec::new(), images, digest: None });
        }
        Ok(())
    }

    /// Where the archive keeps a blob.
    fn blob_name(&self, digest: &Digest) -> String {
        if self.shape == super::Shape::Dir { digest.hex() } else { blob_name(digest) }
    }

    fn blob(&self, digest: &Digest) -> Option<usize> {
        self.manifest_blob(digest).or_else(|| self.members.file(&self.blob_name(digest)))
    }

    /// Manifests have an ending of their own in `dir:` folders with several.
    fn manifest_blob(&self, digest: &Digest) -> Option<usize> {
        let name = self.blob_name(digest);
        if self.shape == super::Shape::Dir {
            return self.members.file(&format!("{name}.manifest.json"));
        }
        self.members.file(&name)
    }

    fn read_children(&mut self, index: &Value, depth: usize, images: &mut Vec<usize>) -> Result<()> {
        if depth >= MOST_NESTED {
            return Err(Error::format(
                format!("indexes are nested more than {MOST_NESTED} deep"),
                INDEX,
                "OCI image-spec, image-index.md",
            ));
        }
        let (held, absent): (Vec<_>, Vec<_>) = Descriptor::list(index, "manifests")
            .into_iter()
            .partition(|child| self.blob(&child.digest).is_some());
        for child in held {
            if let Err(error) = self.read_node(&child, depth + 1, images) {
                self.problem(error.into());
            }
        }
        self.tell_not_saved(&absent);
        Ok(())
    }

    fn read_image_manifest(
        &mut self,
        descriptor: &Descriptor,
        member: usize,
        value: &Value,
        images: &mut Vec<usize>,
    ) -> Result<()> {
        let digest = descriptor.digest.clone();
        let subject = value.get("subject").and_then(Descriptor::new).map(|subject| subject.digest);
        let attests = descriptor.attests_to();
        if attests.is_some() || !is_image(value) {
            let node = self.artifact(member, value, attests.or(subject));
            if let Node::Artifact { subject: None, kinds, .. } = &node {
                let problem = Problem::info(
                    "artifact",
                    format!("this is no image but an artifact ({})", kinds.join(", ")),
                    digest.to_string(),
                )
                .help("It is kept when the archive is saved.");
                self.problem(problem);
            }
            self.graph.nodes.insert(digest, node);
            return Ok(());
        }
        let config = value
            .get("config")
            .and_then(Descriptor::new)
            .ok_or_else(|| Error::format("the manifest has no config", "", "OCI image-spec, manifest.md"))?;
        let name = self.blob_name(&config.digest);
        let config_member = self.blob(&config.digest).ok_or_else(|| {
            Error::absent(format!("the image's config is not in the archive: {}", config.digest), &name)
        })?;
        let bytes = self.members.read(config_member, &self.source, &self.limits)?;
        self.check_size(&config, bytes.len() as u64, &name);
        self.check_blob(&config.digest, &bytes, &name);
        let config = Config::parse(bytes, &name)?;
        let layers = Descriptor::list(value, "layers")
            .into_iter()
            .enumerate()
            .map(|(position, layer)| self.image_layer(&config, position, &layer))
            .collect();
        let platform = descriptor.platform().unwrap_or_else(|| config.platform.clone());
        self.graph.nodes.insert(digest.clone(), Node::Image { member, image: self.images.len() });
        push_new(images, self.images.len());
        self.images.push(Image {
            config,
            config_member,
            platform,
            manifest: Some(digest),
            layers,
            attestations: Vec::new(),
            docker_entry: None,
        });
        Ok(())
    }

    fn image_layer(&mut self, config: &Config, position: usize, layer: &Descriptor) -> ImageLayer {
        let name = self.blob_name(&layer.digest);
        let key = self.layer_named(&name, layer.media_type());
        if self.layers[key].member.is_some() {
            self.check_size(layer, self.layers[key].size, &name);
        }
        self.check_media_type(layer, &name);
        ImageLayer {
            key,
            digest: Some(layer.digest.clone()),
            diff_id: config.diff_ids.get(position).cloned(),
            media_type: layer.media_type().map(str::to_owned),
        }
    }

    fn artifact(&self, member: usize, value: &Value, subject: Option<Digest>) -> Node {
        let layers = Descriptor::list(value, "layers");
        let config = value.get("config").and_then(Descriptor::new);
        let mut kinds: Vec<String> = Vec::new();
        for layer in &layers {
            let kind = layer.annotation("in-toto.io/predicate-type").or_else(|| layer.media_type());
            let kind = kind.unwrap_or("unknown").to_owned();
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        let blobs = layers.iter().chain(&config);
        let blobs = blobs.filter_map(|blob| self.blob(&blob.digest)).collect();
        Node::Artifact { member, blobs, subject, kinds }
    }

    /// Hands the artifacts that are about an image to it.
    pub(super) fn attach_attestations(&mut self) {
        for image in &mut self.images {
            let Some(manifest) = &image.manifest else { continue };
            for (digest, node) in &self.graph.nodes {
                let Node::Artifact { member, blobs, subject, kinds } = node else { continue };
                if subject.as_ref() == Some(manifest) {
                    let members: HashSet<usize> = blobs.iter().chain([member]).copied().collect();
                    image.attestations.push(Attestation {
                        digest: digest.clone(),
                        predicate_types: kinds.clone(),
                        size: members.into_iter().map(|index| self.members.at(index).size).sum(),
                    });
                }
            }
            image.attestations.sort_by(|a, b| a.digest.cmp(&b.digest));
        }
    }

    /// Platforms that were not saved are absent by design.
    fn tell_not_saved(&mut self, absent: &[Descriptor]) {
        let (attestations, others): (Vec<_>, Vec<_>) =
            absent.iter().partition(|child| child.attests_to().is_some());
        let others: Vec<String> = others
            .iter()
            .map(|child| {
                child.platform().map_or_else(|| child.digest.short(), |platform| platform.to_string())
            })
            .collect();
        let attestations = match attestations.len() {
            0 => None,
            1 => Some("1 attestation".to_owned()),
            count => Some(format!("{count} attestations")),
        };
        let all: Vec<String> = others.into_iter().chain(attestations).collect();
        if all.is_empty() {
            return;
        }
        let message = format!("only listed, not in the archive: {}", all.join(", "));
        self.problem(
            Problem::info("absent", message, INDEX)
                .help("An archive of one platform still lists the others. Nothing is wrong."),
        );
    }

    /// An image that index.json names, and that is not there at all.
    fn tell_absent(&mut self, descriptor: &Descriptor) {
        let what = descriptor.name().unwrap_or("a manifest");
        let message = format!("{what} is listed, but not in the archive");
        self.problem(
            Problem::warning("absent", message, descriptor.digest.to_string())
                .help("The archive was made without it."),
        );
    }

    fn check_size(&mut self, descriptor: &Descriptor, held: u64, name: &str) {
        if let Some(size) = descriptor.size().filter(|size| *size != held) {
            let message = format!("its descriptor gives {size} bytes, the archive holds {held}");
            self.problem(
                Problem::warning("blob-size", message, name)
                    .help("Loaders refuse it; what is there is shown."),
            );
        }
    }

    /// Of what it can't name a loader may make nothing. Here the first bytes decide.
    fn check_media_type(&mut self, layer: &Descriptor, name: &str) {
        let Some(kind) = layer.media_type() else { return };
        let kind = kind.strip_suffix("+encrypted").unwrap_or(kind);
        if !LAYER_TYPES.contains(&kind) {
            let message = format!("the layer is of an unknown media type, {kind}");
            self.problem(
                Problem::warning("media-type", message, name)
                    .help("It is read by what its first bytes say. Loaders may refuse it."),
            );
        }
    }

    fn check_blob(&mut self, digest: &Digest, bytes: &[u8], name: &str) {
        if digest.is_sha256() && Digest::of(bytes) != *digest {
            let error = Error::format(format!("the content does not match its digest {digest}"), name, BLOBS);
            let mut problem =
                Problem::from(error).help("It is shown as it is; loaders that check digests refuse it.");
            problem.severity = crate::Severity::Warning;
            problem.code = "digest".into();
            self.problem(problem);
        }
    }
}

fn add_new(images: &mut Vec<usize>, more: &[usize]) {
    for image in more {
        push_new(images, *image);
    }
}

fn push_new(images: &mut Vec<usize>, image: usize) {
    if !images.contains(&image) {
        images.push(image);
    }
}

/// Whether a manifest is of an image: its config says so (manifest.md, "Guidelines for Artifact
/// Usage"), or, with writers that are careless about it, one of its layers does.
fn is_image(manifest: &Value) -> bool {
    const CONFIGS: [&str; 2] =
        ["application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json"];
    let config = manifest.get("config").and_then(|config| config.get("mediaType")).and_then(Value::as_str);
    let layers = Descriptor::list(manifest, "layers");
    let tar = |kind: &str| kind.contains(".tar");
    match config {
        Some(kind) if CONFIGS.contains(&kind) => {
            layers.is_empty() || layers.iter().any(|layer| layer.media_type().is_none_or(tar))
        }
        Some(_) => layers.iter().any(|layer| {
            layer.media_type().is_some_and(|k| {
                k.starts_with("application/vnd.oci.image.layer") || k.contains("docker.image.rootfs")
            })
        }),
        None => layers.iter().any(|layer| layer.media_type().is_some_and(tar)),
    }
}
