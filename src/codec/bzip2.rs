//! bzip2: streams of blocks, each block sorted (Burrows and Wheeler), moved to front and Huffman coded.
//!
//! There is no specification; the format is what bzip2 1.0.8 reads. Blocks do not depend on one another,
//! so a read can start at any of them: they begin at any bit.

use std::ops::Range;

use super::checkpoint::{Checkpoint, Checkpoints, Resume};
use super::crc;
use super::decoder::Decode;
use super::input::Input;
use crate::{Error, Result};

/// Decoded bytes made at once.
const CHUNK: usize = 64 << 10;
const BLOCK_MAGIC: u64 = 0x3141_5926_5359;
const END_MAGIC: u64 = 0x1772_4538_5090;
/// Symbols coded with the same table.
const GROUP: usize = 50;
const MOST_SYMBOLS: usize = 258;
const LONGEST_CODE: u32 = 20;
/// Codes up to this length are looked up at once.
const FAST: u32 = 10;
const FORMAT: &str = "bzip2 1.0.8";

/// Decodes block after block.
pub(super) struct Bzip2 {
    phase: Phase,
    output: u64,
    bits: Bits,
    /// Bits to pass before the first block, where decoding starts at one.
    skip: u32,
    level: u8,
    /// The checksum of the stream's blocks so far.
    stream_crc: u32,
    block: Block,
    made: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Phase {
    Stream,
    /// A block, or the end of the stream.
    Block,
    Data,
    End,
}

/// A block that is decoded but for its last steps.
#[derive(Default)]
struct Block {
    /// Of each place in sorted order: its byte in the low eight bits; above, the place of the next byte.
    links: Vec<u32>,
    at: u32,
    /// Bytes of `links` that are still to come.
    left: usize,
    /// The last byte, how often it came in a row, and how often it is still to be repeated.
    last: u8,
    run: u8,
    repeat: u8,
    crc: u32,
    told_crc: u32,
}

impl Bzip2 {
    pub(super) fn at(point: &Checkpoint) -> Self {
        let mut bzip2 = Self {
            phase: Phase::Stream,
            output: point.output,
            bits: Bits::default(),
            skip: 0,
            level: 0,
            stream_crc: 0,
            block: Block::default(),
            made: vec![0; CHUNK],
        };
        if let Resume::Bzip2Block { bit, level, crc } = point.resume {
            bzip2.phase = Phase::Block;
            bzip2.skip = u32::from(bit & 7);
            bzip2.level = level.clamp(1, 9);
            bzip2.stream_crc = crc;
        }
        bzip2
    }

    /// A stream's header. `false` if none follows: the end, or bytes after a stream that are not bzip2,
    /// which bzip2 itself ignores too.
    fn stream(&mut self, input: &mut Input<'_>, points: &mut Checkpoints) -> Result<bool> {
        let start = self.bits.position(input) / 8;
        let magic = if self.bits.have(input, 32)? { self.bits.take(input, 32)? } else { 0 };
        let level = (magic & 0xff) as u8;
        if magic >> 8 != 0x42_5a68 || !level.is_ascii_digit() || level == b'0' {
            return if start == 0 { Err(damaged("this is not bzip2", input)) } else { Ok(false) };
        }
        points.note(self.output, start, Resume::Start);
        self.level = level - b'0';
        self.stream_crc = 0;
        Ok(true)
    }

