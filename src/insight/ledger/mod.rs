//! Where the bytes of an image went: every byte of every layer's tar is in one account.
//!
//! The sums are exact: the accounts of a layer add up to the length of its tar. What is no file's body (headers,
//! padding, the end of the tar) is overhead. A hard link has no bytes of its own.
//!
//! Which bytes are copies of others is known only of what was hashed. [`Ledger::of`] reads nothing and knows of
//! none; [`Copies`] tells what is to be hashed, and [`Ledger::with`] takes what came of it.

mod copies;
mod copy_lists;
mod entries;

pub use copies::{Copies, Wanted};
pub(super) use copy_lists::largest;
pub use copy_lists::{Duplicates, Listed, MetadataCopy, Place};
pub(super) use entries::{Entry, entries};

use std::iter::Sum;
use std::ops::AddAssign;

use serde::Serialize;

use crate::Result;
use crate::tree::Tree;

/// Where a body's bytes are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Account {
    /// [`Accounts::live`].
    Live,
    /// [`Accounts::metadata`].
    Metadata,
    /// [`Accounts::duplicate`].
    Duplicate,
    /// [`Accounts::overwritten`].
    Overwritten,
    /// [`Accounts::deleted`].
    Deleted,
    /// [`Accounts::opaque`].
    Opaque,
    /// [`Accounts::replaced`].
    Replaced,
}

/// Bytes by what became of them, by the rules of the OCI image specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Accounts {
    /// In files that a container sees; of contents that are there more than once one of them.
    pub live: u64,
    /// In files that a layer wrote again with the same content, so that only mode, owner, times or extended
    /// attributes are other ones, if they are. The oldest of such a run of versions is the one that is live.
    pub metadata: u64,
    /// In files that a container sees, and whose content another such file has as well.
    pub duplicate: u64,
    /// In files that a later layer, or a later entry, wrote again.
    pub overwritten: u64,
    /// In files that a later layer deleted, by themselves or with a directory above.
    pub deleted: u64,
    /// In files under a directory that a later layer made opaque.
    pub opaque: u64,
    /// In files where a later layer has something that is no file, or no directory above it.
    pub replaced: u64,
    /// In headers, padding and the end of the tar.
    pub overhead: u64,
}

impl Accounts {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.live + self.wasted() + self.overhead
    }

    /// Those of the files that a container sees, each content as often as it sees it: the size of the merged tree.
    pub fn visible(&self) -> u64 {
        self.live + self.duplicate
    }

    /// Those in files that no container sees, and that are no copy of what it sees.
    pub fn hidden(&self) -> u64 {
        self.overwritten + self.deleted + self.opaque + self.replaced
    }

    /// Those that an image with the same contents could be without: the hidden ones and all copies. To be without
    /// `duplicate` its files would have to be hard links to each other.
    pub fn wasted(&self) -> u64 {
        self.hidden() + self.metadata + self.duplicate
    }

    /// One of them.
    pub(super) fn of(&mut self, account: Account) -> &mut u64 {
        match account {
            Account::Live => &mut self.live,
            Account::Metadata => &mut self.metadata,
            Account::Duplicate => &mut self.duplicate,
            Account::Overwritten => &mut self.overwritten,
            Account::Deleted => &mut self.deleted,
            Account::Opaque => &mut self.opaque,
            Account::Replaced => &mut self.replaced,
        }
    }
}

impl AddAssign for Accounts {
    fn add_assign(&mut self, more: Self) {
        self.live += more.live;
        self.metadata += more.metadata;
        self.duplicate += more.duplicate;
        self.overwritten += more.overwritten;
        self.deleted += more.deleted;
        self.opaque += more.opaque;
        self.replaced += more.replaced;
        self.overhead += more.overhead;
    }
}

impl Sum for Accounts {
    fn sum<I: Iterator<Item = Self>>(accounts: I) -> Self {
        accounts.fold(Self::default(), |mut sum, more| {
            sum += more;
            sum
        })
    }
}

/// How much is known of copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Known {
    /// Nothing was hashed: the accounts `metadata` and `duplicate` are empty.
    #[default]
    None,
    /// Some of what matters was hashed: these accounts may become larger.
    Some,
    /// All of it was, or nothing had to be.
    All,
}

/// The accounts of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ledger {
    /// Of each layer, oldest first; `None` for one that has not been read.
    pub layers: Vec<Option<LayerAccounts>>,
    /// How much is known of copies.
    pub copies: Known,
}

/// What became of a layer's bytes, and what the layer did to those of others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerAccounts {
    /// Its own bytes; they add up to the length of its tar, as far as that could be read.
    pub own: Accounts,
    /// Bytes of each layer, oldest first, that this one hid; its own if it hides some of them itself.
    pub hides: Vec<u64>,
}

impl Ledger {
    /// Adds up the layers that have arrived, without telling copies from others.
    pub fn of(tree: &Tree) -> Result<Self> {
        Self::add_up(tree, None)
    }

    /// The same, with what is known of copies so far. An error if a layer has arrived since `copies` were made.
    pub fn with(tree: &Tree, copies: &Copies) -> Result<Self> {
        Self::add_up(tree, Some(copies))
    }

    fn add_up(tree: &Tree, copies: Option<&Copies>) -> Result<Self> {
        let mut layers: Vec<Option<LayerAccounts>> = (0..tree.layers())
            .map(|position| {
                let accounts = || LayerAccounts { hides: vec![0; tree.layers()], ..LayerAccounts::default() };
                tree.layer(position).map(|_| accounts())
            })
            .collect();
        for entry in entries(tree, copies)? {
            let position = usize::from(entry.layer);
            if let Some(accounts) = &mut layers[position] {
                *accounts.own.of(entry.account) += entry.bytes;
            }
            let is_hidden = !matches!(entry.account, Account::Live | Account::Metadata | Account::Duplicate);
            if is_hidden && let Some(by) = entry.by.and_then(|by| layers[usize::from(by)].as_mut()) {
                by.hides[position] += entry.bytes;
            }
        }
        for (position, accounts) in layers.iter_mut().enumerate() {
            if let (Some(accounts), Some(layer)) = (accounts, tree.layer(position)) {
                accounts.own.overhead = layer.unpacked().saturating_sub(accounts.own.total());
            }
        }
        Ok(Self { layers, copies: copies.map_or(Known::None, Copies::known) })
    }

    /// The sums of all layers that have been read.
    pub fn sum(&self) -> Accounts {
        self.layers.iter().flatten().map(|layer| layer.own).sum()
    }
}
