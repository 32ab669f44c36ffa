//! Values that only their name makes a secret: in environment, labels and the arguments of the history.

use std::ops::Range;

use super::text::is_placeholder;

/// Last words of names that are secrets by themselves.
const ALONE: [&str; 14] = [
    "password",
    "passwd",
    "pass",
    "passphrase",
    "pwd",
    "pw",
    "secret",
    "secrets",
    "token",
    "apikey",
    "apitoken",
    "credentials",
    "credential",
    "authtoken",
];
/// What makes a key one to be kept secret.
const KEYS: [&str; 9] =
    ["api", "access", "secret", "private", "encryption", "signing", "master", "auth", "account"];
/// What stands before `pass` or `token` where they are something else.
const NOT_BEFORE: [&str; 6] = ["by", "old", "max", "next", "public", "no"];

/// Whether a value of this name is a secret: `DB_PASSWORD`, `githubToken`, `api-key`, `SECRET_KEY_BASE`. Not
/// `TOKEN_FILE`, `GPG_KEY`, `PASSWORD_MIN_LENGTH`, `PWD`.
pub(super) fn is_secret(name: &str) -> bool {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [.., "secret", "key", "base"] => true,
        [.., what, "key"] => KEYS.contains(&what),
        [.., before, last] => ALONE.contains(&last) && !NOT_BEFORE.contains(&before),
        // The names of the working directory, and a word of many meanings.
        [last] => ALONE.contains(&last) && !matches!(last, "pwd" | "pass" | "pw"),
        [] => false,
    }
}

/// The words of a name, in lower case: parted by what is no letter or digit, and where a capital follows a small one.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || lower && c.is_uppercase() {
            words.push(String::new());
        }
        lower = c.is_lowercase();
        if let (true, Some(word)) = (c.is_alphanumeric(), words.last_mut()) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a value can be a secret of that name.
pub(super) fn can_be(name: &str, value: &[u8]) -> bool {
    // A name for the value, as in `TOKEN=token` and `secret=db-secret`.
    let plain = |text: &[u8]| {
        text.to_ascii_lowercase().iter().copied().filter(u8::is_ascii_alphanumeric).collect::<Vec<u8>>()
    };
    value.len() >= 3
        && !is_placeholder(value)
        && plain(name.as_bytes()) != plain(value)
        && !value.starts_with(b"http://")
        && !value.starts_with(b"https://")
}

/// The secrets among the words `NAME=value` of a command, whoever wrote it: `|1 NAME=value /bin/sh -c …`,
/// `ENV NAME=value`, `ENV NAME value`, `ARG NAME=value`, `export NAME='value'`, `--name=value`. Each with its name and
/// where its value is.
pub(super) fn assignments(text: &str) -> Vec<(&str, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'=', &bytes[from..]).map(|at| from + at) {
        from = at + 1;
        let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let length = bytes[..at].iter().rev().take(100).take_while(|byte| part(byte)).count();
        let name = text[at - length..at].trim_start_matches('-');
        let before = at.checked_sub(length + 1).map(|before| bytes[before]);
        let alone = before.is_none_or(|before| {
            before.is_ascii_whitespace() || matches!(before, b'"' | b'\'' | b';' | b'&' | b'(' | b',')
        });
        let value = value(bytes, at + 1);
        if alone && !name.is_empty() && is_secret(name) && can_be(name, &bytes[value.clone()]) {
            from = value.end;
            found.push((name, value));
        }
    }
    found.extend(old_form(text));
    found
}

/// `ENV NAME value`, the form with one variable and blanks.
fn old_form(text: &str) -> Option<(&str, Range<usize>)> {
    let start = if text.starts_with("ENV ") { 4 } else { text.find("#(nop)")? + 6 };
    let rest = text[start..].trim_start();
    let rest = if text.starts_with("ENV ") { rest } else { rest.strip_prefix("ENV ")?.trim_start() };
    let (name, value) = rest.split_once(char::is_whitespace)?;
    let value = value.trim();
    if name.contains('=') || !is_secret(name) || !can_be(name, value.as_bytes()) {
        return None;
    }
    let at = text.len() - text[text.rfind(value)?..].len();
    Some((name, at..at + value.len()))
}

