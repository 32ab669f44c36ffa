//! Walks the headers of a tar, hopping over the bodies.

use std::ops::Range;

use ::tar::{EntryType, GnuExtSparseHeader, Header};

use super::{BLOCK, number, pax};
use crate::source::{Source, Window};
use crate::{Error, Limits, Result};

const USTAR: &str = "POSIX.1-2024, pax, \"ustar Interchange Format\"";

/// What an entry makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Kind {
    /// A regular file.
    #[default]
    File = 0,
    /// A directory.
    Directory = 1,
    /// A symbolic link.
    Symlink = 2,
    /// A further name of a file that came before.
    Hardlink = 3,
    /// A character device.
    Char = 4,
    /// A block device.
    Block = 5,
    /// A named pipe.
    Fifo = 6,
}

impl Kind {
    /// The kind with this number.
    pub fn from_u8(value: u8) -> Option<Self> {
        use Kind::{Block, Char, Directory, Fifo, File, Hardlink, Symlink};
        [File, Directory, Symlink, Hardlink, Char, Block, Fifo].get(usize::from(value)).copied()
    }

    /// The name used in the JavaScript API.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Directory => "directory",
            Self::Symlink => "symlink",
            Self::Hardlink => "hardlink",
            Self::Char => "char",
            Self::Block => "block",
            Self::Fifo => "fifo",
        }
    }
}

/// One entry, with what extended headers say put in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Offset of its first header block, extended headers included.
    pub start: u64,
    /// Offset of its body.
    pub body: u64,
    /// Bytes of the body as stored, without padding.
    pub stored: u64,
    /// Bytes of the file as extracted: other than `stored` for sparse files only.
    pub size: u64,
    /// Whether the body is pieces of a sparse file.
    pub sparse: bool,
    /// Where they go: offset and length of each. Or the map is at the beginning of the body.
    pub(super) map: Vec<(u64, u64)>,
    pub(super) map_in_body: bool,
    /// What it is.
    pub kind: Kind,
    /// The name, bytes as they stand.
    pub path: Vec<u8>,
    /// The target of a symbolic or hard link.
    pub link: Vec<u8>,
    /// Permission bits with setuid, setgid and sticky.
    pub mode: u16,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Owner's name; may be empty.
    pub uname: Vec<u8>,
    /// Group's name; may be empty.
    pub gname: Vec<u8>,
    /// Seconds since 1970, rounded down.
    pub mtime: i64,
    /// Major and minor number of a device.
    pub device: (u32, u32),
    /// Extended attributes.
    pub xattrs: Vec<(Vec<u8>, Vec<u8>)>,
}

/// Walks the entries of a tar in order.
pub struct Walker<S> {
    window: Window<S>,
    limits: Limits,
    /// Offset of the next header.
    offset: u64,
    global: Overrides,
}

/// What pax and GNU extended headers say of the entry that follows.
#[derive(Default, Clone)]
struct Overrides {
    path: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    size: Option<u64>,
    real_size: Option<u64>,
    mtime: Option<i64>,
    uid: Option<u32>,
    gid: Option<u32>,
    uname: Option<Vec<u8>>,
    gname: Option<Vec<u8>>,
    sparse: bool,
    map: Vec<(u64, u64)>,
    map_in_body: bool,
    /// `path` is from a record that goes before any other name.
    sparse_name: bool,
    xattrs: Vec<(Vec<u8>, Vec<u8>)>,
}

impl<S: Source> Walker<S> {
    /// Walks `source` from its start.
    pub fn new(source: S, limits: Limits) -> Self {
        Self { window: Window::new(source), limits, offset: 0, global: Overrides::default() }
    }

    /// Offset up to which everything has been dealt with.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// What will most likely be read next, if reading goes on without hops and all that was read is nearly used.
    pub(crate) fn wants_soon(&self) -> Option<Range<u64>> {
        self.window.wants_soon(self.offset)
    }

    /// What is walked.
    pub fn source(&self) -> &S {
        self.window.source()
    }

