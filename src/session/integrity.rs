//! Whether the bytes are what their digests say: which to hash, and what to make of the result.
//!
//! Hashing reads the whole archive, so it is done on request, by the workers that also index layers.

use std::collections::BTreeSet;
use std::rc::Rc;

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::Session;
use crate::archive::{ImageLayer, Node};
use crate::codec::Compression;
use crate::image::Digest;
use crate::layer::Digests;
use crate::source::Slice;
use crate::tar::Kind;
use crate::{Error, Failure, Problem, Result, Severity};

const RULE: &str = "OCI image-spec, descriptor.md, Digests; config.md, Layer DiffID";

/// A blob that is to be hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashJob {
    /// The member of the archive that holds it.
    pub member: usize,
    /// Where its bytes begin.
    pub offset: u64,
    /// How many they are, as stored.
    pub size: u64,
    /// How they are stored; of what is no layer, nobody asks.
    pub compression: Compression,
    /// Its name in the archive.
    pub name: String,
    /// The layer that it is, among the archive's distinct ones.
    pub layer: Option<usize>,
}

/// What a blob is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BlobKind {
    /// A layer of an image.
    Layer,
    /// An image's config.
    Config,
    /// A manifest, of an image or of something else.
    Manifest,
    /// An image index.
    Index,
    /// Anything else that is named by its digest.
    Blob,
}

/// What came of comparing a blob with its digests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Each digest that the archive gives was computed and is the same.
    Verified,
    /// One is another.
    Wrong,
    /// The archive does not hold the bytes.
    Absent,
    /// The bytes could not be read or unpacked.
    Unread,
    /// The archive gives no digest, or none by SHA-256.
    Unchecked,
    /// Nobody has hashed it yet.
    Waiting,
}

/// A digest as it should be, and as it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Compared {
    /// As the archive gives it.
    pub expected: Option<Digest>,
    /// As computed.
    pub found: Option<Digest>,
}

impl Compared {
    fn differs(&self) -> bool {
        matches!((&self.expected, &self.found), (Some(expected), Some(found))
            if expected.is_sha256() && expected != found)
    }

    fn agrees(&self) -> bool {
        self.found.is_some() && self.expected == self.found
    }
}

/// A layer of an image, both counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LayerUse {
    /// Index into the archive's images.
    pub image: usize,
    /// Position in it, oldest first.
    pub layer: usize,
}

/// One blob, and whether it is what it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verification {
    /// What the blob is.
    pub kind: BlobKind,
    /// Its name in the archive, or the one it would have.
    #[serde(rename = "where")]
    pub place: String,
    /// What came of it.
    pub state: Verdict,
    /// Of the stored bytes.
    pub digest: Compared,
    /// Of a layer's uncompressed tar; of other blobs both are none.
    pub diff_id: Compared,
    /// The images' layers that these bytes are; empty for what is no layer.
    pub layers: Vec<LayerUse>,
    /// Why it is unread, absent or unchecked.
    pub reason: String,
}

impl Session {
    /// What is to be hashed, and has not been: every layer, and every other file that is named by its
    /// digest. In the order in which that is best done.
    pub fn hash_jobs(&self) -> Vec<HashJob> {
        let layers = self.archive.layers.iter().enumerate();
        let mut jobs: Vec<HashJob> = layers
            .filter_map(|(key, layer)| Some((layer.member?, layer.compression, Some(key))))
            .chain(self.other_blobs().map(|member| (member, Compression::None, None)))
            .filter(|(member, _, _)| !self.digests.contains_key(member))
            .map(|job| self.job(job))
            .collect();
        jobs.sort_by_key(|job| self.order(job.offset, job.size));
        jobs
    }

    fn job(&self, (member, compression, layer): (usize, Compression, Option<usize>)) -> HashJob {
        let held = self.archive.members.at(member);
        let end = self.archive.size;
        HashJob {
            member,
            offset: held.body,
            size: held.size.min(end.saturating_sub(held.body)),
            compression,
            name: held.name.clone(),
            layer,
        }
    }

