//! Node, and the npm packages of the page and its tests.

use std::fs;
use std::path::Path;

use crate::failure::{Failure, Result};
use crate::project::Project;
use crate::say;
use crate::settings::Settings;
use crate::tool::Tool;

/// npm writes this into `node_modules` when it is done.
const INSTALLED: &str = "node_modules/.package-lock.json";

/// Has `npm ci` install the packages, if they are missing or the lock file is newer.
pub(crate) fn install(project: &Project, settings: &Settings) -> Result {
    if is_installed(project) {
        return Ok(());
    }
    check_version(settings)?;
    say!("Installing the npm packages of package-lock.json");
    npm(project)
        // No package of ours needs a script run, so none may.
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .help("Is the network there? Run `npm ci` to see.")
        .run_quietly()
}

/// Runs a script of package.json.
pub(crate) fn script(project: &Project, name: &str) -> Tool {
    npm(project).args(["run", "--silent", name])
}

fn is_installed(project: &Project) -> bool {
    let time = |file: &Path| fs::metadata(file).and_then(|data| data.modified()).ok();
    let installed = time(&project.file(INSTALLED));
    installed.is_some() && installed >= time(&project.file("package-lock.json"))
}

fn npm(project: &Project) -> Tool {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    Tool::new(program).folder(project.root())
}

/// Whether there is a Node that will do.
pub(crate) fn check_version(settings: &Settings) -> Result {
    let oldest = &settings.versions.node;
    let advice = format!("Install Node {oldest} or newer, with npm: nodejs.org/en/download");
    let found = Tool::new("node").arg("--version").help(&advice).capture()?;
    if numbers(&found) < numbers(oldest) {
        return Err(Failure::new(format!("Node {found} is too old")).help(advice));
    }
    Ok(())
}

/// `v20.19.0` as numbers that compare.
fn numbers(version: &str) -> Vec<u32> {
    version.trim_start_matches('v').split('.').map(|part| part.parse().unwrap_or(0)).collect()
}
