//! Folders instead of tars: what GNU tar unpacks of an archive, and what skopeo writes as `dir:`.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use common::{listing, open_all, sample, samples};
use lamina::Limits;
use lamina::archive::FolderFile;
use lamina::session::Session;
use lamina::source::Memory;

/// A folder that is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("folder-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// All files below a folder, as a browser hands them over: the folder's name first, no links.
fn files(folder: &Path, name: &str, bytes: &mut Vec<u8>, list: &mut Vec<FolderFile>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{name}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            files(&path, &name, bytes, list);
        } else {
            let content = fs::read(&path).unwrap();
            list.push(FolderFile { name, offset: bytes.len() as u64, size: content.len() as u64 });
            bytes.extend(content);
        }
    }
}

fn open_folder(folder: &Path) -> lamina::Result<Session> {
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    files(folder, "some folder", &mut bytes, &mut list);
    let mut session = Session::open_folder(Rc::new(Memory::new(bytes)), list, Limits::default(), 0)?;
    session.index_all()?;
    Ok(session)
}

fn unpacked(archive: &Path, folder: &Folder) {
    let tar = Command::new("tar").args(["-x", "-f"]).arg(archive).arg("-C").arg(&folder.0).status().unwrap();
    assert!(tar.success(), "tar -xf {}", archive.display());
}

#[test]
fn an_unpacked_archive_is_the_same() {
    let mut compared = 0;
    for sample_of in samples() {
        let archive = sample(&sample_of.file);
        let folder = Folder::new(&sample_of.file);
        unpacked(&archive, &folder);
        let (packed, loose) = (open_all(&archive).unwrap(), open_folder(&folder.0).unwrap());
        let (packed_told, loose_told) = (packed.describe(), loose.describe());
        assert_eq!(loose_told.format, packed_told.format, "{}", sample_of.file);
        assert_eq!(loose_told.problems, packed_told.problems, "{}", sample_of.file);
        assert_eq!(loose_told.images.len(), packed_told.images.len(), "{}", sample_of.file);
        for (image, told) in packed_told.images.iter().enumerate() {
            assert_eq!(loose_told.images[image].references, told.references, "{}", sample_of.file);
            assert_eq!(listing(&loose, image), listing(&packed, image), "{}", sample_of.file);
        }
        compared += 1;
    }
    assert!(compared > 15);
}

#[test]
fn a_dir_folder_of_skopeo_is_read_and_verified() {
    let from = sample("web.podman-oci.tar");
    let folder = Folder::new("dir");
    let skopeo = Command::new("skopeo")
        .args(["copy", "--insecure-policy", "-q"])
        .arg(format!("oci-archive:{}", from.display()))
        .arg(format!("dir:{}", folder.0.display()))
        .status();
    if !skopeo.is_ok_and(|status| status.success()) {
        assert!(std::env::var_os("CI").is_none(), "skopeo does not work here");
        println!("skipped: skopeo does not work here");
        return;
    }
    let (packed, mut loose) = (open_all(&from).unwrap(), open_folder(&folder.0).unwrap());
    assert_eq!(loose.describe().format, "docker-dir");
    assert_eq!(listing(&loose, 0), listing(&packed, 0));
    loose.hash_all().unwrap();
    assert!(loose.verifications().iter().all(|one| one.state == lamina::session::Verdict::Verified));
}

#[test]
fn a_root_filesystem_without_a_tar_is_refused() {
    let folder = Folder::new("root");
    for path in ["etc/passwd", "usr/bin/sh", "var/log/x"] {
        fs::create_dir_all(folder.0.join(path).parent().unwrap()).unwrap();
        fs::write(folder.0.join(path), "x").unwrap();
    }
    let root = folder.0.join("etc").parent().unwrap().to_path_buf();
    let error = open_folder(&root).err().unwrap();
    assert_eq!(error.code(), "unsupported", "{error}");
    assert!(!error.help().is_empty());
}
