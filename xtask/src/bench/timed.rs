//! Runs a program, and tells how long it took and how much memory.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::measure::Sample;
use crate::failure::Result;
use crate::tool::{Tool, find};

/// GNU time tells the memory, where it is installed.
#[derive(Clone)]
pub(super) struct Watch {
    time: Option<PathBuf>,
    note: PathBuf,
}

impl Watch {
    pub(super) fn new(folder: &Path) -> Self {
        // Others of that name know no format.
        let gnu = |time: &PathBuf| {
            Tool::new(time).arg("--version").transcript().is_ok_and(|said| said.contains("GNU"))
        };
        Self { time: find("time").filter(gnu), note: folder.join("memory.txt") }
    }

    /// Runs it; what it prints is thrown away.
    pub(super) fn run<A: AsRef<OsStr>>(
        &self,
        program: impl AsRef<OsStr>,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Sample> {
        let tool = match &self.time {
            Some(time) => Tool::new(time).args(["-f", "%M", "-o"]).arg(&self.note).arg(program),
            None => Tool::new(program),
        };
        let start = Instant::now();
        tool.args(arguments).discard()?;
        Ok(Sample { seconds: start.elapsed().as_secs_f64(), memory: self.memory() })
    }

    /// KiB.
    fn memory(&self) -> Option<u64> {
        self.time.as_ref()?;
        fs::read_to_string(&self.note).ok()?.lines().last()?.trim().parse().ok()
    }
}

/// What several runs in a row took, each a process of its own.
pub(super) fn in_a_row(samples: impl IntoIterator<Item = Result<Sample>>) -> Result<Sample> {
    let mut all = Sample { seconds: 0.0, memory: None };
    for sample in samples {
        let sample = sample?;
        all.seconds += sample.seconds;
        all.memory = all.memory.max(sample.memory);
    }
    Ok(all)
}
