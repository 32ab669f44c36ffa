//! What the server answers.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

/// The states that a file server knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    PartialContent,
    MovedPermanently,
    NotModified,
    BadRequest,
    NotFound,
    MethodNotAllowed,
    RangeNotSatisfiable,
}

impl Status {
    fn text(self) -> &'static str {
        match self {
            Self::Ok => "200 OK",
            Self::PartialContent => "206 Partial Content",
            Self::MovedPermanently => "301 Moved Permanently",
            Self::NotModified => "304 Not Modified",
            Self::BadRequest => "400 Bad Request",
            Self::NotFound => "404 Not Found",
            Self::MethodNotAllowed => "405 Method Not Allowed",
            Self::RangeNotSatisfiable => "416 Range Not Satisfiable",
        }
    }
}

/// An answer: a status, headers, and a text or a part of a file.
pub(super) struct Response {
    status: Status,
    headers: Vec<(&'static str, String)>,
    body: Body,
}

enum Body {
    None,
    Text(String),
    File(File, Range<u64>),
}

impl Response {
    /// An answer without a body.
    pub(super) fn new(status: Status) -> Self {
        Self { status, headers: Vec::new(), body: Body::None }
    }

    /// An answer that says in words what is wrong.
    pub(super) fn error(status: Status) -> Self {
        let mut response = Self::new(status).header("Content-Type", "text/plain; charset=utf-8");
        response.body = Body::Text(format!("{}\n", status.text()));
        response
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Sends these bytes of the file.
    pub(super) fn file(mut self, file: File, range: Range<u64>) -> Self {
        self.body = Body::File(file, range);
        self
    }

    /// Sends it; `head` leaves out the body and nothing else.
    pub(super) fn write(self, output: &mut impl Write, head: bool, keep: bool) -> io::Result<()> {
        let mut top = format!("HTTP/1.1 {}\r\n", self.status.text());
        for (name, value) in &self.headers {
            let _ = write!(top, "{name}: {value}\r\n");
        }
        let length = match &self.body {
            Body::None => 0,
            Body::Text(text) => text.len() as u64,
            Body::File(_, range) => range.end - range.start,
        };
        if self.status != Status::NotModified {
            let _ = write!(top, "Content-Length: {length}\r\n");
        }
        // What is built anew must be seen at once, and is asked for by its ETag.
        top += "Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\n";
        top += if keep { "Connection: keep-alive\r\n\r\n" } else { "Connection: close\r\n\r\n" };
        output.write_all(top.as_bytes())?;
        if head {
            return output.flush();
        }
        match self.body {
            Body::None => {}
            Body::Text(text) => output.write_all(text.as_bytes())?,
            Body::File(mut file, range) => {
                file.seek(SeekFrom::Start(range.start))?;
                let sent = io::copy(&mut file.take(length), output)?;
                if sent < length {
                    // The file shrank: the connection must end, or the next answer would be
                    // taken for the rest of this one.
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
        }
        output.flush()
    }
}
