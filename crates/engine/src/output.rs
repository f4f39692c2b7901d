//! What the function writes to standard output and standard error, cut into lines.

use std::io;

use tokio::net::unix::pipe;

/// Longest line that is kept whole; CloudWatch Logs cuts events at 256 KiB too.
const LONGEST_LINE: usize = 256 * 1024;

/// Bytes read at once.
const CHUNK: usize = 64 * 1024;

/// The reading end of the pipe that both streams of an environment share, so that their order stays.
#[derive(Debug)]
pub(crate) struct Output {
    pipe: pipe::Receiver,
    chunk: Box<[u8]>,
    lines: Lines,
    open: bool,
}

impl Output {
    /// Takes the reading end of a pipe.
    pub(crate) fn new(pipe: pipe::Receiver) -> Self {
        Self {
            pipe,
            chunk: vec![0; CHUNK].into(),
            lines: Lines::default(),
            open: true,
        }
    }

    /// Waits for output and returns the lines that it completes; for ever once the pipe is closed.
    pub(crate) async fn next(&mut self) -> Vec<Vec<u8>> {
        loop {
            if !self.open || self.pipe.readable().await.is_err() {
                std::future::pending::<()>().await;
            }
            if let Some(lines) = self.take() {
                return lines;
            }
        }
    }

    /// Returns the lines that are there already, however much more is being written.
    pub(crate) fn backlog(&mut self) -> Vec<Vec<Vec<u8>>> {
        let mut backlog = Vec::new();
        // Asked of the kernel: the event loop may not have heard of the last bytes yet.
        let mut waiting = rustix::io::ioctl_fionread(&self.pipe).unwrap_or(0);
        while waiting > 0 {
            let Ok(length @ 1..) = rustix::io::read(&self.pipe, &mut self.chunk[..]) else {
                break;
            };
            waiting = waiting.saturating_sub(length as u64);
            backlog.push(self.lines.push(&self.chunk[..length]));
        }
        backlog
    }

    /// Returns what one read gives, cut into lines; nothing when there is nothing to read.
    fn take(&mut self) -> Option<Vec<Vec<u8>>> {
        match self.pipe.try_read(&mut self.chunk) {
            Ok(0) => {
                self.open = false;
                None
            }
            Ok(length) => Some(self.lines.push(&self.chunk[..length])),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
            Err(_) => {
                self.open = false;
                None
            }
        }
    }

    /// Returns what stands behind the last line end.
    pub(crate) fn rest(&mut self) -> Option<Vec<u8>> {
        self.lines.rest()
    }
}

/// Cuts a stream into lines, longer ones into pieces.
#[derive(Debug, Default)]
struct Lines {
    partial: Vec<u8>,
}

impl Lines {
    fn push(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut complete = Vec::new();
        let mut parts = bytes.split(|byte| *byte == b'\n').peekable();
        while let Some(part) = parts.next() {
            self.extend(part, &mut complete);
            if parts.peek().is_some() {
                complete.push(std::mem::take(&mut self.partial));
            }
        }
        complete
    }

    fn extend(&mut self, mut part: &[u8], complete: &mut Vec<Vec<u8>>) {
        while self.partial.len() + part.len() > LONGEST_LINE {
            let (fitting, left) = part.split_at(LONGEST_LINE - self.partial.len());
            self.partial.extend_from_slice(fitting);
            complete.push(std::mem::take(&mut self.partial));
            part = left;
        }
        self.partial.extend_from_slice(part);
    }

    fn rest(&mut self) -> Option<Vec<u8>> {
        Some(std::mem::take(&mut self.partial)).filter(|rest| !rest.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(chunks: &[&[u8]], expected: &[&[u8]]) {
        let mut lines = Lines::default();
        let mut seen: Vec<Vec<u8>> = chunks.iter().flat_map(|chunk| lines.push(chunk)).collect();
        seen.extend(lines.rest());
        assert_eq!(seen, expected);
    }

    #[test]
    fn lines_are_joined_across_reads() {
        check(
            &[b"on", b"e\ntwo\n\nth", b"ree"],
            &[b"one", b"two", b"", b"three"],
        );
    }

    #[test]
    fn a_line_without_end_is_cut_into_bounded_pieces() {
        let long = vec![b'x'; LONGEST_LINE + 5];
        check(&[&long, b"\n"], &[&long[..LONGEST_LINE], b"xxxxx"]);
    }

    #[test]
    fn bytes_that_are_no_utf8_pass() {
        check(&[b"\xff\xfe\n"], &[b"\xff\xfe"]);
    }
}