    /// Decodes a block but for its last steps. `false` if the stream ends instead.
    fn next_block(&mut self, input: &mut Input<'_>, points: &mut Checkpoints) -> Result<bool> {
        self.bits.take(input, std::mem::take(&mut self.skip))?;
        let start = self.bits.position(input);
        let magic = u64::from(self.bits.take(input, 24)?) << 24 | u64::from(self.bits.take(input, 24)?);
        let crc = self.bits.take(input, 32)?;
        match magic {
            BLOCK_MAGIC => {}
            END_MAGIC if crc == self.stream_crc => {
                self.bits.align();
                return Ok(false);
            }
            END_MAGIC => return Err(damaged("the checksum of the stream is wrong", input)),
            _ => return Err(damaged("no block where one should be", input)),
        }
        let bit = (start % 8) as u8;
        let resume = Resume::Bzip2Block { bit, level: self.level, crc: self.stream_crc };
        points.note(self.output, start / 8, resume);
        let links = std::mem::take(&mut self.block.links);
        self.block = Block { links, told_crc: crc, ..Block::default() };
        self.block.read(&mut self.bits, input, usize::from(self.level) * 100_000)?;
        Ok(true)
    }
}

impl Decode for Bzip2 {
    fn step(&mut self, input: &mut Input<'_>, points: &mut Checkpoints) -> Result<Range<usize>> {
        loop {
            match self.phase {
                Phase::End => return Ok(0..0),
                Phase::Stream => {
                    self.phase = if self.stream(input, points)? { Phase::Block } else { Phase::End };
                }
                Phase::Block => {
                    self.phase = if self.next_block(input, points)? { Phase::Data } else { Phase::Stream };
                }
                Phase::Data => {
                    let made = self.block.unsort(&mut self.made);
                    if made > 0 {
                        self.output += made as u64;
                        return Ok(0..made);
                    }
                    if self.block.crc != self.block.told_crc {
                        return Err(damaged("the checksum of the block is wrong", input));
                    }
                    self.stream_crc = self.stream_crc.rotate_left(1) ^ self.block.crc;
                    self.phase = Phase::Block;
                }
            }
        }
    }

    fn made(&self) -> &[u8] {
        &self.made
    }
}

impl Block {
    /// Reads a block after its checksum: `links` holds what was sorted.
    fn read(&mut self, bits: &mut Bits, input: &mut Input<'_>, most: usize) -> Result<()> {
        if bits.take(input, 1)? == 1 {
            return Err(Error::unsupported(
                "a block made by a bzip2 before 0.9.5",
                place(input),
                "Unpack it with `bzip2 -d` first.",
            ));
        }
        let first = bits.take(input, 24)?;
        let mut front = symbols(bits, input)?;
        let end = front.len() + 1; // the symbols 0 and 1 make runs, the last one ends the block
        let (tables, selectors) = tables(bits, input, front.len() + 2)?;
        self.links.clear();
        let mut counts = [0_u32; 256];
        let (mut run, mut weight) = (0_usize, 0);
        'block: {
            for selector in selectors {
                let table = &tables[usize::from(selector)];
                for _ in 0..GROUP {
                    let symbol = table.take(bits, input)?;
                    if symbol < 2 {
                        run += (symbol + 1) << weight;
                        weight += 1;
                        if run > most {
                            return Err(damaged("a block longer than it may be", input));
                        }
                        continue;
                    }
                    if run > 0 {
                        self.repeat(front[0], run, &mut counts);
                        (run, weight) = (0, 0);
                    }
                    if self.links.len() > most {
                        return Err(damaged("a block longer than it may be", input));
                    }
                    if symbol == end {
                        break 'block;
                    }
                    let Some(byte) = front.get(symbol - 1).copied() else {
                        return Err(damaged("a byte that the block has not", input));
                    };
                    front.copy_within(..symbol - 1, 1);
                    front[0] = byte;
                    self.repeat(byte, 1, &mut counts);
                }
            }
            return Err(damaged("a block without an end", input));
        }
        self.link(first, &counts).ok_or_else(|| damaged("a block that begins nowhere", input))
    }

    fn repeat(&mut self, byte: u8, times: usize, counts: &mut [u32; 256]) {
        counts[usize::from(byte)] += times as u32;
        if times == 1 {
            self.links.push(u32::from(byte));
        } else {
            self.links.resize(self.links.len() + times, u32::from(byte));
        }
    }

