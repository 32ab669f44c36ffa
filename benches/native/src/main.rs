//! The native side of `cargo xtask bench`.
//!
//! Prints `name = value` lines (TOML, which xtask reads already); what goes on to the browser is JSON.
#![forbid(unsafe_code)]

mod bare;
mod grow;
mod image;
mod jobs;
mod make;
mod open;
mod random;
mod text;

use std::env;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

/// What a step gives, or why it could not.
type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "\
usage: lamina-native COMMAND
  open ARCHIVE THREADS            opens it and indexes every layer
  jobs ARCHIVE JOBS [FOLDER]      notes its layers and all reads that indexing takes; writes the layers out
  replay ARCHIVE JOBS             does the same reads and nothing else
  decode ARCHIVE JOBS             decodes the layers and does nothing else
  make BYTES FOLDER               makes the layers of an image, and its archive as docker save writes it
  pack gz|zst FOLDER              makes an OCI archive of those layers, compressed
  grow entries|bytes COUNT FILE   makes an archive of so many entries, or bytes
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprint!("{USAGE}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<bool> {
    match words {
        ["open", archive, threads] => open::run(Path::new(archive), threads.parse()?)?,
        ["jobs", archive, jobs] => jobs::note(archive, jobs, None)?,
        ["jobs", archive, jobs, folder] => jobs::note(archive, jobs, Some(Path::new(folder)))?,
        ["replay", archive, jobs] => bare::replay(archive, jobs)?,
        ["decode", archive, jobs] => bare::decode(archive, jobs)?,
        ["make", bytes, folder] => make::run(bytes.parse()?, Path::new(folder))?,
        ["pack", suffix, folder] => make::pack(suffix, Path::new(folder))?,
        ["grow", "entries", count, file] => grow::entries(count.parse()?, Path::new(file))?,
        ["grow", "bytes", count, file] => grow::bytes(count.parse()?, Path::new(file))?,
        _ => return Ok(false),
    }
    Ok(true)
}
