//! What is odd about an archive and keeps nobody from looking at it: each is told once, with place and advice,
//! and the image is shown all the same.

mod overlay;

use std::rc::Rc;

use lamina::Limits;
use lamina::archive::FolderFile;
use lamina::image::Digest;
use lamina::session::Session;
use lamina::source::Memory;
use overlay::{dir, file, tar_of};
use serde_json::{Value, json};

/// The files of an OCI layout with one image of one layer, and `change` made to its documents before
/// anything is given a digest.
fn layout(change: impl Fn(&str, &mut Value)) -> Vec<(String, Vec<u8>)> {
    let layer = tar_of(&[dir("etc"), file("etc/motd", "hello")]);
    let blob =
        |bytes: &[u8]| (format!("blobs/{}", Digest::of(bytes).to_string().replace(':', "/")), bytes.to_vec());
    let descriptor = |kind: &str, bytes: &[u8]| json!({ "mediaType": kind, "digest": Digest::of(bytes).to_string(), "size": bytes.len() });
    let document = |name: &str, mut value: Value| {
        change(name, &mut value);
        value.to_string().into_bytes()
    };
    let config = document(
        "config",
        json!({ "os": "linux", "architecture": "amd64", "config": {},
            "rootfs": { "type": "layers", "diff_ids": [Digest::of(&layer).to_string()] },
            "history": [{ "created_by": "COPY motd /etc/" }] }),
    );
    let manifest = document(
        "manifest",
        json!({ "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": descriptor("application/vnd.oci.image.config.v1+json", &config),
            "layers": [descriptor("application/vnd.oci.image.layer.v1.tar", &layer)] }),
    );
    let index = document(
        "index",
        json!({ "schemaVersion": 2,
            "manifests": [descriptor("application/vnd.oci.image.manifest.v1+json", &manifest)] }),
    );
    let mut files = vec![
        ("oci-layout".to_owned(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec()),
        ("index.json".to_owned(), index),
    ];
    files.extend([blob(&manifest), blob(&config), blob(&layer)]);
    files
}

fn open(files: &[(String, Vec<u8>)]) -> Session {
    let mut bytes = Vec::new();
    let mut list = Vec::new();
    for (name, content) in files {
        list.push(FolderFile { name: name.clone(), offset: bytes.len() as u64, size: content.len() as u64 });
        bytes.extend_from_slice(content);
    }
    let mut session =
        Session::open_folder(Rc::new(Memory::new(bytes)), list, Limits::default(), 0).expect("an archive");
    session.index_all().unwrap();
    session
}

/// What is told; and that the image is there.
fn told(files: &[(String, Vec<u8>)]) -> Vec<String> {
    let session = open(files);
    let found = session.stat(0, 0, "/etc/motd").unwrap();
    assert_eq!(found.map(|entry| entry.size), Some(5), "the image is shown");
    let problems = session.describe().problems;
    assert!(problems.iter().all(|problem| !problem.place.is_empty() && !problem.help.is_empty()));
    problems.into_iter().map(|problem| problem.code).collect()
}

#[test]
fn a_proper_layout_is_told_nothing_of() {
    assert_eq!(told(&layout(|_, _| {})), [""; 0]);
}

#[test]
fn sizes_that_lie() {
    for (document, place) in
        [("manifest", "/layers/0/size"), ("manifest", "/config/size"), ("index", "/manifests/0/size")]
    {
        let files = layout(|name, value| {
            if name == document {
                *value.pointer_mut(place).unwrap() = json!(7);
            }
        });
        assert_eq!(told(&files), ["blob-size"], "{document}{place}");
    }
}

#[test]
fn media_types_that_nobody_knows() {
    let of = |kind: &str| {
        told(&layout(|name, value| {
            if name == "manifest" {
                value["layers"][0]["mediaType"] = json!(kind);
            }
        }))
    };
    assert_eq!(of("application/vnd.example.layer.tar+rar"), ["media-type"]);
    assert_eq!(of("application/vnd.docker.image.rootfs.diff.tar.gzip"), [""; 0], "the first bytes decide");
}

#[test]
fn a_history_of_another_image() {
    let files = layout(|name, value| {
        if name == "config" {
            value["history"] = json!([{ "created_by": "one" }, { "created_by": "two" }]);
        }
    });
    assert_eq!(told(&files), ["history-count"]);
}

#[test]
fn two_files_of_one_name() {
    let mut files = layout(|_, _| {});
    files.insert(0, ("index.json".to_owned(), b"{}".to_vec()));
    assert_eq!(told(&files), ["duplicate-member"]);
}

#[test]
fn a_name_without_a_tag() {
    let mut files = layout(|_, _| {});
    let named = |at: usize| files[at].0.clone();
    let manifest = json!([{ "Config": named(3), "RepoTags": ["web"], "Layers": [named(4)] }]);
    files.retain(|(name, _)| name != "index.json" && name != "oci-layout");
    files.push(("manifest.json".to_owned(), manifest.to_string().into_bytes()));
    assert_eq!(told(&files), ["no-tag"]);
    assert_eq!(open(&files).describe().images[0].references, ["web:latest"]);
}
