//! Many entries across the boundary at once: in columns, because an object costs more than what it tells.

use serde::Serialize;

use crate::tree::Entry;

/// How many classes are looked through for one that fits.
const NEAR: usize = 16;

/// Entries in columns; `www/src/api/entries.ts` makes objects of them again.
#[derive(Default, Serialize)]
pub(super) struct Packed<'a> {
    /// Of each entry eight numbers: mode, uid, gid, size, mtime, links, layer, and its class: twice the index into
    /// `classes`, one more if it has a link. Doubles, little-endian.
    #[serde(with = "serde_bytes")]
    numbers: Vec<u8>,
    /// Kind, user name and group name.
    classes: Vec<(&'static str, &'a str, &'a str)>,
    /// Paths, and the links of those that have one, each with a NUL behind it.
    #[serde(with = "serde_bytes")]
    paths: Vec<u8>,
    #[serde(with = "serde_bytes")]
    links: Vec<u8>,
    /// Those that have more than fits, with their indexes.
    others: Vec<(usize, &'a Entry)>,
}

impl<'a> Packed<'a> {
    pub(super) fn of(entries: &'a [Entry]) -> Self {
        let mut packed = Self::default();
        for (index, entry) in entries.iter().enumerate() {
            let class = (entry.kind.name(), &*entry.uname, &*entry.gname);
            // A class that is far back is told again: most directories have one or two.
            let known = packed.classes.iter().rev().take(NEAR).position(|one| *one == class);
            let class = packed.classes.len() - known.map_or(0, |back| back + 1);
            if known.is_none() {
                packed.classes.push((entry.kind.name(), &entry.uname, &entry.gname));
            }
            let link = usize::from(entry.link.is_some());
            let numbers = [
                f64::from(entry.mode),
                f64::from(entry.uid),
                f64::from(entry.gid),
                entry.size as f64,
                entry.mtime as f64,
                f64::from(entry.links),
                f64::from(entry.layer),
                (class * 2 + link) as f64,
            ];
            packed.numbers.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
            let mut fits = push(&mut packed.paths, &entry.path);
            if let Some(link) = &entry.link {
                fits &= push(&mut packed.links, link);
            }
            if !fits || is_rare(entry) {
                packed.others.push((index, entry));
            }
        }
        packed
    }
}

/// False if the text has a NUL itself, as a pax header may: then it does not fit.
fn push(column: &mut Vec<u8>, text: &str) -> bool {
    let fits = !text.contains('\0');
    if fits {
        column.extend_from_slice(text.as_bytes());
    }
    column.push(0);
    fits
}

fn is_rare(entry: &Entry) -> bool {
    let Entry { raw_path, device, xattrs, differs, .. } = entry;
    raw_path.is_some() || device.is_some() || !xattrs.is_empty() || differs.is_some()
}
