//! The image config (OCI image-spec, config.md; Docker's schema is the same with more keys).

use serde_json::Value;

use super::{DiffId, Digest, Platform};
use crate::{Error, Result};

/// A config: the bytes as they stand, and what is asked of it most.
#[derive(Debug, Clone)]
pub struct Config {
    /// The bytes: their digest is the image's id, so they are never written anew.
    pub raw: Vec<u8>,
    /// The digest of `raw`.
    pub id: Digest,
    /// All of it, unknown keys too.
    pub value: Value,
    /// RFC 3339; `None` if missing.
    pub created: Option<String>,
    /// What it runs on.
    pub platform: Platform,
    /// Whether there is a `rootfs` at all: loaders refuse a config without one.
    pub has_rootfs: bool,
    /// Oldest first.
    pub diff_ids: Vec<DiffId>,
    /// Oldest first.
    pub history: Vec<HistoryEntry>,
}

/// One step of the history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryEntry {
    /// RFC 3339.
    pub created: Option<String>,
    /// The command.
    pub created_by: Option<String>,
    /// Who built it.
    pub author: Option<String>,
    /// What the builder says of it.
    pub comment: Option<String>,
    /// Whether it made no layer.
    pub empty_layer: bool,
}

impl Config {
    /// Parses a config. Only what is no JSON object is an error: a key of the wrong type counts as missing.
    pub fn parse(raw: Vec<u8>, place: &str) -> Result<Self> {
        let wrong = |what: String| Error::format(what, place, "OCI image-spec, config.md");
        let text = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&raw);
        let value: Value = serde_json::from_slice(text)
            .map_err(|error| wrong(format!("the image's config is not valid JSON: {error}")))?;
        if !value.is_object() {
            return Err(wrong("the image's config is not a JSON object".into()));
        }
        let rootfs = value.get("rootfs").filter(|rootfs| rootfs.is_object());
        let diff_ids = rootfs.and_then(|rootfs| rootfs.get("diff_ids")).and_then(Value::as_array);
        let diff_ids =
            diff_ids.into_iter().flatten().filter_map(|id| Some(DiffId(Digest::parse(id.as_str()?)?)));
        let history = value.get("history").and_then(Value::as_array);
        Ok(Self {
            id: Digest::of(&raw),
            created: string(&value, "created"),
            platform: Platform::of(&value),
            has_rootfs: rootfs.is_some(),
            diff_ids: diff_ids.collect(),
            history: history.into_iter().flatten().map(HistoryEntry::of).collect(),
            value,
            raw,
        })
    }
}

impl Config {
    /// A config for an image whose archive has none: made of what its other documents tell.
    pub(crate) fn made_up(value: Value, id: Option<Digest>) -> Self {
        let raw = value.to_string().into_bytes();
        let history = value.get("history").and_then(Value::as_array);
        Self {
            id: id.unwrap_or_else(|| Digest::of(&raw)),
            created: string(&value, "created"),
            platform: Platform::of(&value),
            has_rootfs: false,
            diff_ids: Vec::new(),
            history: history.into_iter().flatten().map(HistoryEntry::of).collect(),
            value,
            raw,
        }
    }
}

impl HistoryEntry {
    fn of(value: &Value) -> Self {
        Self {
            created: string(value, "created"),
            created_by: string(value, "created_by"),
            author: string(value, "author"),
            comment: string(value, "comment"),
            empty_layer: value.get("empty_layer").and_then(Value::as_bool).unwrap_or(false),
        }
    }
}

fn string(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
