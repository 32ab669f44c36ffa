//! Thousands of small random images, against a plain model of the rules: a map from path to node that
//! each layer is applied to in turn.

mod overlay;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lamina::layer::Layer;
use lamina::tar::Kind;
use lamina::tree::{ChangeKind, Entry, Mode, Rules, Sort, Tree, VersionKind, View, ViewOptions};
use overlay::random::Random;
use overlay::{Item, everything, index, tar_of};

type Path = Vec<String>;
/// Layer and number of the item that brought a content.
type Origin = (usize, usize);

#[derive(Debug, Clone, PartialEq)]
struct Node {
    kind: Kind,
    layer: usize,
    mode: u32,
    mtime: u64,
    owner: u32,
    size: usize,
    /// Of what can have several names.
    content: Option<Origin>,
    target: String,
}

impl Node {
    fn implied(layer: usize) -> Self {
        let (kind, target) = (Kind::Directory, String::new());
        Self { kind, layer, mode: 0o755, mtime: 0, owner: 0, size: 0, content: None, target }
    }

    fn is_directory(&self) -> bool {
        self.kind == Kind::Directory
    }
}

type State = BTreeMap<Path, Node>;

fn clean(text: &str) -> Path {
    let mut path = Vec::new();
    for name in text.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(path.pop()),
            name => path.push(name.to_owned()),
        }
    }
    path
}

fn remove_below(state: &mut State, path: &[String]) {
    state.retain(|other, _| other.len() <= path.len() || !other.starts_with(path));
}

fn remove(state: &mut State, path: &[String]) {
    state.remove(path);
    remove_below(state, path);
}

/// A directory's path, with the symbolic links of the layer itself followed.
fn through_links(own: &State, path: &[String]) -> Option<Path> {
    let mut path = path.to_vec();
    'again: for _ in 0..41 {
        for length in 1..=path.len() {
            if let Some(node) = own.get(&path[..length])
                && node.kind == Kind::Symlink
            {
                let base =
                    if node.target.starts_with('/') { String::new() } else { path[..length - 1].join("/") };
                let rest = path[length..].join("/");
                path = clean(&format!("{base}/{}", node.target));
                path.extend(clean(&rest));
                continue 'again;
            }
        }
        return Some(path);
    }
    None
}

