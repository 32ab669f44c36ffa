//! The .xz file format (tukaani.org/xz/xz-file-format.txt, 1.2.1) around LZMA2.

use std::ops::Range;

use lzma_rust2::filter::{FilterConfig, FilterType};
use lzma_rust2::{Action, Lzma2Stream, Status};
use sha2::{Digest as _, Sha256};

use super::checkpoint::{Checkpoint, Checkpoints, Resume};
use super::crc::{crc32, crc64};
use super::decoder::Decode;
use super::input::Input;
use crate::{Error, Limits, Result};

/// Decoded bytes made at once.
const CHUNK: usize = 64 << 10;
const MAGIC: [u8; 6] = [0xfd, b'7', b'z', b'X', b'Z', 0];
const STREAM: &str = "the .xz file format, 2.1";
const BLOCK: &str = "the .xz file format, 3";
const INDEX: &str = "the .xz file format, 4";
const FILTERS: &str = "the .xz file format, 5.3";

/// Decodes blocks of streams. A read can start where a block does; `xz` makes several of a file when it
/// uses threads or is told a block size.
pub(super) struct Xz {
    phase: Phase,
    output: u64,
    /// How the stream checks its blocks.
    check: u8,
    /// The stream's blocks as its index should tell; none if decoding did not start with the first.
    seen: Option<Seen>,
    made: Vec<u8>,
    window_limit: u64,
}

enum Phase {
    Stream,
    Padding,
    /// A block's header, or the index.
    Block,
    Data(Box<Block>),
    End,
}

/// A running block.
struct Block {
    lzma: Lzma2Stream,
    sum: Sum,
    /// Its sizes, where its header tells.
    packed: Option<u64>,
    unpacked: Option<u64>,
    header: u64,
    packed_done: u64,
    unpacked_done: u64,
    /// Damage that was met after bytes that could be given out.
    failed: Option<Error>,
}

#[derive(Default, PartialEq, Eq)]
struct Seen {
    count: u64,
    /// Sums of what the records say.
    unpadded: u64,
    unpacked: u64,
    /// Of all numbers in their order.
    crc: u64,
}

impl Seen {
    fn add(&mut self, unpadded: u64, unpacked: u64) {
        self.count += 1;
        self.unpadded = self.unpadded.wrapping_add(unpadded);
        self.unpacked = self.unpacked.wrapping_add(unpacked);
        self.crc = crc64(self.crc, &unpadded.to_le_bytes());
        self.crc = crc64(self.crc, &unpacked.to_le_bytes());
    }
}

/// A block's check so far.
enum Sum {
    /// None, or one that is not known; its size.
    Other(usize),
    Crc32(u32),
    Crc64(u64),
    Sha256(Box<Sha256>),
}

impl Sum {
    /// The check of that ID (2.1.1.2).
    fn new(check: u8) -> Self {
        match check {
            0 => Self::Other(0),
            1 => Self::Crc32(0),
            4 => Self::Crc64(0),
            10 => Self::Sha256(Box::default()),
            other => Self::Other(4 << ((other - 1) / 3)),
        }
    }

    fn add(&mut self, bytes: &[u8]) {
        match self {
            Self::Other(_) => {}
            Self::Crc32(crc) => *crc = crc32(*crc, bytes),
            Self::Crc64(crc) => *crc = crc64(*crc, bytes),
            Self::Sha256(sha) => sha.update(bytes),
        }
    }

    /// Its bytes; zeros where it is not known.
    fn finish(&self) -> Vec<u8> {
        match self {
            Self::Other(size) => vec![0; *size],
            Self::Crc32(crc) => crc.to_le_bytes().to_vec(),
            Self::Crc64(crc) => crc.to_le_bytes().to_vec(),
            Self::Sha256(sha) => sha.as_ref().clone().finalize().to_vec(),
        }
    }
}

impl Xz {
    pub(super) fn at(point: &Checkpoint, limits: &Limits) -> Self {
        let (phase, check) = match point.resume {
            Resume::XzBlock { check } => (Phase::Block, check & 15),
            _ => (Phase::Stream, 0),
        };
        Self {
            phase,
            output: point.output,
            check,
            seen: None,
            made: vec![0; CHUNK],
            window_limit: limits.window_size,
        }
    }