    /// Fills `entry` with the next one; `false` at the end of the archive: a block of zeros, or
    /// the end of the source, which every loader takes as well.
    pub fn next(&mut self, entry: &mut Entry) -> Result<bool> {
        let start = self.offset;
        let mut own = self.global.clone();
        let (mut long_name, mut long_link) = (None, None);
        loop {
            let at = self.offset;
            let block = self.window.get(at, BLOCK as usize)?;
            if block.is_empty() && at == start {
                return Ok(false);
            }
            if block.len() < BLOCK as usize {
                return Err(self.wrong("the file ends within a header", at));
            }
            if block.iter().all(|byte| *byte == 0) {
                return if at == start {
                    Ok(false)
                } else {
                    Err(self.wrong("an extended header is followed by no entry", at))
                };
            }
            let header = Header::from_byte_slice(block).clone();
            if !checksum_holds(block) {
                return Err(self.wrong(
                    if at == 0 { "this is not a tar archive" } else { "the header's checksum is wrong" },
                    at,
                ));
            }
            let size = self.size_field(&header, at)?;
            let body = at + BLOCK;
            match header.entry_type() {
                EntryType::XHeader => {
                    // Of several the last one counts, as GNU tar and Go have it.
                    own = self.global.clone();
                    own.read_pax(self.extension(body, size)?, Scope::Entry)
                        .map_err(|e| e.within(&place(at)))?;
                }
                EntryType::XGlobalHeader => {
                    let records = self.extension(body, size)?.to_vec();
                    self.global.read_pax(&records, Scope::Global).map_err(|e| e.within(&place(at)))?;
                    own.read_pax(&records, Scope::Global)?;
                }
                EntryType::GNULongName => long_name = Some(until_nul(self.extension(body, size)?).to_vec()),
                EntryType::GNULongLink => long_link = Some(until_nul(self.extension(body, size)?).to_vec()),
                _ => {
                    entry.start = start;
                    own.path = long_name.or(own.path);
                    own.link = long_link.or(own.link);
                    return self.fill(entry, &header, own, body, size).map(|()| true);
                }
            }
            self.offset = padded_end(body, size).ok_or_else(|| self.wrong("its size is impossible", at))?;
        }
    }

    fn fill(
        &mut self,
        entry: &mut Entry,
        header: &Header,
        own: Overrides,
        mut body: u64,
        field: u64,
    ) -> Result<()> {
        let at = body - BLOCK;
        let number = |bytes: &[u8], what: &str| {
            number::parse(bytes).ok_or_else(|| {
                Error::format(format!("the header's {what} is not a number"), place(at), USTAR)
            })
        };
        let old = header.as_old();
        let raw_kind = header.entry_type();
        entry.mode = (number(&old.mode, "mode")? & 0o7777) as u16;
        entry.uid = own.uid.unwrap_or(number(&old.uid, "uid")? as u32);
        entry.gid = own.gid.unwrap_or(number(&old.gid, "gid")? as u32);
        entry.mtime = own.mtime.map_or_else(|| number(&old.mtime, "mtime"), Ok)?;
        entry.uname.clear();
        entry.gname.clear();
        entry.device = (0, 0);
        let block = header.as_bytes();
        // Some writers have the magic of POSIX and a version of their own; v7 has neither.
        let is_named = &block[257..262] == b"ustar";
        if is_named {
            entry.uname.extend_from_slice(until_nul(&block[265..297]));
            entry.gname.extend_from_slice(until_nul(&block[297..329]));
        }
        if let Some(name) = own.uname {
            entry.uname = name;
        }
        if let Some(name) = own.gname {
            entry.gname = name;
        }
        if raw_kind.is_character_special() || raw_kind.is_block_special() {
            // Both dialects with these fields have them at the same place.
            entry.device = (
                number(&block[329..337], "device major")? as u32,
                number(&block[337..345], "device minor")? as u32,
            );
        }
        match own.path {
            Some(path) => entry.path = path,
            None => name_of(block, &mut entry.path),
        }
        if let Some(link) = own.link {
            entry.link = link;
        } else {
            entry.link.clear();
            entry.link.extend_from_slice(until_nul(&block[157..257]));
        }
        entry.xattrs = own.xattrs;
        entry.stored = own.size.unwrap_or(field);
        // GNU's incremental dumps have directories with a list of their files for a body.
        let is_dump = raw_kind.as_byte() == b'D';
        let dumped = if is_dump { entry.stored } else { 0 };
        entry.kind = match raw_kind {
            EntryType::Link => Kind::Hardlink,
            EntryType::Symlink => Kind::Symlink,
            EntryType::Char => Kind::Char,
            EntryType::Block => Kind::Block,
            EntryType::Directory => Kind::Directory,
            _ if is_dump => Kind::Directory,
            EntryType::Fifo => Kind::Fifo,
            // v7 has no type for directories: the slash tells. Unknown types are files (POSIX, typeflag).
            _ if entry.path.ends_with(b"/") && !is_named => Kind::Directory,
            _ => Kind::File,
        };
        // Only files have a body, whatever the size field says (Go, GNU tar and bsdtar agree);
        // a hard link may repeat its file's content (pax with `linkdata`), told by a non-zero size.
        if matches!(entry.kind, Kind::Symlink | Kind::Directory | Kind::Char | Kind::Block | Kind::Fifo) {
            entry.stored = 0;
        }
        entry.sparse = own.sparse || raw_kind.is_gnu_sparse();
        entry.map = own.map;
        entry.map_in_body = own.map_in_body;
        entry.size = own.real_size.unwrap_or(entry.stored);
        if raw_kind.is_gnu_sparse() {
            let gnu = header.as_gnu();
            entry.size = gnu.and_then(|gnu| gnu.real_size().ok()).unwrap_or(entry.stored);
            entry.map = gnu.map(|gnu| pieces(&gnu.sparse)).unwrap_or_default();
            let mut extended = gnu.is_some_and(::tar::GnuHeader::is_extended);
            while extended {
                let mut more = GnuExtSparseHeader::new();
                let block = self.window.get(body, BLOCK as usize)?;
                if block.len() < BLOCK as usize {
                    return Err(self.wrong("the file ends within a sparse map", body));
                }
                more.as_mut_bytes().copy_from_slice(block);
                extended = more.is_extended();
                body += BLOCK;
                entry.map.extend(pieces(more.sparse()));
                let most = self.limits.sparse_pieces;
                if entry.map.len() as u64 > most {
                    return Err(Error::limit("sparsePieces", most, place(at)));
                }
            }
        }
        entry.body = body;
        self.offset = padded_end(body, entry.stored.max(dumped))
            .ok_or_else(|| self.wrong("its size is impossible", at))?;
        // The last check, so that a caller may go on with the entry after this one.
        if entry.path.len() as u64 > self.limits.path_length {
            return Err(Error::limit("pathLength", self.limits.path_length, place(at)));
        }
        Ok(())
    }

