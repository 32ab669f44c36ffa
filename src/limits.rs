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
    /// Bytes of all names in one layer, in the outer archive; and as many of all link targets of a layer,
    /// of its owners' names and attributes. At most 1 GiB.
    pub text_size: u64,
    /// Bytes in one extended header of a tar: long names and attributes (Go's archive/tar stops here too).
    pub header_size: u64,
    /// Pieces of one sparse file.
    pub sparse_pieces: u64,
    /// Bytes in one JSON document (registries refuse manifests over 4 MiB; containerd reads 20 MiB). Reading
    /// one may take twenty times as much memory.
    pub json_size: u64,
    /// Lists and objects inside each other in one JSON document. At most 127.
    pub json_depth: u64,
    /// JSON documents that are read to open an archive.
    pub documents: u64,
    /// Bytes of all of them.
    pub documents_size: u64,
    /// Indexes within indexes. Nobody nests them deeper than two.
    pub index_depth: u64,
    /// Images in the archive; one that several indexes lead to counts for each.
    pub images: u64,
    /// Layers that all images together list.
    pub layers: u64,
    /// Names that all images together have.
    pub names: u64,
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
            text_size: 512 << 20,
            header_size: 1 << 20,
            sparse_pieces: 1_000_000,
            json_size: 32 << 20,
            json_depth: 100,
            documents: 20_000,
            documents_size: 64 << 20,
            index_depth: 16,
            images: 20_000,
            layers: 100_000,
            names: 20_000,
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

    /// `text_size` as the columns can hold it.
    pub(crate) fn text_bytes(&self) -> usize {
        self.text_size.min(1 << 30) as usize
    }
}
