//! gzip (RFC 1952) as a seekable source: checkpoints of the inflate state, taken while reading,
//! let a later read start near its offset instead of at the beginning.

use std::cell::{Ref, RefCell};

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_IGNORE_ADLER32, TINFL_FLAG_STOP_ON_BLOCK_BOUNDARY,
    TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{BlockBoundaryState, DecompressorOxide, decompress};

use crate::source::Source;
use crate::{Error, Result};

/// The farthest a match may reach back (RFC 1951, 3.2.5).
const WINDOW: usize = 32 << 10;
/// Inflated bytes kept in a ring; a power of two, as miniz_oxide asks. Small enough for the cache.
const RING: usize = 128 << 10;
/// Compressed bytes read at once: far above the break-even of a browser's positioned read.
const INPUT: usize = 1 << 20;
/// Inflated bytes between checkpoints: 32 KiB of window for 4 MiB is under one percent.
const SPACING: u64 = 4 << 20;

const RFC_1952: &str = "RFC 1952, 2.3";

/// A place to start inflating from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Offset in the inflated bytes.
    pub output: u64,
    /// Offset in the compressed bytes.
    pub input: u64,
    /// Bits of the byte before `input` that are still to be used (0 to 7), and those bits.
    /// `None` at the header of a gzip member.
    pub bits: Option<(u8, u8)>,
    /// The last inflated bytes, at most 32 KiB.
    pub window: Vec<u8>,
    /// Offset in the inflated bytes where the member began: its length is checked at its end.
    pub member: u64,
}

/// A gzip stream of one or more members over another source, read as what it inflates to.
///
/// The length of each member (ISIZE) is checked when its end is read. The CRC-32 is not: it would cost
/// a seventh of the speed, and a layer's diff ID says more.
pub struct Gzip<S> {
    inner: S,
    limit: u64,
    state: RefCell<State>,
}

struct State {
    checkpoints: Vec<Checkpoint>,
    cursor: Option<Cursor>,
    length: Option<u64>,
    /// Compressed bytes read so far at most, for progress.
    input_done: u64,
}

/// A running decoder.
struct Cursor {
    inflater: Box<DecompressorOxide>,
    phase: Phase,
    /// Offset of the next inflated byte that `produce` makes.
    output: u64,
    member: u64,
    /// The last bytes of the member, its first one at 0.
    ring: Vec<u8>,
    /// Read but unused input: `buffer[at..]`, whose first byte lies at `input`.
    buffer: Vec<u8>,
    at: usize,
    input: u64,
    input_ended: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Header,
    Body,
    Trailer,
    End,
}

impl<S: Source> Gzip<S> {
    /// Reads `inner` as gzip. More than `limit` inflated bytes are an error.
    pub fn new(inner: S, limit: u64) -> Self {
        let start = Checkpoint { output: 0, input: 0, bits: None, window: Vec::new(), member: 0 };
        Self::with_checkpoints(inner, limit, vec![start], None)
    }

    /// As `new`, with what an earlier pass over the same bytes found out.
    pub fn with_checkpoints(inner: S, limit: u64, checkpoints: Vec<Checkpoint>, length: Option<u64>) -> Self {
        debug_assert!(checkpoints.first().is_some_and(|c| c.output == 0));
        Self { inner, limit, state: RefCell::new(State { checkpoints, cursor: None, length, input_done: 0 }) }
    }

    /// The checkpoints so far: all of them once `len` has returned.
    pub fn checkpoints(&self) -> Ref<'_, [Checkpoint]> {
        Ref::map(self.state.borrow(), |state| state.checkpoints.as_slice())
    }

    /// How much of the compressed bytes has been used so far.
    pub fn input_done(&self) -> u64 {
        self.state.borrow().input_done
    }
}

impl<S: Source> Source for Gzip<S> {
    fn len(&self) -> Result<u64> {
        let mut state = self.state.borrow_mut();
        if let Some(length) = state.length {
            return Ok(length);
        }
        state.place_cursor(u64::MAX);
        while state.produce(&self.inner, self.limit, u64::MAX)?.1 > 0 {}
        state.length.ok_or_else(|| Error::io("no end was found", "gzip stream"))
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let mut state = self.state.borrow_mut();
        if state.length.is_some_and(|length| offset >= length) || buf.is_empty() {
            return Ok(0);
        }
        state.place_cursor(offset);
        let mut filled = 0;
        while filled < buf.len() {
            let from = state.cursor.as_ref().map_or(0, |c| c.output);
            let (start, count) =
                match state.produce(&self.inner, self.limit, offset.saturating_add(buf.len() as u64)) {
                    Ok((_, 0)) => break,
                    Ok(fresh) => fresh,
                    // What came before the damage is handed out; the next read meets the damage again.
                    Err(_) if filled > 0 => break,
                    Err(error) => return Err(error),
                };
            // Bytes before `offset` are only passed through.
            let skip = offset.saturating_sub(from).min(count as u64) as usize;
            let Some(cursor) = &state.cursor else { break };
            let fresh = &cursor.ring[start + skip..start + count];
            buf[filled..filled + fresh.len()].copy_from_slice(fresh);
            filled += fresh.len();
        }
        Ok(filled)
    }
}

