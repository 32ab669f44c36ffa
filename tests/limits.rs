//! Documents that refer to things a great many times cost no more than they are worth: each thing is read once,
//! and each bound of `Limits` is told by its name, while what comes before it is shown.

mod overlay;

use std::cell::Cell;
use std::fmt::Display;
use std::rc::Rc;

use lamina::image::Digest;
use lamina::session::{ArchiveDescription, Session};
use lamina::source::{Memory, Source};
use lamina::{Error, Limits, Result};
use overlay::{Item, file, tar_of};
use serde_json::{Value, json};

/// Bytes that count how often they are read.
struct Counted {
    bytes: Memory,
    reads: Cell<u64>,
}

impl Source for Counted {
    fn len(&self) -> Result<u64> {
        self.bytes.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        self.reads.set(self.reads.get() + 1);
        self.bytes.read_at(offset, buf)
    }
}

/// Opens an archive of these files and says how many reads that took.
fn open(files: &[(String, String)], limits: Limits) -> (Result<ArchiveDescription>, u64) {
    let items: Vec<Item> = files.iter().map(|(name, content)| file(name, content)).collect();
    open_tar(tar_of(&items), limits)
}

fn open_tar(tar: Vec<u8>, limits: Limits) -> (Result<ArchiveDescription>, u64) {
    let source = Rc::new(Counted { bytes: Memory::new(tar), reads: Cell::new(0) });
    let session = Session::open(Rc::clone(&source) as Rc<dyn Source>, limits, 0, &mut |_| {});
    (session.map(|session| session.describe()), source.reads.get())
}

fn described(files: &[(String, String)], limits: Limits) -> ArchiveDescription {
    open(files, limits).0.expect("an archive")
}

/// The names of the limits that were reached, as problems.
fn reached(described: &ArchiveDescription) -> Vec<&str> {
    let limits = described.problems.iter().filter(|problem| problem.code == "limit");
    limits
        .map(|problem| {
            assert!(problem.help.contains("raise the limit"), "{problem:?}");
            problem.message.split(' ').nth(2).expect("the limit NAME of …")
        })
        .collect()
}

fn named(name: &str, content: impl Display) -> (String, String) {
    (name.to_owned(), content.to_string())
}

fn blob(content: &Value) -> (Digest, (String, String)) {
    let text = content.to_string();
    let digest = Digest::of(text.as_bytes());
    (digest.clone(), (format!("blobs/{}", digest.to_string().replace(':', "/")), text))
}

fn config(number: usize) -> Value {
    json!({ "os": "linux", "architecture": "amd64", "author": number.to_string(),
        "rootfs": { "type": "layers", "diff_ids": [] } })
}

fn manifest_of(config: &Digest, layers: usize) -> Value {
    let layer = |index: usize| json!({ "mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": Digest::of(&index.to_le_bytes()).to_string() });
    json!({ "config": { "mediaType": "application/vnd.oci.image.config.v1+json", "digest": config.to_string() },
        "layers": (0..layers).map(layer).collect::<Vec<_>>() })
}

fn index_of<'a>(digests: impl IntoIterator<Item = &'a Digest>) -> Value {
    let list: Vec<Value> =
        digests.into_iter().map(|digest| json!({ "digest": digest.to_string() })).collect();
    json!({ "schemaVersion": 2, "manifests": list })
}

/// An OCI archive of so many images of one layer each.
fn layout(images: usize) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut digests = Vec::new();
    for number in 0..images {
        let (config, held) = blob(&config(number));
        files.push(held);
        let (digest, held) = blob(&manifest_of(&config, 1));
        files.push(held);
        digests.push(digest);
    }
    files.push(named("index.json", index_of(&digests)));
    files
}

/// A docker-archive of so many images, of one layer and one name each.
fn docker(images: usize) -> Vec<(String, String)> {
    let entry = |number: usize| json!({ "Config": format!("{number}.json"), "RepoTags": [format!("web:{number}")], "Layers": ["layer.tar"] });
    let mut files: Vec<_> =
        (0..images).map(|number| named(&format!("{number}.json"), config(number))).collect();
    files.push(named("layer.tar", ""));
    files.push(named("manifest.json", Value::from((0..images).map(entry).collect::<Vec<_>>())));
    files
}

