use std::fmt;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::config::text;

/// What an image runs on (OCI image-spec, config.md, "Properties", and image-index.md, `platform`).
/// Empty where the archive does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Platform {
    /// As Go's `GOOS`: `linux`, `windows`.
    pub os: String,
    /// As Go's `GOARCH`: `amd64`, `arm64`.
    pub architecture: String,
    /// The variant of the architecture: `v7`.
    pub variant: Option<String>,
    /// Of Windows, the build: `10.0.17763.5329`.
    pub os_version: Option<String>,
}

impl Platform {
    /// Takes what it can out of a config or a `platform` object. What is missing or of another type is
    /// left empty.
    pub(crate) fn of(value: &Value) -> Self {
        Self {
            os: text(value, "os").unwrap_or_default(),
            architecture: text(value, "architecture").unwrap_or_default(),
            variant: text(value, "variant"),
            os_version: text(value, "os.version"),
        }
    }
}

impl<'de> Deserialize<'de> for Platform {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::of(&Value::deserialize(deserializer)?))
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = |text: &str| if text.is_empty() { "unknown" } else { text }.to_owned();
        write!(f, "{}/{}", known(&self.os), known(&self.architecture))?;
        match &self.variant {
            Some(variant) => write!(f, "/{variant}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(json: &str) -> String {
        serde_json::from_str::<Platform>(json).unwrap().to_string()
    }

    #[test]
    fn as_docker_writes_it() {
        assert_eq!(shown(r#"{"os":"linux","architecture":"arm","variant":"v7"}"#), "linux/arm/v7");
        assert_eq!(shown(r#"{"OS":"linux","Architecture":"amd64","variant":""}"#), "linux/amd64");
        assert_eq!(
            shown(r#"{"os":"windows","architecture":"amd64","os.version":"10.0.1"}"#),
            "windows/amd64"
        );
    }

    #[test]
    fn what_is_not_told_is_unknown() {
        assert_eq!(shown("{}"), "unknown/unknown");
        assert_eq!(shown(r#"{"os":7,"architecture":"arm64","variant":null}"#), "unknown/arm64");
        assert_eq!(shown("null"), "unknown/unknown");
        assert_eq!(shown("[1]"), "unknown/unknown");
    }
}