fn apply(below: &State, layer: usize, items: &[Item]) -> State {
    // What the layer has by itself, as if it were unpacked alone; `None` for implied directories.
    let mut own: BTreeMap<Path, Node> = BTreeMap::new();
    let mut implied: BTreeSet<Path> = BTreeSet::new();
    let mut whiteouts: BTreeSet<Path> = BTreeSet::new();
    let mut opaques: BTreeSet<Path> = BTreeSet::new();
    // Paths where something other than a directory was written.
    let mut solid: BTreeSet<Path> = BTreeSet::new();
    for (number, item) in items.iter().enumerate() {
        let mut path = clean(std::str::from_utf8(&item.path).unwrap());
        let Some(last) = path.pop() else { continue };
        let Some(above) = through_links(&own, &path) else { continue };
        let mut path = above.clone();
        if last == ".wh..wh..opq" {
            opaques.insert(above);
            continue;
        }
        if let Some(name) = last.strip_prefix(".wh.") {
            path.push(name.to_owned());
            whiteouts.insert(path);
            continue;
        }
        path.push(last);
        let mut node = Node {
            kind: Kind::File,
            layer,
            mode: item.mode,
            mtime: item.mtime,
            owner: 7,
            size: item.content.len(),
            content: Some((layer, number)),
            target: item.link.clone(),
        };
        match item.kind {
            tar::EntryType::Directory => {
                node.kind = Kind::Directory;
                node.content = None;
            }
            tar::EntryType::Symlink => node.kind = Kind::Symlink,
            tar::EntryType::Fifo => node.kind = Kind::Fifo,
            tar::EntryType::Link => {
                node.kind = Kind::Hardlink;
                let mut target = clean(&item.link);
                let last = target.pop().unwrap();
                let found = through_links(&own, &target).and_then(|mut target| {
                    target.push(last);
                    // What stands where the link goes is taken away before it is made.
                    if target.starts_with(&path) {
                        return None;
                    }
                    if let Some(found) = own.get(&target) {
                        return Some(found.clone());
                    }
                    let gone = whiteouts.contains(&target)
                        || solid.contains(&target)
                        || (0..target.len()).any(|length| {
                            let above = &target[..length].to_vec();
                            whiteouts.contains(above) || opaques.contains(above) || solid.contains(above)
                        });
                    below.get(&target).filter(|_| !gone).cloned()
                });
                let found = found.filter(|found| !found.is_directory());
                node.content = found.as_ref().and_then(|found| found.content);
                node.size = found.map_or(0, |found| found.size);
            }
            _ => {}
        }
        for length in 1..path.len() {
            let above = path[..length].to_vec();
            if own.get(&above).is_some_and(|node| !node.is_directory()) {
                own.remove(&above);
            }
            if !own.contains_key(&above) {
                implied.insert(above);
            }
        }
        if !node.is_directory() {
            remove_below(&mut own, &path);
            implied.retain(|other| !other.starts_with(&path));
            solid.insert(path.clone());
        }
        implied.remove(&path);
        own.insert(path, node);
    }
    // A directory that only lost its children is not there any more by itself.
    implied.retain(|path| own.keys().any(|other| other.len() > path.len() && other.starts_with(path)));
    let mut state = below.clone();
    for path in &whiteouts {
        remove(&mut state, path);
    }
    for path in &opaques {
        remove_below(&mut state, path);
    }
    let passed =
        whiteouts.iter().map(|path| &path[..path.len() - 1]).chain(opaques.iter().map(|path| &path[..]));
    for path in passed {
        for length in 1..=path.len() {
            if state.get(&path[..length]).is_some_and(|node| node.kind == Kind::Symlink) {
                state.insert(path[..length].to_vec(), Node::implied(layer));
            }
        }
    }
    for path in own.keys().cloned().chain(implied.iter().cloned()).collect::<BTreeSet<_>>() {
        let lower_directory = state.get(&path).is_some_and(Node::is_directory);
        match own.get(&path) {
            Some(node) if node.is_directory() && lower_directory => {
                state.insert(path, node.clone());
            }
            None if lower_directory => {}
            node => {
                remove(&mut state, &path);
                state.insert(path, node.cloned().unwrap_or(Node::implied(layer)));
            }
        }
    }
    state
}

/// What is compared of an entry: path, kind, mode, time, owner, size, layer and names.
type Facts = (String, Kind, u32, u64, u32, u64, u32, u32);

fn facts(entry: &Entry) -> Facts {
    let layer = entry.layer;
    let (mode, mtime) = (u32::from(entry.mode), entry.mtime as u64);
    (entry.path.clone(), entry.kind, mode, mtime, entry.uid, entry.size, layer, entry.links)
}

fn expected(state: &State) -> Vec<Facts> {
    state
        .iter()
        .map(|(path, node)| {
            let same = |other: &&Node| other.content == node.content;
            let links = if node.content.is_some() { state.values().filter(same).count() } else { 1 };
            let path = format!("/{}", path.join("/"));
            let size = if matches!(node.kind, Kind::File | Kind::Hardlink) { node.size as u64 } else { 0 };
            (path, node.kind, node.mode, node.mtime, node.owner, size, node.layer as u32, links as u32)
        })
        .collect()
}

fn total(state: &State) -> u64 {
    let contents: BTreeMap<Origin, usize> =
        state.values().filter_map(|node| Some((node.content?, node.size))).collect();
    contents.values().map(|size| *size as u64).sum()
}