/// The value that begins at `at`: in quotes, or up to a blank or what ends a command.
fn value(text: &[u8], at: usize) -> Range<usize> {
    if let Some(quote @ (b'"' | b'\'')) = text.get(at) {
        let length = memchr::memchr(*quote, &text[at + 1..]).unwrap_or(text.len() - at - 1);
        return at + 1..at + 1 + length;
    }
    let ends =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b';' | b'&' | b'|' | b')' | b'"' | b'\'');
    at..at + text[at..].iter().position(ends).unwrap_or(text.len() - at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in [
            "PASSWORD",
            "DB_PASSWORD",
            "MYSQL_ROOT_PASSWORD",
            "githubToken",
            "api-key",
            "API_KEY",
            "AWS_SECRET_ACCESS_KEY",
            "SECRET_KEY_BASE",
            "com.example.secret",
            "NPM_TOKEN",
            "DB_PASS",
            "apikey",
            "SECRET",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "PWD",
            "OLDPWD",
            "GPG_KEY",
            "PYTHON_SHA256",
            "TOKEN_FILE",
            "POSTGRES_PASSWORD_FILE",
            "PASSWORD_MIN_LENGTH",
            "AWS_ACCESS_KEY_ID",
            "SECRET_NAME",
            "KEY",
            "PUBLIC_KEY",
            "TOKENIZER",
            "COMPASS",
            "PASS",
            "GPG_KEYS",
            "PUBLIC_TOKEN",
            "TOKEN_URL",
            "SSH_AUTH_SOCK",
            "BYPASS",
            "key",
            "",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    fn found(text: &str) -> Vec<(&str, &str)> {
        assignments(text).into_iter().map(|(name, range)| (name, &text[range])).collect()
    }

    #[test]
    fn commands() {
        assert_eq!(found("|2 VERSION=1 DB_PASSWORD=hunter2 /bin/sh -c make"), [("DB_PASSWORD", "hunter2")]);
        assert_eq!(found("RUN |1 NPM_TOKEN=abc123 /bin/sh -c npm i # buildkit"), [("NPM_TOKEN", "abc123")]);
        assert_eq!(found("ENV A=1 B_SECRET=\"x y z\" C=2"), [("B_SECRET", "x y z")]);
        assert_eq!(found("ENV DB_PASSWORD hunter2"), [("DB_PASSWORD", "hunter2")]);
        assert_eq!(found("/bin/sh -c #(nop)  ENV DB_PASSWORD=hunter2"), [("DB_PASSWORD", "hunter2")]);
        assert_eq!(found("/bin/sh -c #(nop)  ENV DB_PASSWORD hunter2"), [("DB_PASSWORD", "hunter2")]);
        assert_eq!(found("/bin/sh -c #(nop)  ARG API_KEY=k3y"), [("API_KEY", "k3y")]);
        assert_eq!(
            found("RUN export TOKEN='a b';curl --api-key=q7x x"),
            [("TOKEN", "a b"), ("api-key", "q7x")]
        );
        for text in [
            "RUN curl --token=$TOKEN",
            "RUN A_TOKEN=$(cat /x) b",
            "ENV PASSWORD=",
            "ENV PASSWORD=changeme",
            "ARG TOKEN",
            "RUN TOKEN_FILE=/run/secrets/x y",
            "ENV GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568",
            "ENV PYTHON_SHA256=8d4fc6b1f3a5",
            "RUN x --password=/run/secrets/p",
            "RUN [ \"$PASS\" = \"x\" ]",
            "RUN curl https://x/?token=abcdef1",
            "ENV X_TOKEN=<token>",
            "=",
            "a==b",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
