//! Names for people and back: bytes that are not UTF-8 are shown as `\xNN`.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a name is shown escaped: if it is not UTF-8, or if as it stands it would read as the escaped
/// form of another name. So no two names are shown alike.
fn needs_escape(name: &[u8]) -> bool {
    let mut name = Cow::Borrowed(name);
    while std::str::from_utf8(&name).is_ok() {
        // Each round takes a byte or more away.
        match unescape(&name) {
            Some(meant) => name = Cow::Owned(meant),
            None => return false,
        }
    }
    true
}

fn escape(name: &[u8]) -> String {
    let mut shown = String::with_capacity(name.len() + 8);
    for chunk in name.utf8_chunks() {
        for part in chunk.valid().split_inclusive('\\') {
            shown.push_str(part);
            if part.ends_with('\\') {
                shown.push('\\');
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(shown, "\\x{byte:02x}"); // writing to a String can't fail
        }
    }
    shown
}

/// The name that `escape` shows so; `None` if it shows none so, or the text has nothing escaped.
fn unescape(shown: &[u8]) -> Option<Vec<u8>> {
    let mut name = Vec::with_capacity(shown.len());
    let mut rest = shown;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'\\' {
            name.push(*byte);
            continue;
        }
        match rest {
            [b'\\', after @ ..] => {
                name.push(b'\\');
                rest = after;
            }
            [b'x', high, low, after @ ..] => {
                let digits = [*high, *low];
                let value = u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?;
                name.push(value);
                rest = after;
            }
            _ => return None,
        }
    }
    (name.len() < shown.len() && escape(&name).as_bytes() == shown).then_some(name)
}

/// A name, or a whole path, as it is shown.
pub(crate) fn show(name: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(name) {
        Ok(text) if !name.contains(&b'\\') => Cow::Borrowed(text),
        _ if needs_escape(name) => Cow::Owned(escape(name)),
        _ => String::from_utf8_lossy(name),
    }
}

/// What is meant by a shown name, if it is one with escapes.
pub(super) fn meant(shown: &[u8]) -> Option<Vec<u8>> {
    if !shown.contains(&b'\\') {
        return None;
    }
    unescape(shown).filter(|name| needs_escape(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_names_are_shown_alike() {
        let names: [&[u8]; 9] = [
            b"plain",
            b"back\\slash",
            b"caf\xe9",
            b"caf\\xe9",
            b"caf\\\\xe9",
            b"a\\b\xff",
            b"\\x41",
            b"\\\\",
            "h\u{e9}".as_bytes(),
        ];
        let shown: Vec<_> = names.iter().map(|name| show(name).into_owned()).collect();
        assert_eq!(
            shown,
            [
                "plain",
                "back\\slash",
                "caf\\xe9",
                "caf\\\\xe9",
                "caf\\\\\\\\xe9",
                "a\\\\b\\xff",
                "\\x41",
                "\\\\",
                "h\u{e9}"
            ]
        );
        for (name, shown) in names.iter().zip(&shown) {
            let back = meant(shown.as_bytes()).unwrap_or_else(|| shown.clone().into_bytes());
            assert_eq!(back, *name, "{shown}");
        }
    }

    #[test]
    fn short_names_over_a_small_alphabet_come_back() {
        let letters = [b'\\', b'x', b'e', b'9', 0xe9, b'/'];
        for length in 0..6_u32 {
            for number in 0..6_usize.pow(length) {
                let name: Vec<u8> = (0..length).map(|at| letters[number / 6_usize.pow(at) % 6]).collect();
                let shown = show(&name);
                let back = meant(shown.as_bytes()).unwrap_or_else(|| shown.as_bytes().to_vec());
                assert_eq!(back, name, "{shown}");
            }
        }
    }
}
