//! Tokens of services: what stands around their keyword. Each takes the text and where the keyword begins and ends.

use std::ops::Range;

use super::text::{
    base62, begins, contains, crc32, decode, is_base62, is_base64, is_lower_hex, is_placeholder, is_random,
    is_url_safe, run, token,
};
use super::{Certainty, Hit};

/// Prefix, 30 characters, and the CRC-32 of these in six digits of base 62.
pub(super) fn checked(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    let range = token(hay, start, end, 36..37, is_base62)?;
    let followed = hay.get(range.end).is_some_and(|byte| is_base62(*byte));
    let (body, sum) = hay[end..range.end].split_at(30);
    (!followed && base62(crc32(body)) == *sum).then(|| Hit::of(range))
}

/// `github_pat_`, 22 characters, `_`, 59 characters.
pub(super) fn github_fine_grained(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    let range = token(hay, start, end, 82..83, |byte| is_base62(byte) || byte == b'_')?;
    (hay[end + 22] == b'_').then(|| Hit::of(range))
}

/// A prefix and 20 characters, or more with a checksum behind a dot in the routable form.
pub(super) fn gitlab(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    let mut range = token(hay, start, end, 20..301, is_url_safe)?;
    if hay.get(range.end) == Some(&b'.') {
        let rest = run(hay, range.end + 1, 20, |byte| is_base62(byte) || byte == b'.');
        range.end = if rest.is_empty() { range.end } else { rest.end };
    }
    Some(Hit::of(range))
}

/// `xoxb-` and others: numbers and a random part, with hyphens between.
pub(super) fn slack(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    let range = token(hay, start, end, 20..251, |byte| is_base62(byte) || byte == b'-')?;
    let mut parts = hay[end..range.end].split(|byte| *byte == b'-');
    let numbered =
        parts.next().is_some_and(|first| !first.is_empty() && first.iter().all(u8::is_ascii_alphanumeric));
    let last = hay[end..range.end].rsplit(|byte| *byte == b'-').next().unwrap_or_default();
    (numbered && last.len() >= 16 && is_random(last)).then(|| Hit::of(range))
}

/// `hooks.slack.com/services/T…/B…/` and 24 characters.
pub(super) fn slack_webhook(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    let path = run(hay, end, 80, |byte| is_base62(byte) || byte == b'/');
    let parts: Vec<&[u8]> = hay[path.clone()].split(|byte| *byte == b'/').collect();
    match parts[..] {
        [[b'T', team @ ..], [b'B', hook @ ..], secret]
            if team.len() >= 8
                && hook.len() >= 8
                && (20..=30).contains(&secret.len())
                && is_random(secret) =>
        {
            let secret = path.end - secret.len()..path.end;
            Some(Hit { secret, ..Hit::of(start..path.end) })
        }
        _ => None,
    }
}

/// `AIza` and 35 characters.
pub(super) fn google_api_key(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    exactly(hay, start, end, 35, is_url_safe)
}

/// `GOCSPX-` and 28 characters.
pub(super) fn google_client_secret(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    exactly(hay, start, end, 28, is_url_safe)
}

