//! From a path to the bytes: through symbolic and hard links to a body in a layer's tar.

use serde::Serialize;

use super::Tree;
use super::rules::At;
use crate::layer::ROOT;
use crate::tar::Kind;
use crate::{Error, Result};

/// Symbolic links that are followed for one path (Linux, `MAXSYMLINKS`).
const MOST_LINKS: usize = 40;

/// Where a file's content is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Located {
    /// The path that the links led to.
    pub path: String,
    /// Bytes of the content.
    pub size: u64,
    /// The layer that holds it.
    pub layer: u32,
    /// Offset in that layer's uncompressed tar: of the body, or of a sparse file's first header block.
    pub body: u64,
    /// Whether it is a sparse file (see [`Sparse`](crate::tar::Sparse)).
    pub sparse: bool,
}

impl Tree {
    /// Where the content of the file at `path` is, as of a layer and by some rules, or of the version that the layer
    /// `version` wrote, with links followed as that layer has them. An absolute link starts at the
    /// image's root, and `..` stops there.
    pub fn locate(&self, at: impl Into<At>, path: &str, version: Option<usize>) -> Result<Located> {
        let At { layer, rules } = at.into();
        let at = self.check(At { layer: version.unwrap_or(layer), rules })?;
        if version.is_some() && !self.find(path).is_some_and(|path| self.writes(path, at)) {
            return Err(Error::usage(format!("layer {} did not write {path}", at.layer)));
        }
        let absent = |what: &str| Error::absent(format!("{path}: {what}"), format!("layer {}", at.layer));
        // The names still to be gone through, the next at the end.
        let mut rest: Vec<Vec<u8>> = Vec::new();
        push_names(&mut rest, path.as_bytes());
        let mut links = 0;
        // The directory reached, and the layers that count in it.
        let mut here = vec![(ROOT, self.look(ROOT, at, 0).floor)];
        while let Some(step) = rest.pop() {
            if step == b".." {
                if here.len() > 1 {
                    here.pop();
                }
                continue;
            }
            let Some((directory, floor)) = here.last().copied() else { break };
            // Names from the caller may be escaped; names from links are literal. Taking either for
            // both only matters for a link to a name that looks escaped.
            let child = if links == 0 {
                self.find_child(directory, &step)
            } else {
                self.index.find(&self.paths, directory, &step)
            };
            let child = child.ok_or_else(|| absent(missing(links)))?;
            let look = self.look(child, at, floor);
            let seen = look.seen.ok_or_else(|| absent(missing(links)))?;
            if seen.directory {
                here.push((child, look.floor));
                continue;
            }
            let content =
                self.content(seen).ok_or_else(|| absent("a hard link to a file that is not there"))?;
            let holder = self.of(content.layer).ok_or_else(|| absent("its layer is not there"))?;
            let entry = holder.entry(content.entry);
            match entry.kind {
                Kind::Symlink => {
                    links += 1;
                    if links > MOST_LINKS {
                        return Err(Error::usage(format!(
                            "{path}: more than {MOST_LINKS} symbolic links, or a loop"
                        )));
                    }
                    if entry.link.starts_with(b"/") {
                        here.truncate(1);
                    }
                    push_names(&mut rest, entry.link);
                }
                Kind::File if rest.is_empty() => {
                    return Ok(Located {
                        path: self.shown(child),
                        size: entry.size,
                        layer: u32::from(content.layer),
                        body: entry.body,
                        sparse: entry.sparse,
                    });
                }
                Kind::File => return Err(absent("a part of the path is a file")),
                kind => {
                    return Err(Error::usage(format!(
                        "{path} has no content to read: its kind is {}",
                        kind.name()
                    )));
                }
            }
        }
        Err(Error::usage(format!("{path} is a directory")))
    }
}

fn missing(links: usize) -> &'static str {
    if links > 0 { "the symbolic link leads to nothing" } else { "there is no such file" }
}

/// Puts the names of a path on the stack. `..` stays: after a symbolic link it depends on where that led.
fn push_names(rest: &mut Vec<Vec<u8>>, path: &[u8]) {
    let names = path.split(|byte| *byte == b'/').filter(|name| !matches!(*name, b"" | b"."));
    rest.extend(names.rev().map(<[u8]>::to_vec));
}
