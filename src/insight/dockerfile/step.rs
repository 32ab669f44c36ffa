//! From a step of the history to the line of a Dockerfile, and what the steps before it told.

use serde_json::Value;

use super::golang::{self, json};
use super::pairs::{self, Pairs, quote};
use super::run::{self, Ran};
use super::{Line, Origin, copy, told};
use crate::image::{Config, HistoryEntry};
use crate::insight::command::{INSTRUCTIONS, word};
use crate::tree::Wrote;

/// What the steps told so far.
pub(super) struct State<'a> {
    config: &'a Config,
    /// The shell of `RUN` and of the shell forms.
    pub(super) shell: Vec<String>,
    /// Whether a step, or a line made from the config, set it.
    pub(super) shell_is_told: bool,
    /// Whether some step of the history is a `SHELL`.
    has_shell_step: bool,
    arguments: Pairs,
    /// The last of each name.
    pub(super) env: Pairs,
    pub(super) labels: Pairs,
    /// Of instructions of which the last counts: what stood behind it; of the others all.
    pub(super) values: Vec<(&'static str, String)>,
}

/// A key of the config's `config`, the last of any case that is not null, as Go's decoder takes it.
pub(super) fn field<'a>(config: &'a Config, name: &str) -> Option<&'a Value> {
    let of = |value: &'a Value, name: &str| {
        let mut fields = value.as_object()?.iter().rev();
        fields.find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_null()).map(|(_, value)| value)
    };
    of(of(&config.value, "config")?, name)
}

