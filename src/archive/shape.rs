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
    pub(super) fn of(members: &Members) -> Result<Self> {
        let has = |name| members.named(name).is_some();
        let index = has("index.json");
        match (has("manifest.json"), index) {
            (true, true) => {
                Ok(Self::Both(if has("repositories") { Writer::Docker } else { Writer::Containerd }))
            }
            (true, false) if has("version") && !has("repositories") && has_bare_blobs(members) => {
                Err(unsupported(
                    "a directory of the `dir:` transport (skopeo, podman save --format docker-dir)",
                    "Convert it: skopeo copy dir:FOLDER docker-archive:image.tar:NAME",
                ))
            }
            (true, false) => Ok(Self::Docker(writer(members))),
            (false, true) => Ok(Self::Oci),
            (false, false) => Err(other(members)),
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

fn has_bare_blobs(members: &Members) -> bool {
    members.iter().any(|(_, member)| is_hex64(&member.name))
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

fn other(members: &Members) -> Error {
    let any = |test: fn(&str) -> bool| members.iter().any(|(_, member)| test(&member.name));
    if any(|name| name.ends_with("/layer.tar")) {
        return unsupported(
            "an archive of `docker save` before 1.10 (no manifest.json)",
            "Load and save it again with Docker 1.10 to 27, or: skopeo copy docker-archive:… can't read it either",
        );
    }
    let roots = ["bin", "etc", "usr", "lib", "var", "sbin"];
    let rooted = roots
        .iter()
        .filter(|root| members.iter().any(|(_, member)| member.name.split('/').next() == Some(**root)));
    if rooted.count() >= 2 {
        return unsupported(
            "a plain root filesystem (docker export), not an image",
            "Make an image of it: docker import FILE NAME; then docker save -o image.tar NAME",
        );
    }
    if any(|name| name == "oci-layout" || name.starts_with("blobs/")) {
        return Error::format(
            "this looks like an OCI image layout, but it has no index.json",
            "the archive",
            "OCI image-spec, image-layout.md, index.json file",
        );
    }
    unsupported(
        "a tar, but not of an image: it has neither manifest.json nor index.json",
        "Make an archive with: docker save -o image.tar NAME",
    )
}

fn unsupported(what: &str, help: &str) -> Error {
    Error::unsupported(format!("this is {what}"), "the archive", help)
}
