//! Records of pax extended headers.
//!
//! The `tar` crate splits them at newlines, which tears values that hold one (a capability may);
//! here the length in front of each record decides, as POSIX says.

use hashbrown::HashSet;

use crate::{Error, Result};

const CLAUSE: &str = "POSIX.1-2024, pax, \"pax Extended Header\"";
const STAR: &[u8] = b"SCHILY.xattr.";
const LIBARCHIVE: &[u8] = b"LIBARCHIVE.xattr.";

/// The `key=value` records of an extended header's body.
pub(super) fn records(mut body: &[u8]) -> Result<Vec<(&[u8], &[u8])>> {
    let bad = |what: &str| Error::format(format!("pax record: {what}"), "", CLAUSE);
    let mut records = Vec::new();
    // Some writers fill the rest of the block with zeros and count them in.
    while body.first().is_some_and(|byte| *byte != 0) {
        let space = body.iter().take(20).position(|b| *b == b' ').ok_or_else(|| bad("no length"))?;
        let length = std::str::from_utf8(&body[..space])
            .ok()
            .and_then(|digits| digits.parse::<usize>().ok())
            .filter(|length| *length > space + 1 && *length <= body.len())
            .ok_or_else(|| bad("its length is wrong"))?;
        let record = &body[space + 1..length];
        let record = record.strip_suffix(b"\n").ok_or_else(|| bad("no newline at its end"))?;
        let equals = record.iter().position(|b| *b == b'=').ok_or_else(|| bad("no `=`"))?;
        records.push((&record[..equals], &record[equals + 1..]));
        body = &body[length..];
    }
    Ok(records)
}

/// Whole seconds of a pax time such as `-2.25`, rounded down.
pub(super) fn seconds(value: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(value).ok()?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds: i64 = whole.parse().ok()?;
    let round_down = text.starts_with('-') && fraction.bytes().any(|b| b != b'0');
    Some(if round_down { seconds.checked_sub(1)? } else { seconds })
}

/// Whether a record is of an extended attribute.
pub(super) fn is_xattr(key: &[u8]) -> bool {
    key.starts_with(STAR) || key.starts_with(LIBARCHIVE)
}

/// The extended attributes of one entry. star's spelling has the value as it is, libarchive's has the name as
/// in a URL and the value in base64 (libarchive, `archive_write_set_format_pax.c`; it writes both).
#[derive(Default)]
pub(super) struct Attributes {
    star: Vec<(Vec<u8>, Vec<u8>)>,
    libarchive: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Attributes {
    /// Takes a record, if it is of an attribute.
    pub(super) fn take(&mut self, key: &[u8], value: &[u8]) {
        if let Some(name) = key.strip_prefix(STAR) {
            self.star.push((name.to_vec(), value.to_vec()));
        } else if let Some(name) = key.strip_prefix(LIBARCHIVE)
            && let Some(value) = from_base64(value)
        {
            self.libarchive.push((from_url(name), value));
        }
    }

    /// Of several of one name the last. star's goes before the other, as loaders know no other: libarchive and
    /// GNU tar write `%` and `=` of its names as in a URL too, and loaders leave them so.
    pub(super) fn finish(self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut known = HashSet::new();
        let mut found: Vec<_> = Vec::new();
        for (name, value) in self.star.into_iter().rev() {
            if !name.is_empty() && known.insert(name.clone()) {
                found.push((name, value));
            }
        }
        known.extend(found.iter().map(|(name, _)| from_url(name)));
        for (name, value) in self.libarchive.into_iter().rev() {
            if !name.is_empty() && known.insert(name.clone()) {
                found.push((name, value));
            }
        }
        found.reverse();
        found
    }
}

fn from_url(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        if let (b'%', Some(byte)) = (first, code) {
            out.push(byte);
            rest = &tail[2..];
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    out
}

/// RFC 4648, section 4; libarchive leaves the padding out.
fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let text = text.trim_ascii_end();
    let text = text.strip_suffix(b"==").or(text.strip_suffix(b"=")).unwrap_or(text);
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for group in text.chunks(4) {
        let bits = group.iter().try_fold(0_u32, |bits, byte| Some(bits << 6 | u32::from(digit(*byte)?)))?;
        let bytes = (bits << (6 * (4 - group.len()))).to_be_bytes();
        out.extend_from_slice(match group.len() {
            4 => &bytes[1..4],
            3 => &bytes[1..3],
            2 => &bytes[1..2],
            _ => return None,
        });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_newlines() {
        let body = b"20 SCHILY.xattr.a=\n\n6 b=c\n";
        assert!(records(b"99 a=b\n").is_err());
        assert!(records(b"6 a=bc").is_err());
        assert_eq!(records(body).unwrap(), [(&b"SCHILY.xattr.a"[..], &b"\n"[..]), (&b"b"[..], &b"c"[..])],);
    }

    #[test]
    fn attributes_in_both_spellings() {
        let of = |records: &[(&str, &[u8])]| {
            let mut attributes = Attributes::default();
            for (key, value) in records {
                attributes.take(key.as_bytes(), value);
            }
            attributes.finish()
        };
        let pair = |name: &str, value: &[u8]| (name.as_bytes().to_vec(), value.to_vec());
        assert_eq!(of(&[("SCHILY.xattr.user.a b", b"\0\xff=")]), [pair("user.a b", b"\0\xff=")]);
        // RFC 4648, section 10.
        for (text, value) in [("Zg", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmFy", "foobar"), ("", "")]
        {
            let found = of(&[("LIBARCHIVE.xattr.user.a%20b", text.as_bytes())]);
            assert_eq!(found, [pair("user.a b", value.as_bytes())]);
        }
        for none in
            [("LIBARCHIVE.xattr.user.x", &b"no base64!"[..]), ("LIBARCHIVE.xattr.x", b"Z"), ("path", b"x")]
        {
            assert_eq!(of(&[none]), []);
        }
        let both = [("LIBARCHIVE.xattr.a%25b", &b"Zg"[..]), ("SCHILY.xattr.a%25b", b"f")];
        assert_eq!(of(&both), [pair("a%25b", b"f")]);
        let twice = [("SCHILY.xattr.a", &b"1"[..]), ("SCHILY.xattr.b", b"2"), ("SCHILY.xattr.a", b"3")];
        assert_eq!(of(&twice), [pair("b", b"2"), pair("a", b"3")]);
    }

    #[test]
    fn times_round_down() {
        assert_eq!(seconds(b"1700000000.999"), Some(1_700_000_000));
        assert_eq!(seconds(b"-1.5"), Some(-2));
        assert_eq!(seconds(b"-2"), Some(-2));
        assert_eq!(seconds(b"x"), None);
    }
}
