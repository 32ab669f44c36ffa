//! The files behind the addresses.

use std::fs::{File, Metadata};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::request::Request;
use super::response::{Response, Status};
use crate::failure::{Context, Result};

/// A folder to be served.
pub(super) struct Site {
    root: PathBuf,
}

impl Site {
    pub(super) fn new(folder: &Path) -> Result<Self> {
        let root = folder.canonicalize().context(format_args!("cannot serve {}", folder.display()))?;
        Ok(Self { root })
    }

    /// The answer to a request, whatever it asks.
    pub(super) fn answer(&self, request: &Request) -> Response {
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            return Response::error(Status::MethodNotAllowed).header("Allow", "GET, HEAD");
        }
        let Some(path) = request.path() else {
            return Response::error(Status::BadRequest);
        };
        self.file(request, &path).unwrap_or_else(|_| Response::error(Status::NotFound))
    }

    fn file(&self, request: &Request, path: &str) -> io::Result<Response> {
        // Links are followed before the check: none may lead out of the folder.
        let mut place = self.root.join(path).canonicalize()?;
        if !place.starts_with(&self.root) {
            return Ok(Response::error(Status::NotFound));
        }
        if place.is_dir() {
            if !path.is_empty() && !path.ends_with('/') {
                // Without the slash the page's relative addresses would be one folder too high.
                let target = request.target.split(['?', '#']).next().unwrap_or_default();
                return Ok(Response::new(Status::MovedPermanently).header("Location", format!("{target}/")));
            }
            place.push("index.html");
        }
        let file = File::open(&place)?;
        let data = file.metadata()?;
        if !data.is_file() {
            return Ok(Response::error(Status::NotFound));
        }
        Ok(respond(request, file, &data, media_type(&place)))
    }
}

fn respond(request: &Request, file: File, data: &Metadata, media_type: &str) -> Response {
    let size = data.len();
    let tag = tag(data);
    let tagged = |status| Response::new(status).header("ETag", tag.as_str()).header("Accept-Ranges", "bytes");
    if request.header("if-none-match").is_some_and(|tags| names(tags, &tag)) {
        return tagged(Status::NotModified);
    }
    // A part of another state of the file is worth nothing to the one who has the rest of this.
    let same = request.header("if-range").is_none_or(|wanted| wanted == tag);
    let asked = match request.header("range") {
        // Only what is got can be got in part (RFC 9110, 14.2).
        Some(ranges) if same && request.method == "GET" => part(ranges, size),
        _ => Asked::All,
    };
    match asked {
        Asked::All => tagged(Status::Ok).header("Content-Type", media_type).file(file, 0..size),
        Asked::Part(range) => tagged(Status::PartialContent)
            .header("Content-Type", media_type)
            .header("Content-Range", format!("bytes {}-{}/{size}", range.start, range.end - 1))
            .file(file, range),
        Asked::Beyond => {
            tagged(Status::RangeNotSatisfiable).header("Content-Range", format!("bytes */{size}"))
        }
    }
}

/// A name for this state of the file.
fn tag(data: &Metadata) -> String {
    let time = data.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    format!("\"{:x}-{:x}\"", data.len(), time.map_or(0, |time| time.as_nanos()))
}

fn names(tags: &str, tag: &str) -> bool {
    tags.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|each| each == tag || each == "*")
}

#[derive(Debug, PartialEq)]
enum Asked {
    All,
    Part(Range<u64>),
    Beyond,
}

/// Reads a `Range` header. A header that makes no sense, or asks for several parts, may be taken
/// as if it were not there, which is what happens here.
fn part(header: &str, size: u64) -> Asked {
    let Some((first, last)) = header.strip_prefix("bytes=").and_then(|part| part.split_once('-')) else {
        return Asked::All;
    };
    let range = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..size,
        (Err(_), Ok(count)) if first.trim().is_empty() => size.saturating_sub(count)..size,
        _ => return Asked::All,
    };
    if range.is_empty() { Asked::Beyond } else { Asked::Part(range) }
}

