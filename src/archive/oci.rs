//! `index.json` and what it leads to (OCI image-spec: image-layout.md, image-index.md, manifest.md).

use hashbrown::HashSet;
use serde_json::Value;

use super::descriptor::Descriptor;
use super::graph::Node;
use super::naming::blob_name;
use super::{Archive, Attestation, Image, ImageLayer, Target};
use crate::image::{Config, Digest, Reference};
use crate::problem::Problem;
use crate::{Error, Result, json};

pub(super) const INDEX: &str = "index.json";

impl Archive {
    /// Reads `index.json` and all that it leads to.
    pub(super) fn read_index(&mut self) -> Result<()> {
        let document = self.json(INDEX)?;
        if document.get("manifests").is_none_or(|list| !list.is_array()) {
            return Err(Error::format(
                "index.json has no list of manifests",
                INDEX,
                "OCI image-spec, image-index.md",
            ));
        }
        for descriptor in Descriptor::list(&document, "manifests") {
            if let Err(error) = self.read_descriptor(&descriptor) {
                if self.opening.spent {
                    self.tell_spent(error);
                    break;
                }
                self.problem(error.into());
            }
        }
        self.documents.index = Some(document);
        Ok(())
    }

    /// Reads what a descriptor of `index.json` leads to, and the name it gives.
    fn read_descriptor(&mut self, descriptor: &Descriptor) -> Result<()> {
        let mut images = Found::default();
        let mut target = self.target(&descriptor.digest);
        let result = if target.is_none() { self.read_node(descriptor, 0, &mut images) } else { Ok(()) };
        let reference = descriptor.name().and_then(|name| self.index_name(name));
        self.opening.names(usize::from(reference.is_some()), &self.limits)?;
        if target.is_none() && self.graph.get(&descriptor.digest).is_some() {
            self.opening.images(images.list.len(), &self.limits)?;
            let digest = Some(descriptor.digest.clone());
            target = Some(self.targets.len());
            self.add_target(Target { references: Vec::new(), images: images.list, digest });
        }
        if let (Some(target), Some(reference)) = (target, reference) {
            let references = &mut self.targets[target].references;
            if !references.contains(&reference) {
                references.push(reference);
            }
        }
        result
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
    fn read_node(&mut self, descriptor: &Descriptor, depth: u64, images: &mut Found) -> Result<()> {
        let digest = &descriptor.digest;
        match self.graph.get(digest) {
            Some(Node::Image { image, .. }) => {
                images.add(*image);
                return Ok(());
            }
            // Also while it is being read, in an archive whose indexes lead to each other.
            Some(Node::Index { images: below, .. }) => {
                for image in below {
                    images.add(*image);
                }
                return Ok(());
            }
            Some(Node::Artifact { .. }) => return Ok(()),
            None if self.opening.failed.contains(digest) => return Ok(()),
            None => {}
        }
        let Some(member) = self.manifest_blob(digest) else {
            self.tell_absent(descriptor);
            return Ok(());
        };
        let result = self.read_blob(descriptor, member, depth, images);
        // Nearer to the top it may be read.
        let is_deep = matches!(result, Err(Error::Limit { name: "indexDepth", .. }));
        if result.is_err() && !is_deep {
            self.opening.failed.insert(digest.clone());
        }
        result
    }

    fn read_blob(
        &mut self,
        descriptor: &Descriptor,
        member: usize,
        depth: u64,
        images: &mut Found,
    ) -> Result<()> {
        let name = self.members.at(member).name.clone();
        let bytes = self.document(member)?;
        self.check_size(descriptor, bytes.len() as u64, &name);
        self.check_blob(&descriptor.digest, &Digest::of(&bytes), &name);
        let value = json::parse(&bytes, &name, &self.limits)?;
        self.read_manifest_or_index(descriptor, member, value, depth, images)
    }

    /// What a node's document says.
    fn read_manifest_or_index(
        &mut self,
        descriptor: &Descriptor,
        member: usize,
        value: Value,
        depth: u64,
        images: &mut Found,
    ) -> Result<()> {
        let digest = &descriptor.digest;
        if value.get("manifests").is_some_and(Value::is_array) {
            if depth >= self.limits.index_depth {
                return Err(Error::limit("indexDepth", self.limits.index_depth, digest.to_string()));
            }
            let node = Node::Index { member, value: Value::Null, images: Vec::new() };
            self.graph.insert(digest.clone(), node);
            let mut below = Found::default();
            let result = self.read_children(&value, depth, &mut below);
            let counted = self.opening.images(below.list.len(), &self.limits);
            for image in &below.list {
                images.add(*image);
            }
            self.graph.insert(digest.clone(), Node::Index { member, value, images: below.list });
            result.and(counted)
        } else if value.get("config").is_some() || value.get("layers").is_some() {
            self.read_image_manifest(descriptor, member, &value, images)
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
        let bytes = self.document(index)?;
        let value = json::parse(&bytes, "manifest.json", &self.limits)?;
        if value.get("fsLayers").is_some() {
            return Err(Error::unsupported(
                "the manifest is of schema 1, which registries gave up in 2019",
                "manifest.json",
                "Convert it: skopeo copy --format v2s2 dir:FOLDER docker-archive:image.tar:NAME",
            ));
        }
        let descriptor = serde_json::json!({ "digest": Digest::of(&bytes).to_string() });
        if let Some(descriptor) = Descriptor::new(&descriptor) {
            let mut images = Found::default();
            let result = self.read_manifest_or_index(&descriptor, index, value, 0, &mut images);
            self.add_target(Target { references: Vec::new(), images: images.list, digest: None });
            result?;
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

    fn read_children(&mut self, index: &Value, depth: u64, images: &mut Found) -> Result<()> {
        let mut known = HashSet::new();
        let (held, absent): (Vec<_>, Vec<_>) = Descriptor::list(index, "manifests")
            .into_iter()
            .filter(|child| known.insert(child.digest.clone()))
            .partition(|child| self.blob(&child.digest).is_some());
        for child in held {
            if let Err(error) = self.read_node(&child, depth + 1, images) {
                if self.opening.spent {
                    return Err(error);
                }
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
        images: &mut Found,
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
            self.graph.insert(digest, node);
            return Ok(());
        }
        let described = value
            .get("config")
            .and_then(Descriptor::new)
            .ok_or_else(|| Error::format("the manifest has no config", "", "OCI image-spec, manifest.md"))?;
        let name = self.blob_name(&described.digest);
        let config_member = self.blob(&described.digest).ok_or_else(|| {
            Error::absent(format!("the image's config is not in the archive: {}", described.digest), &name)
        })?;
        let config = self.config(config_member, &name)?;
        self.check_size(&described, config.raw.len() as u64, &name);
        self.check_blob(&described.digest, &config.id, &name);
        let layers = Descriptor::list(value, "layers");
        self.opening.layers(layers.len(), &self.limits)?;
        let layers = layers
            .into_iter()
            .enumerate()
            .map(|(position, layer)| self.image_layer(&config, position, &layer))
            .collect();
        let platform = descriptor.platform().unwrap_or_else(|| config.platform.clone());
        let image = self.images.len();
        self.graph.insert(digest.clone(), Node::Image { member, image });
        images.add(image);
        self.push_image(Image {
            config,
            config_member,
            platform,
            manifest: Some(digest),
            layers,
            attestations: Vec::new(),
            docker_entry: None,
            targets: Vec::new(),
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
        for (digest, node) in self.graph.iter() {
            let Node::Artifact { member, blobs, subject: Some(subject), kinds } = node else { continue };
            if let Some(Node::Image { image, .. }) = self.graph.get(subject) {
                let members: HashSet<usize> = blobs.iter().chain([member]).copied().collect();
                self.images[*image].attestations.push(Attestation {
                    digest: digest.clone(),
                    predicate_types: kinds.clone(),
                    size: members.into_iter().map(|index| self.members.at(index).size).sum(),
                });
            }
        }
        for image in &mut self.images {
            image.attestations.sort_by(|a, b| a.digest.cmp(&b.digest));
        }
    }
}

/// Images, each once, in the order in which they are found.
#[derive(Default)]
struct Found {
    list: Vec<usize>,
    known: HashSet<usize>,
}

impl Found {
    fn add(&mut self, image: usize) {
        if self.known.insert(image) {
            self.list.push(image);
        }
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
