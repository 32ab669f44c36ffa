//! Every compression decodes what the real tools make, wherever a read starts and however short its
//! source's answers are; and no bytes at all make it panic, hang or take much memory.

use std::cell::Cell;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;

use lamina::codec::{Compression, Decoder, sniff};
use lamina::layer::Layer;
use lamina::source::{Memory, Source};
use lamina::{Error, Limits, Result};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/codec")
}

/// What the samples decode to; see tests/samples/codec/make.sh.
fn text() -> Vec<u8> {
    (1..=1500).flat_map(|line| format!("line {line:06} of the sample\n").into_bytes()).collect()
}

/// The samples: name, compressed bytes, what they decode to.
fn samples() -> Vec<(String, Vec<u8>, Vec<u8>)> {
    let text = text();
    let mut samples: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind != "sh" && kind != "md"))
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let plain = if name.starts_with("empty") { Vec::new() } else { text.clone() };
            (name, fs::read(&path).unwrap(), plain)
        })
        .collect();
    samples.sort();
    assert!(samples.len() >= 28, "{}", samples.len());
    samples
}

/// The same numbers each time (xorshift64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.roll(256) as u8).collect()
    }
}

/// Gives fewer bytes than asked, differently each time.
struct Stingy {
    inner: Memory,
    turn: Cell<usize>,
}

impl Stingy {
    fn new(bytes: &[u8]) -> Self {
        Self { inner: Memory::new(bytes), turn: Cell::new(0) }
    }
}

impl Source for Stingy {
    fn len(&self) -> Result<u64> {
        self.inner.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        self.turn.set(self.turn.get() + 1);
        let most = [1, 2, 3, 7, 100, 4000][self.turn.get() % 6].min(buf.len());
        self.inner.read_at(offset, &mut buf[..most])
    }
}

fn open(stored: &[u8]) -> Decoder<Memory> {
    Decoder::new(Memory::new(stored), sniff(stored), &Limits::default())
}

/// All that can be read in order, and what then is wrong.
fn read_all(source: &impl Source, most: usize) -> (Vec<u8>, Option<Error>) {
    let mut out = Vec::new();
    let mut buffer = vec![0; 5000];
    loop {
        match source.read_at(out.len() as u64, &mut buffer) {
            Ok(0) => return (out, None),
            Ok(count) => out.extend_from_slice(&buffer[..count]),
            Err(error) => return (out, Some(error)),
        }
        assert!(out.len() <= most, "more than {most} bytes");
    }
}

/// Reads at random places, and compares.
fn compare(source: &impl Source, plain: &[u8], dice: &mut Dice, reads: usize, most: usize, name: &str) {
    for _ in 0..reads {
        let offset = dice.roll(plain.len() + 2);
        let want = 1 + dice.roll(most);
        let mut buffer = vec![0; want];
        let mut got = 0;
        while got < want {
            let more = source.read_at((offset + got) as u64, &mut buffer[got..]);
            match more.unwrap_or_else(|error| panic!("{name} at {offset}: {error:?}")) {
                0 => break,
                more => got += more,
            }
        }
        let end = plain.len().min(offset + want);
        assert!(buffer[..got] == plain[offset.min(end)..end], "{name}: {want} bytes at {offset}");
    }
}

