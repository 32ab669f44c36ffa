//! Changes of a tar's members: their order, the fields of a header, the extended header before it.

use crate::random::Random;
use crate::tarball::{Piece, record, seal};

/// Where the numbers of a header are, and how long.
const NUMBERS: [(usize, usize); 9] = [
    (100, 8),  // mode
    (108, 8),  // owner
    (116, 8),  // group
    (124, 12), // size
    (136, 12), // time
    (329, 8),  // device
    (337, 8),
    (386, 12), // GNU: a place in the map of a sparse file
    (483, 12), // GNU: the size of a sparse file
];
const KINDS: &[u8] = b"01234567SxgLK\0A";
const NAMES: [&[u8]; 24] = [
    b"",
    b"/",
    b"..",
    b"../../x",
    b"a",
    b"a/",
    b"a/b",
    b"a/../b",
    b".wh.",
    b".wh.a",
    b".wh..wh..opq",
    b"a/.wh..wh..opq",
    b".wh..wh.plnk/1.2",
    b"a/.wh.b/c",
    b"manifest.json",
    b"index.json",
    b"oci-layout",
    b"repositories",
    b"blobs/sha256",
    b"etc",
    b"usr/bin",
    b"\xff\xfe",
    b"a\\xff",
    b"x\n<b>",
];

/// Changes one thing.
pub(super) fn change(pieces: &mut Vec<Piece>, random: &mut Random) {
    if pieces.is_empty() {
        pieces.push(Piece::new(random.one_of(&NAMES), random.one_of(KINDS), random.one_of(&NAMES), b""));
        return;
    }
    let (at, other) = (random.below(pieces.len()), random.below(pieces.len()));
    match random.below(12) {
        0 => {
            pieces.remove(at);
        }
        1 => pieces.swap(at, other),
        2 => pieces.insert(other, pieces[at].clone()),
        3 => {
            let (name, link) = (random.one_of(&NAMES), random.one_of(&NAMES));
            pieces.insert(at, Piece::new(name, random.one_of(KINDS), link, &b"x".repeat(random.below(9))));
        }
        4 => {
            // One member is a link to another, or has its name.
            let name = pieces[other].name().to_vec();
            field(&mut pieces[at], random.one_of(&[0, 157]), 100, &name);
        }
        5 => field(&mut pieces[at], random.one_of(&[0, 157]), 100, random.one_of(&NAMES)),
        6 => field(&mut pieces[at], 156, 1, &[random.one_of(KINDS)]),
        7 => field(&mut pieces[at], 345, 155, random.one_of(&NAMES)),
        8 => field(
            &mut pieces[at],
            257,
            8,
            random.one_of(&[b"ustar\x0000".as_slice(), b"ustar  \0", b"\0\0\0\0\0\0\0\0"]),
        ),
        9 => {
            let (start, length) = random.one_of(&NUMBERS);
            field(&mut pieces[at], start, length, &number(random));
        }
        _ => pieces.insert(at, extended(random)),
    }
}

fn field(piece: &mut Piece, start: usize, length: usize, bytes: &[u8]) {
    let field = &mut piece.header[start..start + length];
    field.fill(0);
    let count = bytes.len().min(length);
    field[..count].copy_from_slice(&bytes[..count]);
    seal(&mut piece.header);
}

fn number(random: &mut Random) -> Vec<u8> {
    match random.below(8) {
        0 => format!("{:o}", random.number()).into_bytes(),
        1..3 => format!("{:o}", random.below(4096)).into_bytes(),
        3 => vec![0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        4 => vec![0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0x00],
        5 => vec![0xff; 12],
        6 => b"77777777777".to_vec(),
        _ => b"  12 ".to_vec(),
    }
}

fn extended(random: &mut Random) -> Piece {
    let depth = random.below(200);
    let long = random.one_of(&[b"d/".as_slice(), b"n", b"../", b"./", b"\xc3"]).repeat(depth);
    if random.once_in(4) {
        return Piece::new(b"././@LongLink", random.one_of(b"LK"), b"", &long);
    }
    let mut records = Vec::new();
    for _ in 0..=random.below(3) {
        let digits = match random.below(4) {
            0 => u64::MAX.to_string(),
            1 => (u64::MAX - random.number() % 9_000).to_string(),
            2 => (random.number() >> random.below(64)).to_string(),
            _ => random.below(2_000).to_string(),
        };
        let key = random.one_of(&[
            "path",
            "linkpath",
            "size",
            "mtime",
            "uid",
            "uname",
            "GNU.sparse.major",
            "GNU.sparse.minor",
            "GNU.sparse.name",
            "GNU.sparse.realsize",
            "GNU.sparse.size",
            "GNU.sparse.map",
            "GNU.sparse.numblocks",
            "GNU.sparse.offset",
            "SCHILY.xattr.user.a",
            "SCHILY.xattr.trusted.overlay.opaque",
            "LIBARCHIVE.xattr.user.b",
            "comment",
        ]);
        let name = random.one_of(&NAMES);
        let value = random.one_of(&[digits.as_bytes(), &long, b"", b"-1.5", b"y", b"0,1,2,3", name]);
        records.extend(record(key, value));
    }
    Piece::new(b"PaxHeaders/x", random.one_of(b"xxxg"), b"", &records)
}
