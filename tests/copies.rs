//! What the ledger calls a copy, against a plain model that has all contents before it.

mod common;
mod overlay;

use std::collections::{BTreeMap, BTreeSet};

use common::{content, hashed, newest, open_all, sample, samples};
use lamina::compare::What;
use lamina::image::Digest;
use lamina::insight::ledger::{Accounts, Copies, Known, Ledger, Place};
use lamina::tar::Kind;
use lamina::tree::{Fate, Tree};
use overlay::random::Random;
use overlay::{Item, dir, everything, file, hard, tar_of, tree};

/// The tree of some layers, and their tars.
struct Stack {
    tree: Tree,
    tars: Vec<Vec<u8>>,
}

impl Stack {
    fn of<L: AsRef<[Item]>>(layers: &[L]) -> Self {
        let layers: Vec<&[Item]> = layers.iter().map(AsRef::as_ref).collect();
        Self { tree: tree(&layers), tars: layers.iter().map(|items| tar_of(items)).collect() }
    }

    fn body(&self, (layer, entry): (usize, u32)) -> &[u8] {
        let facts = self.tree.layer(layer).unwrap().entry(entry);
        &self.tars[layer][facts.body as usize..(facts.body + facts.stored) as usize]
    }

    /// All copies, from the digests that are asked for.
    fn copies(&self) -> Copies {
        let mut copies = Copies::new(&self.tree).unwrap();
        for wanted in copies.wanted() {
            let digest = |entry: &u32| (*entry, Digest::of(self.body((wanted.layer, *entry))));
            let digests: Vec<_> = wanted.entries.iter().map(digest).collect();
            assert!(wanted.entries.is_sorted());
            let sizes = wanted.entries.iter().map(|entry| self.body((wanted.layer, *entry)).len() as u64);
            assert_eq!(wanted.bytes, sizes.sum::<u64>());
            copies.settle(wanted.layer, &digests).unwrap();
        }
        assert_eq!(copies.wanted(), []);
        copies
    }

    fn ledger(&self) -> Ledger {
        let ledger = Ledger::with(&self.tree, &self.copies()).unwrap();
        assert_eq!(ledger.copies, Known::All);
        ledger
    }

    fn own(&self) -> Vec<Accounts> {
        let own = |layer: &Option<_>| without_overhead(Option::as_ref(layer).unwrap());
        self.ledger().layers.iter().map(own).collect()
    }
}

fn without_overhead(layer: &lamina::insight::ledger::LayerAccounts) -> Accounts {
    Accounts { overhead: 0, ..layer.own }
}

fn live(bytes: u64) -> Accounts {
    Accounts { live: bytes, ..Accounts::default() }
}

fn metadata(bytes: u64) -> Accounts {
    Accounts { metadata: bytes, ..Accounts::default() }
}

fn duplicate(bytes: u64) -> Accounts {
    Accounts { duplicate: bytes, ..Accounts::default() }
}

fn overwritten(bytes: u64) -> Accounts {
    Accounts { overwritten: bytes, ..Accounts::default() }
}

#[test]
fn a_file_that_only_got_another_mode() {
    let stack = Stack::of(&[[file("f", "abc")], [file("f", "abc").mode(0o600)], [file("f", "abc").mtime(1)]]);
    assert_eq!(stack.own(), [live(3), metadata(3), metadata(3)]);
    assert!(stack.ledger().layers.iter().flatten().all(|layer| layer.hides == [0, 0, 0]));
    let listed = stack.copies().metadata_copies(&stack.tree, 10).unwrap();
    let rows: Vec<_> =
        listed.rows.iter().map(|row| (&*row.path, row.layer, row.original, &*row.what)).collect();
    assert_eq!(rows, [("/f", 1, 0, &[What::Mode][..]), ("/f", 2, 1, &[What::Mode, What::Mtime][..])]);
    assert_eq!((listed.count, listed.bytes), (2, 6));
    assert_eq!(stack.copies().metadata_copies(&stack.tree, 1).unwrap().rows.len(), 1);
    let same = Stack::of(&[[file("f", "abc")], [file("f", "abc")]]);
    assert_eq!(same.own(), [live(3), metadata(3)]);
    assert_eq!(same.copies().metadata_copies(&same.tree, 1).unwrap().rows[0].what, []);
}

