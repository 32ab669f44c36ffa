//! The rows of rpm's `Packages` table in `rpmdb.sqlite`.
//!
//! Format: SQLite's "Database File Format", sections 1.3 (header), 1.5 (b-tree pages), 1.6 (overflow), 2.1
//! (records), 2.6 (schema). Pages that a write-ahead log beside it holds are not seen.

use crate::source::Source;
use crate::{Error, Result};

/// Bytes of one row.
const MOST_ROW: u64 = 64 << 20;
/// Pages between the root of a tree and its leaves.
const DEEPEST: usize = 40;

/// Gives `each` the blob of each row of `Packages`.
pub(super) fn blobs(source: &dyn Source, size: u64, each: &mut dyn FnMut(&[u8])) -> Result<()> {
    let database = Database::open(source, size)?;
    let mut root = None;
    database.rows(1, &mut |record| {
        let columns = columns(record)?;
        if let [(_, b"table"), (_, b"Packages"), _, (1..=6, number), ..] = &columns[..] {
            root = Some(number.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)));
        }
        Some(())
    })?;
    let root = root.ok_or_else(|| wrong("there is no table Packages"))?;
    database.rows(root, &mut |record| {
        // `hnum` is the row's number and stored as NULL.
        if let [_, (12.., blob), ..] = &columns(record)?[..] {
            each(blob);
        }
        Some(())
    })
}

fn wrong(what: impl Into<String>) -> Error {
    Error::format(what, "", "SQLite, Database File Format")
}

/// Serial type and value of each column; `None` if the record is damaged.
fn columns(record: &[u8]) -> Option<Vec<(u64, &[u8])>> {
    let (header, used) = varint(record)?;
    let mut kinds = record.get(used..usize::try_from(header).ok()?)?;
    let mut body = header as usize;
    let mut columns = Vec::new();
    while !kinds.is_empty() {
        let (kind, used) = varint(kinds)?;
        kinds = &kinds[used..];
        let size = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            _ => (kind - 12) / 2,
        };
        let end = body.checked_add(usize::try_from(size).ok()?)?;
        columns.push((kind, record.get(body..end)?));
        body = end;
        if columns.len() > 100 {
            return None;
        }
    }
    Some(columns)
}