    /// A stream's header (2.1.1).
    fn stream(&mut self, input: &mut Input<'_>, points: &mut Checkpoints) -> Result<()> {
        let start = input.offset();
        if !input.fill(12)?.starts_with(&MAGIC) {
            let what = if start == 0 { "this is not xz" } else { "no xz stream where one should be" };
            return Err(Error::format(what, place(input), STREAM));
        }
        points.note(self.output, start, Resume::Start);
        let header = take::<12>(input)?;
        let flags = [header[6], header[7]];
        check_crc(&flags, &header[8..], input, "stream header", STREAM)?;
        if flags[0] != 0 || flags[1] > 15 {
            return Err(unknown("stream flags", input));
        }
        self.check = flags[1];
        self.seen = Some(Seen::default());
        Ok(())
    }

    /// Zero bytes between streams, a multiple of four of them (2.2); `false` at the end.
    fn padding(input: &mut Input<'_>) -> Result<bool> {
        let start = input.offset();
        loop {
            let zeros = input.fill(1)?.iter().take_while(|byte| **byte == 0).count();
            input.pass(zeros);
            if zeros == 0 {
                break;
            }
        }
        if !(input.offset() - start).is_multiple_of(4) {
            return Err(Error::format("padding that is no multiple of four", place(input), STREAM));
        }
        Ok(!input.bytes().is_empty())
    }

    /// A block's header (3.1); none if the index is there.
    fn block(&mut self, input: &mut Input<'_>, points: &mut Checkpoints) -> Result<Option<Box<Block>>> {
        let start = input.offset();
        let Some(first) = input.fill(1)?.first().copied() else { return Err(cut_short(input)) };
        if first == 0 {
            return Ok(None);
        }
        let size = (usize::from(first) + 1) * 4;
        let Some(header) = input.fill(size)?.get(..size).map(<[u8]>::to_vec) else {
            return Err(cut_short(input));
        };
        let (body, crc) = header.split_at(size - 4);
        check_crc(body, crc, input, "block header", BLOCK)?;
        let mut rest = &body[2..];
        let flags = body[1];
        if flags & 0x3c != 0 {
            return Err(unknown("block flags", input));
        }
        let wrong = |input: &Input<'_>| Error::format("a block header that is wrong", place(input), BLOCK);
        let mut optional = |flag: u8| match flags & flag {
            0 => Ok(None),
            _ => number(&mut rest).map(Some).ok_or_else(|| wrong(input)),
        };
        let (packed, unpacked) = (optional(0x40)?, optional(0x80)?);
        let mut filters = Vec::new();
        let mut dictionary = None;
        for _ in 0..=flags & 3 {
            let id = number(&mut rest).ok_or_else(|| wrong(input))?;
            let length = number(&mut rest).ok_or_else(|| wrong(input))?;
            let split = usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length));
            let (properties, tail) = split.ok_or_else(|| wrong(input))?;
            rest = tail;
            if dictionary.is_some() {
                return Err(wrong(input)); // LZMA2 is the last
            }
            match (id, properties) {
                (0x21, [size @ 0..=40]) => dictionary = Some(dictionary_size(*size)),
                _ => filters.push(filter(id, properties).ok_or_else(|| unknown("filter", input))?),
            }
        }
        let dictionary = dictionary.ok_or_else(|| wrong(input))?;
        if rest.iter().any(|byte| *byte != 0) {
            return Err(wrong(input));
        }
        if u64::from(dictionary) > self.window_limit {
            return Err(Error::limit("windowSize", self.window_limit, place(input)));
        }
        let mut lzma = Lzma2Stream::new(dictionary);
        lzma.set_filters(&filters).map_err(|_| {
            Error::unsupported(
                "an xz block with several filters before LZMA2",
                place(input),
                "Unpack it with `xz -d` first.",
            )
        })?;
        points.note(self.output, start, Resume::XzBlock { check: self.check });
        input.pass(size);
        Ok(Some(Box::new(Block {
            lzma,
            sum: Sum::new(self.check),
            packed,
            unpacked,
            header: size as u64,
            packed_done: 0,
            unpacked_done: 0,
            failed: None,
        })))
    }

    /// The index and the stream's footer (4 and 2.1.2).
    fn index(&mut self, input: &mut Input<'_>) -> Result<()> {
        let mut reader = IndexReader { start: input.offset(), crc: 0 };
        reader.take(input)?; // the index indicator
        let count = reader.number(input)?;
        let mut told = Seen::default();
        for _ in 0..count {
            let unpadded = reader.number(input)?;
            told.add(unpadded, reader.number(input)?);
        }
        while !(input.offset() - reader.start).is_multiple_of(4) {
            if reader.take(input)? != 0 {
                return Err(Error::format("padding that is not zero", place(input), INDEX));
            }
        }
        let size = input.offset() + 4 - reader.start;
        if u32::from_le_bytes(take(input)?) != reader.crc {
            return Err(Error::format("the checksum of the index is wrong", place(input), INDEX));
        }
        if self.seen.take().is_some_and(|seen| seen != told) {
            return Err(Error::format("the index tells of other blocks than there are", place(input), INDEX));
        }
        let footer = take::<12>(input)?;
        let (crc, rest) = footer.split_at(4);
        check_crc(&rest[..6], crc, input, "stream footer", STREAM)?;
        let backward = (u64::from(little(&rest[..4])) + 1) * 4;
        if rest[6..] != *b"YZ" || backward != size || rest[4..6] != [0, self.check] {
            return Err(Error::format("a stream footer that does not fit", place(input), STREAM));
        }
        Ok(())
    }
}

