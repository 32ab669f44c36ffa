//! Archives that are compressed as a whole: by the real tools, at test time. All that is read in one must be
//! what is read in the plain archive.

mod common;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;

use common::{content, entries, listing, newest, open_source, read_all, sample};
use lamina::archive::Wrapping;
use lamina::export::{Edits, Prune, RopeSource, check};
use lamina::layer::{Digests, Layer};
use lamina::session::{Session, Verdict};
use lamina::source::{Memory, Slice, Source};
use lamina::tar::Kind;
use lamina::{Error, Limits};

/// Each compresses its input; the formats' own ways to have several members, frames, streams or blocks.
const TOOLS: [(&str, &str); 9] = [
    ("gzip", "gzip -c"),
    ("gzip", "gzip -1c"),
    ("gzip", "split -b 20000 --filter 'gzip -c'"),
    ("zstd", "zstd -qc"),
    ("zstd", "zstd -qc --long=27 --ultra -20"),
    ("zstd", "split -b 20000 --filter 'zstd -qc'"),
    ("xz", "xz -c"),
    ("xz", "xz -c --block-size=20000"),
    ("bzip2", "bzip2 -c"),
];

/// What a command makes of bytes; none where the machine does not have it.
fn piped(command: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new("bash")
        .args(["-c", command])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("bash");
    let mut stdin = child.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes).is_ok());
    let output = child.wait_with_output().unwrap();
    if writer.join().unwrap() && output.status.success() {
        return Some(output.stdout);
    }
    assert!(std::env::var_os("CI").is_none(), "`{command}` does not work here");
    println!("skipped: `{command}` does not work here");
    None
}

fn session(bytes: Vec<u8>) -> Session {
    open_source(Rc::new(Memory::new(bytes)), 0).unwrap()
}

fn exported(session: &Session, edits: &Edits) -> Vec<u8> {
    let plan = session.plan(edits).unwrap();
    let bytes = read_all(&RopeSource::new(&plan.rope, Rc::clone(session.source())));
    let written: Rc<dyn Source> = Rc::new(Memory::new(bytes.clone()));
    check(&plan, session.source(), &written, *session.limits()).unwrap();
    bytes
}

#[test]
fn whatever_is_around_it_the_archive_is_the_same() {
    let edits = Edits { prune: Some(Prune::All), ..Edits::default() };
    for file in ["pair.podman-docker.tar", "odd.skopeo-oci-zstd.tar", "multi.buildkit-oci.tar"] {
        let plain = fs::read(sample(file)).unwrap();
        let mut bare = session(plain.clone());
        bare.index_all().unwrap();
        bare.hash_all().unwrap();
        let mut done = 0;
        for (name, command) in TOOLS {
            let Some(packed) = piped(command, &plain) else { continue };
            let (file, stored) = (format!("{file} by {command}"), packed.len() as u64);
            let mut wrapped = session(packed);
            wrapped.index_all().unwrap();
            wrapped.hash_all().unwrap();
            let told = wrapped.describe();
            assert_eq!((told.compression.name(), told.size), (name, stored), "{file}");
            assert!(told.unpacked <= plain.len() as u64, "{file}");
            assert_eq!(told.images.len(), bare.describe().images.len(), "{file}");
            assert_eq!(told.problems, bare.describe().problems, "{file}");
            for image in 0..told.images.len() {
                assert_eq!(listing(&wrapped, image), listing(&bare, image), "{file}");
                for entry in entries(&bare, image).iter().rev().filter(|entry| entry.kind == Kind::File) {
                    let found = content(&wrapped, image, &entry.path).unwrap();
                    assert!(found == content(&bare, image, &entry.path).unwrap(), "{file}: {}", entry.path);
                    let located = wrapped.locate(image, newest(&wrapped, image), &entry.path, None).unwrap();
                    assert_eq!(located.slice, None, "no slice of the file is the content");
                }
            }
            assert_eq!(wrapped.verifications(), bare.verifications(), "{file}");
            assert!(wrapped.verifications().iter().any(|one| one.state == Verdict::Verified));
            assert!(exported(&wrapped, &edits) == exported(&bare, &edits), "{file}: another export");
            assert_eq!(wrapped.plan(&edits).unwrap().before, stored);
            done += 1;
        }
        assert!(done > 0 || std::env::var_os("CI").is_none());
    }
}

/// What the page's layer workers do: they get the wrapping as data, and the file.
#[test]
fn another_worker_reads_on_from_the_checkpoints() {
    let plain = fs::read(sample("pair.podman-docker.tar")).unwrap();
    let bare = session(plain.clone());
    for (_, command) in TOOLS {
        let Some(packed) = piped(command, &plain) else { continue };
        let wrapped = session(packed.clone());
        let sent = serde_json::to_string(&wrapped.archive().wrapping().unwrap()).unwrap();
        let wrapping: Wrapping = serde_json::from_str(&sent).unwrap();
        assert_eq!(wrapping, wrapped.archive().wrapping().unwrap());
        let inside = Rc::new(wrapping.open(Memory::new(packed)));
        for (job, same) in wrapped.jobs().iter().zip(bare.jobs()) {
            assert_eq!(*job, same);
            let layer = |source: Rc<dyn Source>| {
                let stored = Slice::new(source, job.offset, job.size);
                Layer::index(stored, job.compression, &Limits::default(), |_| {}).unwrap()
            };
            let from_file: Rc<dyn Source> = Rc::new(Memory::new(plain.clone()));
            assert_eq!(layer(inside.clone()), layer(from_file), "{command}");
        }
        for job in wrapped.hash_jobs() {
            let hash = |source: &dyn Source| {
                let stored = Slice::new(source, job.offset, job.size);
                Digests::compute(stored, job.compression, &Limits::default(), &mut |_| {}).unwrap()
            };
            assert_eq!(hash(&inside), hash(bare.source()), "{command}");
        }
    }
    assert!(bare.archive().wrapping().is_none());
}

