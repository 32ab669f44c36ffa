//! The files of the layers, each with the account that its bytes are in.

use super::{Account, Copies};
use crate::Result;
use crate::layer::Layer;
use crate::tar::Kind;
use crate::tree::{Fate, Tree};

/// A file of a layer.
#[derive(Debug, Clone, Copy)]
pub(in crate::insight) struct Entry {
    /// The bytes of its body.
    pub(in crate::insight) bytes: u64,
    /// Where the tree has it, as a number; `NONE` where that is not known.
    pub(in crate::insight) path: u32,
    pub(in crate::insight) layer: u16,
    pub(in crate::insight) account: Account,
    /// The layer that hid it; of a copy the layer of what it is a copy of.
    pub(in crate::insight) by: Option<u16>,
}

/// All files, oldest layer first, in the order of the tars.
pub(in crate::insight) fn entries(tree: &Tree, copies: Option<&Copies>) -> Result<Vec<Entry>> {
    let mut verdicts =
        copies.map(|copies| copies.verdicts(tree)).transpose()?.unwrap_or_default().into_iter().peekable();
    let bodies = tree.bodies()?.into_iter();
    let entry = bodies.map(|body| {
        let content = body.content;
        let layer = tree.layer(usize::from(content.layer));
        let (account, by) = account(body.fate);
        let mut entry = Entry {
            bytes: layer.map_or(0, |layer| stored(layer, content.entry)),
            path: body.path,
            layer: content.layer,
            account,
            by,
        };
        // Both are in the order of layers and entries.
        if let Some(verdict) = verdicts.next_if(|verdict| verdict.content == content) {
            (entry.path, entry.account, entry.by) = (verdict.path, verdict.account, verdict.by);
        }
        entry
    });
    Ok(entry.collect())
}

fn account(fate: Fate) -> (Account, Option<u16>) {
    let account = match fate {
        Fate::Live => Account::Live,
        Fate::Overwritten(_) => Account::Overwritten,
        Fate::Deleted(_) => Account::Deleted,
        Fate::Opaque(_) => Account::Opaque,
        Fate::Replaced(_) => Account::Replaced,
    };
    (account, fate.by().map(|by| by as u16))
}

/// The bytes that the body of a regular file has in the tar, as far as the tar could be read.
pub(super) fn stored(layer: &Layer, entry: u32) -> u64 {
    let facts = layer.entry(entry);
    if facts.kind != Kind::File {
        return 0;
    }
    facts.stored.min(layer.unpacked().saturating_sub(facts.body))
}
