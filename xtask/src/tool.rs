//! Running other programs.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Result};

/// A program about to be run.
pub(crate) struct Tool {
    command: Command,
    help: Option<String>,
}

impl Tool {
    /// A program by its name on PATH, or by its path.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        Self { command: Command::new(program), help: None }
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// What to do when it fails or isn't there.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Runs it; the reader sees what it prints.
    pub(crate) fn run(mut self) -> Result {
        let status = self.command.status();
        let status = status.map_err(|error| self.not_started(&error))?;
        if status.success() {
            return Ok(());
        }
        Err(self.failed(&status.to_string(), ""))
    }

    /// Runs it; the reader sees what it prints only if it fails.
    pub(crate) fn run_quietly(self) -> Result {
        self.capture().map(drop)
    }

    /// Runs it and gives what it printed, without the white space round it.
    pub(crate) fn capture(mut self) -> Result<String> {
        let output = self.command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| self.not_started(&error))?;
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        Err(self.failed(&output.status.to_string(), &printed(&output)))
    }

    /// Runs it and throws away what it prints, which may be more than memory holds; the reader sees its
    /// errors if it fails.
    pub(crate) fn discard(mut self) -> Result {
        let output = self.command.stdin(Stdio::null()).stdout(Stdio::null()).output();
        let output = output.map_err(|error| self.not_started(&error))?;
        if output.status.success() {
            return Ok(());
        }
        Err(self.failed(&output.status.to_string(), &printed(&output)))
    }

    /// Runs it and gives all that it printed, errors too.
    pub(crate) fn transcript(mut self) -> Result<String> {
        let output = self.command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| self.not_started(&error))?;
        if output.status.success() {
            return Ok(printed(&output));
        }
        Err(self.failed(&output.status.to_string(), &printed(&output)))
    }

    /// Runs it, and ends it when the time is over.
    pub(crate) fn run_within(mut self, limit: Duration) -> Result {
        let child = self.command.stdin(Stdio::null()).spawn();
        let mut child = child.map_err(|error| self.not_started(&error))?;
        let start = Instant::now();
        while start.elapsed() < limit {
            match child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => return Err(self.failed(&status.to_string(), "")),
                Ok(None) => thread::sleep(Duration::from_millis(50)),
                Err(error) => return Err(self.failed(&error.to_string(), "")),
            }
        }
        // It may have ended by itself just now: then there is nothing to kill, which is as well.
        let _ = child.kill();
        let _ = child.wait();
        Err(self.failed(&format!("no answer in {} s", limit.as_secs()), ""))
    }

    /// The command line, for messages.
    fn shown(&self) -> String {
        let program = Path::new(self.command.get_program());
        let name = program.file_name().unwrap_or(program.as_os_str());
        let mut line = name.to_string_lossy().into_owned();
        for arg in self.command.get_args() {
            line.push(' ');
            line.push_str(&arg.to_string_lossy());
        }
        line
    }

    fn not_started(&self, error: &std::io::Error) -> Failure {
        let program = self.command.get_program().to_string_lossy();
        let what = match error.kind() {
            ErrorKind::NotFound => format!("`{program}` is not installed"),
            _ => format!("`{program}` cannot be started: {error}"),
        };
        self.with_help(Failure::new(what))
    }

    fn failed(&self, status: &str, printed: &str) -> Failure {
        let mut what = format!("`{}` failed ({status})", self.shown());
        if !printed.is_empty() {
            what.push_str(":\n");
            what.push_str(printed);
        }
        self.with_help(Failure::new(what))
    }

    fn with_help(&self, failure: Failure) -> Failure {
        match &self.help {
            Some(help) => failure.help(help),
            None => failure,
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

fn printed(output: &Output) -> String {
    let parts = [text(&output.stdout), text(&output.stderr)];
    parts.join("\n").trim().to_owned()
}

/// The place of a program on PATH (or in the system folders that a user's PATH often lacks).
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(format!("{name}{}", env::consts::EXE_SUFFIX)))
        .find(|file| file.is_file())
}

/// A variable of the environment that is set to something.
pub(crate) fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

/// True in continuous integration, where nothing may be left out in silence.
pub(crate) fn in_ci() -> bool {
    variable("CI").is_some_and(|value| value != "false" && value != "0")
}
