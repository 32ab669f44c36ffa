//! A small HTTP server for files: what `cargo xtask serve` runs. For this machine only.

mod request;
mod response;
mod site;

use std::io::{self, BufReader, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::failure::{Context, Failure, Result};
use crate::say;
use request::Request;
use response::Response;
use site::Site;

/// How long a connection may lie idle. Each has a thread.
const IDLE: Duration = Duration::from_secs(60);

/// Serves the folder until the process is ended.
pub(crate) fn serve(folder: &Path, port: u16) -> Result {
    let site = Arc::new(Site::new(folder)?);
    let listener = listen(port)?;
    let port = listener.local_addr().context("cannot tell the port")?.port();
    // `localhost` may mean either address; a machine without IPv6 has only the first.
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
        Ok(second) => {
            let site = Arc::clone(&site);
            thread::spawn(move || accept(&second, &site));
        }
        // A browser would show what the other program serves.
        Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(refused(port, &error)),
        Err(_) => {}
    }
    say!("Serving http://localhost:{port}/ (end with Ctrl-C)");
    accept(&listener, &site);
    Ok(())
}

fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| refused(port, &error))
}

fn refused(port: u16, error: &io::Error) -> Failure {
    let what = match error.kind() {
        ErrorKind::AddrInUse => format!("port {port} is taken by another program"),
        _ => format!("cannot listen on port {port}: {error}"),
    };
    let other = port.wrapping_add(1);
    Failure::new(what).help(format!("Take another one: cargo xtask serve --port {other}"))
}

fn accept(listener: &TcpListener, site: &Arc<Site>) {
    for stream in listener.incoming() {
        match stream {
            Ok(stream) => {
                let site = Arc::clone(site);
                thread::spawn(move || {
                    // A browser that goes away in the middle is no news.
                    let _ = converse(stream, &site);
                });
            }
            // Out of file handles, say: no reason to spin.
            Err(_) => thread::sleep(Duration::from_millis(100)),
        }
    }
}

/// Answers the requests of one connection, one after the other.
fn converse(stream: TcpStream, site: &Site) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut output = stream.try_clone()?;
    let mut input = BufReader::new(stream);
    loop {
        match Request::read(&mut input)? {
            Some(Ok(request)) => {
                let response = site.answer(&request);
                let keep = request.keeps_connection();
                response.write(&mut output, request.method == "HEAD", keep)?;
                if !keep {
                    return Ok(());
                }
            }
            Some(Err(status)) => return Response::error(status).write(&mut output, false, false),
            None => return Ok(()),
        }
    }
}
