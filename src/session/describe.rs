//! Everything about an archive that fits in one message: what `www/src/worker/core.d.ts` calls
//! `ArchiveDescription`.

use serde::Serialize;

use super::{LayerState, Session, Verdict};
use crate::codec::Compression;
use crate::insight::history::{self, HistoryStep};
use crate::insight::human;
use crate::layer::MOST_BYTES;
use crate::problem::Problem;

/// The archive, its images and what is wrong with it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArchiveDescription {
    /// The stable word for its shape.
    pub format: &'static str,
    /// The same for people.
    pub format_name: &'static str,
    /// Bytes of the file.
    pub size: u64,
    /// How the whole file is compressed.
    pub compression: Compression,
    /// Bytes of the archive in it; `size` if it is not compressed.
    pub unpacked: u64,
    /// In the archive's order.
    pub images: Vec<ImageDescription>,
    /// What is wrong, worst first.
    pub problems: Vec<Problem>,
    /// Files that no image leads to.
    pub unreferenced: Unreferenced,
}

/// Files that no image leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Unreferenced {
    /// How many.
    pub count: u64,
    /// Their bytes.
    pub size: u64,
}

/// One image.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageDescription {
    /// The digest of its config.
    pub id: String,
    /// As Docker prints them.
    pub references: Vec<String>,
    /// `linux/amd64`.
    pub platform: String,
    /// RFC 3339, as in the config.
    pub created: Option<String>,
    /// As Docker prints it.
    pub created_since: String,
    /// Digest of the OCI manifest.
    pub manifest_digest: Option<String>,
    /// The config as JSON text.
    pub config: String,
    /// Stored bytes of its blobs.
    pub size_on_disk: u64,
    /// Content bytes of its layers; null while one is not read.
    pub size: Option<u64>,
    /// Oldest first.
    pub layers: Vec<LayerDescription>,
    /// Newest first.
    pub history: Vec<HistoryStep>,
    /// Documents about it.
    pub attestations: Vec<AttestationDescription>,
}

/// One layer of one image.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerDescription {
    /// 0 is the oldest.
    pub position: usize,
    /// Of the stored bytes, where a manifest gives it.
    pub digest: Option<String>,
    /// Of the uncompressed tar, as the config gives it.
    pub diff_id: Option<String>,
    /// As the manifest gives it.
    pub media_type: Option<String>,
    /// Told by the first bytes.
    pub compression: Compression,
    /// Stored bytes.
    pub size: u64,
    /// Bytes of the uncompressed tar.
    pub unpacked: Option<u64>,
    /// Bytes of its regular files and symbolic links, as `docker history` counts.
    pub content_size: Option<u64>,
    /// Entries in it.
    pub entries: Option<u64>,
    /// Whether it has been read.
    pub state: &'static str,
    /// What is known of its digests.
    pub verified: Verdict,
    /// How many other images use it.
    pub shared_with: usize,
    /// Index into the config's history.
    pub step: Option<usize>,
    /// The command that made it, readable.
    pub command: String,
    /// Its name in the archive.
    pub location: String,
    /// Index among the archive's distinct layers.
    pub key: usize,
}

/// An attestation, as JavaScript gets it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttestationDescription {
    /// Of its manifest.
    pub digest: String,
    /// What it states.
    pub predicate_types: Vec<String>,
    /// Stored bytes.
    pub size: u64,
}

impl Session {
    /// Describes the archive as far as it is read.
    pub fn describe(&self) -> ArchiveDescription {
        let archive = &self.archive;
        let unreferenced = archive.unreferenced();
        let uses = archive.layer_uses();
        let mut problems: Vec<Problem> = archive.problems.iter().chain(&self.problems).cloned().collect();
        problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
        ArchiveDescription {
            format: archive.shape.code(),
            format_name: archive.shape.name(),
            size: archive.stored_size(),
            compression: archive.compression(),
            unpacked: archive.size,
            images: (0..archive.images.len()).map(|image| self.describe_image(image, &uses)).collect(),
            problems,
            unreferenced: Unreferenced {
                count: unreferenced.len() as u64,
                size: unreferenced.iter().map(|index| archive.members.at(*index).size).sum(),
            },
        }
    }

    fn describe_image(&self, index: usize, uses: &[usize]) -> ImageDescription {
        let image = &self.archive.images[index];
        let sizes: Vec<_> = image.layers.iter().map(|layer| self.content_size(layer.key)).collect();
        ImageDescription {
            id: image.config.id.to_string(),
            references: self.archive.references(index).map(crate::image::Reference::familiar).collect(),
            platform: image.platform.to_string(),
            created: image.config.created.clone(),
            created_since: human::since(image.config.created.as_deref(), self.now),
            manifest_digest: image.manifest.as_ref().map(ToString::to_string),
            config: String::from_utf8_lossy(&image.config.raw).into_owned(),
            size_on_disk: self.archive.size_on_disk(index),
            size: sizes.iter().copied().try_fold(0, |sum, size| Some((sum + size?).min(MOST_BYTES))),
            layers: self.describe_layers(index, uses),
            history: history::steps(&image.config, &sizes, self.now),
            attestations: image
                .attestations
                .iter()
                .map(|attestation| AttestationDescription {
                    digest: attestation.digest.to_string(),
                    predicate_types: attestation.predicate_types.clone(),
                    size: attestation.size,
                })
                .collect(),
        }
    }

    fn describe_layers(&self, index: usize, uses: &[usize]) -> Vec<LayerDescription> {
        let image = &self.archive.images[index];
        let steps = history::layer_steps(&image.config, image.layers.len());
        let layers = image.layers.iter().zip(steps).enumerate();
        layers
            .map(|(position, (layer, step))| {
                let stored = &self.archive.layers[layer.key];
                let indexed = match &self.layers[layer.key] {
                    LayerState::Indexed(layer) => Some(layer),
                    _ => None,
                };
                let step = step.filter(|step| *step < image.config.history.len());
                let made_by = step.and_then(|step| image.config.history[step].created_by.as_deref());
                LayerDescription {
                    position,
                    digest: layer.digest.as_ref().map(ToString::to_string),
                    diff_id: layer.diff_id.as_ref().map(|diff_id| diff_id.0.to_string()),
                    media_type: layer.media_type.clone(),
                    compression: stored.compression,
                    size: stored.size,
                    unpacked: indexed.map(|layer| layer.unpacked()),
                    content_size: indexed.map(|layer| layer.content_size()),
                    entries: indexed.map(|layer| layer.entries()),
                    state: self.layers[layer.key].word(),
                    verified: self.verify_layer(layer).state,
                    shared_with: uses[layer.key].saturating_sub(1),
                    step,
                    command: made_by.map(|text| history::command(text).text).unwrap_or_default(),
                    location: stored.name.clone(),
                    key: layer.key,
                }
            })
            .collect()
    }

    fn content_size(&self, key: usize) -> Option<u64> {
        match &self.layers[key] {
            LayerState::Indexed(layer) => Some(layer.content_size()),
            _ => None,
        }
    }
}
