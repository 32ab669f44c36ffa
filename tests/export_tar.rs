//! What is exported, byte for byte: a tar that no loader has to forgive anything, whose documents agree
//! with each other, with the plan and with what is in it. Read here without a line of Lamina's own reader.
//!
//! Needs no root. GNU tar and Python read each export as well, where they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};

use lamina::Limits;
use lamina::archive::Archive;
use lamina::export::{Edits, Plan, Prune, RopeSource, check};
use lamina::image::Reference;
use lamina::source::{Memory, Source};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

const NEW: &str = "registry.example:5000/new/name:tag";

#[test]
fn exports_of_every_sample_are_clean() {
    let mut exports = 0;
    for (name, bytes) in samples() {
        exports += assert_exports_are_clean(&name, &bytes);
    }
    assert!(exports >= 150, "only {exports} exports");
}

/// Other writers name members `./x` or `/x`, write each twice, or give them extended headers.
#[test]
fn exports_of_careless_tars_are_clean() {
    let mut exports = 0;
    for (name, bytes) in samples() {
        if !["pair.docker20.tar", "pair.docker26.tar", "pair.podman-docker.tar", "multi.buildah-oci.tar"]
            .contains(&&*name)
        {
            continue;
        }
        for (how, rewritten) in [
            ("with ./", rewritten(&bytes, |name| format!("./{name}"))),
            ("from the root", rewritten(&bytes, |name| format!("/{name}"))),
            ("with blanks of paths", rewritten(&bytes, |name| format!(".//{name}"))),
            ("twice", twice(&bytes)),
            ("with extended headers", extended(&bytes)),
        ] {
            exports += assert_exports_are_clean(&format!("{name} {how}"), &rewritten);
        }
    }
    assert!(exports >= 150, "only {exports} exports");
}

/// What is asked here can be answered with no.
#[test]
fn a_damaged_export_is_found() {
    let (_, bytes) = samples().into_iter().find(|(name, _)| name == "pair.docker26.tar").unwrap();
    let (export, plan) = export(&bytes, &Edits { prune: Some(Prune::All), ..Edits::default() });
    let complaints = |bytes: &[u8]| complaints(bytes, &bytes_by_hash(bytes), &plan, true);
    assert_eq!(complaints(&export), Vec::<String>::new());
    let members = read(&export).unwrap();
    let broken = |damage: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = export.clone();
        damage(&mut bytes);
        complaints(&bytes)
    };
    let blob = members.iter().find(|member| member.name.starts_with("blobs/") && !member.body.is_empty());
    let at = blob.unwrap().at;
    assert!(broken(&|bytes| bytes[at] ^= 1).iter().any(|words| words.contains("is named by")));
    let manifest = members.iter().find(|member| member.name == "manifest.json").unwrap();
    let named = String::from_utf8_lossy(&manifest.body).find("worker:1.0").unwrap();
    let found = broken(&|bytes| bytes[manifest.at + named] = b'W');
    assert!(found.iter().any(|words| words.contains("don't agree")), "{found:?}");
    assert!(broken(&|bytes| bytes.truncate(bytes.len() - 512)).iter().any(|words| words.contains("zeros")));
    assert!(
        broken(&|bytes| bytes.splice(0..0, member("manifest.json", b'0', b"[]")).for_each(drop))
            .iter()
            .any(|words| words.contains("twice"))
    );
    assert!(
        broken(&|bytes| bytes.splice(0..0, member("./x", b'0', b"")).for_each(drop))
            .iter()
            .any(|words| words.contains("./x"))
    );
    assert!(
        broken(&|bytes| bytes.splice(0..0, member("x", b'2', b"")).for_each(drop))
            .iter()
            .any(|words| words.contains("no file"))
    );
    assert!(
        broken(&|bytes| bytes.splice(0..0, member("x", b'0', b"x")).for_each(drop))
            .iter()
            .any(|words| words.contains("leads to"))
    );
}

/// The samples that are plain tar.
fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "tar"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    found.sort();
    assert!(found.len() >= 20);
    found
}