#[test]
fn a_run_ends_where_the_content_changes_or_the_file_is_gone() {
    let changed = Stack::of(&[[file("f", "abc")], [file("f", "xyz")], [file("f", "abc")]]);
    assert_eq!(changed.own(), [overwritten(3), overwritten(3), live(3)]);
    let gone = Stack::of(&[[file("f", "abc")], [file(".wh.f", "")], [file("f", "abc")]]);
    assert_eq!(gone.own(), [Accounts { deleted: 3, ..Accounts::default() }, live(0), live(3)]);
    let hidden = Stack::of(&[[file("f", "abc")], [file("f", "abc")], [file("f", "x")]]);
    assert_eq!(hidden.own(), [overwritten(3), overwritten(3), live(1)]);
}

#[test]
fn of_equal_files_the_oldest_is_live_then_the_first_by_path() {
    let stack =
        Stack::of(&[vec![file("d/z", "abc"), file("d-", "abc")], vec![file("a", "abc"), file("e", "")]]);
    assert_eq!(stack.own(), [Accounts { live: 3, duplicate: 3, ..Accounts::default() }, duplicate(3)]);
    let listed = stack.copies().duplicates(&stack.tree, 10).unwrap();
    let place = |path: &str, layer| Place { path: path.to_owned(), layer };
    assert_eq!(listed.rows[0].places, [place("/d-", 0), place("/d/z", 0), place("/a", 1)]);
    assert_eq!((listed.rows[0].bytes, listed.rows[0].size, listed.rows[0].count), (6, 3, 3));
    assert_eq!((listed.count, listed.bytes), (1, 6));
    let alone = Stack::of(&[[file("a", "abc")]]);
    let none = alone.copies().duplicates(&alone.tree, 10).unwrap();
    assert_eq!((none.rows.len(), none.count, none.bytes), (0, 0, 0));
}

#[test]
fn hard_links_are_one_content() {
    let stack = Stack::of(&[vec![file("f", "abc"), hard("g", "f")]]);
    assert!(stack.copies().wanted().is_empty());
    assert_eq!(stack.own(), [live(3)]);
    // What overlayfs does with a file that has two names: the changed one becomes a file of its own.
    let parted = Stack::of(&[vec![file("f", "abc"), hard("g", "f")], vec![file("g", "abc").mode(0o600)]]);
    assert_eq!(parted.own(), [live(3), duplicate(3)]);
    // With both names changed, whichever of them the tar has first.
    for (first, other) in [("f", "g"), ("g", "f")] {
        let both =
            Stack::of(&[vec![file("f", "abc")], vec![file(first, "abc").mode(0o600), hard(other, first)]]);
        assert_eq!(both.own(), [live(3), metadata(3)], "{first}");
    }
    // Two files in the place of one content: one of them takes its place, the other is its duplicate.
    let two = Stack::of(&[vec![file("f", "abc"), hard("g", "f")], vec![file("f", "abc"), file("g", "abc")]]);
    assert_eq!(two.own(), [live(3), Accounts { metadata: 3, duplicate: 3, ..Accounts::default() }]);
}

#[test]
fn a_run_is_a_duplicate_as_a_whole() {
    let stack = Stack::of(&[vec![file("a", "abc"), file("b", "abc")], vec![file("b", "abc").mode(0o600)]]);
    assert_eq!(stack.own(), [Accounts { live: 3, duplicate: 3, ..Accounts::default() }, metadata(3)]);
}

#[test]
fn what_is_not_hashed_stays_as_it_was() {
    let stack = Stack::of(&[
        vec![file("f", "abc"), file("g", "abc"), file("alone", "1234567")],
        vec![file("f", "abc").mode(0o600), dir("d")],
    ]);
    let mut copies = Copies::new(&stack.tree).unwrap();
    let wanted: Vec<_> = copies.wanted().into_iter().map(|of| (of.layer, of.entries, of.bytes)).collect();
    assert_eq!(wanted, [(0, vec![0, 1], 6), (1, vec![0], 3)]);
    let before = Ledger::with(&stack.tree, &copies).unwrap();
    assert_eq!(before, Ledger::of(&stack.tree).unwrap());
    copies.settle(0, &[(0, Digest::of(b"abc"))]).unwrap();
    let part = Ledger::with(&stack.tree, &copies).unwrap();
    assert_eq!((part.copies, part.layers), (Known::Some, before.layers));
    copies.settle(1, &[(0, Digest::of(b"abc")), (99, Digest::of(b""))]).unwrap();
    let part = Ledger::with(&stack.tree, &copies).unwrap();
    assert_eq!((part.copies, part.sum().metadata, part.sum().duplicate), (Known::Some, 3, 0));
    copies.settle(0, &[(1, Digest::of(b"abc"))]).unwrap();
    let all = Ledger::with(&stack.tree, &copies).unwrap();
    assert_eq!((all.copies, all.sum().metadata, all.sum().duplicate), (Known::All, 3, 3));
    assert!(copies.settle(2, &[]).is_err());
    let mut more = Tree::new(1);
    more.add(0, overlay::layer(&[file("f", "abc")])).unwrap();
    assert!(Ledger::with(&more, &copies).is_err());
}

