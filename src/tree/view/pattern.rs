//! What a filter matches.

use crate::layer::{Paths, ROOT};

/// A text to be found in names, or, if it has a `/`, in paths. ASCII case does not count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Pattern {
    /// Lower case, cut at the slashes.
    parts: Vec<Vec<u8>>,
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        let parts = text.as_bytes().split(|byte| *byte == b'/').map(<[u8]>::to_ascii_lowercase);
        Self { parts: if text.is_empty() { Vec::new() } else { parts.collect() } }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether it goes over more than one name: then it matches what is below a match as well.
    pub(super) fn is_path(&self) -> bool {
        self.parts.len() > 1
    }

    /// Whether it is found in a path so that its last part lies in the last name.
    pub(super) fn ends_in(&self, paths: &Paths, path: u32) -> bool {
        match &self.parts[..] {
            [] => true,
            [part] => contains(paths.name(path), part),
            [first, middle @ .., last] => {
                if !starts(paths.name(path), last) {
                    return false;
                }
                let mut at = path;
                for part in middle.iter().rev() {
                    at = paths.parent(at);
                    if at == ROOT || !paths.name(at).eq_ignore_ascii_case(part) {
                        return false;
                    }
                }
                // Before the slash stands the end of a name, or, at the root, nothing.
                at != ROOT && ends(paths.name(paths.parent(at)), first)
            }
        }
    }
}

fn contains(name: &[u8], part: &[u8]) -> bool {
    let Some((first, rest)) = part.split_first() else { return true };
    let Some(last) = name.len().checked_sub(part.len()) else { return false };
    (0..=last).any(|at| {
        name[at].to_ascii_lowercase() == *first && name[at + 1..at + part.len()].eq_ignore_ascii_case(rest)
    })
}

fn starts(name: &[u8], part: &[u8]) -> bool {
    name.get(..part.len()).is_some_and(|start| start.eq_ignore_ascii_case(part))
}

fn ends(name: &[u8], part: &[u8]) -> bool {
    name.len().checked_sub(part.len()).is_some_and(|from| name[from..].eq_ignore_ascii_case(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::PathIndex;

    /// Compares with the plain meaning: the text is in the path, but not in the parent's.
    #[test]
    fn as_if_the_whole_path_were_searched() {
        let (mut paths, mut index) = (Paths::new(), PathIndex::new());
        for path in ["usr/lib/x", "usr/Libexec/lib", "var/lib", "a/a/a/a", "us/r", "usr/lib64/usr/lib"] {
            path.split('/').fold(ROOT, |at, name| index.insert(&mut paths, at, name.as_bytes()).unwrap());
        }
        let text = |path| String::from_utf8(paths.bytes_of(path)).unwrap().to_lowercase();
        for filter in [
            "usr/lib", "/usr", "/", "usr/", "/lib/", "a/a", "a/a/a", "r/l", "us/r", "//", "x/y", "/A/",
            "sr/LIB/x",
        ] {
            let pattern = Pattern::new(filter);
            let wanted = filter.to_lowercase();
            for path in 1..paths.len() as u32 {
                let matched = paths.upwards(path).any(|at| pattern.ends_in(&paths, at));
                assert_eq!(matched, text(path).contains(&wanted), "{filter} in {}", text(path));
            }
        }
        for filter in ["lib", "S", "usr", "64"] {
            let pattern = Pattern::new(filter);
            for path in 1..paths.len() as u32 {
                let name = String::from_utf8(paths.name(path).to_vec()).unwrap().to_lowercase();
                assert_eq!(
                    pattern.ends_in(&paths, path),
                    name.contains(&filter.to_lowercase()),
                    "{filter} {name}"
                );
            }
        }
    }
}