/// Everything that must hold of good compressed bytes.
fn check(name: &str, stored: &[u8], plain: &[u8], spacing: u64, reads: usize) {
    let limits = Limits { window_size: 2 << 30, ..Limits::default() };
    let compression = sniff(stored);
    let mut dice = Dice(0x1234_5678_9abc_def1);
    let new = || Decoder::new(Memory::new(stored), compression, &limits);

    assert_eq!(new().len(), Ok(plain.len() as u64), "{name}");
    let decoder = new().spacing(spacing);
    let (out, error) = read_all(&decoder, plain.len());
    assert_eq!(error, None, "{name}");
    assert!(out == plain, "{name}: other bytes");
    assert_eq!(decoder.len(), Ok(plain.len() as u64), "{name}");
    assert!(decoder.input_done() <= stored.len() as u64, "{name}");
    compare(&decoder, plain, &mut dice, reads, 3000, name);
    // Without having read it before, and seldom given what it asks for.
    compare(&new(), plain, &mut dice, reads / 8, 9000, name);
    let stingy = Decoder::new(Stingy::new(stored), compression, &limits).spacing(spacing);
    assert!(read_all(&stingy, plain.len()) == (plain.to_vec(), None), "{name}: short reads");
    // What it noted serves another.
    let points = decoder.checkpoints().to_vec();
    assert!(points.is_sorted_by(|a, b| a.output < b.output || a.output == b.output && a.input < b.input));
    for _ in 0..3 {
        let from = dice.roll(points.len());
        let length = (dice.roll(2) == 0).then_some(plain.len() as u64);
        let near = points[from..].to_vec();
        let begin = near[0].output as usize;
        let other = Decoder::resume(Memory::new(stored), compression, &limits, near, length);
        let mut bytes = vec![0; 100.min(plain.len() - begin)];
        let mut got = 0;
        while got < bytes.len() {
            got += other.read_at((begin + got) as u64, &mut bytes[got..]).unwrap();
        }
        assert!(bytes == plain[begin..begin + bytes.len()], "{name}: resumed at {begin}");
        compare(&other, plain, &mut dice, reads / 8, 3000, name);
    }
}

#[test]
fn what_the_tools_make() {
    for (name, stored, plain) in samples() {
        for spacing in [1, 5000] {
            check(&name, &stored, &plain, spacing, 200);
        }
    }
}

#[test]
fn checkpoints_where_the_format_allows() {
    let points = |name: &str| {
        let decoder = open(&fs::read(folder().join(name)).unwrap()).spacing(1);
        decoder.len().unwrap();
        decoder.checkpoints().iter().map(|point| point.output).collect::<Vec<_>>()
    };
    assert_eq!(points("members.gz"), [0, 10000, 22000, 39000]);
    assert_eq!(points("chunked.zst"), [0, 10000, 22000, 39000]);
    assert_eq!(points("streams.xz"), [0, 10000, 22000]);
    assert_eq!(points("blocks.xz"), [0, 8000, 16000, 24000, 32000]);
    assert_eq!(points("streams.bz2"), [0, 10000, 22000]);
}

/// Counts what is read.
struct Counted(Vec<u8>, Cell<u64>);

impl Source for Counted {
    fn len(&self) -> Result<u64> {
        Ok(self.0.len() as u64)
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let rest = self.0.get(offset as usize..).unwrap_or_default();
        let count = rest.len().min(buf.len());
        buf[..count].copy_from_slice(&rest[..count]);
        self.1.set(self.1.get() + count as u64);
        Ok(count)
    }
}

#[test]
fn reading_on_does_not_start_again() {
    let stored = fs::read(folder().join("plain.xz")).unwrap();
    let counted = Rc::new(Counted(stored.clone(), Cell::new(0)));
    let decoder = Decoder::new(Rc::clone(&counted), Compression::Xz, &Limits::default());
    assert!(read_all(&decoder, 39000).1.is_none());
    assert_eq!(counted.1.get(), stored.len() as u64, "read once");
    for offset in (0..39000).step_by(3000) {
        decoder.read_at(offset, &mut [0; 10]).unwrap();
    }
    assert_eq!(counted.1.get(), 2 * stored.len() as u64, "and once more for all that is further back");
}

#[test]
fn bytes_before_damage_are_given_out() {
    let long = |name: &str| !name.starts_with("empty");
    for (name, stored, plain) in samples().into_iter().filter(|(name, ..)| long(name)) {
        let limits = Limits { window_size: 2 << 30, ..Limits::default() };
        let mut whole = 0;
        for cut in (6..stored.len()).step_by(41) {
            let decoder = Decoder::new(Memory::new(&stored[..cut]), sniff(&stored), &limits);
            let (out, error) = read_all(&decoder, plain.len());
            assert!(plain.starts_with(&out), "{name} cut at {cut}");
            match error {
                // Between members, frames and streams the end is an end.
                None => whole += 1,
                Some(error) => {
                    assert_eq!(error.code(), "format", "{name} cut at {cut}: {error:?}");
                    assert!(error.place().contains("compressed offset"), "{error:?}");
                    assert_eq!(decoder.len().unwrap_err(), error, "{name}");
                    let again = read_all(&decoder, plain.len());
                    assert_eq!(again, (out, Some(error)), "{name} cut at {cut}, again");
                }
            }
        }
        assert!(whole < 6, "{name}: {whole} cuts went unnoticed");
    }
    // All that was decoded is there: cut in the middle, at least a quarter of the text.
    for name in ["plain.gz", "chunked.zst", "blocks.xz", "streams.bz2", "plain.xz"] {
        let stored = fs::read(folder().join(name)).unwrap();
        let (out, error) = read_all(&open(&stored[..stored.len() * 2 / 3]), 39000);
        assert!(error.is_some() && out.len() > 9000, "{name}: {}", out.len());
    }
}

