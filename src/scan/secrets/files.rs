//! Files that are known by their name to hold credentials. Each check takes the whole content.

use std::ops::Range;

use super::text::{begins, contains, is_placeholder};
use super::{Certainty, Hit, named, tokens};

/// Larger files of these names are read by the rules for content only, in bytes.
pub(super) const LARGEST: u64 = 1 << 20;

/// Which files, and what is looked for in them.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileCheck {
    /// Whether it reads a file with this path and name.
    pub(super) reads: fn(&[u8], &[u8]) -> bool,
    /// What it finds in the content.
    pub(super) check: fn(&[u8]) -> Vec<Hit>,
}

pub(super) const NETRC: FileCheck =
    FileCheck { reads: |_, name| matches!(name, b".netrc" | b"_netrc"), check: netrc };

pub(super) const GIT_CREDENTIALS: FileCheck = FileCheck {
    reads: |path, name| name == b".git-credentials" || path.ends_with(b"/git/credentials"),
    check: urls,
};

pub(super) const PGPASS: FileCheck =
    FileCheck { reads: |_, name| matches!(name, b".pgpass" | b"pgpass.conf"), check: pgpass };

pub(super) const MY_CNF: FileCheck =
    FileCheck { reads: |_, name| matches!(name, b".my.cnf" | b".mylogin.cnf"), check: my_cnf };

pub(super) const PIP_CONF: FileCheck = FileCheck {
    reads: |path, name| {
        matches!(name, b"pip.conf" | b"pip.ini" | b".pip.conf") || path.ends_with(b"/pip/config")
    },
    check: urls,
};

pub(super) const PYPIRC: FileCheck = FileCheck { reads: |_, name| name == b".pypirc", check: my_cnf };

pub(super) const SHADOW: FileCheck = FileCheck {
    reads: |path, name| {
        path.ends_with(b"/etc/shadow")
            || path.ends_with(b"/etc/shadow-")
            || path.ends_with(b"/etc/gshadow")
            || name == b"gshadow-"
            || path.ends_with(b"/etc/master.passwd")
    },
    check: |text| hashes(text, true),
};

pub(super) const HTPASSWD: FileCheck = FileCheck {
    reads: |_, name| {
        name.ends_with(b"htpasswd") || name.starts_with(b".htpasswd") || name.ends_with(b".htdigest")
    },
    check: |text| hashes(text, false),
};

pub(super) const ENV_FILE: FileCheck = FileCheck { reads: is_env_file, check: env_file };

pub(super) const HISTORY: FileCheck = FileCheck {
    reads: |_, name| {
        matches!(
            name,
            b".bash_history"
                | b".ash_history"
                | b".sh_history"
                | b".zsh_history"
                | b".history"
                | b".python_history"
                | b".psql_history"
                | b".mysql_history"
                | b".sqlite_history"
                | b".node_repl_history"
                | b".rediscli_history"
                | b".mongosh_history"
                | b".dbshell"
                | b".irb_history"
                | b"fish_history"
        )
    },
    check: history,
};

pub(super) const SERVICE_ACCOUNT: FileCheck =
    FileCheck { reads: |_, name| name.ends_with(b".json"), check: service_account };

/// The lines, each with its offset.
fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    text.split_inclusive(|byte| *byte == b'\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_ascii_end())
    })
}

/// The words between blanks, each with its offset.
fn words(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    text.split(u8::is_ascii_whitespace)
        .scan(0, |at, word| {
            let start = *at;
            *at += word.len() + 1;
            Some((start, word))
        })
        .filter(|(_, word)| !word.is_empty())
}

fn noted(range: Range<usize>, note: &[u8]) -> Hit {
    Hit { note: String::from_utf8_lossy(note).into_owned(), ..Hit::of(range) }
}

/// The words `password WORD`; the word behind `machine` says for what.
fn netrc(text: &[u8]) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut machine: &[u8] = b"default";
    let mut before: &[u8] = b"";
    for (at, word) in words(text) {
        match before {
            b"machine" => machine = word,
            b"password" if word.len() >= 3 && !is_placeholder(word) => {
                hits.push(noted(at..at + word.len(), machine));
            }
            _ => {}
        }
        // A value may be a word that has a meaning elsewhere.
        before = if matches!(before, b"machine" | b"login" | b"password" | b"account") { b"" } else { word };
    }
    hits
}

fn urls(text: &[u8]) -> Vec<Hit> {
    let found = memchr::memmem::find_iter(text, b"://");
    found
        .filter_map(|at| tokens::url_password(text, at, at + 3))
        .map(|hit| Hit { range: hit.secret.clone(), ..hit })
        .collect()
}

/// `host:port:database:user:password`, with `\:` for a colon that is none between.
fn pgpass(text: &[u8]) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (at, line) in lines(text).filter(|(_, line)| !line.starts_with(b"#")) {
        let mut colons = (0..line.len()).filter(|i| line[*i] == b':' && (*i == 0 || line[i - 1] != b'\\'));
        let Some(last) = colons.nth(3) else { continue };
        let password = &line[last + 1..];
        if colons.next().is_none() && password.len() >= 3 && !is_placeholder(password) {
            let host = line.split(|byte| *byte == b':').next().unwrap_or_default();
            hits.push(noted(at + last + 1..at + line.len(), host));
        }
    }
    hits
}