impl State {
    /// Makes the cursor stand at or before `offset`, as near as is known without inflating.
    fn place_cursor(&mut self, offset: u64) {
        let index = self.checkpoints.partition_point(|c| c.output <= offset).saturating_sub(1);
        let best = &self.checkpoints[index];
        if self.cursor.as_ref().is_some_and(|c| c.output <= offset && c.output >= best.output) {
            return;
        }
        let mut ring = self.cursor.take().map_or_else(|| vec![0; RING], |cursor| cursor.ring);
        // The window goes right before the place where the next byte will be written.
        let end = in_ring(best.output, best.member);
        for (back, byte) in best.window.iter().rev().enumerate() {
            ring[(end + RING - 1 - back) % RING] = *byte;
        }
        let (inflater, phase) = match best.bits {
            None => (DecompressorOxide::new(), Phase::Header),
            Some((num_bits, bit_buf)) => {
                let state = BlockBoundaryState { num_bits, bit_buf, ..BlockBoundaryState::default() };
                (DecompressorOxide::from_block_boundary_state(&state), Phase::Body)
            }
        };
        self.cursor = Some(Cursor {
            inflater: Box::new(inflater),
            phase,
            output: best.output,
            member: best.member,
            ring,
            buffer: Vec::new(),
            at: 0,
            input: best.input,
            input_ended: false,
        });
    }

    /// Inflates some more, not past `until`; where in the ring the new bytes start, and how many they are.
    /// None at the end.
    fn produce(&mut self, inner: &impl Source, limit: u64, until: u64) -> Result<(usize, usize)> {
        let made = self.step(inner, limit, until);
        if made.is_err() {
            self.cursor = None; // its state is of no use after a failure
        }
        made
    }

    fn step(&mut self, inner: &impl Source, limit: u64, until: u64) -> Result<(usize, usize)> {
        let Some(cursor) = &mut self.cursor else { return Ok((0, 0)) };
        loop {
            match cursor.phase {
                Phase::End => {
                    self.length = Some(cursor.output);
                    return Ok((0, 0));
                }
                Phase::Header => {
                    if !cursor.header(inner)? {
                        cursor.phase = Phase::End;
                        continue;
                    }
                    cursor.inflater.init();
                    cursor.member = cursor.output;
                    cursor.phase = Phase::Body;
                }
                Phase::Trailer => {
                    cursor.trailer(inner)?;
                    cursor.phase = Phase::Header;
                    let last = self.checkpoints.last().map_or(0, |c| c.output);
                    if cursor.output >= last + SPACING {
                        self.checkpoints.push(Checkpoint {
                            output: cursor.output,
                            input: cursor.input,
                            bits: None,
                            window: Vec::new(),
                            member: cursor.output,
                        });
                    }
                }
                Phase::Body => {
                    if cursor.buffer.len() == cursor.at {
                        cursor.fill(inner, 1)?;
                        self.input_done = self.input_done.max(cursor.input);
                    }
                    let last = self.checkpoints.last().map_or(0, |c| c.output);
                    let due = cursor.output >= last + SPACING;
                    let start = in_ring(cursor.output, cursor.member);
                    // Not past `until`, so that nothing is made that the caller did not ask for and would lose;
                    // nor past the limit, so that all before it is given out. Then one byte more tells.
                    let until = if cursor.output < limit { until.min(limit) } else { until };
                    let end = RING.min(start.saturating_add(
                        usize::try_from(until.saturating_sub(cursor.output)).unwrap_or(RING),
                    ));
                    if end == start {
                        return Ok((start, 0));
                    }
                    let mut flags = TINFL_FLAG_IGNORE_ADLER32;
                    if !cursor.input_ended {
                        flags |= TINFL_FLAG_HAS_MORE_INPUT;
                    }
                    if cursor.output - cursor.member < RING as u64 {
                        // So that a match from before the member is damage, and not what the ring held before.
                        flags |= TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
                    }
                    if due {
                        flags |= TINFL_FLAG_STOP_ON_BLOCK_BOUNDARY;
                    }
                    let (status, used, made) = inflate(cursor, start, end, flags);
                    cursor.at += used;
                    cursor.input += used as u64;
                    cursor.output += made as u64;
                    if cursor.output > limit {
                        return Err(Error::limit("inflatedSize", limit, "gzip stream"));
                    }
                    match status {
                        TINFLStatus::Done => cursor.phase = Phase::Trailer,
                        TINFLStatus::BlockBoundary => {
                            let checkpoint = cursor.checkpoint();
                            self.checkpoints.extend(checkpoint);
                        }
                        TINFLStatus::NeedsMoreInput | TINFLStatus::HasMoreOutput => {}
                        // What came before damage is given out; the next call meets the damage again.
                        _ if made > 0 => {}
                        TINFLStatus::FailedCannotMakeProgress => {
                            return Err(cut_short(cursor));
                        }
                        _ => {
                            return Err(Error::format(
                                format!("the compressed data is damaged ({status:?})"),
                                format!("gzip stream, compressed offset {}", cursor.input),
                                "RFC 1951",
                            ));
                        }
                    }
                    if made > 0 {
                        return Ok((start, made));
                    }
                    if used == 0 && cursor.input_ended && status == TINFLStatus::NeedsMoreInput {
                        return Err(cut_short(cursor));
                    }
                }
            }
        }
    }
}