    /// Undoes the sorting: links each place to the one whose byte follows.
    fn link(&mut self, first: u32, counts: &[u32; 256]) -> Option<()> {
        let mut starts = [0_u32; 256];
        for byte in 1..256 {
            starts[byte] = starts[byte - 1] + counts[byte - 1];
        }
        for place in 0..self.links.len() {
            let start = &mut starts[(self.links[place] & 0xff) as usize];
            self.links[*start as usize] |= (place as u32) << 8;
            *start += 1;
        }
        self.at = self.links.get(first as usize)? >> 8;
        self.left = self.links.len();
        Some(())
    }

    /// Makes the next bytes: of four equal ones in a row a count of further ones follows.
    fn unsort(&mut self, out: &mut [u8]) -> usize {
        let mut made = 0;
        while made < out.len() {
            if self.repeat > 0 {
                let count = usize::from(self.repeat).min(out.len() - made);
                out[made..made + count].fill(self.last);
                made += count;
                self.repeat -= count as u8;
                continue;
            }
            if self.left == 0 {
                break;
            }
            let link = self.links[self.at as usize];
            self.at = link >> 8;
            self.left -= 1;
            let byte = link as u8;
            if self.run == 4 {
                (self.repeat, self.run) = (byte, 0);
                continue;
            }
            self.run = if byte == self.last { self.run + 1 } else { 1 };
            self.last = byte;
            out[made] = byte;
            made += 1;
        }
        self.crc = crc::bzip2(self.crc, &out[..made]);
        made
    }
}

/// The bytes that a block has, ascending.
fn symbols(bits: &mut Bits, input: &mut Input<'_>) -> Result<Vec<u8>> {
    let rows = bits.take(input, 16)?;
    let mut symbols = Vec::with_capacity(256);
    for row in (0..16).filter(|row| rows << row & 0x8000 != 0) {
        let columns = bits.take(input, 16)?;
        symbols
            .extend((0..16).filter(|column| columns << column & 0x8000 != 0).map(|column| row << 4 | column));
    }
    if symbols.is_empty() {
        return Err(damaged("a block of no bytes", input));
    }
    Ok(symbols)
}

/// A block's Huffman tables, and which of them are used in turn.
fn tables(bits: &mut Bits, input: &mut Input<'_>, alphabet: usize) -> Result<(Vec<Table>, Vec<u8>)> {
    let count = bits.take(input, 3)? as usize;
    if !(2..=6).contains(&count) {
        return Err(damaged("a wrong number of Huffman tables", input));
    }
    let groups = bits.take(input, 15)?;
    let mut front = [0, 1, 2, 3, 4, 5];
    let mut selectors = Vec::new();
    for _ in 0..groups {
        let mut at = 0;
        while bits.take(input, 1)? == 1 {
            at += 1;
            if at >= count {
                return Err(damaged("a Huffman table that is not there", input));
            }
        }
        let table = front[at];
        front.copy_within(..at, 1);
        front[0] = table;
        selectors.push(table);
    }
    let mut tables = Vec::new();
    for _ in 0..count {
        let mut length = bits.take(input, 5)?;
        let mut lengths = [0; MOST_SYMBOLS];
        for slot in &mut lengths[..alphabet] {
            loop {
                if !(1..=LONGEST_CODE).contains(&length) {
                    return Err(damaged("a Huffman code of a wrong length", input));
                }
                if bits.take(input, 1)? == 0 {
                    break;
                }
                length = if bits.take(input, 1)? == 0 { length + 1 } else { length - 1 };
            }
            *slot = length;
        }
        let table = Table::new(&lengths[..alphabet]);
        tables.push(table.ok_or_else(|| damaged("Huffman codes that are too many", input))?);
    }
    Ok((tables, selectors))
}

/// A canonical Huffman code.
struct Table {
    /// By the next `FAST` bits: the symbol, and in the low four bits its code's length, or zero.
    fast: Box<[u16; 1 << FAST]>,
    /// Of each length: the first code, how many there are, and where they begin in `symbols`.
    lengths: [(u32, u32, u32); LONGEST_CODE as usize + 1],
    symbols: [u16; MOST_SYMBOLS],
}