fn open(bytes: &[u8]) -> Archive {
    Archive::open(Rc::new(Memory::new(bytes.to_vec())), Limits::default(), &mut |_| {}).unwrap()
}

/// Everything that a person may want of an archive, alone and with what is left over dropped.
fn edits_of(archive: &Archive) -> Vec<Edits> {
    let ids: Vec<String> = archive.images.iter().map(|image| image.config.id.to_string()).collect();
    let names: BTreeSet<String> =
        archive.targets.iter().flat_map(|target| &target.references).map(Reference::familiar).collect();
    let mut edits = vec![Edits::default()];
    for id in &ids {
        edits.push(Edits { tag: vec![(id.clone(), NEW.into())], ..Edits::default() });
        if ids.len() > 1 {
            edits.push(Edits { keep: Some(vec![id.clone()]), ..Edits::default() });
            let keep = ids.iter().filter(|other| *other != id).cloned().collect();
            edits.push(Edits { keep: Some(keep), ..Edits::default() });
            edits.push(Edits {
                keep: Some(vec![id.clone()]),
                tag: vec![(id.clone(), NEW.into())],
                ..Edits::default()
            });
        }
        for name in &names {
            edits.push(Edits { tag: vec![(id.clone(), name.clone())], ..Edits::default() });
        }
    }
    for name in &names {
        edits.push(Edits { untag: vec![name.clone()], ..Edits::default() });
    }
    edits.push(Edits { untag: names.iter().cloned().collect(), ..Edits::default() });
    let pruned = edits.iter().map(|edits| Edits { prune: Some(Prune::All), ..edits.clone() });
    let pruned: Vec<Edits> = pruned.collect();
    edits.extend(pruned);
    edits
}

fn export(bytes: &[u8], edits: &Edits) -> (Vec<u8>, Plan) {
    let archive = open(bytes);
    let plan = Plan::new(&archive, edits).unwrap();
    let rope = RopeSource::new(&plan.rope, Rc::clone(archive.source()));
    let written = rope.read_vec(0, plan.after as usize).unwrap();
    let source: Rc<dyn Source> = Rc::new(Memory::new(written.clone()));
    check(&plan, archive.source(), &source, Limits::default()).unwrap();
    (written, plan)
}

/// How many exports there were.
fn assert_exports_are_clean(name: &str, bytes: &[u8]) -> usize {
    let archive = open(bytes);
    let known = bytes_by_hash(bytes);
    let mut exports = Exports::new();
    for edits in edits_of(&archive) {
        // To take the last name away and drop what has none leaves nothing.
        let Ok(_) = Plan::new(&archive, &edits) else {
            assert!(edits.prune.is_some(), "{name}, {edits:?}");
            continue;
        };
        let (written, plan) = export(bytes, &edits);
        let found = complaints(&written, &known, &plan, edits.prune == Some(Prune::All));
        assert!(found.is_empty(), "{name}, {edits:?}:\n{}", found.join("\n"));
        exports.add(&written);
    }
    let found = exports.complaints();
    assert!(found.is_empty(), "{name}: {}", found.join("\n"));
    exports.files.len()
}

/// A member of a tar, with what extended headers say applied.
struct Member {
    name: String,
    kind: u8,
    at: usize,
    body: Vec<u8>,
}