#[test]
fn damage_is_found_and_nothing_else_happens() {
    let mut dice = Dice(0xfeed_beef_0bad_cafe);
    let limits = Limits { inflated_size: 4 << 20, ..Limits::default() };
    let (mut found, mut tried) = (0, 0);
    for (name, stored, plain) in samples() {
        for round in 0..120 {
            let mut bytes = stored.clone();
            match round % 4 {
                0 => {
                    let at = dice.roll(bytes.len());
                    bytes[at] ^= 1 << dice.roll(8);
                }
                1 => {
                    for _ in 0..=dice.roll(9) {
                        let at = dice.roll(bytes.len());
                        bytes[at] = dice.roll(256) as u8;
                    }
                }
                2 => {
                    let (at, count) = (dice.roll(bytes.len()), dice.roll(60));
                    let noise = dice.bytes(count);
                    bytes.splice(at..at, noise);
                }
                _ => {
                    let at = dice.roll(bytes.len());
                    let end = (at + dice.roll(60)).min(bytes.len());
                    bytes.drain(at..end);
                }
            }
            let decoder = Decoder::new(Memory::new(&bytes[..]), sniff(&stored), &limits).spacing(2000);
            let (out, error) = read_all(&decoder, 4 << 20);
            tried += 1;
            found += usize::from(error.is_some());
            // Where checksums are checked, other bytes don't pass for good ones.
            let checked = !name.ends_with("gz") && !["nocheck.zst", "threads.xz"].contains(&&name[..]);
            if error.is_none() && checked {
                // What is cut out may be a stream at the end; bzip2 takes a damaged stream header for the
                // end, as gzip does.
                let ends_early = round % 4 == 3 || name.ends_with("bz2");
                assert!(plain == out || plain.starts_with(&out) && ends_early, "{name}, round {round}");
            }
            let _ = decoder.read_at(out.len() as u64 / 2, &mut [0; 100]);
            let _ = decoder.len();
        }
    }
    assert!(found * 2 > tried, "{found} of {tried}");
}

#[test]
fn noise_after_each_magic_number() {
    let mut dice = Dice(0x0dd_ba11);
    let limits = Limits { inflated_size: 4 << 20, ..Limits::default() };
    let magics: [&[u8]; 6] = [
        b"\x1f\x8b\x08\0\0\0\0\0\0\xff",
        b"\x28\xb5\x2f\xfd",
        b"\x52\x2a\x4d\x18\x04\0\0\0",
        b"\xfd7zXZ\0\0\x04\xe6\xd6\xb4\x46",
        b"\xfd7zXZ\0\0\0\xff\x12\xd9\x41\x02\0\x21\x01\x16\0\0\0\x74\x2f\xe5\xa3",
        b"BZh91AY&SY",
    ];
    for magic in magics {
        for _ in 0..300 {
            let count = dice.roll(3000);
            let bytes = [magic, &dice.bytes(count)].concat();
            let decoder = Decoder::new(Memory::new(&bytes[..]), sniff(&bytes), &limits);
            let _ = read_all(&decoder, 4 << 20);
            assert!(decoder.len().is_err() || sniff(&bytes) != Compression::Xz);
        }
    }
}

