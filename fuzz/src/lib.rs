//! What the fuzz targets share: see README.md.

mod memory;
pub mod mutate;
mod random;
pub mod seeds;
mod source;
mod tarball;
pub mod targets;

/// A fuzz target of the module of this name in `targets`, with its seeds and, where there is one, the
/// function that changes inputs.
#[macro_export]
macro_rules! target {
    ($name:ident) => {
        libfuzzer_sys::fuzz_target!(init: $crate::seeds::write($crate::seeds::$name), |data: &[u8]| {
            $crate::targets::$name::check(data);
        });
    };
    ($name:ident, $seeds:ident, $mutate:path) => {
        libfuzzer_sys::fuzz_target!(init: $crate::seeds::write($crate::seeds::$seeds), |data: &[u8]| {
            $crate::targets::$name::check(data);
        });
        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            $mutate(data, size, max_size, seed)
        });
    };
}
