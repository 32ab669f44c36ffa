//! The copies by name, the largest first.

use std::cmp::Reverse;

use serde::Serialize;

use super::Account;
use super::copies::Copies;
use super::entries::stored;
use crate::Result;
use crate::compare::What;
use crate::layer::EntryRef;
use crate::tree::{Content, Tree};

/// Paths that are named of one content; of more there is only the count.
const MOST_PLACES: usize = 50;

/// Some rows of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed<Row> {
    /// The first of them.
    pub rows: Vec<Row>,
    /// How many there are.
    pub count: usize,
    /// Bytes of all of them.
    pub bytes: u64,
}

/// A file that was written again with the content it had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MetadataCopy {
    /// Where a container sees it, absolute and as shown.
    pub path: String,
    /// The layer that wrote it again.
    pub layer: u32,
    /// The layer whose version it wrote again.
    pub original: u32,
    /// Its bytes in the layer's tar.
    pub bytes: u64,
    /// What is different: some of mode, owner, mtime and xattrs; none where it is the same in all of these.
    pub what: Vec<What>,
}

/// A content that a container sees more than once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Duplicates {
    /// Bytes in the layers' tars of all but the first place.
    pub bytes: u64,
    /// Bytes of the content.
    pub size: u64,
    /// Where it is: the one that counts as live first, then by layer and path. At most fifty of them.
    pub places: Vec<Place>,
    /// How many such places there are.
    pub count: usize,
}

/// A file of a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Where a container sees it, absolute and as shown.
    pub path: String,
    /// The layer that has the bytes.
    pub layer: u32,
}

impl Copies {
    /// Files that were written again with the same content, the largest first, at most `most` of them. An error if
    /// a layer has arrived since.
    pub fn metadata_copies(&self, tree: &Tree, most: usize) -> Result<Listed<MetadataCopy>> {
        let findings = self.findings(tree)?;
        let found = self.items.iter().zip(&findings.items);
        let copies: Vec<_> = found
            .filter(|(_, found)| found.account == Some(Account::Metadata))
            .map(|(item, found)| (bytes_of(tree, item.content), item.content, *found))
            .collect();
        let bytes = copies.iter().map(|(bytes, ..)| bytes).sum();
        let row = |(bytes, content, found): &(u64, Content, super::copies::Found)| {
            let original = self.items[found.original as usize].content;
            MetadataCopy {
                path: tree.path_at(found.path),
                layer: u32::from(content.layer),
                original: u32::from(original.layer),
                bytes: *bytes,
                what: facts(tree, *content)
                    .zip(facts(tree, original))
                    .map_or(Vec::new(), |(a, b)| differences(&a, &b)),
            }
        };
        let count = copies.len();
        let order = |(bytes, content, found): &(u64, Content, super::copies::Found)| {
            (Reverse(*bytes), tree.path_bytes(found.path), *content)
        };
        let rows = largest(copies, most, |(bytes, ..)| *bytes, order);
        Ok(Listed { rows: rows.iter().map(row).collect(), count, bytes })
    }

    /// Contents that a container sees more than once, those first with which most could be saved, at most `most`
    /// of them. An error if a layer has arrived since.
    pub fn duplicates(&self, tree: &Tree, most: usize) -> Result<Listed<Duplicates>> {
        let findings = self.findings(tree)?;
        let content = |at: u32| self.items[at as usize].content;
        let path = |at: u32| findings.items[at as usize].path;
        let groups: Vec<_> = findings
            .groups
            .iter()
            .map(|group| (group[1..].iter().map(|at| bytes_of(tree, content(*at))).sum::<u64>(), group))
            .collect();
        let row = |(bytes, group): &(u64, &Vec<u32>)| Duplicates {
            bytes: *bytes,
            size: self.items[group[0] as usize].size,
            places: group
                .iter()
                .take(MOST_PLACES)
                .map(|at| Place { path: tree.path_at(path(*at)), layer: u32::from(content(*at).layer) })
                .collect(),
            count: group.len(),
        };
        let (count, bytes) = (groups.len(), groups.iter().map(|(bytes, _)| bytes).sum());
        let order = |(bytes, group): &(u64, &Vec<u32>)| (Reverse(*bytes), tree.path_bytes(path(group[0])));
        let rows = largest(groups, most, |(bytes, _)| *bytes, order);
        Ok(Listed { rows: rows.iter().map(row).collect(), count, bytes })
    }
}

/// The first rows by `order`, which begins with the most bytes. Only of those that can be among them is it asked
/// for: it makes paths.
pub(in crate::insight) fn largest<Row, Key: Ord>(
    mut rows: Vec<Row>,
    most: usize,
    bytes: impl Fn(&Row) -> u64,
    order: impl Fn(&Row) -> Key,
) -> Vec<Row> {
    if most == 0 {
        return Vec::new();
    }
    if most < rows.len() {
        let least = bytes(rows.select_nth_unstable_by_key(most - 1, |row| Reverse(bytes(row))).1);
        rows.retain(|row| bytes(row) >= least);
    }
    rows.sort_by_cached_key(order);
    rows.truncate(most);
    rows
}

fn bytes_of(tree: &Tree, content: Content) -> u64 {
    tree.layer(usize::from(content.layer)).map_or(0, |layer| stored(layer, content.entry))
}

fn facts(tree: &Tree, content: Content) -> Option<EntryRef<'_>> {
    tree.layer(usize::from(content.layer)).map(|layer| layer.entry(content.entry))
}

fn differences(a: &EntryRef<'_>, b: &EntryRef<'_>) -> Vec<What> {
    let sorted = |of: &EntryRef<'_>| {
        let mut xattrs = of.xattrs.to_vec();
        xattrs.sort_unstable();
        xattrs
    };
    [
        (What::Mode, a.mode != b.mode),
        (What::Owner, (a.uid, a.gid) != (b.uid, b.gid)),
        (What::Mtime, a.mtime != b.mtime),
        (What::Xattrs, a.xattrs != b.xattrs && sorted(a) != sorted(b)),
    ]
    .into_iter()
    .filter_map(|(what, differs)| differs.then_some(what))
    .collect()
}
