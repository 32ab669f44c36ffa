//! Numbers in tar headers.

/// Reads a numeric field: octal digits (POSIX ustar), or GNU's base-256 for what does not fit.
/// `None` if it is neither.
pub(super) fn parse(field: &[u8]) -> Option<i64> {
    match field.first() {
        // GNU tar, "Extensions to the archive format": the top bit marks base-256, two's complement.
        Some(0x80..) => base256(field),
        _ => octal(field),
    }
}

fn octal(field: &[u8]) -> Option<i64> {
    let text = field.trim_ascii_start();
    let end = text.iter().position(|b| *b == 0 || *b == b' ').unwrap_or(text.len());
    let mut value: i64 = 0;
    for digit in &text[..end] {
        if !(b'0'..=b'7').contains(digit) {
            return None;
        }
        value = value.checked_mul(8)?.checked_add(i64::from(digit - b'0'))?;
    }
    Some(value)
}

fn base256(field: &[u8]) -> Option<i64> {
    let negative = field[0] & 0x40 != 0;
    let mut value: i128 = if negative { -1 } else { 0 };
    for (index, byte) in field.iter().enumerate() {
        // The first byte gives six bits of value: the mark and the sign are not part of it.
        let (bits, byte) = if index == 0 { (6, byte & 0x3f) } else { (8, *byte) };
        value = (value << bits) | i128::from(byte);
        if value > i128::from(i64::MAX) || value < i128::from(i64::MIN) {
            return None;
        }
    }
    i64::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn octal_and_base_256() {
        assert_eq!(parse(b"0000644\0"), Some(0o644));
        assert_eq!(parse(b"    755 "), Some(0o755));
        assert_eq!(parse(b"\0\0\0\0\0\0\0\0"), Some(0));
        assert_eq!(parse(b"77777777777\0"), Some(0o777_7777_7777));
        assert_eq!(parse(b"12x4\0"), None);
        assert_eq!(parse(&[0x80, 0, 0, 0, 0xb2, 0xd0, 0x5e, 0]), Some(3_000_000_000));
        assert_eq!(parse(&[0xff; 12]), Some(-1));
        assert_eq!(parse(&[0xff, 0xff, 0xff, 0xfe]), Some(-2));
        assert_eq!(parse(&[0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), None);
    }
}
