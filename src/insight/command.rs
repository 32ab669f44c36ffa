use super::script::Language;

/// The instructions of a Dockerfile (Dockerfile reference).
pub(super) const INSTRUCTIONS: [&str; 18] = [
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

/// A step of the history, as it may have stood in a Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The instruction: `RUN`, `COPY`; empty if it can't be told.
    pub instruction: String,
    /// The whole command. It begins with the instruction if there is one; a `RUN` has a line for each of
    /// its commands.
    pub text: String,
}

/// Makes a history entry's `created_by` readable. There is no rule for what builders write; known are
///
/// - the classic builder: `/bin/sh -c #(nop) COPY …`, and the bare command of a `RUN`, with build
///   arguments before it as `|2 A=1 B=2 /bin/sh -c …`; on Windows `cmd /S /C` or `powershell -Command`
/// - `BuildKit`: `COPY … # buildkit`, `RUN |1 A=1 /bin/sh -c … # buildkit`
/// - kaniko and others: the line of the Dockerfile
///
/// What is none of them stays as it is.
pub fn command(created_by: &str) -> Command {
    let text = created_by.trim();
    let (text, buildkit) = match text.strip_suffix("# buildkit") {
        Some(text) => (text.trim_end(), true),
        None => (text, false),
    };
    let (first, rest) = word(text);
    if first == "RUN" {
        return match split_arguments(rest) {
            // BuildKit joins the words of a RUN without a shell; then blanks may be parts of words.
            None if buildkit || is_list(rest) => run(rest),
            None => run(&Language::Posix.lay_out(rest)),
            Some((shell, script)) => run(&laid_out(shell, script)),
        };
    }
    match split_arguments(text) {
        Some((shell, script)) => match script.strip_prefix("#(nop)") {
            Some(step) => plain(step.trim()),
            None => run(&laid_out(shell, script)),
        },
        None => plain(text),
    }
}

fn run(script: &str) -> Command {
    let text = if script.is_empty() { "RUN".into() } else { format!("RUN {script}") };
    Command { instruction: "RUN".into(), text }
}

fn plain(text: &str) -> Command {
    let (first, _) = word(text);
    let instruction = if INSTRUCTIONS.contains(&first) { first } else { "" };
    Command { instruction: instruction.into(), text: text.into() }
}

fn laid_out(shell: Option<Language>, script: &str) -> String {
    match shell {
        Some(shell) if !is_list(script) => shell.lay_out(script),
        _ => script.trim().to_owned(),
    }
}

/// The JSON form of a `RUN`, which buildah writes behind the shell that it does not use.
pub(super) fn is_list(text: &str) -> bool {
    serde_json::from_str::<Vec<String>>(text).is_ok()
}

/// The script that a shell is to run, without the shell and the build arguments before it; `None` for
/// what begins with neither. There is no language if no known shell comes after the arguments.
pub(super) fn split_arguments(text: &str) -> Option<(Option<Language>, &str)> {
    let Some(arguments) = text.strip_prefix('|') else {
        return split_shell(text).map(|(shell, script)| (Some(shell), script));
    };
    let (count, mut rest) = word(arguments);
    let count: usize = count.parse().ok()?;
    let mut after_arguments = None;
    // A value may have blanks in it, so the shell ends the arguments, not their number.
    for seen in 0.. {
        if seen == count {
            after_arguments = Some((None, rest));
        }
        if seen >= count
            && let Some((shell, script)) = split_shell(rest)
        {
            return Some((Some(shell), script));
        }
        if rest.is_empty() {
            break;
        }
        rest = word(rest).1;
    }
    after_arguments
}

/// `/bin/bash -eo pipefail -c SCRIPT`, `cmd /S /C SCRIPT`, `powershell -NoProfile -Command SCRIPT`.
pub(super) fn split_shell(text: &str) -> Option<(Language, &str)> {
    let (program, mut rest) = word(text);
    let name = program.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let shell = match name.strip_suffix(".exe").unwrap_or(&name) {
        "sh" | "bash" | "ash" | "dash" | "ksh" | "mksh" | "zsh" => Language::Posix,
        "cmd" => Language::Cmd,
        "powershell" | "pwsh" => Language::PowerShell,
        _ => return None,
    };
    loop {
        let (option, after) = word(rest);
        let lower = option.to_ascii_lowercase();
        let (last, has_value) = match shell {
            Language::Posix => {
                let flags = option.strip_prefix(['-', '+'])?;
                // One letter each; -o has a name after it, wherever the c is.
                let short = !flags.starts_with('-');
                (short && flags.contains('c'), short && flags.contains('o'))
            }
            Language::Cmd => (option.strip_prefix('/')?.eq_ignore_ascii_case("c"), false),
            Language::PowerShell => (
                matches!(lower.strip_prefix('-')?, "command" | "c"),
                matches!(
                    &lower[1..],
                    "executionpolicy" | "ep" | "version" | "windowstyle" | "inputformat" | "outputformat"
                ),
            ),
        };
        rest = if has_value { word(after).1 } else { after };
        if last {
            return Some((shell, rest));
        }
    }
}

