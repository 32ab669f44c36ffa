//! `cargo xtask test`: every check and test, one after the other, and a table of what came of it.

mod bench;
mod names;
mod needs;
mod report;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::browsers::{CHROMIUM, FIREFOX};
use crate::failure::{Failure, Result};
use crate::fuzz;
use crate::project::Project;
use crate::say;
use crate::settings::Settings;
use crate::tool::{Tool, in_ci};
use crate::wasm;
use bench::Bench;
use needs::Need;
use report::{Outcome, Row};

/// No test of ours takes nearly as long. One that hangs must not take the others with it.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// Which checks shall run.
#[derive(Default)]
pub(crate) struct Choice {
    pub(crate) only: Vec<String>,
    pub(crate) skip: Vec<String>,
}

/// One thing that is checked.
struct Check {
    name: &'static str,
    about: &'static str,
    needs: &'static [Need],
    run: fn(&Bench) -> Result,
}

/// All of them. What is quick and what others stand on comes first.
static CHECKS: [Check; 14] = [
    Check {
        name: "names",
        about: "No tracked file names this machine, a registry or a mirror",
        needs: &[Need::Program { name: "git", package: "git" }],
        run: names::check,
    },
    Check {
        name: "fmt",
        about: "Rust is formatted as rustfmt.toml says",
        needs: &[Need::Component("fmt", "rustfmt")],
        run: |bench| {
            bench.cargo("fmt").args(["--all", "--check"]).run()?;
            // A workspace of its own.
            bench.cargo("fmt").args(["--manifest-path", "fuzz/Cargo.toml", "--check"]).run()
        },
    },
    Check {
        name: "clippy",
        about: "Clippy and the compiler warn of nothing",
        needs: &[Need::Component("clippy", "clippy")],
        run: |bench| {
            let clippy = bench.cargo("clippy").args(["--locked", "--workspace", "--all-targets"]);
            clippy.args(["--", "--deny", "warnings"]).run()?;
            // Without libFuzzer, which takes a C++ compiler.
            let fuzz = fuzz::cargo(bench.project, "clippy").args(["--no-default-features", "--all-targets"]);
            fuzz.args(["--", "--deny", "warnings"]).run()
        },
    },
    Check {
        name: "docs",
        about: "The core's documentation has no broken link",
        needs: &[],
        run: |bench| {
            let doc = bench.cargo("doc").args(["--locked", "--no-deps", "--package", "lamina"]);
            doc.env("RUSTDOCFLAGS", "--deny warnings").run()
        },
    },
    Check {
        name: "rust",
        about: "The tests of the core and of these commands, some against real container tools",
        needs: &[
            Need::Helper { program: "skopeo", package: "skopeo" },
            Need::Helper { program: "umoci", package: "umoci" },
            Need::Helper { program: "podman", package: "podman" },
            Need::Helper { program: "ctr", package: "containerd" },
            Need::Helper { program: "dockerd", package: "docker.io" },
            Need::Helper { program: "jq", package: "jq" },
            Need::Helper { program: "getfattr", package: "attr" },
            Need::Helper { program: "zstd", package: "zstd" },
            Need::Helper { program: "xz", package: "xz-utils" },
            Need::Helper { program: "bzip2", package: "bzip2" },
        ],
        run: |bench| {
            // lamina-bindgen has no tests but takes minutes to compile for them; `build` runs it.
            let test = bench.cargo("test").args(["--locked", "--workspace"]);
            tests(test.args(["--exclude", "lamina-bindgen"]))
        },
    },
    Check {
        name: "fuzz",
        about: "Some hundred thousand inputs, made to break the core, do not",
        needs: &[Need::Program { name: "c++", package: "g++" }],
        run: |bench| fuzz::check(bench.project),
    },
    Check {
        name: "wasm",
        about: "The core compiles to wasm without a warning",
        needs: &[Need::WasmToolchain],
        run: |bench| wasm::check(bench.project, bench.settings, bench.toolchain()?),
    },
    Check {
        name: "format",
        about: "The page's files are formatted as .prettierrc says",
        needs: &[Need::Node],
        run: |bench| bench.script("format:check")?.run(),
    },
    Check {
        name: "lint",
        about: "ESLint warns of nothing",
        needs: &[Need::Node],
        run: |bench| bench.script("lint")?.run(),
    },
    Check {
        name: "types",
        about: "The page and its tests have the types that they say",
        needs: &[Need::Node],
        run: |bench| bench.script("check:types")?.run(),
    },
    Check {
        name: "unit",
        about: "The page's modules, tested in Node",
        needs: &[Need::Node],
        run: |bench| {
            bench.require_tests("www/src")?;
            tests(bench.script("test:unit")?)
        },
    },
    Check {
        name: "build",
        about: "www/dist can be made, and keeps within its size budgets",
        needs: &[Need::WasmToolchain, Need::Node],
        run: |bench| bench.build(),
    },
    Check {
        name: "chromium",
        about: "The page in Chromium",
        needs: &[
            Need::WasmToolchain,
            Need::Node,
            Need::Browser(&CHROMIUM),
            Need::Helper { program: "zstd", package: "zstd" },
            Need::Helper { program: "xz", package: "xz-utils" },
            Need::Helper { program: "bzip2", package: "bzip2" },
        ],
        run: |bench| tests(bench.page_script("test:chromium")?),
    },
    Check {
        name: "firefox",
        about: "The page in Firefox",
        needs: &[Need::WasmToolchain, Need::Node, Need::Browser(&FIREFOX)],
        run: |bench| {
            bench.require_tests("tests/browser/firefox")?;
            tests(bench.page_script("test:firefox")?)
        },
    },
];

