//! From edits to the new archive, exact to the byte before one is written.

use hashbrown::{HashMap, HashSet};

use super::edits::{Edits, Outcome, Prune, apply};
use super::index::{self, Rewritten};
use super::manifest;
use super::rope::Rope;
use crate::archive::{Archive, Member, Shape};
use crate::codec::Compression;
use crate::problem::Problem;
use crate::tar::{self, Kind};
use crate::{Error, Result};

/// What an export will be.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Bytes of the file as it is.
    pub before: u64,
    /// Bytes of the archive as it will be.
    pub after: u64,
    /// What it will hold.
    pub images: Vec<PlannedImage>,
    /// What it will not.
    pub dropped: Vec<PlannedImage>,
    /// What a loader may not like about it.
    pub warnings: Vec<Problem>,
    /// A name for the file.
    pub suggested_name: String,
    /// The command that loads it.
    pub load_command: String,
    /// The archive itself.
    pub rope: Rope,
}

/// An image in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedImage {
    /// Id in the opened archive.
    pub before: String,
    /// Id in the new one.
    pub after: String,
    /// As Docker prints them.
    pub references: Vec<String>,
    /// Its platform.
    pub platform: String,
    /// The stored size of each layer, as a check for what is read back.
    pub(super) layers: Vec<u64>,
}

impl Plan {
    /// Works out what `edits` make of the archive.
    pub fn new(archive: &Archive, edits: &Edits) -> Result<Self> {
        if let Some(help) = archive.shape.why_not_saved() {
            return Err(Error::unsupported(
                format!("{} can be looked at, not saved anew", archive.shape.name()),
                "the archive",
                help,
            ));
        }
        let outcome = apply(archive, edits)?;
        let manifest_added = needs_manifest(archive, &outcome);
        let rope = Writer::new(archive, &outcome, edits.prune == Some(Prune::All)).write(manifest_added)?;
        let planned = |wanted: bool| {
            let images = (0..archive.images.len()).filter(|image| outcome.wanted[*image] == wanted);
            images.map(|image| planned_image(archive, &outcome, image)).collect::<Vec<_>>()
        };
        let images = planned(true);
        let suggested_name = suggest(&images);
        // Docker's classic store reads manifest.json only.
        let program = if archive.shape == Shape::Oci && !manifest_added { "podman" } else { "docker" };
        Ok(Self {
            before: archive.stored_size(),
            after: rope.len(),
            dropped: planned(false),
            warnings: warnings(archive, &outcome, manifest_added),
            load_command: format!("{program} load -i {suggested_name}"),
            suggested_name,
            images,
            rope,
        })
    }
}

fn planned_image(archive: &Archive, outcome: &Outcome, index: usize) -> PlannedImage {
    let image = &archive.images[index];
    let references = if outcome.wanted[index] {
        outcome.of(archive, index).map(crate::image::Reference::familiar).collect()
    } else {
        archive.references(index).map(crate::image::Reference::familiar).collect()
    };
    PlannedImage {
        before: image.config.id.to_string(),
        after: image.config.id.to_string(),
        references,
        platform: image.platform.to_string(),
        layers: image.layers.iter().map(|layer| written_size(archive, layer.key)).collect(),
    }
}

/// `web-1.0.tar` for one image, `images.tar` for several.
fn suggest(images: &[PlannedImage]) -> String {
    let names: HashSet<&str> =
        images.iter().filter_map(|image| image.references.first()).map(String::as_str).collect();
    let stem = match (names.len(), images) {
        (0, [image]) => {
            image.after.strip_prefix("sha256:").unwrap_or(&image.after).chars().take(12).collect()
        }
        (1, _) => {
            let name = names.into_iter().next().unwrap_or_default();
            let name = name.rsplit('/').next().unwrap_or(name).replace([':', '@'], "-");
            name.strip_suffix("-latest").map_or(name.clone(), str::to_owned)
        }
        _ => "images".to_owned(),
    };
    format!("{stem}.tar")
}

