//! Writing tar, in the one form that every loader reads: ustar, regular files.

use ::tar::{EntryType, Header};

use super::BLOCK;
use crate::{Error, Result};

/// Two blocks of zeros end an archive (POSIX.1-2024, pax, "ustar Interchange Format").
pub const END_OF_ARCHIVE: [u8; 2 * BLOCK as usize] = [0; 2 * BLOCK as usize];

/// The header of a regular file, the same for the same arguments always: mode 0644, owner 0, time 0.
/// Sizes from 8 GiB on are written in GNU's base-256, which Docker, podman and containerd read.
pub fn file_header(name: &str, size: u64) -> Result<[u8; BLOCK as usize]> {
    let mut header = Header::new_ustar();
    header
        .set_path(name)
        .map_err(|error| Error::usage(format!("the name {name:?} does not fit a tar header: {error}")))?;
    header.set_entry_type(EntryType::Regular);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_size(size);
    header.set_cksum();
    Ok(*header.as_bytes())
}

/// How many zeros follow a body of this size.
pub fn padding(size: u64) -> u64 {
    size.next_multiple_of(BLOCK) - size
}
