//! Making a layer's index from its stored bytes.

mod overlay;

use hashbrown::HashMap;

use super::Layer;
use super::alone::{Alone, WHITEOUT};
use super::columns::{Columns, Owner, Target, Xattrs};
use super::name::{Meaning, is_reserved, meaning, odd};
use super::paths::{NONE, PathIndex, Paths, ROOT, clean};
use super::remark::Remarks;
use crate::codec::{Checkpoint, Compression};
use crate::source::Source;
use crate::tar::{self, Kind, Walker};
use crate::{Error, Limits, Result, Severity};

/// Symbolic links that are followed for one path (Linux, `MAXSYMLINKS`).
const MOST_LINKS: usize = 40;
/// The largest number that JavaScript is exact in: no layer has so many bytes, but a header may say so.
pub(crate) const MOST_BYTES: u64 = (1 << 53) - 1;

/// Whether a path, walked from so many directories below the root, goes above it on its way.
fn climbs_out(mut depth: usize, path: &[u8]) -> bool {
    for name in path.split(|byte| *byte == b'/') {
        match name {
            b"" | b"." => {}
            b".." if depth == 0 => return true,
            b".." => depth -= 1,
            _ => depth += 1,
        }
    }
    false
}

/// What the layer says of a path besides its entry.
const GONE: u8 = 1;
const EMPTIED: u8 = 2;
/// An entry had this name, without or with a slash before it; the same of an opaque mark in it.
const NAMED: u8 = 4;
const MARKED: u8 = 16;

pub(super) struct Builder {
    limits: Limits,
    paths: Paths,
    index: PathIndex,
    columns: Columns,
    owners: HashMap<Owner, u32>,
    xattrs: HashMap<Xattrs, u32>,
    /// Bytes of owners' names and attributes.
    kept_text: usize,
    /// Of each path: the entry that wrote it last.
    current: Vec<u32>,
    /// Of each path: the last entry that made it something other than a directory, so that what
    /// the layer had put below it before is gone.
    cut: Vec<u32>,
    /// Of each path: `GONE`, `EMPTIED` and so on.
    says: Vec<u8>,
    alone: Alone,
    /// Directories that the layer writes and then puts something else in the place of.
    displaced: Vec<u32>,
    /// Whether the path resolved last goes through a symbolic link of the layer.
    through_link: bool,
    /// The directory of the last entry, as the tar writes it, and its path. No symbolic link is on the way.
    near: Option<(Vec<u8>, u32)>,
    whiteouts: Vec<u32>,
    opaques: Vec<u32>,
    entries: u64,
    content_size: u64,
    remarks: Remarks,
    failure: Option<Error>,
    /// Where the last body begins, and its end.
    last_body: u64,
    last_end: u64,
}

