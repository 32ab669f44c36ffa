//! What is risky about an entry by its metadata alone: permissions that give more than the user has, or let anybody
//! write. Needs no content.

mod capability;

pub use capability::{Capabilities, XATTR, capabilities};

use serde::{Deserialize, Serialize};

use crate::layer::EntryRef;
use crate::tar::Kind;

const SETUID: u16 = 0o4000;
const SETGID: u16 = 0o2000;
const STICKY: u16 = 0o1000;
const EXECUTE: u16 = 0o111;
const OTHERS_WRITE: u16 = 0o002;

/// A special permission of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Permission {
    /// An executable file that runs as its owner.
    Setuid,
    /// An executable file that runs as its group. (A file that nobody can execute, and a directory, is none: there
    /// the bit means something else.)
    Setgid,
    /// A file that anybody may write, or a directory without the sticky bit in which anybody may rename and delete.
    WorldWritable,
    /// A file with capabilities (see [`capabilities`]).
    Capabilities,
}

/// The special permissions of an entry, in the order of [`Permission`]; none for most. Hard links have those in
/// their own header, as archivers write them; symbolic links have none, and device files, FIFOs and sockets, which
/// are writable for all by their purpose, are left out.
pub fn permissions(entry: &EntryRef<'_>) -> Vec<Permission> {
    let file = matches!(entry.kind, Kind::File | Kind::Hardlink);
    let runs = file && entry.mode & EXECUTE != 0;
    let everybody =
        entry.mode & OTHERS_WRITE != 0 && (file || entry.kind == Kind::Directory && entry.mode & STICKY == 0);
    [
        (runs && entry.mode & SETUID != 0, Permission::Setuid),
        (runs && entry.mode & SETGID != 0, Permission::Setgid),
        (everybody, Permission::WorldWritable),
        (file && entry.xattrs.iter().any(|(name, _)| name == XATTR), Permission::Capabilities),
    ]
    .into_iter()
    .filter_map(|(has, permission)| has.then_some(permission))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: Kind, mode: u16) -> Vec<Permission> {
        permissions(&entry(kind, mode, &[]))
    }

    fn entry(kind: Kind, mode: u16, xattrs: &[(Vec<u8>, Vec<u8>)]) -> EntryRef<'_> {
        EntryRef {
            kind,
            mode,
            uid: 0,
            gid: 0,
            uname: b"",
            gname: b"",
            size: 0,
            mtime: 0,
            body: 0,
            stored: 0,
            sparse: false,
            link: b"",
            device: (0, 0),
            xattrs,
        }
    }

    #[test]
    fn modes() {
        use Permission::{Setgid, Setuid, WorldWritable};
        assert_eq!(of(Kind::File, 0o4755), [Setuid]);
        assert_eq!(of(Kind::Hardlink, 0o6711), [Setuid, Setgid]);
        assert_eq!(of(Kind::File, 0o2755), [Setgid]);
        assert_eq!(of(Kind::File, 0o666), [WorldWritable]);
        assert_eq!(of(Kind::Directory, 0o777), [WorldWritable]);
        assert_eq!(of(Kind::File, 0o6777), [Setuid, Setgid, WorldWritable]);
        for (kind, mode) in [
            (Kind::File, 0o755),
            (Kind::File, 0o2644),
            (Kind::File, 0o4644),
            (Kind::Directory, 0o1777),
            (Kind::Directory, 0o2775),
            (Kind::Symlink, 0o777),
            (Kind::Char, 0o666),
            (Kind::Fifo, 0o622),
        ] {
            assert_eq!(of(kind, mode), [], "{kind:?} {mode:o}");
        }
        let xattrs = [(XATTR.to_vec(), Vec::new())];
        assert_eq!(permissions(&entry(Kind::File, 0o755, &xattrs)), [Permission::Capabilities]);
        assert_eq!(permissions(&entry(Kind::Directory, 0o755, &xattrs)), []);
    }
}
