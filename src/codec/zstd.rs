//! Zstandard (RFC 8878): frame after frame, block by block.

use std::ops::Range;

use structured_zstd::decoding::{ContentChecksum, FrameDecoder, MAX_DECODER_WINDOW_SIZE};

use super::checkpoint::{Checkpoint, Checkpoints, Resume};
use super::decoder::Decode;
use super::input::Input;
use crate::{Error, Limits, Result};

/// No block holds more (RFC 8878, 3.1.1.2.4).
const BLOCK: usize = 128 << 10;
/// No frame header is longer, its magic number included (RFC 8878, 3.1.1.1).
const HEADER: usize = 18;
const MAGIC: u32 = 0xfd2f_b528;
const FRAME: &str = "RFC 8878, 3.1.1";

/// Decodes frames; skips skippable ones. A read can start where a frame does: inside, blocks need the
/// tables of those before them and a window of up to 128 MiB.
pub(super) struct Zstd {
    frame: FrameDecoder,
    phase: Phase,
    output: u64,
    block: Vec<u8>,
    window_limit: u64,
}

#[derive(Clone, Copy)]
enum Phase {
    /// A frame, or the end.
    Frame,
    Block,
    Checksum,
    End,
}

impl Zstd {
    pub(super) fn at(point: &Checkpoint, limits: &Limits) -> Self {
        let mut frame = FrameDecoder::new();
        // Windows are checked when a header is read; what the decoder can't take it refuses itself.
        let most = limits.window_size.clamp(1 << 10, MAX_DECODER_WINDOW_SIZE);
        let _ = frame.set_max_window_size(most);
        frame.set_content_checksum(ContentChecksum::Verify);
        Self {
            frame,
            phase: Phase::Frame,
            output: point.output,
            block: vec![0; BLOCK],
            window_limit: limits.window_size,
        }
    }

    /// Passes the next frame's header, and skippable frames before it.
    fn frame(&mut self, input: &mut Input<'_>, points: &mut Checkpoints) -> Result<Phase> {
        let first = input.offset() == 0;
        let magic = match input.fill(8)? {
            [] if !first => return Ok(Phase::End),
            bytes => bytes.first_chunk::<4>().map(|magic| u32::from_le_bytes(*magic)),
        };
        match magic {
            Some(0x184d_2a50..=0x184d_2a5f) => {
                let [_, _, _, _, a, b, c, d] = take::<8>(input)?;
                let size = u32::from_le_bytes([a, b, c, d]);
                if !input.skip(u64::from(size))? {
                    return Err(cut_short(input));
                }
                return Ok(Phase::Frame);
            }
            Some(MAGIC) => {}
            _ if first => return Err(Error::format("this is not zstd", place(input), FRAME)),
            _ => return Err(Error::format("no zstd frame where one should be", place(input), FRAME)),
        }
        points.note(self.output, input.offset(), Resume::Start);
        let bytes = input.fill(HEADER)?;
        let Some((window, dictionary)) = window(&bytes[4..]) else { return Err(cut_short(input)) };
        if window > self.window_limit {
            return Err(Error::limit("windowSize", self.window_limit, place(input)));
        }
        if dictionary != 0 {
            return Err(Error::unsupported(
                format!("the zstd frame needs the dictionary {dictionary}"),
                place(input),
                "Unpack it where the dictionary is: zstd -d -D DICTIONARY …",
            ));
        }
        let mut rest = bytes;
        let started = self.frame.reset(&mut rest);
        let used = bytes.len() - rest.len();
        started.map_err(|error| damaged(&error, input))?;
        input.pass(used);
        Ok(Phase::Block)
    }

    /// Decodes a block into `self.block`.
    fn block(&mut self, input: &mut Input<'_>) -> Result<usize> {
        let Some(header) = input.fill(3)?.first_chunk::<3>().copied() else { return Err(cut_short(input)) };
        let (size, last) = self.frame.block_content_len(header).map_err(|error| damaged(&error, input))?;
        let Some(content) = input.fill(3 + size)?.get(3..3 + size) else { return Err(cut_short(input)) };
        let made = self
            .frame
            .decode_block(header, content, &mut self.block)
            .map_err(|error| damaged(&error, input))?;
        input.pass(3 + size);
        self.output += made as u64;
        if last {
            self.phase = if self.frame.awaits_checksum() { Phase::Checksum } else { Phase::Frame };
        }
        Ok(made)
    }
}

impl Decode for Zstd {
    fn step(&mut self, input: &mut Input<'_>, points: &mut Checkpoints) -> Result<Range<usize>> {
        loop {
            match self.phase {
                Phase::End => return Ok(0..0),
                Phase::Frame => self.phase = self.frame(input, points)?,
                Phase::Block => {
                    let made = self.block(input)?;
                    if made > 0 {
                        return Ok(0..made);
                    }
                }
                Phase::Checksum => {
                    let checksum = take(input)?;
                    self.frame.read_content_checksum(checksum).map_err(|error| damaged(&error, input))?;
                    self.phase = Phase::Frame;
                }
            }
        }
    }

    fn made(&self) -> &[u8] {
        &self.block
    }
}

/// The window that a frame asks for, and its dictionary (RFC 8878, 3.1.1.1): `bytes` are its header
/// without the magic number.
fn window(bytes: &[u8]) -> Option<(u64, u32)> {
    let (descriptor, mut rest) = bytes.split_first()?;
    let single = descriptor & 0x20 != 0;
    let mut number = |size: usize| {
        let (head, tail) = rest.split_at_checked(size)?;
        rest = tail;
        Some(head.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    };
    let window = if single { 0 } else { number(1)? };
    let dictionary = number([0, 1, 2, 4][usize::from(descriptor & 3)])? as u32;
    let content = match descriptor >> 6 {
        0 => number(usize::from(single))?,
        1 => number(2)? + 256,
        2 => number(4)?,
        _ => number(8)?,
    };
    if single {
        return Some((content, dictionary)); // it has no window descriptor: all of it is the window
    }
    let base = 1 << (10 + (window >> 3));
    Some((base + base / 8 * (window & 7), dictionary))
}

fn take<const N: usize>(input: &mut Input<'_>) -> Result<[u8; N]> {
    input.array()?.ok_or_else(|| cut_short(input))
}

fn damaged(error: &dyn std::fmt::Display, input: &Input<'_>) -> Error {
    Error::format(format!("the compressed data is damaged ({error})"), place(input), FRAME)
}

fn cut_short(input: &Input<'_>) -> Error {
    Error::format("the compressed data ends too early", place(input), FRAME)
}

fn place(input: &Input<'_>) -> String {
    format!("zstd stream, compressed offset {}", input.offset())
}
