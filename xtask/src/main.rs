//! The build commands of Lamina: `cargo xtask build`, `serve`, `test`, `fuzz` and `bench`. See README.md beside.
#![forbid(unsafe_code)]

mod bench;
mod browsers;
mod budget;
mod checks;
mod debian;
mod failure;
mod fuzz;
mod node;
mod options;
mod page;
mod project;
mod server;
mod settings;
mod stamp;
mod tool;
mod toolchain;
mod wasm;

use std::process::ExitCode;

use failure::{Failure, Result};
use options::{HELP, Options};
use project::Project;
use settings::Settings;
use toolchain::Toolchain;

/// Prints one line that says what is being done.
macro_rules! say {
    ($($words:tt)*) => { println!("==> {}", format_args!($($words)*)) };
}
pub(crate) use say;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let options = Options::from_command_line()?;
    let project = Project::find()?;
    match options {
        Options::Help => print!("{HELP}"),
        Options::Build => {
            build_page(&project)?;
            say!("Done: {}", project.dist().display());
        }
        Options::Serve { port, build } => {
            if build {
                build_page(&project)?;
            }
            if !project.dist().join("index.html").is_file() {
                return Err(
                    Failure::new("there is no www/dist/index.html to serve").help("Run: cargo xtask build")
                );
            }
            server::serve(&project.dist(), port)?;
        }
        Options::List => checks::list(),
        Options::Fuzz { targets, seconds } => fuzz::run(&project, &targets, seconds)?,
        Options::Bench(choice) => bench::run(&project, &Settings::read(&project)?, &choice)?,
        Options::Test(choice) => {
            let settings = Settings::read(&project)?;
            return checks::run(&project, &settings, &choice);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn build_page(project: &Project) -> Result {
    let settings = Settings::read(project)?;
    page::build(project, &settings, &Toolchain::pick(project, &settings)?)
}
