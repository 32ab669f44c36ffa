//! Compressed bytes as a seekable source, whatever the compression.

use std::cell::{Ref, RefCell};
use std::ops::Range;

use super::Compression;
use super::bzip2::Bzip2;
use super::checkpoint::{Checkpoint, Checkpoints};
use super::gzip::Gzip;
use super::input::{Held, Input};
use super::xz::Xz;
use super::zstd::Zstd;
use crate::source::Source;
use crate::{Error, Limits, Result};

/// One compression: makes decoded bytes in order, from a checkpoint on.
pub(super) trait Decode {
    /// Makes the next bytes: a range of `made`, empty at the end and only there. What was made before
    /// damage is given out; the next call reports the damage.
    fn step(&mut self, input: &mut Input<'_>, points: &mut Checkpoints) -> Result<Range<usize>>;

    /// Where `step` puts what it makes.
    fn made(&self) -> &[u8];
}

/// A source over the bytes that another one holds compressed.
///
/// It reads forwards, noting [`Checkpoint`]s, and keeps its place: a read further on goes on from there or
/// from a checkpoint in between, a read further back starts at the last checkpoint before it.
///
/// | | may start at |
/// |---|---|
/// | gzip | members; block boundaries, by the 32 KiB before them |
/// | zstd | frames |
/// | xz | streams and blocks |
/// | bzip2 | streams and blocks |
///
/// Checksums of zstd, xz and bzip2 are checked. The CRC-32 of gzip is not: it would cost a seventh of the
/// speed, and a layer's diff ID says more. Its lengths are.
pub struct Decoder<S> {
    inner: S,
    compression: Compression,
    limits: Limits,
    state: RefCell<State>,
}

struct State {
    points: Checkpoints,
    cursor: Option<Cursor>,
    length: Option<u64>,
    /// Where nothing further can be decoded, and why.
    failure: Option<(u64, Error)>,
    input_done: u64,
}

/// A running decoder.
struct Cursor {
    decode: Box<dyn Decode>,
    held: Held,
    /// What is made and not handed out, in `decode.made()`; its first byte lies at `output`.
    pending: Range<usize>,
    output: u64,
}

impl<S: Source> Decoder<S> {
    /// Reads `inner` as compressed that way. [`Limits::inflated_size`] and [`Limits::window_size`] are kept.
    pub fn new(inner: S, compression: Compression, limits: &Limits) -> Self {
        Self::resume(inner, compression, limits, Vec::new(), None)
    }

    /// As `new`, with what an earlier pass over the same bytes found out: checkpoints, ascending, and the
    /// length if it came to the end.
    pub fn resume(
        inner: S,
        compression: Compression,
        limits: &Limits,
        checkpoints: Vec<Checkpoint>,
        length: Option<u64>,
    ) -> Self {
        let points = Checkpoints::new(checkpoints);
        let state = State { points, cursor: None, length, failure: None, input_done: 0 };
        Self { inner, compression, limits: *limits, state: RefCell::new(state) }
    }

    /// Wants checkpoints that many decoded bytes apart, whatever they cost.
    #[must_use]
    pub fn spacing(self, bytes: u64) -> Self {
        self.state.borrow_mut().points.set_spacing(bytes);
        self
    }

    /// The checkpoints so far: all of them once `len` has returned.
    pub fn checkpoints(&self) -> Ref<'_, [Checkpoint]> {
        Ref::map(self.state.borrow(), |state| state.points.as_slice())
    }

    /// Where nothing further can be decoded, if that place was met.
    pub fn damaged_at(&self) -> Option<u64> {
        self.state.borrow().failure.as_ref().map(|(end, _)| *end)
    }

    /// How much of the compressed bytes has been used so far.
    pub fn input_done(&self) -> u64 {
        self.state.borrow().input_done
    }
}

