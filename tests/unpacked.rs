//! Random stacks of layers, merged here and unpacked by `umoci`: the same paths, kinds, modes, owners, times,
//! targets, names of one file, and content.
//!
//! Left out of the stacks is what umoci 0.4.7 does otherwise than the core or not at all (README.md says why):
//! paths through links and files, and hard links to what is not there. `mounted.rs` asks other tools about those.
//! Needs root and umoci; `LAMINA_STACKS` is how many stacks there are.

mod oracle;
mod overlay;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use lamina::image::Digest;
use lamina::tar::Kind;
use lamina::tree::Tree;
use oracle::can_be_asked;
use overlay::random::Random;
use overlay::{Item, everything, tar_of, tree};
use serde_json::{Value, json};

/// Stacks in an ordinary run.
const STACKS: usize = 300;

type Stack = Vec<Vec<Item>>;

fn clean(path: &[u8]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in std::str::from_utf8(path).unwrap().split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.join("/")
}

/// The kind of what is at a path; none where nothing is.
fn kind_at(tree: &Tree, top: usize, path: &str) -> Option<Kind> {
    tree.stat(top, &format!("/{path}")).unwrap().map(|entry| entry.kind)
}

/// Whether umoci and the core mean the same by the entry, behind these layers.
fn is_common(stack: &Stack, item: &Item) -> bool {
    let layers: Vec<&[Item]> = stack.iter().map(Vec::as_slice).collect();
    let top = layers.len() - 1;
    let merged = tree(&layers);
    // What was taken away or replaced in the same layer is still on umoci's way.
    let below = (top > 0).then(|| tree(&layers[..top]));
    let is_way = |path: &str| {
        let ways = path.match_indices('/').map(|(end, _)| &path[..end]);
        ways.into_iter().all(|above| {
            let now = kind_at(&merged, top, above);
            let before = below.as_ref().and_then(|below| kind_at(below, top - 1, above));
            [now, before].into_iter().flatten().all(|kind| kind == Kind::Directory)
        })
    };
    let path = clean(&item.path);
    // Of two entries for one path the specification says nothing, and most tools refuse such a layer.
    let twice = stack[top].iter().any(|known| clean(&known.path) == path);
    if path.is_empty() || twice || !is_way(&path) {
        return false;
    }
    if item.kind == tar::EntryType::Link {
        let target = clean(item.link.as_bytes());
        let is_file =
            matches!(kind_at(&merged, top, &target), Some(Kind::File | Kind::Fifo | Kind::Hardlink));
        // A link takes the place of what is at its path, and of all below, before it is made.
        let in_its_place = target == path || target.starts_with(&format!("{path}/"));
        return is_file && !in_its_place && is_way(&target);
    }
    true
}

/// A hard link as every archiver writes it: with the metadata of the file. What the tools make of other
/// metadata differs.
fn as_its_target(stack: &Stack, item: &mut Item) {
    if item.kind == tar::EntryType::Link {
        let layers: Vec<&[Item]> = stack.iter().map(Vec::as_slice).collect();
        let target = format!("/{}", clean(item.link.as_bytes()));
        let target = tree(&layers).stat(layers.len() - 1, &target).unwrap().unwrap();
        (item.mode, item.mtime) = (u32::from(target.mode), target.mtime as u64);
    }
}

fn stacks(count: usize) -> Vec<Stack> {
    let mut random = Random(0x0ac1_5eed_0f0e_1a1d);
    let mut one = || {
        let mut stack: Stack = Vec::new();
        for layer in 0..=random.below(4) {
            stack.push(Vec::new());
            for number in 0..random.below(9) {
                let mut item = random.item((layer * 100 + number) as u64 + 1);
                if is_common(&stack, &item) {
                    as_its_target(&stack, &mut item);
                    stack[layer].push(item);
                }
            }
        }
        stack
    };
    (0..count).map(|_| one()).collect()
}

