use serde_json::Value;

use super::{DiffId, Digest, Platform};
use crate::json;
use crate::{Error, Limits, Result};

const ROOTFS: &str = "OCI image-spec, config.md, \"Properties\", rootfs";

/// An image's config (OCI image-spec, config.md): its bytes, and what is read out of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The bytes as the archive holds them: the image's ID depends on each of them.
    pub raw: Vec<u8>,
    /// The digest of `raw`, which Docker calls the image ID.
    pub id: Digest,
    /// All of it, unknown keys too.
    pub value: Value,
    /// When the image was made, RFC 3339 as it stands.
    pub created: Option<String>,
    /// What it runs on.
    pub platform: Platform,
    /// One for each layer, oldest first. Empty if there is a `fault`.
    pub diff_ids: Vec<DiffId>,
    /// Oldest first.
    pub history: Vec<HistoryEntry>,
    /// Why the diff IDs can't be had: no `rootfs`, which every loader asks for, or not as it must be.
    pub fault: Option<Error>,
}

/// One step of the history (OCI image-spec, config.md, "Properties", history).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryEntry {
    /// RFC 3339 as it stands.
    pub created: Option<String>,
    /// The command.
    pub created_by: Option<String>,
    /// Who made it.
    pub author: Option<String>,
    /// What the builder remarks.
    pub comment: Option<String>,
    /// Whether it made no layer.
    pub empty_layer: bool,
}

impl Config {
    /// Reads a config; `place` is its name in the archive. Only what is no JSON object is an error: an
    /// image with an odd config can still be looked at.
    pub fn parse(raw: Vec<u8>, place: &str, limits: &Limits) -> Result<Self> {
        let value = json::parse(&raw, place, limits)?;
        if !value.is_object() {
            let what = "the image config is not a JSON object";
            return Err(Error::format(what, place, "OCI image-spec, config.md"));
        }
        let (diff_ids, fault) = match diff_ids(&value, place) {
            Ok(diff_ids) => (diff_ids, None),
            Err(fault) => (Vec::new(), Some(fault)),
        };
        let steps = field(&value, "history").and_then(Value::as_array);
        Ok(Self {
            id: Digest::of(&raw),
            created: text(&value, "created"),
            platform: Platform::of(&value),
            diff_ids,
            history: steps.into_iter().flatten().map(HistoryEntry::of).collect(),
            fault,
            value,
            raw,
        })
    }
}

impl Config {
    /// A config for an image whose archive has none: made of what its other documents tell.
    pub(crate) fn made_up(value: Value, id: Option<Digest>) -> Self {
        let raw = value.to_string().into_bytes();
        let steps = field(&value, "history").and_then(Value::as_array);
        Self {
            id: id.unwrap_or_else(|| Digest::of(&raw)),
            created: text(&value, "created"),
            platform: Platform::of(&value),
            diff_ids: Vec::new(),
            history: steps.into_iter().flatten().map(HistoryEntry::of).collect(),
            fault: None,
            value,
            raw,
        }
    }
}

impl HistoryEntry {
    /// What is missing or of another type is left empty, so that a bad step does not move the others
    /// to other layers.
    fn of(value: &Value) -> Self {
        Self {
            created: text(value, "created"),
            created_by: text(value, "created_by"),
            author: text(value, "author"),
            comment: text(value, "comment"),
            empty_layer: field(value, "empty_layer").and_then(Value::as_bool).unwrap_or(false),
        }
    }
}

/// The diff IDs, all or none: with one left out, the others would stand for the wrong layers.
fn diff_ids(config: &Value, place: &str) -> Result<Vec<DiffId>> {
    let rootfs = field(config, "rootfs")
        .filter(|rootfs| rootfs.is_object())
        .ok_or_else(|| Error::format("the image config has no rootfs", place, ROOTFS))?;
    let Some(list) = field(rootfs, "diff_ids") else { return Ok(Vec::new()) };
    let list = list
        .as_array()
        .ok_or_else(|| Error::format("rootfs.diff_ids of the image config is not a list", place, ROOTFS))?;
    list.iter()
        .map(|id| {
            id.as_str().and_then(Digest::parse).map(DiffId).ok_or_else(|| {
                Error::format(
                    format!("rootfs.diff_ids of the image config has {id}, which is no digest"),
                    place,
                    ROOTFS,
                )
            })
        })
        .collect()
}

