//! How Go prints lists and structures, which Docker's builders put into the history.

use std::fmt::Write as _;

/// A list: JSON, or `["a" "b"]` as `%q` prints it, also in `&{…}`; `None` for anything else.
pub(super) fn list(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    if let Ok(list) = serde_json::from_str(text) {
        return Some(list);
    }
    let text = text.strip_prefix("&{").and_then(|text| text.strip_suffix('}')).unwrap_or(text);
    let (list, rest) = quoted_list(text)?;
    rest.is_empty().then_some(list)
}

/// `["a" "b"]` at the beginning of a text, and what comes after.
fn quoted_list(text: &str) -> Option<(Vec<String>, &str)> {
    let mut rest = text.strip_prefix('[')?;
    let mut list = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix(']') {
            return Some((list, after));
        }
        let (item, after) = quoted(rest, '"')?;
        list.push(item);
        rest = after;
    }
}

/// What `%q` printed between two of `quote`, and what comes after (Go specification, "String literals").
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let rest = text.strip_prefix(quote)?;
    let mut bytes = Vec::new();
    let mut chars = rest.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            return Some((String::from_utf8_lossy(&bytes).into_owned(), &rest[at + c.len_utf8()..]));
        }
        if c != '\\' {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let (_, escape) = chars.next()?;
        let mut digits = |count: usize| -> Option<u32> {
            (0..count).try_fold(0, |sum, _| Some(sum * 16 + chars.next()?.1.to_digit(16)?))
        };
        match escape {
            'a' => bytes.push(7),
            'b' => bytes.push(8),
            't' => bytes.push(b'\t'),
            'n' => bytes.push(b'\n'),
            'v' => bytes.push(11),
            'f' => bytes.push(12),
            'r' => bytes.push(b'\r'),
            'x' => bytes.push(u8::try_from(digits(2)?).ok()?),
            'u' => bytes.extend_from_slice(char::from_u32(digits(4)?)?.encode_utf8(&mut [0; 4]).as_bytes()),
            'U' => bytes.extend_from_slice(char::from_u32(digits(8)?)?.encode_utf8(&mut [0; 4]).as_bytes()),
            '\\' | '"' | '\'' => bytes.push(escape as u8),
            _ => return None,
        }
    }
    None
}

/// The words of `[a b]` as `%v` prints a list. A word with blanks is not told from two.
pub(super) fn plain_list(text: &str) -> Option<Vec<String>> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    Some(inner.split_ascii_whitespace().map(str::to_owned).collect())
}

/// The keys of `map[80/tcp:{} 53/udp:{}]`.
pub(super) fn map_keys(text: &str) -> Option<Vec<String>> {
    let inner = text.trim().strip_prefix("map[")?.strip_suffix(']')?;
    inner.split_ascii_whitespace().map(|item| Some(item.strip_suffix(":{}")?.to_owned())).collect()
}

/// The options and the command of `&{["CMD" "a"] "30s" "3s" "5s" "0s" '\x02'}`, as a `HEALTHCHECK` has them.
/// The fields are those of Docker's `HealthConfig`; before Docker 25 it had no start interval.
pub(super) fn health_check(text: &str) -> Option<String> {
    let text = text.trim().strip_prefix("&{")?.strip_suffix('}')?;
    let (test, mut rest) = quoted_list(text)?;
    let mut durations = Vec::new();
    while let Some((duration, after)) = quoted(rest.trim_start(), '"') {
        durations.push(duration);
        rest = after;
    }
    let (retries, rest) = quoted(rest.trim_start(), '\'')?;
    if !rest.is_empty() || !(3..=4).contains(&durations.len()) {
        return None;
    }
    let mut options = String::new();
    for (name, value) in ["interval", "timeout", "start-period", "start-interval"].iter().zip(&durations) {
        if value != "0s" {
            let _ = write!(options, "--{name}={value} ");
        }
    }
    let retries = retries.chars().next().map_or(0, u32::from);
    if retries > 0 {
        let _ = write!(options, "--retries={retries} ");
    }
    health_test(&test).map(|test| options + &test)
}

/// The test of a health check: `NONE`, `CMD ["a"]`, `CMD a`; `None` for one that is inherited.
pub(super) fn health_test(test: &[String]) -> Option<String> {
    match test {
        [only] if only == "NONE" => Some("NONE".into()),
        [first, words @ ..] if first == "CMD" => Some(format!("CMD {}", json(words))),
        [first, command] if first == "CMD-SHELL" && !command.contains('\n') => Some(format!("CMD {command}")),
        _ => None,
    }
}

/// The list in the form that a Dockerfile takes.
pub(super) fn json(list: &[String]) -> String {
    let items: Vec<String> =
        list.iter().map(|item| serde_json::Value::from(item.as_str()).to_string()).collect();
    format!("[{}]", items.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let list = |text| list(text).map(|list| json(&list));
        assert_eq!(
            list(r#"["/bin/sh" "-c" "a \"b\" \x41\u00fc\n"]"#).unwrap(),
            r#"["/bin/sh", "-c", "a \"b\" Aü\n"]"#
        );
        assert_eq!(list(r#"["a","b"]"#).unwrap(), r#"["a", "b"]"#);
        assert_eq!(list(r#"&{["/pause"]}"#).unwrap(), r#"["/pause"]"#);
        assert_eq!(list("[]").unwrap(), "[]");
        for text in ["", "[", "[a]", r#"["a" "#, r#"["a"] b"#, r#"["\q"]"#, r#"["\x4"]"#, "echo a"] {
            assert_eq!(list(text), None, "{text}");
        }
        assert_eq!(plain_list("[/bin/sh -c]").unwrap(), ["/bin/sh", "-c"]);
        assert_eq!(map_keys("map[443/tcp:{} 53/udp:{}]").unwrap(), ["443/tcp", "53/udp"]);
        assert_eq!(map_keys("map[443/tcp]"), None);
    }

    #[test]
    fn health_checks() {
        for (text, wanted) in [
            (
                r#"&{["CMD" "/bin/sh" "-c" "true"] "30s" "3s" "5s" "0s" '\x02'}"#,
                r#"--interval=30s --timeout=3s --start-period=5s --retries=2 CMD ["/bin/sh", "-c", "true"]"#,
            ),
            (r#"&{["CMD-SHELL" "curl x || exit 1"] "0s" "0s" "0s" '\x00'}"#, "CMD curl x || exit 1"),
            (r#"&{["CMD-SHELL" "a"] "0s" "0s" "0s" "1s" '!'}"#, "--start-interval=1s --retries=33 CMD a"),
            (r#"&{["NONE"] "0s" "0s" "0s" '\x00'}"#, "NONE"),
        ] {
            assert_eq!(health_check(text).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(health_check(r#"&{["NONE"] "0s"}"#), None);
    }
}
