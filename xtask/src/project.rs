//! Where things lie.

use std::path::{Path, PathBuf, absolute};

use crate::failure::{Context, Result};
use crate::tool::{Tool, variable};

/// The project's folders.
pub(crate) struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    /// The project that this program was built from.
    pub(crate) fn find() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here
            .parent()
            .unwrap_or(here)
            .canonicalize()
            .context(format_args!("cannot find the project ({})", here.display()))?;
        let target = match variable("CARGO_TARGET_DIR") {
            Some(folder) => absolute(folder).context("CARGO_TARGET_DIR is no folder")?,
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A file by its path from the root.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A file among those that cargo keeps and git does not.
    pub(crate) fn made(&self, path: &str) -> PathBuf {
        self.target.join(path)
    }

    /// The page as it is served.
    pub(crate) fn dist(&self) -> PathBuf {
        self.file("www/dist")
    }

    /// The cargo that runs us, in the root.
    pub(crate) fn cargo(&self, command: &str) -> Tool {
        let cargo = variable("CARGO").unwrap_or_else(|| "cargo".into());
        Tool::new(cargo).arg(command).folder(&self.root)
    }
}