/// `password = value` in any section.
fn my_cnf(text: &[u8]) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (at, line) in lines(text) {
        let Some(equals) = memchr::memchr2(b'=', b':', line) else { continue };
        let name = line[..equals].trim_ascii();
        let raw = &line[equals + 1..];
        let value = raw.trim_ascii();
        let value = value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\"")).unwrap_or(value);
        if name.eq_ignore_ascii_case(b"password") && value.len() >= 3 && !is_placeholder(value) {
            let start = at + equals + 1 + memchr::memmem::find(raw, value).unwrap_or(0);
            hits.push(Hit::of(start..start + value.len()));
        }
    }
    hits
}

/// `name:hash:…` with a hash that crypt(5) or Apache knows; not `*`, `!`, `x` or nothing, which let nobody in. In a
/// `shadow` the hash may be locked with a `!` before it: it is there all the same.
fn hashes(text: &[u8], shadow: bool) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (at, line) in lines(text).filter(|(_, line)| !line.starts_with(b"#")) {
        let Some(colon) = memchr::memchr(b':', line) else { continue };
        let field = line[colon + 1..].split(|byte| *byte == b':').next_back().unwrap_or_default();
        let first = line[colon + 1..].split(|byte| *byte == b':').next().unwrap_or_default();
        // htdigest has a realm in the middle.
        let hash = if shadow || !is_md5(field) { first } else { field };
        let start = if shadow || !is_md5(field) { colon + 1 } else { line.len() - field.len() };
        let locked = hash.iter().take_while(|byte| **byte == b'!').count();
        let bare = &hash[locked..];
        if is_hash(bare, shadow) || !shadow && is_md5(bare) {
            hits.push(noted(at + start + locked..at + start + hash.len(), &line[..colon]));
        }
    }
    hits
}

fn is_md5(text: &[u8]) -> bool {
    text.len() == 32 && text.iter().all(u8::is_ascii_hexdigit)
}

fn is_hash(hash: &[u8], shadow: bool) -> bool {
    let crypt = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/');
    match hash {
        [b'$', id, rest @ ..] if id.is_ascii_alphanumeric() => rest.contains(&b'$') && rest.len() >= 20,
        [b'_', rest @ ..] => rest.len() == 19 && rest.iter().all(crypt),
        _ if hash.starts_with(b"{SHA}") => !shadow && hash.len() == 33,
        // The DES form, 13 characters of its alphabet.
        _ => hash.len() == 13 && hash.iter().all(crypt),
    }
}

fn is_env_file(_: &[u8], name: &[u8]) -> bool {
    let template = [&b"example"[..], b"sample", b"template", b"dist", b"defaults"];
    (name == b".env" || name.starts_with(b".env.")) && !template.iter().any(|word| contains(name, word))
}

/// The variables whose name says that they are secret.
fn env_file(text: &[u8]) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (at, line) in lines(text).filter(|(_, line)| !line.trim_ascii_start().starts_with(b"#")) {
        let Some(equals) = memchr::memchr(b'=', line) else { continue };
        let name = line[..equals].trim_ascii();
        let name = name.strip_prefix(b"export ").unwrap_or(name).trim_ascii();
        let Ok(name) = std::str::from_utf8(name) else { continue };
        let quotes = |byte: &u8| matches!(byte, b'"' | b'\'' | b' ');
        let value = &line[equals + 1..];
        let start = value.iter().take_while(|byte| quotes(byte)).count();
        let end = value.len() - value.iter().rev().take_while(|byte| quotes(byte)).count();
        let Some(value) = value.get(start..end) else { continue };
        if named::is_secret(name) && named::can_be(name, value) {
            let start = at + equals + 1 + start;
            hits.push(noted(start..start + value.len(), name.as_bytes()));
        }
    }
    hits
}

/// One finding for the whole file: its lines are read by people.
fn history(text: &[u8]) -> Vec<Hit> {
    let count = lines(text).filter(|(_, line)| !line.is_empty()).count();
    // Of a file without a command there is nothing to tell; nothing of the first line is shown.
    if count == 0 {
        return Vec::new();
    }
    vec![Hit { secret: 0..0, note: format!("{count} lines"), ..Hit::of(0..text.len()) }]
}

/// A JSON object with `"type": "service_account"` and a key.
fn service_account(text: &[u8]) -> Vec<Hit> {
    if !contains(text, b"\"service_account\"") {
        return Vec::new();
    }
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(text) else { return Vec::new() };
    let field = |name: &str| value.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    let key = memchr::memmem::find(text, b"-----BEGIN PRIVATE KEY-----").filter(|at| begins(text, *at));
    let hit = key.and_then(|at| super::keys::pem(text, at, at + 27));
    let is_account = field("type") == "service_account" && field("private_key").starts_with("-----BEGIN");
    hit.filter(|_| is_account)
        .map(|hit| Hit { note: field("client_email").into(), certainty: Some(Certainty::Certain), ..hit })
        .into_iter()
        .collect()
}