/// An OCI layout with an image for each stack, tagged `s0`, `s1`, …
fn write_layout(folder: &Path, stacks: &[Stack]) {
    let blobs = folder.join("blobs/sha256");
    fs::create_dir_all(&blobs).unwrap();
    fs::write(folder.join("oci-layout"), r#"{"imageLayoutVersion":"1.0.0"}"#).unwrap();
    let put = |kind: &str, bytes: &[u8]| {
        let digest = Digest::of(bytes);
        fs::write(blobs.join(digest.hex()), bytes).unwrap();
        json!({ "mediaType": kind, "digest": digest.to_string(), "size": bytes.len() })
    };
    let image = |(number, stack): (usize, &Stack)| {
        let kind = "application/vnd.oci.image.layer.v1.tar";
        let layers: Vec<Value> = stack.iter().map(|items| put(kind, &tar_of(items))).collect();
        let ids: Vec<&Value> = layers.iter().map(|layer| &layer["digest"]).collect();
        let config = json!({ "os": "linux", "architecture": "amd64", "config": {}, "history": [],
            "rootfs": { "type": "layers", "diff_ids": ids } });
        let config = put("application/vnd.oci.image.config.v1+json", config.to_string().as_bytes());
        let manifest = json!({ "schemaVersion": 2, "config": config, "layers": layers });
        let kind = "application/vnd.oci.image.manifest.v1+json";
        let mut manifest = put(kind, manifest.to_string().as_bytes());
        manifest["annotations"] = json!({ "org.opencontainers.image.ref.name": format!("s{number}") });
        manifest
    };
    let manifests: Vec<Value> = stacks.iter().enumerate().map(image).collect();
    let index = json!({ "schemaVersion": 2, "manifests": manifests });
    fs::write(folder.join("index.json"), index.to_string()).unwrap();
}

/// What every entry of a stack is owned by: a directory with another owner was made on the way. Of such
/// a one umoci keeps what a lower layer said if the whiteout that takes that away comes later.
const OWNER: (u32, u32) = (7, 8);

/// A line for each path, and one for each file with several names.
type Listing = BTreeSet<String>;

fn listed(root: &Path, made: &BTreeSet<String>) -> Listing {
    let mut lines = Listing::new();
    let mut names: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    let mut waiting = vec![root.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let data = fs::symlink_metadata(&path).unwrap();
            let name = format!("/{}", path.strip_prefix(root).unwrap().display());
            let kind = data.file_type();
            let (mode, owner, time) = (data.mode() & 0o7777, (data.uid(), data.gid()), data.mtime());
            if kind.is_dir() {
                let is_made = made.contains(&name);
                lines.insert(if is_made {
                    format!("{name}/")
                } else {
                    format!("{name}/ {mode:o} {owner:?}")
                });
                waiting.push(path);
                continue;
            }
            if kind.is_file() {
                names.entry(data.ino()).or_default().push(name.clone());
            }
            lines.insert(if kind.is_symlink() {
                format!("{name} -> {} {owner:?} {time}", fs::read_link(&path).unwrap().display())
            } else if kind.is_fifo() {
                format!("{name} fifo {mode:o} {owner:?} {time}")
            } else {
                let digest = Digest::of(&fs::read(&path).unwrap());
                format!("{name} {mode:o} {owner:?} {time} {} {}", data.len(), digest.short())
            });
        }
    }
    together(&mut lines, names.into_values());
    lines
}

fn together(lines: &mut Listing, groups: impl Iterator<Item = Vec<String>>) {
    for mut group in groups.filter(|group| group.len() > 1) {
        group.sort();
        lines.insert(format!("one file: {}", group.join(" ")));
    }
}

/// The same of the merged tree, and the directories that were made on the way.
fn merged(stack: &Stack) -> (Listing, BTreeSet<String>) {
    let layers: Vec<&[Item]> = stack.iter().map(Vec::as_slice).collect();
    let (tree, top) = (tree(&layers), layers.len() - 1);
    let mut lines = Listing::new();
    let mut made = BTreeSet::new();
    let mut names: BTreeMap<(u32, u64), Vec<String>> = BTreeMap::new();
    let tars: Vec<Vec<u8>> = stack.iter().map(|items| tar_of(items)).collect();
    for entry in everything(&tree, top) {
        let (name, owner) = (&entry.path, (entry.uid, entry.gid));
        let (mode, time) = (entry.mode, entry.mtime);
        // A fifo has no content to be found, but may have several names.
        match entry.kind {
            Kind::Directory if owner != OWNER => {
                lines.insert(format!("{name}/"));
                made.insert(name.clone());
            }
            Kind::Directory => drop(lines.insert(format!("{name}/ {mode:o} {owner:?}"))),
            Kind::Symlink => {
                let target = entry.link.unwrap_or_default();
                lines.insert(format!("{name} -> {target} {owner:?} {time}"));
            }
            _ => match tree.locate(top, name, None) {
                Ok(found) => {
                    let tar = &tars[found.layer as usize];
                    let content = &tar[found.body as usize..][..found.size as usize];
                    let digest = Digest::of(content);
                    lines.insert(format!(
                        "{name} {mode:o} {owner:?} {time} {} {}",
                        entry.size,
                        digest.short()
                    ));
                    names.entry((found.layer, found.body)).or_default().push(name.clone());
                }
                Err(_) => drop(lines.insert(format!("{name} fifo {mode:o} {owner:?} {time}"))),
            },
        }
    }
    together(&mut lines, names.into_values());
    (lines, made)
}

/// A folder that is gone when the test is over.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn random_stacks_are_merged_as_umoci_unpacks_them() {
    if !can_be_asked() {
        return;
    }
    let count = std::env::var("LAMINA_STACKS").map_or(STACKS, |count| count.parse().unwrap());
    let stacks = stacks(count);
    let folder =
        Folder(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("unpacked-{}", std::process::id())));
    let layout = folder.0.join("layout");
    write_layout(&layout, &stacks);
    let mut entries = 0;
    for (number, stack) in stacks.iter().enumerate() {
        let root = folder.0.join("root");
        let umoci = Command::new("umoci")
            .args(["raw", "unpack", "--image"])
            .arg(format!("{}:s{number}", layout.display()))
            .arg(&root)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&umoci.stderr);
        assert!(umoci.status.success(), "stack {number}: umoci says {said}\n{stack:#?}");
        let (ours, made) = merged(stack);
        let theirs = listed(&root, &made);
        let only = |a: &Listing, b: &Listing| a.difference(b).cloned().collect::<Vec<_>>();
        assert!(
            ours == theirs,
            "stack {number}: {stack:#?}\nonly here {:#?}\nonly with umoci {:#?}",
            only(&ours, &theirs),
            only(&theirs, &ours)
        );
        entries += ours.len();
        fs::remove_dir_all(&root).unwrap();
    }
    println!("{count} stacks, {entries} lines of merged trees are the same");
    assert!(entries > 2 * count, "the stacks are nearly empty");
}
