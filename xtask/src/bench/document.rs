//! `docs/performance.md`, which keeps the last tables.

use std::fs;

use crate::failure::{Context, Failure, Result};
use crate::project::Project;

pub(super) const FILE: &str = "docs/performance.md";
const BEGIN: &str = "<!-- bench: begin -->";
const END: &str = "<!-- bench: end -->";

/// Puts the text between the marks.
pub(super) fn write(project: &Project, text: &str) -> Result {
    let file = project.file(FILE);
    let old = fs::read_to_string(&file).context(format_args!("cannot read {FILE}"))?;
    let new = replace(&old, text)
        .ok_or_else(|| Failure::new(format!("{FILE} has no lines {BEGIN} and {END} to write between")))?;
    fs::write(&file, new).context(format_args!("cannot write {FILE}"))
}

fn replace(old: &str, text: &str) -> Option<String> {
    let (before, rest) = old.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{}\n{END}{after}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_is_replaced() {
        let old = format!("head\n{BEGIN}\nold\n{END}\ntail\n");
        assert_eq!(replace(&old, "\nnew\n").unwrap(), format!("head\n{BEGIN}\nnew\n{END}\ntail\n"));
        assert_eq!(replace("no marks", "new"), None);
        assert!(include_str!("../../../docs/performance.md").contains(BEGIN));
    }
}
