/// The language that a step's command is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Posix,
    Cmd,
    PowerShell,
}

/// Where each further command of a step is put.
const NEXT: &str = "\n    ";

impl Language {
    /// Lays a script of one line out, a line for each command: broken after `&&` and `;`, but never
    /// inside quotes, substitutions, groups or compound commands. What is laid out in lines already (a
    /// here-document, or a script in one), or is not understood, stays exactly as it is.
    pub(super) fn lay_out(self, script: &str) -> String {
        let script = script.trim();
        if script.contains('\n') {
            return script.to_owned();
        }
        let lines = match self {
            Self::Posix => Posix::new(script).lines(),
            Self::Cmd => windows(script, &["&&"], '^', &['"']),
            Self::PowerShell => windows(script, &["&&", ";"], '`', &['"', '\'']),
        };
        lines.unwrap_or_else(|| script.to_owned())
    }
}

/// What is open and has to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// `(`, `$(`, `((`
    Paren,
    /// `${`
    Parameter,
    Double,
    Backtick,
    /// A compound command, up to this reserved word.
    Until(&'static str),
}

/// Splits POSIX shell, with bash's `[[`, `((` and `$'…'` (POSIX.1-2024, Shell Command Language, 2.2 to 2.10).
struct Posix<'a> {
    text: &'a str,
    at: usize,
    out: String,
    open: Vec<Open>,
    /// The word that is being read as far as no quotes are in it.
    word: String,
    in_word: bool,
    /// Whether the next word can be a reserved one (2.4).
    command_position: bool,
    /// Whether white space is to be written before what comes next.
    space: bool,
}