fn tests(tool: Tool) -> Result {
    tool.run_within(LIMIT)
}

/// Prints which checks there are.
pub(crate) fn list() {
    for check in &CHECKS {
        println!("{:<9} {}", check.name, check.about);
    }
}

/// Runs the chosen checks, all of them whatever comes of one. Fails if one fails, and in continuous
/// integration also if one can't be run.
pub(crate) fn run(project: &Project, settings: &Settings, choice: &Choice) -> Result<ExitCode> {
    let chosen = choose(choice)?;
    let bench = Bench::new(project, settings);
    needs::install(&chosen.iter().flat_map(|check| check.needs).collect::<Vec<_>>());
    let rows: Vec<Row> = chosen.into_iter().map(|check| perform(check, &bench, in_ci())).collect();
    report::print(&rows);
    Ok(if rows.iter().any(Row::failed) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn choose(choice: &Choice) -> Result<Vec<&'static Check>> {
    for name in choice.only.iter().chain(&choice.skip) {
        if !CHECKS.iter().any(|check| check.name == name) {
            return Err(Failure::new(format!("there is no check {name:?}"))
                .help("Run `cargo xtask test --list` to see which there are."));
        }
    }
    let holds = |names: &[String], check: &Check| names.iter().any(|name| name == check.name);
    let chosen = CHECKS
        .iter()
        .filter(|check| choice.only.is_empty() || holds(&choice.only, check))
        .filter(|check| !holds(&choice.skip, check))
        .collect::<Vec<_>>();
    if chosen.is_empty() {
        return Err(Failure::new("no check is left to run"));
    }
    Ok(chosen)
}

/// Runs one check. With `strict` nothing may be missing.
fn perform(check: &'static Check, bench: &Bench, strict: bool) -> Row {
    println!();
    say!("{}: {}", check.name, check.about);
    let start = Instant::now();
    let outcome = match needs::look(check.needs, bench) {
        Err(failure) => Outcome::Failed(failure.to_string()),
        Ok(lack) => match lack.prevents {
            Some(advice) if strict => Outcome::Failed(format!("cannot run here: {advice}")),
            Some(advice) => Outcome::Skipped(advice),
            None => match (check.run)(bench) {
                Err(failure) => Outcome::Failed(failure.to_string()),
                Ok(()) if strict && !lack.narrows.is_empty() => {
                    Outcome::Failed(format!("tested less than it should: {}", lack.narrows.join("; ")))
                }
                Ok(()) => Outcome::Passed(lack.narrows),
            },
        },
    };
    let row = Row { name: check.name, outcome, time: start.elapsed() };
    report::print_end(&row);
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(choice: &Choice) -> Vec<&'static str> {
        choose(choice).unwrap().iter().map(|check| check.name).collect()
    }

    #[test]
    fn checks_are_chosen_by_name() {
        assert_eq!(names(&Choice::default()).len(), CHECKS.len());
        let only = ["docs", "fmt"].map(str::to_owned).to_vec();
        assert_eq!(names(&Choice { only: only.clone(), skip: vec![] }), ["fmt", "docs"]);
        assert_eq!(names(&Choice { only: only.clone(), skip: vec!["fmt".to_owned()] }), ["docs"]);
        assert!(choose(&Choice { only: only.clone(), skip: only }).is_err());
        assert!(choose(&Choice { only: vec!["fnt".to_owned()], skip: vec![] }).is_err());
    }
}
