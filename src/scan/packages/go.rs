//! Go modules, from the build info that Go's linker puts into programs.
//!
//! Format: Go's package debug/buildinfo (since 1.18 the texts follow the head, before it pointed to them), and
//! runtime/debug, `BuildInfo.String`, for the lines of the module info.

use super::elf::{Elf, Part, number};
use super::{Kind, MOST_PARTS, Owns, Package, Parsed};
use crate::Result;
use crate::source::Source;

/// What it begins with.
pub(super) const MAGIC: &[u8] = b"\xff Go buildinf:";
/// Bytes of the module info.
const MOST_INFO: u64 = 8 << 20;
/// The module info is between two marks of so many bytes.
const MARK: usize = 16;

/// The modules of a program whose build info is in `part`.
pub(super) fn modules(source: &dyn Source, elf: &Elf, part: Part) -> Result<Parsed> {
    let head = source.read_vec(part.offset, part.size.min(32) as usize)?;
    if head.len() < 32 || !head.starts_with(MAGIC) {
        return Ok(Parsed::wrong("its Go build info is damaged"));
    }
    let texts = if head[15] & 2 != 0 { following(source, part)? } else { pointed(source, elf, &head)? };
    Ok(match texts {
        Some((version, info)) => parse(&version, &info),
        None => Parsed::wrong("its Go build info is damaged"),
    })
}

type Texts = Option<(Vec<u8>, Vec<u8>)>;

/// Version and module info, each after its length, behind the head.
fn following(source: &dyn Source, part: Part) -> Result<Texts> {
    let mut at = 32;
    let mut next = || -> Result<Option<Vec<u8>>> {
        let mut bytes = [0; 10];
        let room = part.size.saturating_sub(at).min(10) as usize;
        let got = source.fill(part.offset + at, &mut bytes[..room])?;
        let Some((length, used)) = varint(&bytes[..got]) else { return Ok(None) };
        at += used as u64;
        if length > MOST_INFO || length > part.size.saturating_sub(at) {
            return Ok(None);
        }
        let text = source.read_vec(part.offset + at, length as usize)?;
        at += length;
        Ok(Some(text))
    };
    let Some(version) = next()? else { return Ok(None) };
    Ok(next()?.map(|info| (version, info)))
}

/// Through two pointers to Go strings, which are a pointer and a length.
fn pointed(source: &dyn Source, elf: &Elf, head: &[u8]) -> Result<Texts> {
    let width = usize::from(head[14]);
    let little = head[15] & 1 == 0;
    if width != if elf.wide { 8 } else { 4 } {
        return Ok(None);
    }
    let string = |at: usize| -> Result<Option<Vec<u8>>> {
        let Some((offset, room)) = elf.offset_of(number(head, at, width, little)) else { return Ok(None) };
        if room < 2 * width as u64 {
            return Ok(None);
        }
        let header = source.read_vec(offset, 2 * width)?;
        let (address, length) = (number(&header, 0, width, little), number(&header, width, width, little));
        match elf.offset_of(address) {
            Some((offset, room)) if length <= room && length <= MOST_INFO => {
                source.read_vec(offset, length as usize).map(Some)
            }
            _ => Ok(None),
        }
    };
    let Some(version) = string(16)? else { return Ok(None) };
    // A program that was built without modules has none.
    Ok(Some((version, string(16 + width)?.unwrap_or_default())))
}

/// A number in base 128, least digits first.
fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    for (at, byte) in bytes.iter().enumerate().take(9) {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

/// The modules that the two texts tell of, the main one first, and Go itself as `stdlib`.
fn parse(version: &[u8], info: &[u8]) -> Parsed {
    let mut packages = Vec::new();
    let info = info.get(MARK..info.len().saturating_sub(MARK)).unwrap_or_default();
    let text = String::from_utf8_lossy(info);
    let mut program = "";
    for line in text.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        match cells[..] {
            ["path", path] => program = path,
            ["mod", path, version, ..] if packages.is_empty() => {
                let mut package = Package::new(Kind::Go, path, version);
                package.owns = Owns::Itself;
                packages.push(package);
            }
            ["dep", path, version, ..] if packages.len() < MOST_PARTS => {
                packages.push(Package::new(Kind::Go, path, version));
            }
            // What the module before was replaced by.
            ["=>", path, version, ..] => {
                if let Some(last) = packages.last_mut() {
                    // A folder on the builder's disk has no version.
                    if !version.is_empty() {
                        (last.name, last.version) = (path.to_owned(), version.to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    // Go's own programs are of no module.
    if !program.is_empty() && packages.first().is_none_or(|first| first.owns != Owns::Itself) {
        let mut package = Package::new(Kind::Go, program, "(devel)");
        package.owns = Owns::Itself;
        packages.insert(0, package);
    }
    let version = String::from_utf8_lossy(version);
    // `go1.21.3`, or with experiments `go1.21.3 X:…`; a development tree says `devel …`.
    if let Some(number) = version.strip_prefix("go") {
        let number = number.split(' ').next().unwrap_or_default();
        packages.push(Package::new(Kind::Go, "stdlib", number));
    }
    packages.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_of_the_texts() {
        let mut info = vec![b'0'; MARK];
        info.extend(
            b"path\tx.org/cmd\nmod\tx.org\tv1.0.0\th1:a=\ndep\ta.org/b\tv2.0.0\th1:b=\n=>\tc.org/d\tv3\t\n\
                      dep\te\tv4\n=>\t../local\t\t\nbuild\tGOOS=linux\n",
        );
        info.extend(vec![b'1'; MARK]);
        let parsed = parse(b"go1.21.3 X:x", &info);
        let names: Vec<_> =
            parsed.packages.iter().map(|one| format!("{} {}", one.name, one.version)).collect();
        assert_eq!(names, ["x.org v1.0.0", "c.org/d v3", "e v4", "stdlib 1.21.3"]);
        assert_eq!(parsed.packages[0].owns, Owns::Itself);
    }

    #[test]
    fn damaged_texts() {
        assert_eq!(parse(b"devel", b"short"), Parsed::default());
        assert_eq!(parse(b"", &[0xff; 40]), Parsed::default());
        assert_eq!(varint(&[0x80; 12]), None);
        assert_eq!(varint(&[0x81, 1]), Some((129, 2)));
    }
}
