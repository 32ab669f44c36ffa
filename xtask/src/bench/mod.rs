//! Measures: Lamina natively and in browsers, other programs on the same archive, and the limits that
//! none can beat. All of them take turns, so that what else the machine does meets them alike.

mod archives;
mod browser;
mod document;
mod growth;
mod machine;
mod measure;
mod native;
mod peers;
mod table;
mod timed;

use std::fs;
use std::path::PathBuf;
use std::thread;

use measure::{Measure, take_turns};

use crate::browsers::{CHROMIUM, FIREFOX};
use crate::failure::{Context, Failure, Result};
use crate::project::Project;
use crate::say;
use crate::settings::Settings;

/// What can be measured.
const GROUPS: [&str; 4] = ["native", "chromium", "firefox", "growth"];
/// As many workers the page takes at most.
const MOST_WORKERS: usize = 8;

/// What shall be measured.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Only this one, instead of those that are made.
    pub(crate) archive: Option<PathBuf>,
    /// How often each thing is measured.
    pub(crate) runs: u32,
    /// Small archives, to try the command.
    pub(crate) quick: bool,
    /// Puts the tables into the document.
    pub(crate) write: bool,
    /// Names of groups; all if empty.
    pub(crate) only: Vec<String>,
}

impl Default for Choice {
    fn default() -> Self {
        Self { archive: None, runs: 3, quick: false, write: false, only: Vec::new() }
    }
}

impl Choice {
    fn wants(&self, group: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == group)
    }

    fn check(&self) -> Result {
        match self.only.iter().find(|name| !GROUPS.contains(&name.as_str())) {
            Some(name) => Err(Failure::new(format!("there is no group {name:?}"))
                .help(format!("There are: {}", GROUPS.join(", ")))),
            None if self.runs == 0 => Err(Failure::new("no runs give no figures")),
            None => Ok(()),
        }
    }
}

/// Measures, prints the tables, and writes them down if that is wanted.
pub(crate) fn run(project: &Project, settings: &Settings, choice: &Choice) -> Result {
    choice.check()?;
    let folder = project.made("bench");
    fs::create_dir_all(&folder).context(format_args!("cannot make {}", folder.display()))?;
    let native = native::Program::build(project)?;
    let cores = thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS);
    let browsers = [("chromium", &CHROMIUM), ("firefox", &FIREFOX)].map(|(group, browser)| {
        // Growth is looked at in one browser; it is the core's, and takes its time.
        let wanted = choice.wants(group) || (group == "chromium" && choice.wants("growth"));
        wanted.then(|| browser::Runner::new(project, settings, group, browser))
    });
    let [chromium, firefox] = &browsers;

    let side_by_side = GROUPS[..3].iter().any(|group| choice.wants(group));
    let archives = if side_by_side { archives::make(&folder, &native, choice)? } else { Vec::new() };
    let grown =
        if choice.wants("growth") { growth::make(&folder, &native, choice.quick)? } else { Vec::new() };
    let peers = if choice.wants("native") { peers::find_all(project) } else { Vec::new() };

    let mut measures: Vec<Measure> = Vec::new();
    for archive in &archives {
        if choice.wants("native") {
            measures.extend(native.measures(archive, cores));
            measures.extend(peers::measures(&peers, archive));
        }
        for runner in [chromium, firefox].into_iter().flatten().filter(|it| choice.wants(it.group())) {
            measures.extend(runner.measures(archive, cores));
        }
    }
    for archive in grown.iter().flat_map(|kind| &kind.archives) {
        measures.extend(native.growth(archive));
        measures.extend(chromium.iter().flat_map(|runner| runner.growth(archive, cores)));
    }
    let known = || archives.iter().chain(grown.iter().flat_map(|kind| &kind.archives));
    take_turns(&mut measures, choice.runs, |title| {
        known().filter(|archive| archive.title == title).for_each(|archive| native.warm(archive));
    });

    let mut text = machine::describe(&browsers, choice.runs);
    for archive in &archives {
        text.push_str(&table::side_by_side(archive, &measures));
    }
    for kind in &grown {
        text.push_str(&table::growth(kind, &measures));
    }
    println!("\n{text}");
    if choice.write {
        document::write(project, &text)?;
        say!("Written: {}", document::FILE);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_chosen_by_name() {
        let all = Choice::default();
        assert!(all.check().is_ok());
        assert!(GROUPS.iter().all(|group| all.wants(group)));
        let some = Choice { only: vec!["growth".to_owned()], ..Choice::default() };
        assert!(some.wants("growth") && !some.wants("native"));
        assert!(Choice { only: vec!["safari".to_owned()], ..Choice::default() }.check().is_err());
        assert!(Choice { runs: 0, ..Choice::default() }.check().is_err());
    }
}