/// The types of what a page is made of, and of what it may be asked to open.
fn media_type(file: &Path) -> &'static str {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        "tar" => "application/x-tar",
        "gz" | "tgz" => "application/gzip",
        "zst" => "application/zstd",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::env::temp_dir;
    use std::fs;
    use std::process;

    use super::*;

    /// What the server sends for a request on a folder with `index.html`, `a.js` and `sub/`.
    fn ask(name: &str, request: &str) -> String {
        let folder = temp_dir().join(format!("lamina-site-{}-{name}", process::id()));
        fs::create_dir_all(folder.join("sub")).unwrap();
        fs::write(folder.join("index.html"), "hello").unwrap();
        fs::write(folder.join("a.js"), "0123456789").unwrap();
        let site = Site::new(&folder).unwrap();
        let head = request.starts_with("HEAD");
        let request = Request::read(&mut request.as_bytes()).unwrap().unwrap();
        let mut sent = Vec::new();
        let response = site.answer(&request.ok().unwrap());
        response.write(&mut sent, head, true).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        String::from_utf8(sent).unwrap()
    }

    #[test]
    fn files_have_their_types() {
        let page = ask("page", "GET / HTTP/1.1\r\n\r\n");
        assert!(page.starts_with("HTTP/1.1 200 OK\r\n"));
        assert!(page.contains("Content-Type: text/html; charset=utf-8\r\n"));
        assert!(page.contains("Cache-Control: no-cache\r\n"));
        assert!(page.ends_with("\r\n\r\nhello"));
        assert!(ask("script", "GET /a.js HTTP/1.1\r\n\r\n").contains("text/javascript"));
    }

    #[test]
    fn head_has_no_body() {
        let sent = ask("head", "HEAD /a.js HTTP/1.1\r\n\r\n");
        assert!(sent.contains("Content-Length: 10\r\n"));
        assert!(sent.ends_with("\r\n\r\n"));
    }

    #[test]
    fn ranges_are_served() {
        let sent = ask("range", "GET /a.js HTTP/1.1\r\nRange: bytes=2-4\r\n\r\n");
        assert!(sent.starts_with("HTTP/1.1 206 Partial Content\r\n"));
        assert!(sent.contains("Content-Range: bytes 2-4/10\r\n"));
        assert!(sent.contains("Content-Length: 3\r\n"));
        assert!(sent.ends_with("\r\n\r\n234"));
        let sent = ask("beyond", "GET /a.js HTTP/1.1\r\nRange: bytes=10-\r\n\r\n");
        assert!(sent.starts_with("HTTP/1.1 416"));
        assert!(sent.contains("Content-Range: bytes */10\r\n"));
        let sent = ask("other", "GET /a.js HTTP/1.1\r\nRange: bytes=2-4\r\nIf-Range: \"x\"\r\n\r\n");
        assert!(sent.starts_with("HTTP/1.1 200"));
        let sent = ask("whole", "HEAD /a.js HTTP/1.1\r\nRange: bytes=2-4\r\n\r\n");
        assert!(sent.starts_with("HTTP/1.1 200"));
        assert!(sent.contains("Content-Length: 10\r\n"));
    }

    #[test]
    #[cfg(unix)]
    fn links_do_not_lead_out() {
        let folder = temp_dir().join(format!("lamina-site-{}-links", process::id()));
        fs::create_dir_all(&folder).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.join("out.txt")).unwrap();
        let site = Site::new(&folder).unwrap();
        let request = Request::read(&mut "GET /out.txt HTTP/1.1\r\n\r\n".as_bytes()).unwrap().unwrap();
        let mut sent = Vec::new();
        site.answer(&request.ok().unwrap()).write(&mut sent, false, true).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert!(String::from_utf8(sent).unwrap().starts_with("HTTP/1.1 404"));
    }

    #[test]
    fn range_headers_are_read() {
        assert_eq!(part("bytes=0-0", 10), Asked::Part(0..1));
        assert_eq!(part("bytes=5-", 10), Asked::Part(5..10));
        assert_eq!(part("bytes=-3", 10), Asked::Part(7..10));
        assert_eq!(part("bytes=-30", 10), Asked::Part(0..10));
        assert_eq!(part("bytes=8-99", 10), Asked::Part(8..10));
        assert_eq!(part("bytes=10-11", 10), Asked::Beyond);
        assert_eq!(part("bytes=-0", 10), Asked::Beyond);
        assert_eq!(part("bytes=0-", 0), Asked::Beyond);
        assert_eq!(part("bytes=4-2", 10), Asked::All);
        assert_eq!(part("bytes=0-1,4-5", 10), Asked::All);
        assert_eq!(part("lines=1-2", 10), Asked::All);
    }

    #[test]
    fn what_is_known_is_not_sent_again() {
        let sent = ask("known", "GET /a.js HTTP/1.1\r\nIf-None-Match: *\r\n\r\n");
        assert!(sent.starts_with("HTTP/1.1 304"));
        assert!(sent.ends_with("\r\n\r\n"));
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        assert!(ask("none", "GET /b.js HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404"));
        assert!(ask("out", "GET /../etc/passwd HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400"));
        assert!(ask("post", "POST / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));
        assert!(ask("empty", "GET /sub/ HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404"));
        let sent = ask("slash", "GET /sub HTTP/1.1\r\n\r\n");
        assert!(sent.starts_with("HTTP/1.1 301"));
        assert!(sent.contains("Location: /sub/\r\n"));
    }
}