    /// What the stored bytes of each layer should hash to, as the archive says; of several images the first.
    pub(super) fn promised(&self) -> Vec<Option<Digest>> {
        let stored = &self.archive.layers;
        let mut promised = vec![None; stored.len()];
        for layer in self.archive.images.iter().flat_map(|image| &image.layers) {
            let plain = stored[layer.key].compression == Compression::None;
            let diff_id = layer.diff_id.as_ref().filter(|_| plain).map(|diff_id| &diff_id.0);
            if promised[layer.key].is_none() {
                promised[layer.key] = layer.digest.as_ref().or(diff_id).cloned();
            }
        }
        for (promised, layer) in promised.iter_mut().zip(stored) {
            let named = || self.archive.named_digest(layer.member?);
            *promised = promised.take().or_else(named).filter(Digest::is_sha256);
        }
        promised
    }

    /// Whether the stored bytes of a layer hash to what the archive says; `None` while nobody knows.
    pub fn keeps_promise(&self, key: usize) -> Option<bool> {
        let member = self.archive.layers.get(key)?.member?;
        let found = self.digests.get(&member)?.as_ref().ok()?;
        Some(self.promised()[key].as_ref()? == &found.stored)
    }

    /// The members that are no layers and have a digest for a name.
    fn other_blobs(&self) -> impl Iterator<Item = usize> {
        let layers: BTreeSet<usize> = self.archive.layers.iter().filter_map(|layer| layer.member).collect();
        let members = self.archive.members.iter();
        members
            .filter(move |(index, member)| member.kind == Kind::File && !layers.contains(index))
            .filter(|(index, _)| self.archive.named_digest(*index).is_some())
            .map(|(index, _)| index)
    }

    /// Hashes everything here and now: for tests and tools. The page has workers for it.
    pub fn hash_all(&mut self) -> Result<()> {
        for job in self.hash_jobs() {
            let source = Slice::new(Rc::clone(self.source()), job.offset, job.size);
            match Digests::compute(source, job.compression, self.limits(), &mut |_| {}) {
                Ok(digests) => self.add_digests(job.member, digests)?,
                Err(error) => self.fail_digests(job.member, &(&error).into())?,
            }
        }
        Ok(())
    }

    /// Takes what hashing a member gave. What is wrong becomes a problem.
    pub fn add_digests(&mut self, member: usize, digests: Digests) -> Result<()> {
        self.note(member, Ok(digests))
    }

    /// Notes that a member could not be hashed, and why.
    pub fn fail_digests(&mut self, member: usize, failure: &Failure) -> Result<()> {
        self.note(member, Err(failure.clone()))
    }

    fn note(&mut self, member: usize, outcome: Result<Digests, Failure>) -> Result<()> {
        if member >= self.archive.members.len() {
            return Err(Error::usage(format!("the archive has no member {member}")));
        }
        self.digests.insert(member, outcome);
        for problem in self.verified_uses(member).iter().filter_map(problem) {
            let same = |known: &Problem| known.place == problem.place && known.code == problem.code;
            if !self.archive.problems.iter().chain(&self.problems).any(same) {
                self.problems.add(problem);
            }
        }
        Ok(())
    }

    /// What is known of one member, once for each layer of an image that it is.
    fn verified_uses(&self, member: usize) -> Vec<Verification> {
        let layers = self.archive.images.iter().flat_map(|image| &image.layers);
        let uses = layers.filter(|layer| self.archive.layers[layer.key].member == Some(member));
        let uses: Vec<_> = uses.map(|layer| self.verify_layer(layer)).collect();
        if uses.is_empty() { vec![self.verify_blob(member)] } else { uses }
    }

    /// What is known of every blob: layers in the order of the images, then the rest in the archive's.
    pub fn verifications(&self) -> Vec<Verification> {
        let mut list: Vec<Verification> = Vec::new();
        let mut known: HashMap<(usize, Compared, Compared), usize> = HashMap::new();
        for (image, held) in self.archive.images.iter().enumerate() {
            for (position, layer) in held.layers.iter().enumerate() {
                let verification = self.verify_layer(layer);
                // The same bytes under the same promises are one thing, whoever uses them.
                let promises = (layer.key, verification.digest.clone(), verification.diff_id.clone());
                let place = *known.entry(promises).or_insert_with(|| {
                    list.push(verification);
                    list.len() - 1
                });
                list[place].layers.push(LayerUse { image, layer: position });
            }
        }
        list.extend(self.other_blobs().map(|member| self.verify_blob(member)));
        list
    }

