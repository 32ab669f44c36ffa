//! Real tools, asked by `load.sh` what they have after loading an archive into empty storage.
#![allow(dead_code)] // each test file uses a part

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde::Deserialize;

/// The tools that `load.sh` knows.
pub(crate) const TOOLS: [&str; 4] = ["podman", "docker", "containerd", "umoci"];

/// Programs that it needs, and their packages in Debian.
const NEEDED: [(&str, &str); 9] = [
    ("podman", "podman"),
    ("dockerd", "docker.io"),
    ("containerd", "containerd"),
    ("umoci", "umoci"),
    ("skopeo", "skopeo"),
    ("jq", "jq"),
    ("getfattr", "attr"),
    ("unshare", "util-linux"),
    ("tar", "tar"),
];

/// Whether the tools can be asked here; says so if not. In continuous integration they must be there.
pub(crate) fn can_be_asked() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let here = |program: &str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    let missing: Vec<_> = NEEDED.iter().filter(|(program, _)| !here(program)).map(|need| need.1).collect();
    let root = fs::metadata("/proc/self").is_ok_and(|data| data.uid() == 0);
    if missing.is_empty() && root {
        return true;
    }
    let why =
        if root { format!("install {}", missing.join(" ")) } else { "run as root, on Linux".to_owned() };
    let in_ci = std::env::var_os("CI").is_some_and(|value| value != "false" && value != "0");
    assert!(!in_ci, "real tools can't be asked: {why}");
    println!("skipped: {why}");
    false
}

/// One tool, with its daemon if it has one, from when it is started until it is dropped.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    script: Child,
    answers: BufReader<ChildStdout>,
}

/// What a tool makes of an archive.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Answer {
    /// It has these now.
    Loaded { images: Vec<Image> },
    /// It does not take it, in its own words.
    Refused { refused: String },
}

/// An image as a tool has it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Image {
    /// The merged filesystem is listed in `tree` until the next archive is loaded.
    Whole {
        id: String,
        names: Option<BTreeSet<String>>,
        platform: Option<String>,
        history: Vec<Row>,
        tree: PathBuf,
    },
    /// One platform of an index, which the tool does not take.
    Refused { platform: String, refused: String },
}

/// A row of the history.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Row {
    pub(crate) created: Option<String>,
    pub(crate) by: String,
    pub(crate) comment: Option<String>,
    /// Docker's alone.
    pub(crate) size: Option<u64>,
}

impl Tool {
    pub(crate) fn start(name: &'static str) -> Self {
        Self::start_keeping(name, None)
    }

    /// Lists of trees go into a folder, and stay there.
    pub(crate) fn start_keeping(name: &'static str, lists: Option<&Path>) -> Self {
        let mut command = Command::new("bash");
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/load.sh")).arg(name);
        command.env_remove("KEEP").stdin(Stdio::piped()).stdout(Stdio::piped());
        if let Some(folder) = lists {
            command.env("KEEP", folder);
        }
        let mut script = command.spawn().expect("bash");
        let answers = BufReader::new(script.stdout.take().expect("a pipe"));
        Self { name, script, answers }
    }

    /// Loads an archive into empty storage.
    pub(crate) fn load(&mut self, archive: &Path) -> Answer {
        let questions = self.script.stdin.as_mut().expect("a pipe");
        writeln!(questions, "{}", archive.display()).expect("the script runs");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the script's answer");
        assert!(!line.is_empty(), "{}: the script ended at {}", self.name, archive.display());
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{}: {error}: {line}", self.name))
    }
}

impl Drop for Tool {
    /// The script stops its daemon and takes away its files when there are no more questions.
    fn drop(&mut self) {
        drop(self.script.stdin.take());
        let ended = self.script.wait();
        if !std::thread::panicking() {
            assert!(ended.is_ok_and(|status| status.success()), "{}: the script failed", self.name);
        }
    }
}
