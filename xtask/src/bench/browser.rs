//! Lamina and the bare loops in a browser, by the script `benches/browser/main.ts`.

use std::cell::{OnceCell, RefCell};
use std::path::PathBuf;

use serde::Deserialize;
use toml::de::from_str;

use super::archives::Archive;
use super::measure::{Measure, Row, Sample};
use super::native::{DECODER, READS};
use crate::browsers::Browser;
use crate::failure::{Context, Failure, Result};
use crate::project::Project;
use crate::settings::Settings;
use crate::tool::Tool;
use crate::toolchain::Toolchain;
use crate::{page, wasm};

/// What the script says.
#[derive(Deserialize)]
struct Answer {
    /// The browser's name and version.
    version: String,
    /// When the first screen could be shown.
    first: Option<f64>,
    seconds: f64,
    /// The most memory of the page's process, in KiB: in all, and before anything was done.
    memory: Option<u64>,
    empty: Option<u64>,
}

/// One browser.
pub(super) struct Runner<'a> {
    project: &'a Project,
    settings: &'a Settings,
    group: &'static str,
    browser: &'static Browser,
    program: OnceCell<Result<PathBuf>>,
    version: RefCell<Option<String>>,
}

impl<'a> Runner<'a> {
    pub(super) fn new(
        project: &'a Project,
        settings: &'a Settings,
        group: &'static str,
        browser: &'static Browser,
    ) -> Self {
        Self { project, settings, group, browser, program: OnceCell::new(), version: RefCell::default() }
    }

    pub(super) fn group(&self) -> &'static str {
        self.group
    }

    /// What the browser calls itself, and how large its process of an empty page is, once it has run.
    pub(super) fn version(&self) -> Option<String> {
        self.version.borrow().clone()
    }

    fn place(&self) -> &'static str {
        if self.group == "firefox" { "Firefox" } else { "Chromium" }
    }

    /// Lamina, and its limits, with one worker and with as many as the page takes.
    pub(super) fn measures(&'a self, archive: &'a Archive, cores: usize) -> Vec<Measure<'a>> {
        let limit = archive.facts.limit();
        let mut measures = Vec::new();
        let counts = if cores > 1 { vec![1, cores] } else { vec![1] };
        for workers in counts {
            measures.push(self.one("reads", READS, true, archive, workers));
            if limit == Some(DECODER) {
                measures.push(self.one("decode", DECODER, true, archive, workers));
            }
            measures.push(self.lamina(archive, workers, limit));
        }
        measures.push(self.one(
            "again",
            "Lamina, all layers, opened for the second time",
            false,
            archive,
            cores,
        ));
        measures
    }

    /// Lamina as it runs by default, and its reads.
    pub(super) fn growth(&'a self, archive: &'a Archive, cores: usize) -> Vec<Measure<'a>> {
        vec![self.one("reads", READS, true, archive, cores), self.lamina(archive, cores, Some(READS))]
    }

    /// A task with one figure, which is its own limit or is compared with none.
    fn one(
        &'a self,
        task: &'static str,
        what: &str,
        is_limit: bool,
        archive: &'a Archive,
        workers: usize,
    ) -> Measure<'a> {
        let what = with_workers(what, workers);
        let rows = vec![Row::new(what.clone(), is_limit.then_some(what.as_str()))];
        Measure::new(&archive.title, self.place(), rows, move || {
            let answer = self.ask(task, archive, workers)?;
            Ok(vec![Sample { seconds: answer.seconds, memory: answer.memory }])
        })
    }

    fn lamina(&'a self, archive: &'a Archive, workers: usize, limit: Option<&str>) -> Measure<'a> {
        let limit = limit.map(|limit| with_workers(limit, workers));
        let rows = vec![
            Row::new(with_workers("Lamina, first screen", workers), None),
            Row::new(with_workers("Lamina, all layers", workers), limit.as_deref()),
        ];
        Measure::new(&archive.title, self.place(), rows, move || {
            let answer = self.ask("lamina", archive, workers)?;
            let first = answer.first.unwrap_or(answer.seconds);
            Ok(vec![
                Sample { seconds: first, memory: None },
                Sample { seconds: answer.seconds, memory: answer.memory },
            ])
        })
    }

    fn ask(&self, task: &str, archive: &Archive, workers: usize) -> Result<Answer> {
        let program = self.program.get_or_init(|| self.prepare()).as_ref().map_err(Clone::clone)?;
        let said = Tool::new("node")
            .folder(self.project.root())
            .env(self.browser.variable, program)
            .args(["--import", "tsx", "benches/browser/main.ts", self.group, task])
            .arg(&archive.file)
            .arg(&archive.jobs)
            .arg(workers.to_string())
            .arg(bare_folder(self.project))
            .capture()?;
        let answer: Answer = from_str(&said).context("the script says something else than figures")?;
        let empty = answer.empty.map(|kib| format!(" (an empty page: {} MB)", kib * 1024 / 1_000_000));
        self.version.replace(Some(format!("{}{}", answer.version, empty.unwrap_or_default())));
        Ok(answer)
    }

    /// The page and the bare decoders, built; the browser's program.
    fn prepare(&self) -> Result<PathBuf> {
        let Some(program) = self.browser.find()? else {
            return Err(Failure::new(format!("{} is not installed", self.browser.name)));
        };
        let toolchain = Toolchain::pick(self.project, self.settings)?;
        page::make(self.project, self.settings, &toolchain)?;
        let folder = bare_folder(self.project);
        wasm::build_other(self.project, self.settings, &toolchain, "lamina-bare", &folder, "bare")?;
        Ok(program)
    }
}

fn bare_folder(project: &Project) -> PathBuf {
    project.made("bench/bare")
}

fn with_workers(what: &str, workers: usize) -> String {
    match workers {
        1 => format!("{what}, one worker"),
        _ => format!("{what}, {workers} workers"),
    }
}
