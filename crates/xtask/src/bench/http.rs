//! A small HTTP/1.1 client on one kept connection, quick enough not to show in what it measures.
//!
//! A request leaves in one write, and Nagle's algorithm is off: both cost tens of milliseconds
//! otherwise. No TLS, no redirects, no proxies.

use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A connection that stays open between requests.
#[derive(Debug)]
pub(crate) struct Connection {
    host: SocketAddr,
    stream: BufReader<TcpStream>,
    request: Vec<u8>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Connection {
    /// Opens a connection; an answer may take as long as `patience`.
    pub(crate) fn open(host: SocketAddr, patience: Duration) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&host, patience)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(patience))?;
        Ok(Self {
            host,
            stream: BufReader::new(stream),
            request: Vec::new(),
        })
    }

    /// Sends a JSON body and waits for the whole answer.
    pub(crate) fn post(&mut self, path: &str, body: &[u8]) -> io::Result<Response> {
        self.request.clear();
        write!(
            self.request,
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n",
            self.host,
            body.len()
        )?;
        self.request.extend_from_slice(body);
        self.stream.get_mut().write_all(&self.request)?;
        receive(&mut self.stream)
    }
}

fn receive(stream: &mut impl BufRead) -> io::Result<Response> {
    let status = line(stream)?;
    let status = status.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.ok_or_else(|| malformed("status line"))?;
    let (mut length, mut chunked) = (0, false);
    loop {
        let header = line(stream)?;
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(':').ok_or_else(|| malformed("header"))?;
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().map_err(|_| malformed("length"))?;
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            chunked = value.trim().eq_ignore_ascii_case("chunked");
        }
    }
    let mut body = Vec::new();
    if chunked {
        while receive_chunk(stream, &mut body)? {}
    } else {
        take(stream, length, &mut body)?;
    }
    Ok(Response { status, body })
}

/// Appends one chunk; returns whether another follows.
fn receive_chunk(stream: &mut impl BufRead, body: &mut Vec<u8>) -> io::Result<bool> {
    let size = line(stream)?;
    let size = size.split(';').next().unwrap_or_default().trim();
    let size = u64::from_str_radix(size, 16).map_err(|_| malformed("chunk size"))?;
    take(stream, size, body)?;
    // After the last chunk come trailers, up to the empty line that ends every chunk too.
    while !line(stream)?.is_empty() {}
    Ok(size > 0)
}

fn take(stream: &mut impl BufRead, length: u64, body: &mut Vec<u8>) -> io::Result<()> {
    let taken = stream.take(length).read_to_end(body)?;
    if u64::try_from(taken).is_ok_and(|taken| taken == length) {
        Ok(())
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

fn line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(line)
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("malformed {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, status: u16, body: &str) {
        let mut stream = text.as_bytes();
        let response = receive(&mut stream).unwrap();
        assert_eq!(
            (response.status, response.body.as_slice()),
            (status, body.as_bytes())
        );
        assert!(
            stream.is_empty(),
            "the next answer begins where this one ends"
        );
    }

    #[test]
    fn body_has_the_length_told() {
        check(
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue",
            200,
            "true",
        );
        check("HTTP/1.1 202 Accepted\r\n\r\n", 202, "");
    }

    #[test]
    fn chunks_are_joined() {
        check(
            "HTTP/1.1 502 Bad Gateway\r\nTransfer-Encoding: chunked\r\n\r\n\
             3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n",
            502,
            "abc0123456789",
        );
    }

    #[test]
    fn answer_cut_short_is_an_error() {
        for text in [
            "",
            "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
        ] {
            let error = receive(&mut text.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof, "{text:?}");
        }
    }
}