    fn size_field(&self, header: &Header, at: u64) -> Result<u64> {
        number::parse(&header.as_old().size)
            .and_then(|size| u64::try_from(size).ok())
            .ok_or_else(|| self.wrong("the header's size is not a number", at))
    }

    /// The body of an extended header: names and attributes, so never large.
    fn extension(&mut self, body: u64, size: u64) -> Result<&[u8]> {
        if size > self.limits.header_size {
            return Err(Error::limit("headerSize", self.limits.header_size, place(body - BLOCK)));
        }
        let got = self.window.get(body, size as usize)?.len();
        if got < size as usize {
            return Err(self.wrong("the file ends within an extended header", body));
        }
        self.window.get(body, size as usize)
    }

    #[allow(clippy::unused_self)]
    fn wrong(&self, what: &str, at: u64) -> Error {
        Error::format(what, place(at), USTAR)
    }
}

/// What the records of a pax header are about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// The entry that follows.
    Entry,
    /// All that follow. Attributes and maps make no sense there, nor do names of kilobytes: each entry
    /// would get a copy. (Go's archive/tar, and so all loaders, take no record from such a header.)
    Global,
}

impl Overrides {
    fn read_pax(&mut self, body: &[u8], scope: Scope) -> Result<()> {
        const LONGEST_GLOBAL: usize = 4096;
        let mut attributes = pax::Attributes::default();
        for (key, value) in pax::records(body)? {
            let of_one_entry =
                value.len() > LONGEST_GLOBAL || key.starts_with(b"GNU.sparse.") || pax::is_xattr(key);
            if scope == Scope::Global && of_one_entry {
                continue;
            }
            let text = std::str::from_utf8(value).ok();
            let number = || {
                text.and_then(|t| t.parse::<u64>().ok()).ok_or_else(|| {
                    Error::format(
                        format!("pax record {} is not a number", String::from_utf8_lossy(key)),
                        "",
                        "POSIX.1-2024, pax, \"pax Extended Header Keyword Precedence\"",
                    )
                })
            };
            // An empty value takes back what a global header said.
            // No name holds a NUL.
            let bytes = (!value.is_empty()).then(|| until_nul(value).to_vec());
            match key {
                b"path" if self.sparse_name => {} // a made-up name, for tools that know no sparse files
                b"path" => self.path = bytes,
                b"linkpath" => self.link = bytes,
                b"uname" => self.uname = bytes,
                b"gname" => self.gname = bytes,
                b"size" => self.size = Some(number()?),
                b"uid" => self.uid = Some(number()? as u32),
                b"gid" => self.gid = Some(number()? as u32),
                b"mtime" => self.mtime = pax::seconds(value),
                b"GNU.sparse.name" => {
                    self.path = bytes;
                    self.sparse_name = true;
                }
                b"GNU.sparse.realsize" | b"GNU.sparse.size" => {
                    self.real_size = Some(number()?);
                    self.sparse = true;
                }
                b"GNU.sparse.numblocks" => self.sparse = true,
                b"GNU.sparse.major" => {
                    self.sparse = true;
                    self.map_in_body = value == b"1";
                }
                b"GNU.sparse.map" => {
                    self.sparse = true;
                    let numbers: Vec<u64> =
                        text.into_iter().flat_map(|t| t.split(',')).map_while(|n| n.parse().ok()).collect();
                    self.map = numbers.as_chunks().0.iter().map(|[offset, len]| (*offset, *len)).collect();
                }
                // Pairs of records, one for each piece.
                b"GNU.sparse.offset" => self.map.push((number()?, 0)),
                b"GNU.sparse.numbytes" => {
                    if let Some(last) = self.map.last_mut() {
                        last.1 = number()?;
                    }
                }
                _ => {
                    attributes.take(key, value);
                }
            }
        }
        self.xattrs.extend(attributes.finish());
        Ok(())
    }
}

