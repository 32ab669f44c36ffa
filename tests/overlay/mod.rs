//! Layers for tests: tars of a few entries, and what a tree makes of them.
#![allow(dead_code)] // each test file uses a part

pub(crate) mod random;

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use lamina::Limits;
use lamina::codec::Compression;
use lamina::layer::Layer;
use lamina::source::Memory;
use lamina::tree::{At, Entry, Tree};
use sha2::{Digest as _, Sha256};

/// An entry of a layer. Names beginning with `.wh.` make whiteouts, as in a real tar.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) path: Vec<u8>,
    pub(crate) kind: tar::EntryType,
    pub(crate) link: String,
    pub(crate) content: Vec<u8>,
    pub(crate) mode: u32,
    pub(crate) mtime: u64,
    /// Of a device.
    pub(crate) device: (u32, u32),
}

/// In one short line: these are printed where a random case fails.
impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, path) = (self.kind, String::from_utf8_lossy(&self.path));
        write!(f, "{kind:?} {path:?} {:o} @{}", self.mode, self.mtime)?;
        match kind {
            tar::EntryType::Symlink | tar::EntryType::Link => write!(f, " -> {:?}", self.link),
            tar::EntryType::Char => write!(f, " {:?}", self.device),
            _ => write!(f, " {} bytes", self.content.len()),
        }
    }
}

impl Item {
    fn new(path: &str, kind: tar::EntryType, mode: u32) -> Self {
        let (path, link, content) = (path.as_bytes().to_vec(), String::new(), Vec::new());
        Self { path, kind, link, content, mode, mtime: 1_700_000_000, device: (0, 0) }
    }

    pub(crate) fn mode(mut self, mode: u32) -> Self {
        self.mode = mode;
        self
    }

    pub(crate) fn mtime(mut self, mtime: u64) -> Self {
        self.mtime = mtime;
        self
    }

    pub(crate) fn named(mut self, path: &[u8]) -> Self {
        self.path = path.to_vec();
        self
    }
}

pub(crate) fn dir(path: &str) -> Item {
    Item::new(path, tar::EntryType::Directory, 0o755)
}

pub(crate) fn file(path: &str, content: &str) -> Item {
    Item { content: content.as_bytes().to_vec(), ..Item::new(path, tar::EntryType::Regular, 0o644) }
}

pub(crate) fn symlink(path: &str, target: &str) -> Item {
    Item { link: target.to_owned(), ..Item::new(path, tar::EntryType::Symlink, 0o777) }
}

pub(crate) fn hard(path: &str, target: &str) -> Item {
    Item { link: target.to_owned(), ..Item::new(path, tar::EntryType::Link, 0o644) }
}

pub(crate) fn fifo(path: &str) -> Item {
    Item::new(path, tar::EntryType::Fifo, 0o600)
}

pub(crate) fn device(path: &str, major: u32, minor: u32) -> Item {
    Item { device: (major, minor), ..Item::new(path, tar::EntryType::Char, 0o600) }
}

/// A header as it stands; the tar crate would clean the name.
fn put(bytes: &mut Vec<u8>, kind: tar::EntryType, name: &[u8], link: &[u8], body: &[u8], item: &Item) {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(item.mode);
    header.set_uid(7);
    header.set_gid(8);
    header.set_mtime(item.mtime);
    header.set_size(body.len() as u64);
    header.set_device_major(item.device.0).expect("a GNU header has it");
    header.set_device_minor(item.device.1).expect("a GNU header has it");
    let gnu = header.as_gnu_mut().expect("made as GNU");
    gnu.name[..name.len().min(100)].copy_from_slice(&name[..name.len().min(100)]);
    gnu.linkname[..link.len().min(100)].copy_from_slice(&link[..link.len().min(100)]);
    header.set_cksum();
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(body);
    bytes.resize(bytes.len().next_multiple_of(512), 0);
}

/// The layer's tar.
pub(crate) fn tar_of(items: &[Item]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for item in items {
        if item.path.len() > 100 {
            put(&mut bytes, tar::EntryType::GNULongName, b"././@LongLink", b"", &item.path, item);
        }
        if item.link.len() > 100 {
            put(&mut bytes, tar::EntryType::GNULongLink, b"././@LongLink", b"", item.link.as_bytes(), item);
        }
        put(&mut bytes, item.kind, &item.path, item.link.as_bytes(), &item.content, item);
    }
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}

pub(crate) fn index(bytes: &[u8]) -> Layer {
    Layer::index(Memory::new(bytes), Compression::None, &Limits::default(), |_| {}).expect("a layer")
}

pub(crate) fn layer(items: &[Item]) -> Rc<Layer> {
    Rc::new(index(&tar_of(items)))
}

/// The tree of these layers, oldest first.
pub(crate) fn tree(layers: &[&[Item]]) -> Tree {
    let mut tree = Tree::new(layers.len());
    for (position, items) in layers.iter().enumerate() {
        tree.add(position, layer(items)).expect("added");
    }
    tree
}

/// An image of these layers as `docker save` wrote it before Docker 25, without a name.
pub(crate) fn docker_archive(layers: &[Vec<u8>]) -> Vec<u8> {
    let hex = |bytes: &[u8]| {
        Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
    };
    let ids: Vec<String> = layers.iter().map(|bytes| hex(bytes)).collect();
    let config = serde_json::json!({
        "architecture": "amd64", "os": "linux", "config": {},
        "rootfs": {"type": "layers", "diff_ids": ids.iter().map(|id| format!("sha256:{id}")).collect::<Vec<_>>()},
        "history": ids.iter().map(|id| serde_json::json!({"created_by": id})).collect::<Vec<_>>(),
    });
    let config = config.to_string();
    let name = |id: &String| format!("{id}.tar");
    let config_name = format!("{}.json", hex(config.as_bytes()));
    let manifest = serde_json::json!([
        {"Config": config_name, "RepoTags": null, "Layers": ids.iter().map(name).collect::<Vec<_>>()}
    ]);
    let mut files: Vec<Item> =
        vec![file(&config_name, &config), file("manifest.json", &manifest.to_string())];
    let known: BTreeMap<String, &Vec<u8>> = ids.iter().map(name).zip(layers).collect();
    files.extend(known.iter().map(|(name, bytes)| Item { content: (*bytes).clone(), ..file(name, "") }));
    tar_of(&files)
}

/// All paths of a merged filesystem, in walking order.
pub(crate) fn walk(tree: &Tree, at: At) -> Vec<Entry> {
    tree.walk(at, "/", None, usize::MAX).expect("walked")
}

/// All paths as of a layer, by the OCI rules.
pub(crate) fn everything(tree: &Tree, layer: usize) -> Vec<Entry> {
    walk(tree, layer.into())
}

/// All paths as of a layer, directories with a slash, links with an arrow.
pub(crate) fn names(tree: &Tree, layer: usize) -> Vec<String> {
    everything(tree, layer)
        .iter()
        .map(|entry| match entry.kind {
            lamina::tar::Kind::Directory => format!("{}/", &entry.path[1..]),
            lamina::tar::Kind::Symlink => {
                format!("{}->{}", &entry.path[1..], entry.link.as_deref().unwrap_or_default())
            }
            _ => entry.path[1..].to_owned(),
        })
        .collect()
}