impl<'a> Posix<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            out: String::with_capacity(text.len() + text.len() / 8),
            open: Vec::new(),
            word: String::new(),
            in_word: false,
            command_position: true,
            space: false,
        }
    }

    /// The script in lines; `None` if something is not closed, or closed without being open.
    fn lines(mut self) -> Option<String> {
        while let Some(c) = self.peek() {
            match self.open.last() {
                Some(Open::Double | Open::Parameter | Open::Backtick) => self.quoted(c)?,
                _ => self.code(c)?,
            }
        }
        self.end_word()?;
        self.open.is_empty().then_some(self.out)
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Writes the next `count` bytes as they are.
    fn copy(&mut self, count: usize) {
        if std::mem::take(&mut self.space) && !self.out.is_empty() && !self.out.ends_with(NEXT) {
            self.out.push(' ');
        }
        self.out.push_str(&self.text[self.at..self.at + count]);
        self.at += count;
    }

    fn copy_char(&mut self) {
        self.copy(self.peek().map_or(0, char::len_utf8));
    }

    /// A backslash and what it quotes.
    fn copy_escaped(&mut self) {
        self.copy(1);
        self.copy_char();
    }

    /// `'…'` or, with escapes, `$'…'`.
    fn single_quotes(&mut self) -> Option<()> {
        let escapes = self.rest().starts_with('$');
        let mut end = if escapes { 2 } else { 1 };
        loop {
            end += self.rest()[end..].find(if escapes { ['\'', '\\'] } else { ['\'', '\''] })?;
            if self.rest()[end..].starts_with('\'') {
                break;
            }
            end += 1 + self.rest()[end + 1..].chars().next()?.len_utf8();
        }
        self.copy(end + 1);
        Some(())
    }

    /// Inside of `"…"`, `${…}` and `` `…` ``, where white space counts.
    fn quoted(&mut self, c: char) -> Option<()> {
        let top = *self.open.last()?;
        match c {
            '\\' => self.copy_escaped(),
            '"' if top == Open::Double => self.close(1),
            '}' if top == Open::Parameter => self.close(1),
            '`' if top == Open::Backtick => self.close(1),
            '"' => self.push(Open::Double, 1),
            '\'' if top != Open::Double => self.single_quotes()?,
            _ => self.substitution(c),
        }
        Some(())
    }

    /// The opening of a substitution, or a plain character.
    fn substitution(&mut self, c: char) {
        if c == '`' {
            self.push(Open::Backtick, 1);
        } else if self.rest().starts_with("${") {
            self.push(Open::Parameter, 2);
        } else if self.rest().starts_with("$(") {
            self.push(Open::Paren, 2);
            self.word.clear();
            self.in_word = false;
            self.command_position = true;
        } else {
            self.copy_char();
        }
    }

    fn push(&mut self, open: Open, count: usize) {
        self.copy(count);
        self.open.push(open);
    }

    fn close(&mut self, count: usize) {
        self.copy(count);
        self.open.pop();
    }

    /// Outside of quotes.
    fn code(&mut self, c: char) -> Option<()> {
        match c {
            _ if c.is_ascii_whitespace() => {
                self.end_word()?;
                self.space = true;
                self.at += 1;
            }
            '#' if !self.in_word => {
                // A comment up to the end: there is nothing left to split.
                self.copy(self.rest().len());
            }
            '(' => {
                self.end_word()?;
                self.push(Open::Paren, 1);
                self.command_position = true;
            }
            ')' => {
                self.end_word()?;
                match self.open.last() {
                    Some(Open::Paren) => self.close(1),
                    Some(Open::Until("esac")) => self.copy(1), // of a pattern
                    _ => return None,
                }
                self.command_position = true;
            }
            ';' | '&' | '|' => self.operator(c)?,
            '<' | '>' => {
                self.end_word()?;
                let here_document = self.rest().starts_with("<<") && !self.rest().starts_with("<<<");
                if here_document && self.open.last() != Some(&Open::Paren) {
                    return None; // its lines are missing; inside of `((` it is a shift
                }
                self.copy(
                    self.rest().find(|c| c != '<' && c != '>' && c != '&').unwrap_or(self.rest().len()),
                );
                self.command_position = false;
            }
            '\\' => {
                self.quoted_part_of_word();
                self.copy_escaped();
            }
            '\'' => {
                self.quoted_part_of_word();
                self.single_quotes()?;
            }
            '"' => {
                self.quoted_part_of_word();
                self.push(Open::Double, 1);
            }
            '$' if self.rest().starts_with("$'") => {
                self.quoted_part_of_word();
                self.single_quotes()?;
            }
            '$' | '`' => {
                self.quoted_part_of_word();
                self.command_position = false;
                self.substitution(c);
            }
            _ => {
                if !self.in_word {
                    self.word.clear();
                    self.in_word = true;
                }
                self.word.push(c);
                self.copy_char();
            }
        }
        Some(())
    }

    /// A word with quotes is no reserved word.
    fn quoted_part_of_word(&mut self) {
        if !self.in_word {
            self.word.clear();
            self.in_word = true;
        }
        self.word.push('\0');
    }

    fn operator(&mut self, c: char) -> Option<()> {
        self.end_word()?;
        let count = self.rest().bytes().take_while(|byte| matches!(byte, b';' | b'&' | b'|')).count();
        let operator = &self.rest()[..count];
        if c == '&' && self.rest().starts_with("&>") {
            self.copy(1);
            return Some(());
        }
        let ends_command = operator == "&&" || operator == ";";
        self.copy(count);
        self.command_position = true;
        if ends_command && self.open.is_empty() && !self.rest().trim_start().is_empty() {
            self.out.push_str(NEXT);
        }
        Some(())
    }

    fn end_word(&mut self) -> Option<()> {
        if !std::mem::take(&mut self.in_word) {
            return Some(());
        }
        if self.word == "]]" && self.open.last() == Some(&Open::Until("]]")) {
            self.open.pop();
        } else if self.command_position {
            self.command_position = matches!(
                self.word.as_str(),
                "if" | "then"
                    | "elif"
                    | "else"
                    | "fi"
                    | "while"
                    | "until"
                    | "do"
                    | "done"
                    | "{"
                    | "}"
                    | "!"
                    | "time"
            );
            match self.word.as_str() {
                "if" => self.open.push(Open::Until("fi")),
                "for" | "select" | "while" | "until" => self.open.push(Open::Until("done")),
                "case" => self.open.push(Open::Until("esac")),
                "{" => self.open.push(Open::Until("}")),
                "[[" => self.open.push(Open::Until("]]")),
                word @ ("fi" | "done" | "esac" | "}") => match self.open.pop() {
                    Some(Open::Until(end)) if end == word => {}
                    _ => return None,
                },
                _ => {}
            }
        }
        Some(())
    }
}

