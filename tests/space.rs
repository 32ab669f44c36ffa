//! Bytes by directory: exact to the byte against the ledger, and against a plain sum over all entries.

mod common;
mod overlay;

use std::collections::BTreeMap;

use common::{hashed, open_all, sample, samples};
use lamina::image::Digest;
use lamina::insight::ledger::{Account, Accounts, Copies, Ledger};
use lamina::insight::space::{Kind, Large, Measure, Node, Query, Rest, Space};
use lamina::tar;
use lamina::tree::{Fate, Tree};
use overlay::random::Random;
use overlay::{Item, dir, file, hard, layer, symlink, tar_of, tree};

const MEASURES: [Measure; 3] = [Measure::Visible, Measure::Wasted, Measure::All];

fn whole(what: Measure) -> Query {
    Query { depth: 32, most: usize::MAX, what }
}

fn measured(what: Measure, accounts: &Accounts) -> u64 {
    match what {
        Measure::Visible => accounts.visible(),
        Measure::Wasted => accounts.wasted(),
        Measure::All => accounts.total(),
    }
}

/// The sums of a node fit with those below it; how many nodes it is.
fn assert_fits(node: &Node, what: Measure) -> usize {
    assert_eq!(node.bytes, measured(what, &node.accounts));
    assert_eq!(node.accounts.overhead, 0);
    assert_eq!(node.layer.is_some(), node.accounts.total() > 0);
    let below: u64 = node.children.iter().map(|child| child.bytes).sum();
    assert!(below + node.rest.bytes <= node.bytes, "{}", node.path);
    assert!(node.children.iter().is_sorted_by(|a, b| a.bytes >= b.bytes), "{}", node.path);
    1 + node.children.iter().map(|child| assert_fits(child, what)).sum::<usize>()
}

fn assert_exact(tree: &Tree, space: &Space, ledger: &Ledger, shown: &str) {
    let sum = ledger.sum();
    for what in MEASURES {
        let root = space.node(tree, "/", &whole(what)).unwrap();
        assert_eq!(Accounts { overhead: sum.overhead, ..root.accounts }, sum, "{shown}");
        let nodes = assert_fits(&root, what);
        assert_eq!(root.rest, Rest::default(), "{shown}");
        for most in [1, 2, 5] {
            let few = space.node(tree, "/", &Query { most, ..whole(what) }).unwrap();
            assert_eq!(assert_fits(&few, what), most.min(nodes), "{shown}");
            assert_eq!(few.accounts, root.accounts);
        }
        let files = space.largest(tree, what, usize::MAX).unwrap();
        let bytes: u64 = files.iter().map(|file| file.bytes).sum();
        assert_eq!(bytes, root.bytes, "{shown}");
        assert!(files.is_sorted_by(|a, b| a.bytes >= b.bytes));
        assert_eq!(space.largest(tree, what, 3).unwrap(), files[..files.len().min(3)]);
        let is_live = |file: &Large| file.account == Account::Live;
        assert!(files.iter().all(|file| file.by.is_none() == is_live(file)), "{shown}");
    }
}

fn settled(tree: &Tree, mut hash: impl FnMut(usize, &[u32]) -> Vec<(u32, Digest)>) -> Copies {
    let mut copies = Copies::new(tree).unwrap();
    for wanted in copies.wanted() {
        copies.settle(wanted.layer, &hash(wanted.layer, &wanted.entries)).unwrap();
    }
    copies
}

/// All copies of layers whose tars are known.
fn copies_of(tree: &Tree, layers: &[Vec<Item>]) -> Copies {
    let tars: Vec<Vec<u8>> = layers.iter().map(|items| tar_of(items)).collect();
    settled(tree, |position, entries| {
        let digest = |entry: &u32| {
            let facts = tree.layer(position).unwrap().entry(*entry);
            let body = &tars[position][facts.body as usize..(facts.body + facts.size) as usize];
            (*entry, Digest::of(body))
        };
        entries.iter().map(digest).collect()
    })
}

