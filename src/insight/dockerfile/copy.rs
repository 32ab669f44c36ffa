//! `COPY` and `ADD`.

use super::{Line, told};
use crate::insight::command::word;
use crate::tree::Wrote;

/// The line of a copy. Sources that the history has by digest only are marked as unknown; what came of them is
/// told from the layer.
pub(super) fn line(
    instruction: &str,
    rest: &str,
    buildkit: bool,
    layer: Option<usize>,
    wrote: Option<&Wrote>,
) -> Line {
    let rest = rest.trim();
    let place = layer.map(|layer| format!("copied into layer {}{}", layer + 1, told(wrote)));
    let note = |line: Line| match &place {
        Some(place) => line.note(place.as_str()),
        None => line,
    };
    if let Some((options, what, destination)) = by_digest(rest) {
        let mut text = instruction.to_owned();
        for part in [options, &format!("<unknown-{what}>"), destination] {
            if !part.is_empty() {
                text += " ";
                text += part;
            }
        }
        return note(Line { unknown: true, ..Line::new(instruction, text) });
    }
    let (first, mut sources) = word(rest);
    let mut source = first;
    while source.starts_with("--") {
        (source, sources) = word(sources);
    }
    if source.starts_with("<<") {
        let line = Line::unknown(instruction, &format!("{instruction} {rest}"));
        return note(
            line.note("unknown: the history does not have the here-document; its content is in the layer"),
        );
    }
    let line = note(Line::new(instruction, format!("{instruction} {rest}")));
    if buildkit && source.starts_with('/') && !rest.contains("--from=") {
        return line.note("perhaps from another stage or image: the history does not tell a --from");
    }
    line
}

/// `--chown=1:1file:ab12 in /dest` as options, `file:ab12` (the digest shortened, a dash for the colon) and
/// destination. The classic builder forgets the blank behind the options.
fn by_digest(rest: &str) -> Option<(&str, String, &str)> {
    let (what, destination) = match rest.split_once(" in ") {
        Some((what, destination)) => (what, destination.trim()),
        None => (rest.strip_suffix(" in")?, ""),
    };
    ["file:", "dir:", "multi:"].into_iter().find_map(|kind| {
        let at = what.rfind(kind)?;
        let digest = &what[at + kind.len()..];
        let is_digest = !digest.is_empty() && digest.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let options = what[..at].trim();
        let is_options = options.split_ascii_whitespace().all(|option| option.starts_with("--"));
        let short = digest.get(..12).unwrap_or(digest);
        (is_digest && is_options)
            .then(|| (options, format!("{}-{short}", kind.trim_end_matches(':')), destination))
    })
}
