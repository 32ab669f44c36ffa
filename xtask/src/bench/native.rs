//! The program `benches/native`: Lamina without a browser.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::from_str;

use super::archives::Archive;
use super::measure::{Measure, Row};
use super::timed::Watch;
use crate::failure::{Context, Result};
use crate::project::Project;
use crate::say;
use crate::tool::Tool;

/// Where these figures come from, as the table says it.
pub(super) const PLACE: &str = "native";
pub(super) const READS: &str = "limit: its reads alone";
pub(super) const DECODER: &str = "limit: a bare decoder";

/// What it says of an archive.
#[derive(Deserialize)]
pub(super) struct Facts {
    pub(super) format: String,
    pub(super) compression: String,
    pub(super) layers: u64,
    pub(super) entries: u64,
    pub(super) unpacked: u64,
}

impl Facts {
    /// The line that the others are compared with, if there is one for this compression.
    pub(super) fn limit(&self) -> Option<&'static str> {
        match self.compression.as_str() {
            "none" => Some(READS),
            "gzip" | "zstd" => Some(DECODER),
            _ => None,
        }
    }
}

/// The program, built.
pub(super) struct Program {
    file: PathBuf,
    watch: Watch,
}

impl Program {
    pub(super) fn build(project: &Project) -> Result<Self> {
        say!("Compiling the native side");
        project.cargo("build").args(["--locked", "--release", "--package", "lamina-native"]).run()?;
        let file = project.made(&format!("release/lamina-native{}", std::env::consts::EXE_SUFFIX));
        Ok(Self { file, watch: Watch::new(&project.made("bench")) })
    }

    pub(super) fn call<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Tool {
        Tool::new(&self.file).args(arguments)
    }

    /// Looks at an archive, and writes down what there is to do in it; its layers, if there is a folder
    /// for them.
    pub(super) fn jobs(&self, archive: &Path, jobs: &Path, layers: Option<&PathBuf>) -> Result<Facts> {
        let said = self.call(["jobs"]).arg(archive).arg(jobs).args(layers).capture()?;
        from_str(&said).context("lamina-native says something else than facts")
    }

    /// Has what will be read of it in the page cache. A failure is told by who reads it next.
    pub(super) fn warm(&self, archive: &Archive) {
        let _ = self.call(["replay"]).arg(&archive.file).arg(&archive.jobs).discard();
        // Of one that is mostly holes there are no layers as files, and all of it would be too much.
        let whole = Some(&archive.file).filter(|_| !archive.layers.is_empty());
        for file in archive.layers.iter().chain(whole) {
            let _ = File::open(file).and_then(|mut file| io::copy(&mut file, &mut io::sink()));
        }
    }

    /// Lamina, and its limits.
    pub(super) fn measures<'a>(&'a self, archive: &'a Archive, cores: usize) -> Vec<Measure<'a>> {
        let limit = archive.facts.limit();
        let mut measures = vec![self.bare("replay", READS, archive)];
        if limit == Some(DECODER) {
            measures.push(self.bare("decode", DECODER, archive));
        }
        measures.push(self.open(archive, "Lamina, one thread", 1, limit));
        if cores > 1 {
            // Of several threads there is no bare loop here: it is as fast as so many of them.
            measures.push(self.open(archive, &format!("Lamina, {cores} threads"), cores, limit));
        }
        measures
    }

    /// Lamina and the reads that it makes.
    pub(super) fn growth<'a>(&'a self, archive: &'a Archive) -> Vec<Measure<'a>> {
        vec![self.bare("replay", READS, archive), self.open(archive, "Lamina, one thread", 1, Some(READS))]
    }

    fn bare<'a>(&'a self, command: &'static str, what: &str, archive: &'a Archive) -> Measure<'a> {
        Measure::new(&archive.title, PLACE, vec![Row::new(what, Some(what))], move || {
            let arguments = [Path::new(command), &archive.file, &archive.jobs];
            Ok(vec![self.watch.run(&self.file, arguments)?])
        })
    }

    fn open<'a>(
        &'a self,
        archive: &'a Archive,
        what: &str,
        threads: usize,
        limit: Option<&str>,
    ) -> Measure<'a> {
        Measure::new(&archive.title, PLACE, vec![Row::new(what, limit)], move || {
            let threads = threads.to_string();
            let arguments = [Path::new("open"), &archive.file, Path::new(&threads)];
            Ok(vec![self.watch.run(&self.file, arguments)?])
        })
    }
}
