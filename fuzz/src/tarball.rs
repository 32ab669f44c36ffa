//! Tar files as a list of members, to be taken apart and put together again. Written without the core,
//! which is what is tested.

use std::ops::Range;

/// Everything in a tar is a multiple of this.
pub(crate) const BLOCK: usize = 512;

/// A header block and the body after it, padding included.
#[derive(Clone)]
pub(crate) struct Piece {
    /// The header.
    pub(crate) header: [u8; BLOCK],
    /// The body without its padding.
    pub(crate) body: Vec<u8>,
}

impl Piece {
    /// A member in the form of ustar. A name that is too long is cut.
    pub(crate) fn new(name: &[u8], kind: u8, link: &[u8], body: &[u8]) -> Self {
        let mut header = [0; BLOCK];
        put(&mut header[..100], name);
        put(&mut header[100..108], b"0000644");
        put(&mut header[108..116], b"0000000");
        put(&mut header[116..124], b"0000000");
        put(&mut header[136..148], b"14000000000");
        header[156] = kind;
        put(&mut header[157..257], link);
        put(&mut header[257..265], b"ustar\x0000");
        let mut piece = Self { header, body: body.to_vec() };
        piece.settle();
        piece
    }

    /// The name field, up to its first zero.
    pub(crate) fn name(&self) -> &[u8] {
        self.header[..100].split(|byte| *byte == 0).next().unwrap_or_default()
    }

    /// Makes the header agree with the body.
    pub(crate) fn settle(&mut self) {
        let size = format!("{:011o}", self.body.len());
        put(&mut self.header[124..136], size.as_bytes());
        seal(&mut self.header);
    }
}

/// Fills a field, with zeros at its end.
fn put(field: &mut [u8], bytes: &[u8]) {
    let count = bytes.len().min(field.len());
    field.fill(0);
    field[..count].copy_from_slice(&bytes[..count]);
}

/// Writes the checksum of a header anew.
pub(crate) fn seal(header: &mut [u8]) {
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

/// The size field of a header, if it is octal digits; GNU's base-256 is too large for a fuzzer's input.
fn size(header: &[u8]) -> Option<usize> {
    let digits = header[124..136].split(|byte| matches!(byte, 0 | b' ')).next()?;
    usize::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok()
}

fn is_header(block: &[u8]) -> bool {
    if &block[257..262] == b"ustar" {
        return true;
    }
    let mut sealed = block.to_vec();
    seal(&mut sealed);
    sealed[148..154] == block[148..154]
}

/// Where the headers are, as far as their sizes lead from one to the next.
fn headers(tar: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + BLOCK <= tar.len() {
        let block = &tar[at..at + BLOCK];
        let mut body = 0;
        if is_header(block) {
            found.push(at);
            // A link or directory with a size has no body: what follows is looked at.
            if !matches!(block[156], b'1'..=b'6') {
                body = size(block).unwrap_or(0);
            }
        }
        at = at.saturating_add(BLOCK + body.next_multiple_of(BLOCK));
    }
    found
}

/// Writes the checksum of every header anew: what was changed in it is taken for true.
pub(crate) fn seal_all(tar: &mut [u8]) {
    for at in headers(tar) {
        seal(&mut tar[at..at + BLOCK]);
    }
}

/// The members. What is no header, or lies between, is lost.
pub(crate) fn split(tar: &[u8]) -> Vec<Piece> {
    let piece = |at: usize| {
        let header: [u8; BLOCK] = tar[at..at + BLOCK].try_into().expect("a header is a block");
        let body = if matches!(header[156], b'1'..=b'6') { 0 } else { size(&header).unwrap_or(0) };
        let range: Range<usize> = at + BLOCK..(at + BLOCK).saturating_add(body).min(tar.len());
        Piece { header, body: tar[range].to_vec() }
    };
    headers(tar).into_iter().map(piece).collect()
}

/// The members in a row, and the end of the archive.
pub(crate) fn join(pieces: &[Piece]) -> Vec<u8> {
    let mut tar = Vec::new();
    for piece in pieces {
        tar.extend_from_slice(&piece.header);
        tar.extend_from_slice(&piece.body);
        tar.resize(tar.len().next_multiple_of(BLOCK), 0);
    }
    tar.resize(tar.len() + 2 * BLOCK, 0);
    tar
}

/// One record of an extended header. Its length counts its own digits.
pub(crate) fn record(key: &str, value: &[u8]) -> Vec<u8> {
    let rest = key.len() + value.len() + 3;
    let fits = |digits: &usize| (rest + digits).to_string().len() == *digits;
    let length = rest + (1..20).find(fits).unwrap_or(1);
    [format!("{length} {key}=").as_bytes(), value, b"\n"].concat()
}
