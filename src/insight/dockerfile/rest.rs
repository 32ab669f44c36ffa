//! What the config has and no step tells of.

use std::fmt::Write as _;

use serde_json::Value;

use super::golang::{health_test, json};
use super::pairs::quote;
use super::step::{State, env, field, labels, strings};
use super::{Line, Origin};
use crate::image::Config;

/// The lines. A value that the base has as well needs none.
pub(super) fn lines(config: &Config, state: &State<'_>, base: Option<&Config>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |name: &str, text: Option<String>| {
        lines.push(match text {
            Some(text) if !text.contains(['\n', '\r']) => Line::new(name, format!("{name} {text}")),
            _ => Line::unknown(name, &format!("{name}: a value that no Dockerfile can have")),
        });
    };
    let inherited = |name: &str| base.is_some_and(|base| field(base, name) == field(config, name));
    let last = |name: &str| {
        state.values.iter().rev().find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    };
    // buildah writes variables as they stand; the config has what they became.
    let tells =
        |told: Option<&str>, value: &str| told.is_some_and(|told| told == value || told.contains('$'));

    for (name, pairs, told, of_base) in [
        ("ENV", env(config), &state.env, base.map(env)),
        ("LABEL", labels(config), &state.labels, base.map(labels)),
    ] {
        for (key, value) in pairs {
            let told = told.iter().find(|(known, _)| *known == key).map(|(_, value)| value.as_str());
            let of_base = of_base.iter().flatten().any(|pair| *pair == (key.clone(), value.clone()));
            if !tells(told, &value) && !of_base {
                let words = quote(&key, true).zip(quote(&value, true));
                add(name, words.map(|(key, value)| format!("{key}={value}")));
            }
        }
    }
    if let Some(directory) = text(config, "WorkingDir").filter(|directory| directory != "/") {
        let mut told = String::new();
        for (_, step) in state.values.iter().filter(|(name, _)| *name == "WORKDIR") {
            told = if step.starts_with('/') {
                step.clone()
            } else {
                format!("{}/{step}", told.trim_end_matches('/'))
            };
        }
        if !tells(Some(told.trim_end_matches('/')), directory.trim_end_matches('/'))
            && !inherited("WorkingDir")
        {
            add("WORKDIR", Some(directory));
        }
    }
    for (key, name) in [("User", "USER"), ("StopSignal", "STOPSIGNAL")] {
        if let Some(value) =
            text(config, key).filter(|value| !tells(last(name), value)).filter(|_| !inherited(key))
        {
            add(name, Some(value));
        }
    }
    let steps = |name: &'static str| state.values.iter().filter(move |(known, _)| *known == name);
    let ports: Vec<String> = keys(config, "ExposedPorts");
    let exposed = |port: &String| {
        steps("EXPOSE").flat_map(|(_, text)| text.split_ascii_whitespace()).any(|told| is_port(told, port))
    };
    if !inherited("ExposedPorts") {
        for port in ports.iter().filter(|port| !exposed(port)) {
            add("EXPOSE", Some(port.clone()));
        }
    }
    if !inherited("Volumes") {
        let told = |volume: &String| {
            steps("VOLUME").any(|(_, text)| match serde_json::from_str::<Vec<String>>(text) {
                Ok(list) => list.contains(volume),
                Err(_) => text.contains('$') || text.split_ascii_whitespace().any(|told| told == volume),
            })
        };
        for volume in keys(config, "Volumes").iter().filter(|volume| !told(volume)) {
            add("VOLUME", Some(json(std::slice::from_ref(volume))));
        }
    }
    if let Some(check) =
        field(config, "Healthcheck").filter(|_| last("HEALTHCHECK").is_none() && !inherited("Healthcheck"))
    {
        add("HEALTHCHECK", health(check));
    }
    let shell = strings(config, "Shell");
    if !shell.is_empty() && shell != state.shell && !inherited("Shell") {
        add("SHELL", Some(json(&shell)));
    }
    for trigger in strings(config, "OnBuild") {
        if !steps("ONBUILD").any(|(_, text)| *text == trigger) {
            add("ONBUILD", Some(trigger));
        }
    }
    for (key, name) in [("Entrypoint", "ENTRYPOINT"), ("Cmd", "CMD")] {
        let words = strings(config, key);
        let told = last(name).is_some_and(|text| match serde_json::from_str::<Vec<String>>(text) {
            Ok(list) => list == words,
            // The shell form.
            Err(_) => {
                words.split_last().is_some_and(|(script, shell)| script == text && shell == state.shell)
            }
        });
        if !words.is_empty() && !told && !inherited(key) {
            add(name, Some(json(&words)));
        }
    }
    for line in &mut lines {
        line.origin = Origin::Config;
    }
    lines
}

fn text(config: &Config, name: &str) -> Option<String> {
    field(config, name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn keys(config: &Config, name: &str) -> Vec<String> {
    let keys = field(config, name).and_then(Value::as_object).into_iter().flatten();
    keys.map(|(key, _)| key.clone()).collect()
}

/// Whether `80`, `80/tcp` or `8000-8010/udp` of an `EXPOSE` is, or has in it, the port of a config.
fn is_port(told: &str, port: &str) -> bool {
    if told.contains('$') {
        return true;
    }
    let parts = |text: &str| {
        let (numbers, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
        let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
        Some((first.parse::<u32>().ok()?, last.parse::<u32>().ok()?, protocol.to_ascii_lowercase()))
    };
    match (parts(told), parts(port)) {
        (Some(told), Some(port)) => told.0 <= port.0 && port.1 <= told.1 && told.2 == port.2,
        _ => told == port,
    }
}

/// A health check of the config: durations are in nanoseconds.
fn health(check: &Value) -> Option<String> {
    let check = check.as_object()?;
    let test: Vec<String> =
        check.get("Test")?.as_array()?.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect();
    let mut options = String::new();
    for (key, name) in [
        ("Interval", "interval"),
        ("Timeout", "timeout"),
        ("StartPeriod", "start-period"),
        ("StartInterval", "start-interval"),
    ] {
        match check.get(key).and_then(Value::as_u64) {
            None | Some(0) => {}
            Some(nanoseconds) if nanoseconds % 1_000_000_000 == 0 => {
                let _ = write!(options, "--{name}={}s ", nanoseconds / 1_000_000_000);
            }
            Some(nanoseconds) => {
                let _ = write!(options, "--{name}={nanoseconds}ns ");
            }
        }
    }
    if let Some(retries) = check.get("Retries").and_then(Value::as_u64).filter(|retries| *retries > 0) {
        let _ = write!(options, "--retries={retries} ");
    }
    health_test(&test).map(|test| options + &test)
}