impl<S: Source> Source for Decoder<S> {
    fn len(&self) -> Result<u64> {
        if self.compression == Compression::None {
            return self.inner.len();
        }
        let mut state = self.state.borrow_mut();
        loop {
            match (state.length, &state.failure) {
                (Some(length), _) => return Ok(length),
                (None, Some((_, error))) => return Err(error.clone()),
                (None, None) => {}
            }
            let cursor = state.place_cursor(u64::MAX, self.compression, &self.limits)?;
            cursor.pass(u64::MAX);
            state.advance(&self.inner, &self.limits)?;
        }
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        if self.compression == Compression::None {
            return self.inner.read_at(offset, buf);
        }
        let mut state = self.state.borrow_mut();
        if state.length.is_some_and(|length| offset >= length) || buf.is_empty() {
            return Ok(0);
        }
        let mut filled = 0;
        while filled < buf.len() {
            let at = offset + filled as u64;
            match &state.failure {
                Some((end, error)) if at >= *end => {
                    return if filled > 0 { Ok(filled) } else { Err(error.clone()) };
                }
                _ => {}
            }
            let cursor = state.place_cursor(at, self.compression, &self.limits)?;
            cursor.pass(at);
            let fresh = &cursor.decode.made()[cursor.pending.clone()];
            if fresh.is_empty() {
                match state.advance(&self.inner, &self.limits) {
                    Ok(true) => {}
                    Ok(false) => break,
                    // What came before the damage is handed out; the next read meets the damage again.
                    Err(_) if filled > 0 => break,
                    Err(error) => return Err(error),
                }
                continue;
            }
            let count = fresh.len().min(buf.len() - filled);
            buf[filled..filled + count].copy_from_slice(&fresh[..count]);
            filled += count;
            cursor.pass(at + count as u64);
        }
        Ok(filled)
    }
}

impl Cursor {
    /// Gives up what is pending before `offset`.
    fn pass(&mut self, offset: u64) {
        let count = offset.saturating_sub(self.output).min(self.pending.len() as u64);
        self.pending.start += count as usize;
        self.output += count;
    }
}

impl State {
    /// The cursor, standing at or before `offset`, as near as is known without decoding.
    fn place_cursor(
        &mut self,
        offset: u64,
        compression: Compression,
        limits: &Limits,
    ) -> Result<&mut Cursor> {
        let best = self.points.before(offset);
        match &mut self.cursor {
            Some(cursor) if cursor.output <= offset && cursor.output >= best.output => {}
            slot => {
                let decode: Box<dyn Decode> = match compression {
                    Compression::None => return Err(Error::usage("nothing is compressed")),
                    Compression::Gzip => Box::new(Gzip::at(best)),
                    Compression::Zstd => Box::new(Zstd::at(best, limits)),
                    Compression::Xz => Box::new(Xz::at(best, limits)),
                    Compression::Bzip2 => Box::new(Bzip2::at(best)),
                };
                *slot =
                    Some(Cursor { decode, held: Held::new(best.input), pending: 0..0, output: best.output });
            }
        }
        self.cursor.as_mut().ok_or_else(|| Error::usage("no cursor"))
    }

    /// Makes more pending where nothing is; `false` at the end.
    fn advance(&mut self, inner: &dyn Source, limits: &Limits) -> Result<bool> {
        let Some(cursor) = &mut self.cursor else { return Ok(false) };
        let step = cursor.decode.step(&mut Input::new(inner, &mut cursor.held), &mut self.points);
        self.input_done = self.input_done.max(cursor.held.offset());
        let output = cursor.output;
        match step {
            Ok(made) if made.is_empty() => {
                self.length = Some(output);
                Ok(false)
            }
            Ok(made) => {
                cursor.pending = made;
                let room = limits.inflated_size.saturating_sub(output);
                if cursor.pending.len() as u64 > room {
                    let error = Error::limit("inflatedSize", limits.inflated_size, "");
                    cursor.pending.end = cursor.pending.start + room as usize;
                    self.failure = Some((limits.inflated_size, error));
                }
                Ok(true)
            }
            Err(error) => {
                self.cursor = None; // its state is of no use after a failure
                // Damage stays; what could not be read once may be readable now.
                if !matches!(error, Error::Io { .. }) {
                    self.failure = Some((output, error.clone()));
                }
                Err(error)
            }
        }
    }
}