/// Reads a tar strictly.
fn read(bytes: &[u8]) -> Result<Vec<Member>, String> {
    let mut members = Vec::new();
    let (mut at, mut long_name) = (0, None);
    loop {
        let header = bytes.get(at..at + 512).ok_or("it ends without zeros")?;
        if header.iter().all(|byte| *byte == 0) {
            let rest = &bytes[at..];
            let zeros =
                rest.len() >= 1024 && rest.len().is_multiple_of(512) && rest.iter().all(|byte| *byte == 0);
            return if zeros { Ok(members) } else { Err("it does not end with two blocks of zeros".into()) };
        }
        let text = |range: std::ops::Range<usize>| {
            let field = &header[range];
            let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
            String::from_utf8_lossy(&field[..end]).into_owned()
        };
        let number = |range: std::ops::Range<usize>| {
            let field = text(range);
            usize::from_str_radix(field.trim(), 8).map_err(|_| format!("at {at}: no number: {field:?}"))
        };
        let sum: usize = header
            .iter()
            .enumerate()
            .map(|(index, byte)| if (148..156).contains(&index) { 32 } else { usize::from(*byte) })
            .sum();
        if sum != number(148..156)? {
            return Err(format!("at {at}: wrong checksum"));
        }
        if &header[257..262] != b"ustar" {
            return Err(format!("at {at}: not ustar"));
        }
        let size = number(124..136)?;
        let body = bytes.get(at + 512..at + 512 + size).ok_or("a body is cut off")?.to_vec();
        let next = at + 512 + size.next_multiple_of(512);
        if bytes.get(at + 512 + size..next).is_none_or(|padding| padding.iter().any(|byte| *byte != 0)) {
            return Err(format!("at {at}: the padding is not zeros"));
        }
        match header[156] {
            b'x' => {
                for record in String::from_utf8_lossy(&body).lines() {
                    if let Some((_, path)) = record.split_once(" path=") {
                        long_name = Some(path.to_owned());
                    }
                }
            }
            kind => {
                let prefix = if header[262] == 0 { text(345..500) } else { String::new() };
                let name =
                    if prefix.is_empty() { text(0..100) } else { format!("{prefix}/{}", text(0..100)) };
                members.push(Member { name: long_name.take().unwrap_or(name), kind, at: at + 512, body });
            }
        }
        at = next;
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// The hash of each file in a tar.
fn bytes_by_hash(tar: &[u8]) -> BTreeSet<String> {
    read_leniently(tar).iter().map(|member| hash(&member.body)).collect()
}

/// The files and folders of an archive as another wrote it; in the place of a link what it leads to.
fn read_leniently(tar: &[u8]) -> Vec<Member> {
    let mut archive = ::tar::Archive::new(tar);
    let mut links = Vec::new();
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let name = String::from_utf8_lossy(&entry.path_bytes()).trim_start_matches("./").to_owned();
        let link = entry.link_name_bytes().map(|link| String::from_utf8_lossy(&link).into_owned());
        links.push(link.map(|link| link.trim_start_matches("../").to_owned()));
        let mut body = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut body).unwrap();
        Member { name, kind: entry.header().entry_type().as_byte(), at: 0, body }
    });
    let mut members: Vec<Member> = entries.collect();
    for (at, link) in links.into_iter().enumerate().filter_map(|(at, link)| Some((at, link?))) {
        let target = members.iter().find(|member| member.name == link).expect("a link leads to a file");
        (members[at].kind, members[at].body) = (target.kind, target.body.clone());
    }
    members
}

/// What is wrong with an export. `known` are the hashes of the original's files.
fn complaints(bytes: &[u8], known: &BTreeSet<String>, plan: &Plan, pruned: bool) -> Vec<String> {
    let mut found = Vec::new();
    let members = match read(bytes) {
        Ok(members) => members,
        Err(what) => return vec![what],
    };
    let mut files: BTreeMap<&str, &[u8]> = BTreeMap::new();
    let mut names = BTreeSet::new();
    for member in &members {
        let folder = member.kind == b'5';
        let name = if folder { member.name.trim_end_matches('/') } else { &member.name };
        if !folder && !matches!(member.kind, b'0' | 0) {
            found.push(format!("{name} is no file but {:?}", char::from(member.kind)));
        }
        if name.split('/').any(|part| matches!(part, "" | "." | "..")) {
            found.push(format!("{name:?} is no plain name"));
        }
        if !names.insert(name) {
            found.push(format!("{name} is there twice"));
        }
        if !folder {
            files.insert(name, &member.body);
        }
        let file = name.rsplit('/').next().unwrap();
        let stem = file.strip_suffix(".json").or(file.strip_suffix(".tar")).unwrap_or(file);
        let named = stem.len() == 64 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !folder && named && hash(&member.body) != stem {
            found.push(format!("{name} is named by another digest than its own"));
        }
    }
    let documents = Documents::read(&files, &mut found);
    for (name, body) in &files {
        let document = matches!(*name, "manifest.json" | "index.json" | "repositories" | "oci-layout");
        let v1 = name.split_once('/').is_some_and(|(_, file)| matches!(file, "json" | "VERSION"));
        if !document && !documents.new.contains(&hash(body)) && !known.contains(&hash(body)) {
            found.push(format!("{name} is not as it was"));
        }
        if pruned && !document && !v1 && !documents.used.contains(*name) {
            found.push(format!("nothing leads to {name}"));
        }
    }
    found.extend(documents.complaints(plan));
    found
}