#[test]
fn a_file_that_is_cut_short_is_no_copy() {
    let whole = tar_of(&[file("f", &"x".repeat(600)), file("g", &"x".repeat(600))]);
    let cut = std::rc::Rc::new(overlay::index(&whole[..2048 + 100]));
    let mut tree = Tree::new(1);
    tree.add(0, cut).unwrap();
    assert_eq!(Copies::new(&tree).unwrap().wanted(), []);
    assert_eq!(Ledger::of(&tree).unwrap().sum().total(), tree.layer(0).unwrap().unpacked());
}

#[test]
fn the_shapes_of_json() {
    let stack =
        Stack::of(&[[file("f", "abc"), file("g", "abc")].to_vec(), vec![file("f", "abc").mode(0o600)]]);
    let copies = stack.copies();
    let again = serde_json::to_value(copies.metadata_copies(&stack.tree, 9).unwrap()).unwrap();
    let row = serde_json::json!({"path": "/f", "layer": 1, "original": 0, "bytes": 3, "what": ["mode"]});
    assert_eq!(again, serde_json::json!({"rows": [row], "count": 1, "bytes": 3}));
    let equal = serde_json::to_value(copies.duplicates(&stack.tree, 9).unwrap()).unwrap();
    let places =
        [serde_json::json!({"path": "/f", "layer": 0}), serde_json::json!({"path": "/g", "layer": 0})];
    let row = serde_json::json!({"bytes": 3, "size": 3, "places": places, "count": 2});
    assert_eq!(equal, serde_json::json!({"rows": [row], "count": 1, "bytes": 3}));
    let ledger = serde_json::to_value(stack.ledger()).unwrap();
    assert_eq!((&ledger["copies"], &ledger["layers"][0]["own"]["duplicate"]), (&"all".into(), &3.into()));
    let wanted = serde_json::to_value(&Copies::new(&stack.tree).unwrap().wanted()[1]).unwrap();
    assert_eq!(wanted, serde_json::json!({"layer": 1, "entries": [0], "bytes": 3}));
}

/// The table in docs/space.md: wasted bytes as the ledger and as dive have them.
#[test]
fn what_dive_says_of_the_same() {
    let one = "x".repeat(1000);
    let two = "y".repeat(1000);
    let wasted = |layers: &[Vec<Item>]| {
        let stack = Stack::of(layers);
        (stack.ledger().sum().wasted(), lamina::insight::dive::Dive::of(&stack.tree).wasted)
    };
    let written = || vec![file("f", &one)];
    assert_eq!(wasted(&[written(), vec![file("f", &two)]]), (1000, 2000));
    assert_eq!(wasted(&[written(), vec![file("f", &one).mode(0o600)]]), (1000, 2000));
    assert_eq!(wasted(&[written(), vec![file(".wh.f", "")]]), (1000, 1000));
    assert_eq!(wasted(&[vec![dir("d"), file("d/f", &one)], vec![file(".wh.d", "")]]), (1000, 0));
    assert_eq!(
        wasted(&[
            vec![dir("d"), file("d/f", &one)],
            vec![dir("d"), file("d/.wh..wh..opq", ""), file("d/g", &two)]
        ]),
        (1000, 0)
    );
    assert_eq!(wasted(&[written(), vec![file("g", &one)]]), (1000, 0));
    assert_eq!(wasted(&[vec![file("f", &one), hard("g", "f")], vec![file(".wh.f", "")]]), (0, 1000));
}

/// A content: the layer and its entry.
type Id = (usize, u32);

