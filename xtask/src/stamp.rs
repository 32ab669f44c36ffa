//! Tells whether something has to be made again.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use crate::failure::{Context, Result};
use crate::project::Project;

/// What a step was last made from and what it made: nothing has to be done while both are the same.
/// By content, not by time: a fresh checkout, or a build that gives the same bytes, is no change.
pub(crate) struct Stamp {
    file: PathBuf,
    inputs: u64,
    outputs: Vec<PathBuf>,
}

impl Stamp {
    /// The stamp of the step `name`. Inputs and outputs are files or folders; `settings` is
    /// anything else that matters.
    pub(crate) fn new(
        project: &Project,
        name: &str,
        inputs: &[PathBuf],
        settings: &[String],
        outputs: Vec<PathBuf>,
    ) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        for setting in settings {
            hasher.write(setting.as_bytes());
            hasher.write_u8(0);
        }
        hasher.write_u64(fingerprint(inputs)?);
        Ok(Self { file: project.made(&format!("xtask/{name}.stamp")), inputs: hasher.finish(), outputs })
    }

    /// True if the step has been done with these inputs and nobody changed what it made.
    pub(crate) fn is_current(&self) -> Result<bool> {
        let Ok(stamped) = fs::read_to_string(&self.file) else {
            return Ok(false);
        };
        Ok(self.outputs.iter().all(|output| output.exists()) && stamped == self.text()?)
    }

    /// Notes that the step has been done.
    pub(crate) fn write(&self) -> Result {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder).context(format_args!("cannot make {}", folder.display()))?;
        }
        fs::write(&self.file, self.text()?).context(format_args!("cannot write {}", self.file.display()))
    }

    fn text(&self) -> Result<String> {
        Ok(format!("{:016x} {:016x}\n", self.inputs, fingerprint(&self.outputs)?))
    }
}

/// A number that changes when a file below changes, comes or goes.
fn fingerprint(places: &[PathBuf]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for place in places {
        for file in files_below(place)? {
            let bytes = fs::read(&file).context(format_args!("cannot read {}", file.display()))?;
            hasher.write(file.as_os_str().as_encoded_bytes());
            hasher.write_usize(bytes.len());
            hasher.write(&bytes);
        }
    }
    Ok(hasher.finish())
}

/// All files in a folder and the folders in it, in order; the file itself if it is one.
pub(crate) fn files_below(place: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut waiting = vec![place.to_owned()];
    while let Some(place) = waiting.pop() {
        if place.is_dir() {
            let context = || format!("cannot list {}", place.display());
            for entry in fs::read_dir(&place).context(context())? {
                waiting.push(entry.context(context())?.path());
            }
        } else if place.exists() {
            files.push(place);
        }
    }
    files.sort();
    Ok(files)
}