/// A list of strings in it.
pub(super) fn strings(config: &Config, name: &str) -> Vec<String> {
    let items = field(config, name).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// `Env` in names and values.
pub(super) fn env(config: &Config) -> Pairs {
    let split = |item: String| item.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    strings(config, "Env").into_iter().filter_map(split).collect()
}

/// `Labels`.
pub(super) fn labels(config: &Config) -> Pairs {
    let labels = field(config, "Labels").and_then(Value::as_object).into_iter().flatten();
    labels.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

impl<'a> State<'a> {
    pub(super) fn new(config: &'a Config) -> Self {
        let shell: &[&str] =
            if config.platform.os == "windows" { &["cmd", "/S", "/C"] } else { &["/bin/sh", "-c"] };
        let is_shell = |entry: &HistoryEntry| {
            let text = entry.created_by.as_deref().unwrap_or_default();
            let text = text.split_once("#(nop)").map_or(text, |(_, text)| text).trim_start();
            word(text).0 == "SHELL"
        };
        Self {
            config,
            shell: shell.iter().map(|word| (*word).to_owned()).collect(),
            shell_is_told: false,
            has_shell_step: config.history.iter().any(is_shell),
            arguments: Pairs::new(),
            env: Pairs::new(),
            labels: Pairs::new(),
            values: Vec::new(),
        }
    }

    /// The line of a step; before it one that sets the shell, where only the config has that.
    pub(super) fn step(
        &mut self,
        index: usize,
        entry: &HistoryEntry,
        layer: Option<usize>,
        wrote: Option<&Wrote>,
    ) -> Vec<Line> {
        let remark = entry.comment.as_deref().unwrap_or_default();
        let Some(created_by) = entry.created_by.as_deref() else {
            let what = match layer {
                Some(layer) => {
                    format!("the history does not tell what made layer {}{}", layer + 1, told(wrote))
                }
                None => format!("the history does not tell what step {index} did; it made no layer"),
            };
            return vec![with_remark(Line::unknown("", &what), remark)];
        };
        let text = created_by.trim();
        let (text, marked) = match text.strip_suffix("# buildkit") {
            Some(text) => (text.trim_end(), true),
            None => (text, false),
        };
        let buildkit = marked || remark.starts_with("buildkit");
        let (first, rest) = word(text);
        if first == "RUN" {
            return self.run(&run::split(rest).unwrap_or_else(|| Ran::written(rest)), buildkit);
        }
        let mut instruction = text;
        // buildah writes one blank and keeps quotes; Docker writes two before what has none.
        let mut quoted = !buildkit;
        if let Some(ran) = run::split(text) {
            match ran.script().strip_prefix("#(nop)") {
                Some(step) => {
                    quoted = !step.starts_with("  ");
                    instruction = step.trim();
                }
                None => return self.run(&ran, buildkit),
            }
        }
        let (name, rest) = word(instruction);
        let name = INSTRUCTIONS.iter().copied().find(|known| *known == name);
        let line = match name {
            Some("COPY" | "ADD") if is_one_line(rest) => {
                copy::line(name.unwrap_or_default(), rest, buildkit, layer, wrote)
            }
            Some(name) if !rest.trim().is_empty() && is_one_line(rest) => {
                self.plain(name, rest.trim(), quoted)
            }
            _ => {
                let text = if instruction.is_empty() { "a step without a command" } else { instruction };
                let line = Line::unknown(name.unwrap_or_default(), text);
                let line = match layer {
                    Some(layer) => {
                        line.note(format!("unknown: no instruction; made layer {}{}", layer + 1, told(wrote)))
                    }
                    None => line,
                };
                with_remark(line, remark)
            }
        };
        vec![line]
    }

    fn run(&mut self, ran: &Ran<'_>, buildkit: bool) -> Vec<Line> {
        let mut lines = Vec::new();
        let of_config = strings(self.config, "Shell");
        let shell = ran.shell();
        if !self.has_shell_step && !shell.is_empty() && shell != self.shell && shell == of_config {
            let line = Line::new("SHELL", format!("SHELL {}", json(&of_config)));
            let line = line.note("from the config; the next command ran in it");
            lines.push(Line { origin: Origin::Config, ..line });
            self.shell = of_config;
            self.shell_is_told = true;
        }
        let declared = |argument: &str| {
            argument.split_once('=').is_some_and(|(name, value)| {
                self.arguments.iter().any(|(known, default)| known == name && default == value)
            })
        };
        lines.push(ran.line(&self.shell, buildkit, &declared));
        lines
    }

    /// Instructions that only set what the config has.
    fn plain(&mut self, name: &'static str, rest: &str, quoted: bool) -> Line {
        let mut uncertain = false;
        let text = match name {
            "ENV" | "LABEL" => {
                let known = if name == "ENV" { env(self.config) } else { labels(self.config) };
                let truth = |name: &str| {
                    known.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
                };
                let Some((pairs, sure)) = pairs::read(rest, quoted, &truth) else {
                    if let ("ENV" | "LABEL", Some((key, value))) = (name, rest.split_once(' ')) {
                        self.set(name, key, value.trim());
                    }
                    return Line::new(name, format!("{name} {rest}"));
                };
                uncertain = !sure;
                let mut words = Vec::new();
                for (key, value) in &pairs {
                    // What the config has is expanded; a variable in it is one that buildah left.
                    let expanded = truth(key).as_ref() == Some(value) || !quoted;
                    let (Some(key), Some(value)) = (quote(key, false), quote(value, expanded)) else {
                        return Line::unknown(name, &format!("{name} {rest}"));
                    };
                    words.push(format!("{key}={value}"));
                }
                for (key, value) in pairs {
                    self.set(name, &key, &value);
                }
                words.join(" ")
            }
            "ARG" => {
                let text = match rest.split_once('=') {
                    Some((key, value)) if !quoted && value.contains(' ') && !value.contains('=') => {
                        uncertain = true;
                        quote(value, false).map_or_else(|| rest.to_owned(), |value| format!("{key}={value}"))
                    }
                    _ => rest.to_owned(),
                };
                let pairs = rest.split_ascii_whitespace().filter_map(|pair| pair.split_once('='));
                self.arguments.extend(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
                text
            }
            "CMD" | "ENTRYPOINT" => golang::list(rest).map_or_else(|| rest.to_owned(), |list| json(&list)),
            "SHELL" => match golang::list(rest).or_else(|| self.printed_shell(rest)) {
                Some(list) => {
                    let text = json(&list);
                    self.shell = list;
                    self.shell_is_told = true;
                    text
                }
                None => rest.to_owned(),
            },
            "VOLUME" => match golang::list(rest) {
                Some(list) => json(&list),
                None => golang::plain_list(rest).map_or_else(|| rest.to_owned(), |list| json(&list)),
            },
            "EXPOSE" => {
                let ports = golang::map_keys(rest).or_else(|| golang::plain_list(rest));
                ports.map_or_else(|| rest.to_owned(), |ports| ports.join(" "))
            }
            "HEALTHCHECK" => match golang::health_check(rest) {
                Some(text) => text,
                None if rest.starts_with("&{") => return Line::unknown(name, &format!("{name} {rest}")),
                None => rest.to_owned(),
            },
            _ => rest.to_owned(),
        };
        if !matches!(name, "ENV" | "LABEL" | "ARG") {
            self.values.push((name, text.clone()));
        }
        let line = Line { unknown: uncertain, ..Line::new(name, format!("{name} {text}")) };
        if uncertain {
            line.note("unknown: where each value ends, for the history leaves quotes out")
        } else {
            line
        }
    }

    fn set(&mut self, name: &str, key: &str, value: &str) {
        let pairs = if name == "ENV" { &mut self.env } else { &mut self.labels };
        pairs.retain(|(known, _)| known != key);
        pairs.push((key.to_owned(), value.to_owned()));
    }

    /// `[powershell -Command $a = 'b';]`: what the config has, if it prints the same; else a word for the
    /// program, one for each option, and one for all that follows.
    fn printed_shell(&self, text: &str) -> Option<Vec<String>> {
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        let known = strings(self.config, "Shell");
        if known.join(" ") == inner {
            return Some(known);
        }
        let mut words = Vec::new();
        let mut rest = inner;
        while !rest.is_empty() {
            let (next, after) = word(rest);
            if !words.is_empty() && !next.starts_with(['-', '/', '+']) && !words.contains(&"-o".to_owned()) {
                words.push(rest.to_owned());
                break;
            }
            words.push(next.to_owned());
            rest = after;
        }
        Some(words)
    }
}

/// Whether it can stand in one line of a Dockerfile and end there.
fn is_one_line(text: &str) -> bool {
    !text.contains(['\n', '\r']) && !text.trim_end().ends_with('\\')
}

/// What the builder remarks besides its own name.
fn with_remark(line: Line, remark: &str) -> Line {
    if remark.is_empty() || remark.starts_with("buildkit") {
        line
    } else {
        line.note(format!("remark: {remark}"))
    }
}
