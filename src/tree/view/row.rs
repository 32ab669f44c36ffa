//! A row for the page.

use serde::{Serialize, Serializer};

use super::select::{CANDIDATE, GONE, MATCH, PARENT};
use super::{Line, Mode, View};
use crate::tar::Kind;
use crate::tree::merge::Seen;
use crate::tree::{ChangeKind, Tree, entry, name};

/// A row of a [`View`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Names the path for [`View::toggle`].
    pub node: u32,
    /// The last name, as shown.
    pub name: String,
    /// The path, as shown.
    pub path: String,
    /// 1 for the children of the root.
    pub level: u32,
    /// Place among its siblings, from 1.
    pub pos_in_set: u32,
    /// How many siblings there are, itself included.
    pub set_size: u32,
    /// What it is; of a path that is gone what it was.
    #[serde(serialize_with = "entry::kind")]
    pub kind: Kind,
    /// Bytes of content; of a directory those of what is shown below it, a file with several names once.
    #[serde(serialize_with = "entry::size")]
    pub size: u64,
    /// Permission bits.
    pub mode: u16,
    /// `user:group`, by name where the layer has names.
    pub owner: String,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Seconds since 1970.
    #[serde(serialize_with = "entry::time")]
    pub mtime: i64,
    /// The target of a link.
    pub link: Option<String>,
    /// The layer that wrote it last, or that took it away.
    pub layer: u32,
    /// What the view's layer did to it.
    #[serde(serialize_with = "change")]
    pub change: Option<ChangeKind>,
    /// Whether it is open; `None` if there is nothing to show below it.
    pub expanded: Option<bool>,
    /// Whether it is itself what is looked for, and not only something below it.
    pub matches: bool,
    /// Whether the OCI rules and overlayfs have different things here, or in this directory.
    pub differs: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, clippy::ref_option)] // serde asks for it
fn change<S: Serializer>(change: &Option<ChangeKind>, serializer: S) -> Result<S::Ok, S::Error> {
    match change {
        Some(change) => change.serialize(serializer),
        None => serializer.serialize_str(""),
    }
}

impl View {
    pub(super) fn row(&self, tree: &Tree, line: &Line) -> Row {
        let (path, marks) = (line.path, self.marks[line.path as usize]);
        let before = tree.see_below(path, self.at);
        let now = tree.see(path, self.at).seen.filter(|_| marks & GONE == 0);
        let layer = self.at.layer;
        let seen = now.or(before).unwrap_or(Seen { directory: true, layer, entry: crate::layer::NONE });
        let facts = tree.facts(seen);
        let who = |name: &[u8], number: u32| match name {
            [] => number.to_string(),
            name => name::show(name).into_owned(),
        };
        let is_context = self.mode == Mode::Changes && marks & CANDIDATE == 0;
        Row {
            node: path,
            name: name::show(tree.paths.name(path)).into_owned(),
            path: tree.shown(path),
            level: line.level,
            pos_in_set: line.place,
            set_size: line.siblings,
            kind: facts.kind,
            size: if seen.directory { self.sizes[path as usize] } else { self.own[path as usize] },
            mode: facts.mode,
            owner: format!("{}:{}", who(facts.uname, facts.uid), who(facts.gname, facts.gid)),
            uid: facts.uid,
            gid: facts.gid,
            mtime: facts.mtime,
            link: matches!(facts.kind, Kind::Symlink | Kind::Hardlink)
                .then(|| name::show(facts.link).into_owned()),
            layer: u32::from(if now.is_some() { seen.layer } else { layer }),
            change: if is_context { None } else { tree.change(now, before, self.at.rules) },
            expanded: (marks & PARENT != 0).then(|| self.is_open(path)),
            matches: marks & MATCH != 0,
            differs: tree.difference(path, self.at).is_some(),
        }
    }
}
