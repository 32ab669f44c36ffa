//! rpm: the headers of packages, which all three kinds of its database hold.
//!
//! Format: rpm's manual, "RPM Package File Structure" (the header without its magic) and "Database"; the tags
//! of rpmtag.h. A header is two big-endian counts, that many index entries of 16 bytes (tag, type, offset,
//! count), and the data.

use super::{Kind, MOST_BYTES, MOST_PACKAGES, Origin, Owns, Package, Parsed, absolute};
use crate::{Error, Result};

/// Entries of a header's index, and bytes of its data (rpm's own bounds are 65 535 and 256 MiB).
const MOST_ENTRIES: usize = 65_535;

/// Folders that hold a database.
pub(super) fn is_folder(folder: &[u8]) -> bool {
    matches!(folder, b"/var/lib/rpm" | b"/usr/lib/sysimage/rpm" | b"/usr/share/rpm")
}

/// What a database holds, as its headers come.
#[derive(Debug)]
pub(super) struct Database {
    packages: Vec<Package>,
    damaged: usize,
    beyond: bool,
    /// Bytes of texts that there is room for.
    left: usize,
}

impl Default for Database {
    fn default() -> Self {
        Self { packages: Vec::new(), damaged: 0, beyond: false, left: MOST_BYTES }
    }
}

impl Database {
    /// Takes one record.
    pub(super) fn add(&mut self, blob: &[u8]) {
        if self.packages.len() >= MOST_PACKAGES || self.left == 0 {
            self.beyond = true;
            return;
        }
        match package(blob, &mut self.left) {
            // Keys that packages are signed with stand in the same table.
            Some(package) if package.name == "gpg-pubkey" => {}
            Some(package) => self.packages.push(package),
            None => self.damaged += 1,
        }
    }

    /// What was found, and what was wrong on the way.
    pub(super) fn finish(mut self, outcome: Result<()>) -> Result<Parsed> {
        let problem = match outcome {
            Err(error @ Error::Io { .. }) => return Err(error),
            Err(error) => error.to_string(),
            Ok(()) if self.damaged > 0 => format!("{} records are no package headers", self.damaged),
            Ok(()) if self.beyond => format!("only the first {} packages are listed", self.packages.len()),
            Ok(()) => String::new(),
        };
        // As `rpm -qa | sort`: the order in the file says nothing.
        self.packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
        Ok(Parsed { packages: self.packages, problem })
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// An index and its data.
struct Header<'a> {
    index: &'a [u8],
    data: &'a [u8],
}

impl<'a> Header<'a> {
    fn open(blob: &'a [u8]) -> Option<Self> {
        let (entries, size) = (u32_at(blob, 0)? as usize, u32_at(blob, 4)? as usize);
        if entries == 0 || entries > MOST_ENTRIES {
            return None;
        }
        let end = 8 + entries * 16;
        Some(Self { index: blob.get(8..end)?, data: blob.get(end..end.checked_add(size)?)? })
    }

    /// Type, count and data from its offset on.
    fn find(&self, tag: u32) -> Option<(u32, usize, &'a [u8])> {
        let entry = self.index.chunks_exact(16).find(|entry| u32_at(entry, 0) == Some(tag))?;
        let data = self.data.get(u32_at(entry, 8)? as usize..)?;
        Some((u32_at(entry, 4)?, u32_at(entry, 12)? as usize, data))
    }

    /// The texts of a tag: a string, an array of them, or a string in several languages.
    fn texts(&self, tag: u32) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let (count, data) = match self.find(tag) {
            Some((6, _, data)) => (1, data),
            Some((8 | 9, count, data)) => (count, data),
            _ => (0, &[][..]),
        };
        // What is not ended by a zero is damaged and ends the list.
        let ended = data.iter().rposition(|byte| *byte == 0).map_or(&data[..0], |end| &data[..end]);
        let count = if ended.is_empty() && data.first() != Some(&0) { 0 } else { count };
        ended.split(|byte| *byte == 0).take(count)
    }

    fn text(&self, tag: u32) -> String {
        self.texts(tag).next().map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default()
    }

    fn numbers(&self, tag: u32) -> impl Iterator<Item = u64> + use<'a> {
        let (width, count, data) = match self.find(tag) {
            Some((3, count, data)) => (2, count, data),
            Some((4, count, data)) => (4, count, data),
            Some((5, count, data)) => (8, count, data),
            _ => (1, 0, &[][..]),
        };
        let number = |bytes: &[u8]| bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        data.chunks_exact(width).take(count).map(number)
    }
}