/// The descriptors of an old GNU map that are used.
fn pieces(descriptors: &[::tar::GnuSparseHeader]) -> Vec<(u64, u64)> {
    let used = descriptors.iter().take_while(|piece| !piece.is_empty());
    used.filter_map(|piece| Some((piece.offset().ok()?, piece.length().ok()?))).collect()
}

/// The name in a header, put into `path`; POSIX puts what does not fit before it.
fn name_of(block: &[u8; BLOCK as usize], path: &mut Vec<u8>) {
    let name = until_nul(&block[..100]);
    // star's dialect, told by its own mark, has times in the last bytes of the prefix.
    let prefix = if &block[508..512] == b"tar\0" { &block[345..476] } else { &block[345..500] };
    path.clear();
    if &block[257..263] == b"ustar\0" && prefix[0] != 0 {
        path.extend_from_slice(until_nul(prefix));
        path.push(b'/');
    }
    path.extend_from_slice(name);
}

fn place(offset: u64) -> String {
    format!("tar header at offset {offset}")
}

fn padded_end(body: u64, size: u64) -> Option<u64> {
    body.checked_add(size.checked_next_multiple_of(BLOCK)?)
}

fn until_nul(bytes: &[u8]) -> &[u8] {
    bytes.iter().position(|byte| *byte == 0).map_or(bytes, |end| &bytes[..end])
}

/// The sum of a block's bytes, eight at a time: it is taken for every entry.
fn sum(block: &[u8]) -> i64 {
    const EVEN: u64 = 0x00ff_00ff_00ff_00ff;
    // Four sums of 16 bits each; the block's 64 times twice 255 do not fill one.
    let sums = block.as_chunks().0.iter().fold(0, |sums: u64, eight: &[u8; 8]| {
        let eight = u64::from_le_bytes(*eight);
        sums + (eight & EVEN) + (eight >> 8 & EVEN)
    });
    (0..4).map(|lane| (sums >> (16 * lane) & 0xffff) as i64).sum()
}

/// The checksum field counts as spaces; old Sun tars summed signed bytes.
fn checksum_holds(block: &[u8]) -> bool {
    let Some(given) = number::parse(&block[148..156]) else { return false };
    let field: i64 = block[148..156].iter().map(|byte| i64::from(*byte)).sum();
    let unsigned = sum(block) - field + 8 * i64::from(b' ');
    given == unsigned || {
        let high = block[..148].iter().chain(&block[156..]).filter(|byte| **byte >= 0x80).count();
        given == unsigned - 256 * high as i64
    }
}
