//! Rust crates, from the list that cargo-auditable puts into programs.
//!
//! Format: cargo-auditable's PARSING.md and its JSON schema: the section `.dep-v0` is JSON in zlib.

use serde_json::Value;

use super::elf::Part;
use super::{Kind, MOST_PARTS, Owns, Package, Parsed};
use crate::source::Source;
use crate::{Limits, Result, json};

/// Bytes of the section, and of its JSON: a thousand crates have some 100 KB.
const MOST: usize = 4 << 20;

/// The crates of a program that are in it, the program's own first.
pub(super) fn crates(source: &dyn Source, part: Part, limits: &Limits) -> Result<Parsed> {
    if part.size > MOST as u64 {
        return Ok(Parsed::wrong("its list of crates is too long"));
    }
    let packed = source.read_vec(part.offset, part.size as usize)?;
    Ok(parse(&packed, limits))
}

fn parse(packed: &[u8], limits: &Limits) -> Parsed {
    let Ok(bytes) = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(packed, MOST) else {
        return Parsed::wrong("its list of crates can't be unpacked");
    };
    let value = match json::parse(&bytes, ".dep-v0", limits) {
        Ok(value) => value,
        Err(error) => return Parsed::wrong(error.to_string()),
    };
    let Some(list) = value.get("packages").and_then(Value::as_array) else {
        return Parsed::wrong("its list of crates has no packages");
    };
    let mut packages = Vec::new();
    for one in list.iter().take(MOST_PARTS) {
        let get = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
        // What only helped to build is not in the program.
        if get("kind") == "build" || get("name").is_empty() {
            continue;
        }
        let mut package = Package::new(Kind::Rust, get("name"), get("version"));
        if one.get("root").and_then(Value::as_bool) == Some(true) {
            package.owns = Owns::Itself;
            packages.insert(0, package);
        } else {
            packages.push(package);
        }
    }
    packages.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_and_damage() {
        let text = br#"{"packages":[{"name":"cc","version":"1","kind":"build"},{"name":"a","version":"2","source":"crates.io"},{"name":"me","version":"3","root":true}]}"#;
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(text, 6);
        let parsed = parse(&packed, &Limits::default());
        let names: Vec<_> = parsed.packages.iter().map(|one| &*one.name).collect();
        assert_eq!(names, ["me", "a"]);
        assert!(!parse(&packed[..packed.len() / 2], &Limits::default()).problem.is_empty());
        assert!(!parse(b"", &Limits::default()).problem.is_empty());
        let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&vec![b' '; MOST + 1], 6);
        assert!(!parse(&bomb, &Limits::default()).problem.is_empty());
    }
}
