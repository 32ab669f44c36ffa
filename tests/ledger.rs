//! Every byte of every layer is in one account, and in the right one.

mod common;
mod overlay;

use common::{newest, open_all, sample, samples};
use lamina::insight::ledger::{Accounts, Ledger};
use lamina::layer::Layer;
use lamina::tar::Kind;
use lamina::tree::{Entry, Fate, Tree};
use overlay::random::Random;
use overlay::{Item, dir, everything, file, hard, symlink, tree};

fn ledger(layers: &[&[Item]]) -> Ledger {
    let tree = tree(layers);
    let ledger = Ledger::of(&tree).unwrap();
    assert_exact(&tree, &ledger, "");
    ledger
}

/// The accounts add up to the tars, and what is hidden is hidden by somebody.
fn assert_exact(tree: &Tree, ledger: &Ledger, name: &str) {
    for (position, accounts) in ledger.layers.iter().enumerate() {
        let (Some(layer), Some(accounts)) = (tree.layer(position), accounts) else { continue };
        assert_eq!(accounts.own.total(), layer.unpacked(), "{name}: layer {position}");
        let hidden: u64 = ledger.layers.iter().flatten().map(|layer| layer.hides[position]).sum();
        assert_eq!(accounts.own.hidden(), hidden, "{name}: layer {position}");
    }
}

fn without_overhead(accounts: Accounts) -> Accounts {
    Accounts { overhead: 0, ..accounts }
}

#[test]
fn each_account() {
    let ledger = ledger(&[
        &[
            file("kept", "1"),
            file("written", "22"),
            file("gone", "4444"),
            dir("tree"),
            file("tree/in", "88888888"),
            dir("emptied"),
            file("emptied/in", "1234567890123456"),
            file("turned", "12345678901234567890123456789012"),
            dir("covered"),
            file("covered/in", &"x".repeat(64)),
        ],
        &[file("twice", &"x".repeat(128)), file("twice", "7"), file("written", "333"), file(".wh.gone", "")],
        &[
            file(".wh.tree", ""),
            file("emptied/.wh..wh..opq", ""),
            symlink("turned", "kept"),
            file("covered", "55555"),
        ],
    ]);
    let expected = [
        Accounts { live: 1, overwritten: 2, deleted: 12, opaque: 16, replaced: 96, ..Accounts::default() },
        Accounts { live: 4, overwritten: 128, ..Accounts::default() },
        Accounts { live: 5, ..Accounts::default() },
    ];
    let own: Vec<_> = ledger.layers.iter().flatten().map(|layer| without_overhead(layer.own)).collect();
    assert_eq!(own, expected);
    let hides: Vec<_> = ledger.layers.iter().flatten().map(|layer| layer.hides.clone()).collect();
    assert_eq!(hides, [[0, 0, 0], [6, 128, 0], [120, 0, 0]]);
}

/// Where dive, the tool most people compare with, is off: it counts 2 000 of these for a file that was only
/// given another owner, nothing for a directory, and bytes that another name still has.
#[test]
fn what_others_count_otherwise() {
    let one = "x".repeat(1000);
    let again = ledger(&[&[file("f", &one)], &[file("f", &one).mode(0o600)]]).sum();
    assert_eq!((again.live, again.overwritten), (1000, 1000));
    let directory = ledger(&[&[dir("d"), file("d/f", &one), file("d/g", &one)], &[file(".wh.d", "")]]).sum();
    assert_eq!((directory.live, directory.deleted), (0, 2000));
    let linked = ledger(&[&[file("f", &one), hard("g", "f")], &[file(".wh.f", "")]]).sum();
    assert_eq!((linked.live, linked.hidden()), (1000, 0));
    let linked = ledger(&[&[file("f", &one), hard("g", "f")], &[file(".wh.f", "")], &[file("g", "1")]]);
    assert_eq!((linked.sum().live, linked.sum().overwritten), (1, 1000));
    assert_eq!(linked.layers[2].as_ref().unwrap().hides, [1000, 0, 0]);
}

