//! The archives that everything is measured with: the same image with plain, gzip and zstd layers, or
//! the one that was asked for.

use std::fs;
use std::path::{Path, PathBuf};

use super::Choice;
use super::native::{Facts, Program};
use crate::failure::{Context, Failure, Result};
use crate::say;
use crate::stamp::files_below;
use crate::tool::{Tool, find};

/// Bytes of content in the image that is made.
const SIZE: u64 = 400_000_000;
const QUICK_SIZE: u64 = 20_000_000;
/// A number for the way archives are made: another one has them made anew.
const MAKING: u32 = 2;

/// An archive, and what is known of it.
pub(super) struct Archive {
    pub(super) title: String,
    pub(super) file: PathBuf,
    pub(super) facts: Facts,
    /// What the bare loops have to do.
    pub(super) jobs: PathBuf,
    /// The layers, each in a file, as they are stored.
    pub(super) layers: Vec<PathBuf>,
}

/// Whether the layers are written out, for the programs that can't look inside.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layers {
    Inside,
    AsFiles,
}

impl Archive {
    /// Looks at it, and notes what there is to do in it.
    pub(super) fn look(
        folder: &Path,
        native: &Program,
        title: &str,
        file: PathBuf,
        layers: Layers,
    ) -> Result<Self> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let work = folder.join(format!("{name}.work"));
        // Those of an older archive of that name must not stay.
        if work.exists() {
            fs::remove_dir_all(&work).context(format_args!("cannot empty {}", work.display()))?;
        }
        fs::create_dir_all(&work).context(format_args!("cannot make {}", work.display()))?;
        let jobs = work.join("jobs.json");
        let out = work.join("layers");
        let facts = native.jobs(&file, &jobs, (layers == Layers::AsFiles).then_some(&out))?;
        Ok(Self { title: title.to_owned(), file, facts, jobs, layers: files_below(&out)? })
    }

    /// What the layers are compressed with.
    pub(super) fn compression(&self) -> &str {
        &self.facts.compression
    }
}

/// The archives of this run.
pub(super) fn make(folder: &Path, native: &Program, choice: &Choice) -> Result<Vec<Archive>> {
    if let Some(file) = &choice.archive {
        let file = file.canonicalize().context(format_args!("cannot open {}", file.display()))?;
        let title = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Ok(vec![Archive::look(folder, native, &title, file, Layers::AsFiles)?]);
    }
    let size = if choice.quick { QUICK_SIZE } else { SIZE };
    let made = folder.join(format!("image-{MAKING}-{}MB", size / 1_000_000));
    let plain = made.join("docker-plain.tar");
    once(&plain, || {
        say!("Making an image of {} MB", size / 1_000_000);
        native.call(["make", &size.to_string()]).arg(&made).run()
    })?;
    let look = |title: &str, file| Archive::look(folder, native, title, file, Layers::AsFiles);
    let mut archives = vec![look("docker save, plain layers", plain)?];
    for (tool, suffix) in [("gzip", "gz"), ("zstd", "zst")] {
        let file = made.join(format!("oci-{tool}.tar"));
        let done = once(&file, || {
            say!("Compressing its layers with {tool}");
            compress(&made, tool)?;
            native.call(["pack", suffix]).arg(&made).run()
        });
        match done {
            Ok(()) => archives.push(look(&format!("OCI archive, {tool} layers"), file)?),
            Err(failure) => say!("There is no archive with {tool} layers: {failure}"),
        }
    }
    Ok(archives)
}

/// Has a file made, unless it is there whole: a mark beside it says so.
pub(super) fn once(file: &Path, make: impl FnOnce() -> Result) -> Result {
    let mark = file.with_extension("done");
    if mark.exists() && file.exists() {
        return Ok(());
    }
    make()?;
    fs::write(&mark, "").context(format_args!("cannot write {}", mark.display()))
}

fn compress(folder: &Path, tool: &str) -> Result {
    let program = find(tool).ok_or_else(|| Failure::new(format!("{tool} is not installed")))?;
    let layers = files_below(folder)?.into_iter().filter(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".tar") && name.starts_with(|letter: char| letter.is_ascii_digit())
    });
    Tool::new(program).args(["--keep", "--force", "--quiet"]).args(layers).run()
}
