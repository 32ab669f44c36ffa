//! Private keys: PEM in its several forms, `OpenPGP`, `PuTTY`.

use std::ops::Range;

use super::text::{decode, is_base64};
use super::{Certainty, Hit};

/// A body of a key is not longer, in bytes: twice what RSA with 16 384 bits takes.
pub(super) const LONGEST: usize = 24 << 10;

/// What a PEM text has between its first and its last line.
struct Body {
    /// With both lines.
    whole: Range<usize>,
    /// The base64, from its first to its last character.
    base64: Range<usize>,
    /// The headers of RFC 1421 say that it is encrypted.
    encrypted: bool,
    bytes: Vec<u8>,
}

/// Reads what follows the first line `-----BEGIN label-----` from `start` to `end`. Line ends may be escaped, as in a
/// string of JSON. `None` if it does not end as it begins, or is no base64.
fn body(hay: &[u8], start: usize, end: usize) -> Option<Body> {
    let label = hay[start..end].strip_prefix(b"-----BEGIN ")?;
    let rest = &hay[end..hay.len().min(end + LONGEST)];
    let stop = memchr::memmem::find(rest, b"-----")?;
    let last = [b"-----END ", label].concat();
    if !rest[stop..].starts_with(&last) {
        return None;
    }
    let whole = start..end + stop + last.len();
    let (mut base64, mut first, mut encrypted) = (Vec::with_capacity(stop), None, false);
    let mut final_character = end;
    let mut at = end;
    for (number, line) in lines(&hay[end..end + stop]).enumerate() {
        let from = at + line.skipped;
        at += line.length;
        let text = line.text;
        if number == 0 && text.is_empty() {
            continue;
        }
        if text.contains(&b':') {
            encrypted |= text.starts_with(b"Proc-Type:") && text.ends_with(b"ENCRYPTED");
            continue;
        }
        // The checksum of `OpenPGP`'s armour (RFC 9580, section 6.1).
        if text.is_empty() || text.len() == 5 && text[0] == b'=' {
            continue;
        }
        if !text.iter().all(|byte| is_base64(*byte) || *byte == b'=') {
            return None;
        }
        first.get_or_insert(from);
        final_character = from + text.len();
        base64.extend_from_slice(text);
    }
    let bytes = decode(&base64)?;
    Some(Body { whole, base64: first?..final_character, encrypted, bytes })
}

struct Line<'a> {
    text: &'a [u8],
    /// Blanks before the text.
    skipped: usize,
    /// With its blanks and its end.
    length: usize,
}

/// Lines that end with `\n`, `\r\n`, or these as they are escaped in strings.
fn lines(mut text: &[u8]) -> impl Iterator<Item = Line<'_>> {
    std::iter::from_fn(move || {
        if text.is_empty() {
            return None;
        }
        let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\\')).unwrap_or(text.len());
        let line = &text[..end];
        let ends = match text.get(end..) {
            Some([b'\\', b'r', b'\\', b'n', ..]) => 4,
            Some([b'\\', b'\\', b'n', ..]) => 3,
            Some([b'\\', b'n' | b'r' | b'\n', ..]) => 2,
            rest => rest.map_or(0, |rest| rest.len().min(1)),
        };
        text = &text[end + ends..];
        let own = line.trim_ascii_start();
        Some(Line { text: own.trim_ascii_end(), skipped: line.len() - own.len(), length: end + ends })
    })
}

/// Whether it is one DER SEQUENCE of just this length (X.690, 8.1.3 and 8.9).
fn is_sequence(bytes: &[u8]) -> bool {
    match bytes {
        [0x30, 0x81, length, rest @ ..] | [0x30, length @ 0..=0x7f, rest @ ..] => {
            usize::from(*length) == rest.len()
        }
        [0x30, 0x82, high, low, rest @ ..] => usize::from(*high) << 8 | usize::from(*low) == rest.len(),
        _ => false,
    }
}

fn hit(body: Body, note: &str) -> Hit {
    Hit { secret: body.base64, note: note.into(), certainty: None, range: body.whole }
}

/// `RSA`, `EC`, `DSA` and PKCS #8, in the clear.
pub(super) fn pem(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    let body = body(hay, start, end)?;
    let label = &hay[start..end];
    let kind = match label {
        b"-----BEGIN RSA PRIVATE KEY-----" => "RSA",
        b"-----BEGIN EC PRIVATE KEY-----" => "EC",
        b"-----BEGIN DSA PRIVATE KEY-----" => "DSA",
        _ => "PKCS #8",
    };
    if body.encrypted {
        let note = format!("{kind}, encrypted");
        // What is encrypted is a whole number of blocks.
        return (!body.bytes.is_empty() && body.bytes.len().is_multiple_of(8))
            .then(|| Hit { certainty: Some(Certainty::Possible), ..hit(body, &note) });
    }
    (body.bytes.len() > 40 && is_sequence(&body.bytes)).then(|| hit(body, kind))
}

/// PKCS #8, encrypted.
pub(super) fn pem_encrypted(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    let body = body(hay, start, end)?;
    (body.bytes.len() > 40 && is_sequence(&body.bytes)).then(|| hit(body, "PKCS #8, encrypted"))
}

/// `OpenSSH`'s own form: a magic word, then the name of the cipher.
pub(super) fn openssh(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    let body = body(hay, start, end)?;
    let rest = body.bytes.strip_prefix(b"openssh-key-v1\0")?;
    let clear = rest.strip_prefix(b"\0\0\0\x04none").is_some();
    let certainty = (!clear).then_some(Certainty::Possible);
    Some(Hit { certainty, ..hit(body, if clear { "OpenSSH" } else { "OpenSSH, encrypted" }) })
}

/// `OpenPGP`: the first packet is a secret key (RFC 9580, sections 4.2 and 5.5.1.3).
pub(super) fn pgp(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    let body = body(hay, start, end)?;
    let secret = matches!(body.bytes.first(), Some(0x94..=0x97 | 0xc5));
    (secret && body.bytes.len() > 40).then(|| hit(body, "OpenPGP"))
}

/// `PuTTY`: the lines of its file, of which `Encryption` and `Private-Lines` tell.
pub(super) fn putty(hay: &[u8], start: usize, _: usize) -> Option<Hit> {
    let text = &hay[start..hay.len().min(start + LONGEST)];
    let value = |name: &[u8]| {
        let at = memchr::memmem::find(text, name)? + name.len();
        let end = at + memchr::memchr(b'\n', &text[at..])?;
        Some((text[at..end].trim_ascii(), end + 1))
    };
    let (cipher, _) = value(b"\nEncryption: ")?;
    let (count, first) = value(b"\nPrivate-Lines: ")?;
    let count: usize =
        std::str::from_utf8(count).ok()?.parse().ok().filter(|count| (1..200).contains(count))?;
    let length: usize =
        text[first..].split_inclusive(|byte| *byte == b'\n').take(count).map(<[u8]>::len).sum();
    let secret = text[first..first + length].trim_ascii();
    let base64 = secret.iter().all(|byte| is_base64(*byte) || matches!(byte, b'=' | b'\r' | b'\n'));
    let clear = cipher == b"none";
    (base64 && secret.len() >= 40).then(|| Hit {
        range: start..start + first + length,
        secret: start + first..start + first + secret.len(),
        note: if clear { "PuTTY".into() } else { "PuTTY, encrypted".into() },
        certainty: (!clear).then_some(Certainty::Possible),
    })
}
