//! The core as wasm: compiled, bound to JavaScript, optimised.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Context, Failure, Result};
use crate::node;
use crate::project::Project;
use crate::say;
use crate::settings::{Bindings, Settings};
use crate::stamp::{Stamp, files_below};
use crate::tool::{Tool, variable};
use crate::toolchain::Toolchain;

/// The package of the core.
const CORE: &str = "lamina";
/// Between the flags in `CARGO_ENCODED_RUSTFLAGS`, where they may hold spaces.
const SEPARATOR: &str = "\u{1f}";

/// Makes what the page imports: `www/src/core` and `www/src/scan-core`.
pub(crate) fn build(project: &Project, settings: &Settings, toolchain: &Toolchain) -> Result {
    settings.bindings.iter().try_for_each(|bindings| build_core(project, settings, toolchain, bindings))
}

fn build_core(project: &Project, settings: &Settings, toolchain: &Toolchain, bindings: &Bindings) -> Result {
    let name = &bindings.name;
    let folder = project.file(&bindings.folder);
    let mut recipe = settings.optimiser.flags.clone();
    recipe.extend_from_slice(&settings.core.rustflags);
    recipe.extend_from_slice(&bindings.features);
    recipe.push(settings.versions.wasm_bindgen.clone());
    recipe.push(settings.versions.binaryen.clone());
    recipe.push(toolchain.describe()?);
    recipe.push(name.clone());
    // Asked of the sources, not of cargo: two sets of features in one folder make it compile anew each time.
    let inputs = ["src", "Cargo.toml", "Cargo.lock", "xtask/bindgen/src", "xtask/src/wasm.rs"];
    let inputs = inputs.map(|input| project.file(input));
    let stamp = Stamp::new(project, name, &inputs, &recipe, vec![folder.clone()])?;
    if stamp.is_current()? {
        say!("The bindings are up to date: {}", bindings.folder);
        return Ok(());
    }
    let module = compile(project, settings, toolchain, CORE, &bindings.features)?;
    let bound = project.made(&format!("xtask/bindings/{name}"));
    bind(project, settings, &module, &bound, name)?;
    optimise(project, settings, &bound, name)?;
    replace(&bound, &folder)?;
    stamp.write()
}

/// Makes `folder/name.js` and its module of another package of the workspace, in all as the core is made.
pub(crate) fn build_other(
    project: &Project,
    settings: &Settings,
    toolchain: &Toolchain,
    package: &str,
    folder: &Path,
    name: &str,
) -> Result {
    let module = compile(project, settings, toolchain, package, &[])?;
    bind(project, settings, &module, folder, name)?;
    optimise(project, settings, folder, name)
}

/// `cargo check` of the cores for wasm, or clippy where the toolchain has it; warnings are errors.
pub(crate) fn check(project: &Project, settings: &Settings, toolchain: &Toolchain) -> Result {
    for Bindings { features, .. } in &settings.bindings {
        let cargo = |command| compiler(project, settings, toolchain, CORE, features, command);
        if toolchain.has_clippy() {
            cargo("clippy")?.args(["--", "--deny", "warnings"]).run()?;
        } else {
            // By cargo, not by a flag of rustc: another flag would build the standard library once more.
            cargo("check")?.args(["-Z", "warnings"]).env("CARGO_BUILD_WARNINGS", "deny").run()?;
        }
    }
    Ok(())
}

fn compile(
    project: &Project,
    settings: &Settings,
    toolchain: &Toolchain,
    package: &str,
    features: &[String],
) -> Result<PathBuf> {
    let with = if features.is_empty() { String::new() } else { format!(" with {}", features.join(", ")) };
    say!("Compiling {package}{with} to wasm");
    compiler(project, settings, toolchain, package, features, "build")?.run()?;
    let file = package.replace('-', "_");
    let module = project.made(&format!("wasm/{}/release/{file}.wasm", settings.core.target));
    refuse_local_paths(project, &module)?;
    Ok(module)
}

