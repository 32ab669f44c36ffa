//! Content descriptors (OCI image-spec, descriptor.md), read leniently from JSON.

use serde_json::Value;

use crate::image::{Digest, Platform};

/// The annotation in which Docker and containerd keep a full reference.
pub(crate) const NAME: &str = "io.containerd.image.name";
/// The annotation of the OCI specification: a tag, or by habit of podman and skopeo a whole name.
pub(crate) const REF_NAME: &str = "org.opencontainers.image.ref.name";
/// What BuildKit marks an attestation manifest with.
const REFERENCE_TYPE: &str = "vnd.docker.reference.type";
const REFERENCE_DIGEST: &str = "vnd.docker.reference.digest";

/// A reference to a blob.
#[derive(Debug, Clone)]
pub(crate) struct Descriptor<'a> {
    value: &'a Value,
    pub(crate) digest: Digest,
}

impl<'a> Descriptor<'a> {
    /// None if there is no valid digest: without one it refers to nothing.
    pub(crate) fn new(value: &'a Value) -> Option<Self> {
        let digest = Digest::parse(value.get("digest")?.as_str()?)?;
        Some(Self { value, digest })
    }

    /// The descriptors in a list of a document; what is none is passed over.
    pub(crate) fn list(document: &'a Value, key: &str) -> Vec<Self> {
        let list = document.get(key).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Self::new).collect()
    }

    pub(crate) fn value(&self) -> &'a Value {
        self.value
    }

    pub(crate) fn media_type(&self) -> Option<&'a str> {
        self.value.get("mediaType")?.as_str()
    }

    pub(crate) fn size(&self) -> Option<u64> {
        self.value.get("size")?.as_u64()
    }

    pub(crate) fn annotation(&self, key: &str) -> Option<&'a str> {
        self.value.get("annotations")?.get(key)?.as_str()
    }

    pub(crate) fn platform(&self) -> Option<Platform> {
        self.value.get("platform").filter(|value| value.is_object()).map(Platform::of)
    }

    /// The digest of the manifest that this one attests to, if BuildKit marked it so.
    pub(crate) fn attests_to(&self) -> Option<Digest> {
        (self.annotation(REFERENCE_TYPE)? == "attestation-manifest")
            .then(|| Digest::parse(self.annotation(REFERENCE_DIGEST)?))?
    }

    /// The name of the image as loaders take it: containerd's annotation before the specification's.
    pub(crate) fn name(&self) -> Option<&'a str> {
        self.annotation(NAME).or_else(|| self.annotation(REF_NAME)).filter(|name| !name.is_empty())
    }
}