fn changed(now: &State, before: &State, layer: usize) -> Vec<(String, ChangeKind)> {
    let paths: BTreeSet<&Path> = now.keys().chain(before.keys()).collect();
    let kind = |path: &Path| match (now.get(path), before.get(path)) {
        (Some(_), None) => Some(ChangeKind::Added),
        (None, Some(_)) => Some(ChangeKind::Deleted),
        (Some(a), Some(b)) if a.is_directory() && b.is_directory() => {
            ((a.mode, a.mtime, a.owner) != (b.mode, b.mtime, b.owner)).then_some(ChangeKind::Modified)
        }
        (Some(a), Some(b)) => (a.layer == layer || a.kind != b.kind).then_some(ChangeKind::Modified),
        (None, None) => None,
    };
    paths.into_iter().filter_map(|path| Some((format!("/{}", path.join("/")), kind(path)?))).collect()
}

#[test]
fn the_tree_agrees_with_the_model() {
    let mut random = Random(0x00C0_FFEE_D00D_u64);
    for round in 0..6000 {
        let count = 1 + random.below(5);
        let stack: Vec<Vec<Item>> = (0..count)
            .map(|layer| {
                (0..random.below(9)).map(|number| random.item(layer as u64 * 100 + number as u64)).collect()
            })
            .collect();
        let mut states = vec![State::new()];
        for (layer, items) in stack.iter().enumerate() {
            states.push(apply(&states[layer], layer, items));
        }
        let mut tree = Tree::new(count);
        // A view that is there from the start must end as one that is made at the end.
        let options = ViewOptions { sort: Some(Sort::Name), ..ViewOptions::default() };
        let mut early = View::new(&tree, &options).unwrap();
        let mut order: Vec<usize> = (0..count).collect();
        for at in (1..count).rev() {
            order.swap(at, random.below(at + 1));
        }
        for position in order {
            let layer = index(&tar_of(&stack[position]));
            let packed = Layer::unpack(&layer.pack()).expect("a packed layer");
            assert_eq!(packed, layer);
            tree.add(position, Rc::new(packed)).unwrap();
        }
        let shown = format!("round {round}: {stack:#?}");
        early.toggle(&tree, 0, true, true).unwrap();
        assert_eq!(early.info(&tree).row_count, states[count].len(), "{shown}");
        for layer in 0..count {
            let (now, before) = (&states[layer + 1], &states[layer]);
            check(&tree, layer, now, &shown, &mut random);
            check_changes(&tree, layer, now, before, &shown);
            check_view(&tree, layer, now, before, &shown);
        }
        check_versions(&tree, &states, &shown);
    }
}

fn check(tree: &Tree, layer: usize, now: &State, shown: &str, random: &mut Random) {
    let all: Vec<_> = everything(tree, layer).iter().map(facts).collect();
    // BTreeMap's order of paths as lists of names is the walking order.
    assert_eq!(all, expected(now), "layer {layer}, {shown}");
    let info = tree.info(layer).unwrap();
    assert_eq!((info.count, info.size), (now.len() as u64, total(now)), "layer {layer}, {shown}");
    // Going on after any path, there or not.
    let after = clean(&random.path());
    let rest: Vec<String> =
        now.keys().filter(|path| **path > after).map(|path| format!("/{}", path.join("/"))).collect();
    let walked = tree.walk(layer, "/", Some(&after.join("/")), usize::MAX).unwrap();
    assert_eq!(
        walked.iter().map(|entry| entry.path.clone()).collect::<Vec<_>>(),
        rest,
        "after {after:?}, {shown}"
    );
    for (path, node) in now {
        let text = path.join("/");
        let stat = tree.stat(layer, &text).unwrap().map(|entry| entry.kind);
        assert_eq!(stat, Some(node.kind), "{shown}");
        if node.is_directory() {
            let listed: Vec<String> =
                tree.list(layer, &text).unwrap().into_iter().map(|entry| entry.path).collect();
            let children =
                now.keys().filter(|other| other.len() == path.len() + 1 && other.starts_with(path));
            assert_eq!(
                listed,
                children.map(|path| format!("/{}", path.join("/"))).collect::<Vec<_>>(),
                "{shown}"
            );
        } else {
            assert!(tree.list(layer, &text).is_err(), "{shown}");
        }
    }
}

