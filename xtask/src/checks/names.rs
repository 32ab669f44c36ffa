//! Nothing that is checked in may hang on the machine or the mirror that it was made with.

use std::fs;
use std::path::Path;

use super::bench::Bench;
use crate::failure::{Failure, Result};
use crate::settings::read_lock;
use crate::tool::Tool;

/// Where Cargo.lock says that crates come from, on every machine.
const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";
/// Settings that would send every user's package manager to one host.
const HOSTS: [(&str, &str); 3] =
    [(".npmrc", "registry="), (".cargo/config.toml", "[source"), (".cargo/config.toml", "[registr")];

/// Looks through the tracked files.
pub(super) fn check(bench: &Bench) -> Result {
    let root = bench.project.root();
    let list = Tool::new("git").folder(root).args(["ls-files", "-z"]).capture()?;
    let mut found = Vec::new();
    for file in list.split('\0').filter(|file| !file.is_empty()) {
        // One that is tracked but deleted, a link to nowhere or no text has no words to look at.
        if let Ok(text) = fs::read_to_string(root.join(file)) {
            found.extend(faults(file, &text, root));
        }
    }
    for lock in ["Cargo.lock", "fuzz/Cargo.lock"] {
        for package in read_lock(bench.project, lock)?.package {
            if package.source.as_deref().is_some_and(|source| source != CRATES) {
                found.push(format!("{lock}: {} is not from crates.io", package.name));
            }
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(Failure::new(found.join("\n")))
}

fn faults(file: &str, text: &str, root: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    let here = root.display().to_string();
    for (number, line) in (1..).zip(text.lines()) {
        let mut fault = |what: &str| faults.push(format!("{file}:{number}: {what}"));
        // A root of one part, like `/app`, is too common a word.
        if root.components().count() > 2 && line.contains(&here) {
            fault("names the folder that the project is in here");
        }
        if line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") {
            fault("is what a merge left");
        }
        if file == "package-lock.json" && line.trim_start().starts_with("\"resolved\":") {
            fault("names a registry; .npmrc keeps such lines out");
        }
        if HOSTS.iter().any(|(name, start)| *name == file && line.replace(' ', "").contains(start)) {
            fault("names a registry");
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(file: &str, text: &str) -> usize {
        faults(file, text, Path::new("/home/someone/lamina")).len()
    }

    #[test]
    fn what_hangs_on_a_machine_is_found() {
        assert_eq!(count("a.md", "see /home/someone/lamina/www and /home/other\n"), 1);
        assert_eq!(count("package-lock.json", "  \"resolved\": \"https://host/x\",\n"), 1);
        assert_eq!(count("a.json", "  \"resolved\": \"https://host/x\",\n"), 0);
        assert_eq!(count(".npmrc", "registry = https://host\n"), 1);
        assert_eq!(count(".npmrc", "@scope:registry=https://host\nfund=false\n"), 1);
        assert_eq!(count(".cargo/config.toml", "[alias]\n[source.crates-io]\n"), 1);
        assert_eq!(count("a.rs", "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n"), 2);
        assert_eq!(faults("a.md", "/app/x", Path::new("/app")).len(), 0);
    }
}
