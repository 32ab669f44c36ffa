//! An archive that is compressed as a whole: `docker save … | gzip`.
//!
//! It is decoded once, from end to end, to find the members; the places where decoding can start again
//! are kept, so that whatever is read later costs no second pass where the compression allows that.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::codec::{Checkpoint, Compression, Decoder};
use crate::source::Source;
use crate::{Limits, Result};

/// Decoded bytes between two reports of progress while a large body is passed.
const STEP: u64 = 4 << 20;
/// Where decoding can't start again for so many bytes, reading here and there costs more than going on.
const COARSE: u64 = 64 << 20;

/// Padding behind a tar that is decoded for the checksum behind it. GNU tar fills a record, 10 KiB as a rule.
const MOST_PADDING: u64 = 16 << 20;
/// What is kept of the first pass, at most.
const MOST_KEPT: usize = 32 << 20;

/// How an archive is compressed, and what the first pass over it found out: enough for another worker to
/// read in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wrapping {
    compression: Compression,
    checkpoints: Vec<Checkpoint>,
    /// Whether its layers are best read one after the other, in the order of the archive.
    pub in_order: bool,
}

impl Wrapping {
    /// The archive in the compressed file.
    pub fn open<S: Source>(self, file: S) -> Decoder<S> {
        // What was decoded once was within the limits.
        let limits = Limits { inflated_size: u64::MAX, window_size: u64::MAX, ..Limits::default() };
        Decoder::resume(file, self.compression, &limits, self.checkpoints, None)
    }
}

/// The file as it is, and the decoder that made the first pass.
pub(super) struct Wrapped {
    compression: Compression,
    decoder: Rc<Decoder<Rc<dyn Source>>>,
    /// Bytes of the compressed file.
    stored: u64,
}

impl Wrapped {
    pub(super) fn new(file: Rc<dyn Source>, compression: Compression, limits: &Limits) -> Result<Self> {
        let stored = file.len()?;
        Ok(Self { compression, decoder: Rc::new(Decoder::new(file, compression, limits)), stored })
    }

    pub(super) fn decoder(&self) -> &Decoder<Rc<dyn Source>> {
        &self.decoder
    }

    pub(super) fn compression(&self) -> Compression {
        self.compression
    }

    pub(super) fn stored(&self) -> u64 {
        self.stored
    }

    pub(super) fn told(&self, size: u64) -> Wrapping {
        let checkpoints = self.decoder.checkpoints().to_vec();
        Wrapping { compression: self.compression, checkpoints, in_order: self.in_order(size) }
    }

    /// Whether there are long ways between the places to start from, in an archive of so many bytes.
    pub(super) fn in_order(&self, size: u64) -> bool {
        let checkpoints = self.decoder.checkpoints();
        let ends = checkpoints.iter().skip(1).map(|point| point.output).chain([size]);
        checkpoints.iter().zip(ends).any(|(point, end)| end.saturating_sub(point.output) > COARSE)
    }
}

/// Reads forwards in steps, so that passing a large body tells how far it is, and keeps what it reads:
/// the headers and what lies near them. That holds the documents, which are wanted next, and to which
/// there may be no other way back than from the beginning.
pub(super) struct Steps<'a> {
    decoder: &'a Decoder<Rc<dyn Source>>,
    reached: Cell<u64>,
    kept: RefCell<Kept>,
    progress: RefCell<&'a mut dyn FnMut(u64)>,
}

impl<'a> Steps<'a> {
    pub(super) fn new(wrapped: &'a Wrapped, progress: &'a mut dyn FnMut(u64)) -> Self {
        Self {
            decoder: &wrapped.decoder,
            reached: Cell::new(0),
            kept: RefCell::default(),
            progress: RefCell::new(progress),
        }
    }

    /// Decodes what lies behind the tar: checksums of the whole stand at the end. Zeros are cheap to pack,
    /// so not more of it than any tar is padded by.
    pub(super) fn go_on(&self, from: u64) -> Result<()> {
        let mut buffer = vec![0; 64 << 10];
        let mut at = from;
        while at < from.saturating_add(MOST_PADDING) {
            match self.decoder.read_at(at, &mut buffer)? {
                0 => break,
                count => at += count as u64,
            }
        }
        Ok(())
    }

    pub(super) fn kept(self) -> Kept {
        self.kept.into_inner()
    }
}

impl Source for Steps<'_> {
    fn len(&self) -> Result<u64> {
        self.decoder.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        while self.reached.get().saturating_add(STEP) < offset {
            let next = self.reached.get() + STEP;
            if self.decoder.read_at(next, &mut [0])? == 0 {
                return Ok(0);
            }
            self.reached.set(next);
            (self.progress.borrow_mut())(self.decoder.input_done());
        }
        let count = self.decoder.read_at(offset, buf)?;
        self.kept.borrow_mut().keep(offset, &buf[..count]);
        self.reached.set(self.reached.get().max(offset + count as u64));
        (self.progress.borrow_mut())(self.decoder.input_done());
        Ok(count)
    }
}

/// Pieces of an archive in memory, ascending, none touching the next.
#[derive(Default)]
pub(super) struct Kept {
    pieces: Vec<(u64, Vec<u8>)>,
    bytes: usize,
}

impl Kept {
    fn keep(&mut self, offset: u64, bytes: &[u8]) {
        if self.bytes + bytes.len() > MOST_KEPT {
            return;
        }
        match self.pieces.last_mut() {
            Some((start, piece)) if *start + piece.len() as u64 == offset => piece.extend_from_slice(bytes),
            Some((start, piece)) if *start + piece.len() as u64 > offset => return,
            _ => self.pieces.push((offset, bytes.to_vec())),
        }
        self.bytes += bytes.len();
    }

    fn at(&self, offset: u64) -> &[u8] {
        let after = self.pieces.partition_point(|(start, _)| *start <= offset);
        let piece = after.checked_sub(1).map(|index| &self.pieces[index]);
        piece.and_then(|(start, bytes)| bytes.get((offset - start) as usize..)).unwrap_or_default()
    }
}

/// The archive in a compressed file: what was kept of it, and the rest as it is decoded.
pub(super) struct Inside {
    kept: Kept,
    decoder: Rc<Decoder<Rc<dyn Source>>>,
}

impl Inside {
    pub(super) fn new(wrapped: &Wrapped, kept: Kept) -> Self {
        Self { kept, decoder: Rc::clone(&wrapped.decoder) }
    }
}

impl Source for Inside {
    fn len(&self) -> Result<u64> {
        self.decoder.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let kept = self.kept.at(offset);
        if kept.is_empty() {
            return self.decoder.read_at(offset, buf);
        }
        let count = kept.len().min(buf.len());
        buf[..count].copy_from_slice(&kept[..count]);
        Ok(count)
    }
}