/// Where in the ring the byte at this offset is, of a member that began at `member`.
fn in_ring(offset: u64, member: u64) -> usize {
    ((offset - member) % RING as u64) as usize
}

/// One call of the decoder, writing to `ring[start..end]` only.
fn inflate(cursor: &mut Cursor, start: usize, end: usize, flags: u32) -> (TINFLStatus, usize, usize) {
    use miniz_oxide::inflate::core::decompress_with_limit;
    let input = &cursor.buffer[cursor.at..];
    if end == RING {
        decompress(&mut cursor.inflater, input, &mut cursor.ring, start, flags)
    } else {
        decompress_with_limit(&mut cursor.inflater, input, &mut cursor.ring, start, end - start, flags)
    }
}

fn cut_short(cursor: &Cursor) -> Error {
    Error::format(
        "the compressed data ends too early",
        format!("gzip stream, compressed offset {}", cursor.input),
        RFC_1952,
    )
}

impl Cursor {
    /// Makes at least `want` bytes of input available unless the source ends before.
    fn fill(&mut self, inner: &impl Source, want: usize) -> Result<()> {
        if self.buffer.len() - self.at >= want || self.input_ended {
            return Ok(());
        }
        self.buffer.drain(..self.at);
        self.at = 0;
        let have = self.buffer.len();
        self.buffer.resize(have + INPUT, 0);
        let mut filled = have;
        let mut failed = None;
        while filled < self.buffer.len() {
            // A source may give less than was asked for: only nothing is the end.
            match inner.read_at(self.input + filled as u64, &mut self.buffer[filled..]) {
                Ok(0) => {
                    self.input_ended = true;
                    break;
                }
                Ok(count) => filled += count,
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        self.buffer.truncate(filled);
        // What came before a failure is used; the next fill meets it again.
        failed.filter(|_| filled < want).map_or(Ok(()), Err)
    }

    fn take(&mut self, inner: &impl Source) -> Result<u8> {
        self.fill(inner, 1)?;
        let byte = *self.buffer.get(self.at).ok_or_else(|| cut_short(self))?;
        self.at += 1;
        self.input += 1;
        Ok(byte)
    }

    fn take_u16(&mut self, inner: &impl Source) -> Result<u16> {
        Ok(u16::from_le_bytes([self.take(inner)?, self.take(inner)?]))
    }

    /// Passes a member's header. `false` when there is no further member: the end, or bytes that are
    /// not gzip after at least one member, which gzip itself ignores too ("trailing garbage").
    fn header(&mut self, inner: &impl Source) -> Result<bool> {
        self.fill(inner, 3)?;
        let first = self.input == 0;
        match &self.buffer[self.at..] {
            [0x1f, 0x8b, 8, ..] => {}
            _ if !first => return Ok(false),
            _ => return Err(Error::format("this is not gzip", "gzip stream", RFC_1952)),
        }
        for _ in 0..3 {
            self.take(inner)?;
        }
        let flags = self.take(inner)?;
        for _ in 0..6 {
            self.take(inner)?; // MTIME, XFL, OS
        }
        if flags & 4 != 0 {
            for _ in 0..self.take_u16(inner)? {
                self.take(inner)?; // FEXTRA
            }
        }
        for flag in [8, 16] {
            // FNAME and FCOMMENT, each ended by a zero byte
            if flags & flag != 0 {
                while self.take(inner)? != 0 {}
            }
        }
        if flags & 2 != 0 {
            self.take_u16(inner)?; // FHCRC
        }
        Ok(true)
    }

    fn trailer(&mut self, inner: &impl Source) -> Result<()> {
        for _ in 0..4 {
            self.take(inner)?; // CRC-32, see the comment at `Gzip`
        }
        let mut size = [0; 4];
        for byte in &mut size {
            *byte = self.take(inner)?;
        }
        let made = self.output - self.member;
        if u32::from_le_bytes(size) != made as u32 {
            return Err(Error::format(
                format!("the gzip trailer gives another length than the {made} bytes found"),
                format!("gzip stream, compressed offset {}", self.input),
                RFC_1952,
            ));
        }
        Ok(())
    }

    fn checkpoint(&self) -> Option<Checkpoint> {
        let state = self.inflater.block_boundary_state()?;
        // Only bytes of this member can be referred to.
        let back = (self.output - self.member).min(WINDOW as u64);
        let window =
            (self.output - back..self.output).map(|offset| self.ring[in_ring(offset, self.member)]).collect();
        Some(Checkpoint {
            output: self.output,
            input: self.input,
            bits: Some((state.num_bits, state.bit_buf)),
            window,
            member: self.member,
        })
    }
}
