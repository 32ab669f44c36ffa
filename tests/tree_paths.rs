//! Questions about single paths: names of any bytes, links, versions, changes.

mod overlay;

use lamina::tree::ChangeKind::{Added, Deleted, Modified};
use lamina::tree::{ChangeKind, Rules, Tree, VersionKind};
use overlay::{dir, fifo, file, hard, layer, names, symlink, tree};

fn content_of(tree: &Tree, layer: usize, path: &str) -> (String, u32, u64) {
    let located = tree.locate(layer, path, None).expect("located");
    (located.path, located.layer, located.size)
}

fn code(tree: &Tree, path: &str) -> (&'static str, String) {
    let failed = tree.locate(tree.layers().saturating_sub(1), path, None).expect_err("no file");
    (failed.code(), failed.to_string())
}

#[test]
fn names_of_any_bytes() {
    let odd = [&b"caf\xe9"[..], b"caf\\xe9", b"back\\slash", b"\xff/in\\side", "h\u{e9}".as_bytes()];
    let items: Vec<_> = odd.iter().map(|name| file("", "x").named(name)).collect();
    let tree = tree(&[&items]);
    let shown = ["back\\slash", "caf\\\\xe9", "caf\\xe9", "h\u{e9}", "\\xff/", "\\xff/in\\side"];
    assert_eq!(names(&tree, 0), shown);
    for path in shown {
        let entry = tree.stat(0, path).unwrap().expect(path);
        assert_eq!(entry.path, format!("/{}", path.trim_end_matches('/')));
    }
    let raw = |path: &str| tree.stat(0, path).unwrap().unwrap().raw_path.map(|bytes| bytes.0);
    assert_eq!(raw("caf\\xe9").unwrap(), b"/caf\xe9");
    assert_eq!(raw("caf\\\\xe9").unwrap(), b"/caf\\xe9");
    assert_eq!(raw("back\\slash"), None);
    // A name that only looks escaped can be given as it is, where nothing else is called so.
    let only = overlay::tree(&[&[file("", "x").named(b"caf\\xe9")]]);
    assert_eq!(only.stat(0, "caf\\xe9").unwrap().unwrap().path, "/caf\\\\xe9");
    let after = tree.walk(0, "/", Some("/caf\\\\xe9"), 1).unwrap();
    assert_eq!(after[0].path, "/caf\\xe9");
}

#[test]
fn the_shapes_of_the_javascript_api() {
    let tree = tree(&[&[file("f", "abc"), symlink("l", "f")]]);
    let entry = serde_json::to_value(tree.stat(0, "/l").unwrap()).unwrap();
    let wanted = serde_json::json!({
        "path": "/l", "rawPath": null, "kind": "symlink", "mode": 0o777, "uid": 7, "gid": 8,
        "uname": "", "gname": "", "size": 0, "mtime": 1_700_000_000, "link": "f", "links": 1,
        "device": null, "layer": 0, "xattrs": {}, "differs": null
    });
    assert_eq!(entry, wanted);
    let change = serde_json::to_value(&tree.changes(0).unwrap()[0]).unwrap();
    assert_eq!((&change["kind"], &change["before"]), (&"added".into(), &serde_json::Value::Null));
    let version = serde_json::to_value(&tree.versions("f", Rules::Oci)[0]).unwrap();
    assert_eq!((&version["kind"], &version["live"]), (&"written".into(), &true.into()));
}