/// A field as Go's decoder, and so every loader, finds it: whatever the case of its name, and the last
/// one that is not null.
fn field<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let fields = value.as_object()?.iter();
    fields
        .rev()
        .find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_null())
        .map(|(_, value)| value)
}

/// A field's text; `None` if it is missing, empty or no string.
pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    field(value, name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Config {
        Config::parse(json.into(), "config.json", &Limits::default()).unwrap()
    }

    #[test]
    fn a_whole_config() {
        let id = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";
        let json = format!(
            r#"{{"architecture":"arm","variant":"v7","os":"linux","created":"2024-01-02T03:04:05Z","config":{{"X":1}},
            "rootfs":{{"type":"layers","diff_ids":["{id}"]}},
            "history":[{{"created":"2024-01-01T00:00:00Z","created_by":"a","author":"b","comment":"c"}},{{"empty_layer":true}}]}}"#
        );
        let config = parse(&json);
        assert_eq!(config.raw, json.as_bytes());
        assert_eq!(config.id, Digest::of(json.as_bytes()));
        assert_eq!(config.created.as_deref(), Some("2024-01-02T03:04:05Z"));
        assert_eq!(config.platform.to_string(), "linux/arm/v7");
        assert_eq!(config.diff_ids, [DiffId(Digest::parse(id).unwrap())]);
        assert_eq!(config.history.len(), 2);
        assert_eq!(config.history[0].created_by.as_deref(), Some("a"));
        assert!(!config.history[0].empty_layer && config.history[1].empty_layer);
        assert_eq!(config.value["config"]["X"], 1);
        assert_eq!(config.fault, None);
    }

    #[test]
    fn keys_of_any_case_and_nulls() {
        let config =
            parse(r#"{"Created":"x","created":null,"RootFS":{"Diff_IDs":null},"HISTORY":null,"OS":"linux"}"#);
        assert_eq!(config.created.as_deref(), Some("x"));
        assert_eq!((config.diff_ids.len(), config.history.len(), &config.fault), (0, 0, &None));
        assert_eq!(config.platform.os, "linux");
    }

    #[test]
    fn a_bad_rootfs_is_told_and_the_rest_kept() {
        for rootfs in [
            "",
            r#","rootfs":null"#,
            r#","rootfs":[]"#,
            r#","rootfs":{"diff_ids":7}"#,
            r#","rootfs":{"diff_ids":["x"]}"#,
        ] {
            let config = parse(&format!(r#"{{"os":"linux","history":[{{"comment":"kept"}}]{rootfs}}}"#));
            assert_eq!(config.fault.as_ref().map(Error::code), Some("format"), "{rootfs}");
            assert!(config.diff_ids.is_empty());
            assert_eq!(config.history[0].comment.as_deref(), Some("kept"));
        }
    }

    #[test]
    fn odd_types_keep_the_places_of_the_steps() {
        let config = parse(
            r#"{"rootfs":{},"created":5,"os":[],"history":[null,3,{"created_by":7,"empty_layer":"yes"},{"created_by":"last"}]}"#,
        );
        assert_eq!((config.created, config.history.len()), (None, 4));
        assert_eq!(config.history[3].created_by.as_deref(), Some("last"));
        assert!(!config.history[2].empty_layer);
        assert!(parse(r#"{"history":{"a":1}}"#).history.is_empty());
    }

    #[test]
    fn what_is_no_config() {
        let deep = "[".repeat(100_000);
        for bad in ["", "null", "[]", "\"x\"", "{", "{} {}", r#"{"a":1e999999}"#, &deep] {
            assert_eq!(Config::parse(bad.into(), "here", &Limits::default()).unwrap_err().place(), "here");
        }
        // Bytes that are not UTF-8 are no reason to refuse; the ID is still that of the bytes.
        let raw = b"\xef\xbb\xbf{\"author\":\"\xff\"}".to_vec();
        let config = Config::parse(raw.clone(), "", &Limits::default()).unwrap();
        assert_eq!((config.id, config.value["author"].as_str()), (Digest::of(&raw), Some("\u{fffd}")));
    }
}
