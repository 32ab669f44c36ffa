//! Sizes, ages and commands as Docker's command line prints them (docker/go-units, docker/cli).

use unicode_width::UnicodeWidthChar as _;

use super::time;

/// Docker prints no age for what is older: builders that want the same bytes each time write such times.
const YEAR_2000: i64 = 946_684_800;
/// Columns of a command in `docker history`.
const COLUMNS: usize = 45;

/// How long ago, as in the CREATED column: `3 weeks ago`. `N/A` where nothing says when, or when it was
/// before the year 2000, as Docker 25 and newer do (20.10 still counts the years from 1970).
pub fn since(created: Option<&str>, now: i64) -> String {
    match created.and_then(time::seconds) {
        Some(then) if then > YEAR_2000 => format!("{} ago", duration(now.saturating_sub(then))),
        _ => "N/A".into(),
    }
}

/// A duration as go-units' `HumanDuration`: hours are rounded to the nearest, all else down. A time that
/// is still to come counts as now.
fn duration(seconds: i64) -> String {
    let seconds = seconds.min(i64::MAX / 1_000_000_000); // the longest that Go can count
    let minutes = seconds / 60;
    let hours = (seconds + 1800) / 3600;
    let days = hours / 24;
    match () {
        () if seconds < 1 => "Less than a second".into(),
        () if seconds == 1 => "1 second".into(),
        () if seconds < 60 => format!("{seconds} seconds"),
        () if minutes == 1 => "About a minute".into(),
        () if minutes < 60 => format!("{minutes} minutes"),
        () if hours == 1 => "About an hour".into(),
        () if hours < 48 => format!("{hours} hours"),
        () if days < 14 => format!("{days} days"),
        () if days < 60 => format!("{} weeks", days / 7),
        () if days < 730 => format!("{} months", days / 30),
        () => format!("{} years", seconds / 3600 / 24 / 365),
    }
}

/// A size as in the SIZE column, with three digits and base 1000: `7.05MB`.
///
/// Go's `%.3g` has its ways: no zeros at the end, and 999 500 bytes are `1e+03kB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]; // 2^64 bytes are 18 EB
    let mut value = bytes as f64;
    let mut unit = 0;
    // One division after the other, as Go does, so that the last bit comes out the same.
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    // Three digits, correctly rounded, with the power of ten apart: `9.99e2`.
    let rounded = format!("{value:.2e}");
    let (digits, exponent) = rounded.split_once('e').unwrap_or((&rounded, "0"));
    let text = match exponent {
        "0" => digits.to_owned(),
        "1" => format!("{value:.1}"),
        "2" => format!("{value:.0}"),
        _ => return format!("{}e+03{}", trimmed(digits), UNITS[unit]),
    };
    format!("{}{}", trimmed(&text), UNITS[unit])
}

/// Without the zeros after the point that say nothing.
fn trimmed(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// A command as in the CREATED BY column: tabs as spaces, and no more than 45 columns, the last of which
/// is `…` if something was cut off.
pub fn shorten(created_by: &str) -> String {
    let text = created_by.replace('\t', " ");
    let mut column = 0;
    let mut cut = None;
    for (at, c) in text.char_indices() {
        // Two for what Unicode calls wide (UAX #11), one for every other, combining marks too.
        column += if c.width() == Some(2) { 2 } else { 1 };
        if column > COLUMNS - 1 {
            cut = cut.or(Some(at));
        }
        if column > COLUMNS {
            return text[..cut.unwrap_or(at)].to_owned() + "…";
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (bytes, wanted) in [
            (0, "0B"),
            (3, "3B"),
            (10, "10B"),
            (100, "100B"),
            (999, "999B"),
            (1000, "1kB"),
            (1024, "1.02kB"),
            // Halves that a double holds exactly go to the even digit.
            (1125, "1.12kB"),
            (1375, "1.38kB"),
            (9995, "9.99kB"),
            (9996, "10kB"),
            (10_050, "10.1kB"),
            (99_950, "100kB"),
            (100_500, "100kB"),
            (101_500, "102kB"),
            (999_499, "999kB"),
            (999_500, "1e+03kB"),
            (999_999, "1e+03kB"),
            (1_000_000, "1MB"),
            (7_050_000, "7.05MB"),
            (123_456_789_012, "123GB"),
            (999_999_999_999, "1e+03GB"),
            (u64::MAX, "18.4EB"),
        ] {
            assert_eq!(size(bytes), wanted, "{bytes}");
        }
    }

    #[test]
    fn ages() {
        const HOUR: i64 = 3600;
        const DAY: i64 = 24 * HOUR;
        let created = "2026-01-01T00:00:00.999Z";
        let then = time::seconds(created).unwrap();
        for (age, wanted) in [
            (-100, "Less than a second ago"),
            (0, "Less than a second ago"),
            (1, "1 second ago"),
            (2, "2 seconds ago"),
            (59, "59 seconds ago"),
            (60, "About a minute ago"),
            (119, "About a minute ago"),
            (120, "2 minutes ago"),
            (HOUR - 1, "59 minutes ago"),
            (HOUR, "About an hour ago"),
            (HOUR + 1799, "About an hour ago"),
            (HOUR + 1800, "2 hours ago"),
            (2 * DAY - 1801, "47 hours ago"),
            (2 * DAY - 1800, "2 days ago"),
            (14 * DAY - 1801, "13 days ago"),
            (14 * DAY, "2 weeks ago"),
            (60 * DAY - 1801, "8 weeks ago"),
            (60 * DAY, "2 months ago"),
            (730 * DAY - 1801, "24 months ago"),
            // From here on the years are rounded down by themselves.
            (730 * DAY - 1800, "1 years ago"),
            (730 * DAY, "2 years ago"),
            (i64::MAX - then, "292 years ago"),
        ] {
            assert_eq!(since(Some(created), then.saturating_add(age)), wanted, "{age}");
        }
    }

    #[test]
    fn no_age() {
        for created in
            [None, Some(""), Some("yesterday"), Some("0001-01-01T00:00:00Z"), Some("2000-01-01T00:00:00Z")]
        {
            assert_eq!(since(created, 1_800_000_000), "N/A");
        }
        assert_eq!(since(Some("2000-01-01T00:00:01Z"), YEAR_2000 + 3), "2 seconds ago");
    }

    #[test]
    fn commands() {
        let long = |c: &str, count| c.repeat(count);
        for (text, wanted) in [
            (String::new(), String::new()),
            ("a\tb\nc".into(), "a b\nc".into()),
            (long("x", 45), long("x", 45)),
            (long("x", 46), long("x", 44) + "…"),
            (long("é", 45), long("é", 45)),
            (long("é", 46), long("é", 44) + "…"),
            // 22 wide characters take 44 columns.
            (long("字", 22) + "x", long("字", 22) + "x"),
            (long("字", 23), long("字", 22) + "…"),
            (long("字", 22) + "xx", long("字", 22) + "…"),
            // A wide character that would reach over column 44 goes as a whole.
            ("x".to_owned() + &long("字", 23), "x".to_owned() + &long("字", 21) + "…"),
        ] {
            assert_eq!(shorten(&text), wanted);
        }
    }
}
