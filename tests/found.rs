//! What fuzzing found (`cargo xtask fuzz`), each as the smallest case of its kind.

mod common;
mod overlay;

use std::rc::Rc;

use common::{open_source, read_all, sha256};
use lamina::codec::{Compression, Decoder};
use lamina::export::{Edits, RopeSource, check};
use lamina::layer::Layer;
use lamina::source::{Memory, Source};
use lamina::{Error, Limits};
use overlay::{Item, dir, file, hard, index, symlink, tar_of};
use serde_json::json;

/// A gzip member: a header, this deflate data, the length it inflates to. The CRC is not looked at.
fn member(deflate: &[u8], length: u32) -> Vec<u8> {
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    [&header[..], deflate, &[0; 4], &length.to_le_bytes()].concat()
}

fn gzip(stream: Vec<u8>, inflated_size: u64) -> Decoder<Memory> {
    let limits = Limits { inflated_size, ..Limits::default() };
    Decoder::new(Memory::new(stream), Compression::Gzip, &limits)
}

/// A deflate block with the bytes as they are (RFC 1951, 3.2.4), the last one.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u16;
    [&[1], &length.to_le_bytes()[..], &(!length).to_le_bytes(), bytes].concat()
}

/// Three bytes copied from one byte before, and the end: a fixed block (RFC 1951, 3.2.6).
const COPY: [u8; 3] = [0x03, 0x02, 0x00];

#[test]
fn a_match_from_before_a_gzip_member_is_damage() {
    // It would give what the decoder's buffer held before: of another member, or of another place.
    let text = [member(&stored(b"secret"), 6), member(&COPY, 3)].concat();
    for stream in [member(&COPY, 3), text] {
        let gzip = gzip(stream, u64::MAX);
        let error = gzip.len().unwrap_err();
        assert_eq!(error.code(), "format", "{error:?}");
    }
    let fine = member(&[&[0, 1, 0, 0xfe, 0xff, b'x'], &COPY[..]].concat(), 4);
    assert_eq!(read_all(&gzip(fine, u64::MAX)), b"xxxx");
}

#[test]
fn all_before_the_limit_is_given_however_it_is_read() {
    let stream = member(&stored(&[b'x'; 5_000]), 5_000);
    for step in [1, 700, 4_000, 100_000] {
        let gzip = gzip(stream.clone(), 3_000);
        let mut given = 0;
        let error = loop {
            match gzip.read_at(given, &mut vec![0; step]) {
                Ok(count) => given += count as u64,
                Err(error) => break error,
            }
        };
        assert_eq!(given, 3_000, "{step} at a time");
        assert!(matches!(error, Error::Limit { name: "inflatedSize", bound: 3_000, .. }), "{error:?}");
    }
    for limit in [5_000, 5_001] {
        assert_eq!(gzip(stream.clone(), limit).len(), Ok(5_000), "what fits is whole");
    }
}

#[test]
fn names_with_a_slash_are_no_packed_layer() {
    let packed = index(&tar_of(&[file("alpha", "x")])).pack();
    assert!(Layer::unpack(&packed).is_ok());
    for other in ["al/ha", "/lpha", "alph/"] {
        let at = packed.windows(5).position(|window| window == b"alpha").unwrap();
        let mut bytes = packed.clone();
        bytes[at..at + 5].copy_from_slice(other.as_bytes());
        assert!(Layer::unpack(&bytes).is_err(), "{other}");
    }
}

/// A docker-archive's members: one image, one layer.
fn docker_archive(tags: &[&str]) -> Vec<Item> {
    let layer = tar_of(&[file("etc/motd", "hello")]);
    let config = json!({
        "architecture": "amd64",
        "os": "linux",
        "rootfs": { "type": "layers", "diff_ids": [format!("sha256:{}", sha256(&layer))] },
    })
    .to_string();
    let name = format!("{}.json", sha256(config.as_bytes()));
    let manifest = json!([{ "Config": name, "RepoTags": tags, "Layers": ["layer.tar"] }]).to_string();
    vec![
        file("manifest.json", &manifest),
        file(&name, &config),
        Item { content: layer, ..file("layer.tar", "") },
    ]
}

