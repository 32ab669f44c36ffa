//! One thing that is measured, and the turns that all of them take.

use crate::failure::{Failure, Result};
use crate::say;

/// What one run took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sample {
    pub(super) seconds: f64,
    /// The most memory at a time, in KiB; none where the system does not tell.
    pub(super) memory: Option<u64>,
}

/// A line of a table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) what: String,
    /// The line that it is compared with: the same work without anything but what is unavoidable.
    pub(super) limit: Option<String>,
    pub(super) samples: Vec<Sample>,
}

impl Row {
    pub(super) fn new(what: impl Into<String>, limit: Option<&str>) -> Self {
        Self { what: what.into(), limit: limit.map(str::to_owned), samples: Vec::new() }
    }

    /// The median of the times.
    pub(super) fn seconds(&self) -> Option<f64> {
        median(self.samples.iter().map(|sample| sample.seconds).collect())
    }

    /// The median of the peaks, in MB.
    pub(super) fn megabytes(&self) -> Option<f64> {
        let peaks = self.samples.iter().filter_map(|sample| sample.memory);
        median(peaks.map(|kib| f64::from(u32::try_from(kib).unwrap_or(u32::MAX)) * 1024.0 / 1e6).collect())
    }
}

/// What is run, and the lines that come of it.
pub(super) struct Measure<'a> {
    /// The archive's title.
    pub(super) archive: &'a str,
    /// Natively, or in which browser.
    pub(super) place: &'static str,
    pub(super) rows: Vec<Row>,
    run: Box<dyn Fn() -> Result<Vec<Sample>> + 'a>,
    /// Why there are no figures.
    pub(super) missing: Option<String>,
}

impl<'a> Measure<'a> {
    /// `run` gives one sample for each row.
    pub(super) fn new(
        archive: &'a str,
        place: &'static str,
        rows: Vec<Row>,
        run: impl Fn() -> Result<Vec<Sample>> + 'a,
    ) -> Self {
        Self { archive, place, rows, run: Box::new(run), missing: None }
    }

    fn turn(&mut self) {
        match (self.run)() {
            Ok(samples) => {
                for (row, sample) in self.rows.iter_mut().zip(samples) {
                    row.samples.push(sample);
                }
            }
            Err(failure) => self.missing = Some(reason(&failure)),
        }
    }
}

/// Runs each once, then each once more, and so on. What fails is not tried again. `warm` is told the
/// archive before each: else who comes first would pay for the disk.
pub(super) fn take_turns(measures: &mut [Measure], runs: u32, warm: impl Fn(&str)) {
    for run in 1..=runs {
        for measure in measures.iter_mut().filter(|measure| measure.missing.is_none()) {
            let what: Vec<&str> = measure.rows.iter().map(|row| row.what.as_str()).collect();
            let what = what.join(" / ");
            warm(measure.archive);
            measure.turn();
            let took = match &measure.missing {
                Some(why) => format!("not here: {why}"),
                None => seconds_of(&measure.rows),
            };
            say!("{run}/{runs} {}, {}: {what}: {took}", measure.archive, measure.place);
        }
    }
}

fn seconds_of(rows: &[Row]) -> String {
    let times: Vec<String> = rows
        .iter()
        .filter_map(|row| row.samples.last())
        .map(|sample| format!("{:.3} s", sample.seconds))
        .collect();
    times.join(" / ")
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    Some(if values.len().is_multiple_of(2) { f64::midpoint(values[middle - 1], upper) } else { upper })
}

/// The last line of what went wrong: there programs say why. Folders and hosts are this machine's, and
/// the table is for everybody.
fn reason(failure: &Failure) -> String {
    let text = failure.to_string();
    let line = text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
    let words: Vec<&str> =
        line.split_whitespace().map(|word| word.rsplit_once('/').map_or(word, |(_, name)| name)).collect();
    words.join(" ").chars().filter(|letter| *letter != '|').take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0]), Some(2.5));
    }

    #[test]
    fn what_fails_is_not_tried_again_and_keeps_no_other_from_running() {
        let fails = || Err(Failure::new("`/opt/x y` failed:\ncannot open /home/me/a.tar | no"));
        let works = || Ok(vec![Sample { seconds: 1.0, memory: Some(2048) }]);
        let mut measures = [
            Measure::new("a", "native", vec![Row::new("x", None)], fails),
            Measure::new("a", "native", vec![Row::new("y", None)], works),
        ];
        take_turns(&mut measures, 2, |_| {});
        assert_eq!(measures[0].missing.as_deref(), Some("cannot open a.tar  no"));
        assert_eq!(measures[1].rows[0].samples.len(), 2);
        assert_eq!(measures[1].rows[0].seconds(), Some(1.0));
    }
}