/// `AKIA` or `ASIA` and 16 characters of base 32.
pub(super) fn aws_key_id(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    let body = run(hay, end, 17, |byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'));
    let text = &hay[body.clone()];
    let followed = hay.get(body.end).is_some_and(|byte| is_url_safe(*byte) || is_base64(*byte));
    // In a long line of base64 any letters come up.
    let before = start.checked_sub(1).is_some_and(|before| matches!(hay[before], b'+' | b'/' | b'-'));
    let example = text.ends_with(b"EXAMPLE");
    let random = example || is_random(text) || text.iter().all(u8::is_ascii_uppercase) && varied(text);
    (text.len() == 16 && !followed && !before && begins(hay, start) && random)
        .then(|| Hit::of(start..body.end).or_example(example))
}

fn varied(text: &[u8]) -> bool {
    let mut letters = text.to_vec();
    letters.sort_unstable();
    letters.dedup();
    letters.len() >= 8
}

/// 40 characters of base64 that are assigned to the keyword.
pub(super) fn aws_secret(hay: &[u8], _: usize, end: usize) -> Option<Hit> {
    let value = assigned(hay, end)?;
    let body = run(hay, value, 41, is_base64);
    let text = &hay[body.clone()];
    let example = text.ends_with(b"EXAMPLEKEY");
    (text.len() == 40
        && hay.get(body.end) != Some(&b'=')
        && (example || is_random(text))
        && !text.iter().all(|b| is_lower_hex(*b)))
    .then(|| Hit::of(body).or_example(example))
}

/// The key of Microsoft's storage emulator, which its documentation prints for everybody.
const EMULATOR: &str =
    concat!("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq", "/K1SZFPTOtr/KBHBeksoGMGw==");

/// `AccountKey=` or `SharedAccessKey=`, and the base64 of 64 or 32 bytes.
pub(super) fn azure(hay: &[u8], _: usize, end: usize) -> Option<Hit> {
    let mut body = run(hay, end, 90, is_base64);
    let wanted = match body.len() {
        86 => 2,
        43 => 1,
        _ => return None,
    };
    let random = is_random(&hay[body.clone()]);
    body.end += run(hay, body.end, wanted, |byte| byte == b'=').len();
    let decoded = decode(&hay[body.clone()])?.len();
    let example = &hay[body.clone()] == EMULATOR.as_bytes();
    (random && matches!(decoded, 32 | 64)).then(|| Hit::of(body).or_example(example))
}

/// `pypi-` and a macaroon (base64url) that begins with the version and the location.
pub(super) fn pypi(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    token(hay, start, end, 64..1000, is_url_safe).map(Hit::of)
}

/// `sk_live_` or `rk_live_` and 24 characters or more.
pub(super) fn stripe(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    token(hay, start, end, 24..256, is_base62).map(Hit::of)
}

/// 32 hexadecimal digits that are assigned to the keyword.
pub(super) fn twilio(hay: &[u8], _: usize, end: usize) -> Option<Hit> {
    let value = assigned(hay, end)?;
    let body = run(hay, value, 33, is_lower_hex);
    (body.len() == 32 && is_random(&hay[body.clone()])).then(|| Hit::of(body))
}

/// `SG.`, 22 characters, `.`, 43 characters.
pub(super) fn sendgrid(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    let first = run(hay, end, 23, is_url_safe);
    let second = run(hay, first.end + 1, 44, is_url_safe);
    (first.len() == 22
        && hay.get(first.end) == Some(&b'.')
        && second.len() == 43
        && begins(hay, start)
        && is_random(&hay[second.clone()]))
    .then(|| Hit::of(start..second.end))
}

/// `dop_v1_` and others, and 64 hexadecimal digits.
pub(super) fn digitalocean(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    exactly(hay, start, end, 64, is_lower_hex)
}

/// `hvs.` and others, and 90 characters or more.
pub(super) fn vault(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    token(hay, start, end, 90..400, is_url_safe).map(Hit::of)
}

/// 14 characters, `.atlasv1.`, 60 characters or more.
pub(super) fn terraform(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    let id = hay[..start].iter().rev().take(15).take_while(|byte| is_base62(**byte)).count();
    let body = run(hay, end, 71, |byte| is_url_safe(byte) || byte == b'=');
    (id == 14 && (60..=70).contains(&body.len()) && is_random(&hay[body.clone()]))
        .then(|| Hit::of(start - id..body.end))
}

/// Claims that a token in use has one of (RFC 7519, section 4.1).
const CLAIMS: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// `eyJ…`: three parts of base64url, of which the first two are JSON objects; the first names an algorithm that
/// signs, the second says who or when.
pub(super) fn jwt(hay: &[u8], start: usize, _: usize) -> Option<Hit> {
    let head = run(hay, start, 1 << 10, is_url_safe);
    let hyphen = start.checked_sub(1).is_some_and(|before| hay[before] == b'-');
    if hyphen
        || !begins(hay, start)
        || hay.get(head.end) != Some(&b'.')
        || decode(&hay[head.clone()])?.last() != Some(&b'}')
    {
        return None;
    }
    let dots = |byte: u8| is_url_safe(byte) || byte == b'.';
    let whole = run(hay, start, 8 << 10, dots);
    let mut parts = hay[whole.clone()].split(|byte| *byte == b'.');
    let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let object = |part: &[u8]| {
        serde_json::from_slice::<serde_json::Value>(&decode(part)?).ok().filter(serde_json::Value::is_object)
    };
    let (header, claims) = (object(header)?, object(claims)?);
    let signs =
        header.get("alg").and_then(|alg| alg.as_str()).is_some_and(|alg| !alg.eq_ignore_ascii_case("none"));
    let used = CLAIMS.iter().any(|name| claims.get(*name).is_some());
    // The example of jwt.io and of RFC 7519 say who they are for.
    let text = claims.to_string();
    let example = text.contains("John Doe") || text.contains("\"joe\"") || text.contains("example.");
    let end = start
        + hay[whole.clone()].split(|byte| *byte == b'.').take(3).map(|part| part.len() + 1).sum::<usize>()
        - 1;
    (signs && used && signature.len() >= 27 && begins(hay, start))
        .then(|| Hit::of(start..end).or_example(example))
}

/// What can't be in the user part of a URL where it is written down plainly; most of it is code around it.
const NOT_IN_USER: &[u8] = b":/@\"'<>`\\?#()[]{}|$,;*&=+%";
/// The same of the password, which programs take less strictly.
const NOT_IN_PASSWORD: &[u8] = b"/@\"'<>`\\?#";
/// Hosts that nobody has: RFC 2606, and what stands for one in descriptions.
const NO_HOSTS: [&[u8]; 7] =
    [b"host", b"hostname", b"server", b"proxy", b"domain", b"domain.com", b"address"];
/// Passwords of descriptions and tests.
const NO_PASSWORDS: [&[u8]; 12] = [
    b"pw",
    b"pwd",
    b"foo",
    b"bar",
    b"baz",
    b"abc",
    b"xyz",
    b"123",
    b"1234",
    b"pass1",
    b"pass123",
    b"mypassword",
];

/// `scheme://user:password@host`. What is known for examples is left out: there are many of them.
pub(super) fn url_password(hay: &[u8], start: usize, end: usize) -> Option<Hit> {
    // A comment of a program: it describes the form.
    let near = &hay[start.saturating_sub(200)..start];
    let line = &near[memchr::memrchr(b'\n', near).map_or(0, |end| end + 1)..];
    if line.trim_ascii_start().starts_with(b"//") || line.trim_ascii_start().starts_with(b"*") {
        return None;
    }
    let of_scheme = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let scheme = hay[..start].iter().rev().take(20).take_while(of_scheme).count();
    let user = run(hay, end, 100, |byte| byte.is_ascii_graphic() && !NOT_IN_USER.contains(&byte));
    if scheme < 2 || hay.get(user.end) != Some(&b':') {
        return None;
    }
    let password =
        run(hay, user.end + 1, 200, |byte| byte.is_ascii_graphic() && !NOT_IN_PASSWORD.contains(&byte));
    let of_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    let host = run(hay, password.end + 1, 253, of_host);
    let (name, secret) = (&hay[user.clone()], &hay[password.clone()]);
    let lower = hay[host.clone()].to_ascii_lowercase();
    let no_host = host.len() < 2
        || NO_HOSTS.contains(&&*lower)
        || lower.starts_with(b"example")
        || contains(&lower, b"example.")
        || [&b".example"[..], b".test", b".invalid"].iter().any(|end| lower.ends_with(end));
    let weak = secret.to_ascii_lowercase();
    let no_password = secret.len() < 3
        || is_placeholder(secret)
        || name.eq_ignore_ascii_case(secret)
        || weak.starts_with(b"passw")
        || NO_PASSWORDS.contains(&&*weak)
        // Where a scheme stands before another thing, as in CVS's `:pserver:user@host`.
        || name.is_empty() && secret.contains(&b':');
    if hay.get(password.end) != Some(&b'@') || no_host || no_password {
        return None;
    }
    let note = String::from_utf8_lossy(name).into_owned();
    Some(Hit { secret: password, note, ..Hit::of(start - scheme..host.end) })
}

/// `"auth": "` and the base64 of `user:password`, as in Docker's `config.json`.
pub(super) fn docker_auth(hay: &[u8], _: usize, end: usize) -> Option<Hit> {
    let value = assigned(hay, end)?;
    if hay.get(value.checked_sub(1)?) != Some(&b'"') {
        return None;
    }
    let body = run(hay, value, 8 << 10, |byte| is_base64(byte) || byte == b'=');
    let decoded = decode(&hay[body.clone()])?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    let (user, password) = (&decoded[..colon], &decoded[colon + 1..]);
    let printable = !user.is_empty() && decoded.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
    let note = String::from_utf8_lossy(user).into_owned();
    (hay.get(body.end) == Some(&b'"') && printable && password.len() >= 3 && !is_placeholder(password))
        .then(|| Hit { note, certainty: Some(Certainty::Certain), ..Hit::of(body) })
}

/// `_authToken=`, `_password=` and `_auth=` of npm's configuration.
pub(super) fn npm_auth(hay: &[u8], _: usize, end: usize) -> Option<Hit> {
    let gap = run(hay, end, 8, |byte| byte == b' ');
    if hay.get(gap.end) != Some(&b'=') {
        return None;
    }
    let quoted = run(hay, gap.end + 1, 8, |byte| matches!(byte, b' ' | b'"')).end;
    let body = run(hay, quoted, 512, |byte| byte.is_ascii_graphic() && byte != b'"');
    (body.len() >= 8 && !is_placeholder(&hay[body.clone()])).then(|| Hit::of(body))
}

/// The value of `client-key-data:` and the like: base64 of a PEM key.
pub(super) fn kubeconfig(hay: &[u8], _: usize, end: usize) -> Option<Hit> {
    let gap = run(hay, end, 8, |byte| matches!(byte, b' ' | b'"'));
    let body = run(hay, gap.end, 12 << 10, |byte| is_base64(byte) || byte == b'=');
    let decoded = decode(&hay[body.clone()])?;
    (decoded.starts_with(b"-----BEGIN") && contains(&decoded, b"PRIVATE KEY-----")).then(|| Hit::of(body))
}

/// A prefix and so many characters, and none of them behind.
fn exactly(
    hay: &[u8],
    start: usize,
    end: usize,
    length: usize,
    of: impl Fn(u8) -> bool + Copy,
) -> Option<Hit> {
    token(hay, start, end, length..length + 1, of)
        .filter(|range| !hay.get(range.end).is_some_and(|byte| of(*byte)))
        .map(Hit::of)
}

/// Where the value begins that is assigned to a name which ends at `at`: behind `=`, `:` or `=>` with blanks and
/// quotes around.
fn assigned(hay: &[u8], at: usize) -> Option<usize> {
    let gap: Range<usize> =
        run(hay, at, 12, |byte| matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'=' | b':' | b'>' | b'\\'));
    hay[gap.clone()].iter().any(|byte| matches!(byte, b'=' | b':')).then_some(gap.end)
}
