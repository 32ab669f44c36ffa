use std::fmt::{self, Write as _};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// A digest as OCI descriptors write it: `sha256:<64 hex digits>`, or another algorithm's.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(Form);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Form {
    Sha256([u8; 32]),
    /// Any other algorithm, as written.
    Other(Box<str>),
}

impl Digest {
    /// The SHA-256 of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Form::Sha256(Sha256::digest(bytes).into()))
    }

    /// Reads `algorithm:encoded` by the grammar of OCI image-spec, descriptor.md, "Digests".
    pub fn parse(text: &str) -> Option<Self> {
        let (algorithm, encoded) = text.split_once(':')?;
        let alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let components = algorithm
            .split(['+', '.', '_', '-'])
            .all(|component| !component.is_empty() && component.chars().all(alphanumeric));
        let base64url = |c: char| c.is_ascii_alphanumeric() || matches!(c, '=' | '_' | '-');
        if !components || encoded.is_empty() || !encoded.chars().all(base64url) {
            return None;
        }
        match algorithm {
            "sha256" => Self::from_hex(encoded),
            // The other registered algorithms fix the length of their digests as well.
            "sha512" if encoded.len() != 128 || !encoded.bytes().all(is_lower_hex) => None,
            "blake3" if encoded.len() != 64 || !encoded.bytes().all(is_lower_hex) => None,
            _ => Some(Self(Form::Other(text.into()))),
        }
    }

    /// A SHA-256 digest from its 64 hex digits. Capitals are refused (descriptor.md, "SHA-256").
    pub fn from_hex(hex: &str) -> Option<Self> {
        if hex.len() != 64 || !hex.bytes().all(is_lower_hex) {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
            *byte = nibble(pair[0]) << 4 | nibble(pair[1]);
        }
        Some(Self(Form::Sha256(bytes)))
    }

    /// What follows the colon: for SHA-256 the 64 hex digits.
    pub fn hex(&self) -> String {
        match &self.0 {
            Form::Sha256(bytes) => bytes.iter().fold(String::with_capacity(64), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}"); // writing to a String does not fail
                hex
            }),
            Form::Other(text) => text.split_once(':').map_or("", |(_, encoded)| encoded).to_owned(),
        }
    }

    /// The first 12 characters of `hex`: how Docker shortens an ID.
    pub fn short(&self) -> String {
        let mut hex = self.hex();
        hex.truncate(12);
        hex
    }

    /// Whether the algorithm is SHA-256, the only one that is computed here.
    pub fn is_sha256(&self) -> bool {
        matches!(self.0, Form::Sha256(_))
    }
}

/// The SHA-256 that a hasher made.
impl From<[u8; 32]> for Digest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(Form::Sha256(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Sha256(_) => write!(f, "sha256:{}", self.hex()),
            Form::Other(text) => f.write_str(text),
        }
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("{text:?} is no digest")))
    }
}

/// The digest of a layer's uncompressed tar (OCI image-spec, config.md, "Layer `DiffID`"): never to be
/// mixed up with the digest of the bytes that are stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct DiffId(pub Digest);

impl fmt::Display for DiffId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn nibble(digit: u8) -> u8 {
    if digit <= b'9' { digit - b'0' } else { digit - b'a' + 10 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn the_digest_of_nothing() {
        let digest = Digest::of(b"");
        assert_eq!(digest.to_string(), EMPTY);
        assert_eq!(digest.short(), "e3b0c44298fc");
        assert_eq!(Digest::parse(EMPTY), Some(digest.clone()));
        assert_eq!(Digest::from_hex(&digest.hex()), Some(digest.clone()));
        assert_eq!(serde_json::to_string(&DiffId(digest)).unwrap(), format!("\"{EMPTY}\""));
    }

    #[test]
    fn the_examples_of_the_specification() {
        // descriptor.md, "Digests": the table of examples.
        for good in [
            "sha512:401b09eab3c013d4ca54922bb802bec8fd5318192b0a75f201d8b3727429080fb337591abd3e44453b954555b7a0812e1081c39b740293f765eae731f5a65ed1",
            "multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8",
            "sha256+b64u:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564",
        ] {
            let digest = Digest::parse(good).unwrap_or_else(|| panic!("{good}"));
            assert_eq!(digest.to_string(), good);
            assert!(!digest.is_sha256());
            assert!(digest.short().len() == 12 && good.contains(&digest.short()));
        }
    }

    #[test]
    fn what_is_no_digest() {
        let capitals = EMPTY.to_uppercase().replace("SHA256", "sha256");
        let long = format!("{EMPTY}0");
        for bad in [
            "",
            ":",
            "sha256",
            "sha256:",
            ":00",
            "sha256:00",
            "sha512:00",
            "a++b:c",
            "A:b",
            "a:b c",
            "a:ü",
            &capitals,
            &long,
        ] {
            assert_eq!(Digest::parse(bad), None, "{bad}");
        }
        assert_eq!(Digest::from_hex(&"ü".repeat(32)), None);
    }
}
