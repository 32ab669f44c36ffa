//! Archives that somebody damaged or made to harm: every sample, cut off and changed in thousands of
//! ways, is opened, indexed, walked, read and planned. Whatever it says, nothing panics, nothing takes
//! long, and memory stays bounded. The changes are the same on every run; a failure names its case.

mod common;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::{Duration, Instant};

use common::{assert_memory_is_bounded, sample, samples};
use lamina::codec::{Compression, Decoder};
use lamina::export::{Edits, Prune, RopeSource};
use lamina::layer::Layer;
use lamina::session::Session;
use lamina::source::{FileSource, Memory, Slice, Source};
use lamina::tar::Kind;
use lamina::tree::{At, Rules, ViewOptions};
use lamina::{Limits, Result};

const BLOCK: usize = 512;
/// The longest that one case may take: the slowest here takes a fraction of a second.
const PATIENCE: Duration = Duration::from_secs(30);
/// Content that is read of one file: sizes are the archive's word.
const PIECES: usize = 16;

/// Marsaglia's xorshift64.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn one_of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

/// Everything that can be asked of an archive. What it answers is written down, to be compared.
fn use_it(source: &Rc<dyn Source>) -> Result<String> {
    let mut session = Session::open(Rc::clone(source), Limits::default(), 1_800_000_000, &mut |_| {})?;
    session.index_all()?;
    let described = session.describe();
    let mut seen = serde_json::to_string(&described).unwrap();
    for image in 0..described.images.len() {
        let layers = described.images[image].layers.len();
        // The newest and the oldest are enough.
        for layer in BTreeSet::from([layers.saturating_sub(1), 0]) {
            let entries = session.walk(image, layer, "/", None, 2_000)?;
            for entry in entries.iter().take(400) {
                assert_eq!(session.stat(image, layer, &entry.path)?.as_ref(), Some(entry));
            }
            for entry in entries.iter().filter(|entry| matches!(entry.kind, Kind::File | Kind::Hardlink)) {
                let place = session.locate(image, layer, &entry.path, None);
                write!(seen, "{place:?}").unwrap();
                if let Ok(place) = place
                    && let Some(slice) = place.slice
                {
                    assert!(slice.offset + slice.size <= source.len()?, "{place:?} is out of the archive");
                }
                let mut file = match session.open_file(image, layer, &entry.path, None) {
                    Ok(file) => file,
                    Err(error) => {
                        write!(seen, "{error:?}").unwrap();
                        continue;
                    }
                };
                for _ in 0..PIECES {
                    match file.next(1 << 16) {
                        Ok(piece) if piece.is_empty() => break,
                        Ok(piece) => seen.push_str(&common::sha256(&piece)),
                        Err(error) => {
                            write!(seen, "{error:?}").unwrap();
                            break;
                        }
                    }
                }
            }
            write!(seen, "{entries:?}{:?}", session.changes(image, layer)?).unwrap();
            for entry in entries.iter().step_by(7) {
                write!(seen, "{:?}", session.versions(image, &entry.path, Rules::Oci)?).unwrap();
            }
            write!(seen, "{:?}", session.tree_info(image, layer)).unwrap();
            let mounted = At { layer, rules: Rules::Overlayfs };
            let all = session.walk(image, mounted, "/", None, 2_000)?;
            write!(seen, "{all:?}{:?}", session.changes(image, mounted)?).unwrap();
        }
        let view = session.open_view(image, &ViewOptions::default())?;
        session.view_toggle(view, 0, true, true)?;
        write!(seen, "{:?}", session.view_rows(view, 0, 500)?).unwrap();
        session.close_view(view);
    }
    let first = described.images.first().map(|image| vec![image.id.clone()]);
    for edits in [
        Edits::default(),
        Edits { prune: Some(Prune::All), ..Edits::default() },
        Edits { keep: first, ..Edits::default() },
    ] {
        match session.plan(&edits) {
            Ok(plan) => {
                let rope = RopeSource::new(&plan.rope, Rc::clone(source));
                assert_eq!(rope.len()?, plan.after);
                // A new archive is never much larger than the one it was made from.
                assert!(plan.after <= plan.before + (1 << 20), "{} of {}", plan.after, plan.before);
                let written: Rc<dyn Source> = Rc::new(Memory::new(rope.read_vec(0, plan.after as usize)?));
                let again = Session::open(written, Limits::default(), 0, &mut |_| {});
                write!(seen, "{} {:?}", plan.after, again.map(|again| again.describe().images)).unwrap();
            }
            Err(error) => write!(seen, "{error:?}").unwrap(),
        }
    }
    Ok(seen)
}

