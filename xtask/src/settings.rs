//! `wasm-pack.toml`: the settings of the wasm build.

use std::fs;

use serde::Deserialize;
use toml::de::from_str;

use crate::failure::{Context, Failure, Result};
use crate::project::Project;

const FILE: &str = "wasm-pack.toml";

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Settings {
    pub(crate) versions: Versions,
    pub(crate) core: Core,
    pub(crate) debian: Debian,
    pub(crate) bindings: Vec<Bindings>,
    pub(crate) optimiser: Optimiser,
    pub(crate) budget: Budget,
}

/// Pinned versions of tools.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Versions {
    pub(crate) wasm_bindgen: String,
    pub(crate) binaryen: String,
    pub(crate) node: String,
}

/// How the core is compiled.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Core {
    pub(crate) target: String,
    pub(crate) rustflags: Vec<String>,
}

/// The toolchain from Debian's packages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Debian {
    pub(crate) packages: Vec<String>,
    pub(crate) linker: String,
    pub(crate) build_std: String,
}

/// One build of the core: what wasm-bindgen writes, where, and what is in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Bindings {
    pub(crate) name: String,
    pub(crate) folder: String,
    pub(crate) features: Vec<String>,
}

/// How wasm-opt is called.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Optimiser {
    pub(crate) flags: Vec<String>,
}

/// The most that a visitor may have to load, in bytes after gzip.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Budget {
    pub(crate) core: u64,
    pub(crate) page: u64,
    pub(crate) scan_core: u64,
    pub(crate) panels: u64,
}

impl Settings {
    /// Reads them, and compares the pinned versions with the lock files.
    pub(crate) fn read(project: &Project) -> Result<Self> {
        let text = fs::read_to_string(project.file(FILE)).context(format_args!("cannot read {FILE}"))?;
        let settings: Self = from_str(&text).context(format_args!("{FILE} is not as expected"))?;
        settings.compare_with_locks(project)?;
        settings.compare_with_manifest(project)?;
        Ok(settings)
    }

    fn compare_with_locks(&self, project: &Project) -> Result {
        let crates = read_lock(project, "Cargo.lock")?;
        let pinned = &self.versions.wasm_bindgen;
        for name in ["wasm-bindgen", "wasm-bindgen-cli-support"] {
            let locked = crates.package.iter().find(|package| package.name == name);
            let locked = locked.map_or("none", |package| package.version.as_str());
            agree("Cargo.lock", name, locked, "wasm-bindgen", pinned)?;
        }
        let locked = npm_version(project, "binaryen")?;
        agree("package-lock.json", "binaryen", &locked, "binaryen", &self.versions.binaryen)
    }

    /// wasm-pack takes its flags from Cargo.toml alone: they are there a second time.
    fn compare_with_manifest(&self, project: &Project) -> Result {
        let text = fs::read_to_string(project.file("Cargo.toml")).context("cannot read Cargo.toml")?;
        let manifest: Manifest = from_str(&text).context("Cargo.toml is not as expected")?;
        let flags = manifest
            .package
            .metadata
            .get("wasm-pack")
            .and_then(|pack| pack.get("profile")?.get("release")?.get("wasm-opt")?.as_array());
        let flags = flags.map(|flags| flags.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>());
        if flags.is_some_and(|flags| flags == self.optimiser.flags) {
            return Ok(());
        }
        Err(Failure::new(format!("Cargo.toml and {FILE} have different flags for wasm-opt"))
            .help("Make them the same: package.metadata.wasm-pack.profile.release.wasm-opt."))
    }
}

/// As much of Cargo.toml as is looked at.
#[derive(Deserialize)]
struct Manifest {
    package: ManifestPackage,
}

#[derive(Deserialize)]
struct ManifestPackage {
    metadata: toml::Table,
}

fn agree(lock: &str, name: &str, locked: &str, key: &str, pinned: &str) -> Result {
    if locked == pinned {
        return Ok(());
    }
    let what = format!("{lock} has {name} {locked}, but {FILE} has {key} = \"{pinned}\"");
    Err(Failure::new(what).help(format!(
        "Make them the same: {FILE}, Cargo.toml and xtask/bindgen/Cargo.toml or package.json, then the lock file."
    )))
}

/// As much of Cargo.lock as is looked at.
#[derive(Deserialize)]
pub(crate) struct CargoLock {
    pub(crate) package: Vec<LockedCrate>,
}

/// One crate of Cargo.lock.
#[derive(Deserialize)]
pub(crate) struct LockedCrate {
    pub(crate) name: String,
    pub(crate) version: String,
    /// The registry; none for the crates of this workspace.
    pub(crate) source: Option<String>,
}

/// Reads a Cargo.lock.
pub(crate) fn read_lock(project: &Project, file: &str) -> Result<CargoLock> {
    let text = fs::read_to_string(project.file(file)).context(format_args!("cannot read {file}"))?;
    from_str(&text).context(format_args!("{file} is not as expected"))
}

/// The version of an npm package in package-lock.json. The file is written by npm alone, one key a
/// line and the version first, which is less to read than a JSON parser is to compile.
fn npm_version(project: &Project, name: &str) -> Result<String> {
    let file = project.file("package-lock.json");
    let text = fs::read_to_string(file).context("cannot read package-lock.json")?;
    let start = format!("\"node_modules/{name}\": {{");
    let version = text
        .lines()
        .skip_while(|line| line.trim() != start)
        .nth(1)
        .and_then(|line| line.trim().strip_prefix("\"version\": \"")?.strip_suffix("\","));
    Ok(version.unwrap_or("none").to_owned())
}
