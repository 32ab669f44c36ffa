//! The Dockerfile that an image may have been made by: from its history, its config, the other images of its
//! archive, and what its layers hold. What none of them tells is marked as unknown, never made up.

mod base;
mod copy;
mod golang;
mod pairs;
mod rest;
mod run;
mod step;
#[cfg(test)]
mod tests;

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

use super::history::layer_steps;
use super::human;
use crate::image::Config;
use crate::tree::Wrote;
use crate::{Limits, Result};

/// Another image of the archive, which may be the base.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Other {
    /// Its names, as people write them.
    pub references: Vec<String>,
    /// Its config as JSON text.
    pub config: String,
}

/// All that a Dockerfile is made from, in a form that crosses between workers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// The image's config as JSON text.
    pub config: String,
    /// One for each layer of the manifest, oldest first: what it brought; `None` until it is read.
    pub layers: Vec<Option<Wrote>>,
    /// The images of the archive. The image itself may be among them.
    pub others: Vec<Other>,
}

/// Where a line comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// It is the `FROM`: told by the layers, by a remark of the history, or by nothing.
    From,
    /// A step of the history that is of the base image; not in the text, `FROM` stands for it.
    Base,
    /// A step of the history.
    Step,
    /// A layer that no step tells of.
    Layer,
    /// A value of the config that no step tells of.
    Config,
}

/// An instruction, or a comment in the place of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// `RUN`, `COPY`; empty if it can't be told.
    pub instruction: String,
    /// As it stands in a Dockerfile, which may be several lines; a comment begins with `#`.
    pub text: String,
    /// Index into the history of the config.
    pub step: Option<usize>,
    /// The layer, 0 the oldest.
    pub layer: Option<usize>,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether something in it is not known: a comment, or a word in angle brackets, stands for that.
    pub unknown: bool,
    /// Remarks, without the `#`; they stand above the text. They count layers from 1, as people do.
    pub notes: Vec<String>,
}

impl Line {
    fn new(instruction: &str, text: impl Into<String>) -> Self {
        Self {
            instruction: instruction.into(),
            text: text.into(),
            step: None,
            layer: None,
            origin: Origin::Step,
            unknown: false,
            notes: Vec::new(),
        }
    }

    /// A comment in the place of what can't be written as an instruction.
    fn unknown(instruction: &str, text: &str) -> Self {
        Self { unknown: true, ..Self::new(instruction, commented(text)) }
    }

    fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// A Dockerfile, instruction by instruction. Its text is what [`Display`](fmt::Display) writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dockerfile {
    /// `FROM` first, then the steps of the history, oldest first, each once, then layers without a step, then
    /// what only the config tells.
    pub lines: Vec<Line>,
}

/// Makes it from what another worker gathered. An error if the image's config is no JSON object; others whose
/// config is none are no base.
pub fn dockerfile(facts: &Facts, limits: &Limits) -> Result<Dockerfile> {
    let config = Config::parse(facts.config.clone().into(), "config", limits)?;
    let others: Vec<(Vec<String>, Config)> = (facts.others.iter())
        .filter_map(|other| {
            let config = Config::parse(other.config.clone().into(), "config", limits).ok()?;
            Some((other.references.clone(), config))
        })
        .collect();
    let wrote = |layer: usize| facts.layers.get(layer).cloned().flatten();
    Ok(reconstruct(&config, facts.layers.len(), &others, &wrote))
}

/// Makes the Dockerfile of an image of so many layers. `others` are the names and configs of the archive's
/// images, `wrote` tells what a layer brought, `None` while it isn't read.
pub fn reconstruct(
    config: &Config,
    layers: usize,
    others: &[(Vec<String>, Config)],
    wrote: &dyn Fn(usize) -> Option<Wrote>,
) -> Dockerfile {
    let made_by = layer_steps(config, layers);
    let (from, base) = base::find(config, others);
    let mut state = step::State::new(config);
    let mut lines = vec![from];
    for (index, entry) in config.history.iter().enumerate() {
        let layer = made_by.iter().position(|step| *step == Some(index));
        let origin = if index < base.steps { Origin::Base } else { Origin::Step };
        let wrote = layer.and_then(wrote);
        for mut line in state.step(index, entry, layer, wrote.as_ref()) {
            if line.origin == Origin::Step && layer.is_none() && !entry.empty_layer {
                line.notes.push("the image has no layer of this step".into());
            }
            if line.origin == Origin::Step {
                (line.step, line.layer) = (Some(index), layer);
            }
            if origin == Origin::Base || line.origin == Origin::Step {
                line.origin = origin;
            }
            lines.push(line);
        }
    }
    for layer in (0..layers).filter(|layer| made_by[*layer].is_none()) {
        let text = format!(
            "no step of the history tells what made layer {}{}",
            layer + 1,
            told(wrote(layer).as_ref())
        );
        lines.push(Line { layer: Some(layer), origin: Origin::Layer, ..Line::unknown("", &text) });
    }
    lines.extend(rest::lines(config, &state, base.config));
    Dockerfile { lines }
}

/// What a layer holds, for the end of a sentence.
fn told(wrote: Option<&Wrote>) -> String {
    let Some(wrote) = wrote else { return " (not read yet)".into() };
    let mut text = String::new();
    let files = if wrote.files == 1 { "1 file".into() } else { format!("{} files", wrote.files) };
    let _ = write!(text, ": {files}, {}", human::size(wrote.bytes));
    if !wrote.paths.is_empty() {
        let _ = write!(text, ": {}", wrote.paths.join(" "));
    }
    if wrote.tops > wrote.paths.len() as u64 {
        let _ = write!(text, " and {} more", wrote.tops - wrote.paths.len() as u64);
    }
    text
}

/// Each line as a comment; control characters, which could end one, escaped.
fn commented(text: &str) -> String {
    let line = |line: &str| {
        let mut safe = String::from("#");
        for c in line.chars() {
            if safe.len() == 1 {
                safe.push(' ');
            }
            match c {
                '\t' => safe.push(c),
                _ if c.is_control() => safe.extend(c.escape_unicode()),
                _ => safe.push(c),
            }
        }
        safe
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The text of the file: without the steps of the base image, which the `FROM` stands for.
impl fmt::Display for Dockerfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut told_of_rest = false;
        for line in self.lines.iter().filter(|line| line.origin != Origin::Base) {
            if line.origin == Origin::Config
                && line.notes.is_empty()
                && !std::mem::replace(&mut told_of_rest, true)
            {
                writeln!(f, "# from the config; no step tells of it")?;
            }
            for note in &line.notes {
                writeln!(f, "{}", commented(note))?;
            }
            writeln!(f, "{}", line.text)?;
        }
        Ok(())
    }
}
