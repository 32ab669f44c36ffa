//! `RUN`: in the shell, without one, with a here-document.

use super::Line;
use super::golang::json;
use crate::insight::command::{is_list, split_arguments, split_shell, word};
use crate::insight::script::Language;

/// What a builder ran.
pub(super) struct Ran<'a> {
    /// Build arguments: `A=1 B=2`.
    arguments: &'a str,
    /// The words of the shell; none if there was no known one.
    shell: Vec<String>,
    language: Option<Language>,
    script: &'a str,
}

/// Takes `|1 A=1 /bin/sh -c SCRIPT` apart; `None` for what begins with neither arguments nor a shell.
pub(super) fn split(text: &str) -> Option<Ran<'_>> {
    let (language, script) = split_arguments(text)?;
    let before = &text[..text.len() - script.len()];
    let mut arguments = "";
    let mut shell = before.trim();
    if let Some(rest) = text.strip_prefix('|') {
        let first = word(rest).1;
        let start = text.len() - first.len();
        // The shell is the shortest end of it that is one.
        let starts = before
            .char_indices()
            .filter(|(at, _)| *at >= start && before[..*at].ends_with(char::is_whitespace));
        let at = starts.map(|(at, _)| at).rfind(|at| {
            language.is_some()
                && split_shell(&text[*at..]).is_some_and(|(_, after)| after.len() == script.len())
        });
        let at = at.unwrap_or(before.len()).max(start.min(before.len()));
        arguments = before.get(start..at).unwrap_or_default().trim();
        shell = before[at..].trim();
    }
    Some(Ran {
        arguments,
        shell: shell.split_ascii_whitespace().map(str::to_owned).collect(),
        language,
        script,
    })
}

impl<'a> Ran<'a> {
    /// The line of a Dockerfile as some builders keep it.
    pub(super) fn written(script: &'a str) -> Self {
        Self { arguments: "", shell: Vec::new(), language: None, script }
    }

    pub(super) fn script(&self) -> &'a str {
        self.script
    }

    /// The words of the shell that it ran in; none if that isn't known.
    pub(super) fn shell(&self) -> &[String] {
        if is_list(self.script) { &[] } else { &self.shell }
    }

    /// The line, where the shell of the Dockerfile is `shell`; `buildkit` joins the words of what runs without
    /// one. `declared` tells whether an `ARG` gave just this value.
    pub(super) fn line(&self, shell: &[String], buildkit: bool, declared: &dyn Fn(&str) -> bool) -> Line {
        let script = self.script.trim();
        let line = if script.is_empty() {
            Line::unknown("RUN", "RUN: the history does not tell what")
        } else if let Ok(list) = serde_json::from_str::<Vec<String>>(script) {
            Line::new("RUN", format!("RUN {}", json(&list)))
        } else if let Some(language) = self.language {
            // A backslash at the end would draw the next line into the command.
            if self.shell == shell && !script.ends_with('\\') {
                in_shell(script, language)
            } else {
                let mut words = self.shell.clone();
                words.push(script.to_owned());
                Line::new("RUN", format!("RUN {}", json(&words)))
            }
        } else if buildkit && script.starts_with("/dev/pipes/") {
            let line = Line::unknown("RUN", &format!("RUN {script}"));
            line.note("unknown: a script in a here-document, which the history does not have")
        } else if buildkit {
            let words: Vec<String> = script.split_ascii_whitespace().map(str::to_owned).collect();
            let line = Line { unknown: true, ..Line::new("RUN", format!("RUN {}", json(&words))) };
            line.note("unknown: where each word ends, for the history joins them with blanks")
        } else {
            in_shell(script, Language::Posix)
        };
        if self.arguments.is_empty() || self.arguments_are(declared) {
            return line;
        }
        line.note(format!("with the build arguments {}", self.arguments))
    }

    fn arguments_are(&self, declared: &dyn Fn(&str) -> bool) -> bool {
        self.arguments.split_ascii_whitespace().all(declared)
    }
}

/// A script in the shell form. What a Dockerfile would read otherwise gets the form that it reads right.
fn in_shell(script: &str, language: Language) -> Line {
    if script.contains('\n') {
        let text = if ends_with_documents(script) { format!("RUN {script}") } else { document(script) };
        return Line::new("RUN", text);
    }
    // Without its lines it is none to the shell; in a here-document of its own the Dockerfile leaves it alone.
    if script.split_ascii_whitespace().any(|word| document_name(word).is_some()) {
        return Line::new("RUN", document(script));
    }
    Line::new("RUN", format!("RUN {}", language.lay_out(script).replace('\n', " \\\n")))
}