/// Splits the command languages of Windows: outside of quotes and brackets, after one of `ends`.
fn windows(text: &str, ends: &[&str], escape: char, quotes: &[char]) -> Option<String> {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let (mut quote, mut depth) = (None, 0_usize);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut count = c.len_utf8();
        match quote {
            // PowerShell escapes in double quotes too; cmd does not.
            Some(open) if c == escape && escape == '`' && open == '"' => {
                count += rest[count..].chars().next().map_or(0, char::len_utf8);
            }
            Some(open) => quote = quote.filter(|_| c != open),
            None if c == escape => count += rest[count..].chars().next().map_or(0, char::len_utf8),
            None if quotes.contains(&c) => quote = Some(c),
            None if c == '#' && escape == '`' => return None, // a comment, or the part of a name
            None if matches!(c, '(' | '{' | '[') => depth += 1,
            None if matches!(c, ')' | '}' | ']') => depth = depth.checked_sub(1)?,
            None => {
                if let Some(end) = ends.iter().find(|end| depth == 0 && rest.starts_with(**end)) {
                    out.push_str(end);
                    rest = rest[end.len()..].trim_start();
                    if !rest.is_empty() {
                        out.push_str(NEXT);
                    }
                    continue;
                }
            }
        }
        out.push_str(&rest[..count]);
        rest = &rest[count..];
    }
    (quote.is_none() && depth == 0).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::Language::{Cmd, Posix, PowerShell};
    use super::*;

    /// The lines, with `¶` for a break.
    fn lines(language: Language, script: &str) -> String {
        language.lay_out(script).replace(NEXT, "¶")
    }

    #[test]
    fn a_line_for_each_command() {
        for (script, wanted) in [
            ("", ""),
            ("true", "true"),
            ("a && b", "a &&¶b"),
            ("a&&b;c ;", "a&&¶b;¶c ;"),
            ("a &&     b \t c", "a &&¶b c"),
            ("a || b | c & d", "a || b | c & d"),
            (
                "set -eux; \tapt-get update; \tapt-get install -y   curl    git ;",
                "set -eux;¶apt-get update;¶apt-get install -y curl git ;",
            ),
            ("a >&2 && b 2>&1 && c &> d && e <&3", "a >&2 &&¶b 2>&1 &&¶c &> d &&¶e <&3"),
            ("a # not && split", "a # not && split"),
            ("a#b && c", "a#b &&¶c"),
            ("cat <<< 'x' && b", "cat <<< 'x' &&¶b"),
            ("find . -exec rm {} \\; && b", "find . -exec rm {} \\; &&¶b"),
            ("echo if; echo done && echo }", "echo if;¶echo done &&¶echo }"),
            ("\"if\" a; b", "\"if\" a;¶b"),
            ("$(which sh) -c x; b", "$(which sh) -c x;¶b"),
        ] {
            assert_eq!(lines(Posix, script), wanted, "{script}");
        }
    }

    #[test]
    fn quotes_keep_what_is_in_them() {
        for (script, wanted) in [
            ("echo 'a && b  ;' && c", "echo 'a && b  ;' &&¶c"),
            ("echo \"a && b  \\\" ;\" && c", "echo \"a && b  \\\" ;\" &&¶c"),
            ("echo \"$(a && b \"c;  d\")\" && e", "echo \"$(a && b \"c;  d\")\" &&¶e"),
            ("echo `a && b` && c", "echo `a && b` &&¶c"),
            ("echo ${a:-b && c  d} && e", "echo ${a:-b && c  d} &&¶e"),
            ("echo \"${a:-\"b;\"}\"; c", "echo \"${a:-\"b;\"}\";¶c"),
            ("echo $'it\\'s;  a' && b", "echo $'it\\'s;  a' &&¶b"),
            ("echo a\\ \\  b\\;c; d", "echo a\\ \\  b\\;c;¶d"),
            ("echo ü\\ö && b", "echo ü\\ö &&¶b"),
        ] {
            assert_eq!(lines(Posix, script), wanted, "{script}");
        }
    }

    #[test]
    fn compound_commands_stay_whole() {
        for (script, wanted) in [
            ("if a && b; then c; else d; fi; e", "if a && b; then c; else d; fi;¶e"),
            ("for i in a b; do c; d && e; done && f", "for i in a b; do c; d && e; done &&¶f"),
            ("while a; do if b; then c; fi; done; d", "while a; do if b; then c; fi; done;¶d"),
            (
                "case \"$x\" in a|b) c;; (d) e; f ;; *) ;; esac; g",
                "case \"$x\" in a|b) c;; (d) e; f ;; *) ;; esac;¶g",
            ),
            ("{ a; b; } && c", "{ a; b; } &&¶c"),
            ("(a; b) && c", "(a; b) &&¶c"),
            ("f() { a; b; }; f", "f() { a; b; };¶f"),
            ("[[ a && b ]] && c", "[[ a && b ]] &&¶c"),
            ("for ((i=0; i<3; i++)); do a; done; b", "for ((i=0; i<3; i++)); do a; done;¶b"),
            ("x=$((1 << 2)); b", "x=$((1 << 2));¶b"),
            ("a <(b; c) && d", "a <(b; c) &&¶d"),
        ] {
            assert_eq!(lines(Posix, script), wanted, "{script}");
        }
    }

    #[test]
    fn what_is_not_understood_stays_as_it_is() {
        for script in [
            "echo 'a  && b",
            "echo \"a  && b",
            "a  && (b",
            "a  && b)",
            "a  && fi",
            "if a;  then b",
            "{ a;  fi; }",
            "a ${b  && c",
            "cat <<X  && b",
            "cat <<X && b\n1  2\nX",
            "a  && b\nc",
            "echo $'a  \\",
            "a  && b\\ && 'c",
        ] {
            assert_eq!(Posix.lay_out(script), script);
        }
    }

    #[test]
    fn windows_commands() {
        assert_eq!(
            lines(Cmd, "a  b && echo \"c && d\" & e ^&& f&&g"),
            "a  b &&¶echo \"c && d\" & e ^&& f&&¶g"
        );
        assert_eq!(lines(Cmd, "echo it's && (a && b)"), "echo it's &&¶(a && b)");
        assert_eq!(lines(Cmd, "echo \"a && b"), "echo \"a && b");
        assert_eq!(
            lines(PowerShell, "$e = 'Stop;'; if (a; b) { c; d }; \"x`\";\"; y `; z"),
            "$e = 'Stop;';¶if (a; b) { c; d };¶\"x`\";\";¶y `; z"
        );
        assert_eq!(lines(PowerShell, "a; # b; c"), "a; # b; c");
        assert_eq!(lines(PowerShell, "a; }"), "a; }");
    }

    #[test]
    fn layout_changes_white_space_only() {
        // Any text at all, cut anywhere, keeps its characters in their order.
        let odd = "if a && b; then $(c \"d ${e} 'f'\" `g`) \\h; fi; case i in j) k;; esac; [[ l ]] && (m) {n; ü} <<< $'o' && p # q";
        for start in odd.char_indices().map(|(at, _)| at) {
            for end in odd.char_indices().map(|(at, _)| at).filter(|end| *end >= start) {
                for language in [Posix, Cmd, PowerShell] {
                    let script = &odd[start..end];
                    let solid = |text: &str| text.split_whitespace().collect::<String>();
                    assert_eq!(solid(&language.lay_out(script)), solid(script));
                }
            }
        }
    }
}
