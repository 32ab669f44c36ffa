//! Indexing single layers: compressed, damaged, hostile, and packed.

mod overlay;

use std::cell::RefCell;
use std::rc::Rc;

use lamina::codec::Compression;
use lamina::layer::{Indexing, Layer, Target};
use lamina::source::{Memory, Source};
use lamina::tree::{At, Rules, Tree, View, ViewOptions};
use lamina::{Error, Limits};
use overlay::{Item, dir, everything, file, hard, index, layer, names, symlink, tar_of, tree};

/// gzip by stored blocks, which needs no compressor. Wants `size` bytes in each block at most.
fn gzip(bytes: &[u8], size: usize) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    let mut blocks = bytes.chunks(size.min(0xffff)).peekable();
    while let Some(block) = blocks.next() {
        out.push(u8::from(blocks.peek().is_none()));
        let len = block.len() as u16;
        out.extend_from_slice(&len.to_le_bytes());
        out.extend_from_slice(&(!len).to_le_bytes());
        out.extend_from_slice(block);
    }
    out.extend_from_slice(&[0; 4]); // the CRC, which is not looked at
    out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    out
}

fn with_limits(bytes: &[u8], limits: Limits) -> Layer {
    Layer::index(Memory::new(bytes), Compression::None, &limits, |_| {}).expect("a layer")
}

/// How much the remarks matter, as the page is told.
fn severities(layer: &Layer) -> Vec<serde_json::Value> {
    layer.remarks().iter().map(|remark| serde_json::to_value(remark.severity).unwrap()).collect()
}

fn codes(layer: &Layer) -> Vec<&str> {
    layer.remarks().iter().map(|remark| remark.code.as_str()).collect()
}

#[test]
fn figures_and_content() {
    let items = [dir("a"), file("a/x", "hello"), hard("y", "a/x"), file("z", ""), file("a/.wh.gone", "")];
    let bytes = tar_of(&items);
    let layer = index(&bytes);
    assert_eq!((layer.entries(), layer.len()), (5, 4));
    assert_eq!((layer.content_size(), layer.unpacked()), (5, bytes.len() as u64));
    assert!(layer.complete());
    assert_eq!(layer.remarks(), []);
    assert_eq!(layer.path(1).unwrap(), b"/a/x");
    assert_eq!(layer.whiteouts().collect::<Vec<_>>(), [b"/a/gone"]);
    let entry = layer.entry(1);
    assert_eq!((entry.uid, entry.gid, entry.mode, entry.size), (7, 8, 0o644, 5));
    let content = layer.content(Memory::new(bytes), entry.body, entry.size).unwrap();
    assert_eq!(content.read_vec(0, 5).unwrap(), b"hello");
}

#[test]
fn gzip_layers_are_read_again_from_checkpoints() {
    let big: Vec<String> = (0..6).map(|n| format!("{n}").repeat(3 << 20)).collect();
    let items: Vec<Item> = big.iter().enumerate().map(|(n, text)| file(&format!("f{n}"), text)).collect();
    let bytes = tar_of(&items);
    let stored = gzip(&bytes, 0xffff);
    let reports = RefCell::new(Vec::new());
    let report = |done| reports.borrow_mut().push(done);
    let layer =
        Layer::index(Memory::new(stored.clone()), Compression::Gzip, &Limits::default(), report).unwrap();
    assert_eq!(layer.unpacked(), bytes.len() as u64);
    assert_eq!(layer.compression(), Compression::Gzip);
    let reports = reports.into_inner();
    assert!(reports.len() > 5 && reports.is_sorted(), "{reports:?}");
    assert_eq!(reports.last(), Some(&(stored.len() as u64)));
    let layer = Layer::unpack(&layer.pack()).unwrap();
    let counted = Counted { inner: Memory::new(stored), bytes: RefCell::new(0) };
    let counted = Rc::new(counted);
    for n in [5_u32, 2, 0] {
        let entry = layer.entry(n);
        let content = layer.content(Rc::clone(&counted), entry.body, entry.size).unwrap();
        assert_eq!(content.read_vec(0, entry.size as usize).unwrap(), big[n as usize].as_bytes());
    }
    // Three files of 3 MiB, each after at most one span of 4 MiB, and what the reader takes ahead.
    assert!(*counted.bytes.borrow() < (3 * (3 + 4 + 3)) << 20, "{} bytes read", counted.bytes.borrow());
}

