//! The inner loops, each by itself: `cargo bench`. What stands beside whom is `cargo xtask bench`.
#![forbid(unsafe_code)]
#![allow(missing_docs)] // of the functions that the macros make

mod layers;
mod made;
mod trees;

criterion::criterion_group!(benches, layers::benches, trees::benches);
criterion::criterion_main!(benches);