#[test]
fn what_is_mentioned_often_is_read_once() {
    const OFTEN: usize = 30_000;
    // The same config, with other names each time; one that is no JSON; one that is not there.
    for (content, images) in [(config(0).to_string(), 1), ("{".to_owned(), 0)] {
        let entry = |number: usize| match number % 2 {
            0 => json!({ "Config": "x.json", "Layers": ["layer.tar"] }),
            _ => json!({ "Config": format!("absent{number}.json") }),
        };
        let list = Value::from((0..OFTEN).map(entry).collect::<Vec<_>>());
        let files = [named("x.json", content), named("layer.tar", ""), named("manifest.json", list)];
        let (opened, reads) = open(&files, Limits::default());
        assert!(reads < 20, "{reads} reads");
        if images > 0 {
            assert_eq!(opened.expect("an archive").images.len(), images);
        }
    }
    // An index of a manifest that is none, of an image, and of itself below.
    let (image_config, held_config) = blob(&config(0));
    let (image, held_image) = blob(&manifest_of(&image_config, 1));
    let (bad, held_bad) = blob(&json!({ "neither": "nor" }));
    let (below, held_below) = blob(&index_of(std::iter::repeat_n([&image, &bad], 300).flatten()));
    let often = std::iter::repeat_n([&image, &bad, &below], OFTEN).flatten();
    let index = named("index.json", index_of(often));
    let (opened, reads) = open(&[held_config, held_image, held_bad, held_below, index], Limits::default());
    assert!(reads < 20, "{reads} reads");
    let opened = opened.expect("an archive");
    assert_eq!(opened.images.len(), 1);
    assert_eq!(opened.problems.iter().filter(|problem| problem.message.contains("neither")).count(), 1);
}

#[test]
fn many_problems_of_one_kind_are_bounded() {
    let entries: Vec<Value> = (0..5_000)
        .map(|number| json!({ "Config": "x.json", "RepoTags": [format!("Bad{number}:1")], "Layers": ["layer.tar"] }))
        .collect();
    let files =
        [named("x.json", config(0)), named("layer.tar", ""), named("manifest.json", Value::from(entries))];
    let described = described(&files, Limits::default());
    let told = described.problems.iter().filter(|problem| problem.code == "reference").count();
    assert_eq!(told, 101);
    assert!(described.problems.iter().any(|problem| problem.message.contains("not listed")));
}

#[test]
fn bounds_of_the_whole_archive_leave_what_comes_before() {
    let with = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        limits
    };
    for files in [docker(9), layout(9)] {
        assert_eq!(described(&files, Limits::default()).images.len(), 9);
        for (name, limits) in [
            ("documents", with(|limits| limits.documents = 8)),
            ("documentsSize", with(|limits| limits.documents_size = 1_200)),
            ("images", with(|limits| limits.images = 5)),
            ("layers", with(|limits| limits.layers = 5)),
        ] {
            let described = described(&files, limits);
            assert_eq!(reached(&described), [name]);
            assert!((1..9).contains(&described.images.len()), "{name}: {} images", described.images.len());
        }
    }
    let described = described(&docker(9), with(|limits| limits.names = 5));
    assert_eq!((reached(&described), described.images.len()), (vec!["names"], 5));
}

#[test]
fn indexes_within_indexes_end() {
    let (image_config, held_config) = blob(&config(0));
    let (image, held_image) = blob(&manifest_of(&image_config, 1));
    let mut files = vec![held_config, held_image];
    let mut top = image.clone();
    for _ in 0..40 {
        let (digest, held) = blob(&index_of([&top]));
        files.push(held);
        top = digest;
    }
    files.push(named("index.json", index_of([&top, &image])));
    let described = described(&files, Limits::default());
    assert_eq!(reached(&described), ["indexDepth"]);
    // It is named directly as well.
    assert_eq!(described.images.len(), 1);
}

