//! JSON documents of an archive.

use serde_json::Value;

use crate::{Error, Limits, Result};

/// What `serde_json` goes down at most.
const DEEPEST: u64 = 127;

/// Parses a document; `name` is what it is called in the archive.
pub(crate) fn parse(bytes: &[u8], name: &str, limits: &Limits) -> Result<Value> {
    // Some writers put a byte order mark in front; Go's decoder refuses it, other tools don't.
    // Go reads bytes that are not UTF-8 as U+FFFD.
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let deepest = limits.json_depth.min(DEEPEST);
    if depth(&text) > deepest {
        return Err(Error::limit("jsonDepth", deepest, name));
    }
    serde_json::from_str(&text)
        .map_err(|error| Error::format(format!("{name} is not valid JSON: {error}"), name, "RFC 8259"))
}

/// How many lists and objects are inside each other, at most.
fn depth(text: &str) -> u64 {
    let (mut depth, mut deepest) = (0_u64, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_bounded_and_said() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let limits = Limits { json_depth: 1000, ..Limits::default() };
        assert!(parse(nested(100).as_bytes(), "x", &Limits::default()).is_ok());
        assert!(parse(nested(127).as_bytes(), "x", &limits).is_ok());
        for (depth, limits) in [(101, Limits::default()), (128, limits), (1_000_000, limits)] {
            let error = parse(nested(depth).as_bytes(), "x", &limits).unwrap_err();
            assert!(matches!(error, Error::Limit { name: "jsonDepth", .. }), "{error:?}");
        }
    }

    #[test]
    fn brackets_in_strings_are_text() {
        assert_eq!(depth(r#"{"a[{\"[": ["]]\\", {}]}"#), 3);
        assert_eq!(depth("]]}["), 1);
    }

    #[test]
    fn lenient_where_loaders_are() {
        let value = parse(b"\xef\xbb\xbf\"a\xffb\"", "x", &Limits::default()).unwrap();
        assert_eq!(value, "a\u{fffd}b");
        assert_eq!(parse(b"{", "name.json", &Limits::default()).unwrap_err().place(), "name.json");
    }
}
