//! Installing Debian packages, where this is Debian and we may.

use std::fs;
use std::sync::OnceLock;

use crate::failure::{Failure, Result};
use crate::say;
use crate::tool::Tool;

/// True on Debian itself: its derivatives name and build some of the packages otherwise.
pub(crate) fn is_debian() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line == "ID=debian")
}

/// True if we are root.
pub(crate) fn is_root() -> bool {
    Tool::new("id").arg("-u").capture().is_ok_and(|id| id == "0")
}

/// Whether packages can be installed here, or why not.
pub(crate) fn may_install() -> Result {
    if !is_debian() {
        return Err(Failure::new("this is not Debian"));
    }
    if !is_root() {
        return Err(Failure::new("only root may install packages"));
    }
    Ok(())
}

/// True if the package is installed.
pub(crate) fn has(package: &str) -> bool {
    Tool::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .capture()
        .is_ok_and(|status| status == "installed")
}

/// Installs packages, all in one call, asking nothing and removing nothing.
pub(crate) fn install(packages: &[String]) -> Result {
    if packages.is_empty() {
        return Ok(());
    }
    let by_hand =
        format!("As root: apt-get update && apt-get install --no-install-recommends {}", packages.join(" "));
    may_install().map_err(|failure| failure.help(&by_hand))?;
    say!("Installing from Debian: {}", packages.join(" "));
    refresh_lists()?;
    apt()
        .args(["install", "--yes", "--quiet=2", "--no-install-recommends", "--no-remove"])
        .args(packages)
        .help(by_hand)
        .run_quietly()
}

/// The newest linker for wasm that Debian offers: `wanted` if it is there, else the newest `lld-N`.
pub(crate) fn newest_linker(wanted: &str) -> Result<String> {
    if has(wanted) {
        return Ok(wanted.to_owned());
    }
    let mut offered = linkers_offered()?;
    if offered.is_empty() {
        // On a fresh machine apt knows no package until its lists are there.
        refresh_lists()?;
        offered = linkers_offered()?;
    }
    if offered.iter().any(|package| package == wanted) {
        return Ok(wanted.to_owned());
    }
    offered
        .into_iter()
        .max_by_key(|package| version_of(package))
        .ok_or_else(|| Failure::new(format!("Debian offers no package {wanted}, and no other lld-N")))
}

/// The version in a package's name: 22 of `lld-22`.
pub(crate) fn version_of(package: &str) -> Option<u32> {
    package.rsplit_once('-')?.1.parse().ok()
}

fn linkers_offered() -> Result<Vec<String>> {
    let found = Tool::new("apt-cache").args(["search", "--names-only", "^lld-[0-9]+$"]).capture()?;
    let names = found.lines().filter_map(|line| line.split_whitespace().next());
    Ok(names.map(str::to_owned).collect())
}

/// Fetches apt's lists, once in this run.
fn refresh_lists() -> Result {
    static REFRESHED: OnceLock<Result> = OnceLock::new();
    let refresh = || {
        apt()
            .args(["update", "--quiet=2"])
            .help("Is the network there? Run `apt-get update` to see.")
            .run_quietly()
    };
    REFRESHED.get_or_init(refresh).clone()
}

fn apt() -> Tool {
    Tool::new("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        // Another apt may be at work: wait for it rather than fail.
        .args(["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"])
}
