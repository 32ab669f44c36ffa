//! Recognises what kind of archive it is, by what is in it and never by its name.

use super::Members;
use crate::{Error, Result};

/// The kind of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `manifest.json` alone: Docker 1.10 to 24, podman, skopeo, and many builders.
    Docker(Writer),
    /// `manifest.json` and `index.json`: Docker 25 and newer, containerd, BuildKit.
    Both(Writer),
    /// `index.json` alone: an OCI image layout in a tar.
    Oci,
    /// Docker before 1.10: a folder for each layer with `json` and `layer.tar`, and `repositories`.
    V1,
    /// The `dir:` transport of skopeo and podman: one manifest, and blobs named by their digest.
    Dir,
    /// No image at all: the files of a container (`docker export`), taken as one layer.
    RootFs,
}

/// Who wrote a docker-archive, as far as names tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// Docker itself: `<id>/layer.tar`, or a `repositories` document beside `index.json`.
    Docker,
    /// podman or skopeo: `<diff ID>.tar`.
    Podman,
    /// go-containerregistry (crane, ko, kaniko): `sha256:<hex>` holds the config.
    Crane,
    /// The containerd image store or BuildKit: no `repositories` document.
    Containerd,
    /// Somebody else.
    Other,
}

impl Shape {
    /// Tells the shape from the members' names; `one_manifest` whether manifest.json is one object.
    pub(super) fn of(members: &Members, one_manifest: bool) -> Result<Self> {
        let has = |name| members.named(name).is_some();
        match (has("manifest.json"), has("index.json")) {
            (true, true) if !one_manifest => {
                Ok(Self::Both(if has("repositories") { Writer::Docker } else { Writer::Containerd }))
            }
            (true, false) if one_manifest => Ok(Self::Dir),
            (true, false) => Ok(Self::Docker(writer(members))),
            (_, true) => Ok(Self::Oci),
            (false, false) => Self::without_documents(members),
        }
    }

    fn without_documents(members: &Members) -> Result<Self> {
        let any = |test: fn(&str) -> bool| members.iter().any(|(_, member)| test(&member.name));
        if any(|name| name.ends_with("/layer.tar")) && any(|name| name.ends_with("/json")) {
            return Ok(Self::V1);
        }
        if any(|name| name == "oci-layout" || name.starts_with("blobs/")) {
            return Err(Error::format(
                "this looks like an OCI image layout, but it has no index.json",
                "the archive",
                "OCI image-spec, image-layout.md, index.json file",
            ));
        }
        // What every root filesystem has some of (Filesystem Hierarchy Standard, 3.2).
        let usual = ["bin", "dev", "etc", "lib", "proc", "root", "sbin", "sys", "tmp", "usr", "var"];
        let found = usual
            .iter()
            .filter(|root| members.iter().any(|(_, member)| member.name.split('/').next() == Some(**root)));
        if found.count() >= 2 {
            return Ok(Self::RootFs);
        }
        Err(Error::unsupported(
            "this is a tar, but not of an image: it has neither manifest.json nor index.json, and is no root filesystem",
            "the archive",
            "Make an archive with: docker save -o image.tar NAME",
        ))
    }

    /// What to do instead of saving, where saving would need what the archive does not have.
    pub(crate) fn why_not_saved(self) -> Option<&'static str> {
        match self {
            Self::V1 => Some("Load it with Docker 27 or older, and save it again."),
            Self::Dir => Some("Convert it: skopeo copy dir:FOLDER docker-archive:image.tar:NAME"),
            Self::RootFs => Some("Make an image of it: docker import FILE NAME"),
            Self::Docker(_) | Self::Both(_) | Self::Oci => None,
        }
    }

    /// Whether there is a `manifest.json`.
    pub fn has_manifest(self) -> bool {
        matches!(self, Self::Docker(_) | Self::Both(_))
    }

    /// Whether there is an `index.json`.
    pub fn has_index(self) -> bool {
        matches!(self, Self::Both(_) | Self::Oci)
    }

    /// The stable word of the JavaScript API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Docker(_) => "docker-archive",
            Self::Both(_) => "docker-oci",
            Self::Oci => "oci-archive",
            Self::V1 => "docker-v1",
            Self::Dir => "docker-dir",
            Self::RootFs => "rootfs",
        }
    }

    /// The same for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Docker(Writer::Docker) => "docker save (Docker 1.10 to 24)",
            Self::Docker(Writer::Podman) => "docker-archive by podman or skopeo",
            Self::Docker(Writer::Crane) => "docker-archive by crane, ko or kaniko",
            Self::Docker(_) => "docker-archive",
            Self::Both(Writer::Docker) => "docker save (Docker 25 or newer)",
            Self::Both(_) => "docker save (containerd image store) or BuildKit",
            Self::Oci => "OCI archive",
            Self::V1 => "docker save (before Docker 1.10)",
            Self::Dir => "dir: folder of skopeo or podman",
            Self::RootFs => "root filesystem (docker export)",
        }
    }

    /// Whether a member is part of the archive's own bookkeeping.
    pub(crate) fn is_document(name: &str) -> bool {
        match name.rsplit_once('/') {
            None => matches!(name, "manifest.json" | "index.json" | "oci-layout" | "repositories"),
            // Docker's format before 1.10, still written for compatibility by newer ones.
            Some((folder, file)) => is_hex64(folder) && matches!(file, "VERSION" | "json"),
        }
    }
}

/// Whether it is a sha256 in hexadecimal, as ids and blobs are named.
pub(crate) fn is_hex64(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn writer(members: &Members) -> Writer {
    let any = |test: fn(&str) -> bool| members.iter().any(|(_, member)| test(&member.name));
    if any(|name| name.starts_with("sha256:")) {
        Writer::Crane
    } else if any(|name| name.strip_suffix(".tar").is_some_and(is_hex64)) {
        Writer::Podman
    } else if any(|name| name.strip_suffix("/layer.tar").is_some_and(is_hex64)) {
        Writer::Docker
    } else {
        Writer::Other
    }
}
