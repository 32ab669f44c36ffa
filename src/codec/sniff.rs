use serde::{Deserialize, Serialize};

/// How bytes are compressed, told by their first bytes and never by a name or a media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// Not at all, as far as the magic bytes say.
    None,
    /// RFC 1952.
    Gzip,
    /// RFC 8878, also where a skippable frame comes first.
    Zstd,
    /// The .xz file format.
    Xz,
    /// bzip2.
    Bzip2,
}

impl Compression {
    /// The name people use.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Xz => "xz",
            Self::Bzip2 => "bzip2",
        }
    }

    /// The command line tool that undoes it.
    pub fn tool(self) -> &'static str {
        match self {
            Self::None => "cat",
            Self::Gzip => "gzip -d",
            Self::Zstd => "zstd -d",
            Self::Xz => "xz -d",
            Self::Bzip2 => "bzip2 -d",
        }
    }
}

/// Tells the compression from the first bytes (six are enough).
pub fn sniff(magic: &[u8]) -> Compression {
    match magic {
        [0x1f, 0x8b, 8, ..] => Compression::Gzip,
        // RFC 8878, 3.1.1 and 3.1.2: a Zstandard frame, or one of 16 skippable ones.
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Compression::Zstd,
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Compression::Xz,
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => Compression::Bzip2,
        _ => Compression::None,
    }
}

/// Names a file that people mistake for an image archive, to say so instead of "not a tar".
pub fn foreign_format(magic: &[u8]) -> Option<&'static str> {
    const MAGICS: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "a zip file"),
        (b"\x7fELF", "an ELF program"),
        (b"MZ", "a Windows program"),
        (b"%PDF", "a PDF document"),
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"Rar!", "a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"\xed\xab\xee\xdb", "an RPM package"),
        (b"!<arch>", "an ar archive (a Debian package?)"),
        (b"QFI\xfb", "a qcow2 disk image"),
        (b"hsqs", "a SquashFS image"),
        (b"FROM ", "a Dockerfile"),
        (b"<!DOCTYPE", "a web page"),
        (b"<html", "a web page"),
        (b"{", "a JSON document"),
        (b"#!", "a script"),
    ];
    MAGICS.iter().find(|(start, _)| magic.starts_with(start)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magic_decides() {
        assert_eq!(sniff(b"\x1f\x8b\x08\0\0\0"), Compression::Gzip);
        assert_eq!(sniff(b"\x28\xb5\x2f\xfd\0\0"), Compression::Zstd);
        assert_eq!(sniff(b"\x5e\x2a\x4d\x18\0\0"), Compression::Zstd);
        assert_eq!(sniff(b"\xfd7zXZ\0"), Compression::Xz);
        assert_eq!(sniff(b"BZh91A"), Compression::Bzip2);
        assert_eq!(sniff(b"etc/pa"), Compression::None);
        assert_eq!(sniff(b""), Compression::None);
    }
}
