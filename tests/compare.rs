//! Two images compared, held against the lists that other tools made of them: what differs between the lists
//! differs in the comparison, and nothing else does.

mod common;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use common::{escaped, hashed, open_all, open_source, sample, samples};
use lamina::codec::Compression;
use lamina::compare::{Comparison, Difference, Kind, Query, Side, Summary};
use lamina::layer::Layer;
use lamina::session::Session;
use lamina::source::{FileSource, Memory, Source};
use lamina::tree::Tree;
use lamina::{Limits, Result};

const ALL: [Kind; 5] = [Kind::Added, Kind::Removed, Kind::Changed, Kind::Unknown, Kind::Same];

/// What a list says of each path; which names share a content is left out.
fn truth(tree: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(sample(&format!("trees/{tree}.txt"))).unwrap();
    let mut facts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines() {
        let (path, fact) =
            if let Some((hash, path)) = line.split_once("  ./").filter(|(hash, _)| hash.len() == 64) {
                (path, hash.to_owned())
            } else if line.starts_with("same ") {
                continue;
            } else if line.starts_with("device ") || line.starts_with("xattr ") {
                let words: Vec<&str> = line.splitn(3, ' ').collect();
                (words[2], words[..2].join(" "))
            } else {
                let words: Vec<&str> = line.splitn(7, ' ').collect();
                let (link, path) = if words[0] == "l" {
                    words[6].rsplit_once(' ').unwrap()
                } else {
                    ("", words[6].strip_prefix(' ').unwrap())
                };
                (path, format!("{} {link}", words[..6].join(" ")))
            };
        facts.entry(path.to_owned()).or_default().insert(fact);
    }
    facts
}

/// Where two lists part, path by path.
fn by_lists(a: &str, b: &str) -> BTreeMap<String, Kind> {
    let (a, b) = (truth(a), truth(b));
    let paths: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let kind = |path: &&String| match (a.get(*path), b.get(*path)) {
        (None, _) => Kind::Added,
        (_, None) => Kind::Removed,
        (a, b) if a != b => Kind::Changed,
        _ => Kind::Same,
    };
    paths.iter().map(|path| ((*path).clone(), kind(path))).collect()
}

/// An image of an open archive.
#[derive(Clone, Copy)]
struct Image<'a>(&'a Session, usize);

impl Image<'_> {
    fn tree(&self) -> &Tree {
        self.0.tree_of(self.1).unwrap()
    }
}

fn compare(a: Image<'_>, b: Image<'_>) -> Comparison {
    let names = [a, b].map(|of| of.0.layer_names(of.1, &format!("{:p}", of.0)));
    Comparison::new(Side { tree: a.tree(), layers: &names[0] }, Side { tree: b.tree(), layers: &names[1] })
        .unwrap()
}

