//! The fuzz targets of `fuzz/`: built with what libFuzzer needs, and run.
//!
//! libFuzzer needs to see which branches an input takes. The compiler's pass for it is in every
//! toolchain, so this works with a stable one, where `cargo fuzz` wants a nightly one for its sanitizers.
//! The core has no unsafe code that they could find anything in.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Context, Failure, Result};
use crate::project::Project;
use crate::say;
use crate::tool::{Tool, variable};

/// The targets, and how many inputs the test command gives to each: some ten seconds' worth.
const TARGETS: [(&str, u32); 6] = [
    ("tar", 60_000),
    ("codec", 6_000),
    ("archive", 15_000),
    ("merge", 12_000),
    ("export", 7_000),
    ("packed", 60_000),
];
/// Seconds after which the test command is content with fewer: the machine is slow, or busy.
const MOST_SECONDS: u64 = 60;
/// As `cargo fuzz` has them.
const COUNTERS: [&str; 7] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "--cfg",
    "fuzzing",
];
/// The variable that tells a target where to write what it starts from; see `fuzz/src/seeds.rs`.
const SEEDS: &str = "LAMINA_FUZZ_SEEDS";
/// One input may take so many seconds, and so many megabytes, before it counts as a find.
const ONE_INPUT: [&str; 2] = ["-timeout=30", "-rss_limit_mb=2048"];
/// What libFuzzer says at its end, before the number.
const EXECUTED: &str = "stat::number_of_executed_units:";

/// Fuzzes the targets, each for some time; what was learnt is kept in `fuzz/corpus`.
pub(crate) fn run(project: &Project, chosen: &[String], seconds: u64) -> Result {
    if let Some(name) = chosen.iter().find(|name| !TARGETS.iter().any(|(target, _)| target == name)) {
        let targets = TARGETS.map(|(target, _)| target).join(", ");
        return Err(
            Failure::new(format!("there is no target {name:?}")).help(format!("There are: {targets}"))
        );
    }
    let programs = build(project)?;
    for (target, _) in TARGETS {
        if !chosen.is_empty() && !chosen.iter().any(|name| name == target) {
            continue;
        }
        say!("Fuzzing {target} for {seconds} s");
        let corpus = folder(project.file(&format!("fuzz/corpus/{target}")))?;
        let finds = folder(project.file(&format!("fuzz/artifacts/{target}")))?;
        fuzzer(&programs.join(target), &corpus, &finds)
            .arg(format!("-max_total_time={seconds}"))
            .help(reproduce(&programs.join(target), &finds))
            .run()?;
    }
    Ok(())
}

/// For the test command: a fixed number of inputs for each target, the same each time.
pub(crate) fn check(project: &Project) -> Result {
    let programs = build(project)?;
    let work = project.made("fuzz/check");
    // What an earlier run has learnt would make this one another.
    if work.exists() {
        fs::remove_dir_all(&work).context(format_args!("cannot empty {}", work.display()))?;
    }
    for (target, inputs) in TARGETS {
        let corpus = folder(work.join(target))?;
        let finds = folder(work.join(format!("{target}-finds")))?;
        let said = fuzzer(&programs.join(target), &corpus, &finds)
            .args(["-seed=1", "-verbosity=0", "-print_final_stats=1"])
            .arg(format!("-runs={inputs}"))
            .arg(format!("-max_total_time={MOST_SECONDS}"))
            .help(reproduce(&programs.join(target), &finds))
            .transcript()?;
        let done =
            executed(&said).ok_or_else(|| Failure::new(format!("{target} does not say what it did")))?;
        let seeds = fs::read_dir(&corpus).context("cannot list the seeds")?.count();
        if seeds == 0 {
            return Err(Failure::new(format!("{target} made nothing to start from")));
        }
        say!("{target}: {done} of {inputs} inputs");
    }
    Ok(())
}

fn fuzzer(program: &Path, corpus: &Path, finds: &Path) -> Tool {
    Tool::new(program)
        .env(SEEDS, corpus)
        .arg(corpus)
        .args(ONE_INPUT)
        .arg(format!("-artifact_prefix={}/", finds.display()))
}

fn reproduce(program: &Path, finds: &Path) -> String {
    format!("The input is in {}. Run it alone: {} FILE", finds.display(), program.display())
}

/// How many inputs it says it ran.
fn executed(said: &str) -> Option<u64> {
    said.lines().find_map(|line| line.strip_prefix(EXECUTED)?.trim().parse().ok())
}

/// Builds all targets; the folder that they are in.
fn build(project: &Project) -> Result<PathBuf> {
    say!("Compiling the fuzz targets");
    let host = host()?;
    let made = project.made("fuzz");
    cargo(project, "build")
        .args(["--release", "--bins", "--target", &host])
        // Flags for the named target only are not for build scripts, which could not be linked with them.
        .env("CARGO_ENCODED_RUSTFLAGS", COUNTERS.join("\u{1f}"))
        .run()?;
    Ok(made.join(host).join("release"))
}

/// A cargo command on the fuzz targets, which are a workspace of their own: nothing else needs a C++ compiler.
pub(crate) fn cargo(project: &Project, command: &str) -> Tool {
    let tool = project.cargo(command).args(["--locked", "--manifest-path", "fuzz/Cargo.toml"]);
    tool.arg("--target-dir").arg(project.made("fuzz"))
}

/// The triple of this machine, as the compiler calls it.
fn host() -> Result<String> {
    let said = Tool::new(variable("RUSTC").unwrap_or_else(|| "rustc".into())).arg("-vV").capture()?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::new("rustc does not say what machine this is"))
}

fn folder(path: PathBuf) -> Result<PathBuf> {
    fs::create_dir_all(&path).context(format_args!("cannot make {}", path.display()))?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_read_from_the_end() {
        let said =
            "INFO: Seed: 1\nDone 70 runs in 0 second(s)\nstat::number_of_executed_units: 70\nstat::x: 1\n";
        assert_eq!(executed(said), Some(70));
        assert_eq!(executed("INFO: Seed: 1\n"), None);
    }

    #[test]
    fn every_target_of_the_manifest_is_run() {
        let manifest = include_str!("../../fuzz/Cargo.toml");
        let names = manifest.lines().skip_while(|line| *line != "[[bin]]");
        let names: Vec<_> =
            names.filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
        assert_eq!(names, TARGETS.map(|(target, _)| target));
    }
}
