//! Secrets in an image's config.

use serde_json::Value;

use super::keywords::Keywords;
use super::mask::mask;
use super::pass::hits;
use super::rules::{NAMED, Rule};
use super::{Finding, Hit, Place, named};
use crate::image::Config;

/// The lists of words in the config that are commands.
const COMMANDS: [&str; 4] = ["Cmd", "Entrypoint", "Shell", "Healthcheck"];

/// The secrets in environment, labels, commands and history of a config, in this order. The rules for content look at
/// each value; the names of variables, labels and build arguments count too.
pub fn in_config(config: &Config) -> Vec<Finding> {
    let mut keywords = Keywords::new();
    let mut findings = Vec::new();
    for (name, value) in env(config) {
        let place = |offset, length| Place::Env { name: name.into(), offset, length };
        named_value(&mut keywords, name, value, &place, &mut findings);
    }
    for (name, value) in labels(config) {
        let place = |offset, length| Place::Label { name: name.into(), offset, length };
        named_value(&mut keywords, name, value, &place, &mut findings);
    }
    for field in COMMANDS {
        for (word, text) in words(config, field).into_iter().enumerate() {
            let place = |offset, length| Place::Command { field: field.into(), word, offset, length };
            command(&mut keywords, text, &place, &mut findings);
        }
    }
    for (step, entry) in config.history.iter().enumerate() {
        let place = |offset, length| Place::Step { step, offset, length };
        command(&mut keywords, entry.created_by.as_deref().unwrap_or_default(), &place, &mut findings);
    }
    findings
}

/// The secret at a place that [`in_config`] told; `None` if there is nothing, or it is in a file.
pub fn reveal(config: &Config, place: &Place) -> Option<String> {
    let (text, offset, length) = match place {
        Place::File { .. } => return None,
        Place::Env { name, offset, length } => {
            (env(config).into_iter().find(|(of, _)| of == name)?.1, offset, length)
        }
        Place::Label { name, offset, length } => {
            (labels(config).into_iter().find(|(of, _)| of == name)?.1, offset, length)
        }
        Place::Command { field, word, offset, length } => (*words(config, field).get(*word)?, offset, length),
        Place::Step { step, offset, length } => {
            (config.history.get(*step)?.created_by.as_deref()?, offset, length)
        }
    };
    text.get(*offset..offset.checked_add(*length)?).map(str::to_owned)
}

type ToPlace<'a> = &'a dyn Fn(usize, usize) -> Place;

fn named_value(
    keywords: &mut Keywords,
    name: &str,
    value: &str,
    place: ToPlace<'_>,
    findings: &mut Vec<Finding>,
) {
    let (hits, _) = hits(keywords, value.as_bytes(), 0, value.len(), false);
    let none = hits.is_empty();
    findings.extend(hits.into_iter().map(|(rule, hit)| finding(rule, &hit, value, place)));
    // A rule whose keyword is the name itself wants both.
    let whole = format!("{name}={value}");
    let behind = name.len() + 1;
    let (by_name, _) = self::hits(keywords, whole.as_bytes(), 0, behind, false);
    let by_name = by_name.into_iter().find(|(_, hit)| hit.range.start >= behind);
    if !none {
        return;
    }
    if let Some((rule, hit)) = by_name {
        let range = hit.range.start - behind..hit.range.end - behind;
        findings.push(finding(rule, &Hit { secret: range.clone(), range, ..hit }, value, place));
    } else if named::is_secret(name) && named::can_be(name, value.as_bytes()) {
        findings.push(finding(&NAMED, &Hit::of(0..value.len()), value, place));
    }
}

fn command(keywords: &mut Keywords, text: &str, place: ToPlace<'_>, findings: &mut Vec<Finding>) {
    let (hits, _) = hits(keywords, text.as_bytes(), 0, text.len(), false);
    let named = named::assignments(text);
    let free = |range: &std::ops::Range<usize>| {
        !hits.iter().any(|(_, hit)| hit.range.start < range.end && range.start < hit.range.end)
    };
    for (name, range) in named.into_iter().filter(|(_, range)| free(range)) {
        findings.push(finding(&NAMED, &Hit { note: name.into(), ..Hit::of(range) }, text, place));
    }
    findings.extend(hits.iter().map(|(rule, hit)| finding(rule, hit, text, place)));
}

fn finding(rule: &'static Rule, hit: &Hit, text: &str, place: ToPlace<'_>) -> Finding {
    Finding {
        rule: rule.id,
        title: rule.title,
        certainty: hit.certainty.unwrap_or(rule.certainty),
        place: place(hit.range.start, hit.range.len()),
        masked: mask(&text.as_bytes()[hit.secret.clone()]),
        note: hit.note.clone(),
    }
}

/// A field whatever the case of its name, as loaders find it.
fn field<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let mut fields = value.as_object()?.iter().rev();
    fields.find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_null()).map(|(_, value)| value)
}

fn env(config: &Config) -> Vec<(&str, &str)> {
    let list = field(&config.value, "config").and_then(|inner| field(inner, "Env")).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).filter_map(|text| text.split_once('=')).collect()
}

fn labels(config: &Config) -> Vec<(&str, &str)> {
    let all =
        field(&config.value, "config").and_then(|inner| field(inner, "Labels")).and_then(Value::as_object);
    all.into_iter().flatten().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect()
}

fn words<'a>(config: &'a Config, name: &str) -> Vec<&'a str> {
    let value = field(&config.value, "config").and_then(|inner| field(inner, name));
    let list = match value {
        Some(object @ Value::Object(_)) => field(object, "Test"),
        other => other,
    };
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}
