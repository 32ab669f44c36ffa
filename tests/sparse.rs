//! Sparse files: what GNU tar makes of files with holes, in each of its formats, is read as the files were.

mod common;

use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use common::open_source;
use lamina::source::{Memory, Source};
use lamina::tar::{Entry, Sparse, Walker};
use lamina::{Limits, Result};

const FORMATS: [&[&str]; 4] = [
    &["--format=gnu"],
    &["--format=posix", "--sparse-version=0.0"],
    &["--format=posix", "--sparse-version=0.1"],
    &["--format=posix", "--sparse-version=1.0"],
];

/// A folder that is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sparse-{}-{name}", std::process::id()));
        fs::create_dir_all(path.join("etc")).unwrap();
        fs::create_dir_all(path.join("usr")).unwrap();
        Self(path)
    }

    /// A file of this size with data at these places.
    fn put(&self, name: &str, size: u64, data: &[(u64, usize)]) {
        let mut file = File::create(self.0.join(name)).unwrap();
        file.set_len(size).unwrap();
        for (number, (offset, len)) in data.iter().enumerate() {
            file.seek(SeekFrom::Start(*offset)).unwrap();
            file.write_all(&vec![number as u8 + 1; *len]).unwrap();
        }
    }

    /// What GNU tar makes of it; none where there is another tar.
    fn packed(&self, format: &[&str]) -> Option<Vec<u8>> {
        let output = Command::new("tar")
            .args(["--create", "--sparse", "--hole-detection=raw"])
            .args(format)
            .args(["--directory", self.0.to_str().unwrap(), "etc", "usr"])
            .output()
            .unwrap();
        if output.status.success() {
            return Some(output.stdout);
        }
        assert!(std::env::var_os("CI").is_none(), "{}", String::from_utf8_lossy(&output.stderr));
        println!("skipped: this is no GNU tar");
        None
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn with_holes(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.put("usr/start", 100_000, &[(0, 10)]);
    folder.put("usr/end", 100_000, &[(99_990, 10)]);
    folder.put("usr/empty", 100_000, &[]);
    folder.put("usr/middle", 3_000_001, &[(1_000_000, 5_000), (2_000_003, 1)]);
    // More pieces than a header has room for, and than one block behind it.
    let many: Vec<_> = (0..90).map(|piece| (piece * 20_000, 3_000)).collect();
    folder.put("usr/many", 2_000_000, &many);
    folder.put(&format!("usr/{}", "long".repeat(40)), 50_000, &[(30_000, 7)]);
    folder.put("etc/whole", 20, &[(0, 20)]);
    folder
}

#[test]
fn files_with_holes_are_read_as_they_were() {
    let folder = with_holes("read");
    for format in FORMATS {
        let Some(tar) = folder.packed(format) else { return };
        assert!(tar.len() < 600_000, "{format:?}: the holes are stored");
        // A plain root filesystem: one layer.
        let mut session = open_source(Rc::new(Memory::new(tar)), 0).unwrap();
        session.index_all().unwrap();
        let mut sparse = 0;
        for name in fs::read_dir(folder.0.join("usr")).unwrap() {
            let file = name.unwrap();
            let path = format!("/usr/{}", file.file_name().to_str().unwrap());
            let wanted = fs::read(file.path()).unwrap();
            let entry = session.stat(0, 0, &path).unwrap().unwrap();
            assert_eq!(entry.size, wanted.len() as u64, "{format:?}: {path}");
            let located = session.locate(0, 0, &path, None).unwrap();
            sparse += usize::from(located.slice.is_none());
            let mut content = session.open_file(0, 0, &path, None).unwrap();
            let mut found = Vec::new();
            loop {
                match content.next(70_001).unwrap() {
                    more if more.is_empty() => break,
                    more => found.extend(more),
                }
            }
            assert!(found == wanted, "{format:?}: {path}");
        }
        assert_eq!(sparse, 6, "{format:?}: not all were stored as sparse files");
        let whole = session.locate(0, 0, "/etc/whole", None).unwrap();
        assert!(whole.slice.is_some());
    }
}

/// The sparse entries of a tar, each from its first header on.
fn sparse_entries(tar: &[u8]) -> Vec<(Vec<u8>, u64)> {
    let mut walker = Walker::new(Memory::new(tar), Limits::default());
    let mut entry = Entry::default();
    let mut found = Vec::new();
    while walker.next(&mut entry).unwrap() {
        if entry.sparse {
            found.push((tar[entry.start as usize..walker.offset() as usize].to_vec(), entry.size));
        }
    }
    found
}

/// Reads a sparse file here and there, whatever its map says.
fn read(tar: Vec<u8>, size: u64) -> Result<u64> {
    let file = Sparse::open(Memory::new(tar), size, &Limits::default())?;
    let size = file.len()?;
    for offset in [0, size / 3, size / 2, size.saturating_sub(1), size, u64::MAX] {
        file.fill(offset, &mut vec![0; 9_000])?;
    }
    Ok(size)
}

#[test]
fn damaged_maps_are_errors_and_no_panic() {
    let folder = with_holes("damaged");
    let mut failed = 0;
    for format in FORMATS {
        let Some(tar) = folder.packed(format) else { return };
        for (entry, size) in sparse_entries(&tar) {
            assert_eq!(read(entry.clone(), size), Ok(size));
            assert!(read(entry.clone(), size + 1).is_err());
            for cut in (0..entry.len()).step_by(256) {
                failed += usize::from(read(entry[..cut].to_vec(), size).is_err());
            }
            // Where maps are: in the header, in the records before it, at the beginning of the body.
            for at in (0..entry.len().min(2_500)).step_by(7) {
                for byte in [b'0', b'9', b'7', 0xff] {
                    let mut changed = entry.clone();
                    changed[at] = byte;
                    failed += usize::from(read(changed, size).is_err());
                }
            }
        }
    }
    assert!(failed > 1_000, "{failed} failures");
}
