//! Build steps as people wrote them, out of what builders record of them.

/// The instructions of a Dockerfile (Dockerfile reference).
const INSTRUCTIONS: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];
/// What the shell form of `RUN` puts in front, on Linux and on Windows.
const SHELLS: [&str; 5] =
    ["/bin/sh -c ", "/bin/bash -c ", "/bin/ash -c ", "cmd /S /C ", "powershell -Command "];
const NOP: &str = "#(nop) ";

/// A step, readable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The Dockerfile instruction; empty if it can't be told.
    pub instruction: String,
    /// The whole step, one line for each command of a `RUN`.
    pub text: String,
}

/// Reads what a builder recorded as `created_by`.
pub fn command(created_by: &str) -> Command {
    let text = created_by.trim();
    let text = text.strip_suffix("# buildkit").map_or(text, str::trim_end);
    // BuildKit records the instruction; the classic builder a shell for RUN, and a comment in one else.
    if let Some(step) = text.strip_prefix("RUN ") {
        return run(step.trim_start());
    }
    if let Some(rest) = after_shell(text) {
        return match rest.strip_prefix(NOP) {
            Some(step) => other(step.trim()),
            None => run(text),
        };
    }
    if text.starts_with('|') {
        return run(text);
    }
    other(text)
}

fn other(text: &str) -> Command {
    let word = text.split_whitespace().next().unwrap_or_default();
    let instruction = if INSTRUCTIONS.contains(&word) { word } else { "" };
    Command { instruction: instruction.to_owned(), text: text.to_owned() }
}

fn run(step: &str) -> Command {
    let step = without_arguments(step);
    let step = after_shell(step).unwrap_or(step).trim();
    Command { instruction: "RUN".to_owned(), text: format!("RUN {}", broken_up(step)) }
}

fn after_shell(text: &str) -> Option<&str> {
    SHELLS.iter().find_map(|shell| text.strip_prefix(shell))
}

/// `|2 A=1 B=2 /bin/sh -c …`: build arguments in front of the shell, which may hold spaces.
fn without_arguments(step: &str) -> &str {
    if !step.starts_with('|') {
        return step;
    }
    let shells = SHELLS.iter().filter_map(|shell| step.find(&format!(" {shell}")));
    shells.min().map_or(step, |at| &step[at + 1..])
}

/// Begins a line after each `&&` that stands outside of quotes, as people write it.
fn broken_up(step: &str) -> String {
    // A here-document, and lines as they were written, stay as they are.
    if step.contains('\n') || step.contains("<<") {
        return step.to_owned();
    }
    let mut lines = String::with_capacity(step.len() + 32);
    let mut quote = None;
    let mut chars = step.chars().peekable();
    while let Some(c) = chars.next() {
        lines.push(c);
        match (c, quote) {
            ('\\', None | Some('"')) => lines.extend(chars.next()),
            ('\'' | '"', None) => quote = Some(c),
            (_, Some(open)) if c == open => quote = None,
            ('&', None) if chars.peek() == Some(&'&') => {
                lines.extend(chars.next());
                while chars.next_if(|c| c.is_whitespace()).is_some() {}
                lines.push_str("\n    ");
            }
            _ => {}
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn forms_of_builders() {
        for (created_by, instruction, text) in [
            ("/bin/sh -c #(nop)  CMD [\"sh\"]", "CMD", "CMD [\"sh\"]"),
            ("/bin/sh -c #(nop) ADD file:ab in / ", "ADD", "ADD file:ab in /"),
            ("/bin/sh -c a &&     b 'c && d' && e", "RUN", "RUN a &&\n    b 'c && d' &&\n    e"),
            ("RUN /bin/sh -c a # buildkit", "RUN", "RUN a"),
            ("RUN |1 V=a b /bin/sh -c echo $V # buildkit", "RUN", "RUN echo $V"),
            ("|1 V=1 /bin/sh -c a", "RUN", "RUN a"),
            ("COPY a b # buildkit", "COPY", "COPY a b"),
            ("RUN [\"a\", \"b\"]", "RUN", "RUN [\"a\", \"b\"]"),
            ("cmd /S /C dir", "RUN", "RUN dir"),
            ("/bin/sh -c cat <<X && b\n1\nX", "RUN", "RUN cat <<X && b\n1\nX"),
            ("bazel build //x", "", "bazel build //x"),
            ("/bin/sh -c echo \\\" && b", "RUN", "RUN echo \\\" &&\n    b"),
            ("", "", ""),
        ] {
            let found = command(created_by);
            assert_eq!((found.instruction.as_str(), found.text.as_str()), (instruction, text));
        }
    }
}
