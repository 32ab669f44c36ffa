//! The facts of a layer's entries, one column a fact; what few entries have lies in side tables.

use super::paths::NONE;
use crate::tar::{self, Kind};

/// The bit of the `kinds` column that marks a sparse file.
const SPARSE: u8 = 0x80;
/// The bit of a hard link's target that says: a path of the layers below.
const BELOW: u32 = 1 << 31;
/// The value for [`Target::Whiteout`]. No path has so large a number.
const GONE: u32 = NONE - 1;

/// Where the content of a hard link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// In this entry of the same layer, which is no hard link itself.
    Entry(u32),
    /// At this path (a number in the layer's paths) of the filesystem below the layer.
    Below(u32),
    /// Nowhere: the layer has a whiteout there.
    Whiteout,
    /// Nowhere: it is not there, or can't be linked.
    Broken,
}

impl Target {
    fn to_u32(self) -> u32 {
        match self {
            Self::Entry(entry) => entry,
            Self::Below(path) => path | BELOW,
            Self::Whiteout => GONE,
            Self::Broken => NONE,
        }
    }

    fn from_u32(value: u32) -> Self {
        match value {
            NONE => Self::Broken,
            GONE => Self::Whiteout,
            _ if value & BELOW != 0 => Self::Below(value & !BELOW),
            _ => Self::Entry(value),
        }
    }
}

/// Who owns an entry. Most layers have a handful of these.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Owner {
    pub(super) uid: u32,
    pub(super) gid: u32,
    pub(super) uname: Vec<u8>,
    pub(super) gname: Vec<u8>,
}

/// The extended attributes of an entry, names and values.
pub(super) type Xattrs = Vec<(Vec<u8>, Vec<u8>)>;

/// What the tar says of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryRef<'a> {
    /// What it is.
    pub kind: Kind,
    /// Permission bits with setuid, setgid and sticky.
    pub mode: u16,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Owner's name; may be empty.
    pub uname: &'a [u8],
    /// Group's name; may be empty.
    pub gname: &'a [u8],
    /// Bytes of the file as extracted; of a hard link 0.
    pub size: u64,
    /// Seconds since 1970.
    pub mtime: i64,
    /// Offset of the body in the uncompressed tar; of a sparse file that of its first header block, since the
    /// headers say where its pieces go.
    pub body: u64,
    /// Bytes of the body.
    pub stored: u64,
    /// Whether the body is a map and pieces of a sparse file.
    pub sparse: bool,
    /// The target of a symbolic or hard link as the tar has it; empty for other kinds.
    pub link: &'a [u8],
    /// Major and minor number; 0 for what is no device.
    pub device: (u32, u32),
    /// Extended attributes.
    pub xattrs: &'a [(Vec<u8>, Vec<u8>)],
}

/// A column that few entries have a value in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Side<T> {
    /// Entries with a value, ascending.
    pub(super) entries: Vec<u32>,
    pub(super) values: Vec<T>,
}

impl<T> Default for Side<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), values: Vec::new() }
    }
}

impl<T> Side<T> {
    pub(super) fn push(&mut self, entry: u32, value: T) {
        self.entries.push(entry);
        self.values.push(value);
    }

    pub(super) fn position(&self, entry: u32) -> Option<usize> {
        self.entries.binary_search(&entry).ok()
    }

