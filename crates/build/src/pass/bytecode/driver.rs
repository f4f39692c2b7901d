//! The target interpreter as a process that compiles what it is sent, and runs none of it.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::compiler::How;
use crate::pass::defer::transform::TRANSFORMER;

const SOURCE: &str = include_str!("../../../python/warmfront_compile.py");

/// Largest answer that is believed.
const LARGEST: u32 = 1 << 28;

/// A running interpreter.
#[derive(Debug)]
pub(super) struct Driver {
    child: Child,
    requests: ChildStdin,
    answers: ChildStdout,
    /// What it says of itself.
    pub(super) identity: String,
}

/// A source to be compiled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'a> {
    /// How.
    pub(super) how: How,
    /// The path that tracebacks show.
    pub(super) path: &'a str,
    /// Which imports are deferred, as JSON; nothing when none are.
    pub(super) deferred: &'a [u8],
    /// What it holds.
    pub(super) source: &'a [u8],
}

/// What it said of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// What the bytecode file holds, and for each import that was to be deferred the reason for
    /// which it stays, if it does.
    Compiled(Vec<u8>, Vec<Option<String>>),
    /// Why there is none.
    Refused(String),
}

impl Driver {
    pub(super) fn start(interpreter: &Path) -> io::Result<Self> {
        let mut child = Command::new(interpreter)
            .args(["-S", "-s", "-B", "-c", SOURCE])
            .args(TRANSFORMER)
            .env_clear()
            // Sets among constants would otherwise come in another order every time.
            .env("PYTHONHASHSEED", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let pipe = || io::Error::other("a pipe that was asked for is missing");
        let mut driver = Self {
            requests: child.stdin.take().ok_or_else(pipe)?,
            answers: child.stdout.take().ok_or_else(pipe)?,
            child,
            identity: String::new(),
        };
        let identity = driver.receive()?;
        driver.identity = String::from_utf8_lossy(&identity).into_owned();
        Ok(driver)
    }

    /// Has a source compiled. An error means that the interpreter is gone.
    pub(super) fn compile(&mut self, request: &Request<'_>) -> io::Result<Said> {
        self.requests.write_all(&[request.how.letter()])?;
        self.send(request.path.as_bytes())?;
        self.send(request.deferred)?;
        self.send(request.source)?;
        self.requests.flush()?;
        let mut kind = [0];
        self.answers.read_exact(&mut kind)?;
        let data = self.receive()?;
        let reasons = match request.deferred {
            [] => Vec::new(),
            _ => serde_json::from_slice(&self.receive()?)?,
        };
        Ok(if kind == *b"c" {
            Said::Compiled(data, reasons)
        } else {
            Said::Refused(String::from_utf8_lossy(&data).into_owned())
        })
    }

    fn send(&mut self, data: &[u8]) -> io::Result<()> {
        let size = u32::try_from(data.len()).map_err(io::Error::other)?;
        self.requests.write_all(&size.to_le_bytes())?;
        self.requests.write_all(data)
    }

    fn receive(&mut self) -> io::Result<Vec<u8>> {
        let mut size = [0; 4];
        self.answers.read_exact(&mut size)?;
        let size = u32::from_le_bytes(size);
        if size > LARGEST {
            return Err(io::Error::other("an answer is too large"));
        }
        let mut data = Vec::new();
        let mut part = (&mut self.answers).take(u64::from(size));
        part.read_to_end(&mut data)?;
        if data.len() < size as usize {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(data)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Nothing that it still does is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
