//! Globs, as regular expressions.

use crate::{Error, Result};

/// Any character that is no `/`, or a byte that is part of none.
const ONE: &str = r"(?:(?u-i:[^/])|[\x80-\xff])";

/// The regular expression for a glob. What it has to match is the whole name, or, if it has a `/`, the whole path
/// or an end of it that begins with a name.
pub(super) fn expression(glob: &str) -> Result<String> {
    let chars: Vec<char> = glob.chars().collect();
    let wrong =
        |at: usize, what: &str| Error::usage(format!("the glob is wrong at character {}: {what}", at + 1));
    let mut out = String::from(r"(?s-m:\A");
    if glob.contains('/') && !glob.starts_with('/') {
        out.push_str("(?:.*/)?");
    }
    let mut at = 0;
    let mut braces = Vec::new();
    while let Some(c) = chars.get(at) {
        match c {
            '*' if chars.get(at + 1) == Some(&'*') => {
                let starts = at == 0 || chars[at - 1] == '/';
                if starts && chars.get(at + 2) == Some(&'/') {
                    out.push_str("(?:.*/)?");
                    at += 2;
                } else {
                    out.push_str(".*");
                    at += 1;
                }
            }
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str(ONE),
            '[' => {
                let end = class(&chars, at).ok_or_else(|| wrong(at, "[ without ]"))?;
                push_class(&mut out, &chars[at + 1..end])
                    .map_err(|()| wrong(at, "a range goes backwards"))?;
                at = end;
            }
            '{' => {
                braces.push(at);
                out.push_str("(?:");
            }
            '}' if braces.pop().is_some() => out.push(')'),
            ',' if !braces.is_empty() => out.push('|'),
            '\\' => {
                at += 1;
                let next = chars.get(at).ok_or_else(|| wrong(at - 1, "\\ before nothing"))?;
                push_literal(&mut out, *next);
            }
            _ => push_literal(&mut out, *c),
        }
        at += 1;
    }
    if let Some(open) = braces.pop() {
        return Err(wrong(open, "{ without }"));
    }
    out.push_str(r"\z)");
    Ok(out)
}

fn push_literal(out: &mut String, c: char) {
    out.push_str(&regex_syntax::escape(c.encode_utf8(&mut [0; 4])));
}

/// Where the class that begins at `at` ends. A `]` right at its beginning is one of its characters.
fn class(chars: &[char], at: usize) -> Option<usize> {
    let first = at + 1 + usize::from(matches!(chars.get(at + 1), Some('!' | '^')));
    (first + 1..chars.len()).find(|end| chars[*end] == ']')
}

fn push_class(out: &mut String, inner: &[char]) -> Result<(), ()> {
    let (negated, inner) = match inner {
        ['!' | '^', rest @ ..] => (true, rest),
        _ => (false, inner),
    };
    // The flag for case stays as it is with ASCII; beyond it, case counts.
    let ascii = inner.iter().all(char::is_ascii) && !negated;
    out.push_str(if ascii { "[" } else { "(?u-i:[" });
    if negated {
        out.push_str("^/");
    }
    let mut at = 0;
    while let Some(c) = inner.get(at) {
        push_literal(out, *c);
        if let (Some('-'), Some(to)) = (inner.get(at + 1), inner.get(at + 2)) {
            if to < c {
                return Err(());
            }
            out.push('-');
            push_literal(out, *to);
            at += 2;
        }
        at += 1;
    }
    out.push_str(if ascii { "]" } else { "])" });
    Ok(())
}