#[test]
fn an_archive_of_docker_before_1_10_may_be_a_long_chain() {
    let layer = |number: usize| {
        let parent = if number > 0 { json!({ "parent": (number - 1).to_string() }) } else { json!({}) };
        [named(&format!("{number}/json"), parent), named(&format!("{number}/layer.tar"), "")]
    };
    let mut files: Vec<_> = (0..50).flat_map(layer).collect();
    let described = self::described(&files, Limits::default());
    assert_eq!(described.images[0].layers.len(), 50);

    let limits = Limits { layers: 49, ..Limits::default() };
    let error = open(&files, limits).0.map(|_| ()).expect_err("no image is whole");
    assert!(error.to_string().contains("the limit layers of 49"), "{error}");

    // Of its own parent.
    files[0] = named("0/json", json!({ "parent": "49" }));
    files.push(named("repositories", json!({ "web": { "1": "49" } })));
    let error = open(&files, Limits::default()).0.map(|_| ()).expect_err("a chain without an end");
    assert!(error.to_string().contains("no end"), "{error}");
}

#[test]
fn json_within_json() {
    let mut files = docker(2);
    files[0].1 = format!("{{\"a\":{}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let described = described(&files, Limits::default());
    assert_eq!((reached(&described), described.images.len()), (vec!["jsonDepth"], 1));
}

#[test]
fn names_beyond_the_limits_are_left_out_of_the_archive() {
    let long = "x/".repeat(20) + "y";
    let mut files = docker(2);
    files.insert(0, named(&long, "?"));
    for (name, limits) in [
        ("pathLength", Limits { path_length: 30, ..Limits::default() }),
        ("pathDepth", Limits { path_depth: 20, ..Limits::default() }),
    ] {
        let described = described(&files, limits);
        assert_eq!((reached(&described), described.images.len()), (vec![name], 2));
    }
    let error = open(&docker(2), Limits { text_size: 10, ..Limits::default() }).0.map(|_| ());
    assert!(matches!(error, Err(Error::Limit { name: "textSize", .. })), "{error:?}");
}

#[test]
fn text_of_a_layer_is_bounded() {
    use lamina::codec::Compression;
    use lamina::layer::Layer;
    let items: Vec<Item> = (0..50).map(|number| file(&format!("file-number-{number}"), "")).collect();
    let tar = tar_of(&items);
    let index = |limits: Limits| Layer::index(Memory::new(tar.clone()), Compression::None, &limits, |_| {});
    assert_eq!(index(Limits::default()).unwrap().entries(), 50);
    let layer = index(Limits { text_size: 100, ..Limits::default() }).unwrap();
    assert!(layer.entries() < 50);
    assert!(layer.remarks().iter().any(|remark| remark.message.contains("the limit textSize of 100")));
}

/// A header that is there for all entries is not copied for each of them.
#[test]
fn attributes_for_everything_that_follows_are_for_nothing() {
    use lamina::codec::Compression;
    use lamina::layer::Layer;
    let record = |key: &str, value: &str| {
        let rest = format!(" {key}={value}\n");
        let digits = (rest.len() + 3).to_string().len();
        let length = rest.len() + digits + usize::from((rest.len() + digits).to_string().len() > digits);
        format!("{length}{rest}")
    };
    let mut body = String::new();
    for number in 0..100 {
        body += &record(&format!("SCHILY.xattr.user.{number}"), "x");
    }
    body += &record("uname", &"u".repeat(5_000));
    body += &record("gname", "staff");
    let mut header = tar::Header::new_ustar();
    header.set_entry_type(tar::EntryType::XGlobalHeader);
    header.set_size(body.len() as u64);
    header.set_path("global").unwrap();
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend_from_slice(body.as_bytes());
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes.extend(tar_of(&[file("a", "1")]));
    let layer = Layer::index(Memory::new(bytes), Compression::None, &Limits::default(), |_| {}).unwrap();
    let entry = layer.entry(0);
    assert_eq!((entry.uname, entry.gname, entry.xattrs), (&b""[..], &b"staff"[..], &[][..]));
}