    pub(super) fn get(&self, entry: u32) -> Option<&T> {
        self.position(entry).map(|at| &self.values[at])
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Columns {
    /// The path that an entry writes; `NONE` if a later entry took its place.
    pub(crate) paths: Vec<u32>,
    pub(super) kinds: Vec<u8>,
    pub(super) modes: Vec<u16>,
    pub(super) owners: Vec<u32>,
    pub(super) sizes: Vec<u64>,
    pub(super) mtimes: Vec<i64>,
    pub(super) bodies: Vec<u64>,
    pub(super) owner_table: Vec<Owner>,
    /// Where in `link_bytes` the text of a link ends; it begins where the one before ends.
    pub(super) links: Side<u32>,
    pub(super) link_bytes: Vec<u8>,
    /// Of hard links only.
    pub(super) targets: Side<u32>,
    pub(super) devices: Side<(u32, u32)>,
    /// Where the body has another length than the file: sparse files, and hard links with a body.
    pub(super) stored: Side<u64>,
    pub(super) xattrs: Side<u32>,
    pub(super) xattr_table: Vec<Xattrs>,
}

impl Columns {
    pub(super) fn len(&self) -> usize {
        self.paths.len()
    }

    /// Takes an entry; the tables have been seen to.
    pub(super) fn push(&mut self, entry: &tar::Entry, path: u32, owner: u32, xattrs: Option<u32>) -> u32 {
        let index = self.len() as u32;
        let size = if entry.kind == Kind::File { entry.size } else { 0 };
        self.paths.push(path);
        self.kinds.push(entry.kind as u8 | if entry.sparse { SPARSE } else { 0 });
        self.modes.push(entry.mode);
        self.owners.push(owner);
        self.sizes.push(size);
        self.mtimes.push(entry.mtime);
        self.bodies.push(if entry.sparse { entry.start } else { entry.body });
        if matches!(entry.kind, Kind::Symlink | Kind::Hardlink) {
            self.link_bytes.extend_from_slice(&entry.link);
            self.links.push(index, self.link_bytes.len() as u32);
        }
        if matches!(entry.kind, Kind::Char | Kind::Block) {
            self.devices.push(index, entry.device);
        }
        if entry.stored != size {
            self.stored.push(index, entry.stored);
        }
        if let Some(set) = xattrs {
            self.xattrs.push(index, set);
        }
        index
    }

    pub(super) fn push_target(&mut self, entry: u32, target: Target) {
        self.targets.push(entry, target.to_u32());
    }

    pub(crate) fn kind(&self, entry: u32) -> Kind {
        Kind::from_u8(self.kinds[entry as usize] & !SPARSE).unwrap_or_default()
    }

    pub(crate) fn size(&self, entry: u32) -> u64 {
        self.sizes[entry as usize]
    }

    pub(super) fn sparse(&self, entry: u32) -> bool {
        self.kinds[entry as usize] & SPARSE != 0
    }

    pub(crate) fn link(&self, entry: u32) -> &[u8] {
        let Some(at) = self.links.position(entry) else { return &[] };
        let start = at.checked_sub(1).map_or(0, |before| self.links.values[before]);
        &self.link_bytes[start as usize..self.links.values[at] as usize]
    }

    pub(crate) fn xattrs(&self, entry: u32) -> &[(Vec<u8>, Vec<u8>)] {
        self.xattrs.get(entry).map_or(&[], |set| &self.xattr_table[*set as usize])
    }

    /// The hard links, in the order of the tar: entry and target.
    pub(crate) fn hard_links(&self) -> impl Iterator<Item = (u32, Target)> {
        let targets = self.targets.values.iter().map(|target| Target::from_u32(*target));
        self.targets.entries.iter().copied().zip(targets)
    }

    /// The place of a hard link among `hard_links`.
    pub(crate) fn hard_link(&self, entry: u32) -> Option<usize> {
        self.targets.position(entry)
    }

    pub(super) fn target(&self, entry: u32) -> Option<Target> {
        self.targets.get(entry).map(|target| Target::from_u32(*target))
    }

    pub(super) fn entry(&self, entry: u32) -> EntryRef<'_> {
        let at = entry as usize;
        let owner = &self.owner_table[self.owners[at] as usize];
        EntryRef {
            kind: self.kind(entry),
            mode: self.modes[at],
            uid: owner.uid,
            gid: owner.gid,
            uname: &owner.uname,
            gname: &owner.gname,
            size: self.sizes[at],
            mtime: self.mtimes[at],
            body: self.bodies[at],
            stored: self.stored.get(entry).copied().unwrap_or(self.sizes[at]),
            sparse: self.sparse(entry),
            link: self.link(entry),
            device: self.devices.get(entry).copied().unwrap_or_default(),
            xattrs: self.xattrs(entry),
        }
    }
}
