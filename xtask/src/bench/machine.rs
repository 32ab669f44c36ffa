//! The machine that the figures are of.

use std::fs;
use std::thread;

use super::browser::Runner;
use crate::tool::Tool;

/// A paragraph: when, on what, by which versions.
pub(super) fn describe(browsers: &[Option<Runner>], runs: u32) -> String {
    let mut parts = vec![date(), cores(), memory(), system()];
    parts.extend(browsers.iter().flatten().filter_map(Runner::version));
    parts.retain(|part| !part.is_empty());
    format!("{}. Medians of {runs}.\n", parts.join(", "))
}

fn date() -> String {
    Tool::new("date").args(["-u", "+%Y-%m-%d"]).capture().unwrap_or_default()
}

fn cores() -> String {
    let count = thread::available_parallelism().map_or(1, usize::from);
    let name = value("/proc/cpuinfo", "model name", ':').unwrap_or_default();
    format!("{count} cores {name}").trim().to_owned()
}

fn memory() -> String {
    let kib = value("/proc/meminfo", "MemTotal", ':').and_then(|text| {
        let (number, _) = text.split_once(' ')?;
        number.parse::<u64>().ok()
    });
    kib.map(|kib| format!("{} GB", kib * 1024 / 1_000_000_000)).unwrap_or_default()
}

fn system() -> String {
    let name = value("/etc/os-release", "PRETTY_NAME", '=').unwrap_or_default();
    let kernel = Tool::new("uname").args(["-s", "-r"]).capture().unwrap_or_default();
    [name.trim_matches('"'), &kernel].join(", ").trim_matches([',', ' ']).to_owned()
}

/// The value of a key in a file of such lines.
fn value(file: &str, key: &str, separator: char) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    text.lines().find_map(|line| {
        let (name, value) = line.split_once(separator)?;
        (name.trim() == key).then(|| value.trim().to_owned())
    })
}