/// Hashes what is wanted; the layers that were read for it.
fn settle(comparison: &mut Comparison, sides: [Image<'_>; 2]) -> Vec<(usize, usize)> {
    let wanted = comparison.wanted();
    for wanted in &wanted {
        let Image(session, image) = sides[wanted.side];
        let digests = hashed(session, image, wanted.layer, &wanted.entries);
        comparison.settle(wanted.side, wanted.layer, &digests).unwrap();
    }
    assert_eq!(comparison.wanted(), []);
    wanted.iter().map(|wanted| (wanted.side, wanted.layer)).collect()
}

fn all(comparison: &Comparison, a: &Tree, b: &Tree) -> Vec<Difference> {
    let query = Query { kinds: ALL.to_vec(), count: usize::MAX, ..Query::default() };
    let page = comparison.page(a, b, &query).unwrap();
    assert_eq!(page.total, page.differences.len());
    page.differences
}

fn path(difference: &Difference) -> String {
    let entry = difference.before.as_ref().or(difference.after.as_ref()).unwrap();
    let raw = entry.raw_path.as_ref().map_or(entry.path.as_bytes(), |raw| &raw.0);
    escaped(&raw[1..])
}

/// One image for each list.
fn images() -> BTreeMap<String, (String, usize)> {
    let all = samples();
    let all = all
        .iter()
        .flat_map(|of| of.trees.iter().enumerate().map(|(at, tree)| (tree.clone(), (of.file.clone(), at))));
    all.collect()
}

#[test]
fn differences_are_those_of_the_lists() {
    let images: Vec<_> = images().into_iter().collect();
    let sessions: Vec<Session> =
        images.iter().map(|(_, (file, _))| open_all(&sample(file)).unwrap()).collect();
    let (mut pairs, mut hashed, mut changed) = (0, 0, 0);
    for (x, (tree_a, (_, image_a))) in images.iter().enumerate() {
        for (y, (tree_b, (_, image_b))) in images.iter().enumerate() {
            let (a, b) = (Image(&sessions[x], *image_a), Image(&sessions[y], *image_b));
            let mut comparison = compare(a, b);
            hashed += settle(&mut comparison, [a, b]).len();
            let wanted = by_lists(tree_a, tree_b);
            let found: BTreeMap<String, Kind> =
                all(&comparison, a.tree(), b.tree()).iter().map(|of| (path(of), of.kind)).collect();
            for (path, kind) in &wanted {
                assert_eq!(found.get(path), Some(kind), "{tree_a}, {tree_b}: {path}");
            }
            assert_eq!(found.len(), wanted.len(), "{tree_a}, {tree_b}");
            for kind in ALL {
                let count = wanted.values().filter(|known| **known == kind).count() as u64;
                assert_eq!(comparison.summary().totals.of(kind).count, count, "{tree_a}, {tree_b}: {kind:?}");
            }
            changed += wanted.values().filter(|kind| **kind == Kind::Changed).count();
            pairs += 1;
        }
    }
    println!("{pairs} pairs, {changed} changed paths, {hashed} layers read in part");
    assert!(pairs >= 300 && hashed > 100 && changed > 1000, "{pairs}, {hashed}, {changed}");
}

#[test]
fn the_other_way_round_it_is_the_mirror_image() {
    let images: Vec<_> = images().into_iter().collect();
    let sessions: Vec<Session> =
        images.iter().map(|(_, (file, _))| open_all(&sample(file)).unwrap()).collect();
    for (x, y) in [(0, 1), (7, 13), (7, 15), (12, 17), (9, 10)] {
        let (a, b) = (Image(&sessions[x], images[x].1.1), Image(&sessions[y], images[y].1.1));
        let (mut there, mut back) = (compare(a, b), compare(b, a));
        for settled in [false, true] {
            if settled {
                settle(&mut there, [a, b]);
                settle(&mut back, [b, a]);
            }
            let (one, other) = (all(&there, a.tree(), b.tree()), all(&back, b.tree(), a.tree()));
            let turned = other.iter().map(|of| Difference {
                kind: match of.kind {
                    Kind::Added => Kind::Removed,
                    Kind::Removed => Kind::Added,
                    kind => kind,
                },
                before: of.after.clone(),
                after: of.before.clone(),
                below: one.iter().find(|known| known.path == of.path).and_then(|known| known.below),
                ..of.clone()
            });
            assert_eq!(one, turned.collect::<Vec<_>>());
            let (one, other) = (there.summary(), back.summary());
            assert_eq!(
                (one.totals.added.count, one.totals.added.after),
                (other.totals.removed.count, other.totals.removed.before)
            );
            assert_eq!(
                (one.totals.changed.before, one.totals.same.after),
                (other.totals.changed.after, other.totals.same.before)
            );
            assert_eq!(one.shared.len(), other.shared.len());
        }
    }
}

/// Counts what is read.
struct Counting {
    inner: FileSource,
    reads: RefCell<Vec<(u64, u64)>>,
}

impl Source for Counting {
    fn len(&self) -> Result<u64> {
        self.inner.len()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<usize> {
        let got = self.inner.read_at(offset, into)?;
        self.reads.borrow_mut().push((offset, offset + got as u64));
        Ok(got)
    }
}

#[test]
fn no_byte_is_read_of_what_is_shared() {
    let inner = FileSource::open(sample("pair.docker20.tar")).unwrap();
    let source = Rc::new(Counting { inner, reads: RefCell::default() });
    let mut session = open_source(Rc::clone(&source) as Rc<dyn Source>, 0).unwrap();
    session.index_all().unwrap();
    let (mut read, mut kept) = (0, 0);
    for (x, y) in [(0, 1), (1, 2), (2, 0), (1, 1)] {
        source.reads.borrow_mut().clear();
        let (a, b) = (Image(&session, x), Image(&session, y));
        let mut comparison = compare(a, b);
        assert_eq!(source.reads.borrow().len(), 0, "comparing reads nothing");
        // A file of a shared layer that the other image wrote again in the same size is the one exception.
        let replaced: Vec<usize> =
            settle(&mut comparison, [a, b]).iter().filter(|of| of.0 == 0).map(|of| of.1).collect();
        let mut shared = comparison.summary().shared;
        assert!(shared.len() >= 3, "{shared:?}");
        shared.retain(|(position, _)| !replaced.contains(position));
        assert!(shared.len() >= 2, "{shared:?}");
        kept += shared.len();
        let archive = session.archive();
        for (position, _) in shared {
            let stored = &archive.layers[archive.images[x].layers[position].key];
            let reads = source.reads.borrow();
            let touching = reads
                .iter()
                .filter(|(start, end)| *start < stored.offset + stored.size && *end > stored.offset);
            assert_eq!(touching.count(), 0, "images {x} and {y}: layer {position}");
        }
        read += source.reads.borrow().len();
    }
    println!("{read} reads, none of {kept} shared layers");
    assert!(read > 0 && kept > 10, "{read}, {kept}");
}

/// A layer with files: name and content.
fn layer(files: &[(&str, &str)], links: &[(&str, &str)]) -> Rc<Layer> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_mode(0o644);
    for (name, content) in files {
        header.set_entry_type(tar::EntryType::Regular);
        header.set_size(content.len() as u64);
        builder.append_data(&mut header.clone(), name, content.as_bytes()).unwrap();
    }
    for (name, target) in links {
        header.set_entry_type(tar::EntryType::Link);
        header.set_size(0);
        builder.append_link(&mut header.clone(), name, target).unwrap();
    }
    let bytes = builder.into_inner().unwrap();
    Rc::new(Layer::index(Memory::new(bytes), Compression::None, &Limits::default(), &mut |_| {}).unwrap())
}

fn tree(layers: &[&Rc<Layer>]) -> Tree {
    let mut tree = Tree::new(layers.len());
    layers.iter().enumerate().for_each(|(at, layer)| tree.add(at, Rc::clone(layer)).unwrap());
    tree
}

fn names(ids: &[&str]) -> Vec<Option<String>> {
    ids.iter().map(|id| (!id.is_empty()).then(|| (*id).to_owned())).collect()
}

fn digest(text: &str) -> lamina::image::Digest {
    lamina::image::Digest::of(text.as_bytes())
}

fn kinds(comparison: &Comparison, a: &Tree, b: &Tree) -> Vec<String> {
    let show = |of: &Difference| format!("{} {:?} {:?}", of.path, of.kind, of.what);
    all(comparison, a, b).iter().map(show).collect()
}

#[test]
fn equal_sizes_say_nothing() {
    let base = layer(&[("base", "in both"), ("over", "one"), ("empty", "")], &[]);
    let a = layer(&[("a/x", "same"), ("a/y", "that"), ("z", "12")], &[]);
    let b = layer(&[("a/x", "same"), ("a/y", "this"), ("z", "123"), ("over", "two"), ("empty", "")], &[]);
    let (one, two) = (tree(&[&base, &a]), tree(&[&base, &b]));
    let (ids_a, ids_b) = (names(&["base", "a"]), names(&["base", "b"]));
    let mut comparison =
        Comparison::new(Side { tree: &one, layers: &ids_a }, Side { tree: &two, layers: &ids_b }).unwrap();
    assert_eq!(
        kinds(&comparison, &one, &two),
        [
            "/a Same []",
            "/a/x Unknown []",
            "/a/y Unknown []",
            "/base Same []",
            "/empty Same []",
            "/over Unknown []",
            "/z Changed [Content]"
        ]
    );
    let Summary { totals, open, shared, .. } = comparison.summary();
    assert_eq!((totals.unknown.count, open, shared), (3, 3, vec![(0, 0)]));
    // Of the shared layer only the file that the other image replaced by one of its size.
    let wanted: Vec<_> =
        comparison.wanted().into_iter().map(|of| (of.side, of.layer, of.entries, of.bytes)).collect();
    assert_eq!(wanted, [(0, 0, vec![1], 3), (0, 1, vec![0, 1], 8), (1, 1, vec![0, 1, 3], 11)]);
    comparison.settle(0, 0, &[(1, digest("one"))]).unwrap();
    comparison.settle(0, 1, &[(0, digest("same")), (1, digest("that"))]).unwrap();
    assert_eq!(comparison.summary().totals.unknown.count, 3);
    // One can't be read: it stays unknown.
    comparison.settle(1, 1, &[(0, digest("same")), (1, digest("this"))]).unwrap();
    assert_eq!(
        kinds(&comparison, &one, &two)[1..6],
        ["/a/x Same []", "/a/y Changed [Content]", "/base Same []", "/empty Same []", "/over Unknown []"]
    );
    assert_eq!(comparison.summary().open, 1);
    assert!(comparison.settle(2, 0, &[]).is_err() && comparison.settle(0, 2, &[]).is_err());
}

#[test]
fn layers_without_a_diff_id_are_not_taken_as_shared() {
    let base = layer(&[("f", "x")], &[]);
    let (one, two) = (tree(&[&base]), tree(&[&base]));
    let ids = names(&[""]);
    let comparison =
        Comparison::new(Side { tree: &one, layers: &ids }, Side { tree: &two, layers: &ids }).unwrap();
    assert_eq!(kinds(&comparison, &one, &two), ["/f Unknown []"]);
    assert!(Comparison::new(Side { tree: &one, layers: &[] }, Side { tree: &two, layers: &ids }).is_err());
}

#[test]
fn hard_links_are_what_they_lead_to() {
    let linked = layer(&[("a", "text")], &[("b", "a"), ("c", "a")]);
    let copied = layer(&[("a", "text"), ("b", "text"), ("c", "more")], &[]);
    let (one, two) = (tree(&[&linked]), tree(&[&copied]));
    let (ids_a, ids_b) = (names(&["l"]), names(&["c"]));
    let mut comparison =
        Comparison::new(Side { tree: &one, layers: &ids_a }, Side { tree: &two, layers: &ids_b }).unwrap();
    assert_eq!(comparison.wanted().iter().map(|of| of.entries.len()).collect::<Vec<_>>(), [1, 3]);
    comparison.settle(0, 0, &[(0, digest("text"))]).unwrap();
    comparison.settle(1, 0, &[(0, digest("text")), (1, digest("text")), (2, digest("more"))]).unwrap();
    assert_eq!(kinds(&comparison, &one, &two), ["/a Same []", "/b Same []", "/c Changed [Content]"]);
    // Bytes of a content count once.
    let totals = comparison.summary().totals;
    assert_eq!((totals.same.before, totals.same.after, totals.changed.before), (4, 8, 0));
}

#[test]
fn a_large_image_takes_no_time() {
    let files: Vec<(String, String)> =
        (0..60_000).map(|n| (format!("d{}/e{}/file-{n}", n % 7, n % 311), n.to_string())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, content)| (&**name, &**content)).collect();
    let (base, more) = (layer(&files, &[]), layer(&files[..100], &[]));
    let (one, two) = (tree(&[&base]), tree(&[&base, &more]));
    let (ids_a, ids_b) = (names(&["base"]), names(&["base", "more"]));
    let start = std::time::Instant::now();
    let comparison =
        Comparison::new(Side { tree: &one, layers: &ids_a }, Side { tree: &two, layers: &ids_b }).unwrap();
    let took = start.elapsed();
    let Summary { totals, .. } = comparison.summary();
    println!("{} paths in {took:?}", totals.same.count + totals.unknown.count);
    assert_eq!((totals.unknown.count, totals.added.count), (100, 0));
    assert!(took.as_secs() < 5, "{took:?}");
}

