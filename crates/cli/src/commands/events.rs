//! Events to hand to a function: files, folders of files, standard input; where there are none,
//! `warmfront events` makes them.

mod command;
mod generated;

use std::fmt::Display;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::de::IgnoredAny;

pub(crate) use command::EventsExist;
pub(super) use command::run;
pub(in crate::commands) use generated::withhold;
pub(crate) use generated::{Generated, generate};

/// Name of standard input on the command line.
const STDIN: &str = "-";

/// What is handed over where there is no event.
const EMPTY_EVENT: &str = "{}";

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventFile {
    /// Where it is from.
    pub(crate) name: String,
    /// JSON text.
    pub(crate) payload: Bytes,
}

/// Why an event cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EventError {
    #[error("event file `{}` does not exist", path.display())]
    Missing { path: PathBuf },
    #[error("could not read event `{name}`")]
    Read { name: String, source: io::Error },
    #[error("folder `{}` has no .json file", path.display())]
    EmptyFolder { path: PathBuf },
    #[error("event `{name}` is empty")]
    Empty { name: String },
    #[error("event `{name}` is not UTF-8: {position}")]
    NotUtf8 { name: String, position: String },
    #[error("event `{name}` is not JSON")]
    NotJson {
        name: String,
        source: serde_json::Error,
    },
    #[error("standard input is named twice, and can be read once")]
    StdinTwice,
}

/// Events that lie beside a function, and the folder that their names begin below.
pub(crate) struct Beside {
    pub(crate) base: PathBuf,
    pub(crate) files: Vec<PathBuf>,
}

/// Reads the events that are named, or else those that lie beside the function, or else `{}`.
pub(crate) fn read(
    named: &[PathBuf],
    beside: &Beside,
    stdin: &mut dyn Read,
) -> Result<Vec<EventFile>, EventError> {
    let on_stdin = named.iter().filter(|path| path.as_os_str() == STDIN);
    if on_stdin.count() > 1 {
        return Err(EventError::StdinTwice);
    }
    let mut events = Vec::new();
    for path in named {
        if path.as_os_str() == STDIN {
            events.push(from(&mut *stdin, "standard input")?);
        } else if path.is_dir() {
            for file in in_folder(path)? {
                events.push(from_file(&file, &file)?);
            }
        } else {
            events.push(from_file(path, path)?);
        }
    }
    if named.is_empty() {
        for path in &beside.files {
            let name = path.strip_prefix(&beside.base).unwrap_or(path);
            events.push(from_file(path, name)?);
        }
    }
    if events.is_empty() {
        events.push(EventFile {
            name: EMPTY_EVENT.to_owned(),
            payload: EMPTY_EVENT.into(),
        });
    }
    Ok(events)
}

fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, EventError> {
    let listed = std::fs::read_dir(folder).and_then(|entries| {
        entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<Vec<_>>>()
    });
    let mut files = listed.map_err(|source| EventError::Read {
        name: folder.display().to_string(),
        source,
    })?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    if files.is_empty() {
        return Err(EventError::EmptyFolder {
            path: folder.to_owned(),
        });
    }
    Ok(files)
}

