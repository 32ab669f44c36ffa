//! The core of Lamina: looks inside container image archives and writes them back pruned.
#![forbid(unsafe_code)]

pub mod codec;
mod error;
pub mod image;
pub mod insight;
mod limits;
pub mod source;
pub mod tar;

pub use error::{Error, Result};
pub use limits::Limits;
