//! The view behind the page's treegrid.

mod overlay;

use std::rc::Rc;

use lamina::tree::ChangeKind::{Added, Deleted, Modified};
use lamina::tree::{Mode, Row, Sort, Tree, View, ViewOptions};
use overlay::{Item, dir, file, hard, layer, symlink, tree};

fn base() -> Vec<Item> {
    vec![
        dir("etc"),
        file("etc/passwd", "root:x:0:0"),
        file("etc/Shadow", "root:*"),
        dir("usr"),
        dir("usr/lib"),
        file("usr/lib/big", &"b".repeat(1000)),
        hard("usr/lib/same", "usr/lib/big"),
        hard("same", "usr/lib/big"),
        dir("empty"),
        symlink("bin", "usr/bin"),
    ]
}

fn upper() -> Vec<Item> {
    vec![
        file("etc/passwd", "root:x:0:0\nme:x:1:1"),
        file("etc/.wh.Shadow", ""),
        file("opt/new", "new"),
        file(".wh.empty", ""),
    ]
}

fn paths(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| &row.path[..]).collect()
}

fn shown(view: &mut View, tree: &Tree) -> Vec<String> {
    let rows = view.rows(tree, 0, usize::MAX);
    assert_eq!(view.info(tree).row_count, rows.len());
    rows.into_iter().map(|row| row.path).collect()
}

fn node(view: &mut View, tree: &Tree, path: &str) -> u32 {
    view.rows(tree, 0, usize::MAX).iter().find(|row| row.path == path).expect("a row").node
}

fn options(filter: &str) -> ViewOptions {
    ViewOptions { filter: Some(filter.to_owned()), ..ViewOptions::default() }
}

#[test]
fn rows_have_what_the_grid_needs() {
    let tree = tree(&[&base(), &upper()]);
    let mut view = View::new(&tree, &ViewOptions::default()).unwrap();
    let rows = view.rows(&tree, 0, 100);
    assert_eq!(paths(&rows), ["/bin", "/etc", "/opt", "/same", "/usr"]);
    let etc = &rows[1];
    assert_eq!((etc.level, etc.pos_in_set, etc.set_size, etc.expanded), (1, 2, 5, Some(false)));
    assert_eq!((&etc.owner[..], etc.size, etc.layer, etc.change), ("7:8", 19, 0, None));
    assert_eq!((&rows[0].link, rows[0].expanded), (&Some("usr/bin".to_owned()), None));
    assert_eq!(rows[2].change, Some(Added));
    assert_eq!(rows[4].size, 1000, "a file with two names counts once");
    assert_eq!(rows[3].size, 1000, "and in another directory again");
    assert!(rows.iter().all(|row| row.matches));
    assert_eq!(view.rows(&tree, 3, 1)[0].path, "/same");
    assert_eq!(view.rows(&tree, 5, 10), []);

    let row = serde_json::to_value(etc).unwrap();
    assert_eq!(row["posInSet"], 2);
    assert_eq!(row["change"], "");
    assert_eq!(row["kind"], "directory");
    assert_eq!(serde_json::to_value(&rows[2]).unwrap()["change"], "added");
}

#[test]
fn opening_and_closing() {
    let tree = tree(&[&base(), &upper()]);
    let mut view = View::new(&tree, &ViewOptions::default()).unwrap();
    let usr = node(&mut view, &tree, "/usr");
    view.toggle(&tree, usr, true, false).unwrap();
    assert_eq!(shown(&mut view, &tree), ["/bin", "/etc", "/opt", "/same", "/usr", "/usr/lib"]);
    view.toggle(&tree, usr, true, true).unwrap();
    assert_eq!(shown(&mut view, &tree)[5..], ["/usr/lib", "/usr/lib/big", "/usr/lib/same"]);
    // Closed and opened again: what was open in it is open.
    view.toggle(&tree, usr, false, false).unwrap();
    assert_eq!(shown(&mut view, &tree).len(), 5);
    view.toggle(&tree, usr, true, false).unwrap();
    assert_eq!(shown(&mut view, &tree).len(), 8);
    view.toggle(&tree, usr, false, true).unwrap();
    view.toggle(&tree, usr, true, false).unwrap();
    assert_eq!(shown(&mut view, &tree).len(), 6);
    assert!(view.toggle(&tree, 1_000_000, true, false).is_err());
}

