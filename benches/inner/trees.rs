//! All layers as one tree, and what the page shows of it.

use std::hint::black_box;
use std::rc::Rc;

use criterion::{Criterion, Throughput};
use lamina::layer::Layer;
use lamina::tree::{Sort, Tree, View, ViewOptions};

use crate::made;

const LAYERS: usize = 4;
/// In each layer.
const ENTRIES: usize = 25_000;
const SIBLINGS: usize = 100_000;
const NAMES: usize = 500_000;

fn tree(layers: &[Rc<Layer>]) -> Tree {
    let mut tree = Tree::new(layers.len());
    for (position, layer) in layers.iter().enumerate() {
        tree.add(position, Rc::clone(layer)).expect("added");
    }
    tree
}

pub(crate) fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tree");
    group.sample_size(10);

    let layers: Vec<Rc<Layer>> = (0..LAYERS).map(|seed| made::layer(made::tar(ENTRIES, seed))).collect();
    group.throughput(Throughput::Elements((LAYERS * ENTRIES) as u64));
    group.bench_function("merge", |bench| bench.iter(|| black_box(tree(&layers))));

    let flat = tree(&[made::layer(made::flat(SIBLINGS))]);
    group.throughput(Throughput::Elements(SIBLINGS as u64));
    group.bench_function("list", |bench| {
        bench.iter(|| assert_eq!(flat.list(0, "/data").expect("a directory").len(), SIBLINGS));
    });
    let largest_first =
        ViewOptions { sort: Some(Sort::Size), descending: Some(true), ..ViewOptions::default() };
    group.bench_function("view/sort", |bench| {
        bench.iter(|| {
            let mut view = View::new(&flat, &largest_first).expect("a view");
            let node = view.rows(&flat, 0, 1)[0].node;
            view.toggle(&flat, node, true, false).expect("open");
            assert_eq!(view.rows(&flat, SIBLINGS / 2, 50).len(), 50);
        });
    });

    let many = tree(&[made::layer(made::tar(NAMES, 0))]);
    let filter = ViewOptions { filter: Some("module_00123".to_owned()), ..ViewOptions::default() };
    let mut view = View::new(&many, &ViewOptions::default()).expect("a view");
    group.throughput(Throughput::Elements(NAMES as u64));
    group.bench_function("view/filter", |bench| {
        bench.iter(|| {
            view.update(&many, &ViewOptions::default()).expect("all");
            view.update(&many, &filter).expect("some");
            assert!(view.info(&many).match_count > 0);
        });
    });
}
