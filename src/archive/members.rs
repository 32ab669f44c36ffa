//! The members of the outer tar, by name.

use hashbrown::HashMap;
use serde::Deserialize;

use crate::source::Source;
use crate::tar::{self, Entry, Kind, Walker};
use crate::{Error, Limits, Result};

/// A link may lead to a link; longer chains are loops.
const HOPS: usize = 8;

/// One member of the archive: where it is, not what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The name, cleaned: no `./`, no leading or trailing slash.
    pub name: String,
    /// File, directory or link.
    pub kind: Kind,
    /// Target of a link, as it stands.
    pub link: String,
    /// Offset of its first header block.
    pub start: u64,
    /// Offset of its body.
    pub body: u64,
    /// Bytes of the body.
    pub size: u64,
    /// Whether the source holds the whole body, as it is.
    pub whole: bool,
    /// Whether the header before the body is this member's, under this name. If not, a copy needs a new one.
    pub has_header: bool,
}

/// A file of a folder that is opened as an archive: a range of all its files, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FolderFile {
    /// The path, with slashes.
    pub name: String,
    /// Where it begins.
    pub offset: u64,
    /// Its bytes.
    pub size: u64,
}

/// All members, in the order of the archive.
#[derive(Debug, Default)]
pub struct Members {
    list: Vec<Member>,
    by_name: HashMap<String, usize>,
    /// The first reason for which a member is not in the list, and how many are not.
    left_out: Option<(Error, u64)>,
}

impl Members {
    /// Walks the archive; what was found before a failure is kept beside it. Also where the walk ended.
    pub(super) fn walk(
        source: impl Source,
        limits: &Limits,
        progress: &mut dyn FnMut(u64),
    ) -> (Self, u64, Option<Error>) {
        let mut members = Self::default();
        let mut walker = Walker::new(source, *limits);
        let failure = members.fill(&mut walker, limits, progress).err();
        (members, walker.offset(), failure)
    }

    fn fill(
        &mut self,
        walker: &mut Walker<impl Source>,
        limits: &Limits,
        progress: &mut dyn FnMut(u64),
    ) -> Result<()> {
        let mut entry = Entry::default();
        let mut entries = 0;
        // Bytes of all names and targets.
        let mut text = 0;
        loop {
            let next = walker.next(&mut entry);
            if matches!(next, Ok(false)) {
                return Ok(());
            }
            if entries >= limits.archive_entries {
                return Err(Error::limit("archiveEntries", limits.archive_entries, "the archive"));
            }
            entries += 1;
            match next {
                // The walker has passed the entry: only its name is the matter.
                Err(error @ Error::Limit { name: "pathLength", .. }) => {
                    self.leave_out(error);
                    continue;
                }
                next => next?,
            };
            let path = String::from_utf8_lossy(&entry.path);
            let name = clean(&path);
            if name.split('/').count() as u64 > limits.path_depth {
                let at = format!("tar header at offset {}", entry.start);
                self.leave_out(Error::limit("pathDepth", limits.path_depth, at));
                continue;
            }
            text += (name.len() + entry.link.len()) as u64;
            if text > limits.text_size {
                return Err(Error::limit("textSize", limits.text_size, "the archive"));
            }
            // A copy under `./x` or `/x` would not be found by every loader, nor told from a double.
            let plain = path.strip_suffix('/').unwrap_or(&path) == name;
            self.add(Member {
                has_header: plain || tar::file_header(&name, 0).is_err(),
                name,
                kind: entry.kind,
                link: String::from_utf8_lossy(&entry.link).into_owned(),
                start: entry.start,
                body: entry.body,
                size: entry.stored,
                whole: !entry.sparse,
            });
            progress(walker.offset());
        }
    }

    fn leave_out(&mut self, error: Error) {
        self.left_out.get_or_insert((error, 0)).1 += 1;
    }

    /// Why members are not in the list that are in the archive, and how many.
    pub(super) fn left_out(&self) -> Option<(Error, u64)> {
        self.left_out.clone()
    }

    pub(super) fn why_left_out(&self) -> Option<Error> {
        self.left_out().map(|(error, _)| error)
    }

