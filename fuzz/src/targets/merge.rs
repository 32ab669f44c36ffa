//! A few layers, made as the input says, indexed and merged: every question to the tree is answered in
//! agreement with the others, at each layer.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lamina::Limits;
use lamina::codec::Compression;
use lamina::layer::Layer;
use lamina::source::Memory;
use lamina::tar::Kind;
use lamina::tree::{ChangeKind, Entry, Mode, Row, Rules, Sort, Tree, VersionKind, View, ViewOptions};

use crate::memory::bounded;
use crate::random::{Choices, Random};
use crate::tarball::{BLOCK, Piece, join, record};

const MOST_LAYERS: usize = 5;
const NAMES: [&[u8]; 10] =
    [b"a", b"b", b"c", b"a", b"b", b"..", b"\\x61", b"\xff", b"<i>\n", b".wh..wh.plnk"];
const NONE: usize = usize::MAX;

/// A merged filesystem by its paths.
type State = BTreeMap<String, Entry>;

/// Checks one input.
pub fn check(data: &[u8]) {
    let mut random = Random::of(data);
    let tars = layers(&mut Choices::new(data));
    let layers: Vec<Rc<Layer>> = tars.iter().map(|tar| index(tar)).collect();
    let tree = bounded(32 << 20, || tree(&layers, (0..layers.len()).collect()));
    let mut order: Vec<usize> = (0..layers.len()).collect();
    for at in (1..order.len()).rev() {
        order.swap(at, random.below(at + 1));
    }
    let other = self::tree(&layers, order);
    let mut states = Vec::new();
    for at in 0..layers.len() {
        let entries = tree.walk(at, "/", None, NONE).expect("a layer of the tree");
        assert!(other.walk(at, "/", None, NONE).as_ref() == Ok(&entries), "the order of arrival counts");
        is_in_order(&entries);
        answers_agree(&tree, at, &entries, &mut random);
        content_is_of_its_layer(&tree, at, &entries, &tars);
        let state: State = entries.iter().map(|entry| (entry.path.clone(), entry.clone())).collect();
        assert_eq!(state.len(), entries.len(), "two paths are shown alike");
        let empty = State::new();
        let before = states.last().unwrap_or(&empty);
        let changed = changes_lead_on(&tree, at, before, &state);
        view_shows(&tree, at, &entries, &changed, &mut random);
        states.push(state);
    }
    versions_agree(&tree, &states);
}

/// The layers that an input spells: each byte is a choice.
fn layers(choices: &mut Choices) -> Vec<Vec<u8>> {
    let mut layers = vec![Vec::new()];
    while !choices.is_empty() {
        let number = layers.len() - 1;
        let layer: &mut Vec<Piece> = layers.last_mut().expect("there is one from the start");
        let choice = choices.below(32);
        if choice == 0 && number + 1 < MOST_LAYERS {
            layers.push(Vec::new());
            continue;
        }
        let path = path(choices);
        // The content tells which layer it is of.
        let body = format!("layer {number}, member {}", layer.len());
        let member = |kind: u8, link: &[u8], body: &[u8]| Piece::new(&path, kind, link, body);
        layer.push(match choice {
            1..10 => member(b'0', b"", body.as_bytes()),
            10..17 => member(b'5', b"", b""),
            17..20 => member(b'2', &self::path(choices), b""),
            20..24 => member(b'1', &self::path(choices), b""),
            24..28 => Piece::new(&marked(&path, b".wh."), b'0', b"", b""),
            28 => Piece::new(&[&path[..], b"/.wh..wh..opq"].concat(), b'0', b"", b""),
            29 => member(b'3', b"", b""),
            30 => member(b'6', b"", b""),
            _ => {
                // Attributes for the next one.
                let value = [b'y'].repeat(choices.below(3));
                let key =
                    choices.one_of(&["SCHILY.xattr.user.a", "SCHILY.xattr.trusted.overlay.opaque", "uname"]);
                Piece::new(b"PaxHeaders/x", b'x', b"", &record(key, &value))
            }
        });
    }
    layers.into_iter().map(|pieces| join(&pieces)).collect()
}

fn path(choices: &mut Choices) -> Vec<u8> {
    let depth = 1 + choices.below(4);
    let names: Vec<&[u8]> = (0..depth).map(|_| choices.one_of(&NAMES)).collect();
    names.join(&b'/')
}

/// The path with something put before its last name.
fn marked(path: &[u8], mark: &[u8]) -> Vec<u8> {
    let at = path.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
    [&path[..at], mark, &path[at..]].concat()
}

fn index(tar: &[u8]) -> Rc<Layer> {
    let layer = Layer::index(Memory::new(tar), Compression::None, &Limits::default(), |_| {});
    // An extended header with nothing behind it ends a layer with an error.
    let layer = layer.or_else(|_| {
        Layer::index(Memory::new([0; 2 * BLOCK]), Compression::None, &Limits::default(), |_| {})
    });
    Rc::new(Layer::unpack(&layer.expect("an empty layer can be read").pack()).expect("what was packed"))
}

