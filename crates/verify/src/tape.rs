//! Recorded calls to other services, with their answers: what makes a run repeatable.
//!
//! As a file, a tape is JSON objects, one a line: the first says which format it is, the others are
//! calls as the witness writes and reads them:
//!
//! | member | meaning |
//! |---|---|
//! | `kind` | `tape` |
//! | `n` | its place among the calls of its environment |
//! | `service`, `operation` | of a call to AWS |
//! | `method`, `url` | of the request; `CONNECT` for a connection that could not be made |
//! | `body` | the request's, as far as it is known: a text, or `{"hex": …}`, or `{"hash": …}` |
//! | `status`, `reason`, `headers`, `answer` | of the response; `answer` is its body, as `body` is |
//! | `cut` | there was more of the body than was read, or is kept |
//! | `error` | `{"type", "arguments"}` of the exception that there was instead of a response |
//!
//! Headers of requests, and with them credentials, are not kept.

use crate::value::Value;

/// What a tape's first line names.
const FORMAT: &str = "warmfront.tape/1";
/// Longest tape that is read.
pub const LONGEST: usize = 512 << 20;
/// Most calls of a tape.
pub const MOST_CALLS: usize = 100_000;

/// Calls of one environment, in order, each a JSON document as the witness writes and reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tape {
    /// The calls.
    pub calls: Vec<String>,
}

/// Why a file is no tape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TapeError {
    /// Its first line does not say so.
    #[error("the first line does not name the format `{FORMAT}`")]
    Format,
    /// It has more bytes than are read.
    #[error("a tape of {bytes} bytes is too long")]
    TooLong {
        /// How many.
        bytes: usize,
    },
    /// It has more calls than are read.
    #[error("a tape has at most {MOST_CALLS} calls")]
    TooMany,
    /// A line is no recorded call.
    #[error("line {line} is no recorded call")]
    Line {
        /// Its number, from 1.
        line: usize,
    },
}

impl Tape {
    /// Returns the text of the file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let length = self.calls.iter().map(|call| call.len() + 1).sum::<usize>();
        let mut text = String::with_capacity(length + 64);
        text.push_str("{\"format\": \"");
        text.push_str(FORMAT);
        text.push_str("\"}\n");
        for call in &self.calls {
            text.push_str(call);
            text.push('\n');
        }
        text
    }

    /// Reads the text of a file.
    pub fn read(text: &[u8]) -> Result<Self, TapeError> {
        if text.len() > LONGEST {
            return Err(TapeError::TooLong { bytes: text.len() });
        }
        let mut lines = text.split(|&byte| byte == b'\n');
        let first = lines.next().and_then(|line| Value::read(line).ok());
        let format = first.as_ref().and_then(|first| first.get("format"));
        if format.and_then(Value::as_text) != Some(FORMAT) {
            return Err(TapeError::Format);
        }
        let mut calls = Vec::new();
        for (index, line) in lines.enumerate() {
            if line.is_empty() {
                continue;
            }
            if calls.len() == MOST_CALLS {
                return Err(TapeError::TooMany);
            }
            calls.push(call(line).ok_or(TapeError::Line { line: index + 2 })?);
        }
        Ok(Self { calls })
    }
}

/// Returns a line that is a call.
fn call(line: &[u8]) -> Option<String> {
    let value = Value::read(line).ok()?;
    let is_call = value.get("kind").and_then(Value::as_text) == Some("tape")
        && value.get("method").and_then(Value::as_text).is_some()
        && value.get("url").and_then(Value::as_text).is_some()
        && (value.get("status").is_some() || value.get("error").is_some());
    let text = std::str::from_utf8(line).ok()?;
    is_call.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn call(url: &str) -> String {
        format!(r#"{{"kind":"tape","n":1,"method":"GET","url":"{url}","status":200}}"#)
    }

    #[test]
    fn lines_that_are_no_calls_are_refused_with_their_number() {
        let head = "{\"format\": \"warmfront.tape/1\"}\n";
        let text = format!("{head}{}\n[]\n", call("http://a/"));
        assert_eq!(
            Tape::read(text.as_bytes()),
            Err(TapeError::Line { line: 3 })
        );
        assert_eq!(
            Tape::read(call("http://a/").as_bytes()),
            Err(TapeError::Format)
        );
        assert_eq!(Tape::read(b""), Err(TapeError::Format));
        assert_eq!(Tape::read(head.as_bytes()), Ok(Tape::default()));
    }

    proptest! {
        #[test]
        fn written_tape_reads_back(urls in prop::collection::vec("[a-z/:]{0,12}", 0..6)) {
            let tape = Tape { calls: urls.iter().map(|url| call(url)).collect() };
            prop_assert_eq!(Tape::read(tape.to_text().as_bytes()), Ok(tape));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let mut text = Tape::default().to_text().into_bytes();
            text.extend(bytes);
            if let Ok(tape) = Tape::read(&text) {
                prop_assert_eq!(Tape::read(tape.to_text().as_bytes()), Ok(tape));
            }
        }
    }
}