#[test]
fn links_are_followed_within_the_image() {
    let tree = tree(&[
        &[
            dir("usr/bin"),
            file("usr/bin/dash", "#!"),
            symlink("usr/bin/sh", "dash"),
            symlink("bin", "usr/bin"),
            symlink("abs", "/bin/sh"),
            symlink("out", "../../../../bin/./sh"),
            symlink("back", "usr/bin/../../bin/sh"),
            symlink("deep", "bin/../share"),
            file("usr/share", "s"),
            symlink("loop", "loop2"),
            symlink("loop2", "loop"),
            symlink("nowhere", "/no/such"),
            symlink("file-as-dir", "usr/share/x"),
            fifo("pipe"),
            symlink("dir", "usr"),
        ],
        &[hard("hard", "usr/bin/dash"), hard("hard-to-link", "usr/bin/sh"), hard("hard-to-pipe", "pipe")],
        &[file("usr/bin/.wh.dash", ""), file("usr/bin/dash", "new!")],
    ]);
    for path in ["/usr/bin/sh", "/bin/sh", "abs", "out", "back"] {
        assert_eq!(content_of(&tree, 2, path), ("/usr/bin/dash".into(), 2, 4), "{path}");
        assert_eq!(content_of(&tree, 1, path), ("/usr/bin/dash".into(), 0, 2), "{path}");
    }
    // `..` after a link goes up from where the link led.
    assert_eq!(content_of(&tree, 2, "deep").0, "/usr/share");
    // The hard link keeps what its target was.
    assert_eq!(content_of(&tree, 2, "hard"), ("/hard".into(), 0, 2));
    assert_eq!(tree.stat(2, "hard").unwrap().unwrap().links, 1);
    assert_eq!(tree.stat(1, "hard").unwrap().unwrap().links, 2);
    assert_eq!(code(&tree, "hard-to-link").0, "absent", "the link is relative to another directory now");
    assert_eq!(code(&tree, "loop"), ("usage", "loop: more than 40 symbolic links, or a loop".into()));
    assert_eq!(code(&tree, "nowhere"), ("absent", "nowhere: the symbolic link leads to nothing".into()));
    assert_eq!(code(&tree, "missing"), ("absent", "missing: there is no such file".into()));
    assert_eq!(code(&tree, "file-as-dir").0, "absent");
    assert_eq!(code(&tree, "pipe"), ("usage", "pipe has no content to read: its kind is fifo".into()));
    assert_eq!(code(&tree, "hard-to-pipe").0, "usage");
    assert_eq!(code(&tree, "dir"), ("usage", "dir is a directory".into()));
    assert_eq!(code(&tree, "/").0, "usage");
    // A version is what that layer wrote, with the links of that time.
    let version =
        |path, layer| tree.locate(2, path, Some(layer)).map(|located| (located.layer, located.size));
    assert_eq!(version("usr/bin/dash", 0), Ok((0, 2)));
    assert_eq!(version("usr/bin/dash", 2), Ok((2, 4)));
    assert_eq!(version("usr/bin/sh", 0), Ok((0, 2)));
    assert_eq!(version("usr/bin/dash", 1).unwrap_err().code(), "usage");
    assert_eq!(version("usr/bin/dash", 3).unwrap_err().code(), "usage");
}

#[test]
fn versions_and_changes_tell_the_same_story() {
    let tree = tree(&[
        &[dir("a").mode(0o700), file("a/f", "1"), file("a/g", "1"), file("b", "1")],
        &[dir("a").mode(0o700), file("a/f", "22")],
        &[file(".wh.a", ""), file("b/child", "x"), file(".wh.never", "")],
        &[dir("a"), file("a/f", "333")],
    ]);
    let story = |path: &str| -> Vec<(u32, VersionKind, bool)> {
        tree.versions(path, Rules::Oci)
            .iter()
            .map(|version| (version.layer, version.kind, version.live))
            .collect()
    };
    assert_eq!(
        story("/a/f"),
        [
            (0, VersionKind::Written, false),
            (1, VersionKind::Written, false),
            (2, VersionKind::Deleted, false),
            (3, VersionKind::Written, true)
        ]
    );
    assert_eq!(story("/a/g"), [(0, VersionKind::Written, false), (2, VersionKind::Deleted, false)]);
    assert_eq!(story("/b"), [(0, VersionKind::Written, false), (2, VersionKind::Written, true)]);
    assert_eq!(story("/never"), []);
    assert_eq!(story("/unheard-of"), []);
    let changes = |layer| -> Vec<(String, ChangeKind)> {
        tree.changes(layer).unwrap().into_iter().map(|change| (change.path, change.kind)).collect()
    };
    assert_eq!(changes(1), [("/a/f".into(), Modified)], "the directory is as it was");
    assert_eq!(
        changes(2),
        [
            ("/a".into(), Deleted),
            ("/a/f".into(), Deleted),
            ("/a/g".into(), Deleted),
            ("/b".into(), Modified),
            ("/b/child".into(), Added)
        ]
    );
    let implied = tree.stat(2, "/b").unwrap().unwrap();
    assert_eq!((implied.mode, implied.uid, implied.layer), (0o755, 0, 2));
    let change = &tree.changes(1).unwrap()[0];
    assert_eq!(change.entry.as_ref().unwrap().size, 2);
    assert_eq!(change.before.as_ref().unwrap().size, 1);
}