impl Decode for Xz {
    fn step(&mut self, input: &mut Input<'_>, points: &mut Checkpoints) -> Result<Range<usize>> {
        loop {
            match &mut self.phase {
                Phase::End => return Ok(0..0),
                Phase::Stream => {
                    self.stream(input, points)?;
                    self.phase = Phase::Block;
                }
                Phase::Padding => {
                    self.phase = if Self::padding(input)? { Phase::Stream } else { Phase::End };
                }
                Phase::Block => {
                    self.phase = if let Some(block) = self.block(input, points)? {
                        Phase::Data(block)
                    } else {
                        self.index(input)?;
                        Phase::Padding
                    };
                }
                Phase::Data(block) => {
                    let (made, ended) = block.step(input, &mut self.made)?;
                    self.output += made as u64;
                    if ended {
                        let unpadded = block.finish(input)?;
                        if let Some(seen) = &mut self.seen {
                            seen.add(unpadded, block.unpacked_done);
                        }
                        self.phase = Phase::Block;
                    }
                    if made > 0 {
                        return Ok(0..made);
                    }
                }
            }
        }
    }

    fn made(&self) -> &[u8] {
        &self.made
    }
}

impl Block {
    /// Decodes some more into `out`: how much, and whether that was all. What is there before damage is
    /// given out first.
    fn step(&mut self, input: &mut Input<'_>, out: &mut [u8]) -> Result<(usize, bool)> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        loop {
            let fresh = input.fill(1)?;
            let action = if fresh.is_empty() { Action::Finish } else { Action::Run };
            let (packed, unpacked) = (self.lzma.total_in(), self.lzma.total_out());
            let result = self.lzma.process(fresh, out, action);
            let used = (self.lzma.total_in() - packed) as usize;
            let made = (self.lzma.total_out() - unpacked) as usize;
            self.packed_done += used as u64;
            self.unpacked_done += made as u64;
            self.sum.add(&out[..made]);
            let stuck = fresh.is_empty() && made == 0;
            input.pass(used);
            let ended = match result {
                Ok(result) => result.status == Status::StreamEnd,
                Err(_) if action == Action::Finish => {
                    self.fail(made, cut_short(input))?;
                    false
                }
                Err(error) => {
                    self.fail(made, damaged(error, input))?;
                    false
                }
            };
            if ended || made > 0 {
                return Ok((made, ended));
            }
            if stuck {
                return Err(cut_short(input));
            }
        }
    }

    fn fail(&mut self, made: usize, error: Error) -> Result<()> {
        if made == 0 {
            return Err(error);
        }
        self.failed = Some(error);
        Ok(())
    }

    /// What follows the data: padding and the check (3.3, 3.4). Gives the block's unpadded size.
    fn finish(&mut self, input: &mut Input<'_>) -> Result<u64> {
        let differs = |told: Option<u64>, done: u64| told.is_some_and(|told| told != done);
        if differs(self.packed, self.packed_done) || differs(self.unpacked, self.unpacked_done) {
            return Err(Error::format("a block of another size than its header says", place(input), BLOCK));
        }
        for _ in 0..self.packed_done.wrapping_neg() % 4 {
            if take(input)? != [0] {
                return Err(Error::format("padding that is not zero", place(input), BLOCK));
            }
        }
        let sum = self.sum.finish();
        let Some(told) = input.fill(sum.len())?.get(..sum.len()) else { return Err(cut_short(input)) };
        if told != sum && !matches!(self.sum, Sum::Other(_)) {
            return Err(Error::format("the checksum of the block is wrong", place(input), BLOCK));
        }
        input.pass(sum.len());
        Ok(self.header + self.packed_done + sum.len() as u64)
    }
}

