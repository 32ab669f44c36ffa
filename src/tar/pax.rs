//! Records of pax extended headers.
//!
//! The `tar` crate splits them at newlines, which tears values that hold one (a capability may);
//! here the length in front of each record decides, as POSIX says.

use crate::{Error, Result};

const CLAUSE: &str = "POSIX.1-2024, pax, \"pax Extended Header\"";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_newlines() {
        let body = b"20 SCHILY.xattr.a=\n\n6 b=c\n";
        assert!(records(b"99 a=b\n").is_err());
        assert!(records(b"6 a=bc").is_err());
        assert_eq!(
            records(body).unwrap(),
            [(&b"SCHILY.xattr.a"[..], &b"\n"[..]), (&b"b"[..], &b"c"[..])],
        );
    }

    #[test]
    fn times_round_down() {
        assert_eq!(seconds(b"1700000000.999"), Some(1_700_000_000));
        assert_eq!(seconds(b"-1.5"), Some(-2));
        assert_eq!(seconds(b"-2"), Some(-2));
        assert_eq!(seconds(b"x"), None);
    }
}
