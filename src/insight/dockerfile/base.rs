//! What an image was made from.

use super::{Line, Origin};
use crate::image::{Config, HistoryEntry, Reference};

/// How much of an image is its base.
pub(super) struct Base<'a> {
    /// The first steps of the history, which made the base.
    pub(super) steps: usize,
    /// The config of the base, if the archive has it.
    pub(super) config: Option<&'a Config>,
}

/// The `FROM`, and what it stands for: the image of the archive with the longest list of diff IDs that the
/// image's begin with; else what buildah remarks in the history; else nothing.
pub(super) fn find<'a>(config: &Config, others: &'a [(Vec<String>, Config)]) -> (Line, Base<'a>) {
    let named = named(config);
    let fits = others.iter().filter(|(_, other)| is_base(config, other));
    let best = fits.max_by_key(|(references, other)| {
        (other.diff_ids.len(), common(config, other), other.history.len(), !references.is_empty())
    });
    if let Some((references, other)) = best
        && named.as_ref().is_none_or(|(_, steps)| *steps <= base_steps(config, other))
    {
        let steps = base_steps(config, other);
        let layers = other.diff_ids.len();
        let mut line = Line::new("FROM", "");
        line.text = match references.first() {
            Some(name) => format!("FROM {name}"),
            None => format!("FROM {}", other.id),
        };
        line.notes.push(format!("an image of this archive, known by its layers: {layers} of this one's"));
        if references.len() > 1 {
            line.notes.push(format!("its other names: {}", references[1..].join(" ")));
        }
        if common(config, other) < other.history.len() {
            line.notes.push("its history is another, so the base may have been another image".into());
            line.unknown = true;
        }
        return (Line { origin: Origin::From, ..line }, Base { steps, config: Some(other) });
    }
    if let Some((name, steps)) = named {
        let line = Line::new("FROM", format!("FROM {name}"))
            .note("named by the history; the archive does not have it");
        return (Line { origin: Origin::From, ..line }, Base { steps, config: None });
    }
    let line = Line::new("FROM", "FROM scratch").note(
        "unknown: no base image is told of or in this archive; if there was one, its steps are among these",
    );
    (Line { origin: Origin::From, unknown: true, ..line }, Base { steps: 0, config: None })
}

/// Whether all layers of `other` begin this image; with the same layers, it must have more steps.
fn is_base(config: &Config, other: &Config) -> bool {
    let (ours, theirs) = (&config.diff_ids, &other.diff_ids);
    let more = ours.len() > theirs.len()
        || (config.history.len() > other.history.len() && common(config, other) == other.history.len());
    !theirs.is_empty() && ours.starts_with(theirs) && more
}

/// How many steps both histories begin with.
fn common(config: &Config, other: &Config) -> usize {
    config.history.iter().zip(&other.history).take_while(|(a, b)| same(a, b)).count()
}

fn same(a: &HistoryEntry, b: &HistoryEntry) -> bool {
    (&a.created_by, a.empty_layer) == (&b.created_by, b.empty_layer)
}

/// The steps of the base: its own, or, where the histories part, up to the one that made its last layer.
fn base_steps(config: &Config, other: &Config) -> usize {
    let common = common(config, other);
    if common == other.history.len() {
        return common;
    }
    let making = config.history.iter().enumerate().filter(|(_, entry)| !entry.empty_layer);
    let last = making.take(other.diff_ids.len()).last().map_or(0, |(step, _)| step + 1);
    last.max(common.min(config.history.len()))
}

/// What buildah remarks on the first step after the base: `FROM localhost/stack:1.0`; and how many steps come
/// before it. Inside of a build it remarks the ID of the step before, which is no name.
fn named(config: &Config) -> Option<(String, usize)> {
    let steps = config.history.iter().enumerate().rev();
    steps.into_iter().find_map(|(step, entry)| {
        let (_, name) = entry.comment.as_deref()?.rsplit_once("FROM ")?;
        let is_id = name.len() >= 12 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        (!is_id && Reference::parse(name).is_ok()).then(|| (name.to_owned(), step))
    })
}
