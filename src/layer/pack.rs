//! A layer as one run of bytes, to be handed from one worker to another without a copy.
//!
//! Little-endian columns one after the other. `unpack` takes any bytes: what could lead a later
//! look-up astray (numbers out of range, parents after their children) is refused.

use super::columns::{Columns, Owner, Side};
use super::paths::{NONE, Paths};
use super::{Layer, Target, alone};
use crate::codec::{Checkpoint, Compression, Resume};
use crate::tar::Kind;
use crate::{Error, Result};
use crate::{Problem, Severity};

/// Changes with the layout below.
const MAGIC: &[u8; 8] = b"lamina\x03\n";

/// Numbered by their places.
const COMPRESSIONS: [Compression; 5] =
    [Compression::None, Compression::Gzip, Compression::Zstd, Compression::Xz, Compression::Bzip2];

impl Layer {
    /// The layer as bytes that [`Layer::unpack`] reads.
    pub fn pack(&self) -> Vec<u8> {
        let columns = &self.columns;
        let mut out =
            Out(Vec::with_capacity(64 + self.paths.bytes.len() + self.paths.len() * 8 + columns.len() * 35));
        out.0.extend_from_slice(MAGIC);
        let compression = COMPRESSIONS.iter().position(|known| *known == self.compression);
        out.u32(compression.unwrap_or_default() as u32);
        out.u32(u32::from(self.complete));
        out.u64(self.unpacked);
        out.u64(self.entries);
        out.u64(self.content_size);
        out.u32s(&self.paths.parents);
        out.u32s(&self.paths.starts);
        out.bytes(&self.paths.bytes);
        out.u32s(&columns.paths);
        out.bytes(&columns.kinds);
        out.list(&columns.modes, |out, mode| out.0.extend_from_slice(&mode.to_le_bytes()));
        out.u32s(&columns.owners);
        out.u64s(&columns.sizes);
        out.list(&columns.mtimes, |out, mtime| out.u64(mtime.cast_unsigned()));
        out.u64s(&columns.bodies);
        out.list(&columns.owner_table, |out, owner| {
            out.u32(owner.uid);
            out.u32(owner.gid);
            out.bytes(&owner.uname);
            out.bytes(&owner.gname);
        });
        out.side(&columns.links, |out, end| out.u32(*end));
        out.bytes(&columns.link_bytes);
        out.side(&columns.targets, |out, target| out.u32(*target));
        out.side(&columns.devices, |out, (major, minor)| {
            out.u32(*major);
            out.u32(*minor);
        });
        out.side(&columns.stored, |out, stored| out.u64(*stored));
        out.side(&columns.xattrs, |out, set| out.u32(*set));
        out.list(&columns.xattr_table, |out, set| {
            out.list(set, |out, (name, value)| {
                out.bytes(name);
                out.bytes(value);
            });
        });
        out.u32s(&self.whiteouts);
        out.u32s(&self.opaques);
        out.bytes(&self.alone);
        out.list(&self.checkpoints, |out, checkpoint| {
            out.u64(checkpoint.output);
            out.u64(checkpoint.input);
            match &checkpoint.resume {
                Resume::Start => out.0.push(0),
                Resume::Inflate { count, bits, window, member } => {
                    out.0.extend_from_slice(&[1, *count, *bits]);
                    out.u64(*member);
                    out.bytes(window);
                }
                Resume::XzBlock { check } => out.0.extend_from_slice(&[2, *check]),
                Resume::Bzip2Block { bit, level, crc } => {
                    out.0.extend_from_slice(&[3, *bit, *level]);
                    out.u32(*crc);
                }
            }
        });
        out.list(&self.remarks, |out, remark| {
            out.u32(remark.severity as u32);
            for text in [&remark.code, &remark.message, &remark.place, &remark.help] {
                out.bytes(text.as_bytes());
            }
        });
        out.0
    }

    /// The layer that [`Layer::pack`] made these bytes of.
    pub fn unpack(bytes: &[u8]) -> Result<Self> {
        let mut input = In(bytes);
        input
            .layer()
            .filter(|_| input.0.is_empty())
            .filter(Layer::sound)
            .ok_or_else(|| Error::format("these bytes are no packed layer", "", ""))
    }

