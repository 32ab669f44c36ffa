//! What came of the checks.

use std::fmt::Write;
use std::time::Duration;

use crate::say;

/// Characters of a reason in the table.
const MOST: usize = 90;

/// What came of one check.
pub(super) enum Outcome {
    /// It holds. The notes say what was left out of it.
    Passed(Vec<String>),
    Failed(String),
    Skipped(String),
}

/// A check that is over.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) outcome: Outcome,
    pub(super) time: Duration,
}

impl Row {
    pub(super) fn failed(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(_))
    }

    fn word(&self) -> &'static str {
        match self.outcome {
            Outcome::Passed(_) => "passed",
            Outcome::Failed(_) => "FAILED",
            Outcome::Skipped(_) => "skipped",
        }
    }

    /// Why, in one line.
    fn reason(&self) -> String {
        match &self.outcome {
            Outcome::Passed(notes) if notes.is_empty() => String::new(),
            Outcome::Passed(notes) => format!("in part: {}", notes.join("; ")),
            Outcome::Failed(why) | Outcome::Skipped(why) => shorten(why),
        }
    }
}

/// As much as fits in a line of the table; all of it has been printed before.
fn shorten(why: &str) -> String {
    let line = why.lines().next().unwrap_or_default();
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.to_owned(),
    }
}

/// Says at once what came of a check, in full.
pub(super) fn print_end(row: &Row) {
    match &row.outcome {
        Outcome::Failed(why) | Outcome::Skipped(why) => println!("{why}"),
        Outcome::Passed(_) => {}
    }
    say!("{}: {} after {:.1} s", row.name, row.word(), row.time.as_secs_f64());
}

/// Prints the table of all of them, and their number.
pub(super) fn print(rows: &[Row]) {
    print!("\n{}", table(rows));
}

/// The last line stands alone, in a form that programs know as a test runner's.
fn table(rows: &[Row]) -> String {
    let mut table = String::new();
    for row in rows {
        let line =
            format!("{:<8} {:<9} {:>7.1} s  {}", row.word(), row.name, row.time.as_secs_f64(), row.reason());
        let _ = writeln!(table, "{}", line.trim_end());
    }
    let count = |word| rows.iter().filter(|row| row.word() == word).count();
    let (passed, failed, skipped) = (count("passed"), count("FAILED"), count("skipped"));
    let _ = writeln!(table, "\nChecks: {passed} passed, {failed} failed, {skipped} skipped");
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_reason_is_cut_between_characters() {
        assert_eq!(shorten("short\nmore"), "short");
        assert_eq!(shorten(&"ä".repeat(MOST)), "ä".repeat(MOST));
        assert_eq!(shorten(&"ä".repeat(MOST + 1)), format!("{}...", "ä".repeat(MOST)));
    }

    #[test]
    fn the_table_has_a_line_for_each_and_the_sum() {
        let rows = [
            ("fmt", Outcome::Passed(vec![])),
            ("rust", Outcome::Passed(vec!["install umoci".to_owned(), "install podman".to_owned()])),
            ("docs", Outcome::Failed("it broke\nhere".to_owned())),
            ("lint", Outcome::Skipped("install Node".to_owned())),
        ]
        .map(|(name, outcome)| Row { name, outcome, time: Duration::from_millis(1250) });
        assert_eq!(
            table(&rows),
            "\
passed   fmt           1.2 s
passed   rust          1.2 s  in part: install umoci; install podman
FAILED   docs          1.2 s  it broke
skipped  lint          1.2 s  install Node

Checks: 2 passed, 1 failed, 1 skipped
"
        );
        assert_eq!(rows.iter().filter(|row| row.failed()).count(), 1);
    }
}
