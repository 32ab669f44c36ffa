//! How a secret is shown.

/// Characters shown at each end.
const MOST: usize = 4;

/// The first and last characters, each at most four and at most a sixth of the secret, so that never more than a
/// third is shown; a secret of less than six bytes is not shown at all. Its length is not shown either.
pub(super) fn mask(secret: &[u8]) -> String {
    let shown = MOST.min(secret.len() / 6);
    let text = |part: &[u8]| -> String {
        part.iter().map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '\u{b7}' }).collect()
    };
    format!("{}\u{2026}{}", text(&secret[..shown]), text(&secret[secret.len() - shown..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_more_than_a_third() {
        assert_eq!(mask(b""), "\u{2026}");
        assert_eq!(mask(b"abcde"), "\u{2026}");
        assert_eq!(mask(b"abcdef"), "a\u{2026}f");
        assert_eq!(mask(&[b'x'; 100]), "xxxx\u{2026}xxxx");
        assert_eq!(mask(b"\n\xff234567890\n"), "\u{b7}\u{b7}\u{2026}0\u{b7}");
        for length in 0..200 {
            assert!((mask(&vec![b'x'; length]).chars().count() - 1) * 3 <= length);
        }
    }
}
