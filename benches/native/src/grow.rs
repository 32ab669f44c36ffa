//! Archives that grow in one thing alone: entries, or bytes.

use std::fs::{self, File};
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use tar::{Builder, EntryType, Header};

use crate::Result;
use crate::image::{self, Stored, add, header, sha256};
use crate::random::Random;

const LAYERS: u64 = 4;
/// Files in one directory.
const SIBLINGS: u64 = 50;
/// Entries of an archive that grows in bytes.
const FILES: u64 = 1_000;
const BLOCK: u64 = 512;

/// An archive of so many entries: of files, each a block long, links and directories.
pub(crate) fn entries(count: u64, to: &Path) -> Result {
    let mut random = Random::new(count);
    let mut layers = Vec::new();
    for number in 0..LAYERS {
        let file = to.with_extension(format!("{number}.part"));
        let mut tar = Builder::new(BufWriter::new(File::create(&file)?));
        for entry in 0..count / LAYERS {
            let directory = format!("usr/lib{number}/package-{:05}/", entry / SIBLINGS);
            match entry % SIBLINGS {
                0 => special(&mut tar, &directory, "", EntryType::Directory)?,
                1..9 => {
                    let link = format!("{directory}link-{entry:06}");
                    special(&mut tar, &link, "file", EntryType::Symlink)?;
                }
                _ => {
                    let body = random.next().to_le_bytes();
                    add(&mut tar, &format!("{directory}lib-module_{entry:06}.conf"), &body)?;
                }
            }
        }
        tar.into_inner()?.flush()?;
        // Nobody checks it, and hashing takes its time.
        layers.push(Stored { file, diff_id: made_up(count, number) });
    }
    image::docker(&layers, to)?;
    for layer in &layers {
        fs::remove_file(&layer.file)?;
    }
    Ok(())
}

fn special(tar: &mut Builder<impl Write>, path: &str, target: &str, kind: EntryType) -> Result {
    let mut header = header(0);
    header.set_entry_type(kind);
    if kind == EntryType::Directory {
        tar.append_data(&mut header, path, std::io::empty())?;
    } else {
        tar.append_link(&mut header, path, target)?;
    }
    Ok(())
}

fn made_up(count: u64, number: u64) -> String {
    sha256(format!("{count} {number}").as_bytes())
}

/// An archive of so many bytes, always of as many files. Their contents are holes of the archive's
/// file, so that it takes no room.
pub(crate) fn bytes(count: u64, to: &Path) -> Result {
    let mut file = File::create(to)?;
    let body = (count / FILES).next_multiple_of(BLOCK);
    let files = FILES / LAYERS;
    let size = files * (BLOCK + body) + 2 * BLOCK;
    let ids: Vec<String> = (0..LAYERS).map(|number| made_up(count, number)).collect();
    let names: Vec<String> = ids.iter().map(|id| format!("{id}.tar")).collect();
    for name in &names {
        file.write_all(named(header(size), name)?.as_bytes())?;
        for number in 0..files {
            file.write_all(named(header(body), &format!("var/data-{number:04}.bin"))?.as_bytes())?;
            file.seek(SeekFrom::Current(body.cast_signed()))?;
        }
        file.write_all(&[0; 2 * BLOCK as usize])?;
    }
    let config = image::config(ids.iter().map(|id| &**id));
    let config_name = format!("{}.json", sha256(config.as_bytes()));
    let mut rest = Builder::new(file);
    add(&mut rest, &config_name, config.as_bytes())?;
    add(&mut rest, "manifest.json", image::manifest(&config_name, &names).as_bytes())?;
    rest.into_inner()?;
    Ok(())
}

fn named(mut header: Header, name: &str) -> Result<Header> {
    header.set_path(name)?;
    header.set_cksum();
    Ok(header)
}
