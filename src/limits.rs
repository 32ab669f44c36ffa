//! Bounds on what a hostile archive may cost.

use serde::Deserialize;

/// Bounds that reading an archive keeps. The defaults are far above any image in use;
/// they stop what would otherwise eat all memory or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Limits {
    /// Entries in the outer archive.
    pub archive_entries: u64,
    /// Entries in one layer.
    pub layer_entries: u64,
    /// Bytes in one path. At most 65 535: names are kept with 16-bit lengths.
    pub path_length: u64,
    /// Directories in one path.
    pub path_depth: u64,
    /// Bytes in one JSON document (registries refuse manifests over 4 MiB; containerd reads 20 MiB).
    pub json_size: u64,
    /// Bytes that one layer may inflate to.
    pub inflated_size: u64,
    /// Bytes that a decoder may have to look back: a zstd window, an xz dictionary. `zstd -22` and
    /// `--long=27` need 128 MiB, `xz -9` 64. A decoder takes up to twice as much memory.
    pub window_size: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            archive_entries: 1_000_000,
            layer_entries: 10_000_000,
            path_length: 16_384,
            path_depth: 2_048,
            json_size: 32 << 20,
            inflated_size: 1 << 40,
            window_size: 128 << 20,
        }
    }
}

impl Limits {
    /// `path_length` as the columns can hold it.
    pub(crate) fn path_bytes(&self) -> usize {
        self.path_length.min(u64::from(u16::MAX)) as usize
    }
}