#[test]
fn nothing_and_something_else() {
    for compression in [Compression::Gzip, Compression::Zstd, Compression::Xz, Compression::Bzip2] {
        for bytes in [&b""[..], b"x", b"this is no compressed data at all"] {
            let decoder = Decoder::new(Memory::new(bytes), compression, &Limits::default());
            let error = decoder.len().unwrap_err();
            assert!(matches!(error, Error::Format { .. }), "{compression:?}: {error:?}");
            assert!(error.to_string().contains(compression.name()), "{error}");
            assert_eq!(decoder.read_at(0, &mut [0; 9]), Err(error));
        }
    }
    let plain = Decoder::new(Memory::new(&b"plain"[..]), Compression::None, &Limits::default());
    assert_eq!((plain.len(), plain.read_vec(1, 4)), (Ok(5), Ok(b"lain".to_vec())));
}

#[test]
fn limits_hold() {
    let limits = Limits { inflated_size: 20_000, window_size: 2 << 30, ..Limits::default() };
    for (name, stored, plain) in samples().into_iter().filter(|(name, ..)| !name.starts_with("empty")) {
        let decoder = Decoder::new(Memory::new(&stored[..]), sniff(&stored), &limits);
        let (out, error) = read_all(&decoder, 20_000);
        assert!(out == plain[..20_000], "{name}: {}", out.len());
        assert!(matches!(error, Some(Error::Limit { name: "inflatedSize", bound: 20_000, .. })), "{name}");
        assert_eq!(decoder.len().unwrap_err().code(), "limit");
    }
    let refused = |name: &str, window_size| {
        let stored = fs::read(folder().join(name)).unwrap();
        let limits = Limits { window_size, ..Limits::default() };
        Decoder::new(Memory::new(&stored[..]), sniff(&stored), &limits).len().err()
    };
    let most = Limits::default().window_size;
    for name in ["ultra.zst", "long27.zst", "nine.xz"] {
        assert_eq!(refused(name, most), None, "{name}");
    }
    let error = refused("long31.zst", most).unwrap();
    assert!(matches!(error, Error::Limit { name: "windowSize", bound: 0x800_0000, .. }), "{error:?}");
    assert!(error.help().contains("windowSize"), "{}", error.help());
    assert!(refused("nine.xz", 32 << 20).is_some());
    assert!(refused("long27.zst", 1 << 20).is_some());
}

#[test]
fn what_is_not_damage_is_tried_again() {
    /// Fails the first time.
    struct Flaky(Memory, Cell<bool>);
    impl Source for Flaky {
        fn len(&self) -> Result<u64> {
            self.0.len()
        }
        fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
            if !self.1.replace(true) {
                return Err(Error::Io { what: "unplugged".into(), place: String::new() });
            }
            self.0.read_at(offset, buf)
        }
    }
    for name in ["plain.gz", "ultra.zst", "plain.xz", "plain.bz2"] {
        let stored = fs::read(folder().join(name)).unwrap();
        let source = Flaky(Memory::new(&stored[..]), Cell::new(false));
        let decoder = Decoder::new(source, sniff(&stored), &Limits::default());
        assert_eq!(decoder.read_at(0, &mut [0; 9]).unwrap_err().code(), "io");
        assert_eq!(decoder.len(), Ok(39000), "{name}");
    }
}

#[test]
fn gzip_lengths_are_checked() {
    let mut stored = fs::read(folder().join("members.gz")).unwrap();
    // The first member's ISIZE is right before the second's magic number.
    let second = stored.windows(3).skip(10).position(|w| w == b"\x1f\x8b\x08").unwrap() + 10;
    stored[second - 4] ^= 1;
    let (out, error) = read_all(&open(&stored), 39000);
    assert_eq!(out.len(), 10000);
    assert!(error.unwrap().to_string().contains("10000"));
}

/// A tar of files of random and of even bytes, and the files.
fn archive(dice: &mut Dice) -> (Vec<u8>, Vec<Vec<u8>>) {
    let files: Vec<Vec<u8>> = (0..30)
        .map(|n| {
            let size = dice.roll(150_000);
            if n % 3 == 0 {
                dice.bytes(size)
            } else {
                text().into_iter().cycle().skip(n).take(size).collect()
            }
        })
        .collect();
    let mut tar = tar::Builder::new(Vec::new());
    for (n, file) in files.iter().enumerate() {
        let mut header = tar::Header::new_gnu();
        header.set_size(file.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, format!("f{n}"), &file[..]).unwrap();
    }
    (tar.into_inner().unwrap(), files)
}

