//! Search in one layer: by name, by content, by digest, by permissions.
//!
//! A [`Query`] says what is looked for. [`search_layer`] does the whole pass and tells each [`Match`] as it is
//! found; for the merged view its `only` takes the entries that
//! [`Tree::visible`](crate::tree::Tree::visible) names.
//!
//! Text and hexadecimal bytes are found with `memchr::memmem`, regular expressions with the lazy DFA of
//! `regex-automata`, whose time is linear in the content whatever the pattern is. docs/search.md has the sizes
//! and speeds which that was chosen by.

mod bytes;
mod content;
mod digest;
mod expression;
mod finder;
mod folded;
mod glob;
mod names;
mod query;

pub use content::{ContentSearch, Tally};
pub use digest::DigestSearch;
pub use names::{NameSearch, with_permissions};
pub use query::{Bounds, Pattern, PatternKind, Query, Request};

use serde::Serialize;

use super::risks::Permission;
use super::{Excerpt, Sink, Unread, scan_layer};
use crate::layer::Layer;
use crate::source::Source;
use crate::{Limits, Result};

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Match {
    /// The entry's number in the layer.
    pub entry: u32,
    /// Its path, as the tree shows paths.
    pub path: String,
    /// Where in its content, if that was searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What is special about it, if that was searched for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<Permission>,
}

/// A place in a content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Offset of its first byte.
    pub offset: u64,
    /// How many bytes it has.
    pub length: u64,
    /// The line it begins in, counted from 1; `None` in binary content.
    pub line: Option<u64>,
    /// Its first byte in the line, counted in bytes from 1; `None` in binary content.
    pub column: Option<u64>,
    /// Whether the content is taken for binary: it has a NUL in its first 8000 bytes.
    pub binary: bool,
    /// What is there.
    pub excerpt: Excerpt,
}

/// What a pass over one layer came to.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Files with matches in their content, in the order of the tar. Empty for other searches.
    pub tallies: Vec<Tally>,
    /// Matches in all, those beyond the bounds too.
    pub matches: u64,
    /// How many of them were told.
    pub told: u64,
    /// Whether the sink ended the pass.
    pub stopped: bool,
    /// Files that could not be read.
    pub unread: Vec<Unread>,
}

/// Says whether `query` can be searched for: a `Usage` error says what is wrong with its pattern, and where.
pub fn check(query: &Query) -> Result<()> {
    match query {
        Query::Name { pattern } => NameSearch::new(pattern).map(drop),
        Query::Content { pattern, files } => {
            files.as_ref().map_or(Ok(()), |files| NameSearch::new(files).map(drop))?;
            finder::Finder::new(pattern).map(drop)
        }
        Query::Sha256 { digest, size } => digest::Wanted::new(digest, *size).map(drop),
        Query::Permissions { .. } => Ok(()),
    }
}

/// Does what `request` asks for in `layer`, whose stored bytes are `stored`, and tells `sink` what is found, in the order of the tar.
/// `only` may leave entries out by their number. `progress` is told how many bytes of the uncompressed tar are
/// done with; only searches that read content call it.
///
/// A `Usage` error says what is wrong with the query; files that can't be read are in the [`Outcome`].
pub fn search_layer<S: Source>(
    request: &Request,
    layer: &Layer,
    stored: S,
    limits: &Limits,
    only: impl Fn(u32) -> bool,
    sink: &mut dyn Sink<Match>,
    progress: impl FnMut(u64),
) -> Result<Outcome> {
    let Request { query, bounds } = request;
    match query {
        Query::Name { pattern } => {
            let search = NameSearch::new(pattern)?;
            Ok(names::told(search.matches(layer, only), bounds, sink))
        }
        Query::Permissions { any } => Ok(names::told(with_permissions(layer, any, only), bounds, sink)),
        Query::Sha256 { digest, size } => {
            let mut search = DigestSearch::new(digest, *size, bounds, sink)?;
            let unread = scan_layer(layer, stored, limits, only, &mut [&mut search], progress);
            Ok(Outcome { unread, ..search.finish() })
        }
        Query::Content { pattern, files } => {
            let mut search = ContentSearch::new(pattern, files.as_ref(), bounds, sink)?;
            let unread = scan_layer(layer, stored, limits, only, &mut [&mut search], progress);
            Ok(Outcome { unread, ..search.finish() })
        }
    }
}