/// Counts what is read.
struct Counted {
    inner: Memory,
    bytes: RefCell<u64>,
}

impl Source for Counted {
    fn len(&self) -> lamina::Result<u64> {
        self.inner.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> lamina::Result<usize> {
        let count = self.inner.read_at(offset, buf)?;
        *self.bytes.borrow_mut() += count as u64;
        Ok(count)
    }
}

#[test]
fn empty_layers_are_layers() {
    for bytes in [vec![], vec![0; 512], vec![0; 1024], tar_of(&[])] {
        let layer = index(&bytes);
        assert!(layer.is_empty() && layer.complete(), "{} bytes", bytes.len());
        assert_eq!(Layer::unpack(&layer.pack()).unwrap(), layer);
    }
    let mut unended = tar_of(&[file("a", "x")]);
    unended.truncate(1024);
    let layer = index(&unended);
    assert!(layer.complete());
    assert_eq!(layer.len(), 1);
}

#[test]
fn what_is_before_damage_is_kept() {
    let bytes = tar_of(&[file("a", "1"), file("b", "2"), file("c", "3")]);
    // A flipped bit in the third header.
    let mut damaged = bytes.clone();
    damaged[2048] ^= 1;
    let layer = index(&damaged);
    assert!(!layer.complete());
    assert_eq!(layer.len(), 2);
    assert_eq!((codes(&layer), severities(&layer)), (vec!["format"], vec!["error".into()]));
    assert_eq!(Layer::unpack(&layer.pack()).unwrap(), layer);
    // Cut within a header, within a body, and before a body.
    for (end, len) in [(2048 + 100, 2), (2048 + 512, 3), (1024 + 512, 2)] {
        let layer = index(&bytes[..end]);
        assert_eq!((layer.complete(), layer.len()), (false, len), "cut at {end}");
    }
    // The same through gzip: cut, and damaged.
    let stored = gzip(&bytes, 700);
    for stored in [&stored[..1500], &[&stored[..1500], &[0xff; 100][..], &stored[1600..]].concat()] {
        let layer = Layer::index(Memory::new(stored), Compression::Gzip, &Limits::default(), |_| {}).unwrap();
        assert!(!layer.complete());
        assert!(!layer.is_empty());
        assert!((512..=bytes.len() as u64).contains(&layer.unpacked()), "{}", layer.unpacked());
        let content = layer.content(Memory::new(stored), layer.entry(0).body, 1).unwrap();
        assert_eq!(content.read_vec(0, 1).unwrap(), b"1");
    }
    // A wrong length at the very end of the gzip loses nothing but trust.
    let mut stored = gzip(&bytes, 700);
    let end = stored.len();
    stored[end - 1] ^= 1;
    let layer = Layer::index(Memory::new(stored), Compression::Gzip, &Limits::default(), |_| {}).unwrap();
    assert_eq!((layer.complete(), layer.len()), (false, 3));
}

#[test]
fn nothing_to_be_read_is_an_error() {
    let failed = Layer::index(Memory::new(vec![7; 4096]), Compression::None, &Limits::default(), |_| {});
    assert!(matches!(failed, Err(Error::Format { .. })));
    for compression in [Compression::Gzip, Compression::Zstd, Compression::Xz, Compression::Bzip2] {
        let failed = Layer::index(Memory::new(vec![7; 4096]), compression, &Limits::default(), |_| {});
        assert!(matches!(failed, Err(Error::Format { .. })));
    }
}

#[test]
fn limits_leave_out_or_stop() {
    let limits = Limits { layer_entries: 3, ..Limits::default() };
    let items: Vec<Item> = (0..5).map(|n| file(&format!("f{n}"), "")).collect();
    let layer = with_limits(&tar_of(&items), limits);
    assert_eq!((layer.complete(), layer.len()), (false, 3));
    assert_eq!(codes(&layer), ["limit"]);

    let limits = Limits { path_depth: 3, ..Limits::default() };
    let layer = with_limits(&tar_of(&[file("a/b/c", ""), file("a/b/c/d", ""), file("e", "")]), limits);
    assert_eq!((layer.complete(), layer.len()), (true, 2));
    assert_eq!(codes(&layer), ["limit"]);

    let limits = Limits { path_length: 200, ..Limits::default() };
    let long = "n".repeat(201);
    let items = [file("a", ""), file(&long, ""), symlink("l", &long), file("b", "")];
    let layer = with_limits(&tar_of(&items), limits);
    assert_eq!((layer.complete(), layer.len()), (true, 2));
    assert_eq!(codes(&layer), ["limit", "limit"]);
    assert_eq!(severities(&layer), ["error", "error"]);

    // Many new names for each entry.
    let limits = Limits { layer_entries: 100, path_depth: 1000, ..Limits::default() };
    let items: Vec<Item> = (0..90).map(|n| file(&format!("{n}/").repeat(500), "")).collect();
    let layer = with_limits(&tar_of(&items), limits);
    assert!(!layer.complete());
}

#[test]
fn sizes_beyond_all_disks() {
    let mut bytes = tar_of(&[file("first", "1")]);
    bytes.truncate(1024);
    let mut header = tar::Header::new_gnu();
    header.set_path("exabytes").unwrap();
    header.set_size(1 << 60);
    header.set_mode(0o644);
    header.set_cksum();
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(b"a little");
    let layer = Rc::new(index(&bytes));
    assert_eq!((layer.complete(), layer.len()), (false, 2));
    assert_eq!((layer.unpacked(), layer.content_size()), (bytes.len() as u64, (1 << 53) - 1));
    let mut tree = Tree::new(3);
    for position in 0..3 {
        tree.add(position, Rc::clone(&layer)).unwrap();
    }
    assert_eq!(tree.info(2).unwrap().size, (1 << 60) + 1);
    let located = tree.locate(2, "exabytes", None).unwrap();
    assert!(layer.content(Memory::new(bytes), located.body, located.size).is_err());
    let entry = serde_json::to_value(tree.stat(2, "exabytes").unwrap()).unwrap();
    assert_eq!(entry["size"], (1_u64 << 53) - 1, "no number for JavaScript");
}

#[test]
fn sizes_beyond_all_disks_in_damaged_gzip() {
    let mut header = tar::Header::new_gnu();
    header.set_path("exabytes").unwrap();
    header.set_size(1 << 60);
    header.set_cksum();
    let mut stored = gzip(&[&header.as_bytes()[..], &[1; 2000]].concat(), 512);
    stored.truncate(1500);
    let layer = Layer::index(Memory::new(stored), Compression::Gzip, &Limits::default(), |_| {}).unwrap();
    assert_eq!((layer.complete(), layer.len(), layer.unpacked()), (false, 1, 512));
    assert_eq!(codes(&layer), ["format"]);
}

#[test]
fn names_without_a_name() {
    let items = [file("", "x"), file("/", "x"), file("..", "x"), dir("./").mode(0o700), file("./a", "")];
    let tree = tree(&[&items]);
    assert_eq!(names(&tree, 0), ["a"]);
    assert_eq!(tree.stat(0, "/").unwrap().unwrap().mode, 0o700);
    assert_eq!(codes(tree.layer(0).unwrap()), ["no-name", "no-name", "path-escapes", "no-name"]);
}

#[test]
fn links_within_the_layer() {
    let items = [
        file("f", "old"),
        hard("g", "./f"),
        hard("h", "g"),
        file("f", "new"),
        dir("d"),
        hard("bad", "d"),
        hard("self", "self"),
        hard("p", "q"),
        hard("q", "p"),
    ];
    let layer = layer(&items);
    let targets: Vec<Target> = layer.hard_links().map(|(_, target)| target).collect();
    // "self" is taken away before it can be linked to.
    assert_eq!(targets[..4], [Target::Entry(0), Target::Entry(0), Target::Broken, Target::Broken]);
    assert!(targets[4..].iter().all(|target| matches!(target, Target::Below(_))), "{targets:?}");
    let mut tree = Tree::new(1);
    tree.add(0, Rc::clone(&layer)).unwrap();
    let entry = |path| tree.stat(0, path).unwrap().unwrap();
    assert_eq!((entry("f").links, entry("g").links, entry("h").size), (1, 2, 3));
    for path in ["bad", "self", "p", "q"] {
        assert_eq!(tree.locate(0, path, None).unwrap_err().code(), "absent", "{path}");
    }
}

#[test]
fn entries_go_through_links_of_their_own_layer() {
    let items = [
        dir("usr"),
        symlink("bin", "usr/bin"),
        file("bin/sh", "#"),
        symlink("abs", "/var/../lib"),
        file("abs/x", ""),
        symlink("loop", "loop"),
        file("loop/x", ""),
        symlink("up", "../../.."),
        file("up/top", ""),
    ];
    let tree = tree(&[&items]);
    assert_eq!(
        names(&tree, 0),
        [
            "abs->/var/../lib",
            "bin->usr/bin",
            "lib/",
            "lib/x",
            "loop->loop",
            "top",
            "up->../../..",
            "usr/",
            "usr/bin/",
            "usr/bin/sh"
        ]
    );
    let codes = codes(tree.layer(0).unwrap());
    assert_eq!(codes, ["link-out-of-layer", "link-out-of-layer", "link-loop", "link-escapes"]);
}

#[test]
fn a_million_whiteouts() {
    let lower: Vec<Item> = (0..1000).map(|n| file(&format!("d/{n}"), "")).collect();
    let mut bytes = Vec::new();
    let header = |name: &str| {
        let mut header = tar::Header::new_ustar();
        header.set_path(name).unwrap();
        header.set_size(0);
        header.set_mode(0o644);
        header.set_cksum();
        *header.as_bytes()
    };
    for n in 0..1_000_000 {
        bytes.extend_from_slice(&header(&format!("d/.wh.{n}")));
    }
    let upper = index(&bytes);
    assert_eq!(upper.entries(), 1_000_000);
    let mut tree = Tree::new(2);
    tree.add(0, layer(&lower)).unwrap();
    tree.add(1, Rc::new(Layer::unpack(&upper.pack()).unwrap())).unwrap();
    assert_eq!(names(&tree, 1), ["d/"]);
    assert_eq!(tree.changes(1).unwrap().len(), 1000);
}

#[test]
fn deep_paths() {
    let deep = "d/".repeat(2000) + "f";
    let tree = tree(&[&[file(&deep, "x")], &[file("d/.wh.d", "")]]);
    assert_eq!(tree.info(0).unwrap().count, 2001);
    assert_eq!(everything(&tree, 0).len(), 2001);
    assert_eq!(tree.changes(1).unwrap().len(), 2000);
    assert_eq!(names(&tree, 1), ["d/"]);
}

#[test]
fn packed_bytes_may_be_anything() {
    let items = [
        dir("a"),
        file("a/x", "hello"),
        hard("y", "a/x"),
        hard("z", "below"),
        symlink("l", "a"),
        file("a/.wh.gone", ""),
        file("a/.wh..wh..opq", ""),
        file("a/.wh.", ""),
    ];
    let packed = index(&tar_of(&items)).pack();
    for end in 0..packed.len() {
        assert!(Layer::unpack(&packed[..end]).is_err());
    }
    assert!(Layer::unpack(&[&packed[..], &[0]].concat()).is_err());
    // Whatever is taken must be safe to use.
    let mut taken = 0;
    for at in 0..packed.len() {
        for flip in [1_u8, 0x80, 0xff] {
            let mut bytes = packed.clone();
            bytes[at] ^= flip;
            let Ok(layer) = Layer::unpack(&bytes) else { continue };
            taken += 1;
            let mut tree = Tree::new(2);
            let layer = Rc::new(layer);
            tree.add(1, Rc::clone(&layer)).unwrap();
            tree.add(0, Rc::clone(&layer)).unwrap();
            tree.info(1).unwrap();
            tree.changes(1).unwrap();
            let mounted = At { layer: 1, rules: Rules::Overlayfs };
            tree.walk(mounted, "/", None, usize::MAX).unwrap();
            tree.info(mounted).unwrap();
            tree.changes(mounted).unwrap();
            for entry in everything(&tree, 1) {
                tree.versions(&entry.path, Rules::Oci);
                tree.versions(&entry.path, Rules::Overlayfs);
                if let Ok(located) = tree.locate(1, &entry.path, None) {
                    let _ = layer.content(Memory::new(vec![]), located.body, located.size);
                }
            }
            let mut view = View::new(&tree, &ViewOptions::default()).unwrap();
            view.toggle(&tree, 0, true, true).unwrap();
            view.rows(&tree, 0, 100);
        }
    }
    assert!(taken > 100, "only {taken} changed bytes made a layer");
}

/// Everything that can be asked of a layer, twice in one image.
fn use_it(layer: Layer, bytes: &[u8]) {
    let layer = Rc::new(layer);
    let mut tree = Tree::new(2);
    tree.add(1, Rc::clone(&layer)).unwrap();
    tree.add(0, Rc::clone(&layer)).unwrap();
    let all = everything(&tree, 1);
    assert_eq!(tree.info(1).unwrap().count, all.len() as u64);
    tree.changes(1).unwrap();
    let mounted = At { layer: 1, rules: Rules::Overlayfs };
    let others = tree.walk(mounted, "/", None, usize::MAX).unwrap();
    assert_eq!(tree.info(mounted).unwrap().count, others.len() as u64);
    tree.changes(mounted).unwrap();
    tree.refusals(1).unwrap();
    for entry in others {
        tree.versions(&entry.path, Rules::Overlayfs);
        assert_eq!(tree.stat(mounted, &entry.path).unwrap().as_ref(), Some(&entry));
    }
    for entry in all {
        tree.versions(&entry.path, Rules::Oci);
        assert_eq!(tree.stat(1, &entry.path).unwrap().as_ref(), Some(&entry));
        if let Ok(located) = tree.locate(1, &entry.path, None)
            && let Ok(content) = layer.content(Memory::new(bytes), located.body, located.size)
        {
            assert!(content.read_vec(0, located.size as usize).is_ok());
        }
    }
    let mut view = View::new(&tree, &ViewOptions::default()).unwrap();
    view.toggle(&tree, 0, true, true).unwrap();
    view.rows(&tree, 0, 100);
}

#[test]
fn headers_may_say_anything() {
    let items = [
        dir("a"),
        file("a/x", "hello"),
        hard("y", "a/x"),
        symlink("a/l", "../b"),
        file("a/l/z", ""),
        file("b/.wh.gone", ""),
        file("b/.wh..wh..opq", ""),
    ];
    let plain = tar_of(&items);
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % bound as u64) as usize
    };
    let letters = b"/.wh\0ab01257\x80\xff";
    let mut whole = 0;
    for _ in 0..4000 {
        let mut bytes = plain.clone();
        for _ in 0..=random(4) {
            let block = random(bytes.len() / 512 - 2) * 512;
            // Names, type, link and size are where it gets interesting.
            let at = [random(20), 156, 157 + random(20), 124 + random(12), random(512)][random(5)];
            bytes[block + at] = letters[random(letters.len())];
            let header = &mut bytes[block..block + 512];
            if header[257..262] == *b"ustar" {
                header[148..156].fill(b' ');
                let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
                header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
            }
        }
        let read = Layer::index(Memory::new(&bytes[..]), Compression::None, &Limits::default(), |_| {});
        let Ok(layer) = read else { continue };
        whole += usize::from(layer.complete());
        assert_eq!(Layer::unpack(&layer.pack()).as_ref(), Ok(&layer));
        use_it(layer, &bytes);
    }
    assert!(whole > 1000, "only {whole} were read to their end");
}