fn check_changes(tree: &Tree, layer: usize, now: &State, before: &State, shown: &str) {
    let changes = tree.changes(layer).unwrap();
    let kinds: Vec<_> = changes.iter().map(|change| (change.path.clone(), change.kind)).collect();
    assert_eq!(kinds, changed(now, before, layer), "changes of {layer}, {shown}");
    for change in changes {
        assert_eq!(change.entry.is_none(), change.kind == ChangeKind::Deleted);
        assert_eq!(change.before.is_none(), change.kind == ChangeKind::Added);
    }
}

fn check_view(tree: &Tree, layer: usize, now: &State, before: &State, shown: &str) {
    let mut options = ViewOptions { layer: Some(layer), ..ViewOptions::default() };
    let mut view = View::new(tree, &options).unwrap();
    view.toggle(tree, 0, true, true).unwrap();
    let rows = view.rows(tree, 0, usize::MAX);
    let all = everything(tree, layer);
    assert_eq!(rows.len(), all.len(), "{shown}");
    let changes: BTreeMap<String, ChangeKind> = changed(now, before, layer).into_iter().collect();
    for (row, entry) in rows.iter().zip(&all) {
        assert_eq!(
            (&row.path, row.kind, row.layer, row.level as usize),
            (&entry.path, entry.kind, entry.layer, entry.path.matches('/').count())
        );
        assert_eq!(row.change.as_ref(), changes.get(&row.path), "{} at {layer}, {shown}", row.path);
        let size = if entry.kind == Kind::Directory {
            let path = clean(&entry.path);
            let inside = now.iter().filter(|(other, _)| other.starts_with(&path));
            total(&inside.map(|(path, node)| (path.clone(), node.clone())).collect())
        } else {
            entry.size
        };
        assert_eq!(row.size, size, "size of {} at {layer}, {shown}", row.path);
    }
    options.mode = Some(Mode::Changes);
    view.update(tree, &options).unwrap();
    assert_eq!(view.info(tree).match_count, changes.len(), "{shown}");
    view.toggle(tree, 0, true, true).unwrap();
    let rows = view.rows(tree, 0, usize::MAX);
    let seen: BTreeMap<String, ChangeKind> =
        rows.iter().filter_map(|row| Some((row.path.clone(), row.change?))).collect();
    assert_eq!(seen, changes, "{shown}");
    for row in rows {
        assert_eq!(row.matches, row.change.is_some(), "{shown}");
        assert!(row.matches || row.expanded.is_some(), "{shown}");
    }
}

fn check_versions(tree: &Tree, states: &[State], shown: &str) {
    let paths: BTreeSet<&Path> = states.iter().flat_map(|state| state.keys()).collect();
    let last = states.len() - 2;
    for path in paths {
        let mut wanted = Vec::new();
        for layer in 0..=last {
            let (now, before) = (states[layer + 1].get(path), states[layer].get(path));
            match now {
                Some(node) if node.layer == layer => {
                    let live = states[last + 1].get(path).is_some_and(|node| node.layer == layer);
                    wanted.push((layer as u32, VersionKind::Written, live));
                }
                None if before.is_some() => wanted.push((layer as u32, VersionKind::Deleted, false)),
                _ => {}
            }
        }
        let versions = tree.versions(&path.join("/"), Rules::Oci);
        let got: Vec<_> =
            versions.iter().map(|version| (version.layer, version.kind, version.live)).collect();
        assert_eq!(got, wanted, "versions of {path:?}, {shown}");
    }
}
