//! The vocabulary of images as types. Knows nothing of where the bytes came from.

mod config;
mod digest;
mod platform;
mod reference;

pub use config::{Config, HistoryEntry};
pub use digest::{DiffId, Digest};
pub use platform::Platform;
pub use reference::Reference;
