//! One layer: its tar walked, its index made, packed and unpacked.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use lamina::Limits;
use lamina::codec::Compression;
use lamina::layer::Layer;
use lamina::source::Memory;
use lamina::tar::{Entry, Walker};

use crate::made;

const ENTRIES: usize = 20_000;

pub(crate) fn benches(criterion: &mut Criterion) {
    let tar = made::tar(ENTRIES, 0);
    let source = Memory::new(tar.clone());
    let mut group = criterion.benchmark_group("layer");
    group.sample_size(20);

    group.throughput(Throughput::Elements(ENTRIES as u64));
    group.bench_function("walk", |bench| {
        bench.iter(|| {
            let mut walker = Walker::new(&source, Limits::default());
            let mut entry = Entry::default();
            let mut count = 0;
            while walker.next(&mut entry).expect("an entry") {
                count += 1;
            }
            assert_eq!(count, ENTRIES);
        });
    });

    group.throughput(Throughput::Bytes(tar.len() as u64));
    let forms = [
        (Compression::None, tar.clone()),
        (Compression::Gzip, made::gzip(&tar)),
        (Compression::Zstd, made::zstd(&tar)),
    ];
    for (compression, bytes) in forms {
        let source = Memory::new(bytes);
        group.bench_function(format!("index/{compression:?}"), |bench| {
            bench.iter(|| black_box(made::index(&source, compression)));
        });
    }

    group.throughput(Throughput::Elements(ENTRIES as u64));
    let layer = made::index(&source, Compression::None);
    group.bench_function("pack", |bench| bench.iter(|| black_box(layer.pack())));
    let packed = layer.pack();
    group.bench_function("unpack", |bench| {
        bench.iter(|| black_box(Layer::unpack(&packed).expect("a layer")));
    });
}
