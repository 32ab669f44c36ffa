//! Times as configs write them (RFC 3339).

/// Seconds since 1970 of `2024-02-29T12:34:56.789+02:00`; `None` if it is not of that form.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let number = |range: std::ops::Range<usize>| -> Option<i64> {
        let digits = bytes.get(range)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        std::str::from_utf8(digits).ok()?.parse().ok()
    };
    let mark = |at: usize, wanted: &[u8]| bytes.get(at).is_some_and(|byte| wanted.contains(byte));
    if !(mark(4, b"-") && mark(7, b"-") && mark(10, b"Tt ") && mark(13, b":") && mark(16, b":")) {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let mut rest = 19;
    if mark(rest, b".") {
        rest += 1 + bytes[rest + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    }
    let offset = match bytes.get(rest..)? {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            let minutes = number(rest + 1..rest + 3)? * 60 + number(rest + 4..rest + 6)?;
            if *sign == b'-' { -minutes } else { minutes }
        }
        _ => return None,
    };
    Some(days(year, month, day) * 86_400 + (hour * 60 + minute - offset) * 60 + second)
}

/// Days since 1970 in the Gregorian calendar, counted in years that begin with March so that a leap
/// day is the last of its year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let before = 365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // (153 m + 2) / 5 days come before month m: 31, 30, 31, 30, 31, twice and a half
    before + (153 * month + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn as_date_prints() {
        for (text, wanted) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2024-02-29T12:34:56.789012345Z", Some(1_709_210_096)),
            ("2026-11-24T16:53:52+01:30", Some(1_795_533_832)),
            ("0001-01-01T00:00:00Z", Some(-62_135_596_800)),
            ("1969-12-31T23:59:58Z", Some(-2)),
            ("2000-13-01T00:00:00Z", None),
            ("2000-01-01", None),
            ("2000-01-01T00:00:00", None),
            ("2000-01-01T00:00:00+1", None),
            ("x", None),
        ] {
            assert_eq!(seconds(text), wanted, "{text}");
        }
    }
}