fn from_file(path: &Path, name: &Path) -> Result<EventFile, EventError> {
    match std::fs::File::open(path) {
        Ok(mut file) => from(&mut file, name.display()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(EventError::Missing {
            path: name.to_owned(),
        }),
        Err(source) => Err(EventError::Read {
            name: name.display().to_string(),
            source,
        }),
    }
}

fn from(source: &mut dyn Read, name: impl Display) -> Result<EventFile, EventError> {
    let name = name.to_string();
    let mut payload = Vec::new();
    source
        .read_to_end(&mut payload)
        .map_err(|source| EventError::Read {
            name: name.clone(),
            source,
        })?;
    // Editors on Windows put a byte order mark in front, which is no JSON.
    if payload.starts_with(b"\xef\xbb\xbf") {
        payload.drain(..3);
    }
    check(&name, &payload)?;
    Ok(EventFile {
        name,
        payload: payload.into(),
    })
}

/// Refuses what Lambda would refuse before any function sees it.
fn check(name: &str, payload: &[u8]) -> Result<(), EventError> {
    let name = || name.to_owned();
    if payload.trim_ascii().is_empty() {
        return Err(EventError::Empty { name: name() });
    }
    if let Err(error) = std::str::from_utf8(payload) {
        let position = position(&payload[..error.valid_up_to()]);
        return Err(EventError::NotUtf8 {
            name: name(),
            position,
        });
    }
    serde_json::from_slice::<IgnoredAny>(payload)
        .map(|_| ())
        .map_err(|source| EventError::NotJson {
            name: name(),
            source,
        })
}

fn position(before: &[u8]) -> String {
    let lines = before.split(|byte| *byte == b'\n');
    // Splitting gives at least one line.
    let (line, column) = lines.enumerate().last().map_or((1, 1), |(index, line)| {
        (index + 1, String::from_utf8_lossy(line).chars().count() + 1)
    });
    format!("line {line} column {column}")
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::path::PathBuf;

    use proptest::prelude::*;

    use super::{Beside, EventFile, check, read};

    fn names(events: &[EventFile]) -> Vec<&str> {
        events.iter().map(|event| event.name.as_str()).collect()
    }

    fn refusal(payload: &[u8]) -> String {
        let error = check("a.json", payload).unwrap_err();
        let cause = error.source().map(|cause| format!(": {cause}"));
        format!("{error}{}", cause.unwrap_or_default())
    }

    #[test]
    fn named_events_come_before_those_beside_the_function() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.json", "a.json", "notes.txt"] {
            std::fs::write(folder.path().join(name), "\u{feff}[1]").unwrap();
        }
        let nothing = || Beside {
            base: PathBuf::new(),
            files: Vec::new(),
        };
        let none = read(&[], &nothing(), &mut &b""[..]).unwrap();
        assert_eq!(names(&none), ["{}"]);
        let beside = Beside {
            base: folder.path().to_owned(),
            files: vec![folder.path().join("b.json")],
        };
        let found = read(&[], &beside, &mut &b""[..]).unwrap();
        assert_eq!(names(&found), ["b.json"]);
        assert_eq!(found[0].payload, "[1]");
        let named = [PathBuf::from("-"), folder.path().to_owned()];
        let read = read(&named, &beside, &mut &b"7"[..]).unwrap();
        assert_eq!(read.len(), 3);
        assert_eq!(names(&read)[0], "standard input");
        assert_eq!(read[0].payload, "7");
        assert!(read[1].name.ends_with("a.json"));
    }

    #[test]
    fn standard_input_is_read_once() {
        let twice = [PathBuf::from("-"), PathBuf::from("-")];
        let beside = Beside {
            base: PathBuf::new(),
            files: Vec::new(),
        };
        insta::assert_snapshot!(
            read(&twice, &beside, &mut &b"{}"[..]).unwrap_err(),
            @"standard input is named twice, and can be read once"
        );
    }

    #[test]
    fn what_is_no_json_is_refused_with_its_place() {
        insta::assert_snapshot!(refusal(b"{\n  \"a\": 1,\n  b\n}"), @"event `a.json` is not JSON: key must be a string at line 3 column 3");
        insta::assert_snapshot!(refusal(b" \n"), @"event `a.json` is empty");
        insta::assert_snapshot!(refusal(b"\"x\ny\xff\""), @"event `a.json` is not UTF-8: line 2 column 2");
    }

    #[test]
    fn deep_events_are_checked_without_recursion() {
        let depth = 200_000;
        let payload = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(check("a.json", payload.as_bytes()).is_ok());
    }

    proptest! {
        #[test]
        fn no_payload_panics(payload in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = check("a.json", &payload);
        }
    }
}
