//! What the checks share: each thing is made once, however many ask for it.

use std::cell::OnceCell;

use crate::browsers::{Browser, CHROMIUM, FIREFOX};
use crate::failure::{Failure, Result};
use crate::node;
use crate::page;
use crate::project::Project;
use crate::settings::Settings;
use crate::stamp::files_below;
use crate::tool::Tool;
use crate::toolchain::Toolchain;

/// The project, and what was made of it in this run.
pub(super) struct Bench<'a> {
    pub(super) project: &'a Project,
    pub(super) settings: &'a Settings,
    toolchain: OnceCell<Result<Toolchain>>,
    page: OnceCell<Result>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(project: &'a Project, settings: &'a Settings) -> Self {
        Self { project, settings, toolchain: OnceCell::new(), page: OnceCell::new() }
    }

    pub(super) fn cargo(&self, command: &str) -> Tool {
        self.project.cargo(command)
    }

    pub(super) fn toolchain(&self) -> Result<&Toolchain> {
        let picked = self.toolchain.get_or_init(|| Toolchain::pick(self.project, self.settings));
        picked.as_ref().map_err(Clone::clone)
    }

    /// Builds the page.
    pub(super) fn build(&self) -> Result {
        let build = || page::build(self.project, self.settings, self.toolchain()?);
        self.page.get_or_init(build).clone()
    }

    /// A script of package.json, with the npm packages at hand.
    pub(super) fn script(&self, name: &str) -> Result<Tool> {
        node::install(self.project, self.settings)?;
        Ok(node::script(self.project, name))
    }

    /// Fails if there is no test in the folder: Node's runner, given none, is content.
    pub(super) fn require_tests(&self, folder: &str) -> Result {
        let files = files_below(&self.project.file(folder))?;
        if files.iter().any(|file| file.to_string_lossy().ends_with(".test.ts")) {
            return Ok(());
        }
        Err(Failure::new(format!("there is no *.test.ts in {folder}")))
    }

    /// A script that opens the page in a browser: the page is built, and the script is told where
    /// the browsers are.
    pub(super) fn page_script(&self, name: &str) -> Result<Tool> {
        self.build().map_err(|_| Failure::new("there is no page to test: it could not be built"))?;
        let mut script = self.script(name)?;
        for browser in [&CHROMIUM, &FIREFOX] {
            script = with(script, browser)?;
        }
        Ok(script)
    }
}

fn with(script: Tool, browser: &Browser) -> Result<Tool> {
    Ok(match browser.find()? {
        Some(program) => script.env(browser.variable, program),
        None => script,
    })
}
