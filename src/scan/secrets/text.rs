//! What rules look at: alphabets, borders, encodings, and whether a value looks made up.

use std::ops::Range;

pub(super) fn is_base62(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// The alphabet of base64url (RFC 4648, section 5), which most tokens keep to.
pub(super) fn is_url_safe(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// The alphabet of base64 (RFC 4648, section 4) without the padding.
pub(super) fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

pub(super) fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

/// The bytes from `at` on that are `of` an alphabet, at most `most`.
pub(super) fn run(hay: &[u8], at: usize, most: usize, of: impl Fn(u8) -> bool) -> Range<usize> {
    let at = at.min(hay.len());
    let rest = &hay[at..];
    at..at + rest.iter().take(most).take_while(|byte| of(**byte)).count()
}

/// Whether a token can begin at `at`: no letter, digit or `_` before it.
pub(super) fn begins(hay: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| hay.get(before));
    // A line end that is escaped in a string is one too.
    let escaped = matches!(hay.get(at.saturating_sub(2)..at), Some([b'\\', b'n' | b'r' | b't']));
    escaped || !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// A token of exactly `length` bytes of an alphabet behind a prefix that begins at `start` and ends at `at`.
pub(super) fn token(
    hay: &[u8],
    start: usize,
    at: usize,
    lengths: Range<usize>,
    of: impl Fn(u8) -> bool,
) -> Option<Range<usize>> {
    let body = run(hay, at, lengths.end, of);
    (begins(hay, start) && lengths.contains(&body.len()) && is_random(&hay[body.clone()]))
        .then_some(start..body.end)
}

/// Whether a value can have been drawn at random: letters and digits, not few different ones, no long run of the same
/// or of the alphabet, no words that only examples have.
pub(super) fn is_random(value: &[u8]) -> bool {
    const WORDS: [&[u8]; 10] = [
        b"example",
        b"your",
        b"xxxx",
        b"placeholder",
        b"redacted",
        b"changeme",
        b"dummy",
        b"sample",
        b"123456",
        b"abcdef",
    ];
    let mut seen = [false; 256];
    for byte in value {
        seen[usize::from(*byte)] = true;
    }
    let distinct = seen.iter().filter(|seen| **seen).count();
    let lower = value.to_ascii_lowercase();
    let same = value.windows(5).any(|part| part.iter().all(|byte| *byte == part[0]));
    distinct >= (value.len() / 3).clamp(4, 9)
        && value.iter().any(u8::is_ascii_digit)
        && value.iter().any(u8::is_ascii_alphabetic)
        && !same
        && !WORDS.iter().any(|word| contains(&lower, word))
}

pub(super) fn contains(hay: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(hay, needle).is_some()
}

/// What base64 or base64url decodes to, with or without padding; `None` if it is neither.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.trim_ascii_end();
    let text = text.strip_suffix(b"==").or(text.strip_suffix(b"=")).unwrap_or(text);
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    (count != 6).then_some(bytes)
}

/// CRC-32 as in RFC 1952, section 8.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    crate::codec::crc32(0, bytes)
}

/// A number in six digits of base 62: `0-9A-Za-z`.
pub(super) fn base62(mut number: u32) -> [u8; 6] {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut text = [b'0'; 6];
    for digit in text.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    text
}

/// Whether a value stands for one that is not there: nothing, a variable, a placeholder, the path of a file.
pub(super) fn is_placeholder(value: &[u8]) -> bool {
    const WORDS: [&[u8]; 30] = [
        b"true",
        b"false",
        b"yes",
        b"no",
        b"none",
        b"null",
        b"nil",
        b"undefined",
        b"unset",
        b"empty",
        b"default",
        b"test",
        b"password",
        b"passwd",
        b"pass",
        b"secret",
        b"token",
        b"changeme",
        b"change_me",
        b"change-me",
        b"changeit",
        b"replaceme",
        b"todo",
        b"tbd",
        b"fixme",
        b"redacted",
        b"placeholder",
        b"dummy",
        b"user",
        b"username",
    ];
    const PARTS: [&[u8]; 10] = [
        b"mytoken",
        b"my-token",
        b"example",
        b"your",
        b"placeholder",
        b"changeme",
        b"change_me",
        b"xxx",
        b"redacted",
        b"...",
    ];
    let value = value.trim_ascii();
    let lower = value.to_ascii_lowercase();
    let one = value.iter().all(|byte| *byte == value[0]);
    one || WORDS.contains(&&*lower)
        || PARTS.iter().any(|part| contains(&lower, part))
        || value.iter().any(|byte| matches!(byte, b'$' | b'`' | b'<' | b'>' | b'{' | b'}' | b'%' | b'*'))
        || value.starts_with(b"/")
        || value.starts_with(b"./")
        || value.starts_with(b"file:")
        || value.iter().all(u8::is_ascii_digit) && value.len() < 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        assert_eq!(decode(b"aGk6cHc=").as_deref(), Some(&b"hi:pw"[..]));
        assert_eq!(decode(b"_-8").as_deref(), Some(&[0xff, 0xef][..]));
        assert_eq!((decode(b"a"), decode(b"a b=")), (None, None));
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(&base62(62 * 62 + 61), b"00010z");
    }

    #[test]
    fn placeholders() {
        for none in [
            "",
            "changeme",
            "${X}",
            "$X",
            "<secret>",
            "xxxx",
            "****",
            "/run/secrets/x",
            "aaaa",
            "12",
            "{{ x }}",
            "your-key",
            "%s",
        ] {
            assert!(is_placeholder(none.as_bytes()), "{none}");
        }
        for value in ["hunter2", "1234", "s3cr3t!", "correct horse"] {
            assert!(!is_placeholder(value.as_bytes()), "{value}");
        }
    }
}