fn warnings(archive: &Archive, outcome: &Outcome, manifest_added: bool) -> Vec<Problem> {
    let mut warnings = Vec::new();
    for (index, image) in archive.images.iter().enumerate().filter(|(index, _)| outcome.wanted[*index]) {
        let name = outcome
            .of(archive, index)
            .next()
            .map_or_else(|| image.config.id.short(), crate::image::Reference::familiar);
        let lacking = image.layers.iter().filter(|layer| !is_whole(archive, layer.key)).count();
        if lacking > 0 {
            let message = format!(
                "{name}: {lacking} of {} layers are not in the archive, or not whole",
                image.layers.len()
            );
            warnings.push(
                Problem::warning("absent", message, image.config.id.to_string())
                    .help("A loader takes this image only where it has these layers already, if at all."),
            );
        }
        if image.layers.len() != image.config.diff_ids.len() {
            let message = format!("{name}: its config lists another number of layers than it has");
            warnings.push(
                Problem::warning("layer-count", message, image.config.id.to_string())
                    .help("Loaders refuse this image."),
            );
        }
    }
    if archive.compression() != Compression::None {
        let name = archive.compression().name();
        let message =
            format!("the file is compressed with {name} as a whole, the new archive is a plain tar");
        warnings.push(
            Problem::info("unpacked", message, "")
                .help("Loaders take both. Compress it again afterwards where its size matters."),
        );
    }
    if manifest_added {
        warnings.push(
            Problem::info(
                "loaders",
                "a manifest.json is added to the OCI archive, for its several names",
                "",
            )
            .help(
                "podman takes an OCI archive with one name only; with it Docker loads the archive as well.",
            ),
        );
    } else if archive.shape == Shape::Oci {
        warnings.push(
            Problem::info("loaders", "this is an OCI archive, as the one that was opened", "")
                .help("podman, skopeo, containerd and Docker with the containerd image store load it; Docker's classic store does not."),
        );
    }
    warnings
}

/// podman loads an OCI archive of one name only. With several it falls back to `manifest.json`,
/// which Docker's classic store reads too.
fn needs_manifest(archive: &Archive, outcome: &Outcome) -> bool {
    let wanted = |image: &usize| outcome.wanted[*image];
    let targets = archive.targets.iter().zip(&outcome.references);
    let kept = targets.filter(|(target, _)| target.images.iter().any(wanted));
    archive.shape == Shape::Oci && kept.map(|(_, references)| references.len().max(1)).sum::<usize>() > 1
}

/// A layer that is not whole is not written.
fn written_size(archive: &Archive, key: usize) -> u64 {
    if is_whole(archive, key) { archive.layers[key].size } else { 0 }
}

fn is_whole(archive: &Archive, key: usize) -> bool {
    archive.layers[key].member.is_some_and(|member| archive.members.at(member).whole)
}

/// Puts the members of the new archive in a row.
struct Writer<'a> {
    archive: &'a Archive,
    outcome: &'a Outcome,
    /// Members that the wanted images lead to.
    used: HashSet<usize>,
    /// Members that nothing leads to, and that stay all the same.
    loose: HashSet<usize>,
    rewritten: Rewritten,
    rope: Rope,
    written: HashSet<String>,
    /// Bytes that were written under the name of a link.
    behind_links: u64,
}

impl<'a> Writer<'a> {
    fn new(archive: &'a Archive, outcome: &'a Outcome, prune: bool) -> Self {
        let loose = if prune { HashSet::new() } else { archive.unreferenced().into_iter().collect() };
        Self {
            archive,
            outcome,
            used: archive.reachable(|image| outcome.wanted[image]),
            loose,
            rewritten: index::rewrite(archive, &|image| outcome.wanted[image]),
            rope: Rope::default(),
            written: HashSet::new(),
            behind_links: 0,
        }
    }

