//! What fuzzing starts from: made of `tests/samples`, so that nothing has to be kept beside them.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use flate2::read::GzEncoder;
use flate2::{Compression as Level, GzBuilder};
use lamina::Limits;
use lamina::codec::{Compression, Decoder};
use lamina::layer::Layer;
use lamina::session::Session;
use lamina::source::{Memory, Slice, Source};

use crate::mutate::readdress;
use crate::tarball::{Piece, join, record, split};

/// The variable that names the folder into which a target writes its seeds before it starts.
pub const VARIABLE: &str = "LAMINA_FUZZ_SEEDS";
/// The largest seed: small ones are tried more often.
const MOST: usize = 40 << 10;

/// Writes seeds into the folder that the variable names, if it is set.
pub fn write(make: fn() -> Vec<Vec<u8>>) {
    let Some(folder) = std::env::var_os(VARIABLE) else { return };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).expect("the folder of seeds can be made");
    for (number, seed) in make().iter().enumerate() {
        fs::write(folder.join(format!("seed-{number:03}")), seed).expect("a seed can be written");
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/samples")
}

/// The archives among the samples, by name.
fn samples() -> Vec<Vec<u8>> {
    let files = fs::read_dir(folder()).expect("there are samples");
    let mut paths: Vec<_> = files.map(|file| file.expect("a file of the folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "tar"));
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a sample can be read")).collect()
}

/// The layers in the samples, as stored, each once.
fn stored_layers() -> Vec<Vec<u8>> {
    let mut layers: Vec<Vec<u8>> = Vec::new();
    for sample in samples() {
        let source: Rc<dyn Source> = Rc::new(Memory::new(sample));
        let session = Session::open(Rc::clone(&source), Limits::default(), 0, &mut |_| {});
        for layer in &session.expect("samples can be opened").archive().layers {
            let stored = Slice::new(Rc::clone(&source), layer.offset, layer.size);
            let bytes = stored.read_vec(0, layer.size as usize).expect("samples are whole");
            if bytes.len() <= MOST && !layers.contains(&bytes) {
                layers.push(bytes);
            }
        }
    }
    layers
}

/// Tars: the layers, and what they have none of.
#[must_use]
pub fn tar() -> Vec<Vec<u8>> {
    let plain = stored_layers().into_iter().filter_map(|layer| {
        let compression = lamina::codec::sniff(&layer);
        if compression == Compression::None {
            return Some(layer);
        }
        let limits = Limits { inflated_size: MOST as u64, ..Limits::default() };
        let decoder = Decoder::new(Memory::new(layer), compression, &limits);
        decoder.read_vec(0, decoder.len().ok()? as usize).ok()
    });
    let mut seeds: Vec<_> = plain.collect();
    seeds.sort();
    seeds.dedup();
    let file = |name: &str| Piece::new(name.as_bytes(), b'0', b"", b"some text\n");
    let pax = |key: &str, value: &[u8]| Piece::new(b"PaxHeaders/x", b'x', b"", &record(key, value));
    let mut sparse = file("sparse");
    sparse.header[156] = b'S';
    sparse.header[257..265].copy_from_slice(b"ustar  \0");
    sparse.header[386..398].copy_from_slice(b"00000001000\0");
    sparse.header[398..410].copy_from_slice(b"00000000012\0");
    sparse.header[483..495].copy_from_slice(b"00000002000\0");
    sparse.settle();
    let mut old = file("old/");
    old.header[257..265].fill(0);
    old.header[156] = 0;
    old.body.clear();
    old.settle();
    seeds.extend(
        [
            vec![pax("path", &b"deep/".repeat(60)), file("x"), pax("size", b"10"), file("y")],
            vec![pax("GNU.sparse.major", b"1"), file("x"), pax("GNU.sparse.realsize", b"99"), file("y")],
            vec![Piece::new(b"././@LongLink", b'L', b"", &b"long/".repeat(40)), file("x"), sparse, old],
            vec![
                Piece::new(b"g", b'g', b"", &record("uname", b"all")),
                file("x"),
                pax("mtime", b"-1.5"),
                file("y"),
            ],
            vec![
                file("a"),
                Piece::new(b"b", b'1', b"a", b""),
                Piece::new(b"c", b'2', b"b", b""),
                file("c/d"),
            ],
        ]
        .map(|pieces| join(&pieces)),
    );
    seeds
}

/// Compressed streams: the layers, what the tools make of one text, and every part that a gzip header may have.
#[must_use]
pub fn codec() -> Vec<Vec<u8>> {
    let mut seeds: Vec<_> = stored_layers().into_iter().filter(|layer| !is_tar(layer)).collect();
    let streams = fs::read_dir(folder().join("codec")).expect("tests/samples/codec is there");
    let streams =
        streams.map(|file| fs::read(file.expect("it can be listed").path()).expect("it can be read"));
    seeds.extend(streams.filter(|stream| !is_tar(stream)));
    seeds.sort();
    let text: Vec<u8> = (0..6_000_u32).flat_map(|number| format!("{number:x} ").into_bytes()).collect();
    let gzip = |bytes: &[u8], level: u32| {
        let mut made = Vec::new();
        GzEncoder::new(bytes, Level::new(level)).read_to_end(&mut made).expect("memory can be read");
        made
    };
    let member = gzip(&text, 6);
    let mut named = GzBuilder::new()
        .extra(&b"extra"[..])
        .filename("name")
        .comment("comment")
        .write(Vec::new(), Level::fast());
    named.write_all(b"with a header").expect("memory can be written");
    seeds.extend([
        gzip(b"", 9),
        gzip(&text[..3_000], 0),
        gzip(&text, 1),
        [&member[..], &gzip(b"more", 9), &member, b"garbage"].concat(),
        named.finish().expect("memory can be written"),
        // Longer than the space between checkpoints, in little.
        gzip(&vec![0; 9 << 20], 9),
    ]);
    seeds
}

fn is_tar(bytes: &[u8]) -> bool {
    lamina::codec::sniff(bytes) == Compression::None
}

/// Archives: the samples, with layers so short that what is tried is mostly documents.
#[must_use]
pub fn archive() -> Vec<Vec<u8>> {
    let samples = samples();
    let mut seeds: Vec<_> = samples.iter().map(|sample| join(&with_short_layers(split(sample)))).collect();
    seeds.extend(samples.iter().filter(|sample| sample.len() <= 32 << 10).cloned());
    // Docker before 1.10 had no manifest.json, and what it had is still written.
    let old = |sample: &Vec<u8>| {
        let mut pieces = with_short_layers(split(sample));
        pieces.retain(|piece| piece.name() != b"manifest.json");
        join(&pieces)
    };
    seeds.extend(samples.iter().filter(|sample| has(sample, b"repositories")).map(old));
    let root = ["bin/", "etc/", "usr/", "etc/passwd"].map(|name| {
        let kind = if name.ends_with('/') { b'5' } else { b'0' };
        Piece::new(name.as_bytes(), kind, b"", if kind == b'0' { b"root" } else { b"" })
    });
    seeds.push(join(&root));
    seeds.extend(samples.iter().filter_map(|sample| as_folder(&with_short_layers(split(sample)))));
    seeds.retain(|seed| seed.len() <= 2 * MOST);
    seeds.sort();
    seeds.dedup();
    seeds
}

fn has(tar: &[u8], name: &[u8]) -> bool {
    split(tar).iter().any(|piece| piece.name() == name)
}

/// Every body that is long and no document becomes a short tar, under its new digest.
fn with_short_layers(mut pieces: Vec<Piece>) -> Vec<Piece> {
    for at in 0..pieces.len() {
        let body = &pieces[at].body;
        if body.len() < 2_000 || matches!(body[0], b'{' | b'[') {
            continue;
        }
        let before = std::mem::take(&mut pieces[at].body);
        let file = Piece::new(format!("file-{at}").as_bytes(), b'0', b"", b"text");
        pieces[at].body = join(&[file]);
        pieces[at].settle();
        readdress(&mut pieces, &before, at);
    }
    pieces
}

/// An OCI archive of one manifest in the form of a `dir:` folder: blobs by their digest.
fn as_folder(pieces: &[Piece]) -> Option<Vec<u8>> {
    let manifest = pieces.iter().find(|piece| {
        let body = String::from_utf8_lossy(&piece.body);
        piece.name().starts_with(b"blobs/") && body.contains("\"layers\"") && body.contains("\"config\"")
    })?;
    let blobs = pieces.iter().filter_map(|piece| {
        let hex = piece.name().strip_prefix(b"blobs/sha256/").filter(|hex| !hex.is_empty())?;
        Some(Piece::new(hex, b'0', b"", &piece.body))
    });
    let first = Piece::new(b"manifest.json", b'0', b"", &manifest.body);
    Some(join(&[first].into_iter().chain(blobs).collect::<Vec<_>>()))
}

/// Choices: each byte is one, so these are but a start.
#[must_use]
pub fn merge() -> Vec<Vec<u8>> {
    // A directory, a file in it, then in the next layer: a whiteout, an opaque mark, a link, a file on it.
    let first = [10, 0, 0, 1, 1, 0, 1, 1, 1, 0, 2, 20, 0, 2, 0, 1];
    let second: [&[u8]; 5] =
        [&[24, 1, 0, 1], &[28, 0, 0], &[17, 0, 1, 0, 2], &[1, 0, 0], &[20, 0, 1, 1, 0, 1, 31, 2, 0]];
    second.map(|second| [&first[..], &[0], second, &[0], &first[..]].concat()).to_vec()
}

/// Indexes of the layers.
#[must_use]
pub fn packed() -> Vec<Vec<u8>> {
    let tars = tar().into_iter().filter(|tar| tar.len() <= 16 << 10);
    let layers = tars
        .filter_map(|tar| Layer::index(Memory::new(tar), Compression::None, &Limits::default(), |_| {}).ok());
    layers.map(|layer| layer.pack()).collect()
}
