//! Platforms (OCI image-spec, image-index.md, "platform").

use std::fmt;

use serde_json::Value;

/// What an image runs on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Platform {
    /// `linux`, `windows`, …; empty if nothing says.
    pub os: String,
    /// `amd64`, `arm64`, …; empty if nothing says.
    pub architecture: String,
    /// `v7` of `arm/v7`.
    pub variant: Option<String>,
    /// The version of Windows.
    pub os_version: Option<String>,
}

impl Platform {
    /// The platform that a config or a descriptor gives; what is missing or no text stays empty.
    pub(crate) fn of(value: &Value) -> Self {
        let text = |key| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let some = |key| text(key).filter(|text: &String| !text.is_empty());
        Self {
            os: text("os").unwrap_or_default(),
            architecture: text("architecture").unwrap_or_default(),
            variant: some("variant"),
            os_version: some("os.version"),
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_unknown = |text: &str| if text.is_empty() { "unknown".to_owned() } else { text.to_owned() };
        write!(f, "{}/{}", or_unknown(&self.os), or_unknown(&self.architecture))?;
        match &self.variant {
            Some(variant) if !variant.is_empty() => write!(f, "/{variant}"),
            _ => Ok(()),
        }
    }
}