impl Builder {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            paths: Paths::new(),
            index: PathIndex::new(),
            columns: Columns::default(),
            owners: HashMap::new(),
            xattrs: HashMap::new(),
            kept_text: 0,
            current: vec![NONE],
            cut: vec![NONE],
            says: vec![0],
            alone: Alone::new(),
            displaced: Vec::new(),
            through_link: false,
            near: None,
            whiteouts: Vec::new(),
            opaques: Vec::new(),
            entries: 0,
            content_size: 0,
            remarks: Remarks::default(),
            failure: None,
            last_body: 0,
            last_end: 0,
        }
    }

    /// Takes the walker's next entry; `false` after the last, or where nothing further can be read.
    pub(super) fn step<S: Source>(&mut self, walker: &mut Walker<S>, entry: &mut tar::Entry) -> bool {
        let taken = match walker.next(entry) {
            Ok(false) => return false,
            Ok(true) => self.take(entry),
            // The walker has passed the entry: only its name is the matter.
            Err(error @ Error::Limit { name: "pathLength", .. })
                if self.entries < self.limits.layer_entries =>
            {
                self.entries += 1;
                self.left_out(&error, || error.place().to_owned());
                Ok(())
            }
            Err(error) => Err(error),
        };
        self.failure = taken.err();
        self.failure.is_none()
    }

    /// Takes one entry; an error ends the reading.
    fn take(&mut self, entry: &mut tar::Entry) -> Result<()> {
        if self.entries >= self.limits.layer_entries {
            return Err(Error::limit("layerEntries", self.limits.layer_entries, place(&entry.path)));
        }
        self.entries += 1;
        self.last_body = entry.body;
        self.last_end = entry.body.saturating_add(entry.stored);
        if let Some((parent, name)) = self.beside(entry) {
            self.through_link = false;
            return self.write_at(parent, &entry.path[name..], entry);
        }
        let mut names = Vec::new();
        clean(&entry.path, &mut names);
        let meaning = meaning(&names);
        if names.len() as u64 > self.limits.path_depth {
            let error = Error::limit("pathDepth", self.limits.path_depth, "");
            self.left_out(&error, || place(&entry.path));
            return Ok(());
        }
        self.remark_escape(entry, names.len());
        if let Some(odd) = odd(&names) {
            self.remark_odd(odd, entry);
        }
        match meaning {
            Meaning::Plain => self.write(&names, entry),
            Meaning::Whiteout(name) => {
                let above = &names[..names.len() - 1];
                if let Some(parent) = self.resolve(above)? {
                    let path = self.child(parent, name)?;
                    if self.says[path as usize] & GONE == 0 {
                        self.says[path as usize] |= GONE;
                        self.whiteouts.push(path);
                    }
                    self.whiteout_alone(parent, path, entry);
                }
                Ok(())
            }
            Meaning::Opaque => {
                let above = &names[..names.len() - 1];
                if let Some(path) = self.resolve(above)? {
                    if self.says[path as usize] & EMPTIED == 0 {
                        self.says[path as usize] |= EMPTIED;
                        self.opaques.push(path);
                    }
                    self.mark_alone(path, entry);
                }
                Ok(())
            }
            Meaning::Invalid => {
                self.remarks.add(
                    Severity::Warning,
                    "invalid-whiteout",
                    "a name that begins with `.wh.` but is no valid whiteout; it is left out",
                    || place(&entry.path),
                    "Loaders refuse this layer (OCI image-spec, layer.md, \"Whiteouts\").",
                );
                Ok(())
            }
        }
    }

    /// Most files are in the same directory as the one before: that directory, and where their name begins.
    fn beside(&self, entry: &tar::Entry) -> Option<(u32, usize)> {
        let (directory, path) = self.near.as_ref().filter(|_| entry.kind == Kind::File)?;
        let name = entry.path.strip_prefix(directory.as_slice())?;
        let plain = !name.is_empty() && !name.starts_with(b".") && !name.contains(&b'/');
        plain.then_some((*path, directory.len()))
    }

    /// Notes the directory of an entry, where there is nothing to remark about it.
    fn come_near(&mut self, entry: &tar::Entry, names: &[&[u8]], parent: u32) {
        let end = entry.path.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
        // Not where the last name is `.`, or the path ends in a slash.
        let ends_with_name = names.last().is_some_and(|last| *last == &entry.path[end..]);
        if !ends_with_name || self.through_link || climbs_out(0, &entry.path) || odd(names).is_some() {
            self.near = None;
            return;
        }
        let (directory, path) = self.near.get_or_insert_default();
        directory.clear();
        directory.extend_from_slice(&entry.path[..end]);
        *path = parent;
    }

    /// Names that lead out of the root of whoever unpacks them carelessly. Here, as in the container,
    /// `..` of the root is the root.
    fn remark_escape(&mut self, entry: &tar::Entry, depth: usize) {
        let link_escapes = match entry.kind {
            Kind::Hardlink => climbs_out(0, &entry.link),
            // Absolute ones lead from the root of the container.
            Kind::Symlink => {
                !entry.link.starts_with(b"/") && climbs_out(depth.saturating_sub(1), &entry.link)
            }
            _ => false,
        };
        let (code, message) = if climbs_out(0, &entry.path) {
            ("path-escapes", "a path that climbs above the root; it is taken from the root on")
        } else if link_escapes {
            ("link-escapes", "a link whose target climbs above the root; it is taken from the root on")
        } else {
            return;
        };
        self.remarks.add(
            Severity::Warning,
            code,
            message,
            || place(&entry.path),
            "Docker refuses such a layer. An extractor that does not would write outside of its folder.",
        );
    }

    /// An entry that is skipped because of a limit.
    fn left_out(&mut self, error: &Error, place: impl FnOnce() -> String) {
        let message = format!("{error}; the entry is left out");
        self.remarks.add(Severity::Error, "limit", &message, place, &error.help());
    }

    /// An entry that is no whiteout.
    fn write(&mut self, names: &[&[u8]], entry: &tar::Entry) -> Result<()> {
        let Some((last, above)) = names.split_last() else {
            if entry.kind == Kind::Directory {
                self.through_link = false;
                self.once(ROOT, NAMED, entry);
                return self.store(ROOT, entry, None);
            }
            self.remarks.add(
                Severity::Warning,
                "no-name",
                "an entry without a name that is no directory; it is left out",
                || place(&entry.path),
                "",
            );
            return Ok(());
        };
        let Some(parent) = self.resolve(above)? else { return Ok(()) };
        self.come_near(entry, names, parent);
        self.write_at(parent, last, entry)
    }

    /// An entry of this name in a directory.
    fn write_at(&mut self, parent: u32, name: &[u8], entry: &tar::Entry) -> Result<()> {
        let path = self.child(parent, name)?;
        self.once(path, NAMED, entry);
        if self.obstacle(parent) == WHITEOUT {
            self.remark_below_whiteout(entry);
        }
        self.alone.enter(&self.paths, &self.cut, parent, self.columns.len() as u32);
        let target = if entry.kind == Kind::Hardlink { Some(self.target(entry, path)?) } else { None };
        self.remark_overlay(entry);
        self.store(path, entry, target)
    }

    fn store(&mut self, path: u32, entry: &tar::Entry, target: Option<Target>) -> Result<()> {
        if self.columns.link_bytes.len() + entry.link.len() > self.limits.text_bytes() {
            return Err(self.too_much_text(&entry.path));
        }
        if entry.link.len() > self.limits.path_bytes() {
            let error = Error::limit("pathLength", self.limits.path_length, "");
            self.left_out(&error, || place(&entry.path));
            return Ok(());
        }
        let owner = self.owner(entry)?;
        let xattrs = self.xattr_set(entry)?;
        let state = self.state_alone(entry, target);
        self.alone.put(&self.paths, &self.cut, path, state, self.columns.len() as u32);
        let index = self.columns.push(entry, path, owner, xattrs);
        if entry.kind == Kind::Symlink {
            // What is below this path now leads elsewhere.
            self.near = None;
        }
        if let Some(target) = target {
            self.columns.push_target(index, target);
        }
        // Docker sums what `lstat` says of all that is no directory: of a link the length of its target.
        let size =
            if entry.kind == Kind::Symlink { entry.link.len() as u64 } else { self.columns.size(index) };
        self.content_size = self.content_size.saturating_add(size).min(MOST_BYTES);
        let at = path as usize;
        let before = self.current[at];
        if before != NONE {
            self.columns.paths[before as usize] = NONE;
            if entry.kind != Kind::Directory && self.columns.kind(before) == Kind::Directory {
                self.displaced.push(path);
            }
        }
        self.current[at] = index;
        if entry.kind != Kind::Directory {
            self.cut[at] = index;
        }
        self.make_room(path);
        Ok(())
    }

    /// What stands above a path must be a directory: a file that the layer wrote there goes.
    fn make_room(&mut self, path: u32) {
        let mut above = path;
        while above != ROOT {
            above = self.paths.parent(above);
            let entry = self.current[above as usize];
            if entry != NONE && above != ROOT && self.columns.kind(entry) != Kind::Directory {
                let shown = self.paths.bytes_of(above);
                self.remarks.add(
                    Severity::Warning,
                    "child-of-file",
                    "the layer writes a file and then something below it; it is taken as a directory",
                    || place(&shown),
                    "Loaders refuse this layer.",
                );
                self.columns.paths[entry as usize] = NONE;
                self.current[above as usize] = NONE;
            }
        }
    }

    fn too_much_text(&self, path: &[u8]) -> Error {
        Error::limit("textSize", self.limits.text_bytes() as u64, place(path))
    }

    /// Counts the bytes of owners' names and attributes.
    fn keep_text(&mut self, bytes: usize, path: &[u8]) -> Result<()> {
        self.kept_text += bytes;
        if self.kept_text > self.limits.text_bytes() { Err(self.too_much_text(path)) } else { Ok(()) }
    }

    fn owner(&mut self, entry: &tar::Entry) -> Result<u32> {
        // Neighbours mostly have the same owner: no need to build the key for them.
        if let Some(last) = self.columns.owners.last() {
            let owner = &self.columns.owner_table[*last as usize];
            if owner.uid == entry.uid
                && owner.gid == entry.gid
                && owner.uname == entry.uname
                && owner.gname == entry.gname
            {
                return Ok(*last);
            }
        }
        let owner =
            Owner { uid: entry.uid, gid: entry.gid, uname: entry.uname.clone(), gname: entry.gname.clone() };
        if let Some(known) = self.owners.get(&owner) {
            return Ok(*known);
        }
        self.keep_text(owner.uname.len() + owner.gname.len(), &entry.path)?;
        let index = self.columns.owner_table.len() as u32;
        self.columns.owner_table.push(owner.clone());
        self.owners.insert(owner, index);
        Ok(index)
    }

    fn xattr_set(&mut self, entry: &tar::Entry) -> Result<Option<u32>> {
        if entry.xattrs.is_empty() {
            return Ok(None);
        }
        if let Some(set) = self.xattrs.get(&entry.xattrs) {
            return Ok(Some(*set));
        }
        let bytes = entry.xattrs.iter().map(|(name, value)| name.len() + value.len()).sum();
        self.keep_text(bytes, &entry.path)?;
        let set = self.columns.xattr_table.len() as u32;
        self.columns.xattr_table.push(entry.xattrs.clone());
        self.xattrs.insert(entry.xattrs.clone(), set);
        Ok(Some(set))
    }

    /// What a hard link is a further name of, as far as this layer tells.
    fn target(&mut self, entry: &tar::Entry, own: u32) -> Result<Target> {
        let mut names = Vec::new();
        clean(&entry.link, &mut names);
        let Some((last, above)) = names.split_last().filter(|_| names.len() as u64 <= self.limits.path_depth)
        else {
            return Ok(self.broken(entry));
        };
        let Some(parent) = self.resolve(above)? else { return Ok(self.broken(entry)) };
        let path = self.child(parent, last)?;
        // What stands where the link goes is taken away before it is made.
        if self.paths.upwards(path).any(|above| above == own) {
            return Ok(self.broken(entry));
        }
        let found = self.current[path as usize];
        if found != NONE && self.live(found) {
            return Ok(match self.columns.kind(found) {
                Kind::Directory => self.broken(entry),
                Kind::Hardlink => self.columns.target(found).unwrap_or(Target::Broken),
                _ => Target::Entry(found),
            });
        }
        // Order counts for a link: its content is what the target is at that moment. What is below may
        // have been taken away before, or replaced by something that is gone again.
        let gone = self.paths.upwards(path).any(|above| {
            let hides = if above == path { GONE } else { GONE | EMPTIED };
            self.says[above as usize] & hides != 0 || self.cut[above as usize] != NONE
        }) || self.says[ROOT as usize] & EMPTIED != 0;
        if self.alone.kind(&self.paths, &self.cut, path) == WHITEOUT {
            self.warn(
                "link-to-whiteout",
                "a hard link to a path that the layer has just taken away",
                entry,
                "Under Docker and podman this takes the name itself away; umoci refuses the layer.",
            );
            return Ok(Target::Whiteout);
        }
        if gone || names.iter().any(|name| is_reserved(name)) {
            return Ok(self.broken(entry));
        }
        self.warn(
            "link-below",
            "a hard link to a file of a lower layer",
            entry,
            "Docker, podman and containerd refuse this layer; umoci takes it.",
        );
        Ok(Target::Below(path))
    }

    fn broken(&mut self, entry: &tar::Entry) -> Target {
        self.remarks.add(
            Severity::Warning,
            "link-target",
            "a hard link to something that is not there, or is a directory",
            || place(&entry.path),
            "Loaders refuse this layer.",
        );
        Target::Broken
    }

    /// Whether an entry still stands at the path it wrote.
    fn live(&self, entry: u32) -> bool {
        let path = self.columns.paths[entry as usize];
        if path == NONE {
            return false;
        }
        path == ROOT
            || self.paths.upwards(self.paths.parent(path)).all(|above| {
                let cut = self.cut[above as usize];
                cut == NONE || cut < entry
            })
    }

    /// The number of a directory's path. Where the layer itself has a symbolic link on the way, the
    /// entry goes where the link points, as when the tar is unpacked.
    fn resolve(&mut self, names: &[&[u8]]) -> Result<Option<u32>> {
        let mut path = ROOT;
        self.through_link = false;
        for (at, name) in names.iter().enumerate() {
            path = self.child(path, name)?;
            if self.symlink_at(path).is_some() {
                self.through_link = true;
                return self.resolve_links(path, &names[at + 1..]);
            }
        }
        Ok(Some(path))
    }

    fn symlink_at(&self, path: u32) -> Option<u32> {
        let entry = self.current[path as usize];
        (entry != NONE && self.columns.kind(entry) == Kind::Symlink && self.live(entry)).then_some(entry)
    }

    /// The rare rest of `resolve`: `path` is a symbolic link, `rest` follows it.
    fn resolve_links(&mut self, path: u32, rest: &[&[u8]]) -> Result<Option<u32>> {
        let mut names: Vec<Vec<u8>> = rest.iter().rev().map(|name| name.to_vec()).collect();
        let mut path = path;
        // How many names are left where the target of a link ends: it must be a directory.
        let mut ends = Vec::new();
        for _ in 0..MOST_LINKS {
            if let Some(link) = self.symlink_at(path) {
                ends.push(names.len());
                let text = self.columns.link(link);
                let base = if text.starts_with(b"/") {
                    Vec::new()
                } else {
                    self.paths.bytes_of(self.paths.parent(path))
                };
                let whole = [&base[..], b"/", text].concat();
                let mut cleaned = Vec::new();
                clean(&whole, &mut cleaned);
                names.extend(cleaned.iter().rev().map(|name| name.to_vec()));
                path = ROOT;
            }
            if names.len() as u64 > self.limits.path_depth || names.iter().any(|name| is_reserved(name)) {
                break;
            }
            let mut through = false;
            while let Some(name) = names.pop() {
                path = self.child(path, &name)?;
                if self.symlink_at(path).is_some() {
                    through = true;
                    break;
                }
                let reached = ends.len();
                ends.retain(|end| *end < names.len());
                if ends.len() < reached && !self.has_directory(path) {
                    self.remark_link_out(path);
                }
            }
            if !through {
                return Ok(Some(path));
            }
        }
        let shown = self.paths.bytes_of(path);
        self.remarks.add(
            Severity::Warning,
            "link-loop",
            "an entry below a symbolic link that leads nowhere; it is left out",
            || place(&shown),
            "Loaders refuse this layer.",
        );
        Ok(None)
    }

    fn child(&mut self, parent: u32, name: &[u8]) -> Result<u32> {
        let known = self.paths.len();
        let path = self.index.insert(&mut self.paths, parent, name);
        if self.paths.len() > known {
            self.current.push(NONE);
            self.cut.push(NONE);
            self.says.push(0);
            self.alone.grow();
        }
        // A path of many new names for each entry would be a way round the limit of entries.
        let most = self.limits.layer_entries.saturating_mul(4).saturating_add(self.limits.path_depth);
        let path = path
            .filter(|_| self.paths.len() as u64 <= most)
            .ok_or_else(|| Error::limit("layerEntries", self.limits.layer_entries, "names of the layer"))?;
        if self.paths.bytes.len() > self.limits.text_bytes() {
            return Err(self.too_much_text(name));
        }
        Ok(path)
    }

    /// The error, if nothing could be read at all.
    pub(super) fn check(&self) -> Result<()> {
        self.failure.clone().filter(|_| self.entries == 0).map_or(Ok(()), Err)
    }

    /// The layer, of which `source` was read to its end or to where it can't be read.
    pub(super) fn finish(mut self, source: &impl Source, checkpoints: Vec<Checkpoint>) -> Result<Layer> {
        if let Some(error) = &self.failure {
            self.remarks.failure(error);
        }
        let unpacked = match source.len() {
            Ok(unpacked) => unpacked,
            Err(error) => return self.finish_at_damage(source, &error, checkpoints),
        };
        let mut complete = self.failure.is_none();
        if self.last_end > unpacked && complete {
            complete = false;
            let (bytes, end) = (self.last_end - unpacked, self.last_end);
            let error = Error::format(
                format!("the layer ends {bytes} bytes before its last file does"),
                format!("layer offset {end}"),
                "",
            );
            self.remarks.failure(&error);
        }
        Ok(self.layer(unpacked, complete, checkpoints))
    }

    fn finish_at_damage(
        mut self,
        source: &impl Source,
        error: &Error,
        checkpoints: Vec<Checkpoint>,
    ) -> Result<Layer> {
        if self.failure.is_none() {
            if self.entries == 0 {
                return Err(error.clone());
            }
            self.remarks.failure(error);
        }
        // The last body may be there, or lie behind the damage; its header is there.
        let end = self.last_end;
        let whole = end > 0 && source.read_at(end - 1, &mut [0]).is_ok_and(|count| count == 1);
        let unpacked = if whole { end } else { self.last_body };
        Ok(self.layer(unpacked, false, checkpoints))
    }

    fn layer(mut self, unpacked: u64, complete: bool, checkpoints: Vec<Checkpoint>) -> Layer {
        self.settle();
        self.remark_displaced();
        let alone = self.alone.finish(&self.paths, &self.cut);
        let is_live =
            |path: &u32| self.paths.upwards(*path).all(|above| !is_reserved(self.paths.name(above)));
        self.whiteouts.retain(is_live);
        self.opaques.retain(is_live);
        Layer {
            compression: Compression::None,
            checkpoints,
            unpacked,
            complete,
            entries: self.entries,
            content_size: self.content_size,
            paths: self.paths,
            columns: self.columns,
            whiteouts: self.whiteouts,
            opaques: self.opaques,
            alone,
            remarks: self.remarks.finish(),
        }
    }

    /// Takes the paths from entries that later ones of the layer undid: a file where a directory was
    /// takes all that was below it.
    fn settle(&mut self) {
        let count = self.paths.len();
        // The highest cut above each path, from the root down.
        let mut cuts = vec![NONE; count];
        for path in 1..count {
            let parent = self.paths.parent(path as u32) as usize;
            let (above, own) = (cuts[parent], self.cut[parent]);
            // NONE is "no cut", so the larger of two real ones counts.
            cuts[path] = match (above, own) {
                (NONE, cut) | (cut, NONE) => cut,
                (a, b) => a.max(b),
            };
            let entry = self.current[path];
            if entry != NONE && cuts[path] != NONE && cuts[path] > entry {
                self.columns.paths[entry as usize] = NONE;
                self.current[path] = NONE;
                if self.columns.kind(entry) == Kind::Directory {
                    self.displaced.push(path as u32);
                }
            }
        }
    }
}

/// A path for people.
fn place(path: &[u8]) -> String {
    const SHOWN: usize = 256;
    if path.len() > SHOWN {
        format!("{}…", String::from_utf8_lossy(&path[..SHOWN]))
    } else {
        String::from_utf8_lossy(path).into_owned()
    }
}
