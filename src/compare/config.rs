//! What two configs say differently.

use serde::Serialize;
use serde_json::Value;

use crate::image::Config;
use crate::{Limits, Result};

/// Steps of two histories, multiplied, up to which the longest common part is looked for.
const MOST_PAIRS: usize = 1 << 20;

/// A value that is not the same in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// What it belongs to: `env`, `labels`, `ports`, `volumes`, `config`, `image`, `history`, or `packages`.
    pub section: &'static str,
    /// Its name: the variable, the label, the key; of a history the number of the step.
    pub key: String,
    /// In the first; `None` if only the second has it. What is no text is JSON.
    pub before: Option<String>,
    /// In the second; `None` if only the first has it.
    pub after: Option<String>,
}

/// Compares two configs given as JSON text. An error if one is no JSON object.
pub fn configs(before: &str, after: &str, limits: &Limits) -> Result<Vec<Setting>> {
    let parse = |text: &str| Config::parse(text.as_bytes().to_vec(), "config", limits);
    Ok(settings(&parse(before)?, &parse(after)?))
}

/// Everything that two configs say differently: of the image, of `config`, its variables, labels, ports and
/// volumes, and the steps of the history, those that both have left out.
pub fn settings(before: &Config, after: &Config) -> Vec<Setting> {
    let mut settings = Vec::new();
    let both = [before, after];
    let image =
        both.map(|config| object(&config.value, &["config", "history", "rootfs", "container_config"]));
    settings.extend(keyed("image", &image[0], &image[1]));
    let inner = both.map(|config| field(&config.value, "config").cloned().unwrap_or_default());
    let apart = ["env", "labels", "exposedports", "volumes"];
    settings.extend(keyed("config", &object(&inner[0], &apart), &object(&inner[1], &apart)));
    let env = inner.each_ref().map(|config| {
        let items =
            field(config, "Env").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let split = |item: &str| {
            let (name, value) = item.split_once('=').unwrap_or((item, ""));
            (name.to_owned(), value.to_owned())
        };
        items.map(split).collect::<Vec<_>>()
    });
    settings.extend(keyed("env", &env[0], &env[1]));
    for (section, name) in [("labels", "Labels"), ("ports", "ExposedPorts"), ("volumes", "Volumes")] {
        let keys = inner
            .each_ref()
            .map(|config| field(config, name).map(|value| object(value, &[])).unwrap_or_default());
        settings.extend(keyed(section, &keys[0], &keys[1]));
    }
    settings.extend(history(before, after));
    settings
}

/// Compares packages, given as name and version; of a name that is there several times all versions count.
pub fn packages(before: &[(String, String)], after: &[(String, String)]) -> Vec<Setting> {
    let joined = |list: &[(String, String)]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list.dedup();
        let mut joined: Vec<(String, String)> = Vec::new();
        for (name, version) in list {
            match joined.last_mut().filter(|(last, _)| *last == name) {
                Some((_, versions)) => {
                    versions.push_str(", ");
                    versions.push_str(&version);
                }
                None => joined.push((name, version)),
            }
        }
        joined
    };
    keyed("packages", &joined(before), &joined(after))
}

/// Where two lists of names and values part, by name. Of a name that is there twice the last counts.
fn keyed(section: &'static str, before: &[(String, String)], after: &[(String, String)]) -> Vec<Setting> {
    let map = |list: &[(String, String)]| {
        list.iter().cloned().collect::<std::collections::BTreeMap<String, String>>()
    };
    let (mut before, mut after) = (map(before), map(after));
    let mut names: Vec<String> = before.keys().chain(after.keys()).cloned().collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .filter_map(|key| {
            let (before, after) = (before.remove(&key), after.remove(&key));
            (before != after).then_some(Setting { section, key, before, after })
        })
        .collect()
}

/// The fields of an object in lower case and as text; not those of `without`, nor what is null or empty.
fn object(value: &Value, without: &[&str]) -> Vec<(String, String)> {
    let fields = value.as_object().into_iter().flatten();
    let fields = fields.filter_map(|(key, value)| {
        let empty = match value {
            Value::Null | Value::Bool(false) => true,
            Value::String(text) => text.is_empty() && !without.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(fields) => fields.is_empty() && !without.is_empty(),
            _ => false,
        };
        // The names of labels, ports and volumes are as they are; those of Go's fields of any case.
        let key = if without.is_empty() { key.clone() } else { key.to_ascii_lowercase() };
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (!empty && !without.contains(&key.as_str())).then_some((key, text))
    });
    fields.collect()
}

fn field<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let mut fields = value.as_object()?.iter().rev();
    fields.find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_null()).map(|(_, value)| value)
}

