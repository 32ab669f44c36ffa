//! Every tar of the corpus, and what GNU tar lists of it: names, kinds, modes, owners, sizes, times, links.
//! What differs stands in a table, with the reason; a row that no longer holds is a failure too.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::corpus;
use lamina::Limits;
use lamina::codec::{Decoder, sniff};
use lamina::source::{FileSource, Source as _};
use lamina::tar::{Entry, Kind, Walker};

/// What differs from GNU tar, and why it is kept.
const KEPT: [(&str, &str); 10] = [
    ("claircore/atroot", "an empty file: GNU tar refuses it, here it has no entries, as in bsdtar and Go"),
    (
        "go-archive-tar/hdr-only.tar",
        "headers with sizes, and no bodies behind them: only files have a body here, as in bsdtar; GNU tar loses its way and says so",
    ),
    (
        "go-archive-tar/pax-bad-hdr-file.tar",
        "a pax record whose length is wrong: GNU tar and bsdtar pass it over and fail at the end, here and in Go it is an error",
    ),
    (
        "go-archive-tar/pax-bad-mtime-file.tar",
        "a pax time that is no number: GNU tar takes the digits at its start, bsdtar 1970, here the header's time stays",
    ),
    (
        "go-archive-tar/pax-global-records.tar",
        "an empty record takes back what a global one said (POSIX); GNU tar takes it for an empty name",
    ),
    (
        "go-archive-tar/pax-nul-xattrs.tar",
        "a NUL in the name of an attribute: GNU tar and bsdtar list the file, and fail",
    ),
    (
        "go-archive-tar/pax-path-hdr.tar",
        "an extended header and no entry: GNU tar says nothing, here and in bsdtar it is an error",
    ),
    (
        "go-archive-tar/writer-big-long.tar",
        "cut off in its body: the walk hops over it, whoever reads it is told",
    ),
    ("go-archive-tar/writer-big.tar", "cut off in its body: the walk hops over it, whoever reads it is told"),
    (
        "node-tar/links-invalid.tar",
        "a hard link to an empty name: GNU tar shows `.`, bsdtar nothing, as here",
    ),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// As `--quoting-style=escape` writes a name.
fn escaped(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        match byte {
            b'\\' => text.push_str("\\\\"),
            b'\n' => text.push_str("\\n"),
            b'\t' => text.push_str("\\t"),
            b'\r' => text.push_str("\\r"),
            b' '..=b'~' => text.push(char::from(*byte)),
            _ => drop(write!(text, "\\{byte:03o}")),
        }
    }
    text
}

/// A line for each entry: kind, mode, owner, size or device, time, name, link.
fn ours(path: &Path) -> (Vec<String>, bool) {
    let file = FileSource::open(path).unwrap();
    let mut magic = [0; 8];
    let got = file.fill(0, &mut magic).unwrap();
    let tar = Decoder::new(file, sniff(&magic[..got]), &Limits::default());
    // One of the names is longer than any file system takes.
    let mut walker = Walker::new(tar, Limits { path_length: 1 << 20, ..Limits::default() });
    let mut entry = Entry::default();
    let mut lines = Vec::new();
    loop {
        match walker.next(&mut entry) {
            Ok(true) => lines.push(line(&entry)),
            Ok(false) => return (lines, true),
            Err(_) => return (lines, false),
        }
    }
}

fn line(entry: &Entry) -> String {
    let letter = match entry.kind {
        Kind::File => '-',
        Kind::Directory => 'd',
        Kind::Symlink => 'l',
        Kind::Hardlink => 'h',
        Kind::Char => 'c',
        Kind::Block => 'b',
        Kind::Fifo => 'p',
    };
    let size = match entry.kind {
        Kind::File => entry.size.to_string(),
        Kind::Char | Kind::Block => format!("{},{}", entry.device.0, entry.device.1),
        _ => "0".to_owned(),
    };
    let link = match entry.kind {
        Kind::Symlink => format!(" -> {}", escaped(&entry.link)),
        Kind::Hardlink => format!(" link to {}", escaped(&entry.link)),
        _ => String::new(),
    };
    let (mode, uid, gid, time) = (entry.mode, entry.uid, entry.gid, entry.mtime);
    format!("{letter} {mode:o} {uid}/{gid} {size} {time} {}{link}", escaped(&entry.path))
}