/// What the documents of an export say.
#[derive(Default)]
struct Documents {
    /// Files that they lead to.
    used: BTreeSet<String>,
    /// Hashes of indexes: these may be new.
    new: BTreeSet<String>,
    /// By name, or an empty one, the ids of images.
    manifest: Option<BTreeMap<String, BTreeSet<String>>>,
    index: Option<BTreeMap<String, BTreeSet<String>>>,
    repositories: Option<BTreeSet<String>>,
}

impl Documents {
    fn read(files: &BTreeMap<&str, &[u8]>, found: &mut Vec<String>) -> Self {
        let mut documents = Self::default();
        let json = |name: &str| -> Option<Value> {
            files.get(name).map(|body| serde_json::from_slice(body).unwrap_or_default())
        };
        if let Some(manifest) = json("manifest.json") {
            let mut images: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for entry in manifest.as_array().into_iter().flatten() {
                let config = entry["Config"].as_str().unwrap_or_default();
                let layers: Vec<&str> =
                    entry["Layers"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                for name in layers.iter().chain([&config]) {
                    documents.used.insert((*name).to_owned());
                    if !files.contains_key(name) {
                        found.push(format!("manifest.json leads to {name}, which is not there"));
                    }
                }
                let body = files.get(config).copied().unwrap_or_default();
                let parsed: Value = serde_json::from_slice(body).unwrap_or_default();
                let ids = parsed["rootfs"]["diff_ids"].as_array().cloned().unwrap_or_default();
                if ids.len() != layers.len() {
                    found.push(format!("{config} has {} diff IDs for {} layers", ids.len(), layers.len()));
                }
                for (id, layer) in ids.iter().zip(&layers) {
                    let body = files.get(layer).copied().unwrap_or_default();
                    let plain = body.get(257..262) == Some(b"ustar");
                    if plain && id.as_str() != Some(&format!("sha256:{}", hash(body))) {
                        found.push(format!("{layer} has not the diff ID {id}"));
                    }
                }
                let tags = entry["RepoTags"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let mut tags: Vec<&str> = tags.collect();
                if tags.is_empty() {
                    tags.push("");
                }
                for tag in tags {
                    if !images.entry(tag.to_owned()).or_default().insert(hash(body)) {
                        found.push(format!("manifest.json has {tag:?} twice"));
                    }
                }
            }
            if let Some((name, _)) = images.iter().find(|(name, ids)| !name.is_empty() && ids.len() > 1) {
                found.push(format!("manifest.json gives {name} to several images"));
            }
            documents.manifest = Some(images);
        }
        if let Some(index) = json("index.json") {
            if json("oci-layout").is_none_or(|layout| layout["imageLayoutVersion"] != "1.0.0") {
                found.push("there is no oci-layout of version 1.0.0".into());
            }
            let mut images: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for descriptor in index["manifests"].as_array().into_iter().flatten() {
                let ids = documents.descend(descriptor, files, found);
                let annotation = |key: &str| descriptor["annotations"][key].as_str();
                let name = annotation("io.containerd.image.name");
                let name = name.or(annotation("org.opencontainers.image.ref.name")).unwrap_or_default();
                let had = images.entry(name.to_owned()).or_default();
                if !name.is_empty() && !had.is_empty() {
                    found.push(format!("index.json gives {name} to several images"));
                }
                had.extend(ids);
            }
            documents.index = Some(images);
        }
        documents.repositories = json("repositories").map(|repositories| {
            let mut names = BTreeSet::new();
            for (repository, tags) in repositories.as_object().into_iter().flatten() {
                names.extend(
                    tags.as_object().into_iter().flatten().map(|(tag, _)| format!("{repository}:{tag}")),
                );
            }
            names
        });
        documents
    }

    /// The ids of the images below a descriptor.
    fn descend(
        &mut self,
        descriptor: &Value,
        files: &BTreeMap<&str, &[u8]>,
        found: &mut Vec<String>,
    ) -> BTreeSet<String> {
        let digest = descriptor["digest"].as_str().unwrap_or_default();
        let name = format!("blobs/{}", digest.replace(':', "/"));
        // What an index lists need not be in the archive, nor what is of no image.
        let Some(body) = files.get(&*name).copied() else { return BTreeSet::new() };
        if descriptor["size"].as_u64() != Some(body.len() as u64) {
            found.push(format!("the size of {digest} is not {}", descriptor["size"]));
        }
        self.used.insert(name);
        let document: Value = serde_json::from_slice(body).unwrap_or_default();
        if let Some(children) = document["manifests"].as_array() {
            self.new.insert(hash(body));
            return children.iter().flat_map(|child| self.descend(child, files, found)).collect();
        }
        let attestation = descriptor["annotations"]["vnd.docker.reference.type"] == "attestation-manifest";
        for blob in document["layers"].as_array().into_iter().flatten().chain([&document["config"]]) {
            let name = format!("blobs/{}", blob["digest"].as_str().unwrap_or_default().replace(':', "/"));
            match files.get(&*name) {
                None => found.push(format!("the manifest {digest} leads to {name}, which is not there")),
                Some(body) if blob["size"].as_u64() != Some(body.len() as u64) => {
                    found.push(format!("the size of {name} is not {}", blob["size"]));
                }
                Some(_) => drop(self.used.insert(name)),
            }
        }
        let id = document["config"]["digest"].as_str().unwrap_or_default();
        (!attestation).then(|| id.trim_start_matches("sha256:").to_owned()).into_iter().collect()
    }

    fn complaints(&self, plan: &Plan) -> Vec<String> {
        let mut found = Vec::new();
        // In both documents and the plan.
        let mut planned: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for image in &plan.images {
            let mut names: Vec<String> = image.references.clone();
            if names.is_empty() {
                names.push(String::new());
            }
            for name in names {
                planned.entry(name).or_default().insert(image.after.trim_start_matches("sha256:").to_owned());
            }
        }
        let familiar = |images: &BTreeMap<String, BTreeSet<String>>| {
            let mut result: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for (name, ids) in images {
                result.entry(familiar(name)).or_default().extend(ids.iter().cloned());
            }
            result
        };
        if let Some(index) = &self.index
            && familiar(index) != planned
        {
            found.push(format!("index.json and the plan don't agree: {:?}, {planned:?}", familiar(index)));
        }
        if let Some(manifest) = &self.manifest {
            let manifest = familiar(manifest);
            // Of several platforms it has one.
            let agree = |name: &String| {
                let (is, planned) = (manifest.get(name), planned.get(name));
                is.zip(planned).is_some_and(|(is, planned)| is.is_subset(planned))
            };
            if !manifest.keys().chain(planned.keys()).all(agree) {
                found.push(format!("manifest.json and the plan don't agree: {manifest:?}, {planned:?}"));
            }
            if self.index.is_none() && manifest != planned {
                found.push(format!("manifest.json lacks some of the plan: {manifest:?}, {planned:?}"));
            }
        }
        if let Some(repositories) = &self.repositories {
            let names: BTreeSet<String> = repositories.iter().map(|name| self::familiar(name)).collect();
            let planned: BTreeSet<String> = planned.into_keys().filter(|name| !name.is_empty()).collect();
            if names != planned {
                found.push(format!("repositories and the plan don't agree: {names:?}, {planned:?}"));
            }
        }
        if self.manifest.is_none() && self.index.is_none() {
            found.push("it has no document".into());
        }
        found
    }
}

/// A name as Docker shows it.
fn familiar(name: &str) -> String {
    if name.is_empty() {
        return String::new();
    }
    Reference::parse(name).map_or(format!("not a name: {name}"), |name| name.with_default_tag().familiar())
}

/// Exports on disk, for other programs that read tar.
struct Exports {
    folder: PathBuf,
    /// What each should be found to hold: names, and the hash of each content.
    files: Vec<(PathBuf, Vec<(String, String)>)>,
}

impl Exports {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("lamina-tar-{}-{count}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self { folder, files: Vec::new() }
    }

    fn add(&mut self, bytes: &[u8]) {
        let file = self.folder.join(format!("{}.tar", self.files.len()));
        fs::write(&file, bytes).unwrap();
        let members = read(bytes).unwrap().into_iter().map(|member| (member.name, hash(&member.body)));
        self.files.push((file, members.collect()));
    }

    /// What GNU tar and Python read otherwise.
    fn complaints(&self) -> Vec<String> {
        const READ: &str = "import hashlib, sys, tarfile
for file in sys.argv[1:]:
    tar = tarfile.open(file, 'r:', errorlevel=2)
    for m in tar.getmembers():
        print(m.name, hashlib.sha256(tar.extractfile(m).read() if m.isfile() else b'').hexdigest())";
        let mut found = Vec::new();
        let mut ask = |command: &mut Command, expected: String| {
            let output = match command.output() {
                Ok(output) => output,
                Err(error) => {
                    assert!(std::env::var_os("CI").is_none(), "{command:?}: {error}");
                    println!("skipped: {command:?}: {error}");
                    return;
                }
            };
            let same = output.status.success() && output.stderr.is_empty();
            if !same || String::from_utf8_lossy(&output.stdout) != expected {
                found.push(format!("{command:?} reads something else: {output:?} instead of {expected}"));
            }
        };
        for (file, members) in &self.files {
            let names = members.iter().fold(String::new(), |text, (name, _)| text + name + "\n");
            ask(Command::new("tar").arg("-tf").arg(file), names);
        }
        let mut lines = String::new();
        for (name, hash) in self.files.iter().flat_map(|(_, members)| members) {
            writeln!(lines, "{} {hash}", name.trim_end_matches('/')).unwrap();
        }
        ask(Command::new("python3").args(["-c", READ]).args(self.files.iter().map(|(file, _)| file)), lines);
        found
    }
}

impl Drop for Exports {
    fn drop(&mut self) {
        // Nothing but space is lost if it stays.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A member of a tar, to be put together by hand.
fn member(name: &str, kind: u8, body: &[u8]) -> Vec<u8> {
    let mut header = ::tar::Header::new_ustar();
    header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(::tar::EntryType::new(kind));
    header.set_mode(0o644);
    header.set_size(body.len() as u64);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend_from_slice(body);
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

/// The archive with other names for its members.
fn rewritten(tar: &[u8], rename: impl Fn(&str) -> String) -> Vec<u8> {
    let mut bytes = Vec::new();
    for of in read_leniently(tar) {
        bytes.extend(member(&rename(&of.name), of.kind, &of.body));
    }
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}

/// The archive with each file before itself, with other content.
fn twice(tar: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for of in read_leniently(tar) {
        if of.kind == b'0' {
            bytes.extend(member(&of.name, b'0', b"not this one"));
        }
        bytes.extend(member(&of.name, of.kind, &of.body));
    }
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}

/// The archive with the names in extended headers.
fn extended(tar: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for of in read_leniently(tar) {
        let record = format!(" path=./{}\n", of.name);
        let length = (record.len()..record.len() + 9)
            .find(|length| length.to_string().len() + record.len() == *length);
        bytes.extend(member("x", b'x', format!("{}{record}", length.unwrap()).as_bytes()));
        bytes.extend(member("cut-short", of.kind, &of.body));
    }
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}