#[test]
fn a_directory_that_is_deleted_and_made_again() {
    let ledger = ledger(&[
        &[dir("d"), file("d/a", "1"), file("d/b", "22")],
        &[file(".wh.d", ""), dir("d"), file("d/a", "4444")],
    ]);
    let own = ledger.layers[0].as_ref().unwrap().own;
    assert_eq!((own.overwritten, own.deleted), (1, 2));
}

#[test]
fn the_accounts_of_real_images_are_exact() {
    let mut hidden = 0;
    for name in samples().into_iter().map(|sample| sample.file) {
        let session = open_all(&sample(&name)).unwrap();
        for (image, held) in session.archive().images.iter().enumerate() {
            let ledger = session.ledger(image).unwrap();
            let layers: Vec<_> =
                held.layers.iter().filter_map(|of| session.layer(of.key)).map(|(layer, _)| layer).collect();
            if layers.len() < held.layers.len() {
                continue;
            }
            for (layer, accounts) in layers.iter().zip(ledger.layers.iter().flatten()) {
                assert_eq!(accounts.own.total(), layer.unpacked(), "{name}");
            }
            hidden += ledger.sum().hidden();
            let is_sparse = |layer: &&Layer| (0..layer.len() as u32).any(|entry| layer.entry(entry).sparse);
            if !layers.iter().any(is_sparse) {
                let size = session.tree_info(image, newest(&session, image)).unwrap().size;
                assert_eq!(ledger.sum().live, size, "{name}");
            }
        }
    }
    assert!(hidden > 0, "no sample hides anything");
}

/// In random stacks a layer hid a file if the merged tree shows it below that layer, and not with it.
#[test]
fn whoever_hides_is_the_first_without_it() {
    let mut hidden = 0;
    for seed in 1..800 {
        let mut random = Random(seed * 0x9e37_79b9);
        let layers: Vec<Vec<Item>> =
            (0..5).map(|layer| (0..8).map(|number| random.item(layer * 10 + number)).collect()).collect();
        let layers: Vec<&[Item]> = layers.iter().map(Vec::as_slice).collect();
        let tree = tree(&layers);
        assert_exact(&tree, &Ledger::of(&tree).unwrap(), &format!("seed {seed}"));
        let merged: Vec<_> = (0..tree.layers()).map(|layer| everything(&tree, layer)).collect();
        for (position, fates) in tree.fates().unwrap().into_iter().enumerate() {
            let layer = tree.layer(position).unwrap();
            for (entry, fate) in fates.into_iter().enumerate() {
                let Some(path) = layer.path(entry as u32) else { continue };
                let is_it = |e: &&Entry| e.path.as_bytes() == path && e.layer as usize == position;
                let shown: Vec<_> = merged.iter().map(|entries| entries.iter().find(is_it)).collect();
                // A file that some hard link may name lives on by that name.
                let linked = merged[position..].iter().flatten().any(|e| {
                    e.kind == Kind::Hardlink && e.link.as_ref().is_some_and(|link| ends_alike(link, &path))
                });
                if layer.entry(entry as u32).kind != Kind::File || linked {
                    continue;
                }
                match shown.iter().rposition(Option::is_some) {
                    Some(last) if last + 1 == tree.layers() => assert_eq!(fate, Fate::Live, "seed {seed}"),
                    Some(last) => {
                        hidden += 1;
                        assert_eq!(fate.by(), Some(last as u32 + 1), "seed {seed}: {fate:?}");
                    }
                    None => assert_eq!(fate.by(), Some(position as u32), "seed {seed}: {fate:?}"),
                }
            }
        }
    }
    assert!(hidden > 1000, "only {hidden} were hidden");
}

/// Whether two paths have the same last name.
fn ends_alike(link: &str, path: &[u8]) -> bool {
    link.rsplit('/').next().map(str::as_bytes) == path.rsplit(|byte| *byte == b'/').next()
}