/// A number of one to nine bytes, and how many.
fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(9).enumerate() {
        if at == 8 {
            return Some((value << 8 | u64::from(*byte), 9));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

struct Database<'a> {
    source: &'a dyn Source,
    page_size: u64,
    /// A page without what is reserved at its end.
    usable: u64,
    pages: u64,
}

impl<'a> Database<'a> {
    fn open(source: &'a dyn Source, size: u64) -> Result<Self> {
        let head = source.read_vec(0, 100.min(size) as usize)?;
        if head.len() < 100 || !head.starts_with(b"SQLite format 3\0") {
            return Err(wrong("it is no SQLite database"));
        }
        let page_size = match u16::from_be_bytes([head[16], head[17]]) {
            1 => 65_536,
            size => u64::from(size),
        };
        if page_size < 512 || !page_size.is_power_of_two() || u64::from(head[20]) > page_size - 480 {
            return Err(wrong("its page size can't be"));
        }
        Ok(Self { source, page_size, usable: page_size - u64::from(head[20]), pages: size / page_size })
    }

    fn page(&self, number: u64) -> Result<Vec<u8>> {
        if number == 0 || number > self.pages {
            return Err(wrong(format!("there is no page {number} among {}", self.pages)));
        }
        self.source.read_vec((number - 1) * self.page_size, self.page_size as usize)
    }

    /// Gives `each` the record of each row of a table; `None` from it says that the record is damaged.
    fn rows(&self, root: u64, each: &mut dyn FnMut(&[u8]) -> Option<()>) -> Result<()> {
        // Pages still to be read with their depth, the next at the end.
        let mut rest = vec![(root, 0)];
        let mut visited = 0;
        // All rows together are no more than the file: their cells could overlap.
        let mut left = self.pages * self.page_size;
        while let Some((number, depth)) = rest.pop() {
            visited += 1;
            if visited > self.pages || depth > DEEPEST {
                return Err(wrong("its pages go in circles"));
            }
            let page = self.page(number)?;
            let start = if number == 1 { 100 } else { 0 };
            let cells = usize::from(u16_at(&page, start + 3)?);
            let (head, leaf) = match page[start] {
                13 => (8, true),
                5 => (12, false),
                kind => return Err(wrong(format!("page {number} is of kind {kind}, not of a table"))),
            };
            let pointers = start + head;
            if leaf {
                for cell in 0..cells {
                    let at = usize::from(u16_at(&page, pointers + 2 * cell)?);
                    let record = self.record(&page, at)?;
                    left = left.checked_sub(record.len() as u64).ok_or_else(|| wrong("its rows overlap"))?;
                    each(&record).ok_or_else(|| wrong(format!("a row of page {number} is damaged")))?;
                }
            } else {
                rest.push((u64::from(u32_at(&page, start + 8)?), depth + 1));
                for cell in (0..cells).rev() {
                    let at = usize::from(u16_at(&page, pointers + 2 * cell)?);
                    rest.push((u64::from(u32_at(&page, at)?), depth + 1));
                }
            }
        }
        Ok(())
    }

    /// The payload of a leaf's cell, with what overflows.
    fn record(&self, page: &[u8], at: usize) -> Result<Vec<u8>> {
        let cell = page.get(at..).unwrap_or_default();
        let damaged = || wrong("a cell reaches out of its page");
        let (size, used) = varint(cell).ok_or_else(damaged)?;
        let (_, more) = varint(&cell[used..]).ok_or_else(damaged)?;
        let cell = &cell[used + more..];
        if size > MOST_ROW || size > self.pages * self.page_size {
            return Err(wrong(format!("a row of {size} bytes")));
        }
        let most = self.usable - 35;
        if size <= most {
            return Ok(cell.get(..size as usize).ok_or_else(damaged)?.to_vec());
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let fitting = least + (size - least) % (self.usable - 4);
        let here = if fitting <= most { fitting } else { least } as usize;
        let mut record = cell.get(..here).ok_or_else(damaged)?.to_vec();
        let mut next = u32_at(cell, here)?;
        // Each page brings some bytes, so that this ends.
        while (record.len() as u64) < size {
            let page = self.page(u64::from(next))?;
            next = u32_at(&page, 0)?;
            let want = (size - record.len() as u64).min(self.usable - 4) as usize;
            record.extend_from_slice(&page[4..4 + want]);
        }
        Ok(record)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16> {
    match bytes.get(at..at + 2) {
        Some(two) => Ok(u16::from_be_bytes([two[0], two[1]])),
        None => Err(wrong("a number reaches out of its page")),
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32> {
    match bytes.get(at..at + 4) {
        Some(four) => Ok(u32::from_be_bytes([four[0], four[1], four[2], four[3]])),
        None => Err(wrong("a number reaches out of its page")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    #[test]
    fn numbers_of_one_to_nine_bytes() {
        assert_eq!(varint(&[0x7f]), Some((127, 1)));
        assert_eq!(varint(&[0x81, 0]), Some((128, 2)));
        assert_eq!(varint(&[0xff; 9]), Some((u64::MAX, 9)));
        assert_eq!(varint(&[0xff; 3]), None);
    }

    #[test]
    fn columns_of_a_record() {
        assert_eq!(columns(&[3, 0, 16, 1, 2]), Some(vec![(0, &[][..]), (16, &[1, 2][..])]));
        assert_eq!(columns(&[3, 0, 16, 1]), None);
        assert_eq!(columns(&[9, 0]), None);
    }

    #[test]
    fn what_is_no_database_is_told() {
        for bytes in [&b""[..], b"SQLite format 3\0", &[0; 4096]] {
            let mut found = 0;
            let outcome = blobs(&Memory::new(bytes), bytes.len() as u64, &mut |_| found += 1);
            assert!(matches!(outcome, Err(Error::Format { .. })));
            assert_eq!(found, 0);
        }
    }
}
