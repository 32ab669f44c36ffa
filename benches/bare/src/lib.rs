//! Decoders and nothing else: what no reader of a compressed layer can be faster than, as long as it
//! uses the same ones. No checkpoints, no tar, no checksum; what they make is thrown away.
#![forbid(unsafe_code)]

mod inflate;
mod input;
#[cfg(target_arch = "wasm32")]
#[allow(unreachable_pub)] // what wasm-bindgen exports is reached from JavaScript only
mod wasm;
mod zstd;

pub use input::Input;

/// Decodes all that `input` has; how many bytes that makes.
pub fn decode(compression: &str, input: &mut Input<'_>) -> Result<u64, String> {
    match compression {
        "gzip" => inflate::decode(input),
        "zstd" => zstd::decode(input),
        other => Err(format!("there is no bare decoder for {other}")),
    }
}
