//! What the tree tells of a path, in the shapes of the JavaScript API.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::differ::Difference;
use super::merge::Seen;
use super::rules::Moment;
use super::{Tree, name};
use crate::layer::NONE;
use crate::tar::Kind;

/// The largest whole number that JavaScript tells from its neighbours. A size beyond it is a lie of the
/// archive anyway: no disk holds 8 PiB.
const MOST: u64 = (1 << 53) - 1;

/// Bytes that become a `Uint8Array` and not an array of numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

/// One path of the merged filesystem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Absolute, as shown.
    pub path: String,
    /// The path's bytes, where `path` shows some of them escaped.
    pub raw_path: Option<Bytes>,
    /// What it is.
    #[serde(serialize_with = "kind")]
    pub kind: Kind,
    /// Permission bits with setuid, setgid and sticky.
    pub mode: u16,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Owner's name; may be empty.
    pub uname: String,
    /// Group's name; may be empty.
    pub gname: String,
    /// Bytes of content; of a hard link those of the file it is a name of.
    #[serde(serialize_with = "size")]
    pub size: u64,
    /// Seconds since 1970.
    #[serde(serialize_with = "time")]
    pub mtime: i64,
    /// Target of a symbolic link, or what a hard link was made from, as the layer has it.
    pub link: Option<String>,
    /// Visible names of the same content, itself included.
    pub links: u32,
    /// Major and minor number of a device.
    pub device: Option<(u32, u32)>,
    /// The layer that wrote it last.
    pub layer: u32,
    /// Extended attributes.
    pub xattrs: BTreeMap<String, Bytes>,
    /// Where the OCI rules and overlayfs have different things here, or in this directory.
    pub differs: Option<Difference>,
}

/// What a layer did to a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ChangeKind {
    /// It was not there below.
    Added,
    /// It was written again, or became something else, or its metadata changed.
    Modified,
    /// It was there below.
    Deleted,
}

/// One path that a layer changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// What it did.
    pub kind: ChangeKind,
    /// The path, as shown.
    pub path: String,
    /// As the layer left it.
    pub entry: Option<Entry>,
    /// As it was below.
    pub before: Option<Entry>,
}

/// Whether a layer wrote a path or took it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum VersionKind {
    /// It wrote it, or made it as a parent of what it wrote.
    Written,
    /// It was there below and is not any more.
    Deleted,
}

/// One layer's say on a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Version {
    /// The layer.
    pub layer: u32,
    /// What it did.
    pub kind: VersionKind,
    /// Whether it is what the container sees.
    pub live: bool,
    /// As the layer left it.
    pub entry: Option<Entry>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it
pub(super) fn kind<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it
pub(super) fn size<S: Serializer>(size: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64((*size).min(MOST))
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it
pub(super) fn time<S: Serializer>(time: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    let most = MOST.cast_signed();
    serializer.serialize_i64((*time).clamp(-most, most))
}

/// The metadata of a visible path; what a directory has that no layer wrote, if none did.
pub(super) struct Facts<'a> {
    pub(super) kind: Kind,
    pub(super) mode: u16,
    pub(super) uid: u32,
    pub(super) gid: u32,
    pub(super) uname: &'a [u8],
    pub(super) gname: &'a [u8],
    pub(super) mtime: i64,
    pub(super) link: &'a [u8],
    pub(super) device: (u32, u32),
    pub(super) xattrs: &'a [(Vec<u8>, Vec<u8>)],
}

impl Tree {
    pub(super) fn facts(&self, seen: Seen) -> Facts<'_> {
        let layer = self.of(seen.layer).filter(|_| seen.entry != NONE);
        let Some(entry) = layer.map(|layer| layer.entry(seen.entry)) else {
            return Facts {
                kind: Kind::Directory,
                mode: 0o755,
                uid: 0,
                gid: 0,
                uname: b"",
                gname: b"",
                mtime: 0,
                link: b"",
                device: (0, 0),
                xattrs: &[],
            };
        };
        Facts {
            // The root is a directory whatever a layer calls it.
            kind: if seen.directory { Kind::Directory } else { entry.kind },
            mode: entry.mode,
            uid: entry.uid,
            gid: entry.gid,
            uname: entry.uname,
            gname: entry.gname,
            mtime: entry.mtime,
            link: entry.link,
            device: entry.device,
            xattrs: entry.xattrs,
        }
    }

    /// The path as shown.
    pub(super) fn shown(&self, path: u32) -> String {
        let names: Vec<_> =
            self.paths.chain(path)[1..].iter().map(|step| name::show(self.paths.name(*step))).collect();
        if names.is_empty() {
            return "/".to_owned();
        }
        names.iter().flat_map(|name| ["/", name]).collect()
    }

    /// The visible path as the API has it, as of `at`.
    pub(super) fn entry(&self, path: u32, seen: Seen, at: Moment) -> Entry {
        let facts = self.facts(seen);
        let shown = self.shown(path);
        let raw = self.paths.bytes_of(path);
        let text = |bytes: &[u8]| name::show(bytes).into_owned();
        let content = self.content(seen);
        Entry {
            raw_path: (raw != shown.as_bytes()).then_some(Bytes(raw)),
            path: shown,
            kind: facts.kind,
            mode: facts.mode,
            uid: facts.uid,
            gid: facts.gid,
            uname: text(facts.uname),
            gname: text(facts.gname),
            size: content.map_or(0, |content| self.content_size(content)),
            mtime: facts.mtime,
            link: matches!(facts.kind, Kind::Symlink | Kind::Hardlink).then(|| text(facts.link)),
            links: content.map_or(1, |content| self.names(content, at)),
            device: matches!(facts.kind, Kind::Char | Kind::Block).then_some(facts.device),
            layer: u32::from(seen.layer),
            xattrs: facts.xattrs.iter().map(|(name, value)| (text(name), Bytes(value.clone()))).collect(),
            differs: self.difference(path, at),
        }
    }
}
