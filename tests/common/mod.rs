//! What the tests of real archives share.
#![allow(dead_code, unreachable_pub)] // each test binary uses some of it

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use lamina::codec::{Compression, Decoder};
use lamina::image::Digest;
use lamina::scan::{Contents, scan_layer};
use lamina::session::Session;
use lamina::source::{FileSource, Memory, Source};
use lamina::tar::Kind;
use lamina::tree::Entry;
use lamina::{Limits, Result};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A file below `tests/samples`.
pub fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name)
}

/// The folder of archives that other projects made, if this machine has it.
pub fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("LAMINA_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: LAMINA_CORPUS is not set");
    }
    folder
}

/// The description of the samples: which tree each image has.
pub fn samples() -> Vec<Sample> {
    let text = fs::read_to_string(sample("samples.json")).unwrap();
    let list: Value = serde_json::from_str(&text).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let one = |value: &Value| Sample {
        file: text(&value["file"]),
        shape: text(&value["shape"]),
        trees: value["images"].as_array().unwrap().iter().map(|image| text(&image["tree"])).collect(),
    };
    list.as_array().unwrap().iter().map(one).collect()
}

/// One archive of `samples.json`.
pub struct Sample {
    pub file: String,
    pub shape: String,
    /// Of each image in the archive's order.
    pub trees: Vec<String>,
}

/// Opens a file, without reading a layer.
pub fn open(path: &Path, now: i64) -> Result<Session> {
    open_source(Rc::new(FileSource::open(path)?), now)
}

/// Opens bytes, without reading a layer.
pub fn open_source(source: Rc<dyn Source>, now: i64) -> Result<Session> {
    Session::open(source, Limits::default(), now, &mut |_| {})
}

/// What a file of gzip inflates to.
pub fn unpacked(path: &Path) -> Memory {
    let packed = FileSource::open(path).unwrap();
    Memory::new(read_all(&Decoder::new(packed, Compression::Gzip, &Limits::default())))
}

/// Opens a file and reads every layer.
pub fn open_all(path: &Path) -> Result<Session> {
    let mut session = open(path, 0)?;
    session.index_all()?;
    Ok(session)
}

/// The newest layer of an image.
pub fn newest(session: &Session, image: usize) -> usize {
    session.archive().images[image].layers.len().saturating_sub(1)
}

/// The digests of some entries of a layer, ascending, as a page hashes them.
pub fn hashed(session: &Session, image: usize, layer: usize, entries: &[u32]) -> Vec<(u32, Digest)> {
    let (layer, stored) = session.layer(session.archive().images[image].layers[layer].key).unwrap();
    let mut contents = Contents::default();
    let only = |entry: u32| entries.binary_search(&entry).is_ok();
    let unread = scan_layer(layer, stored, &Limits::default(), only, &mut [&mut contents], |_| {});
    assert_eq!(unread, []);
    assert_eq!(contents.digests.len(), entries.len());
    contents.digests
}

/// Every entry of a merged tree.
pub fn entries(session: &Session, image: usize) -> Vec<Entry> {
    session.walk(image, newest(session, image), "/", None, usize::MAX).unwrap()
}

/// The content of a file.
pub fn content(session: &Session, image: usize, path: &str) -> Result<Vec<u8>> {
    let mut file = session.open_file(image, newest(session, image), path, None)?;
    let mut bytes = Vec::new();
    loop {
        let more = file.next(1 << 20)?;
        if more.is_empty() {
            return Ok(bytes);
        }
        bytes.extend(more);
    }
}