/// What a tool makes of bytes; none where the machine has it not.
fn run(command: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let spawned = Command::new(command[0])
        .args(&command[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = spawned else {
        println!("skipped: {} is not installed", command[0]);
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input).unwrap());
        child.wait_with_output().unwrap()
    });
    assert!(output.status.success(), "{command:?}");
    Some(output.stdout)
}

const TOOLS: &[&[&str]] = &[
    &["gzip", "-1"],
    &["gzip", "-9"],
    &["pigz", "-p", "2", "-b", "128"],
    &["pigz", "-i", "-p", "2", "-b", "128"],
    &["zstd", "-q", "-1"],
    &["zstd", "-q", "-3", "--no-check"],
    &["zstd", "-q", "-19"],
    &["zstd", "-q", "--ultra", "-22"],
    &["zstd", "-q", "--fast=9"],
    &["zstd", "-q", "--long=27", "-5", "-T2", "-B300000"],
    &["xz", "-0"],
    &["xz", "-6"],
    &["xz", "-9", "-T2", "--block-size=300000"],
    &["bzip2", "-9"],
    &["bzip2", "-1"],
    &["pbzip2", "-c", "-1", "-b1", "-p2"],
];

#[test]
fn layers_in_every_compression() {
    let mut dice = Dice(0x5eed_5eed_5eed);
    let (tar, files) = archive(&mut dice);
    for tool in TOOLS {
        let Some(stored) = run(tool, &tar) else { continue };
        let name = tool.join(" ");
        check(&name, &stored, &tar, 100_000, 40);
        let compression = sniff(&stored);
        let reports = Cell::new(0);
        let report = |done| reports.set(done);
        let layer = Layer::index(Memory::new(&stored[..]), compression, &Limits::default(), report).unwrap();
        assert!(layer.complete() && layer.remarks().is_empty(), "{name}");
        assert_eq!(reports.get(), stored.len() as u64, "{name}");
        assert_eq!(layer.compression(), compression);
        assert_eq!(layer.unpacked(), tar.len() as u64, "{name}");
        let packed = layer.pack();
        let layer = Layer::unpack(&packed).unwrap();
        assert_eq!(layer.pack(), packed, "{name}");
        for _ in 0..10 {
            let n = dice.roll(files.len());
            let body = layer.entry(n as u32).body;
            let content = layer.content(Memory::new(&stored[..]), body, files[n].len() as u64).unwrap();
            assert!(content.read_vec(0, files[n].len()).unwrap() == files[n], "{name}: f{n}");
        }
        // Cut short it keeps what came before.
        let cut = &stored[..stored.len() * 3 / 4];
        let layer = Layer::index(Memory::new(cut), compression, &Limits::default(), |_| {}).unwrap();
        assert!(!layer.complete() && layer.len() > 5, "{name}: {}", layer.len());
        assert_eq!(layer.remarks()[0].code, "format", "{name}");
    }
}

#[test]
fn bytes_of_many_kinds() {
    let mut dice = Dice(0xabad_1dea);
    let mut kinds: Vec<Vec<u8>> = vec![b"x".to_vec(), vec![0; 1_000_000], dice.bytes(150_000)];
    kinds.push((0..150_000).map(|_| b"ab"[dice.roll(2)]).collect());
    // Runs around four and 255 + 4, which bzip2 counts.
    let runs =
        (0..12_000).flat_map(|n: usize| vec![(n % 5) as u8; [3, 4, 5, 258, 259, 260][n % 6] / (1 + n % 7)]);
    kinds.push(runs.collect());
    kinds.push((0..60_000_u32).flat_map(|n| (n / 3).to_le_bytes()).collect());
    for (kind, plain) in kinds.iter().enumerate() {
        for tool in TOOLS {
            let Some(stored) = run(tool, plain) else { continue };
            check(&format!("kind {kind}, {}", tool.join(" ")), &stored, plain, 60_000, 16);
        }
    }
}
