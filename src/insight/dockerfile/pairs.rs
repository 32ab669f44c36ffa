//! `ENV` and `LABEL`: names with values. Docker's builders print them without the quotes, buildah with them.

/// Names and values.
pub(super) type Pairs = Vec<(String, String)>;

/// What stands behind `ENV`, and whether it is sure where each value ends. `truth` has the config's value of a
/// name; `quoted` says that the builder leaves quotes as they were written.
pub(super) fn read(
    text: &str,
    quoted: bool,
    truth: &dyn Fn(&str) -> Option<String>,
) -> Option<(Pairs, bool)> {
    let text = text.trim();
    let written = as_written(text);
    let printed = as_printed(text, truth);
    let right =
        |pairs: &Pairs| pairs.iter().filter(|(name, value)| truth(name).as_ref() == Some(value)).count();
    match (written, printed) {
        (Some(written), Some((printed, sure))) => {
            let (a, b) = (right(&written), right(&printed));
            Some(if a > b || (a == b && quoted) { (written, true) } else { (printed, sure) })
        }
        (Some(written), None) => Some((written, true)),
        (None, printed) => printed,
    }
}

/// By the grammar of a Dockerfile: words with quotes and backslashes, each with a `=`.
fn as_written(text: &str) -> Option<Pairs> {
    let mut words = vec![String::new()];
    let (mut quote, mut in_word) = (None, false);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let word = words.last_mut()?;
        match quote {
            Some(open) if c == open => quote = None,
            Some('\'') => word.push(c),
            None if c.is_ascii_whitespace() => {
                if std::mem::take(&mut in_word) {
                    words.push(String::new());
                }
                continue;
            }
            None if c == '"' || c == '\'' => quote = Some(c),
            _ if c == '\\' => {
                let next = chars.next()?;
                if quote.is_some() && !matches!(next, '"' | '\\' | '$') {
                    word.push('\\');
                }
                word.push(next);
            }
            _ => word.push(c),
        }
        in_word = true;
    }
    if !in_word {
        words.pop();
    }
    if quote.is_some() || words.is_empty() {
        return None;
    }
    words
        .iter()
        .map(|word| word.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())))
        .collect()
}

/// Values as they are, with blanks between the pairs. A value ends where the config says, or before the next
/// word with a `=`.
fn as_printed(text: &str, truth: &dyn Fn(&str) -> Option<String>) -> Option<(Pairs, bool)> {
    let mut pairs = Pairs::new();
    let mut sure = true;
    let mut rest = text;
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        if name.is_empty() || name.contains(char::is_whitespace) {
            return None;
        }
        let starts_pair = |text: &str| {
            let word = text.split(' ').next().unwrap_or_default();
            word.find('=').is_some_and(|at| at > 0)
        };
        let ends_at = |end: usize| {
            end == after.len() || (after[end..].starts_with(' ') && starts_pair(&after[end + 1..]))
        };
        let known = truth(name).filter(|value| after.starts_with(value.as_str()) && ends_at(value.len()));
        let end = known.as_ref().map(String::len);
        let end = end.unwrap_or_else(|| {
            let blanks = after.match_indices(' ').map(|(at, _)| at);
            blanks.chain([after.len()]).find(|at| ends_at(*at)).unwrap_or(after.len())
        });
        let value = &after[..end];
        sure &= known.is_some() || !value.contains(' ');
        pairs.push((name.to_owned(), value.to_owned()));
        rest = after[end..].strip_prefix(' ').unwrap_or_default();
    }
    (!pairs.is_empty()).then_some((pairs, sure))
}

/// A word as a Dockerfile has it; `None` if it holds a line break, which no line of a Dockerfile can.
pub(super) fn quote(word: &str, expanded: bool) -> Option<String> {
    let plain = |c: char| {
        c.is_ascii_alphanumeric() || "_./:,@%+=-".contains(c) || (c.is_alphabetic() && !c.is_ascii())
    };
    if word.contains(['\n', '\r']) {
        return None;
    }
    if word.chars().all(|c| plain(c) || (c == '$' && !expanded)) {
        return Some(word.to_owned());
    }
    let mut text = String::from("\"");
    for c in word.chars() {
        if matches!(c, '"' | '\\') || (c == '$' && expanded) {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, config: &[(&str, &str)], quoted: bool, wanted: &[(&str, &str)], sure: bool) {
        let truth = |name: &str| {
            config.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let wanted: Pairs = wanted.iter().map(own).collect();
        assert_eq!(read(text, quoted, &truth), Some((wanted, sure)), "{text}");
    }

    #[test]
    fn values_with_and_without_quotes() {
        check("A=1 B=2", &[], false, &[("A", "1"), ("B", "2")], true);
        check("A=1 B=hello world", &[("B", "hello world")], false, &[("A", "1"), ("B", "hello world")], true);
        check("A=hello world B=2", &[], false, &[("A", "hello world"), ("B", "2")], false);
        check(r#"Q=a "b" c=d"#, &[("Q", r#"a "b" c=d"#)], true, &[("Q", r#"a "b" c=d"#)], true);
        check(r#"A="x y" B=$A"#, &[("A", "x y")], true, &[("A", "x y"), ("B", "$A")], true);
        check(r#"A="x""#, &[("A", r#""x""#)], false, &[("A", r#""x""#)], true);
        check(r#"A="x""#, &[], true, &[("A", "x")], true);
        check(
            r#"t=Stack n=a = b, "quoted" ü"#,
            &[("n", r#"a = b, "quoted" ü"#), ("t", "Stack")],
            false,
            &[("t", "Stack"), ("n", r#"a = b, "quoted" ü"#)],
            true,
        );
        check("A=", &[("A", "")], false, &[("A", "")], true);
        assert_eq!(read("KEY value", false, &|_| None), None);
        assert_eq!(read("", false, &|_| None), None);
    }

    #[test]
    fn words_are_quoted() {
        for (word, wanted) in [("/a:b", "/a:b"), ("a b", "\"a b\""), ("a\"\\$", r#""a\"\\\$""#), ("", "")] {
            assert_eq!(quote(word, true).as_deref(), Some(wanted));
        }
        assert_eq!(quote("$A", false).as_deref(), Some("$A"));
        assert_eq!(quote("a\nb", true), None);
    }
}
