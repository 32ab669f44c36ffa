//! Compressed bytes as seekable sources. Knows nothing of tar or images.

mod gzip;
mod sniff;

pub use gzip::{Checkpoint, Gzip};
pub use sniff::{Compression, foreign_format, sniff};
