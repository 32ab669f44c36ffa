//! How much a visitor has to load.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::failure::{Context, Failure, Result};
use crate::project::Project;
use crate::settings::{Budget, Settings};
use crate::stamp::files_below;

/// Prints the sizes of what was built, and fails if they are over the budget.
pub(crate) fn check(project: &Project, settings: &Settings) -> Result {
    let Budget { core, page, scan_core, panels } = settings.budget;
    let mut rows = [
        ("core (wasm)", 0, core),
        ("page (JavaScript)", 0, page),
        ("scan core, later", 0, scan_core),
        ("panels, later", 0, panels),
    ];
    for file in files_below(&project.dist())? {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let later = name.starts_with("lamina-scan") || file.parent().is_some_and(|at| at.ends_with("later"));
        let row = match file.extension().and_then(|ending| ending.to_str()) {
            Some("wasm") if name == "lamina_bg.wasm" => 0,
            Some("wasm") => 2,
            Some("js") => 1 + 2 * usize::from(later),
            _ => continue,
        };
        rows[row].1 += gzipped(&file)?;
    }
    println!("    {:<18} {:>9} {:>9}", "gzip -9", "bytes", "at most");
    for (name, size, most) in &rows {
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
