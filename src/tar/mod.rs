//! The tar format: walking the headers of any dialect, and writing. Knows nothing of images.

mod number;
mod pax;
mod sparse;
mod walk;
mod write;

pub use sparse::Sparse;
pub use walk::{Entry, Kind, Walker};
pub use write::{END_OF_ARCHIVE, file_header, padding};

/// Everything in a tar is a multiple of this (POSIX.1-2024, pax, "ustar Interchange Format").
pub const BLOCK: u64 = 512;