#[test]
fn where_decoding_cannot_start_again_layers_come_in_order() {
    // One frame of more than the way that is worth going back for: its content is one large file.
    let folder = std::env::temp_dir().join(format!("lamina-wrapped-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let make = |name: &str, size: u64| {
        fs::File::create(folder.join(name)).unwrap().set_len(size).unwrap();
        name.to_owned()
    };
    let names = [make("bin", 3), make("etc", 80 << 20), make("usr", 1)].join(" ");
    let in_order = |command: &str| {
        let script = format!("tar -c --format=gnu -C {} {names} | {command}", folder.display());
        piped(&script, b"").map(|packed| session(packed).archive().reads_in_order())
    };
    assert_ne!(in_order("zstd -qc"), Some(false));
    assert_ne!(in_order("gzip -c"), Some(true));
    assert_ne!(in_order("split -b 10M --filter 'zstd -qc'"), Some(true));
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_is_cut_off_or_damaged_is_shown_as_far_as_it_goes() {
    let plain = fs::read(sample("web.podman-oci.tar")).unwrap();
    for (_, command) in TOOLS {
        let Some(packed) = piped(command, &plain) else { continue };
        for (what, bytes) in [
            ("cut off", packed[..packed.len() * 9 / 10].to_vec()),
            ("damaged", {
                let mut bytes = packed.clone();
                bytes[packed.len() * 8 / 10] ^= 0x55;
                bytes
            }),
        ] {
            let file = format!("{what}, {command}");
            match open_source(Rc::new(Memory::new(bytes)), 0) {
                Ok(mut session) => {
                    session.index_all().unwrap();
                    session.hash_all().unwrap();
                    let told = session.describe();
                    let said = !told.problems.is_empty()
                        || session.verifications().iter().any(|one| one.state == Verdict::Wrong);
                    // Of a gzip file whose damage changes no length only the digests can tell.
                    assert!(said, "{file}: nothing is told");
                }
                Err(error) => {
                    assert_ne!(error.code(), "internal", "{file}: {error}");
                    assert!(!error.to_string().is_empty() && !error.help().is_empty(), "{file}: {error:?}");
                }
            }
        }
    }
}

#[test]
fn twice_is_refused_and_what_holds_no_archive_says_so() {
    let plain = fs::read(sample("web.podman-oci.tar")).unwrap();
    let Some(twice) = piped("gzip -c | zstd -qc", &plain) else { return };
    let refused = |bytes: Vec<u8>| open_source(Rc::new(Memory::new(bytes)), 0).err().unwrap();
    let error = refused(twice);
    assert!(matches!(error, Error::Unsupported { .. }) && error.help().contains("zstd -d"), "{error}");
    let Some(text) = piped("gzip -c", b"a letter, and no archive") else { return };
    let error = refused(text);
    assert!(error.place().contains("gzip"), "{error:?}");
}

/// Some kilobytes that become gigabytes: reading stops at the limit, and says which.
#[test]
fn a_bomb_stops_at_the_limit() {
    let most = 64 << 20;
    let limits = Limits { inflated_size: most, ..Limits::default() };
    let header = fs::read(sample("web.podman-oci.tar")).unwrap()[..512].to_vec();
    let bomb = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bomb");
    let mut bytes = header;
    // A file of 4 GiB, by the size field (octal) and a new checksum.
    bytes[..100].fill(0);
    bytes[..3].copy_from_slice(b"etc");
    bytes[124..136].copy_from_slice(b"40000000000\0");
    bytes[156] = b'0';
    bytes[148..156].fill(b' ');
    let sum: u32 = bytes.iter().map(|byte| u32::from(*byte)).sum();
    bytes[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    fs::write(&bomb, &bytes).unwrap();
    for tool in ["gzip -1c", "zstd -qc", "bzip2 -c", "xz -0c"] {
        let script = format!("(cat {}; head -c 300M /dev/zero) | {tool}", bomb.display());
        let Some(packed) = piped(&script, b"") else { continue };
        assert!(packed.len() < 4 << 20, "{tool}: {}", packed.len());
        let source = Rc::new(Memory::new(packed));
        let error = Session::open(source, limits, 0, &mut |_| {}).err();
        let Some(Error::Limit { name: "inflatedSize", bound, .. }) = error else {
            panic!("{tool}: {error:?}");
        };
        assert_eq!(bound, most);
    }
}

/// zstd, xz and bzip2 have checksums of what they hold, the last of them at the very end: a single changed bit
/// is told when the file is opened, before any layer is read. Of gzip only the length is compared.
#[test]
fn a_changed_bit_is_told_where_there_is_a_checksum() {
    let plain = fs::read(sample("web.podman-oci.tar")).unwrap();
    for (_, command) in TOOLS.iter().filter(|(name, _)| *name != "gzip") {
        let Some(packed) = piped(command, &plain) else { continue };
        assert!(session(packed.clone()).describe().problems.is_empty(), "{command}");
        for part in 1..20 {
            let mut bytes = packed.clone();
            bytes[packed.len() * part / 20] ^= 1 << (part % 8);
            match open_source(Rc::new(Memory::new(bytes)), 0) {
                Ok(session) => {
                    assert!(!session.describe().problems.is_empty(), "{command}, bit of {part}/20");
                }
                Err(error) => assert!(!error.help().is_empty(), "{error:?}"),
            }
        }
    }
}