/// The first word, and what comes after it and its blanks.
pub(super) fn word(text: &str) -> (&str, &str) {
    match text.split_once(|c: char| c.is_ascii_whitespace()) {
        Some((first, rest)) => (first, rest.trim_start()),
        None => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(created_by: &str, instruction: &str, text: &str) {
        let wanted = Command { instruction: instruction.into(), text: text.into() };
        assert_eq!(command(created_by), wanted, "{created_by}");
    }

    #[test]
    fn the_classic_builder() {
        check(r#"/bin/sh -c #(nop)  CMD ["/bin/sh" "-c"]"#, "CMD", r#"CMD ["/bin/sh" "-c"]"#);
        check(
            "/bin/sh -c #(nop) COPY file:56228c in /etc/worker.conf ",
            "COPY",
            "COPY file:56228c in /etc/worker.conf",
        );
        check("/bin/sh -c #(nop) ENV ", "ENV", "ENV");
        check("/bin/sh -c #(nop)", "", "");
        check("/bin/sh -c mkdir /a &&     cd /a", "RUN", "RUN mkdir /a &&\n    cd /a");
        check("|1 V=1.0 /bin/sh -c echo $V; true", "RUN", "RUN echo $V;\n    true");
        check("|2 A=x y B= /bin/sh -c a", "RUN", "RUN a");
        check("|0 /bin/sh -c a", "RUN", "RUN a");
        check(
            r#"|1 V=1 /bin/sh -c ["/bin/sh", "-c", "a  && b"]"#,
            "RUN",
            r#"RUN ["/bin/sh", "-c", "a  && b"]"#,
        );
        check("/bin/sh -c", "RUN", "RUN");
    }

    #[test]
    fn buildkit() {
        check("COPY sh /bin/sh # buildkit", "COPY", "COPY sh /bin/sh");
        check("WORKDIR /srv", "WORKDIR", "WORKDIR /srv");
        check("RUN /bin/sh -c a && b # buildkit", "RUN", "RUN a &&\n    b");
        check("RUN |1 VERSION=1.0 /bin/sh -c a # buildkit", "RUN", "RUN a");
        check("RUN |2 A=1 B=2 3 /bin/bash -eo pipefail -c a | b # buildkit", "RUN", "RUN a | b");
        check("RUN |1 A=1 printf a  b # buildkit", "RUN", "RUN printf a  b");
        check("RUN printf a  && # buildkit", "RUN", "RUN printf a  &&");
        check("RUN /bin/sh -c cat <<X >a\nb  && c\nX\n # buildkit", "RUN", "RUN cat <<X >a\nb  && c\nX");
        check("COPY <<X /a # buildkit", "COPY", "COPY <<X /a");
    }

    #[test]
    fn other_shells() {
        check("/bin/bash -o pipefail -c a && b", "RUN", "RUN a &&\n    b");
        check("/bin/bash -ceo pipefail a", "RUN", "RUN a");
        check("bash --login +x -c a", "RUN", "RUN a");
        check("/busybox/sh -ec a", "RUN", "RUN a");
        check("cmd /S /C mkdir a && b", "RUN", "RUN mkdir a &&\n    b");
        check("cmd /S /C #(nop) USER ContainerUser", "USER", "USER ContainerUser");
        check(r"C:\Windows\System32\CMD.EXE /c a", "RUN", "RUN a");
        check("powershell -Command $a = 'b;'; c", "RUN", "RUN $a = 'b;';\n    c");
        check("pwsh.exe -NoProfile -ExecutionPolicy Bypass -Command a", "RUN", "RUN a");
        check("|1 V=1 powershell -Command a", "RUN", "RUN a");
    }

    #[test]
    fn dockerfile_lines() {
        check("RUN apk add   curl && b", "RUN", "RUN apk add curl &&\n    b");
        check(r#"RUN ["a", "b  && c"]"#, "RUN", r#"RUN ["a", "b  && c"]"#);
        check("RUN", "RUN", "RUN");
        check("ENV A=b  c", "ENV", "ENV A=b  c");
    }

    #[test]
    fn what_is_unknown_stays() {
        for text in [
            "",
            "bazel build ...",
            "bash",
            "/bin/sh",
            "/bin/bash -l",
            "cmd",
            "powershell -File a.ps1",
            "|",
            "|x a",
            "| a",
            "|9 a",
            "#(nop)",
            "run a",
            "Buildpacks  Launcher",
        ] {
            check(text, "", text);
        }
        check("  # buildkit", "", "");
    }
}
