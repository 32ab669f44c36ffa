//! The browsers that the page is tested in.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::failure::{Failure, Result};
use crate::tool::{find, variable};

/// A browser and where it may be.
pub(crate) struct Browser {
    pub(crate) name: &'static str,
    /// The variable by which a user names another one, and by which the tests are told.
    pub(crate) variable: &'static str,
    /// Debian's package.
    pub(crate) package: &'static str,
    programs: &'static [&'static str],
    /// Where it is on systems that don't put programs on PATH.
    places: &'static [&'static str],
}

pub(crate) static CHROMIUM: Browser = Browser {
    name: "Chromium or Chrome",
    variable: "LAMINA_CHROMIUM",
    package: "chromium",
    programs: &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"],
    places: &[
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
        "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
    ],
};

pub(crate) static FIREFOX: Browser = Browser {
    name: "Firefox",
    variable: "LAMINA_FIREFOX",
    package: "firefox-esr",
    programs: &["firefox-esr", "firefox"],
    places: &[
        "/Applications/Firefox.app/Contents/MacOS/firefox",
        "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
    ],
};

impl Browser {
    /// The browser's program, if there is one. A variable that names none is an error: who sets it
    /// does not want another browser.
    pub(crate) fn find(&self) -> Result<Option<PathBuf>> {
        self.find_with(variable(self.variable), find)
    }

    fn find_with(
        &self,
        named: Option<OsString>,
        on_path: impl Fn(&str) -> Option<PathBuf>,
    ) -> Result<Option<PathBuf>> {
        if let Some(named) = named {
            let file = PathBuf::from(named);
            if file.is_file() {
                return Ok(Some(file));
            }
            return Err(Failure::new(format!("{} names no program: {}", self.variable, file.display())));
        }
        let known = self.places.iter().map(PathBuf::from).filter(|place| place.is_file());
        Ok(self.programs.iter().find_map(|name| on_path(name)).or_else(|| known.into_iter().next()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_program_on_path_is_taken() {
        let both = |name: &str| Some(PathBuf::from("/bin").join(name));
        let found = CHROMIUM.find_with(None, both).unwrap();
        assert_eq!(found, Some("/bin/chromium".into()));
        let one = |name: &str| (name == "google-chrome").then(|| "/opt/chrome".into());
        assert_eq!(CHROMIUM.find_with(None, one).unwrap(), Some("/opt/chrome".into()));
    }

    #[test]
    fn the_variable_goes_before_all() {
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let other = |_: &str| Some(PathBuf::from("/bin/firefox"));
        let found = FIREFOX.find_with(Some(here.clone().into()), other).unwrap();
        assert_eq!(found, Some(here));
        assert!(FIREFOX.find_with(Some("/nowhere/firefox".into()), other).is_err());
    }
}