    /// What is known of one layer of an image.
    pub(super) fn verify_layer(&self, layer: &ImageLayer) -> Verification {
        let stored = &self.archive.layers[layer.key];
        let digest = layer.digest.clone().or_else(|| self.archive.named_digest(stored.member?));
        let diff_id = layer.diff_id.as_ref().map(|diff_id| diff_id.0.clone());
        let mut verification = Verification {
            kind: BlobKind::Layer,
            place: stored.name.clone(),
            state: Verdict::Absent,
            digest: Compared { expected: digest, found: None },
            diff_id: Compared { expected: diff_id, found: None },
            layers: Vec::new(),
            reason: String::new(),
        };
        let Some(member) = stored.member else {
            let reason = stored.unreadable.as_ref().map(ToString::to_string);
            verification.reason = reason.unwrap_or_else(|| "it is no file of its own".into());
            if stored.unreadable.is_none() {
                verification.state = Verdict::Unchecked;
            }
            return verification;
        };
        self.judge(member, &mut verification);
        verification
    }

    fn verify_blob(&self, member: usize) -> Verification {
        let mut verification = Verification {
            kind: self.kind_of(member),
            place: self.archive.members.at(member).name.clone(),
            state: Verdict::Waiting,
            digest: Compared { expected: self.archive.named_digest(member), found: None },
            diff_id: Compared::default(),
            layers: Vec::new(),
            reason: String::new(),
        };
        self.judge(member, &mut verification);
        verification
    }

    fn judge(&self, member: usize, verification: &mut Verification) {
        let is_layer = verification.kind == BlobKind::Layer;
        let failure = match self.digests.get(&member) {
            None => {
                verification.state = Verdict::Waiting;
                return;
            }
            Some(Err(failure)) => Some(failure),
            Some(Ok(digests)) => {
                verification.digest.found = Some(digests.stored.clone());
                match &digests.unpacked {
                    _ if !is_layer => None,
                    Ok(unpacked) => {
                        verification.diff_id.found = Some(unpacked.clone());
                        None
                    }
                    Err(failure) => Some(failure),
                }
            }
        };
        let (digest, diff_id) = (&verification.digest, &verification.diff_id);
        let agrees = |compared: &Compared| compared.expected.is_none() || compared.agrees();
        (verification.state, verification.reason) = if digest.differs() || diff_id.differs() {
            (Verdict::Wrong, String::new())
        } else if let Some(failure) = failure {
            (Verdict::Unread, failure.message.clone())
        } else if digest.expected.is_none() && diff_id.expected.is_none() {
            (Verdict::Unchecked, "the archive gives no digest for it".into())
        } else if agrees(digest) && agrees(diff_id) {
            (Verdict::Verified, String::new())
        } else {
            (Verdict::Unchecked, "its digest is of another algorithm than SHA-256".into())
        };
    }

    fn kind_of(&self, member: usize) -> BlobKind {
        if self.archive.is_config(member) {
            return BlobKind::Config;
        }
        match self.archive.graph.of_member(member) {
            Some(Node::Index { .. }) => BlobKind::Index,
            Some(Node::Image { .. } | Node::Artifact { .. }) => BlobKind::Manifest,
            None => BlobKind::Blob,
        }
    }
}

/// What is wrong with a blob, for those who look at the notes only.
fn problem(verification: &Verification) -> Option<Problem> {
    let Verification { kind, digest, diff_id, state: Verdict::Wrong, place, .. } = verification else {
        return None;
    };
    let (code, what, Compared { expected: Some(expected), found: Some(found) }) = (if diff_id.differs() {
        ("diff-id", "the layer's diff ID", diff_id)
    } else {
        ("digest", "the digest", digest)
    }) else {
        return None;
    };
    let message = format!("{what} should be {expected}, but is {found}");
    let help = match kind {
        BlobKind::Layer => {
            "The layer was changed or damaged after the image was made; what is there is shown. Docker and podman refuse the image."
        }
        _ => "It is shown as it is; loaders that check digests refuse it.",
    };
    Some(Problem::new(Severity::Error, code, message, place).help(format!("{help} ({RULE})")))
}