/// A command of cargo on a package. The flags are the same for all commands, so that each finds what
/// the others have compiled.
fn compiler(
    project: &Project,
    settings: &Settings,
    toolchain: &Toolchain,
    package: &str,
    features: &[String],
    command: &str,
) -> Result<Tool> {
    // First, since the folders of the crates' sources have to be there for the next line.
    project.cargo("fetch").args(["--locked", "--quiet"]).run()?;
    let flags = flags(project, settings, toolchain)?.join(SEPARATOR);
    let cargo = toolchain.cargo(project, command, package).args(["--locked", "--no-default-features"]);
    Ok(cargo.arg(format!("--features={}", features.join(","))).env("CARGO_ENCODED_RUSTFLAGS", flags))
}

/// The settings' flags, and those that keep this machine's folders out of panic messages.
fn flags(project: &Project, settings: &Settings, toolchain: &Toolchain) -> Result<Vec<String>> {
    let library = toolchain.library_source()?;
    let mut folders = vec![(project.root().to_owned(), "lamina"), (project.made("wasm"), "target")];
    if let Some(cargo) = cargo_home() {
        folders.push((cargo.clone(), "cargo"));
        // One folder for each registry, with the registry's host in its name.
        if let Ok(registries) = fs::read_dir(cargo.join("registry/src")) {
            folders.extend(registries.flatten().map(|entry| (entry.path(), "crates")));
        }
    }
    if let Ok(real) = library.canonicalize() {
        folders.push((real, "rust"));
    }
    folders.push((library, "rust"));
    let mut flags = settings.core.rustflags.clone();
    // rustc takes the last one that fits, so the narrower come later.
    for (folder, name) in folders {
        flags.push(format!("--remap-path-prefix={}={name}", folder.display()));
    }
    Ok(flags)
}

fn cargo_home() -> Option<PathBuf> {
    variable("CARGO_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

/// Checks that no folder of this machine is named in the module.
fn refuse_local_paths(project: &Project, module: &Path) -> Result {
    let bytes = read(module)?;
    let folders = [Some(project.root().to_owned()), cargo_home()];
    for folder in folders.into_iter().flatten() {
        let path = format!("{}/", folder.display());
        if bytes.windows(path.len()).any(|window| window == path.as_bytes()) {
            return Err(Failure::new(format!("the wasm module names {path}"))
                .help("A path is missing in `flags` of xtask/src/wasm.rs."));
        }
    }
    Ok(())
}

fn bind(project: &Project, settings: &Settings, module: &Path, folder: &Path, name: &str) -> Result {
    say!("Binding it with wasm-bindgen {}", settings.versions.wasm_bindgen);
    if folder.exists() {
        fs::remove_dir_all(folder).context(format_args!("cannot empty {}", folder.display()))?;
    }
    // The first time this compiles wasm-bindgen itself: half a minute.
    project
        .cargo("run")
        .args(["--quiet", "--locked", "--profile", "bindgen", "--package", "lamina-bindgen", "--"])
        .args([module, folder])
        .arg(name)
        .run()
}

fn optimise(project: &Project, settings: &Settings, folder: &Path, name: &str) -> Result {
    node::install(project, settings)?;
    say!("Optimising it with wasm-opt {}", settings.versions.binaryen);
    let module = folder.join(format!("{name}_bg.wasm"));
    let before = read(&module)?.len();
    let optimiser = project.file("node_modules/binaryen/bin/wasm-opt");
    Tool::new("node")
        .arg(optimiser)
        .arg(&module)
        .args(&settings.optimiser.flags)
        .arg("--output")
        .arg(&module)
        .run()?;
    say!("wasm-opt: {before} bytes became {}", read(&module)?.len());
    Ok(())
}

/// Makes `folder` hold what `made` holds. Only when all is ready, so that a build that fails half
/// way leaves no half new page.
fn replace(made: &Path, folder: &Path) -> Result {
    let doing = format!("cannot write {}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).context(&doing)?;
    }
    fs::create_dir_all(folder).context(&doing)?;
    for file in files_below(made)? {
        let name = file.strip_prefix(made).unwrap_or(&file);
        fs::copy(&file, folder.join(name)).context(&doing)?;
    }
    Ok(())
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).context(format_args!("cannot read {}", file.display()))
}
