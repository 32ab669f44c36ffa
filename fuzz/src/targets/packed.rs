//! A layer's index as it crosses between workers: any bytes are refused, or make a layer that works.

use std::rc::Rc;

use lamina::layer::Layer;
use lamina::source::{Memory, Source};
use lamina::tree::{Rules, Tree, View, ViewOptions};

use super::speaks;
use crate::memory::bounded;

/// Checks one input.
pub fn check(data: &[u8]) {
    let unpacked = bounded((1 << 20) + 16 * data.len(), || Layer::unpack(data));
    let layer = match unpacked {
        Ok(layer) => layer,
        Err(error) => return speaks(&error),
    };
    // Two forms of one layer would be told apart as two layers.
    let again = Layer::unpack(&layer.pack()).expect("what was packed");
    assert!(again == layer, "a packed layer is another");
    for row in 0..layer.len() as u32 {
        let entry = layer.entry(row);
        layer.path(row);
        if let Ok(content) = layer.content(Memory::new(data), entry.body, entry.size) {
            let _ = content.read_at(0, &mut [0; 100]);
        }
    }
    assert!(layer.hard_links().count() <= layer.len());
    let mut tree = Tree::new(2);
    let layer = Rc::new(layer);
    for position in 0..2 {
        match tree.add(position, Rc::clone(&layer)) {
            Ok(()) => {}
            Err(error) => return speaks(&error),
        }
    }
    let entries = tree.walk(1, "/", None, 200).expect("a tree has a root");
    for entry in &entries {
        assert_eq!(tree.stat(1, &entry.path).expect("a layer of the tree").as_ref(), Some(entry));
        tree.versions(&entry.path, Rules::Overlayfs);
        let _ = tree.locate(1, &entry.path, None);
    }
    tree.changes(1).expect("a layer of the tree");
    tree.info(1).expect("a layer of the tree");
    let mut view = View::new(&tree, &ViewOptions::default()).expect("a layer of the tree");
    view.toggle(&tree, 0, true, true).expect("the root");
    view.rows(&tree, 0, 200);
}
