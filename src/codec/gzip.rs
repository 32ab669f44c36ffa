//! gzip (RFC 1952): inflates, and notes checkpoints of the inflate state at block boundaries.

use std::ops::Range;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_IGNORE_ADLER32, TINFL_FLAG_STOP_ON_BLOCK_BOUNDARY,
    TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{BlockBoundaryState, DecompressorOxide, decompress};

use super::checkpoint::{Checkpoint, Checkpoints, Resume};
use super::decoder::Decode;
use super::input::Input;
use crate::{Error, Result};

/// The farthest a match may reach back (RFC 1951, 3.2.5).
const WINDOW: usize = 32 << 10;
/// Inflated bytes kept in a ring; a power of two, as miniz_oxide asks. Small enough for the cache.
const RING: usize = 128 << 10;

const RFC_1952: &str = "RFC 1952, 2.3";

/// Inflates one member after the other.
///
/// The length of each member (ISIZE) is checked when its end is read. The CRC-32 is not: it would cost
/// a seventh of the speed, and a layer's diff ID says more.
pub(super) struct Gzip {
    inflater: Box<DecompressorOxide>,
    phase: Phase,
    /// Offset of the next inflated byte that `step` makes.
    output: u64,
    /// Offset of the member's first one.
    member: u64,
    /// The last bytes of the member, its first one at 0.
    ring: Vec<u8>,
}

/// Where in the ring the byte at this offset is, of a member that began at `member`.
fn in_ring(offset: u64, member: u64) -> usize {
    ((offset - member) % RING as u64) as usize
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Header,
    Body,
    Trailer,
    End,
}

impl Gzip {
    pub(super) fn at(point: &Checkpoint) -> Self {
        let mut gzip = Self {
            inflater: Box::new(DecompressorOxide::new()),
            phase: Phase::Header,
            output: point.output,
            member: point.output,
            ring: vec![0; RING],
        };
        if let Resume::Inflate { count, bits, window, member } = &point.resume {
            let state =
                BlockBoundaryState { num_bits: *count, bit_buf: *bits, ..BlockBoundaryState::default() };
            gzip.inflater = Box::new(DecompressorOxide::from_block_boundary_state(&state));
            gzip.phase = Phase::Body;
            gzip.member = *member;
            // The window goes right before the place where the next byte will be written.
            let end = in_ring(point.output, *member);
            for (back, byte) in window.iter().rev().enumerate() {
                gzip.ring[(end + RING - 1 - back) % RING] = *byte;
            }
        }
        gzip
    }
}

impl Decode for Gzip {
    fn step(&mut self, input: &mut Input<'_>, points: &mut Checkpoints) -> Result<Range<usize>> {
        loop {
            match self.phase {
                Phase::End => return Ok(0..0),
                Phase::Header => {
                    if !header(input)? {
                        self.phase = Phase::End;
                        continue;
                    }
                    self.inflater.init();
                    self.member = self.output;
                    self.phase = Phase::Body;
                }
                Phase::Trailer => {
                    self.trailer(input)?;
                    self.phase = Phase::Header;
                    points.note(self.output, input.offset(), Resume::Start);
                }
                Phase::Body => {
                    let start = in_ring(self.output, self.member);
                    let mut flags = TINFL_FLAG_IGNORE_ADLER32;
                    input.fill(1)?;
                    if !input.ended() {
                        flags |= TINFL_FLAG_HAS_MORE_INPUT;
                    }
                    if self.output - self.member < RING as u64 {
                        // So that a match from before the member is damage, and not what the ring held before.
                        flags |= TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
                    }
                    if points.heavy_due(self.output) {
                        flags |= TINFL_FLAG_STOP_ON_BLOCK_BOUNDARY;
                    }
                    let (status, used, made) =
                        decompress(&mut self.inflater, input.bytes(), &mut self.ring, start, flags);
                    input.pass(used);
                    self.output += made as u64;
                    match status {
                        TINFLStatus::Done => self.phase = Phase::Trailer,
                        TINFLStatus::BlockBoundary => self.note(input.offset(), points),
                        TINFLStatus::NeedsMoreInput if used > 0 || !input.ended() => {}
                        TINFLStatus::HasMoreOutput => {}
                        // What came before damage is given out; the next call meets the damage again.
                        _ if made > 0 => {}
                        TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress => {
                            return Err(cut_short(input));
                        }
                        _ => {
                            return Err(Error::format(
                                format!("the compressed data is damaged ({status:?})"),
                                place(input),
                                "RFC 1951",
                            ));
                        }
                    }
                    if made > 0 {
                        return Ok(start..start + made);
                    }
                }
            }
        }
    }

    fn made(&self) -> &[u8] {
        &self.ring
    }
}

impl Gzip {
    fn trailer(&self, input: &mut Input<'_>) -> Result<()> {
        take::<4>(input)?; // CRC-32, see the comment at `Gzip`
        let size = u32::from_le_bytes(take(input)?);
        let made = self.output - self.member;
        if size != made as u32 {
            return Err(Error::format(
                format!("the gzip trailer gives another length than the {made} bytes found"),
                place(input),
                RFC_1952,
            ));
        }
        Ok(())
    }

    fn note(&self, input: u64, points: &mut Checkpoints) {
        let Some(state) = self.inflater.block_boundary_state() else { return };
        // Only bytes of this member can be referred to.
        let back = (self.output - self.member).min(WINDOW as u64);
        let window =
            (self.output - back..self.output).map(|offset| self.ring[in_ring(offset, self.member)]).collect();
        let resume =
            Resume::Inflate { count: state.num_bits, bits: state.bit_buf, window, member: self.member };
        points.note(self.output, input, resume);
    }
}

/// Passes a member's header. `false` when there is no further member: the end, or bytes that are
/// not gzip after at least one member, which gzip itself ignores too ("trailing garbage").
fn header(input: &mut Input<'_>) -> Result<bool> {
    let first = input.offset() == 0;
    match input.fill(3)? {
        [0x1f, 0x8b, 8, ..] => {}
        _ if !first => return Ok(false),
        _ => return Err(Error::format("this is not gzip", "gzip stream", RFC_1952)),
    }
    // The magic number, then FLG, MTIME, XFL and OS
    let [_, _, _, flags, ..] = take::<10>(input)?;
    if flags & 4 != 0 {
        for _ in 0..u16::from_le_bytes(take(input)?) {
            take::<1>(input)?; // FEXTRA
        }
    }
    for flag in [8, 16] {
        // FNAME and FCOMMENT, each ended by a zero byte
        if flags & flag != 0 {
            while take(input)? != [0] {}
        }
    }
    if flags & 2 != 0 {
        take::<2>(input)?; // FHCRC
    }
    Ok(true)
}

fn take<const N: usize>(input: &mut Input<'_>) -> Result<[u8; N]> {
    input.array()?.ok_or_else(|| cut_short(input))
}

fn cut_short(input: &Input<'_>) -> Error {
    Error::format("the compressed data ends too early", place(input), RFC_1952)
}

fn place(input: &Input<'_>) -> String {
    format!("gzip stream, compressed offset {}", input.offset())
}