    /// Says of which members the end is missing, of an archive that has so many bytes.
    pub(super) fn cut_at(&mut self, length: u64) {
        for member in &mut self.list {
            member.whole &= member.body.saturating_add(member.size) <= length;
        }
    }

    /// The files of a folder.
    pub(super) fn of_folder(files: Vec<FolderFile>, limits: &Limits) -> Result<Self> {
        if files.len() as u64 > limits.archive_entries {
            return Err(Error::limit("archiveEntries", limits.archive_entries, "the folder"));
        }
        let mut members = Self::default();
        for file in files {
            members.add(Member {
                name: clean(&file.name),
                kind: Kind::File,
                link: String::new(),
                start: file.offset,
                body: file.offset,
                size: file.size,
                whole: true,
                has_header: false,
            });
        }
        Ok(members)
    }

    fn add(&mut self, member: Member) {
        // As when a tar is extracted: of two members with one name the later counts.
        self.by_name.insert(member.name.clone(), self.list.len());
        self.list.push(member);
    }

    /// Takes the one folder away that everything is in, if the documents of an archive are in it:
    /// a folder that was packed from outside, or dropped on the page.
    pub(super) fn enter_folder(&mut self) {
        const DOCUMENTS: [&str; 2] = ["manifest.json", "index.json"];
        if DOCUMENTS.iter().any(|name| self.named(name).is_some()) {
            return;
        }
        let mut tops = self.list.iter().map(|member| member.name.split('/').next().unwrap_or_default());
        let Some(top) = tops.find(|top| !top.is_empty()).map(str::to_owned) else { return };
        if !DOCUMENTS.iter().any(|name| self.named(&format!("{top}/{name}")).is_some()) {
            return;
        }
        let inside = format!("{top}/");
        let list = std::mem::take(&mut self.list);
        self.by_name.clear();
        for mut member in list {
            if member.name.starts_with(&inside) {
                member.name.drain(..inside.len());
                member.has_header = false;
                self.add(member);
            }
        }
    }

    /// All of them, in the order of the archive.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Member)> {
        self.list.iter().enumerate()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The member with this index.
    pub fn at(&self, index: usize) -> &Member {
        &self.list[index]
    }

    /// The index of the member of this name, links not followed.
    pub fn named(&self, name: &str) -> Option<usize> {
        self.by_name.get(clean(name).as_str()).copied()
    }

    /// The index of the regular file that a name leads to. Docker 1.10 to 24 and podman write layers
    /// that occur twice as links.
    pub fn file(&self, name: &str) -> Option<usize> {
        let mut index = self.named(name)?;
        for _ in 0..HOPS {
            let member = &self.list[index];
            let target = match member.kind {
                Kind::File => return Some(index),
                Kind::Hardlink => member.link.clone(),
                Kind::Symlink if member.link.starts_with('/') => member.link.clone(),
                Kind::Symlink => {
                    let folder = member.name.rsplit_once('/').map_or("", |(folder, _)| folder);
                    format!("{folder}/{}", member.link)
                }
                _ => return None,
            };
            index = self.named(&target)?;
        }
        None
    }

    /// The content of a file, for documents: refused if larger than the limit for JSON.
    pub(super) fn read(&self, index: usize, source: &dyn Source, limits: &Limits) -> Result<Vec<u8>> {
        let member = &self.list[index];
        if !member.whole {
            return Err(Error::format("the file ends before this member does", &member.name, ""));
        }
        if member.size > limits.json_size {
            return Err(Error::limit("jsonSize", limits.json_size, &member.name));
        }
        source.read_vec(member.body, member.size as usize).map_err(|error| error.within(&member.name))
    }
}

/// The name without `.`, `..` and empty parts, as loaders compare names (Go: `path.Clean`).
pub(crate) fn clean(name: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn names_are_cleaned() {
        assert_eq!(clean("./blobs//sha256/x"), "blobs/sha256/x");
        assert_eq!(clean("/manifest.json"), "manifest.json");
        assert_eq!(clean("a/../b/"), "b");
        assert_eq!(clean("../../b"), "b");
    }
}
