//! The history of an image as `docker history` prints it.

use serde::Serialize;

pub use super::command::{Command, command};
use super::human;
use crate::image::{Config, HistoryEntry};

/// What Docker prints for the id of a step that is no image of its own.
const MISSING: &str = "<missing>";

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryStep {
    /// The image's id on the newest row, `<missing>` on the others.
    pub id: String,
    /// RFC 3339 as in the config.
    pub created: Option<String>,
    /// `3 weeks ago`, `N/A`.
    pub created_since: String,
    /// As in the config.
    pub created_by: String,
    /// In 45 columns.
    pub created_by_short: String,
    /// Readable.
    pub command: String,
    /// The Dockerfile instruction; empty if it can't be told.
    pub instruction: String,
    /// Content bytes; `None` while the layer is not read.
    pub size: Option<u64>,
    /// `7.05MB`; empty while `size` is none.
    pub size_human: String,
    /// The builder's comment.
    pub comment: String,
    /// Who built it.
    pub author: String,
    /// Whether it made no layer.
    pub empty: bool,
    /// The layer it made.
    pub layer: Option<usize>,
}

/// The rows, newest first. `layer_sizes` has the content size of each layer, oldest first.
///
/// The n-th step that is not marked empty made the n-th layer (image-spec, config.md, `history`).
/// Layers that the history does not tell of get rows without a command, which Docker leaves out;
/// steps without a layer left have none.
pub fn steps(config: &Config, layer_sizes: &[Option<u64>], now: i64) -> Vec<HistoryStep> {
    let mut next = 0;
    let mut rows: Vec<HistoryStep> = Vec::with_capacity(config.history.len());
    for entry in &config.history {
        let layer = (!entry.empty_layer && next < layer_sizes.len()).then_some(next);
        next += usize::from(layer.is_some());
        rows.push(row(entry, layer, layer_sizes, now));
    }
    let silent = HistoryEntry::default();
    rows.extend((next..layer_sizes.len()).map(|layer| row(&silent, Some(layer), layer_sizes, now)));
    if let Some(newest) = rows.last_mut() {
        newest.id = config.id.to_string();
    }
    rows.reverse();
    rows
}

/// For each of `layers` layers the index into `config.history` of the step that made it.
pub fn layer_steps(config: &Config, layers: usize) -> Vec<Option<usize>> {
    let made = config.history.iter().enumerate().filter(|(_, entry)| !entry.empty_layer);
    let mut steps: Vec<_> = made.map(|(index, _)| Some(index)).take(layers).collect();
    steps.resize(layers, None);
    steps
}

fn row(entry: &HistoryEntry, layer: Option<usize>, sizes: &[Option<u64>], now: i64) -> HistoryStep {
    let created_by = entry.created_by.clone().unwrap_or_default();
    let Command { instruction, text } = command(&created_by);
    let size = layer.map_or(Some(0), |layer| sizes[layer]);
    HistoryStep {
        id: MISSING.to_owned(),
        created: entry.created.clone(),
        created_since: human::since(entry.created.as_deref(), now),
        created_by_short: human::shorten(&created_by),
        created_by,
        command: text,
        instruction,
        size,
        size_human: size.map(human::size).unwrap_or_default(),
        comment: entry.comment.clone().unwrap_or_default(),
        author: entry.author.clone().unwrap_or_default(),
        empty: entry.empty_layer,
        layer,
    }
}