#[test]
fn finding_ones_way() {
    let tree = tree(&[&base(), &upper()]);
    let mut view = View::new(&tree, &ViewOptions::default()).unwrap();
    assert_eq!(view.reveal(&tree, "/usr/lib/same"), Some(7));
    assert_eq!(view.parent(&tree, 7), Some(5));
    assert_eq!(view.parent(&tree, 5), Some(4));
    assert_eq!(view.parent(&tree, 4), None);
    assert_eq!(view.parent(&tree, 99), None);
    assert_eq!(view.reveal(&tree, "/etc/Shadow"), None, "it is not there any more");
    assert_eq!(view.reveal(&tree, "/nothing"), None);
    assert_eq!(view.reveal(&tree, "/"), None);
    // bin, etc, opt, same, usr, usr/lib, big, same
    assert_eq!(view.find(&tree, "SA", None), Some(3));
    assert_eq!(view.find(&tree, "sa", Some(3)), Some(7));
    assert_eq!(view.find(&tree, "sa", Some(7)), Some(3));
    assert_eq!(view.find(&tree, "lib", Some(5)), Some(5));
    assert_eq!(view.find(&tree, "passwd", None), None, "its directory is closed");
    assert_eq!(view.find(&tree, "b", Some(usize::MAX)), Some(0));
}

#[test]
fn changes_show_what_is_gone() {
    let tree = tree(&[&base(), &upper()]);
    let all = ViewOptions { mode: Some(Mode::Changes), ..ViewOptions::default() };
    let mut view = View::new(&tree, &all).unwrap();
    view.toggle(&tree, 0, true, true).unwrap();
    let rows = view.rows(&tree, 0, 100);
    assert_eq!(paths(&rows), ["/empty", "/etc", "/etc/Shadow", "/etc/passwd", "/opt", "/opt/new"]);
    let changes: Vec<_> = rows.iter().map(|row| row.change).collect();
    assert_eq!(changes, [Some(Deleted), None, Some(Deleted), Some(Modified), Some(Added), Some(Added)]);
    assert_eq!((rows[2].size, rows[2].layer), (6, 1), "what it was, and who took it away");
    assert_eq!(rows[1].size, 6 + 19);
    assert!(!rows[1].matches);
    assert_eq!(view.info(&tree).match_count, 5);
    // Layer 0 added everything; going back keeps what is open.
    view.update(&tree, &ViewOptions { layer: Some(0), ..all.clone() }).unwrap();
    let rows = view.rows(&tree, 0, 100);
    assert_eq!(paths(&rows)[..4], ["/bin", "/empty", "/etc", "/etc/Shadow"]);
    assert!(rows.iter().all(|row| row.change == Some(Added)));
    assert!(view.update(&tree, &ViewOptions { layer: Some(2), ..all }).is_err());
}

#[test]
fn filters_keep_the_way_to_what_they_match() {
    let tree = tree(&[&base(), &upper()]);
    let mut view = View::new(&tree, &options("AS")).unwrap();
    assert_eq!(shown(&mut view, &tree), ["/etc", "/etc/passwd"]);
    assert_eq!(view.info(&tree).match_count, 1);
    let rows = view.rows(&tree, 0, 9);
    assert_eq!((rows[0].matches, rows[1].matches, rows[0].expanded), (false, true, Some(true)));
    // Closed by hand, it stays closed; another filter opens it again.
    let etc = rows[0].node;
    view.toggle(&tree, etc, false, false).unwrap();
    assert_eq!(shown(&mut view, &tree), ["/etc"]);
    let sized = ViewOptions { sort: Some(Sort::Size), ..options("AS") };
    view.update(&tree, &sized).unwrap();
    assert_eq!(shown(&mut view, &tree), ["/etc"]);
    view.update(&tree, &options("lib/")).unwrap();
    assert_eq!(shown(&mut view, &tree), ["/usr", "/usr/lib", "/usr/lib/big", "/usr/lib/same"]);
    assert_eq!(view.info(&tree).match_count, 2);
    assert_eq!(view.rows(&tree, 0, 1)[0].size, 1000);
    // Without a filter all is closed as it was.
    view.update(&tree, &options("")).unwrap();
    assert_eq!(shown(&mut view, &tree).len(), 5);
    view.update(&tree, &options("no such name")).unwrap();
    assert_eq!((view.info(&tree).row_count, view.info(&tree).match_count), (0, 0));
    // A directory that matches, and nothing below it that does: nothing to open.
    view.update(&tree, &options("etc")).unwrap();
    assert_eq!(view.rows(&tree, 0, 9)[0].expanded, None);
}