/// What GNU tar lists, in the same lines; and whether it was content.
fn theirs(path: &Path) -> (Vec<String>, bool) {
    let output = Command::new("tar")
        .args(["--list", "--verbose", "--full-time", "--numeric-owner", "--quoting-style=escape"])
        .arg("--file")
        .arg(path)
        .env("TZ", "UTC")
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (text.lines().map(their_line).collect(), output.status.success())
}

fn their_line(text: &str) -> String {
    let mut rest = text;
    let mut word = || {
        rest = rest.trim_start_matches(' ');
        let (word, tail) = rest.split_once(' ').unwrap_or((rest, ""));
        rest = tail;
        word
    };
    let (mode, owner, size, day, time) = (word(), word(), word(), word(), word());
    let letter = mode.chars().next().unwrap();
    let bits = mode.chars().skip(1).enumerate().fold(0, |bits, (at, letter)| {
        let set = |plain: u32, special: u32| match letter {
            'x' | 'r' | 'w' => plain,
            's' | 't' => plain | special,
            'S' | 'T' => special,
            _ => 0,
        };
        bits | set(0o400 >> at, [0o4000, 0o2000, 0o1000][at / 3])
    });
    let size = if letter == '-' || letter == 'C' || size.contains(',') { size } else { "0" };
    let letter = if letter == 'C' { '-' } else { letter };
    format!("{letter} {bits:o} {owner} {size} {} {rest}", seconds(day, time))
}

/// Seconds since 1970 of `2009-11-17` and `15:04:05`, as GNU tar prints them in UTC.
fn seconds(day: &str, time: &str) -> i64 {
    let (before, day) = day.strip_prefix('-').map_or((1, day), |day| (-1, day));
    let time = time.split('.').next().unwrap();
    let numbers: Vec<i64> =
        day.split('-').chain(time.split(':')).map(|part| part.parse().unwrap_or_default()).collect();
    let [year, month, day, hour, minute, second] = numbers[..] else { return i64::MIN };
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
    let year = before * year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    ((days * 24 + hour) * 60 + minute) * 60 + second
}

/// Written by `bsdtar --xattrs --format pax`, which gives each attribute in both spellings.
#[test]
fn attributes_of_bsdtar_are_there_once() {
    let file = FileSource::open(common::sample("tar/bsdtar-xattrs.tar")).unwrap();
    let mut walker = Walker::new(file, Limits::default());
    let mut entry = Entry::default();
    assert!(walker.next(&mut entry).unwrap());
    let mut found = entry.xattrs;
    found.sort();
    // The first as loaders set it: they take the name as it stands.
    let pair = |name: &str, value: &str| (name.as_bytes().to_vec(), value.as_bytes().to_vec());
    assert_eq!(found, [pair("user.lamina.a%25b", "va lue"), pair("user.plain", "x=y")]);
}

#[test]
fn listed_as_gnu_tar_does() {
    let Some(folder) = corpus() else { return };
    let folder = folder.join("tar");
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    paths.sort();
    let mut kept: BTreeMap<&str, &str> = KEPT.into_iter().collect();
    let mut faults = Vec::new();
    let mut same = 0;
    for path in &paths {
        let name = path.strip_prefix(&folder).unwrap().to_str().unwrap();
        let (ours, theirs) = (ours(path), theirs(path));
        let differs = ours != theirs;
        same += usize::from(!differs);
        match (differs, kept.remove(name)) {
            (true, None) => faults.push(format!("{name}:\n  ours   {ours:#?}\n  theirs {theirs:#?}")),
            (false, Some(reason)) => {
                faults.push(format!("{name} is the same now: take its row away ({reason})"));
            }
            _ => {}
        }
    }
    println!("{same} of {} files are listed alike", paths.len());
    assert!(kept.is_empty(), "no such files: {kept:?}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
