//! The page: `www/dist`.

use std::fs;

use crate::budget;
use crate::failure::{Context, Failure, Result};
use crate::node;
use crate::project::Project;
use crate::say;
use crate::settings::Settings;
use crate::stamp::Stamp;
use crate::toolchain::Toolchain;
use crate::wasm;

/// What must be there when all is built, by the names that embedders write down.
const PARTS: [&str; 7] = [
    "index.html",
    "lamina.js",
    "lamina-explorer.js",
    "lamina-worker.js",
    "lamina_bg.wasm",
    "lamina-scan-worker.js",
    "lamina_scan_bg.wasm",
];

/// Builds the core and the page, as far as they have changed.
pub(crate) fn build(project: &Project, settings: &Settings, toolchain: &Toolchain) -> Result {
    make(project, settings, toolchain)?;
    budget::check(project, settings)
}

/// The same, however large it gets.
pub(crate) fn make(project: &Project, settings: &Settings, toolchain: &Toolchain) -> Result {
    wasm::build(project, settings, toolchain)?;
    bundle(project, settings)
}

fn bundle(project: &Project, settings: &Settings) -> Result {
    node::install(project, settings)?;
    let mut inputs = vec![project.file("package-lock.json"), project.file("package.json")];
    for entry in fs::read_dir(project.file("www")).context("cannot list www")? {
        let path = entry.context("cannot list www")?.path();
        if path != project.dist() {
            inputs.push(path);
        }
    }
    inputs.sort();
    let stamp = Stamp::new(project, "page", &inputs, &[], vec![project.dist()])?;
    if stamp.is_current()? {
        say!("The page is up to date: www/dist");
        return Ok(());
    }
    say!("Bundling the page with Vite: www/dist");
    node::script(project, "build:page").run_quietly()?;
    for part in PARTS {
        if !project.dist().join(part).is_file() {
            return Err(Failure::new(format!("the build has made no www/dist/{part}"))
                .help("Look at the inputs and names in www/vite.config.ts."));
        }
    }
    stamp.write()
}