fn tree(layers: &[Rc<Layer>], order: Vec<usize>) -> Tree {
    let mut tree = Tree::new(layers.len());
    for position in order {
        tree.add(position, Rc::clone(&layers[position])).expect("a place of its own");
    }
    tree
}

fn raw(entry: &Entry) -> &[u8] {
    entry.raw_path.as_ref().map_or(entry.path.as_bytes(), |raw| &raw.0)
}

fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((above, _)) => above,
    }
}

/// Depth first, names in byte order, nothing below what is no directory, no name of a whiteout.
fn is_in_order(entries: &[Entry]) {
    let names =
        |entry: &Entry| raw(entry).split(|byte| *byte == b'/').map(<[u8]>::to_vec).collect::<Vec<_>>();
    assert!(entries.is_sorted_by(|a, b| names(a) < names(b)), "the walk is out of order");
    let directories: BTreeSet<&str> = entries
        .iter()
        .filter(|entry| entry.kind == Kind::Directory)
        .map(|entry| entry.path.as_str())
        .chain(["/"])
        .collect();
    for entry in entries {
        assert!(directories.contains(parent(&entry.path)), "{} is below no directory", entry.path);
        assert!(names(entry).iter().all(|name| !name.starts_with(b".wh.")), "{} is visible", entry.path);
    }
}

fn answers_agree(tree: &Tree, at: usize, entries: &[Entry], random: &mut Random) {
    let info = tree.info(at).expect("a layer of the tree");
    assert_eq!(info.count, entries.len() as u64);
    assert!(info.size <= entries.iter().map(|entry| entry.size).sum(), "{info:?} is more than there is");
    let mut listed = 0;
    for directory in entries.iter().filter(|entry| entry.kind == Kind::Directory) {
        listed += tree.list(at, &directory.path).expect("a directory").len();
    }
    assert_eq!(listed + tree.list(at, "/").expect("the root").len(), entries.len());
    for (place, entry) in entries.iter().enumerate() {
        assert_eq!(tree.stat(at, &entry.path).expect("a layer of the tree").as_ref(), Some(entry));
        if random.once_in(4) {
            let next = tree.walk(at, "/", Some(&entry.path), 3).expect("the root");
            let wanted = &entries[place + 1..];
            assert!(next == wanted[..wanted.len().min(3)], "the walk goes on elsewhere after {}", entry.path);
        }
    }
}

/// A file's content is in the tar of the layer that wrote it.
fn content_is_of_its_layer(tree: &Tree, at: usize, entries: &[Entry], tars: &[Vec<u8>]) {
    for entry in entries.iter().filter(|entry| matches!(entry.kind, Kind::File | Kind::Hardlink)) {
        let Ok(found) = tree.locate(at, &entry.path, None) else {
            assert!(entry.kind == Kind::Hardlink, "{} has no content", entry.path);
            continue;
        };
        if found.path != entry.path {
            // A further name of a symbolic link leads on.
            assert!(entry.kind == Kind::Hardlink, "{found:?} of {entry:?}");
            continue;
        }
        assert_eq!(found.size, entry.size, "{}", entry.path);
        assert!(entry.kind == Kind::Hardlink || found.layer == entry.layer, "{found:?} of {entry:?}");
        assert!(found.layer <= entry.layer, "{found:?} is newer than {entry:?}");
        let body = &tars[found.layer as usize][found.body as usize..][..found.size as usize];
        let wanted = format!("layer {}, ", found.layer);
        let is_marked = body.is_empty() || body.starts_with(wanted.as_bytes());
        assert!(is_marked, "{}: {}", entry.path, String::from_utf8_lossy(body));
    }
}

/// What of an entry is no matter of what other names or layers there are.
fn facts(entry: &Entry) -> impl PartialEq + use<'_> {
    (entry.kind, entry.mode, entry.uid, entry.gid, entry.mtime, entry.device, &entry.xattrs)
}

/// The changes, put to the state below, give the state of the layer.
fn changes_lead_on(tree: &Tree, at: usize, before: &State, now: &State) -> BTreeMap<String, ChangeKind> {
    let mut changed = BTreeMap::new();
    for change in tree.changes(at).expect("a layer of the tree") {
        let (was, is) = (before.get(&change.path), now.get(&change.path));
        let kind = match (was, is) {
            (None, Some(_)) => ChangeKind::Added,
            (Some(_), None) => ChangeKind::Deleted,
            (Some(_), Some(_)) => ChangeKind::Modified,
            (None, None) => panic!("{} was not there and is not", change.path),
        };
        assert_eq!(change.kind, kind, "{}", change.path);
        assert_eq!(change.entry.as_ref(), is, "{}", change.path);
        assert_eq!(change.before.as_ref(), was, "{}", change.path);
        assert!(changed.insert(change.path.clone(), kind).is_none(), "{} twice", change.path);
    }
    for path in before.keys().chain(now.keys()).filter(|path| !changed.contains_key(*path)) {
        match (before.get(path), now.get(path)) {
            (Some(was), Some(is)) => assert!(facts(was) == facts(is), "{path} is changed, and not told"),
            _ => panic!("{path} came or went, and was not told"),
        }
    }
    changed
}