/// Which content each path has as of each layer, from where the tree locates it.
fn contents_by_path(stack: &Stack) -> Vec<BTreeMap<String, Id>> {
    let Stack { tree, .. } = stack;
    let mut by_body = BTreeMap::new();
    for layer in 0..tree.layers() {
        let of = tree.layer(layer).unwrap();
        for entry in (0..of.len() as u32).filter(|entry| of.entry(*entry).kind == Kind::File) {
            by_body.insert((layer, of.entry(entry).body), entry);
        }
    }
    let as_of = |layer| {
        let files = everything(tree, layer).into_iter();
        let files = files.filter(|entry| matches!(entry.kind, Kind::File | Kind::Hardlink));
        let located =
            files.filter_map(|entry| Some((tree.locate(layer, &entry.path, None).ok()?, entry.path)));
        // A name of a symbolic link leads elsewhere.
        let located = located.filter(|(located, path)| located.path == *path);
        let id = |(located, path): (lamina::tree::Located, String)| {
            let layer = located.layer as usize;
            (path, (layer, by_body[&(layer, located.body)]))
        };
        located.map(id).collect()
    };
    (0..tree.layers()).map(as_of).collect()
}

/// The accounts as the definitions have them, with all contents at hand.
fn model(stack: &Stack) -> Vec<Accounts> {
    let states = contents_by_path(stack);
    let top = states.last().unwrap();
    let seen: BTreeSet<Id> = top.values().copied().collect();
    let path =
        |id: Id| stack.tree.layer(id.0).unwrap().path(id.1).map(|path| String::from_utf8(path).unwrap());
    let counts = |id: Id| path(id).is_some() && !stack.body(id).is_empty();
    let below = |id: Id| {
        let under = &states[id.0.checked_sub(1)?];
        let mut names: Vec<&String> =
            states[id.0].iter().filter(|(_, other)| **other == id).map(|(name, _)| name).collect();
        names.sort_by_key(|name| (Some(*name) != path(id).as_ref(), *name));
        let mut written = names.into_iter().filter_map(|name| under.get(name).copied());
        written.find(|other| {
            counts(*other) && !seen.contains(other) && stack.body(*other).len() == stack.body(id).len()
        })
    };
    let mut accounts: BTreeMap<Id, &str> = BTreeMap::new();
    let mut equal: BTreeMap<&[u8], Vec<(usize, String, Id)>> = BTreeMap::new();
    for top_id in seen.iter().copied().filter(|id| counts(*id)) {
        let mut id = top_id;
        while let Some(under) = below(id)
            && stack.body(under) == stack.body(id)
            && !accounts.contains_key(&under)
        {
            accounts.insert(id, "metadata");
            accounts.insert(under, "live");
            id = under;
        }
        accounts.entry(id).or_insert("live");
        let own = path(top_id).filter(|path| top.get(path) == Some(&top_id));
        let shown = own.unwrap_or_else(|| top.iter().find(|(_, id)| **id == top_id).unwrap().0.clone());
        equal.entry(stack.body(id)).or_default().push((id.0, shown, id));
    }
    for mut group in equal.into_values() {
        group.sort();
        for (.., id) in &group[1..] {
            accounts.insert(*id, "duplicate");
        }
    }
    let fates = stack.tree.fates().unwrap();
    let mut sums = vec![Accounts::default(); stack.tree.layers()];
    for (layer, fates) in fates.iter().enumerate() {
        for (entry, fate) in fates.iter().enumerate() {
            let id = (layer, entry as u32);
            if stack.tree.layer(layer).unwrap().entry(id.1).kind != Kind::File {
                continue;
            }
            let (sum, bytes) = (&mut sums[layer], stack.body(id).len() as u64);
            match (accounts.get(&id), fate) {
                (Some(&"metadata"), _) => sum.metadata += bytes,
                (Some(&"duplicate"), _) => sum.duplicate += bytes,
                (Some(_), _) | (None, Fate::Live) => sum.live += bytes,
                (None, Fate::Overwritten(_)) => sum.overwritten += bytes,
                (None, Fate::Deleted(_)) => sum.deleted += bytes,
                (None, Fate::Opaque(_)) => sum.opaque += bytes,
                (None, Fate::Replaced(_)) => sum.replaced += bytes,
            }
        }
    }
    sums
}