#[test]
fn an_implied_directory_keeps_what_is_below() {
    let tree = tree(&[&[dir("a").mode(0o1777)], &[file("a/x", "")], &[file(".wh.a", ""), file("a/x", "")]]);
    let mode = |layer| tree.stat(layer, "/a").unwrap().map(|entry| (entry.mode, entry.layer));
    assert_eq!(mode(1), Some((0o1777, 0)));
    assert_eq!(mode(2), Some((0o755, 2)));
}

#[test]
fn missing_layers_are_passed_over() {
    let mut tree = Tree::new(3);
    tree.add(2, layer(&[file("a/.wh.x", ""), hard("h", "f")])).unwrap();
    assert_eq!(names(&tree, 2), ["h"]);
    assert_eq!(code(&tree, "h").0, "absent");
    tree.add(0, layer(&[file("a/x", ""), file("f", "content")])).unwrap();
    assert_eq!(names(&tree, 2), ["a/", "f", "h"]);
    assert_eq!(content_of(&tree, 2, "h"), ("/h".into(), 0, 7));
    assert_eq!(tree.info(2).unwrap().size, 7);
    assert!(tree.add(0, layer(&[])).is_err());
    assert!(tree.add(3, layer(&[])).is_err());
    assert!(tree.info(3).is_err());
    assert!(tree.stat(1, "f").unwrap().is_some());
}

#[test]
fn walking_goes_on_where_it_stopped() {
    let tree = tree(&[&[file("a/b/c", ""), file("a.b", ""), file("a/d", ""), file("e", "")]]);
    let mut after: Option<String> = None;
    let mut seen = Vec::new();
    loop {
        let some = tree.walk(0, "/", after.as_deref(), 2).unwrap();
        let Some(last) = some.last() else { break };
        after = Some(last.path.clone());
        seen.extend(some.into_iter().map(|entry| entry.path));
    }
    assert_eq!(seen, ["/a", "/a/b", "/a/b/c", "/a/d", "/a.b", "/e"]);
    let below = |after| -> Vec<String> {
        tree.walk(0, "/a", after, 9).unwrap().into_iter().map(|entry| entry.path).collect()
    };
    assert_eq!(below(None), ["/a/b", "/a/b/c", "/a/d"]);
    assert_eq!(below(Some("/a/b")), ["/a/b/c", "/a/d"]);
    assert_eq!(below(Some("/a/b/zzz")), ["/a/d"]);
    assert_eq!(below(Some("/a/d")), [""; 0]);
    assert_eq!(below(Some("/Z/x")).len(), 3);
    assert_eq!(below(Some("/a.b")), [""; 0]);
    assert!(tree.walk(0, "/e", None, 9).is_err());
    assert!(tree.list(0, "/nothing").is_err());
}

#[test]
fn an_image_without_layers_is_empty() {
    let mut tree = Tree::new(0);
    assert_eq!((tree.info(0).unwrap().count, tree.list(0, "/").unwrap()), (0, vec![]));
    assert_eq!(tree.stat(0, "/").unwrap().unwrap().mode, 0o755);
    assert_eq!(
        (tree.walk(0, "/", None, 9).unwrap(), tree.changes(0).unwrap(), tree.versions("/a", Rules::Oci)),
        (vec![], vec![], vec![])
    );
    assert_eq!(code(&tree, "/a").0, "absent");
    assert!(tree.info(1).is_err());
    assert!(tree.add(0, layer(&[])).is_err());
}
