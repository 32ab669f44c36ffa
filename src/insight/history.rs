//! The history of an image, row by row as `docker history` prints it.

use serde::Serialize;

pub use super::command::{Command, command};
use super::human;
use crate::image::{Config, HistoryEntry};

/// What stands for the ID of a step that is no image of its own.
const MISSING: &str = "<missing>";

/// One row of `docker history`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryStep {
    /// The whole image ID on the newest row, `<missing>` on the others.
    pub id: String,
    /// RFC 3339 as the config has it.
    pub created: Option<String>,
    /// As Docker prints it: `3 weeks ago`, `N/A`.
    pub created_since: String,
    /// The command as the config has it.
    pub created_by: String,
    /// The command as Docker shortens it.
    pub created_by_short: String,
    /// The command made readable: see [`command`].
    pub command: String,
    /// The Dockerfile instruction; empty if it can't be told.
    pub instruction: String,
    /// Content bytes: 0 for a step without a layer, `None` until the layer is read.
    pub size: Option<u64>,
    /// As Docker prints it: `7.05MB`; empty while there is no `size`.
    pub size_human: String,
    /// What the builder remarks.
    pub comment: String,
    /// Who made it.
    pub author: String,
    /// Whether it made no layer.
    pub empty: bool,
    /// The layer it made, 0 the oldest.
    pub layer: Option<usize>,
}

/// The rows, newest first. `layer_sizes` has the content bytes of each layer of the manifest, oldest
/// first.
///
/// Docker has no row for layers that the history does not tell of; here they get one without a command,
/// above all others, so that the rows account for every layer. Steps for which no layer is left have
/// `layer: None` and 0 bytes without being `empty`; Docker refuses to print such a history.
pub fn steps(config: &Config, layer_sizes: &[Option<u64>], now: i64) -> Vec<HistoryStep> {
    let made_by = layer_steps(config, layer_sizes.len());
    let mut layers =
        made_by.iter().enumerate().filter_map(|(layer, step)| Some((layer, (*step)?))).peekable();
    let mut rows: Vec<_> = (config.history.iter().enumerate())
        .map(|(step, entry)| {
            let layer = layers.next_if(|(_, of)| *of == step).map(|(layer, _)| layer);
            row(entry, layer, layer_sizes, now)
        })
        .collect();
    let untold = (0..layer_sizes.len()).filter(|layer| made_by[*layer].is_none());
    rows.extend(untold.map(|layer| row(&HistoryEntry::default(), Some(layer), layer_sizes, now)));
    if let Some(newest) = rows.last_mut() {
        newest.id = config.id.to_string();
    }
    rows.reverse();
    rows
}

/// For each of `layers` layers, oldest first, the index into `config.history` of the step that made it:
/// the steps that are not marked empty, in their order (OCI image-spec, config.md, "Properties",
/// history).
pub fn layer_steps(config: &Config, layers: usize) -> Vec<Option<usize>> {
    let making = config.history.iter().enumerate().filter(|(_, entry)| !entry.empty_layer);
    making.map(|(step, _)| Some(step)).chain(std::iter::repeat(None)).take(layers).collect()
}

fn row(entry: &HistoryEntry, layer: Option<usize>, layer_sizes: &[Option<u64>], now: i64) -> HistoryStep {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let created_by = text(&entry.created_by);
    let Command { instruction, text: command } = command(&created_by);
    let size = layer.map_or(Some(0), |layer| layer_sizes.get(layer).copied().flatten());
    HistoryStep {
        id: MISSING.into(),
        created: entry.created.clone(),
        created_since: human::since(entry.created.as_deref(), now),
        created_by_short: human::shorten(&created_by),
        created_by,
        command,
        instruction,
        size,
        size_human: size.map(human::size).unwrap_or_default(),
        comment: text(&entry.comment),
        author: text(&entry.author),
        empty: entry.empty_layer,
        layer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A config with a step for each word: `+name` made a layer, `name` did not.
    fn config(steps: &str) -> Config {
        let history: Vec<_> = steps
            .split_whitespace()
            .map(|step| serde_json::json!({"created_by": step, "empty_layer": !step.starts_with('+')}))
            .collect();
        let json = serde_json::json!({"rootfs": {"diff_ids": []}, "history": history});
        Config::parse(json.to_string().into(), "", &crate::Limits::default()).unwrap()
    }

    fn rows(steps_: &str, sizes: &[Option<u64>]) -> Vec<(String, Option<usize>, Option<u64>, bool)> {
        steps(&config(steps_), sizes, 0)
            .into_iter()
            .map(|s| (s.created_by, s.layer, s.size, s.empty))
            .collect()
    }

    #[test]
    fn each_layer_has_the_step_that_made_it() {
        assert_eq!(layer_steps(&config("a +b c +d"), 2), [Some(1), Some(3)]);
        assert_eq!(
            rows("a +b c +d", &[Some(7), None]),
            [
                ("+d".into(), Some(1), None, false),
                ("c".into(), None, Some(0), true),
                ("+b".into(), Some(0), Some(7), false),
                ("a".into(), None, Some(0), true),
            ]
        );
    }

    #[test]
    fn layers_that_history_does_not_tell_of() {
        assert_eq!(layer_steps(&config("+a b"), 3), [Some(0), None, None]);
        assert_eq!(
            rows("+a b", &[Some(1), Some(2), Some(3)]),
            [
                (String::new(), Some(2), Some(3), false),
                (String::new(), Some(1), Some(2), false),
                ("b".into(), None, Some(0), true),
                ("+a".into(), Some(0), Some(1), false),
            ]
        );
        assert_eq!(rows("", &[Some(1)]), [(String::new(), Some(0), Some(1), false)]);
        assert_eq!(rows("", &[]), []);
    }

    #[test]
    fn steps_that_have_no_layer() {
        assert_eq!(layer_steps(&config("+a +b"), 1), [Some(0)]);
        assert_eq!(
            rows("+a +b", &[Some(1)]),
            [("+b".into(), None, Some(0), false), ("+a".into(), Some(0), Some(1), false)]
        );
    }

    #[test]
    fn only_the_newest_row_is_an_image() {
        let config = config("a +b");
        let ids: Vec<_> = steps(&config, &[None, None], 0).into_iter().map(|step| step.id).collect();
        assert_eq!(ids, [config.id.to_string().as_str(), MISSING, MISSING]);
    }

    #[test]
    fn fields_are_named_as_the_page_expects() {
        let json = serde_json::to_value(steps(&config("+a"), &[None], 0)).unwrap();
        let names: Vec<_> = json[0].as_object().unwrap().keys().map(String::as_str).collect();
        let wanted = "id created createdSince createdBy createdByShort command instruction size sizeHuman comment author empty layer";
        assert_eq!(names, wanted.split(' ').collect::<Vec<_>>());
        assert_eq!((&json[0]["size"], &json[0]["sizeHuman"]), (&serde_json::Value::Null, &"".into()));
    }
}