#[test]
fn corpus_tars_as_layers() {
    let Some(corpus) = std::env::var_os("LAMINA_CORPUS").map(std::path::PathBuf::from) else {
        println!("skipped: LAMINA_CORPUS is not set");
        return;
    };
    let mut count = 0;
    let mut folders = vec![corpus.join("tar"), corpus.join("images")];
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = Rc::new(lamina::source::FileSource::open(&path).unwrap());
            let mut magic = [0; 6];
            let got = source.read_at(0, &mut magic).unwrap();
            let compression = lamina::codec::sniff(&magic[..got]);
            let Ok(layer) = Layer::index(source, compression, &Limits::default(), |_| {}) else { continue };
            count += 1;
            let layer = Rc::new(layer);
            assert_eq!(Layer::unpack(&layer.pack()).as_ref(), Ok(&*layer), "{}", path.display());
            let mut tree = Tree::new(1);
            tree.add(0, layer).unwrap();
            assert_eq!(tree.info(0).unwrap().count, everything(&tree, 0).len() as u64, "{}", path.display());
        }
    }
    assert!(count > 100, "only {count} tars");
}

/// Docker's extractor refuses each of these, and none of those that only look like it.
#[test]
fn what_climbs_above_the_root_is_told() {
    let inside = [
        dir("a"),
        file("a/../x", ""),
        symlink("a/up", "../x"),
        symlink("a/absolute", "/../../etc"),
        hard("y", "a/../x"),
    ];
    assert_eq!(codes(&index(&tar_of(&inside))), [""; 0]);
    for (item, code) in [
        (file("../x", ""), "path-escapes"),
        (file("a/../../x", ""), "path-escapes"),
        (symlink("a/up", "../../x"), "link-escapes"),
        (symlink("up", ".."), "link-escapes"),
    ] {
        let layer = index(&tar_of(&[dir("a"), item]));
        assert_eq!(codes(&layer), [code]);
        assert_eq!(layer.len(), 2, "it is shown all the same");
    }
    let link = index(&tar_of(&[file("x", ""), hard("y", "a/../../x")]));
    assert_eq!(codes(&link), ["link-escapes"]);
    assert_eq!(link.hard_links().collect::<Vec<_>>(), [(1, Target::Entry(0))]);
}

/// Reading in steps, with halts, makes the same index as reading in one go, and the halts tell what comes next.
#[test]
fn steps_make_the_same_layer() {
    let names: Vec<String> = (0..60_000).map(|number| format!("f{number}")).collect();
    let source = Memory::new(tar_of(&names.iter().map(|name| file(name, "x")).collect::<Vec<_>>()));
    let limits = Limits::default();
    let mut indexing = Indexing::new(&source, Compression::None, &limits, |_| {});
    let mut halts = Vec::new();
    while let Some(next) = indexing.step() {
        halts.push(next);
    }
    assert!(halts.len() > 5, "{halts:?}");
    assert!(halts.windows(2).all(|pair| pair[0].end >= pair[1].start), "{halts:?}");
    assert!(halts.iter().all(|next| next.end - next.start == 4 << 20));
    let whole = Layer::index(&source, Compression::None, &limits, |_| {}).unwrap();
    assert_eq!(indexing.finish().unwrap(), whole);
    assert_eq!(whole.len(), 60_000);
}