fn view_shows(
    tree: &Tree,
    at: usize,
    entries: &[Entry],
    known: &BTreeMap<String, ChangeKind>,
    random: &mut Random,
) {
    let merged = ViewOptions { layer: Some(at), ..ViewOptions::default() };
    let rows = rows(tree, &merged, entries.len());
    assert!(rows.iter().map(|row| &row.path).eq(entries.iter().map(|entry| &entry.path)));
    for (row, entry) in rows.iter().zip(entries) {
        assert_eq!(
            (row.kind, row.mode, row.uid, row.mtime),
            (entry.kind, entry.mode, entry.uid, entry.mtime)
        );
        assert!(row.kind == Kind::Directory || row.size == entry.size, "{row:?} of {entry:?}");
        assert_eq!(row.change, known.get(&row.path).copied(), "{}", row.path);
    }
    let changes = ViewOptions { mode: Some(Mode::Changes), ..merged.clone() };
    let told = self::rows(tree, &changes, known.len());
    let told: BTreeMap<_, _> = told.iter().filter_map(|row| Some((row.path.clone(), row.change?))).collect();
    assert_eq!(*known, told, "the view tells of other changes");
    let options = ViewOptions {
        layer: Some(at),
        rules: random.one_of(&[None, Some(Rules::Overlayfs)]),
        mode: random.one_of(&[None, Some(Mode::Changes)]),
        sort: random.one_of(&[None, Some(Sort::Size)]),
        descending: Some(random.once_in(2)),
        filter: random.one_of(&[None, Some("a"), Some("A/"), Some("\\"), Some("no such")]).map(str::to_owned),
    };
    any_view_holds(tree, &options, random);
}

/// All rows of a view, every directory open.
fn rows(tree: &Tree, options: &ViewOptions, matches: usize) -> Vec<Row> {
    let mut view = View::new(tree, options).expect("a layer of the tree");
    view.toggle(tree, 0, true, true).expect("the root");
    let info = view.info(tree);
    let rows = view.rows(tree, 0, NONE);
    assert_eq!((info.row_count, info.match_count), (rows.len(), matches), "{options:?}");
    rows
}

/// Opened and closed here and there, a view stays a tree.
fn any_view_holds(tree: &Tree, options: &ViewOptions, random: &mut Random) {
    let mut view = View::new(tree, options).expect("a layer of the tree");
    for _ in 0..4 {
        let rows = view.rows(tree, 0, NONE);
        assert_eq!(view.info(tree).row_count, rows.len());
        for (place, row) in rows.iter().enumerate() {
            assert!(row.pos_in_set >= 1 && row.pos_in_set <= row.set_size, "{row:?}");
            let above = view.parent(tree, place);
            let wanted = above.map_or("/", |above| rows[above].path.as_str());
            assert_eq!(parent(&row.path), wanted, "{row:?}");
            assert_eq!(row.level, above.map_or(1, |above| rows[above].level + 1), "{row:?}");
            let children = rows.get(place + 1).is_some_and(|next| next.level > row.level);
            assert_eq!(row.expanded == Some(true), children, "{row:?}");
        }
        if rows.is_empty() {
            return;
        }
        let row = &rows[random.below(rows.len())];
        assert!(view.reveal(tree, &row.path).is_some(), "{} is shown, and not found", row.path);
        let (open, deep) = (row.expanded != Some(true), random.once_in(2));
        view.toggle(tree, row.node, open, deep).expect("a row of the view");
    }
}

/// What the layers say of each path is what is seen when one goes from layer to layer.
fn versions_agree(tree: &Tree, states: &[State]) {
    let paths: BTreeSet<&String> = states.iter().flat_map(State::keys).collect();
    for path in paths {
        let mut wanted = Vec::new();
        for (at, state) in states.iter().enumerate() {
            let was = at.checked_sub(1).and_then(|below| states[below].get(path));
            match state.get(path) {
                Some(entry) if entry.layer as usize == at => {
                    wanted.push((at as u32, VersionKind::Written, Some(entry)));
                }
                None if was.is_some() => wanted.push((at as u32, VersionKind::Deleted, None)),
                _ => {}
            }
        }
        let versions = tree.versions(path, Rules::Oci);
        let told: Vec<_> =
            versions.iter().map(|version| (version.layer, version.kind, version.entry.as_ref())).collect();
        assert_eq!(told, wanted, "{path}");
        let live = versions.iter().filter(|version| version.live).count();
        let visible = states.last().is_some_and(|state| state.contains_key(path));
        assert_eq!(live, usize::from(visible), "{path}");
    }
}
