//! Makes an image like that of a Linux distribution with an application on it.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tar::{Builder, EntryType};

use crate::Result;
use crate::image::{self, Stored, add, digest_of, header};
use crate::text::Writer;

/// Of a hundred bytes of the image, how many each layer has: a base, packages, code, and small steps.
const SHARES: [u64; 6] = [45, 22, 16, 10, 5, 2];
/// Files in one directory.
const SIBLINGS: usize = 14;
const NAME: &str = "docker-plain.tar";

/// Makes the layers, `00.tar` and on, and the archive of `docker save`.
pub(crate) fn run(bytes: u64, folder: &Path) -> Result {
    fs::create_dir_all(folder)?;
    let mut maker = Maker { text: Writer::new(1), directories: Vec::new(), files: Vec::new() };
    for (number, share) in SHARES.iter().enumerate() {
        maker.layer(&layer_file(folder, number, ""), bytes * share / 100)?;
    }
    image::docker(&stored(folder)?, &folder.join(NAME))
}

/// Makes an OCI archive of the layers, once gzip or zstd has compressed them.
pub(crate) fn pack(suffix: &str, folder: &Path) -> Result {
    let kind = if suffix == "gz" { "gzip" } else { "zstd" };
    let compressed: Vec<PathBuf> =
        (0..SHARES.len()).map(|number| layer_file(folder, number, &format!(".{suffix}"))).collect();
    image::oci(&stored(folder)?, &compressed, kind, &folder.join(format!("oci-{kind}.tar")))
}

fn layer_file(folder: &Path, number: usize, suffix: &str) -> PathBuf {
    folder.join(format!("{number:02}.tar{suffix}"))
}

fn stored(folder: &Path) -> Result<Vec<Stored>> {
    (0..SHARES.len())
        .map(|number| {
            let file = layer_file(folder, number, "");
            Ok(Stored { diff_id: digest_of(&file)?.0, file })
        })
        .collect()
}

struct Maker {
    text: Writer,
    /// What the layers so far have.
    directories: Vec<String>,
    files: Vec<String>,
}

impl Maker {
    fn layer(&mut self, file: &Path, bytes: u64) -> Result {
        let mut tar = Builder::new(BufWriter::new(File::create(file)?));
        let base = self.files.is_empty();
        let mut content = Vec::new();
        let mut made = 0;
        while made < bytes {
            let directory = self.directory(&mut tar)?;
            for _ in 0..SIBLINGS {
                let size = self.text.random().file_size();
                self.text.fill(&mut content, size);
                let path = self.path(&directory, base);
                add(&mut tar, &path, &content)?;
                made += size as u64;
                match self.text.random().below(12) {
                    0 => self.link(&mut tar, &format!("{path}.so"), &path, EntryType::Symlink)?,
                    1 => self.link(&mut tar, &format!("{path}.ln"), &path, EntryType::Link)?,
                    _ => {}
                }
                self.files.push(path);
            }
        }
        if !base {
            self.remove(&mut tar)?;
        }
        tar.into_inner()?.flush()?;
        Ok(())
    }

    /// A new directory, most often in one that is there.
    fn directory(&mut self, tar: &mut Builder<impl Write>) -> Result<String> {
        let number = self.directories.len();
        let random = self.text.random();
        let path = match number {
            0 => "usr/".to_owned(),
            1..8 => format!("usr/share{number}/"),
            // Of a deep one the parent is one of the first, so that the tree stays as flat as they are.
            _ => format!(
                "{}package-{number:05}/",
                self.directories[random.below((number.isqrt() * 4).min(number))]
            ),
        };
        let mut header = header(0);
        header.set_entry_type(EntryType::Directory);
        header.set_mode(0o755);
        tar.append_data(&mut header, &path, std::io::empty())?;
        self.directories.push(path.clone());
        Ok(path)
    }

    /// A new path; in a layer above others sometimes one of theirs, which is changed by it.
    fn path(&mut self, directory: &str, base: bool) -> String {
        let number = self.files.len();
        let random = self.text.random();
        if !base && random.below(10) == 0 {
            return self.files[random.below(number)].clone();
        }
        format!("{directory}lib-module_{number:06}.conf")
    }

    #[allow(clippy::unused_self)] // it reads as one of the others
    fn link(&self, tar: &mut Builder<impl Write>, path: &str, target: &str, kind: EntryType) -> Result {
        let mut header = header(0);
        header.set_entry_type(kind);
        let target = match kind {
            EntryType::Link => target,
            _ => target.rsplit('/').next().unwrap_or(target),
        };
        Ok(tar.append_link(&mut header, path, target)?)
    }

    /// Takes away some files of the layers below.
    fn remove(&mut self, tar: &mut Builder<impl Write>) -> Result {
        for _ in 0..20 {
            let number = self.files.len();
            let gone = &self.files[self.text.random().below(number)];
            let (directory, name) = gone.rsplit_once('/').unwrap_or(("", gone));
            add(tar, &format!("{directory}/.wh.{name}"), b"")?;
        }
        Ok(())
    }
}