fn tree_of(layers: &[Vec<Item>]) -> Tree {
    tree(&layers.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

#[test]
fn a_map_of_a_small_image() {
    let layers = vec![
        vec![dir("usr"), file("usr/big", &"b".repeat(500)), file("usr/old", &"o".repeat(100)), dir("tmp")],
        vec![
            file("usr/old", &"n".repeat(30)),
            file("usr/copy", &"b".repeat(500)),
            symlink("link", "usr"),
            file("tmp", "t"),
            file("gone/a", &"g".repeat(7)),
        ],
        vec![file(".wh.gone", ""), file("usr/big", &"b".repeat(500)).mode(0o600)],
    ];
    let tree = tree_of(&layers);
    let space = Space::with(&tree, &copies_of(&tree, &layers)).unwrap();
    let root = space.node(&tree, "/", &Query { depth: 1, ..Query::default() }).unwrap();
    assert_eq!((&*root.path, &*root.name, root.kind, root.bytes), ("/", "", Kind::Directory, 1031));
    let expected = Accounts {
        live: 531,
        metadata: 500,
        duplicate: 500,
        overwritten: 100,
        deleted: 7,
        ..Accounts::default()
    };
    assert_eq!(root.accounts, expected);
    let names: Vec<_> = root.children.iter().map(|child| (&*child.path, child.bytes, child.layer)).collect();
    assert_eq!(names, [("/usr", 1030, Some(1)), ("/tmp", 1, Some(1))]);
    assert_eq!((root.children[0].children.len(), root.children[0].rest), (0, Rest { count: 3, bytes: 1030 }));
    assert_eq!(root.children[1].kind, Kind::File);
    let query = Query { what: Measure::Wasted, ..Query::default() };
    let wasted = space.node(&tree, "/", &query).unwrap();
    let names: Vec<_> = wasted.children.iter().map(|child| (&*child.path, child.bytes)).collect();
    assert_eq!(names, [("/usr", 1100), ("/gone", 7)]);
    let names: Vec<_> = wasted.children[0].children.iter().map(|child| (&*child.name, child.bytes)).collect();
    assert_eq!(names, [("big", 500), ("copy", 500), ("old", 100)]);
    let gone = space.node(&tree, "gone/", &whole(Measure::All)).unwrap();
    assert_eq!((gone.kind, gone.bytes, gone.layer), (Kind::Directory, 7, Some(1)));
    assert_eq!(space.node(&tree, "/link", &Query::default()).unwrap().kind, Kind::Other);
    assert!(space.node(&tree, "/nowhere", &Query::default()).is_err());
    let largest = space.largest(&tree, Measure::Wasted, 10).unwrap();
    let rows: Vec<_> = largest
        .iter()
        .map(|file| (file.path.as_deref().unwrap(), file.layer, file.bytes, file.account, file.by))
        .collect();
    let expected = [
        ("/usr/big", 2, 500, Account::Metadata, Some(0)),
        ("/usr/copy", 1, 500, Account::Duplicate, Some(0)),
        ("/usr/old", 0, 100, Account::Overwritten, Some(1)),
        ("/gone/a", 1, 7, Account::Deleted, Some(2)),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn the_shapes_of_json() {
    let layers = vec![vec![file("f", "abc"), file("f", "x")]];
    let tree = tree_of(&layers);
    let space = Space::of(&tree).unwrap();
    let query = serde_json::from_str(r#"{"depth": 1, "what": "all"}"#).unwrap();
    let accounts = |live: u64, overwritten: u64| {
        serde_json::json!({"live": live, "metadata": 0, "duplicate": 0, "overwritten": overwritten,
            "deleted": 0, "opaque": 0, "replaced": 0, "overhead": 0})
    };
    let node = serde_json::to_value(space.node(&tree, "/", &query).unwrap()).unwrap();
    let rest = serde_json::json!({"count": 0, "bytes": 0});
    let child = serde_json::json!({"path": "/f", "name": "f", "kind": "file", "bytes": 1, "layer": 0,
        "accounts": accounts(1, 0), "children": [], "rest": rest});
    let expected = serde_json::json!({"path": "/", "name": "", "kind": "directory", "bytes": 4, "layer": 0,
        "accounts": accounts(1, 3), "children": [child], "rest": rest});
    assert_eq!(node, expected);
    let large = serde_json::to_value(space.largest(&tree, Measure::Wasted, 1).unwrap()).unwrap();
    let expected =
        serde_json::json!([{"path": null, "layer": 0, "bytes": 3, "account": "overwritten", "by": 0}]);
    assert_eq!(large, expected);
}

#[test]
fn bytes_are_where_a_container_sees_them() {
    let tree = tree(&[&[file("f", "abc"), hard("g", "f")], &[file(".wh.f", "")]]);
    let root = Space::of(&tree).unwrap().node(&tree, "/", &Query::default()).unwrap();
    let names: Vec<_> = root.children.iter().map(|child| (&*child.path, child.bytes)).collect();
    assert_eq!(names, [("/g", 3)]);
}

#[test]
fn a_layer_that_comes_later_is_an_error() {
    let mut tree = Tree::new(2);
    tree.add(0, layer(&[file("f", "abc")])).unwrap();
    let space = Space::of(&tree).unwrap();
    assert_eq!(space.node(&tree, "/", &Query::default()).unwrap().bytes, 3);
    tree.add(1, layer(&[file("g", "abc")])).unwrap();
    assert!(space.node(&tree, "/", &Query::default()).is_err());
    assert!(space.largest(&tree, Measure::All, 1).is_err());
}

#[test]
fn random_stacks_add_up() {
    let mut random = Random(0x5EED_0F5A);
    for round in 0..1500 {
        let layers = random.copies();
        let tree = tree_of(&layers);
        let shown = format!("round {round}: {layers:#?}");
        assert_exact(&tree, &Space::of(&tree).unwrap(), &Ledger::of(&tree).unwrap(), &shown);
        let copies = copies_of(&tree, &layers);
        let space = Space::with(&tree, &copies).unwrap();
        assert_exact(&tree, &space, &Ledger::with(&tree, &copies).unwrap(), &shown);
    }
}

/// Of each layer the bytes that a container sees, and all.
type ByLayer = BTreeMap<usize, (u64, u64)>;

/// Without hard links each entry stands where its layer has it, and nowhere else.
#[test]
fn each_directory_has_what_is_below_it() {
    let mut random = Random(0x0DD5_EED5);
    let mut compared = 0;
    for round in 0..1500 {
        let mut layers = random.copies();
        for layer in &mut layers {
            layer.retain(|item| item.kind != ::tar::EntryType::Link);
        }
        let tree = tree_of(&layers);
        let mut expected: BTreeMap<String, (Accounts, ByLayer)> = BTreeMap::new();
        for (position, fates) in tree.fates().unwrap().into_iter().enumerate() {
            let of = tree.layer(position).unwrap();
            for (entry, fate) in fates.into_iter().enumerate() {
                let facts = of.entry(entry as u32);
                if facts.kind != tar::Kind::File || facts.size == 0 {
                    continue;
                }
                let path = of.path(entry as u32).unwrap_or_else(|| b"/".to_vec());
                let path = String::from_utf8(path).unwrap();
                let ends = path.match_indices('/').map(|(at, _)| at).skip(1).chain([path.len()]);
                let above: Vec<&str> = ends.map(|end| &path[..end]).filter(|above| *above != "/").collect();
                for above in ["/"].into_iter().chain(above) {
                    let (accounts, by_layer) = expected.entry(above.to_owned()).or_default();
                    *match fate {
                        Fate::Live => &mut accounts.live,
                        Fate::Overwritten(_) => &mut accounts.overwritten,
                        Fate::Deleted(_) => &mut accounts.deleted,
                        Fate::Opaque(_) => &mut accounts.opaque,
                        Fate::Replaced(_) => &mut accounts.replaced,
                    } += facts.size;
                    let sums = by_layer.entry(position).or_default();
                    sums.0 += if fate == Fate::Live { facts.size } else { 0 };
                    sums.1 += facts.size;
                }
            }
        }
        let space = Space::of(&tree).unwrap();
        let mut nodes = vec![space.node(&tree, "/", &whole(Measure::All)).unwrap()];
        let mut found = BTreeMap::new();
        while let Some(node) = nodes.pop() {
            found.insert(node.path, (node.accounts, node.layer));
            nodes.extend(node.children);
        }
        found.retain(|_, (accounts, _)| accounts.total() > 0);
        let leading = |layers: &ByLayer| {
            let most = layers.values().max().unwrap();
            layers.iter().find(|(_, sums)| *sums == most).map(|(layer, _)| *layer as u32)
        };
        let expected: BTreeMap<_, _> = expected
            .into_iter()
            .map(|(path, (accounts, by_layer))| (path, (accounts, leading(&by_layer))))
            .collect();
        assert_eq!(found, expected, "round {round}: {layers:#?}");
        compared += found.len();
    }
    assert!(compared > 10_000, "{compared}");
}

#[test]
fn real_images_add_up() {
    for name in samples().into_iter().map(|sample| sample.file) {
        let session = open_all(&sample(&name)).unwrap();
        for (image, held) in session.archive().images.iter().enumerate() {
            let tree = session.tree_of(image).unwrap();
            assert_exact(tree, &Space::of(tree).unwrap(), &Ledger::of(tree).unwrap(), &name);
            if (0..held.layers.len()).all(|layer| tree.layer(layer).is_some()) {
                let copies = settled(tree, |layer, entries| hashed(&session, image, layer, entries));
                let space = Space::with(tree, &copies).unwrap();
                assert_exact(tree, &space, &Ledger::with(tree, &copies).unwrap(), &name);
            }
        }
    }
}