/// The script as the here-document of a `RUN` that has nothing else: `BuildKit` keeps only its lines.
fn document(script: &str) -> String {
    let mut name = String::from("EOF");
    while script.lines().any(|line| line.trim() == name) {
        name.push('_');
    }
    format!("RUN <<{name}\n{script}\n{name}")
}

/// The name in `<<EOF`, `3<<-"EOF"` (`BuildKit`'s parser, `reHeredoc`).
fn document_name(word: &str) -> Option<&str> {
    let (descriptor, name) = word.split_once("<<")?;
    let name = name.strip_prefix('-').unwrap_or(name);
    let name = name.trim_matches(['"', '\'']);
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (descriptor.bytes().all(|byte| byte.is_ascii_digit()) && !name.is_empty() && name.chars().all(letters))
        .then_some(name)
}

/// Whether the first line opens here-documents, and the last of them ends where the script ends.
fn ends_with_documents(script: &str) -> bool {
    let mut lines = script.lines();
    let first = lines.next().unwrap_or_default();
    let names: Vec<&str> = first.split_ascii_whitespace().filter_map(document_name).collect();
    let all = names.iter().all(|name| lines.any(|line| line.trim_start_matches('\t') == *name));
    !names.is_empty() && all && lines.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str, shell: &[&str], buildkit: bool) -> (String, Vec<String>) {
        let shell: Vec<String> = shell.iter().map(|word| (*word).to_owned()).collect();
        let line = split(text).unwrap_or_else(|| Ran::written(text)).line(&shell, buildkit, &|_| false);
        (line.text, line.notes)
    }

    #[test]
    fn shells_and_arguments() {
        let sh = ["/bin/sh", "-c"];
        let text = |text: &str| run(text, &sh, true).0;
        assert_eq!(text("/bin/sh -c a && b"), "RUN a && \\\n    b");
        assert_eq!(
            text("/bin/bash -o pipefail -c a | b"),
            r#"RUN ["/bin/bash", "-o", "pipefail", "-c", "a | b"]"#
        );
        assert_eq!(
            run("|2 A=x y B= /bin/sh -c a", &sh, true),
            ("RUN a".into(), vec!["with the build arguments A=x y B=".into()])
        );
        assert_eq!(
            run("/bin/bash -o pipefail -c a", &["/bin/bash", "-o", "pipefail", "-c"], true).0,
            "RUN a"
        );
        assert_eq!(
            run("powershell -Command $a; b", &["powershell", "-Command"], false).0,
            "RUN $a; \\\n    b"
        );
        assert_eq!(run("cmd /S /C mkdir a && b", &["cmd", "/S", "/C"], false).0, "RUN mkdir a && \\\n    b");
        assert_eq!(text(r#"|1 V=1 /bin/sh -c ["a","b"]"#), r#"RUN ["a", "b"]"#);
        assert_eq!(text("|1 A=1 printf a  b"), r#"RUN ["printf", "a", "b"]"#);
        assert_eq!(text("|1 A=1 /dev/pipes/EOF"), "# RUN /dev/pipes/EOF");
        assert_eq!(text("/bin/sh -c a \\"), r#"RUN ["/bin/sh", "-c", "a \\"]"#);
        assert_eq!(text("/bin/sh -c"), "# RUN: the history does not tell what");
    }

    #[test]
    fn here_documents() {
        let text = |text: &str| run(text, &["/bin/sh", "-c"], true).0;
        assert_eq!(text("/bin/sh -c a\nb\n"), "RUN <<EOF\na\nb\nEOF");
        assert_eq!(text("/bin/sh -c cat <<EOF >x\na\nEOF\n"), "RUN cat <<EOF >x\na\nEOF");
        assert_eq!(text("/bin/sh -c cat <<EOF >x\na\nEOF\nb\n"), "RUN <<EOF_\ncat <<EOF >x\na\nEOF\nb\nEOF_");
        assert_eq!(text("/bin/sh -c x=$((1 << 2))"), "RUN x=$((1 << 2))");
    }
}
