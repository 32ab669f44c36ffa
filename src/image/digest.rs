//! Content digests (OCI image-spec, descriptor.md, "Digests").

use std::fmt;

use serde::{Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// The digest of some bytes: `sha256:<64 hex digits>`, or one of another algorithm, which is
/// compared and never computed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(Form);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Form {
    Sha256([u8; 32]),
    Other(Box<str>),
}

impl Digest {
    /// The sha256 of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        // A very large single call is slow in browsers.
        for chunk in bytes.chunks(1 << 20) {
            hasher.update(chunk);
        }
        Self(Form::Sha256(hasher.finalize().into()))
    }

    /// Reads `algorithm:encoded`; `None` if it is not of that form.
    pub fn parse(text: &str) -> Option<Self> {
        let (algorithm, encoded) = text.split_once(':')?;
        if algorithm == "sha256" {
            return Self::from_hex(encoded);
        }
        let named = !algorithm.is_empty()
            && algorithm.split(['+', '.', '_', '-']).all(|part| {
                !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            });
        let valid = !encoded.is_empty()
            && encoded.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'=' | b'_' | b'-'));
        (named && valid && text.len() <= 256).then(|| Self(Form::Other(text.into())))
    }

    /// A sha256 from its 64 hex digits, which must be in lower case.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let digits = hex.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(Self(Form::Sha256(bytes)))
    }

    /// What follows the colon.
    pub fn hex(&self) -> String {
        match &self.0 {
            Form::Sha256(bytes) => {
                let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
                digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])).collect()
            }
            Form::Other(text) => text.split_once(':').map_or("", |(_, encoded)| encoded).to_owned(),
        }
    }

    /// The first 12 digits, as Docker shortens it.
    pub fn short(&self) -> String {
        self.hex().chars().take(12).collect()
    }

    /// Whether it is one that can be checked here.
    pub fn is_sha256(&self) -> bool {
        matches!(self.0, Form::Sha256(_))
    }
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
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

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The digest of a layer's uncompressed tar: never to be mixed up with that of its stored bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct DiffId(pub Digest);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let digest = Digest::of(b"");
        assert_eq!(digest.to_string(), empty);
        assert_eq!(Digest::parse(empty), Some(digest.clone()));
        assert_eq!(digest.short(), "e3b0c44298fc");
        assert!(digest.is_sha256());
        let other = Digest::parse("sha512+b64u:LCa0a2j_xo=").unwrap();
        assert_eq!((other.is_sha256(), other.hex().as_str()), (false, "LCa0a2j_xo="));
        for wrong in ["", "sha256", "sha256:", &empty[..70], &empty.to_uppercase(), "SHA:x", "a:b/c", ":x"] {
            assert_eq!(Digest::parse(wrong), None, "{wrong}");
        }
    }
}
