//! The figures as Markdown.

use std::fmt::Write;

use super::archives::Archive;
use super::growth::Kind;
use super::measure::{Measure, Row};

/// All that was measured of one archive, each beside its limit.
pub(super) fn side_by_side(archive: &Archive, measures: &[Measure]) -> String {
    let facts = &archive.facts;
    let mut text = format!(
        "\n## {}\n\n{} layers, {} entries, {} MB of tar.\n\n| | | s | × limit | peak MB |\n|---|---|---:|---:|---:|\n",
        archive.title,
        facts.layers,
        grouped(facts.entries),
        grouped(facts.unpacked / 1_000_000),
    );
    for measure in measures.iter().filter(|measure| measure.archive == archive.title) {
        for row in &measure.rows {
            let _ = writeln!(text, "{}", line(measure, row, measures));
        }
    }
    text
}

fn line(measure: &Measure, row: &Row, measures: &[Measure]) -> String {
    let start = format!("| {} | {} |", measure.place, row.what);
    if let Some(why) = &measure.missing {
        return format!("{start} not here: {why} | | |");
    }
    let limit = row.limit.as_deref().and_then(|limit| find(measure, limit, measures)?.seconds());
    let ratio = limit.zip(row.seconds()).map(|(limit, seconds)| format!("{:.2}", seconds / limit));
    format!(
        "{start} {} | {} | {} |",
        row.seconds().map(seconds).unwrap_or_default(),
        ratio.unwrap_or_default(),
        row.megabytes().map(|peak| format!("{peak:.0}")).unwrap_or_default(),
    )
}

/// The row of that name, of the same archive and place.
fn find<'a>(near: &Measure, what: &str, measures: &'a [Measure]) -> Option<&'a Row> {
    let there = measures.iter().filter(|it| it.archive == near.archive && it.place == near.place);
    there.flat_map(|measure| &measure.rows).find(|row| row.what == what)
}

/// Time and memory of archives that differ in one thing, a column each.
pub(super) fn growth(kind: &Kind, measures: &[Measure]) -> String {
    let mut text = format!("\n## {}\n\nSeconds, and peak MB.\n\n| | |", kind.title);
    for archive in &kind.archives {
        let _ = write!(text, " {} |", archive.title);
    }
    let _ = writeln!(text, "\n|---|---|{}", "---:|".repeat(kind.archives.len()));
    let Some(first) = kind.archives.first() else { return text };
    for measure in measures.iter().filter(|measure| measure.archive == first.title) {
        for row in &measure.rows {
            let _ = write!(text, "| {} | {} |", measure.place, row.what);
            for archive in &kind.archives {
                let same = measures
                    .iter()
                    .filter(|other| other.archive == archive.title && other.place == measure.place)
                    .find_map(|other| Some((other, other.rows.iter().find(|it| it.what == row.what)?)));
                let _ = write!(text, " {} |", same.map(|(it, row)| cell(it, row)).unwrap_or_default());
            }
            text.push('\n');
        }
    }
    text
}

fn cell(measure: &Measure, row: &Row) -> String {
    if let Some(why) = &measure.missing {
        return format!("not here: {why}");
    }
    let peak = row.megabytes().map(|peak| format!(", {peak:.0} MB"));
    format!("{}{}", row.seconds().map(seconds).unwrap_or_default(), peak.unwrap_or_default())
}

/// As many digits as mean something.
fn seconds(value: f64) -> String {
    match value {
        0.0..0.1 => format!("{value:.3}"),
        0.1..10.0 => format!("{value:.2}"),
        _ => format!("{value:.1}"),
    }
}

/// With a space between thousands.
pub(super) fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::measure::{Sample, take_turns};
    use super::*;
    use crate::failure::Failure;

    #[test]
    fn numbers_are_readable() {
        assert_eq!(grouped(1), "1");
        assert_eq!(grouped(123_456), "123 456");
        assert_eq!(grouped(1_000_000), "1 000 000");
        assert_eq!(seconds(0.0123), "0.012");
        assert_eq!(seconds(1.234), "1.23");
        assert_eq!(seconds(61.26), "61.3");
    }

    #[test]
    fn a_line_has_its_ratio_to_the_limit_of_the_same_place() {
        let sample = |seconds| Ok(vec![Sample { seconds, memory: Some(1_000_000) }]);
        let mut measures = [
            Measure::new("a", "native", vec![Row::new("limit", Some("limit"))], || sample(9.0)),
            Measure::new("a", "Firefox", vec![Row::new("limit", Some("limit"))], || sample(1.0)),
            Measure::new("a", "Firefox", vec![Row::new("Lamina", Some("limit"))], || sample(1.5)),
            Measure::new("a", "Firefox", vec![Row::new("other", None)], || Err(Failure::new("why"))),
        ];
        take_turns(&mut measures, 1, |_| {});
        let lines: Vec<String> = measures.iter().map(|it| line(it, &it.rows[0], &measures)).collect();
        assert_eq!(lines[1], "| Firefox | limit | 1.00 | 1.00 | 1024 |");
        assert_eq!(lines[2], "| Firefox | Lamina | 1.50 | 1.50 | 1024 |");
        assert_eq!(lines[3], "| Firefox | other | not here: why | | |");
    }
}