/// The merged tree in the lines of `tests/samples/trees` (see `samples/truth.sh`), sorted.
pub fn listing(session: &Session, image: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut groups: HashMap<(usize, u64), Vec<String>> = HashMap::new();
    for entry in entries(session, image) {
        let raw = entry.raw_path.as_ref().map_or(entry.path.as_bytes(), |raw| &raw.0);
        let path = escaped(&raw[1..]);
        let letter = match entry.kind {
            Kind::File | Kind::Hardlink => 'f',
            Kind::Directory => 'd',
            Kind::Symlink => 'l',
            Kind::Char => 'c',
            Kind::Block => 'b',
            Kind::Fifo => 'p',
        };
        let link = match (entry.kind, &entry.link) {
            (Kind::Symlink, Some(link)) => escaped(&unescaped(link)),
            _ => String::new(),
        };
        let size = match entry.kind {
            Kind::Directory => "-".to_owned(),
            // What lstat gives for a symbolic link: the length of its target.
            Kind::Symlink => unescaped(entry.link.as_deref().unwrap_or_default()).len().to_string(),
            _ => entry.size.to_string(),
        };
        lines.push(format!(
            "{letter} {:o} {} {} {size} {} {link} {path}",
            if letter == 'l' { 0o777 } else { entry.mode },
            entry.uid,
            entry.gid,
            entry.mtime
        ));
        if let Some((major, minor)) = entry.device {
            lines.push(format!("device {major:x}:{minor:x} {path}"));
        }
        for (name, value) in &entry.xattrs {
            if name.starts_with("user.") || name.starts_with("security.") {
                let mut hex = String::new();
                value.0.iter().for_each(|byte| write!(hex, "{byte:02x}").unwrap());
                let value = if hex.is_empty() { String::new() } else { format!("0x{hex}") };
                lines.push(format!("xattr {name}={value} {path}"));
            }
        }
        if letter == 'f' {
            let bytes = content(session, image, &entry.path).unwrap();
            assert_eq!(bytes.len() as u64, entry.size, "{}", entry.path);
            lines.push(format!("{}  ./{path}", sha256(&bytes)));
            if entry.links > 1 {
                let located = session.locate(image, newest(session, image), &entry.path, None).unwrap();
                groups
                    .entry((entry.links as usize, place(session, image, &entry.path, &located)))
                    .or_default()
                    .push(path);
            }
        }
    }
    for ((links, _), names) in groups {
        assert_eq!(names.len(), links, "{names:?}");
        let first = names.iter().min().unwrap();
        lines.extend(names.iter().map(|name| format!("same {first} {name}")));
    }
    lines.sort();
    lines
}

/// Something that is equal for names of one file.
fn place(session: &Session, image: usize, path: &str, located: &lamina::session::Located) -> u64 {
    match located.slice {
        Some(range) => range.offset,
        None => session.offset_in_layer(image, newest(session, image), path).unwrap(),
    }
}

/// As `truth.sh` writes bytes.
pub fn escaped(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        match byte {
            b'\\' => text.push_str("\\x5c"),
            0x20..=0x7e => text.push(char::from(*byte)),
            _ => write!(text, "\\x{byte:02x}").unwrap(),
        }
    }
    text
}

/// The bytes of a link that is shown escaped because it is not UTF-8: `\xNN`, and `\\`.
fn unescaped(shown: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = shown.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if let [b'x', high, low, ..] = tail
            && *first == b'\\'
            && let Ok(byte) = u8::from_str_radix(std::str::from_utf8(&[*high, *low]).unwrap_or("?"), 16)
        {
            bytes.push(byte);
            rest = &tail[3..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    bytes
}

/// A list of `oracle/load.sh` in the form of `samples/truth.sh`.
pub fn truth_of(list: &[u8]) -> Vec<String> {
    let lines = list.split(|byte| *byte == 0).filter(|line| !line.is_empty()).map(escaped);
    let mut lines: Vec<String> = lines.map(|line| without_fraction(&line)).collect();
    lines.sort();
    lines
}

/// `f 644 0 0 21 -2.0000000000  path` with whole seconds; any other line as it is.
fn without_fraction(line: &str) -> String {
    let words: Vec<&str> = line.splitn(7, ' ').collect();
    match words[..] {
        [kind, mode, user, group, size, time, rest] if kind.len() == 1 => {
            let seconds = time.split('.').next().unwrap_or(time);
            format!("{kind} {mode} {user} {group} {size} {seconds} {rest}")
        }
        _ => line.to_owned(),
    }
}

/// In hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// Everything in a source.
pub fn read_all(source: &dyn Source) -> Vec<u8> {
    let len = source.len().unwrap();
    source.read_vec(0, usize::try_from(len).unwrap()).unwrap()
}

/// Memory that no test of hostile input may go beyond, in kB: what it holds at most, and what it asks for.
/// An allocation of what an archive merely says would be in the second long before it is in the first.
const MOST_RESIDENT: u64 = 200 << 10;
const MOST_ASKED_FOR: u64 = 1 << 20;

/// Looks at what this process took at most; only Linux tells.
pub fn assert_memory_is_bounded() {
    let Ok(status) = fs::read_to_string("/proc/self/status") else {
        println!("skipped: this system does not tell how much memory was taken");
        return;
    };
    let of = |name: &str| -> u64 {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap()
    };
    let (resident, asked_for) = (of("VmHWM:"), of("VmPeak:"));
    println!("memory: {} MiB at most, {} MiB asked for", resident >> 10, asked_for >> 10);
    assert!(resident < MOST_RESIDENT, "{resident} kB were taken");
    assert!(asked_for < MOST_ASKED_FOR, "{asked_for} kB were asked for");
}