/// The steps that are not in both, by their place in their own history.
fn history(before: &Config, after: &Config) -> Vec<Setting> {
    let steps = [before, after].map(|config| {
        let steps =
            config.history.iter().map(|step| (step.created_by.clone().unwrap_or_default(), step.empty_layer));
        steps.collect::<Vec<_>>()
    });
    let [a, b] = &steps;
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (rest_a, rest_b) = (&a[start..], &b[start..]);
    let end = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&rest_a[..rest_a.len() - end], &rest_b[..rest_b.len() - end]);
    let mut settings = Vec::new();
    let mut add = |at: usize, before: Option<&str>, after: Option<&str>| {
        settings.push(Setting {
            section: "history",
            key: (start + at).to_string(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        });
    };
    // The length of the longest common part of what is left of both.
    let bounded = a.len().saturating_mul(b.len()) <= MOST_PAIRS;
    let width = b.len() + 1;
    let mut common = vec![0_u32; if bounded { (a.len() + 1) * width } else { 0 }];
    if bounded {
        for x in (0..a.len()).rev() {
            for y in (0..b.len()).rev() {
                common[x * width + y] = if a[x] == b[y] {
                    common[(x + 1) * width + y + 1] + 1
                } else {
                    common[(x + 1) * width + y].max(common[x * width + y + 1])
                };
            }
        }
    }
    let (mut x, mut y) = (0, 0);
    while x < a.len() || y < b.len() {
        if bounded && x < a.len() && y < b.len() && a[x] == b[y] {
            (x, y) = (x + 1, y + 1);
        } else if x < a.len()
            && (y == b.len() || !bounded || common[(x + 1) * width + y] >= common[x * width + y + 1])
        {
            add(x, Some(&a[x].0), None);
            x += 1;
        } else {
            add(y, None, Some(&b[y].0));
            y += 1;
        }
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: &str, after: &str) -> Vec<String> {
        let show = |value: Option<String>| value.unwrap_or_else(|| "-".into());
        let settings = configs(before, after, &Limits::default()).unwrap().into_iter();
        settings.map(|s| format!("{} {}: {} > {}", s.section, s.key, show(s.before), show(s.after))).collect()
    }

    #[test]
    fn values_that_differ() {
        let before = r#"{"architecture":"amd64","created":"1","os":"linux","config":{"Env":["A=1","B=2"],"Cmd":["a"],
            "Labels":{"x":"1","Y":""},"ExposedPorts":{"80/tcp":{}},"User":"","Healthcheck":{"Test":["NONE"]}}}"#;
        let after = r#"{"architecture":"arm64","created":"2","os":"linux","config":{"env":["A=1","B=3","C="],"Cmd":["a","b"],
            "Labels":{"x":"1"},"ExposedPorts":{"81/tcp":{}},"User":"u","Volumes":{"/v":{}}}}"#;
        assert_eq!(
            told(before, after),
            [
                "image architecture: amd64 > arm64",
                "image created: 1 > 2",
                "config cmd: [\"a\"] > [\"a\",\"b\"]",
                "config healthcheck: {\"Test\":[\"NONE\"]} > -",
                "config user: - > u",
                "env B: 2 > 3",
                "env C: - > ",
                "labels Y:  > -",
                "ports 80/tcp: {} > -",
                "ports 81/tcp: - > {}",
                "volumes /v: - > {}",
            ]
        );
        assert_eq!(told(before, before), Vec::<String>::new());
        assert!(configs("[]", "{}", &Limits::default()).is_err());
    }

    #[test]
    fn histories() {
        let of = |steps: &str| {
            let steps: Vec<String> = steps.chars().map(|c| format!(r#"{{"created_by":"{c}"}}"#)).collect();
            format!(r#"{{"history":[{}]}}"#, steps.join(","))
        };
        let told = |a: &str, b: &str| told(&of(a), &of(b)).join("; ");
        assert_eq!(told("abcd", "abcd"), "");
        assert_eq!(told("ab", "abc"), "history 2: - > c");
        assert_eq!(told("axbyc", "abzc"), "history 1: x > -; history 3: y > -; history 2: - > z");
        assert_eq!(told("ab", "ba"), "history 0: a > -; history 1: - > a");
    }

    #[test]
    fn versions_of_packages() {
        let list = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, version)| ((*name).to_owned(), (*version).to_owned())).collect()
        };
        let found = packages(&list(&[("a", "1"), ("b", "2"), ("b", "1")]), &list(&[("b", "1"), ("c", "3")]));
        let found: Vec<_> =
            found.iter().map(|s| (s.key.as_str(), s.before.as_deref(), s.after.as_deref())).collect();
        assert_eq!(found, [("a", Some("1"), None), ("b", Some("1, 2"), Some("1")), ("c", None, Some("3"))]);
    }
}
