//! What a browser asks.

use std::io::{self, BufRead, Read};

use super::response::Status;

/// More than any browser sends for a file.
const LONGEST: u64 = 32 * 1024;

/// A request without a body, as all are that a static server answers.
pub(super) struct Request {
    pub(super) method: String,
    /// The path as sent: escaped, perhaps with a query.
    pub(super) target: String,
    /// Names in small letters.
    headers: Vec<(String, String)>,
    old: bool,
}

impl Request {
    /// Reads one request; none if the connection has ended.
    pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Result<Self, Status>>> {
        let mut input = input.take(LONGEST);
        let Some(first) = line(&mut input)? else {
            return Ok(None);
        };
        let mut words = first.split(' ');
        let (Some(method), Some(target), Some(version), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Ok(Some(Err(Status::BadRequest)));
        };
        let mut headers = Vec::new();
        loop {
            match line(&mut input)? {
                None => return Ok(Some(Err(Status::BadRequest))),
                Some(line) if line.is_empty() => break,
                Some(line) => match line.split_once(':') {
                    Some((name, value)) => {
                        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
                    }
                    None => return Ok(Some(Err(Status::BadRequest))),
                },
            }
        }
        Ok(Some(Ok(Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers,
            old: version == "HTTP/1.0",
        })))
    }

    /// A header by its name in small letters.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }

    /// True if the next request may come on the same connection. A body would lie before it, and
    /// is not read here.
    pub(super) fn keeps_connection(&self) -> bool {
        let body = self.header("content-length").is_some_and(|length| length != "0")
            || self.header("transfer-encoding").is_some();
        let closes = self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        !body && !closes && !self.old
    }

    /// The path of the file that is asked for, from the site's root, without escapes; none if it
    /// is no path below the root.
    pub(super) fn path(&self) -> Option<String> {
        let path = self.target.split(['?', '#']).next()?;
        let path = unescape(path.strip_prefix('/')?)?;
        let bad = path.contains(['\\', '\0', ':']);
        let climbs = path.split('/').any(|part| part == ".." || part == ".");
        // A second slash at the start would make it an absolute path.
        (!bad && !climbs && !path.starts_with('/')).then_some(path)
    }
}

fn line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    input.read_until(b'\n', &mut bytes)?;
    if bytes.pop() != Some(b'\n') {
        return Ok(None);
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Request {
        let request = Request::read(&mut text.as_bytes()).unwrap().unwrap();
        request.ok().unwrap()
    }

    fn path(target: &str) -> Option<String> {
        read(&format!("GET {target} HTTP/1.1\r\n\r\n")).path()
    }

    #[test]
    fn paths_are_unescaped() {
        assert_eq!(path("/a%20b.js?x=/../").unwrap(), "a b.js");
        assert_eq!(path("/").unwrap(), "");
        assert_eq!(path("/a..b/c").unwrap(), "a..b/c");
    }

    #[test]
    fn nothing_leaves_the_root() {
        for bad in ["/../x", "/a/%2e%2e/x", "/..%5cx", "//etc/passwd", "/%2fetc", "/c:/x", "*", "/%", "/%ff"]
        {
            assert_eq!(path(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_connection_is_kept_unless_told() {
        assert!(read("GET / HTTP/1.1\r\nHost: x\r\n\r\n").keeps_connection());
        assert!(!read("GET / HTTP/1.0\r\n\r\n").keeps_connection());
        assert!(!read("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n").keeps_connection());
        assert!(!read("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc").keeps_connection());
    }

    #[test]
    fn what_is_no_request_is_refused() {
        assert!(Request::read(&mut "hello\r\n\r\n".as_bytes()).unwrap().unwrap().is_err());
        assert!(Request::read(&mut "".as_bytes()).unwrap().is_none());
        let long = format!("GET / HTTP/1.1\r\nA: {}\r\n\r\n", "a".repeat(40_000));
        assert!(Request::read(&mut long.as_bytes()).unwrap().unwrap().is_err());
    }
}