impl Table {
    fn new(lengths: &[u32]) -> Option<Self> {
        let mut table = Self {
            fast: Box::new([0; 1 << FAST]),
            lengths: [(0, 0, 0); LONGEST_CODE as usize + 1],
            symbols: [0; MOST_SYMBOLS],
        };
        let (mut code, mut known) = (0_u32, 0_u32);
        for length in 1..=LONGEST_CODE {
            code <<= 1;
            let first = (code, known);
            for symbol in (0..lengths.len()).filter(|symbol| lengths[*symbol] == length) {
                if code >> length != 0 {
                    return None;
                }
                table.symbols[known as usize] = symbol as u16;
                if length <= FAST {
                    let from = (code << (FAST - length)) as usize;
                    let entry = (symbol as u16) << 4 | length as u16;
                    table.fast[from..from + (1 << (FAST - length))].fill(entry);
                }
                code += 1;
                known += 1;
            }
            table.lengths[length as usize] = (first.0, known - first.1, first.1);
        }
        Some(table)
    }

    #[inline]
    fn take(&self, bits: &mut Bits, input: &mut Input<'_>) -> Result<usize> {
        // After a block there are at least 80 bits.
        if !bits.have(input, LONGEST_CODE)? {
            return Err(cut_short(input));
        }
        let fast = self.fast[bits.peek(FAST) as usize];
        if fast != 0 {
            bits.pass(u32::from(fast & 15));
            return Ok(usize::from(fast >> 4));
        }
        for length in FAST + 1..=LONGEST_CODE {
            let (first, count, start) = self.lengths[length as usize];
            let nth = bits.peek(length).wrapping_sub(first);
            if nth < count {
                bits.pass(length);
                return Ok(usize::from(self.symbols[(start + nth) as usize]));
            }
        }
        Err(damaged("a Huffman code that is not there", input))
    }
}

/// Bits that are taken from the input but not used: the lowest `held` ones.
#[derive(Default)]
struct Bits {
    bits: u64,
    held: u32,
}

impl Bits {
    /// Of the next bit, counted in bits.
    fn position(&self, input: &Input<'_>) -> u64 {
        input.offset() * 8 - u64::from(self.held)
    }

    /// Whether `count` bits can be had, at most 32.
    #[inline]
    fn have(&mut self, input: &mut Input<'_>, count: u32) -> Result<bool> {
        while self.held < count {
            if let Some(four) = input.bytes().first_chunk::<4>() {
                self.bits = self.bits << 32 | u64::from(u32::from_be_bytes(*four));
                self.held += 32;
                input.pass(4);
            } else if let Some(byte) = input.take()? {
                self.bits = self.bits << 8 | u64::from(byte);
                self.held += 8;
            } else {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The next bits, which are there.
    #[inline]
    fn peek(&self, count: u32) -> u32 {
        (self.bits >> (self.held - count)) as u32 & (((1_u64 << count) - 1) as u32)
    }

    #[inline]
    fn pass(&mut self, count: u32) {
        self.held -= count;
    }

    #[inline]
    fn take(&mut self, input: &mut Input<'_>, count: u32) -> Result<u32> {
        if !self.have(input, count)? {
            return Err(cut_short(input));
        }
        let bits = self.peek(count);
        self.pass(count);
        Ok(bits)
    }

    /// Goes on to the next byte.
    fn align(&mut self) {
        self.held -= self.held % 8;
    }
}

fn damaged(what: &str, input: &Input<'_>) -> Error {
    Error::format(format!("the compressed data is damaged ({what})"), place(input), FORMAT)
}

fn cut_short(input: &Input<'_>) -> Error {
    Error::format("the compressed data ends too early", place(input), FORMAT)
}

fn place(input: &Input<'_>) -> String {
    format!("bzip2 stream, compressed offset {}", input.offset())
}
