//! By which rules layers are merged, and as of which of them.

use serde::{Deserialize, Serialize};

/// By which rules layers are merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rules {
    /// Those of the OCI image specification (layer.md).
    #[default]
    Oci,
    /// What overlayfs shows of layers that Docker or podman unpacked, each by itself.
    Overlayfs,
}

impl Rules {
    /// The ones that these are not.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Oci => Self::Overlayfs,
            Self::Overlayfs => Self::Oci,
        }
    }
}

/// A merged filesystem: up to and with a layer, by some rules. A number alone is a layer, by the OCI rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct At {
    /// 0 is the oldest.
    pub layer: usize,
    /// How it is merged with those below.
    #[serde(default)]
    pub rules: Rules,
}

impl From<usize> for At {
    fn from(layer: usize) -> Self {
        Self { layer, rules: Rules::default() }
    }
}

/// An [`At`] whose layer is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Moment {
    pub(super) layer: u16,
    pub(super) rules: Rules,
}

impl Moment {
    /// The layer under it; nothing is under the first.
    pub(super) fn below(self) -> Option<Self> {
        Some(Self { layer: self.layer.checked_sub(1)?, ..self })
    }

    pub(super) fn by(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }
}
