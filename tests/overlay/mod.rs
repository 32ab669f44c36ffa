//! Layers for tests: tars of a few entries, and what a tree makes of them.
#![allow(dead_code)] // each test file uses a part

use std::rc::Rc;

use lamina::Limits;
use lamina::codec::Compression;
use lamina::layer::Layer;
use lamina::source::Memory;
use lamina::tree::{At, Entry, Tree};

/// An entry of a layer. Names beginning with `.wh.` make whiteouts, as in a real tar.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) path: Vec<u8>,
    pub(crate) kind: tar::EntryType,
    pub(crate) link: String,
    pub(crate) content: Vec<u8>,
    pub(crate) mode: u32,
    pub(crate) mtime: u64,
}

impl Item {
    fn new(path: &str, kind: tar::EntryType, mode: u32) -> Self {
        let (path, link, content) = (path.as_bytes().to_vec(), String::new(), Vec::new());
        Self { path, kind, link, content, mode, mtime: 1_700_000_000 }
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

/// A header as it stands; the tar crate would clean the name.
fn put(bytes: &mut Vec<u8>, kind: tar::EntryType, name: &[u8], link: &[u8], body: &[u8], item: &Item) {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(item.mode);
    header.set_uid(7);
    header.set_gid(8);
    header.set_mtime(item.mtime);
    header.set_size(body.len() as u64);
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
