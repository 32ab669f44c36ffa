//! The core of Lamina: looks inside container image archives and writes them back pruned.
#![forbid(unsafe_code)]

pub mod archive;
pub mod codec;
#[cfg(feature = "scan")]
pub mod compare;
mod error;
pub mod export;
pub mod image;
pub mod insight;
mod json;
pub mod layer;
mod limits;
mod problem;
#[cfg(feature = "scan")]
pub mod scan;
pub mod session;
pub mod source;
pub mod tar;
pub mod tree;
#[cfg(target_arch = "wasm32")]
#[allow(unreachable_pub)] // what wasm-bindgen exports is reached from JavaScript only
mod wasm;

pub use error::{Error, Failure, Result};
pub use limits::Limits;
pub use problem::{Problem, Problems, Severity};
