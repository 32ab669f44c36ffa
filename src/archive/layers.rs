//! Layers as the archive stores them.

use super::Archive;
use crate::codec::{Compression, sniff};
use crate::source::Source as _;
use crate::{Error, Result};

/// One distinct layer: some bytes of the archive, or the lack of them.
#[derive(Debug)]
pub struct StoredLayer {
    /// The member that holds it; none if the archive does not.
    pub member: Option<usize>,
    /// Its name in the archive, or the one it would have.
    pub name: String,
    /// Offset of its bytes.
    pub offset: u64,
    /// Stored bytes; 0 when absent.
    pub size: u64,
    /// Told by its first bytes.
    pub compression: Compression,
    /// Why it can't be read, where that is known from outside.
    pub unreadable: Option<Error>,
}

impl Archive {
    /// The key of the layer of this name, if it is known already; names that lead to the same
    /// member lead to the same layer.
    pub(super) fn layer_key(&self, name: &str) -> Option<usize> {
        match self.members.file(name) {
            Some(member) => self.opening.held.get(&member).copied(),
            None => self.opening.absent.get(name).copied(),
        }
    }

    /// The key of the layer of this name, new or known.
    pub(super) fn layer_named(&mut self, name: &str, media_type: Option<&str>) -> usize {
        if let Some(key) = self.layer_key(name) {
            return key;
        }
        let key = self.layers.len();
        let layer = if let Some(member) = self.members.file(name) {
            self.opening.held.insert(member, key);
            self.held_layer(member, media_type)
        } else {
            self.opening.absent.insert(name.to_owned(), key);
            StoredLayer {
                member: None,
                name: name.to_owned(),
                offset: 0,
                size: 0,
                compression: Compression::None,
                unreadable: Some(absent(name, media_type)),
            }
        };
        self.layers.push(layer);
        key
    }

    fn held_layer(&self, index: usize, media_type: Option<&str>) -> StoredLayer {
        let member = self.members.at(index);
        let (compression, failure) = match self.sniff_layer(index) {
            Ok(compression) => (compression, None),
            Err(error) => (Compression::None, Some(error)),
        };
        let encrypted = media_type.is_some_and(|kind| kind.ends_with("+encrypted")).then(|| {
            Error::unsupported(
                "the layer is encrypted",
                &member.name,
                "Only the holder of the key can read it: skopeo copy --decryption-key KEY …",
            )
        });
        StoredLayer {
            member: Some(index),
            name: member.name.clone(),
            offset: member.body,
            // As much as is there, in an archive that is cut short.
            size: member.size.min(self.size.saturating_sub(member.body)),
            compression,
            unreadable: encrypted.or(failure),
        }
    }

    fn sniff_layer(&self, index: usize) -> Result<Compression> {
        let member = self.members.at(index);
        let mut magic = [0; 8];
        let want = member.size.min(magic.len() as u64) as usize;
        let got = self.source.fill(member.body, &mut magic[..want])?;
        Ok(sniff(&magic[..got]))
    }
}

fn absent(name: &str, media_type: Option<&str>) -> Error {
    let foreign =
        media_type.is_some_and(|kind| kind.contains("nondistributable") || kind.contains("foreign"));
    let what = if foreign {
        "the layer is not in the archive: its licence forbids to pass it on, a loader fetches it from elsewhere"
    } else {
        "the layer is not in the archive"
    };
    Error::absent(what, name)
}
