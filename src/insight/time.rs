/// The Unix time of an RFC 3339 date and time such as `2024-02-29T12:34:56.789+01:00`, rounded down to
/// seconds as Go's `Unix` does; `None` for anything else.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let mut rest = text.as_bytes();
    let year = number(&mut rest, 4)?;
    byte(&mut rest, b"-")?;
    let month = number(&mut rest, 2)?;
    byte(&mut rest, b"-")?;
    let day = number(&mut rest, 2)?;
    byte(&mut rest, b"Tt ")?; // the space is allowed by section 5.6
    let hour = number(&mut rest, 2)?;
    byte(&mut rest, b":")?;
    let minute = number(&mut rest, 2)?;
    byte(&mut rest, b":")?;
    let second = number(&mut rest, 2)?;
    if byte(&mut rest, b".").is_some() {
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        rest = rest.get(digits.max(1)..)?;
    }
    let offset = match byte(&mut rest, b"Zz+-")? {
        sign @ (b'+' | b'-') => {
            let hours = number(&mut rest, 2)?;
            byte(&mut rest, b":")?;
            let minutes = number(&mut rest, 2)?;
            if hours > 23 || minutes > 59 {
                return None;
            }
            (hours * 60 + minutes) * if sign == b'-' { -60 } else { 60 }
        }
        _ => 0,
    };
    // A leap second is 60 (section 5.7).
    if !rest.is_empty() || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(days(year, month, day)? * 86_400 + hour * 3600 + minute * 60 + second - offset)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, which RFC 3339 uses for all years.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    const BEFORE: [i64; 13] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let index = usize::try_from(month - 1).ok()?;
    let (start, end) = (*BEFORE.get(index)?, *BEFORE.get(index + 1)?);
    if day < 1 || day > end - start + i64::from(leap && month == 2) {
        return None;
    }
    // Leap days before 1 January of the year; a year below 1 is not wanted to be exact to the day.
    let leaps =
        |year: i64| (year - 1).div_euclid(4) - (year - 1).div_euclid(100) + (year - 1).div_euclid(400);
    let day_of_year = start + i64::from(leap && month > 2) + day - 1;
    Some((year - 1970) * 365 + leaps(year) - leaps(1970) + day_of_year)
}

fn number(rest: &mut &[u8], digits: usize) -> Option<i64> {
    let (text, after) = rest.split_at_checked(digits)?;
    *rest = after;
    text.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')))
}

fn byte(rest: &mut &[u8], any_of: &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    any_of.contains(first).then(|| {
        *rest = after;
        *first
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        // The numbers are what `date -u -d TEXT +%s` of GNU coreutils prints.
        for (text, wanted) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:58.5Z", -2),
            ("2000-01-01T00:00:00Z", 946_684_800),
            ("2000-03-01T00:00:00Z", 951_868_800),
            ("2024-02-29T12:34:56.789012345Z", 1_709_210_096),
            ("2024-02-29T12:34:56+05:30", 1_709_190_296),
            ("2024-02-29t12:34:56-00:01", 1_709_210_156),
            ("1900-03-01T00:00:00Z", -2_203_891_200),
            ("2100-12-31T23:59:59Z", 4_133_980_799),
            ("0001-01-01T00:00:00Z", -62_135_596_800),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
            ("2016-12-31T23:59:60Z", 1_483_228_800),
        ] {
            assert_eq!(seconds(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "2024",
            "2024-01-01",
            "2024-01-01T00:00:00",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00Z ",
            "2024-02-30T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2024-00-01T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-01-00T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:60:00Z",
            "2024-01-01T00:00:61Z",
            "2024-01-01T00:00:00+24:00",
            "2024-01-01T00:00:00+0100",
            "-024-01-01T00:00:00Z",
            "２０24-01-01T00:00:00Z",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