#[test]
fn pages_and_directories() {
    let a = layer(&[("d/e/x", "1"), ("d/y", "2"), ("k/z", "3")], &[]);
    let b = layer(&[("d/e/x", "12"), ("d/n", "4"), ("k/z", "34")], &[]);
    let (one, two) = (tree(&[&a]), tree(&[&b]));
    let (ids_a, ids_b) = (names(&["a"]), names(&["b"]));
    let comparison =
        Comparison::new(Side { tree: &one, layers: &ids_a }, Side { tree: &two, layers: &ids_b }).unwrap();
    let ask = |query: Query| {
        let page = comparison.page(&one, &two, &query).unwrap();
        (page.differences.iter().map(|of| of.path.clone()).collect::<Vec<_>>(), page.total)
    };
    let query = Query { count: 2, ..Query::default() };
    assert_eq!(ask(query.clone()), (vec!["/d/e/x".into(), "/d/n".into()], 4));
    assert_eq!(ask(Query { start: 2, ..query.clone() }), (vec!["/d/y".into(), "/k/z".into()], 4));
    assert_eq!(ask(Query { flat: true, ..query.clone() }), (vec!["/d".into(), "/k".into()], 2));
    let below = Query { flat: true, below: Some("/d".into()), count: 9, ..Query::default() };
    assert_eq!(ask(below.clone()).0, ["/d/e", "/d/n", "/d/y"]);
    assert_eq!(ask(Query { kinds: vec![Kind::Changed], ..below.clone() }).0, ["/d/e"]);
    let page = comparison.page(&one, &two, &Query { flat: true, count: 1, ..Query::default() }).unwrap();
    let totals = page.differences[0].below.unwrap();
    assert_eq!((totals.changed.count, totals.changed.before, totals.changed.after), (1, 1, 2));
    assert_eq!((totals.added.after, totals.removed.before, totals.same.count), (1, 1, 1));
    assert_eq!(page.differences[0].kind, Kind::Same);
    let absent = Query { below: Some("/none".into()), ..Query::default() };
    assert!(comparison.page(&one, &two, &absent).is_err());
    // The trees have grown since.
    let mut grown = Tree::new(1);
    assert!(comparison.page(&grown, &two, &query).is_err());
    grown.add(0, a).unwrap();
    assert!(comparison.page(&grown, &two, &query).is_ok());
}
