//! Sizes, ages and commands as Docker's command line prints them (docker/go-units, docker/cli
//! `cli/command/formatter`).

use unicode_width::UnicodeWidthChar;

use super::time;

/// What the newest command line takes for "no time given": up to the year 2000 it prints `N/A`.
const UNKNOWN_UNTIL: i64 = 946_684_800;
/// Columns of a shortened command.
const COLUMNS: usize = 45;

/// How long ago: `3 weeks ago`.
pub fn since(created: Option<&str>, now: i64) -> String {
    match created.and_then(time::seconds) {
        Some(then) if then > UNKNOWN_UNTIL => format!("{} ago", duration(now.saturating_sub(then))),
        _ => "N/A".to_owned(),
    }
}

/// A duration, rounded as go-units' `HumanDuration` does.
fn duration(seconds: i64) -> String {
    let minutes = seconds / 60;
    // The only step that rounds to nearest.
    let hours = seconds.saturating_add(1800) / 3600;
    match () {
        () if seconds < 1 => "Less than a second".to_owned(),
        () if seconds == 1 => "1 second".to_owned(),
        () if seconds < 60 => format!("{seconds} seconds"),
        () if minutes == 1 => "About a minute".to_owned(),
        () if minutes < 60 => format!("{minutes} minutes"),
        () if hours == 1 => "About an hour".to_owned(),
        () if hours < 48 => format!("{hours} hours"),
        () if hours < 24 * 7 * 2 => format!("{} days", hours / 24),
        () if hours < 24 * 30 * 2 => format!("{} weeks", hours / 24 / 7),
        () if hours < 24 * 365 * 2 => format!("{} months", hours / 24 / 30),
        () => format!("{} years", seconds / 3600 / 24 / 365),
    }
}

/// A size with three significant digits and decimal units: `7.05MB`. Just below a thousand it is
/// `1e+03kB`, as Go's `%.3g` has it.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 9] = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit < UNITS.len() - 1 {
        value /= 1000.0;
        unit += 1;
    }
    // As many decimals as leave three digits once rounded.
    let digits = |text: &String| text.bytes().filter(u8::is_ascii_digit).count() <= 3;
    let text = [2, 1, 0].into_iter().map(|decimals| format!("{value:.decimals$}")).find(digits);
    let text = match text {
        Some(text) if text.contains('.') => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        Some(text) => text,
        None => "1e+03".to_owned(),
    };
    text + UNITS[unit]
}

/// A command in 45 columns, ended by `…` where it is cut.
pub fn shorten(command: &str) -> String {
    let command = command.replace('\t', " ");
    // Docker counts two columns for East Asian wide characters and one for every other.
    let width = |c: char| if c.width() == Some(2) { 2 } else { 1 };
    if command.chars().map(width).sum::<usize>() <= COLUMNS {
        return command;
    }
    let mut columns = 0;
    let mut short: String = command
        .chars()
        .take_while(|c| {
            columns += width(*c);
            columns < COLUMNS
        })
        .collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (bytes, wanted) in [
            (0, "0B"),
            (3, "3B"),
            (999, "999B"),
            (1000, "1kB"),
            (1024, "1.02kB"),
            (7_050_000, "7.05MB"),
            (10_000_000, "10MB"),
            (100_400_000, "100MB"),
            (999_499, "999kB"),
            (999_600, "1e+03kB"),
            (9_995_000, "9.99MB"),
            (1_234_567_890_123, "1.23TB"),
        ] {
            assert_eq!(size(bytes), wanted);
        }
    }

    #[test]
    fn ages() {
        let at = |ago: i64| since(Some("2026-01-01T00:00:00Z"), 1_767_225_600 + ago);
        for (ago, wanted) in [
            (-5, "Less than a second ago"),
            (1, "1 second ago"),
            (59, "59 seconds ago"),
            (60, "About a minute ago"),
            (3599, "59 minutes ago"),
            (3600, "About an hour ago"),
            (5400, "2 hours ago"),
            (172_800, "2 days ago"),
            (1_209_600, "2 weeks ago"),
            (5_184_000, "2 months ago"),
            (63_072_000, "2 years ago"),
        ] {
            assert_eq!(at(ago), wanted);
        }
        assert_eq!(since(None, 0), "N/A");
        assert_eq!(since(Some("0001-01-01T00:00:00Z"), 0), "N/A");
    }

    #[test]
    fn commands() {
        assert_eq!(shorten("a\tb"), "a b");
        assert_eq!(shorten(&"x".repeat(45)), "x".repeat(45));
        assert_eq!(shorten(&"x".repeat(46)), "x".repeat(44) + "…");
        assert_eq!(shorten(&"字".repeat(23)), "字".repeat(22) + "…");
    }
}