/// The package of a header, whose texts take from `left`; `None` for what is none.
fn package(blob: &[u8], left: &mut usize) -> Option<Package> {
    let header = Header::open(blob)?;
    let (name, version, release) = (header.text(1000), header.text(1001), header.text(1002));
    if name.is_empty() || version.is_empty() {
        return None;
    }
    let epoch = header.numbers(1003).next().map(|epoch| format!("{epoch}:")).unwrap_or_default();
    let release = if release.is_empty() { release } else { format!("-{release}") };
    let mut package = Package::new(Kind::Rpm, name, format!("{epoch}{version}{release}"));
    package.architecture = header.text(1022);
    package.license = header.text(1014);
    // LONGSIZE, where SIZE is too small for it.
    package.claimed = header.numbers(5009).next().or_else(|| header.numbers(1009).next());
    let source = header.text(1044);
    package.origin = origin(&source);
    let folders: Vec<String> = header.texts(1118).map(super::shown).collect();
    let files = header.texts(1117).zip(header.numbers(1116)).filter_map(|(name, folder)| {
        let folder = folders.get(folder as usize)?;
        Some(absolute(folder, &super::shown(name)))
    });
    // A long name of a directory may be named again and again.
    let files = files.take_while(|path| {
        // A text of its own takes some more than its bytes.
        *left = left.saturating_sub(path.len() + 24);
        *left > 0
    });
    package.owns = Owns::Files(files.collect());
    *left = left.saturating_sub(package.license.len() + 256);
    Some(package)
}

/// `name-version-release.src.rpm`.
fn origin(file: &str) -> Option<Origin> {
    let stem = file.strip_suffix(".src.rpm").or_else(|| file.strip_suffix(".nosrc.rpm"))?;
    let mut parts = stem.rsplitn(3, '-');
    let (release, version, name) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Origin { name: name.into(), version: format!("{version}-{release}") })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A header of these tags: number, type, count, data.
    pub(in super::super) fn header(tags: &[(u32, u32, u32, &[u8])]) -> Vec<u8> {
        let (mut index, mut data) = (Vec::new(), Vec::new());
        for (tag, kind, count, value) in tags {
            for number in [*tag, *kind, data.len() as u32, *count] {
                index.extend(number.to_be_bytes());
            }
            data.extend_from_slice(value);
        }
        let mut blob = (tags.len() as u32).to_be_bytes().to_vec();
        blob.extend((data.len() as u32).to_be_bytes());
        blob.extend(index);
        blob.extend(data);
        blob
    }

    #[test]
    fn a_header_is_a_package() {
        let blob = header(&[
            (1000, 6, 1, b"bash\0"),
            (1001, 6, 1, b"5.2\0"),
            (1002, 6, 1, b"1.fc40\0"),
            (1003, 4, 1, &[0, 0, 0, 2]),
            (1009, 4, 1, &[0, 0, 1, 0]),
            (1044, 6, 1, b"bash-5.2-1.fc40.src.rpm\0"),
            (1116, 4, 3, &[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 9]),
            (1117, 8, 3, b"bash\0x\0lost\0"),
            (1118, 8, 2, b"/bin/\0/etc/\0"),
        ]);
        let package = package(&blob, &mut 1_000_000).unwrap();
        assert_eq!((&*package.name, &*package.version, package.claimed), ("bash", "2:5.2-1.fc40", Some(256)));
        assert_eq!(package.owns, Owns::Files(vec!["/bin/bash".into(), "/etc/x".into()]));
        assert_eq!(package.origin, Some(Origin { name: "bash".into(), version: "5.2-1.fc40".into() }));
    }

    #[test]
    fn damaged_headers_are_counted() {
        let whole = header(&[(1000, 6, 1, b"a\0"), (1001, 6, 1, b"1\0")]);
        for end in 0..whole.len() {
            assert!(package(&whole[..end], &mut 1_000).is_none(), "{end}");
        }
        for byte in 0..whole.len() {
            let mut other = whole.clone();
            other[byte] ^= 0xff;
            let _ = package(&other, &mut 1_000);
        }
        let mut database = Database::default();
        database.add(b"nonsense");
        database.add(&whole);
        let parsed = database.finish(Ok(())).unwrap();
        assert_eq!((parsed.packages.len(), parsed.problem.is_empty()), (1, false));
    }
}