    /// Whether every number points at something.
    fn sound(&self) -> bool {
        let (paths, columns) = (&self.paths, &self.columns);
        let (known, entries) = (paths.len(), columns.len());
        let parents =
            paths.parents.iter().enumerate().skip(1).all(|(path, parent)| (*parent as usize) < path);
        let starts = paths.starts.is_sorted()
            && paths.starts.first() == Some(&0)
            && paths.starts.last().is_some_and(|last| *last as usize <= paths.bytes.len());
        // Names that no cleaned path has would be found under another one.
        let names = starts && paths.starts.len() == known && {
            let mut names = (1..known as u32).map(|path| paths.name(path));
            names.all(|name| !matches!(name, b"" | b"." | b"..") && !name.contains(&b'/'))
        };
        let lengths = [
            columns.kinds.len(),
            columns.modes.len(),
            columns.owners.len(),
            columns.sizes.len(),
            columns.mtimes.len(),
            columns.bodies.len(),
        ];
        let ascending = |entries: &[u32], most: usize| {
            entries.is_sorted_by(|a, b| a < b) && entries.last().is_none_or(|last| (*last as usize) < most)
        };
        let hard = |entry: u32| columns.kind(entry) == Kind::Hardlink;
        paths.starts.len() == known
            && known > 0
            && paths.parents[0] == 0
            && parents
            && names
            && lengths.iter().all(|length| *length == entries)
            && columns.paths.iter().all(|path| *path == NONE || (*path as usize) < known)
            && columns.kinds.iter().all(|kind| Kind::from_u8(kind & 0x7f).is_some())
            && columns.owners.iter().all(|owner| (*owner as usize) < columns.owner_table.len())
            && ascending(&columns.links.entries, entries)
            && columns.links.values.is_sorted()
            && columns.links.values.last().is_none_or(|end| *end as usize <= columns.link_bytes.len())
            && ascending(&columns.targets.entries, entries)
            && columns.targets.entries.iter().all(|entry| hard(*entry))
            && columns.hard_links().all(|(_, target)| match target {
                Target::Entry(entry) => (entry as usize) < entries && !hard(entry),
                Target::Below(path) => (path as usize) < known,
                Target::Whiteout | Target::Broken => true,
            })
            && ascending(&columns.devices.entries, entries)
            && ascending(&columns.stored.entries, entries)
            && ascending(&columns.xattrs.entries, entries)
            && columns.xattrs.values.iter().all(|set| (*set as usize) < columns.xattr_table.len())
            && self.whiteouts.iter().chain(&self.opaques).all(|path| (*path as usize) < known)
            && self.alone.len() == known
            && self.alone_is_sound()
            && self.checkpoints.is_sorted_by(|a, b| a.output <= b.output)
    }

    /// Whether each state is known, and what is no directory has an entry.
    fn alone_is_sound(&self) -> bool {
        let mut written = vec![false; self.paths.len()];
        for path in self.columns.paths.iter().filter(|path| **path != NONE) {
            written[*path as usize] = true;
        }
        self.alone.iter().zip(written).all(|(state, written)| {
            state & !(alone::KIND | alone::OPAQUE) == 0 && (written || state & alone::KIND != alone::OTHER)
        })
    }
}

struct Out(Vec<u8>);

impl Out {
    fn u32(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn u64(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.u32(bytes.len() as u32);
        self.0.extend_from_slice(bytes);
    }

    fn list<T>(&mut self, list: &[T], mut put: impl FnMut(&mut Self, &T)) {
        self.u32(list.len() as u32);
        for one in list {
            put(self, one);
        }
    }

    fn u32s(&mut self, list: &[u32]) {
        self.list(list, |out, value| out.u32(*value));
    }

    fn u64s(&mut self, list: &[u64]) {
        self.list(list, |out, value| out.u64(*value));
    }

    fn side<T>(&mut self, side: &Side<T>, put: impl FnMut(&mut Self, &T)) {
        self.u32s(&side.entries);
        self.list(&side.values, put);
    }
}

/// What is left to read. Everything gives `None` where the bytes end too early.
struct In<'a>(&'a [u8]);

