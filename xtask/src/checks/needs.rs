//! What the checks need that is not in the project.

use super::bench::Bench;
use crate::browsers::Browser;
use crate::debian;
use crate::failure::Result;
use crate::node;
use crate::say;
use crate::tool::find;

/// A thing that a check needs.
pub(super) enum Need {
    /// A program without which the check can't run.
    Program {
        name: &'static str,
        package: &'static str,
    },
    /// A program without which the check tests less: its tests leave out what needs it.
    Helper {
        program: &'static str,
        package: &'static str,
    },
    /// A subcommand of cargo, and the component of rustup that has it.
    Component(&'static str, &'static str),
    /// Node and npm. The npm packages are installed by who runs a script.
    Node,
    /// A Rust toolchain that compiles to wasm.
    WasmToolchain,
    Browser(&'static Browser),
}

/// What is missing, as advice to install it.
#[derive(Default)]
pub(super) struct Lack {
    /// Without this the check can't run.
    pub(super) prevents: Option<String>,
    /// Without these it tests less.
    pub(super) narrows: Vec<String>,
}

/// Installs the Debian packages that are missing, where that is allowed. What can't be had is told
/// by the checks that miss it.
pub(super) fn install(needs: &[&Need]) {
    if debian::may_install().is_err() {
        return;
    }
    let mut packages: Vec<String> = Vec::new();
    for package in needs.iter().filter_map(|need| need.missing_package()) {
        if !packages.iter().any(|known| known == package) {
            packages.push(package.to_owned());
        }
    }
    let Err(failure) = debian::install(&packages) else { return };
    say!("{failure}");
    if packages.len() > 1 {
        // One that conflicts with what is here must not keep out the others.
        for package in packages {
            if let Err(failure) = debian::install(&[package]) {
                say!("{failure}");
            }
        }
    }
}

/// What is missing of these.
pub(super) fn look(needs: &[Need], bench: &Bench) -> Result<Lack> {
    let mut lack = Lack::default();
    for need in needs {
        match (need, need.missing(bench)?) {
            (_, None) => {}
            (Need::Helper { .. }, Some(advice)) => lack.narrows.push(advice),
            (_, Some(advice)) => lack.prevents = lack.prevents.or(Some(advice)),
        }
    }
    Ok(lack)
}

impl Need {
    /// The Debian package to be installed for it, if it is missing.
    fn missing_package(&self) -> Option<&'static str> {
        match self {
            Self::Program { name, package } | Self::Helper { program: name, package } => {
                find(name).is_none().then_some(package)
            }
            // A browser that is named but not there is the user's to put right.
            Self::Browser(browser) => matches!(browser.find(), Ok(None)).then_some(browser.package),
            // Not Debian's Node: it is older than the page's tools want.
            Self::Component(..) | Self::Node | Self::WasmToolchain => None,
        }
    }

    /// What to install, if it is missing.
    fn missing(&self, bench: &Bench) -> Result<Option<String>> {
        Ok(match self {
            Self::Program { name, .. } | Self::Helper { program: name, .. } => {
                find(name).is_none().then(|| format!("install {name}"))
            }
            Self::Component(command, component) => {
                let asked = bench.cargo(command).arg("--version").capture();
                asked.is_err().then(|| format!("install {component}: rustup component add {component}"))
            }
            Self::Node => node::check_version(bench.settings).err().map(|failure| failure.to_string()),
            Self::WasmToolchain => bench.toolchain().err().map(|failure| failure.to_string()),
            Self::Browser(browser) => browser
                .find()?
                .is_none()
                .then(|| format!("install {}, or say where it is: {}", browser.name, browser.variable)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_missing_is_installed() {
        let here = Need::Program { name: "cargo", package: "cargo" };
        assert_eq!(here.missing_package(), None);
        let program = "no-program-has-this-name";
        let away = Need::Helper { program, package: "some-package" };
        assert_eq!(away.missing_package(), Some("some-package"));
    }
}
