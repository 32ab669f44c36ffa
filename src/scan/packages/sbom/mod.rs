//! Inventories as documents that other tools read: a software bill of materials.

mod cyclonedx;
mod licenses;
mod spdx;

pub use cyclonedx::cyclonedx;
pub use spdx::spdx;

/// What a document says of itself and of the image, which the inventory does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About<'a> {
    /// What the image is called: `web:1.0`.
    pub name: &'a str,
    /// The digest of its config, `sha256:…`; empty if it has none.
    pub digest: &'a str,
    /// When the document is made, RFC 3339 in UTC to the second: `2026-11-25T12:00:00Z`.
    pub time: &'a str,
    /// A UUID that no other document has: `3e671687-395b-41f5-a30f-a58921a69b79`.
    pub serial: &'a str,
}

const TOOL: &str = "lamina";
const VERSION: &str = env!("CARGO_PKG_VERSION");