/// Reads the index, which is as long as it wants to be.
struct IndexReader {
    start: u64,
    crc: u32,
}

impl IndexReader {
    fn take(&mut self, input: &mut Input<'_>) -> Result<u8> {
        let byte = take::<1>(input)?;
        self.crc = crc32(self.crc, &byte);
        Ok(byte[0])
    }

    /// A number of seven bits a byte (1.2).
    fn number(&mut self, input: &mut Input<'_>) -> Result<u64> {
        let mut value = 0;
        for shift in 0..9 {
            let byte = self.take(input)?;
            value |= u64::from(byte & 0x7f) << (7 * shift);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Error::format("a number that is too large", place(input), INDEX))
    }
}

/// A number of seven bits a byte (1.2), off the front of `bytes`.
fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in 0..9 {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << (7 * shift);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// 5.3.1
fn dictionary_size(code: u8) -> u32 {
    if code == 40 { u32::MAX } else { (2 | u32::from(code & 1)) << (code / 2 + 11) }
}

/// A filter before LZMA2 (5.3.2, 5.3.3).
fn filter(id: u64, properties: &[u8]) -> Option<FilterConfig> {
    let filter_type = match id {
        3 => FilterType::Delta,
        4 => FilterType::BcjX86,
        5 => FilterType::BcjPpc,
        6 => FilterType::BcjIa64,
        7 => FilterType::BcjArm,
        8 => FilterType::BcjArmThumb,
        9 => FilterType::BcjSparc,
        10 => FilterType::BcjArm64,
        11 => FilterType::BcjRiscv,
        _ => return None,
    };
    let property = match (id, properties) {
        (3, [distance]) => u32::from(*distance) + 1,
        (4.., []) => 0,
        (4.., bytes) => u32::from_le_bytes(bytes.try_into().ok()?),
        _ => return None,
    };
    Some(FilterConfig { filter_type, property })
}

fn little(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn check_crc(bytes: &[u8], crc: &[u8], input: &Input<'_>, of: &str, clause: &'static str) -> Result<()> {
    if little(crc) == crc32(0, bytes) {
        return Ok(());
    }
    Err(Error::format(format!("the checksum of the {of} is wrong"), place(input), clause))
}

fn take<const N: usize>(input: &mut Input<'_>) -> Result<[u8; N]> {
    input.array()?.ok_or_else(|| cut_short(input))
}

fn unknown(what: &str, input: &Input<'_>) -> Error {
    Error::unsupported(
        format!("{what} of the xz data that are not known here"),
        place(input),
        "Unpack it with `xz -d` first.",
    )
}

fn damaged(error: lzma_rust2::Error, input: &Input<'_>) -> Error {
    use lzma_rust2::Error as Lzma;
    let what = match error {
        Lzma::InvalidData(what) | Lzma::InvalidInput(what) | Lzma::Other(what) | Lzma::Unsupported(what) => {
            what
        }
        _ => "LZMA2",
    };
    Error::format(format!("the compressed data is damaged ({what})"), place(input), FILTERS)
}

fn cut_short(input: &Input<'_>) -> Error {
    Error::format("the compressed data ends too early", place(input), STREAM)
}

fn place(input: &Input<'_>) -> String {
    format!("xz stream, compressed offset {}", input.offset())
}