/// One more number for the number in a field, as damage or malice has it.
fn number(random: &mut Random) -> Vec<u8> {
    match random.below(6) {
        0 => format!("{:o}", random.next()).into_bytes(),
        1 => format!("{:o}", random.below(1 << 16)).into_bytes(),
        2 => vec![0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        3 => vec![0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0x00],
        4 => vec![0xff; 12],
        _ => b"77777777777".to_vec(),
    }
}

/// Writes the checksum of a header anew, so that the change is taken for true.
fn seal(header: &mut [u8]) {
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

/// An extended header with a record that is damaged or meant to harm, to be put before an entry.
fn extended(random: &mut Random) -> (Vec<u8>, String) {
    let record = |key: &str, value: &str| {
        // The length counts its own digits.
        let rest = key.len() + value.len() + 3;
        let length = (1..9).find(|digits| (rest + digits).to_string().len() == *digits).unwrap() + rest;
        format!("{length} {key}={value}\n")
    };
    let most = u64::MAX.to_string();
    // Mostly short: depth makes every later question slow.
    let most_steps = if random.below(8) == 0 { 9_000 } else { 300 };
    let long = "d/".repeat(random.below(most_steps));
    let records = match random.below(13) {
        0 => record("size", &most),
        1 => record("size", &(u64::MAX - 511 - random.next() % 9_000).to_string()),
        2 => record("size", &(random.next() >> random.below(64)).to_string()),
        3 => record("GNU.sparse.realsize", &most) + &record("GNU.sparse.major", "1"),
        4 => record("GNU.sparse.size", &most) + &record("GNU.sparse.map", "0,1,2"),
        5 => record("mtime", "-9223372036854775808.999999999"),
        6 => record("mtime", &format!("{most}{most}.x")),
        7 => record("uid", &most) + &record("gid", "-1"),
        8 => record("path", &long),
        9 => record("linkpath", &long),
        10 => record(&format!("SCHILY.xattr.user.{}", &long[..long.len().min(300)]), &long),
        11 => format!("{most} path=x\n"),
        _ => "7 path\n0 =\n 3 \n".to_owned(),
    };
    let kind = *random.one_of(&[b"x", b"x", b"x", b"g", b"L", b"K"]);
    let mut header = [0; BLOCK];
    header[..4].copy_from_slice(b"more");
    header[156] = kind[0];
    header[257..265].copy_from_slice(b"ustar\x0000");
    // Now and then it claims to be of any length.
    let claimed = if random.below(4) == 0 { number(random) } else { format!("{:o}", records.len()).into() };
    header[124..136][..claimed.len().min(12)].copy_from_slice(&claimed[..claimed.len().min(12)]);
    seal(&mut header);
    let mut bytes = header.to_vec();
    bytes.extend_from_slice(records.as_bytes());
    bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
    let shown: String = records.chars().take(60).collect();
    (bytes, format!("{kind:?} of {claimed:x?}: {shown:?}"))
}

/// Where headers are, of the archive and of plain layers in it.
fn headers(bytes: &[u8]) -> Vec<usize> {
    (0..bytes.len() / BLOCK)
        .map(|block| block * BLOCK)
        .filter(|at| &bytes[at + 257..at + 262] == b"ustar")
        .collect()
}

/// Changes an archive in one way; what was done, for people.
fn change(bytes: &mut Vec<u8>, headers: &[usize], random: &mut Random) -> String {
    let len = bytes.len();
    match random.below(11) {
        0 => {
            let keep =
                if random.below(2) == 0 { random.below(len) } else { random.below(len / BLOCK) * BLOCK };
            bytes.truncate(keep);
            format!("cut at {keep}")
        }
        1 => {
            let at = random.below(len);
            bytes[at] ^= 1 << random.below(8);
            format!("bit at {at}")
        }
        2 => {
            let (at, value) = (random.below(len), random.next() as u8);
            let end = (at + 1 + random.below(2 * BLOCK)).min(len);
            bytes[at..end].fill(value);
            format!("{value} in {at}..{end}")
        }
        3 => {
            let (from, to) = (random.below(len / BLOCK) * BLOCK, random.below(len / BLOCK) * BLOCK);
            bytes.copy_within(from..from + BLOCK, to);
            format!("block {from} over {to}")
        }
        4 => {
            let (from, to) = (random.below(len / BLOCK) * BLOCK, random.below(len / BLOCK) * BLOCK);
            let count = (1 + random.below(8)) * BLOCK;
            let piece = bytes[from..(from + count).min(len)].to_vec();
            bytes.splice(to..to, piece);
            format!("{count} bytes at {from} again at {to}")
        }
        5 if !headers.is_empty() => {
            // A field of a header: mode, owner, group, size, time, device numbers.
            let at = headers[random.below(headers.len())];
            let (start, length) =
                [(100, 8), (108, 8), (116, 8), (124, 12), (124, 12), (136, 12), (329, 8), (337, 8)]
                    [random.below(8)];
            let mut value = number(random);
            value.resize(length, 0);
            bytes[at + start..at + start + length].copy_from_slice(&value);
            seal(&mut bytes[at..at + BLOCK]);
            format!("field {start} of the header at {at}: {value:x?}")
        }
        6 if !headers.is_empty() => {
            let at = headers[random.below(headers.len())];
            let kind =
                *random.one_of(&[b"0", b"1", b"2", b"3", b"5", b"6", b"S", b"x", b"g", b"L", b"K", b"\0"]);
            bytes[at + 156] = kind[0];
            seal(&mut bytes[at..at + BLOCK]);
            format!("type {kind:?} of the header at {at}")
        }
        7 if !headers.is_empty() => {
            let at = headers[random.below(headers.len())];
            let name = random.one_of::<[u8]>(&[
                b"",
                b"/",
                b"..",
                b"../../x",
                b".wh.",
                b".wh..wh..opq",
                b".wh..wh.plnk",
                b"a/.wh.b",
                b"a//./b/",
                b"manifest.json",
                b"index.json",
                b"oci-layout",
                b"repositories",
                b"\xff\xfe",
                b"bin/sh",
                b"etc",
            ]);
            let field = if random.below(3) == 0 { 157 } else { 0 };
            bytes[at + field..at + field + 100].fill(0);
            bytes[at + field..at + field + name.len()].copy_from_slice(name);
            seal(&mut bytes[at..at + BLOCK]);
            format!("name {:?} in field {field} of the header at {at}", String::from_utf8_lossy(name))
        }
        8 | 9 if !headers.is_empty() => {
            let at = headers[random.below(headers.len())];
            let (header, what) = extended(random);
            bytes.splice(at..at, header);
            format!("before the header at {at} {what}")
        }
        _ => {
            // A character of JSON: other numbers, other structure, other digests.
            let json =
                |byte: &u8| matches!(byte, b'{' | b'[' | b'"' | b'}' | b']' | b':' | b',' | b'0'..=b'9');
            let start = random.below(len);
            let Some(at) = (start..len).find(|at| json(&bytes[*at])) else { return "nothing".to_owned() };
            bytes[at] = random.one_of(&[b"{}[]\",:0123456789-e."])[random.below(19)];
            format!("JSON at {at}")
        }
    }
}

/// Runs a case; the answer, or an error that names the case where it panicked.
fn guarded(case: &str, bytes: Vec<u8>) -> Result<String, String> {
    let start = Instant::now();
    let source: Rc<dyn Source> = Rc::new(Memory::new(bytes));
    let outcome = catch_unwind(AssertUnwindSafe(|| use_it(&source)));
    assert!(start.elapsed() < PATIENCE, "{case}: took {:?}", start.elapsed());
    match outcome {
        Err(_) => Err(format!("{case}: panicked")),
        Ok(Ok(seen)) => Ok(seen),
        Ok(Err(error)) => {
            assert!(!error.to_string().is_empty() && !error.help().is_empty(), "{case}: {error:?}");
            Ok(format!("{error:?}"))
        }
    }
}

/// Every sample with how many cases it gets: the large ones take long.
fn each() -> impl Iterator<Item = (String, Vec<u8>, usize)> {
    samples().into_iter().map(|entry| {
        let bytes = fs::read(sample(&entry.file)).unwrap();
        let cases = match bytes.len() {
            0..50_000 => 250,
            50_000..200_000 => 150,
            200_000..500_000 => 60,
            _ => 12,
        };
        (entry.file, bytes, cases)
    })
}

#[test]
fn changed_archives_do_no_harm() {
    let (mut count, mut opened, mut other, mut bad) = (0, 0, 0, Vec::new());
    for (file, whole, cases) in each() {
        let unchanged = guarded(&file, whole.clone()).unwrap();
        let headers = headers(&whole);
        for seed in 0..cases as u64 {
            let mut random = Random::new(seed + 1);
            let mut bytes = whole.clone();
            let mut done = Vec::new();
            for _ in 0..=random.below(3) {
                // Headers may have moved or gone with what was cut off or put in.
                let still: Vec<_> = headers.iter().copied().filter(|at| at + BLOCK <= bytes.len()).collect();
                if bytes.len() > BLOCK {
                    done.push(change(&mut bytes, &still, &mut random));
                }
            }
            count += 1;
            match guarded(&format!("{file}, seed {seed}: {}", done.join("; ")), bytes) {
                Ok(seen) => {
                    other += usize::from(seen != unchanged);
                    opened += usize::from(seen.starts_with('{'));
                }
                Err(case) => bad.push(case),
            }
        }
    }
    println!("{count} archives: {opened} opened, {other} others than the sample, {} panics", bad.len());
    assert!(bad.is_empty(), "{} of {count}:\n{}", bad.len(), bad.join("\n"));
    // Changes that nobody sees would prove nothing, nor would archives that are all refused.
    assert!(count > 2_000 && other * 2 > count && opened * 4 > count);
    assert_memory_is_bounded();
}

#[test]
fn archives_cut_at_every_block_do_no_harm() {
    let (mut count, mut bad) = (0, Vec::new());
    for name in
        ["multi-arm64.ctr.tar", "web.podman-oci.tar", "web.skopeo-docker.tar", "web.skopeo-docker.tar.gz"]
    {
        let whole = fs::read(sample(name)).unwrap();
        for at in (0..whole.len()).step_by(BLOCK).flat_map(|at| [at, at + 1 + at % 511]) {
            let cut = whole[..at.min(whole.len())].to_vec();
            count += 1;
            bad.extend(guarded(&format!("{name}, cut at {at}"), cut).err());
        }
    }
    assert!(bad.is_empty(), "{} of {count}:\n{}", bad.len(), bad.join("\n"));
    assert!(count > 400, "{count} cases");
    assert_memory_is_bounded();
}

/// A gzip file whose deflate blocks hold the bytes as they are (RFC 1951, 3.2.4). The CRC is not looked at.
fn stored_gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    for piece in bytes.chunks(60_000) {
        let length = piece.len() as u16;
        gzip.push(0);
        gzip.extend(length.to_le_bytes());
        gzip.extend((!length).to_le_bytes());
        gzip.extend(piece);
    }
    gzip.extend([1, 0, 0, 0xff, 0xff, 0, 0, 0, 0]);
    gzip.extend((bytes.len() as u32).to_le_bytes());
    gzip
}

/// Everything a layer's index says, but how it is stored.
fn indexed(bytes: Vec<u8>, compression: Compression) -> String {
    let layer = match Layer::index(Memory::new(bytes), compression, &Limits::default(), &mut |_| {}) {
        Ok(layer) => layer,
        Err(error) => return format!("{error:?}"),
    };
    let again = Layer::unpack(&layer.pack()).unwrap();
    assert!(again == layer, "a packed layer is another");
    let rows: Vec<_> = (0..layer.len() as u32).map(|row| (layer.path(row), layer.entry(row))).collect();
    let (whiteouts, opaques): (Vec<_>, Vec<_>) = (layer.whiteouts().collect(), layer.opaques().collect());
    let figures = (layer.entries(), layer.content_size(), layer.unpacked(), layer.complete());
    format!("{figures:?}{rows:?}{whiteouts:?}{opaques:?}{:?}", layer.remarks())
}

#[test]
fn changed_layers_are_the_same_in_gzip() {
    let (mut count, mut complete, mut bad) = (0, 0, Vec::new());
    for file in ["odd.docker26.tar", "pair.docker20.tar", "web.skopeo-docker.tar"] {
        let whole = fs::read(sample(file)).unwrap();
        let source: Rc<dyn Source> = Rc::new(Memory::new(whole.clone()));
        let session = Session::open(source, Limits::default(), 0, &mut |_| {}).unwrap();
        for stored in &session.archive().layers {
            let layer = &whole[stored.offset as usize..][..stored.size as usize];
            let headers = headers(layer);
            for seed in 0..60 {
                let mut random = Random::new(1_000 + seed);
                let mut bytes = layer.to_vec();
                let done = if seed == 0 { String::new() } else { change(&mut bytes, &headers, &mut random) };
                count += 1;
                let outcome = catch_unwind(AssertUnwindSafe(|| {
                    let plain = indexed(bytes.clone(), Compression::None);
                    complete += usize::from(plain.contains("true)[("));
                    (indexed(stored_gzip(&bytes), Compression::Gzip), plain)
                }));
                match outcome {
                    Ok((gzip, plain)) if gzip == plain => {}
                    Ok(_) => bad.push(format!("{file}, {}, seed {seed}: {done}: differs", stored.name)),
                    Err(_) => bad.push(format!("{file}, {}, seed {seed}: {done}: panicked", stored.name)),
                }
            }
        }
    }
    println!("{count} layers, {complete} of them whole");
    assert!(bad.is_empty(), "{} of {count}:\n{}", bad.len(), bad.join("\n"));
    assert!(count > 500 && complete * 4 > count && complete < count, "{complete} of {count} are whole");
    assert_memory_is_bounded();
}

#[test]
fn sources_have_nothing_beyond_their_end() {
    let path = sample("web.skopeo-docker.tar.gz");
    let file = || FileSource::open(&path).unwrap();
    let len = file().len().unwrap();
    let sources: [(&str, Box<dyn Source>); 4] = [
        ("file", Box::new(file())),
        ("memory", Box::new(Memory::new(fs::read(&path).unwrap()))),
        ("slice", Box::new(Slice::new(file(), 1, len - 1))),
        ("gzip", Box::new(Decoder::new(file(), Compression::Gzip, &Limits::default()))),
    ];
    for (name, source) in sources {
        for offset in [u64::MAX, u64::MAX - 1, i64::MAX as u64 + 1, i64::MAX as u64, 1 << 40] {
            assert_eq!(source.read_at(offset, &mut [0; 8]), Ok(0), "{name}, {offset}");
        }
        let end = source.len().unwrap();
        assert_eq!(source.read_at(end, &mut [0; 8]), Ok(0), "{name}");
        assert_eq!(source.read_at(end - 1, &mut [0; 8]), Ok(1), "{name}");
        assert_eq!(source.read_at(u64::MAX, &mut [0; 8]), Ok(0), "{name}");
    }
}

/// Gives fewer bytes than asked for, now one and now some, as a network does.
struct Short<S> {
    inner: S,
    random: Cell<u64>,
    most: usize,
}

impl<S: Source> Source for Short<S> {
    fn len(&self) -> Result<u64> {
        self.inner.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let mut random = Random(self.random.get());
        let count = buf.len().min(1 + random.below(self.most));
        self.random.set(random.0);
        self.inner.read_at(offset, &mut buf[..count])
    }
}

#[test]
fn short_reads_change_nothing() {
    let mut compared = 0;
    for (file, whole, _) in each() {
        let wanted = guarded(&file, whole.clone()).unwrap();
        for (seed, most) in [(4, 1), (1, 7), (2, 511), (3, 70_000)] {
            if whole.len() > most * 25_000 {
                continue; // takes long, and the others show the same
            }
            let source = Short { inner: Memory::new(whole.clone()), random: Cell::new(seed), most };
            let seen =
                use_it(&(Rc::new(source) as Rc<dyn Source>)).unwrap_or_else(|error| format!("{error:?}"));
            let differs = wanted.bytes().zip(seen.bytes()).position(|(a, b)| a != b);
            let from = differs.unwrap_or(wanted.len().min(seen.len())).saturating_sub(100);
            let part = |text: &str| {
                String::from_utf8_lossy(&text.as_bytes()[from.min(text.len())..])
                    .chars()
                    .take(300)
                    .collect::<String>()
            };
            assert!(seen == wanted, "{file}, at most {most}:\n{}\nnot\n{}", part(&seen), part(&wanted));
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared} archives");
}

/// A source that fails: the file was taken away, or the network is gone.
struct Failing<S> {
    inner: S,
    left: Cell<usize>,
}

impl<S: Source> Source for Failing<S> {
    fn len(&self) -> Result<u64> {
        self.inner.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let Some(left) = self.left.get().checked_sub(1) else {
            return Err(lamina::Error::Io { what: "gone".into(), place: format!("offset {offset}") });
        };
        self.left.set(left);
        self.inner.read_at(offset, buf)
    }
}

#[test]
fn sources_that_fail_do_no_harm() {
    let (mut told, mut bad) = (0, Vec::new());
    for name in ["web.podman-oci.tar", "pair.docker26.tar", "multi.containerd26.tar"] {
        let whole = fs::read(sample(name)).unwrap();
        let mut calls = 0;
        loop {
            let source = Rc::new(Failing { inner: Memory::new(whole.clone()), left: Cell::new(calls) });
            let outcome = catch_unwind(AssertUnwindSafe(|| use_it(&(Rc::clone(&source) as Rc<dyn Source>))));
            match outcome {
                Err(_) => bad.push(format!("{name}: panicked after {calls} reads")),
                Ok(Ok(seen)) if !seen.contains("gone") && source.left.get() > 0 => break,
                Ok(_) => told += 1,
            }
            calls += 1 + calls / 16;
            assert!(calls < 100_000, "{name}: reads without end");
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    assert!(told > 50, "{told} failures");
}
