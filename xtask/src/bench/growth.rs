//! Archives that grow in entries, and such that grow in bytes.

use std::fs;
use std::path::Path;

use super::archives::{Archive, Layers, once};
use super::native::Program;
use crate::failure::{Context, Result};
use crate::say;

/// Archives that differ in one thing.
pub(super) struct Kind {
    pub(super) title: &'static str,
    pub(super) archives: Vec<Archive>,
}

/// What grows, the steps, and the steps of a quick run.
const KINDS: [(&str, &str, [u64; 3], [u64; 3]); 2] = [
    ("entries", "Growth in entries (plain layers)", [10_000, 100_000, 1_000_000], [1_000, 5_000, 20_000]),
    (
        "bytes",
        "Growth in bytes (1 000 files in plain layers)",
        [100_000_000, 1_000_000_000, 20_000_000_000],
        [10_000_000, 50_000_000, 200_000_000],
    ),
];

/// Makes them, as far as they are not there.
pub(super) fn make(folder: &Path, native: &Program, quick: bool) -> Result<Vec<Kind>> {
    let folder = folder.join("growth");
    fs::create_dir_all(&folder).context(format_args!("cannot make {}", folder.display()))?;
    KINDS
        .iter()
        .map(|(what, title, steps, quick_steps)| {
            let steps = if quick { quick_steps } else { steps };
            let archives =
                steps.iter().map(|count| step(&folder, native, what, *count)).collect::<Result<_>>()?;
            Ok(Kind { title, archives })
        })
        .collect()
}

fn step(folder: &Path, native: &Program, what: &str, count: u64) -> Result<Archive> {
    let file = folder.join(format!("{what}-{count}.tar"));
    once(&file, || {
        say!("Making an archive of {count} {what}");
        native.call(["grow", what, &count.to_string()]).arg(&file).run()
    })?;
    // The layers as files would take the room that the holes do not.
    Archive::look(folder, native, &name(what, count), file, Layers::Inside)
}

/// 10 000 entries, 0.1 GB.
fn name(what: &str, count: u64) -> String {
    match what {
        "bytes" if count < 100_000_000 => format!("{} MB", count / 1_000_000),
        "bytes" => format!("{}.{} GB", count / 1_000_000_000, count % 1_000_000_000 / 100_000_000),
        _ => format!("{} {what}", super::table::grouped(count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_have_names_for_people() {
        assert_eq!(name("bytes", 100_000_000), "0.1 GB");
        assert_eq!(name("bytes", 50_000_000), "50 MB");
        assert_eq!(name("bytes", 20_000_000_000), "20.0 GB");
        assert_eq!(name("entries", 1_000_000), "1 000 000 entries");
    }
}