    fn write(mut self, with_manifest: bool) -> Result<Rope> {
        let folders = self.folders();
        let mut documents: HashMap<&str, Vec<u8>> = HashMap::new();
        if self.archive.shape.has_manifest() {
            documents.insert("manifest.json", manifest::manifest(self.archive, self.outcome));
        }
        if let Some(document) = manifest::repositories(self.archive, self.outcome) {
            documents.insert("repositories", document);
        }
        if let Some(document) = index::index(self.archive, self.outcome, &self.rewritten) {
            documents.insert("index.json", document);
        }
        for (index, member) in self.archive.members.iter() {
            // Links and doubles are for no loader: the names in the documents are of real files.
            let hidden = self.archive.members.named(&member.name) != Some(index);
            if hidden {
                continue;
            }
            if matches!(member.kind, Kind::Symlink | Kind::Hardlink) {
                self.blob_behind_link(&member.name)?;
                continue;
            }
            if !matches!(member.kind, Kind::File | Kind::Directory) {
                continue;
            }
            if let Some(document) = documents.remove(member.name.as_str()) {
                self.new_file(&member.name, &document)?;
            } else if let Some((name, content)) = self.rewritten.at(index) {
                let (name, content) = (name.clone(), content.clone());
                self.new_file(&name, &content)?;
            } else if folders.contains(&member.name) || self.stays(index, member) {
                self.copy(member)?;
            }
        }
        // What was read through a link is written as a file: a link is for no loader.
        for name in ["index.json", "manifest.json", "repositories"] {
            if let Some(document) = documents.remove(name) {
                self.new_file(name, &document)?;
            }
        }
        if with_manifest {
            self.new_file("manifest.json", &manifest::manifest(self.archive, self.outcome))?;
        }
        self.rope.bytes(&tar::END_OF_ARCHIVE);
        Ok(self.rope)
    }

    fn stays(&self, index: usize, member: &Member) -> bool {
        if member.kind != Kind::File || !member.whole {
            return false;
        }
        self.used.contains(&index) || self.loose.contains(&index) || self.is_needed_document(member)
    }

    /// `oci-layout`, and the `json` and `VERSION` beside a layer that stays: for Docker before 1.10.
    fn is_needed_document(&self, member: &Member) -> bool {
        match member.name.rsplit_once('/') {
            None => member.name == "oci-layout",
            Some((folder, _)) => {
                Shape::is_document(&member.name)
                    && self.archive.members.named(&format!("{folder}/layer.tar")).is_some_and(|layer| {
                        self.used.contains(&layer) && self.archive.members.at(layer).whole
                    })
            }
        }
    }

    /// The folders above what stays, so that only those are written.
    fn folders(&self) -> HashSet<String> {
        let mut folders = HashSet::new();
        for (index, member) in self.archive.members.iter() {
            if self.stays(index, member) || self.rewritten.at(index).is_some() {
                let mut name = member.name.as_str();
                while let Some((folder, _)) = name.rsplit_once('/') {
                    folders.insert(folder.to_owned());
                    name = folder;
                }
            }
        }
        folders.retain(|name| {
            let member = self.archive.members.named(name);
            member.is_some_and(|index| self.archive.members.at(index).kind == Kind::Directory)
        });
        folders
    }

    fn new_file(&mut self, name: &str, content: &[u8]) -> Result<()> {
        if self.written.insert(name.to_owned()) { self.rope.file(name, content) } else { Ok(()) }
    }

    /// In an OCI layout a blob's digest is its name, so one that is a link to another file has to be
    /// written under it.
    fn blob_behind_link(&mut self, name: &str) -> Result<()> {
        let Some(target) = self.archive.members.file(name) else { return Ok(()) };
        let member = self.archive.members.at(target);
        let is_blob = self.archive.shape.has_index() && name.starts_with("blobs/");
        if !is_blob || !member.whole || !self.used.contains(&target) || !self.written.insert(name.to_owned())
        {
            return Ok(());
        }
        self.behind_links = self.behind_links.saturating_add(member.size);
        if self.behind_links > self.archive.size {
            return Err(Error::unsupported(
                "so many blobs are links to others that a copy would be more than twice as large",
                name,
                "Convert it: skopeo copy oci-archive:FILE docker-archive:image.tar:NAME",
            ));
        }
        self.copy_body(name, member)
    }

    /// A file under a new header.
    fn copy_body(&mut self, name: &str, member: &Member) -> Result<()> {
        self.rope.bytes(&tar::file_header(name, member.size)?);
        self.rope.slice(member.body, member.size);
        self.rope.pad(member.size);
        Ok(())
    }

    /// A member as it is, headers and all.
    fn copy(&mut self, member: &Member) -> Result<()> {
        if !self.written.insert(member.name.clone()) {
            return Ok(());
        }
        let end = member.body + member.size;
        let padding = tar::padding(member.size);
        if !member.has_header {
            if member.kind == Kind::File {
                self.copy_body(&member.name, member)?;
            }
        } else if end + padding <= self.archive.size {
            self.rope.slice(member.start, end + padding - member.start);
        } else {
            // The last member of an archive whose end is cut off.
            self.rope.slice(member.start, end - member.start);
            self.rope.pad(member.size);
        }
        Ok(())
    }
}