/// Saves an archive without edits, and reads it back as the page does; the names in the new archive.
fn saved(archive: Vec<u8>) -> Vec<String> {
    let source: Rc<dyn Source> = Rc::new(Memory::new(archive));
    let session = open_source(Rc::clone(&source), 0).unwrap();
    let plan = session.plan(&Edits::default()).unwrap();
    let rope = RopeSource::new(&plan.rope, Rc::clone(&source));
    let bytes = rope.read_vec(0, usize::try_from(plan.after).unwrap()).unwrap();
    let written: Rc<dyn Source> = Rc::new(Memory::new(bytes));
    check(&plan, &*source, &written, Limits::default()).unwrap();
    let again = open_source(written, 0).unwrap();
    again.archive().members.iter().map(|(_, member)| member.name.clone()).collect()
}

#[test]
fn an_image_that_has_a_name_twice_is_saved() {
    let names = saved(tar_of(&docker_archive(&["a:1", "a:1", "b:1"])));
    assert_eq!(names.len(), 3);
}

#[test]
fn an_archive_that_ends_in_its_last_layer_is_saved_without_it() {
    let mut archive = tar_of(&docker_archive(&["a:1"]));
    archive.truncate(archive.len() - 2_000);
    let names = saved(archive);
    assert!(!names.contains(&"layer.tar".to_owned()), "{names:?}");
}

#[test]
fn a_manifest_behind_a_link_is_saved_as_a_file() {
    for link in [symlink("manifest.json", "real.json"), hard("manifest.json", "real.json")] {
        let mut items = docker_archive(&["a:1"]);
        items[0].path = b"real.json".to_vec();
        items.push(link);
        let names = saved(tar_of(&items));
        assert!(names.contains(&"manifest.json".to_owned()), "{names:?}");
    }
}

/// An OCI archive's members: one image, whose layer is under its digest.
fn oci_archive() -> Vec<Item> {
    let layer = tar_of(&[file("etc/motd", "hello")]);
    let config = json!({
        "architecture": "amd64",
        "os": "linux",
        "rootfs": { "type": "layers", "diff_ids": [format!("sha256:{}", sha256(&layer))] },
    })
    .to_string();
    let descriptor = |kind: &str, bytes: &[u8]| json!({ "mediaType": kind, "digest": format!("sha256:{}", sha256(bytes)), "size": bytes.len() });
    let manifest = json!({
        "schemaVersion": 2,
        "config": descriptor("application/vnd.oci.image.config.v1+json", config.as_bytes()),
        "layers": [descriptor("application/vnd.oci.image.layer.v1.tar", &layer)],
    })
    .to_string();
    let index = json!({
        "schemaVersion": 2,
        "manifests": [descriptor("application/vnd.oci.image.manifest.v1+json", manifest.as_bytes())],
    });
    let blob = |bytes: &[u8]| Item {
        content: bytes.to_vec(),
        ..file(&format!("blobs/sha256/{}", sha256(bytes)), "")
    };
    vec![
        dir("blobs/"),
        blob(config.as_bytes()),
        blob(manifest.as_bytes()),
        blob(&layer),
        file("index.json", &index.to_string()),
        file("oci-layout", r#"{"imageLayoutVersion":"1.0.0"}"#),
    ]
}

#[test]
fn a_blob_behind_a_link_is_saved_under_its_digest() {
    for blob in 1..4 {
        let mut items = oci_archive();
        let name = String::from_utf8(items[blob].path.clone()).unwrap();
        items[blob].path = b"elsewhere".to_vec();
        items.push(symlink(&name, "/elsewhere"));
        let names = saved(tar_of(&items));
        assert!(names.contains(&name), "{names:?}");
    }
}