#[test]
fn random_stacks_agree_with_the_model() {
    let (mut copied, mut twice) = (0, 0);
    let mut random = Random(0x00C0_FFEE_5EED);
    for round in 0..8000 {
        let layers = random.copies();
        let stack = Stack::of(&layers);
        let ledger = stack.ledger();
        let own: Vec<_> = ledger.layers.iter().flatten().map(without_overhead).collect();
        assert_eq!(own, model(&stack), "round {round}: {layers:#?}");
        assert_sums(&stack.tree, &ledger, &format!("round {round}: {layers:#?}"));
        // Whatever layer comes first.
        let mut late = Tree::new(layers.len());
        for position in (0..layers.len()).rev() {
            late.add(position, overlay::layer(&layers[position])).unwrap();
        }
        let late = Stack { tree: late, tars: stack.tars.clone() };
        assert_eq!(late.ledger(), ledger, "round {round}: {layers:#?}");
        let copies = stack.copies();
        let (again, equal) =
            (copies.metadata_copies(&stack.tree, 100).unwrap(), copies.duplicates(&stack.tree, 100).unwrap());
        assert_eq!(again.bytes, ledger.sum().metadata, "round {round}: {layers:#?}");
        assert_eq!(equal.bytes, ledger.sum().duplicate, "round {round}: {layers:#?}");
        copied += again.count;
        twice += equal.count;
    }
    assert!(copied > 150 && twice > 1000, "{copied}, {twice}");
}

/// The accounts add up to the tars; what a container sees is as large as the merged tree; who hides what is exact.
fn assert_sums(tree: &Tree, ledger: &Ledger, shown: &str) {
    for (position, accounts) in ledger.layers.iter().enumerate() {
        let accounts = accounts.as_ref().unwrap();
        assert_eq!(accounts.own.total(), tree.layer(position).unwrap().unpacked(), "{shown}");
        let hidden: u64 = ledger.layers.iter().flatten().map(|layer| layer.hides[position]).sum();
        assert_eq!(accounts.own.hidden(), hidden, "{shown}");
    }
    let without = Ledger::of(tree).unwrap().sum();
    let with = ledger.sum();
    assert_eq!(with.visible(), without.visible(), "{shown}");
    assert_eq!(with.hidden() + with.metadata, without.hidden(), "{shown}");
    assert_eq!(with.visible(), tree.info(tree.layers() - 1).unwrap().size, "{shown}");
}

/// In real images: what is said to be a duplicate has the same bytes, and no equal files are left out.
#[test]
fn the_copies_of_real_images() {
    let (mut copied, mut twice, mut read) = (0, 0, 0);
    for name in samples().into_iter().map(|sample| sample.file) {
        let session = open_all(&sample(&name)).unwrap();
        for (image, held) in session.archive().images.iter().enumerate() {
            let tree = session.tree_of(image).unwrap();
            if (0..held.layers.len()).any(|layer| tree.layer(layer).is_none()) {
                continue;
            }
            let mut copies = Copies::new(tree).unwrap();
            for wanted in copies.wanted() {
                read += wanted.bytes;
                copies.settle(wanted.layer, &hashed(&session, image, wanted.layer, &wanted.entries)).unwrap();
            }
            let ledger = Ledger::with(tree, &copies).unwrap();
            assert_eq!(ledger.copies, Known::All);
            assert_eq!(ledger.sum().total(), Ledger::of(tree).unwrap().sum().total(), "{name}");
            let listed = copies.duplicates(tree, usize::MAX).unwrap();
            assert_eq!(listed.bytes, ledger.sum().duplicate, "{name}");
            let mut groups: BTreeMap<Vec<u8>, BTreeSet<(u32, u64)>> = BTreeMap::new();
            for entry in tree.walk(newest(&session, image), "/", None, usize::MAX).unwrap() {
                if matches!(entry.kind, Kind::File | Kind::Hardlink) && entry.size > 0 {
                    let located = tree.locate(newest(&session, image), &entry.path, None).unwrap();
                    let bytes = content(&session, image, &entry.path).unwrap();
                    groups.entry(bytes).or_default().insert((located.layer, located.body));
                }
            }
            let counts = groups.values().map(BTreeSet::len).filter(|count| *count > 1);
            assert_eq!(listed.rows.len(), counts.clone().count(), "{name}");
            assert_eq!(
                listed.rows.iter().map(|row| row.count).sum::<usize>(),
                counts.sum::<usize>(),
                "{name}"
            );
            for row in &listed.rows {
                let first = content(&session, image, &row.places[0].path).unwrap();
                assert_eq!(first.len() as u64, row.size);
                for place in &row.places[1..] {
                    assert_eq!(content(&session, image, &place.path).unwrap(), first, "{name}: {place:?}");
                }
            }
            let again = copies.metadata_copies(tree, usize::MAX).unwrap();
            assert_eq!(again.bytes, ledger.sum().metadata, "{name}");
            copied += again.count;
            twice += listed.count;
        }
    }
    println!("{copied} metadata copies, {twice} contents more than once, {read} bytes read");
    assert!(copied > 0 && twice > 0, "{copied}, {twice}");
}
