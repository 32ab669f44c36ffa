//! The Rust toolchain that compiles to wasm.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::debian;
use crate::failure::{Context, Failure, Result};
use crate::project::Project;
use crate::say;
use crate::settings::Settings;
use crate::tool::{Tool, find, variable};

/// Longer than a download of the target takes (20 MB), shorter than a reader's patience.
const RUSTUP_LIMIT: Duration = Duration::from_secs(120);
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";

/// A cargo and rustc that can build for wasm.
pub(crate) struct Toolchain {
    kind: Kind,
    rustc: OsString,
    target: String,
}

enum Kind {
    /// The toolchain that runs us, which has the target.
    Own,
    /// Debian's, which builds the standard library along with the core.
    Debian { linker: String, build_std: String },
}

impl Toolchain {
    /// Takes the toolchain's own wasm target if it is there, else has rustup add it, else Debian's
    /// packages. Says which.
    pub(crate) fn pick(project: &Project, settings: &Settings) -> Result<Self> {
        let toolchain = Self::find(project, settings)?;
        say!("Compiling with {}", toolchain.describe()?);
        Ok(toolchain)
    }

    fn find(project: &Project, settings: &Settings) -> Result<Self> {
        let own = Self {
            kind: Kind::Own,
            rustc: variable("RUSTC").unwrap_or_else(|| "rustc".into()),
            target: settings.core.target.clone(),
        };
        if own.has_target() {
            return Ok(own);
        }
        // Where rustup could not help once, it is not asked again each time.
        let rustup_failed = project.made("xtask/rustup-failed");
        if !rustup_failed.exists() {
            match add_target(&own.target) {
                Ok(()) if own.has_target() => return Ok(own),
                Ok(()) => say!("rustup has added the target, but not to this toolchain"),
                Err(failure) => say!("{failure}"),
            }
        }
        let debian = Self::install_from_debian(settings).map_err(|failure| {
            Failure::new(format!(
                "no Rust toolchain here has the target {}, and Debian's can't be had: {failure}",
                own.target
            ))
            .help(format!("Run: rustup target add {}", own.target))
        })?;
        write_marker(&rustup_failed)?;
        Ok(debian)
    }

    /// Debian's toolchain; installs what is missing of it.
    fn install_from_debian(settings: &Settings) -> Result<Self> {
        if !debian::is_debian() {
            return Err(Failure::new("this is not Debian"));
        }
        let package = debian::newest_linker(&settings.debian.linker)?;
        let mut packages = settings.debian.packages.clone();
        packages.push(package.clone());
        packages.retain(|package| !debian::has(package));
        debian::install(&packages)?;
        let linker = package.replacen("lld", "wasm-ld", 1);
        if find(&linker).is_none() {
            return Err(Failure::new(format!("the package {package} has no {linker}")));
        }
        Ok(Self {
            kind: Kind::Debian { linker, build_std: settings.debian.build_std.clone() },
            rustc: DEBIAN_RUSTC.into(),
            target: settings.core.target.clone(),
        })
    }

    /// A cargo command on a package, for wasm, in a target folder of its own: two versions of Rust
    /// in one folder would each rebuild what the other built.
    pub(crate) fn cargo(&self, project: &Project, command: &str, package: &str) -> Tool {
        let tool = match &self.kind {
            Kind::Own => project.cargo(command),
            Kind::Debian { linker, build_std } => {
                let linker_variable =
                    format!("CARGO_TARGET_{}_LINKER", self.target.to_uppercase().replace('-', "_"));
                Tool::new(DEBIAN_CARGO)
                    .arg(command)
                    .folder(project.root())
                    .env("RUSTC", &self.rustc)
                    // Debian's release compiler takes the unstable flag below only with this.
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env(&linker_variable, linker)
                    // Where cargo runs us it points at the libraries of another compiler.
                    .without_env("LD_LIBRARY_PATH")
                    .without_env("RUSTDOC")
                    .without_env("CARGO")
                    .args(["-Z", &format!("build-std={build_std}")])
            }
        };
        tool.args(["--package", package, "--lib", "--release", "--target", &self.target])
            .arg("--target-dir")
            .arg(project.made("wasm"))
    }

    /// The folder of the standard library's source as it would stand in panic messages.
    pub(crate) fn library_source(&self) -> Result<PathBuf> {
        let root = self.rustc(&["--print", "sysroot"])?;
        Ok(Path::new(&root).join("lib/rustlib/src/rust"))
    }

    /// True if cargo has clippy for this compiler; Debian's has not.
    pub(crate) fn has_clippy(&self) -> bool {
        matches!(self.kind, Kind::Own)
    }

    pub(crate) fn describe(&self) -> Result<String> {
        let version = self.rustc(&["--version"])?;
        let version = version.split(" (").next().unwrap_or_default();
        Ok(match &self.kind {
            Kind::Own => format!("{version} and its own target {}", self.target),
            Kind::Debian { linker, .. } => format!(
                "{version} of Debian's packages ({DEBIAN_RUSTC}), {linker}, the standard library from source"
            ),
        })
    }

    fn has_target(&self) -> bool {
        self.rustc(&["--print", "target-libdir", "--target", &self.target])
            .is_ok_and(|folder| holds_library(Path::new(&folder)))
    }

    fn rustc(&self, args: &[&str]) -> Result<String> {
        let tool = Tool::new(&self.rustc).args(args);
        match self.kind {
            Kind::Own => tool.capture(),
            Kind::Debian { .. } => tool.without_env("LD_LIBRARY_PATH").capture(),
        }
    }
}

fn holds_library(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|files| {
        files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
    })
}

fn add_target(target: &str) -> Result {
    if find("rustup").is_none() {
        return Err(Failure::new("rustup is not there to add the wasm target"));
    }
    say!("Adding the target {target} with rustup");
    Tool::new("rustup")
        .args(["target", "add", target])
        // Offline it would try again and again.
        .env("RUSTUP_MAX_RETRIES", "0")
        .run_within(RUSTUP_LIMIT)
}

fn write_marker(file: &Path) -> Result {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).context(format_args!("cannot make {}", folder.display()))?;
    }
    let text = "rustup could not add the wasm target. Remove this file to have it tried again.\n";
    fs::write(file, text).context(format_args!("cannot write {}", file.display()))
}
