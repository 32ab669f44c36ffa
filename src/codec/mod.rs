//! Compressed bytes as seekable sources. Knows nothing of tar or images.

mod bzip2;
mod checkpoint;
mod crc;
mod decoder;
mod gzip;
mod input;
mod sniff;
mod xz;
mod zstd;

pub use checkpoint::{Checkpoint, Resume};
#[cfg(feature = "scan")]
pub(crate) use crc::crc32;
pub use decoder::Decoder;
pub use sniff::{Compression, foreign_format, sniff};