#[test]
fn sorting() {
    let tree = tree(&[&base(), &upper()]);
    let by = |sort, descending| ViewOptions {
        sort: Some(sort),
        descending: Some(descending),
        ..ViewOptions::default()
    };
    let mut view = View::new(&tree, &by(Sort::Size, true)).unwrap();
    assert_eq!(shown(&mut view, &tree), ["/same", "/usr", "/etc", "/opt", "/bin"]);
    view.update(&tree, &by(Sort::Size, false)).unwrap();
    assert_eq!(shown(&mut view, &tree), ["/bin", "/opt", "/etc", "/same", "/usr"]);
    view.update(&tree, &by(Sort::Name, true)).unwrap();
    assert_eq!(shown(&mut view, &tree), ["/usr", "/same", "/opt", "/etc", "/bin"]);
}

#[test]
fn a_layer_that_arrives_changes_what_is_shown_and_not_what_is_open() {
    let mut tree = Tree::new(2);
    let mut view = View::new(&tree, &ViewOptions::default()).unwrap();
    assert_eq!(view.info(&tree).row_count, 0);
    tree.add(1, layer(&upper())).unwrap();
    assert_eq!(shown(&mut view, &tree), ["/etc", "/opt"]);
    assert_eq!(view.reveal(&tree, "/etc/passwd"), Some(1));
    tree.add(0, layer(&base())).unwrap();
    assert_eq!(shown(&mut view, &tree), ["/bin", "/etc", "/etc/passwd", "/opt", "/same", "/usr"]);
}

#[test]
fn options_of_the_page() {
    let text = r#"{"layer":0,"mode":"changes","sort":"size","descending":true,"filter":"x"}"#;
    let options: ViewOptions = serde_json::from_str(text).unwrap();
    assert_eq!((options.mode, options.sort), (Some(Mode::Changes), Some(Sort::Size)));
    assert_eq!(serde_json::from_str::<ViewOptions>("{}").unwrap(), ViewOptions::default());
}

/// A layer with this many files, a hundred to a directory.
fn many(count: usize) -> Rc<lamina::layer::Layer> {
    let mut items: Vec<Item> = Vec::new();
    for n in 0..count {
        if n % 100 == 0 {
            items.push(dir(&format!("usr/share/package-{:05}", n / 100)));
        }
        items.push(file(&format!("usr/share/package-{:05}/file-{n:07}.txt", n / 100), ""));
    }
    layer(&items)
}

#[test]
fn many_rows() {
    let mut tree = Tree::new(1);
    tree.add(0, many(50_000)).unwrap();
    let mut view = View::new(&tree, &ViewOptions::default()).unwrap();
    view.toggle(&tree, 0, true, true).unwrap();
    assert_eq!(view.info(&tree).row_count, 50_502);
    let rows = view.rows(&tree, 50_000, 10);
    assert_eq!(rows.len(), 10);
    assert_eq!(view.reveal(&tree, &rows[3].path), Some(50_003));
    assert_eq!(view.parent(&tree, 1), Some(0));
    view.update(&tree, &options("49999")).unwrap();
    assert_eq!(view.info(&tree).match_count, 1);
}
