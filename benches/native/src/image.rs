//! Archives of one image, around layers that lie in files.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde_json::json;
use sha2::{Digest as _, Sha256};
use tar::{Builder, EntryType, Header};

use crate::Result;

/// A layer in a file, by the digest of its tar.
pub(crate) struct Stored {
    pub(crate) file: PathBuf,
    pub(crate) diff_id: String,
}

/// As `docker save` wrote archives before version 25: plain layers, and a list of them.
pub(crate) fn docker(layers: &[Stored], to: &Path) -> Result {
    let mut archive = Builder::new(BufWriter::new(File::create(to)?));
    let config = config(layers.iter().map(|layer| &*layer.diff_id));
    let config_name = format!("{}.json", sha256(config.as_bytes()));
    let names: Vec<String> = layers.iter().map(|layer| format!("{}.tar", layer.diff_id)).collect();
    for (layer, name) in layers.iter().zip(&names) {
        add_file(&mut archive, name, &layer.file)?;
    }
    add(&mut archive, &config_name, config.as_bytes())?;
    add(&mut archive, "manifest.json", manifest(&config_name, &names).as_bytes())?;
    archive.into_inner()?.flush()?;
    Ok(())
}

/// The `manifest.json` of an image.
pub(crate) fn manifest(config_name: &str, layers: &[String]) -> String {
    json!([{"Config": config_name, "RepoTags": ["bench:1"], "Layers": layers}]).to_string()
}

/// As `buildx` and `skopeo` write it: compressed layers.
pub(crate) fn oci(layers: &[Stored], compressed: &[PathBuf], kind: &str, to: &Path) -> Result {
    let mut archive = Builder::new(BufWriter::new(File::create(to)?));
    // Some unpack such an archive, and make no directories by themselves.
    for directory in ["blobs/", "blobs/sha256/"] {
        let mut header = header(0);
        header.set_entry_type(EntryType::Directory);
        header.set_mode(0o755);
        archive.append_data(&mut header, directory, std::io::empty())?;
    }
    let mut descriptors = Vec::new();
    for file in compressed {
        let (digest, size) = digest_of(file)?;
        add_file(&mut archive, &format!("blobs/sha256/{digest}"), file)?;
        let media_type = format!("application/vnd.oci.image.layer.v1.tar+{kind}");
        descriptors
            .push(json!({"mediaType": media_type, "digest": format!("sha256:{digest}"), "size": size}));
    }
    let mut blob = |text: &str, media_type: &str| -> Result<serde_json::Value> {
        let digest = sha256(text.as_bytes());
        add(&mut archive, &format!("blobs/sha256/{digest}"), text.as_bytes())?;
        Ok(json!({"mediaType": media_type, "digest": format!("sha256:{digest}"), "size": text.len()}))
    };
    let config = config(layers.iter().map(|layer| &*layer.diff_id));
    let config = blob(&config, "application/vnd.oci.image.config.v1+json")?;
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    let manifest =
        json!({"schemaVersion": 2, "mediaType": media_type, "config": config, "layers": descriptors});
    let mut manifest = blob(&manifest.to_string(), media_type)?;
    manifest["annotations"] = json!({"org.opencontainers.image.ref.name": "bench:1"});
    let index = json!({"schemaVersion": 2, "manifests": [manifest]}).to_string();
    add(&mut archive, "index.json", index.as_bytes())?;
    add(&mut archive, "oci-layout", br#"{"imageLayoutVersion":"1.0.0"}"#)?;
    archive.into_inner()?.flush()?;
    Ok(())
}

/// The config of an image of these layers.
pub(crate) fn config<'a>(diff_ids: impl Iterator<Item = &'a str>) -> String {
    let ids: Vec<String> = diff_ids.map(|id| format!("sha256:{id}")).collect();
    let step = |at: usize| json!({"created": "2025-01-01T00:00:00Z", "created_by": format!("RUN step {at}")});
    json!({
        "architecture": "amd64", "os": "linux", "created": "2025-01-01T00:00:00Z", "config": {},
        "history": (0..ids.len()).map(step).collect::<Vec<_>>(),
        "rootfs": {"type": "layers", "diff_ids": ids},
    })
    .to_string()
}

/// The header of a plain file.
pub(crate) fn header(size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(1_735_689_600);
    header
}

/// Adds a file of these bytes.
pub(crate) fn add(archive: &mut Builder<impl Write>, name: &str, bytes: &[u8]) -> Result {
    Ok(archive.append_data(&mut header(bytes.len() as u64), name, bytes)?)
}

fn add_file(archive: &mut Builder<impl Write>, name: &str, file: &Path) -> Result {
    let file = File::open(file)?;
    let size = file.metadata()?.len();
    Ok(archive.append_data(&mut header(size), name, file)?)
}

/// The digest and length of a file.
pub(crate) fn digest_of(file: &Path) -> Result<(String, u64)> {
    let mut file = File::open(file)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut size = 0;
    loop {
        let got = file.read(&mut buffer)?;
        if got == 0 {
            return Ok((hex(&hash.finalize()), size));
        }
        hash.update(&buffer[..got]);
        size += got as u64;
    }
}

/// The SHA-256 of these bytes, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
