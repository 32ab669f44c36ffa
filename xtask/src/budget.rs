//! How much a visitor has to load.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::failure::{Context, Failure, Result};
use crate::project::Project;
use crate::settings::Settings;
use crate::stamp::files_below;

/// Prints the sizes of what was built, and fails if they are over the budget.
pub(crate) fn check(project: &Project, settings: &Settings) -> Result {
    let mut core = 0;
    let mut page = 0;
    for file in files_below(&project.dist())? {
        match file.extension().and_then(|ending| ending.to_str()) {
            Some("wasm") => core += gzipped(&file)?,
            Some("js") => page += gzipped(&file)?,
            _ => {}
        }
    }
    let rows =
        [("core (wasm)", core, settings.budget.core), ("page (JavaScript)", page, settings.budget.page)];
    println!("    {:<18} {:>9} {:>9}", "gzip -9", "bytes", "at most");
    for (name, size, most) in rows {
        println!("    {name:<18} {size:>9} {most:>9}");
    }
    match rows.into_iter().find(|(_, size, most)| size > most) {
        None => Ok(()),
        Some((name, size, most)) => {
            let what = format!("the {name} takes {size} bytes, {} over its budget", size - most);
            Err(Failure::new(what).help("Make it smaller, or argue for more in wasm-pack.toml."))
        }
    }
}

fn gzipped(file: &Path) -> Result<u64> {
    let doing = format!("cannot measure {}", file.display());
    let bytes = fs::read(file).context(&doing)?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes).context(&doing)?;
    let packed = encoder.finish().context(&doing)?;
    Ok(packed.len() as u64)
}