impl In<'_> {
    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn bytes(&mut self) -> Option<Vec<u8>> {
        let count = self.u32()? as usize;
        self.take(count).map(<[u8]>::to_vec)
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.bytes()?).ok()
    }

    /// A list whose items take at least `least` bytes, so that a wrong count can't ask for much memory.
    fn list<T>(&mut self, least: usize, mut get: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.u32()? as usize;
        if count > self.0.len() / least {
            return None;
        }
        let mut list = Vec::with_capacity(count);
        for _ in 0..count {
            list.push(get(self)?);
        }
        Some(list)
    }

    fn u32s(&mut self) -> Option<Vec<u32>> {
        let count = self.u32()? as usize;
        let bytes = self.take(count.checked_mul(4)?)?;
        Some(bytes.as_chunks::<4>().0.iter().map(|chunk| u32::from_le_bytes(*chunk)).collect())
    }

    fn u64s(&mut self) -> Option<Vec<u64>> {
        let count = self.u32()? as usize;
        let bytes = self.take(count.checked_mul(8)?)?;
        Some(bytes.as_chunks::<8>().0.iter().map(|chunk| u64::from_le_bytes(*chunk)).collect())
    }

    fn side<T>(&mut self, least: usize, get: impl FnMut(&mut Self) -> Option<T>) -> Option<Side<T>> {
        let entries = self.u32s()?;
        let values = self.list(least, get)?;
        (entries.len() == values.len()).then_some(Side { entries, values })
    }

    fn layer(&mut self) -> Option<Layer> {
        if self.take(MAGIC.len())? != MAGIC {
            return None;
        }
        let compression = *COMPRESSIONS.get(self.u32()? as usize)?;
        let complete = self.u32()? == 1;
        let unpacked = self.u64()?;
        let entries = self.u64()?;
        let content_size = self.u64()?;
        let paths = Paths { parents: self.u32s()?, starts: self.u32s()?, bytes: self.bytes()? };
        let columns = self.columns()?;
        let whiteouts = self.u32s()?;
        let opaques = self.u32s()?;
        let alone = self.bytes()?;
        let checkpoints = self.list(17, |input| {
            let (output, at) = (input.u64()?, input.u64()?);
            Some(Checkpoint { output, input: at, resume: input.resume(output)? })
        })?;
        let remarks = self.list(20, |input| {
            let severity = match input.u32()? {
                0 => Severity::Info,
                1 => Severity::Warning,
                2 => Severity::Error,
                _ => return None,
            };
            let (code, message) = (input.text()?, input.text()?);
            Some(Problem { severity, code, message, place: input.text()?, help: input.text()? })
        })?;
        Some(Layer {
            compression,
            checkpoints,
            unpacked,
            complete,
            entries,
            content_size,
            paths,
            columns,
            whiteouts,
            opaques,
            alone,
            remarks,
        })
    }

    fn resume(&mut self, output: u64) -> Option<Resume> {
        match self.array()? {
            [0] => Some(Resume::Start),
            [1] => {
                let [count, bits] = self.array()?;
                let member = self.u64()?;
                let window = self.bytes()?;
                (count < 8 && window.len() <= 32 << 10 && member <= output).then_some(Resume::Inflate {
                    count,
                    bits,
                    window,
                    member,
                })
            }
            [2] => Some(Resume::XzBlock { check: self.array::<1>().filter(|check| check[0] < 16)?[0] }),
            [3] => {
                let [bit, level] = self.array().filter(|[bit, level]| *bit < 8 && (1..=9).contains(level))?;
                Some(Resume::Bzip2Block { bit, level, crc: self.u32()? })
            }
            _ => None,
        }
    }

    fn columns(&mut self) -> Option<Columns> {
        Some(Columns {
            paths: self.u32s()?,
            kinds: self.bytes()?,
            modes: self.list(2, |input| input.array().map(u16::from_le_bytes))?,
            owners: self.u32s()?,
            sizes: self.u64s()?,
            mtimes: self.u64s()?.into_iter().map(u64::cast_signed).collect(),
            bodies: self.u64s()?,
            owner_table: self.list(16, |input| {
                Some(Owner {
                    uid: input.u32()?,
                    gid: input.u32()?,
                    uname: input.bytes()?,
                    gname: input.bytes()?,
                })
            })?,
            links: self.side(4, Self::u32)?,
            link_bytes: self.bytes()?,
            targets: self.side(4, Self::u32)?,
            devices: self.side(8, |input| Some((input.u32()?, input.u32()?)))?,
            stored: self.side(8, Self::u64)?,
            xattrs: self.side(4, Self::u32)?,
            xattr_table: self
                .list(4, |input| input.list(8, |input| Some((input.bytes()?, input.bytes()?))))?,
        })
    }
}
