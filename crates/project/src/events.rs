//! Events to invoke a function with: JSON files beside the function, or those that are named.

pub mod generated;

use std::path::{Path, PathBuf};

use crate::document::{json, read_bytes};
use crate::functions::Found;
use crate::problem::{FileError, Problem};

/// Largest file that is read as an event; what Lambda accepts is the engine's to judge.
const LARGEST: u64 = 64 << 20;

/// An event that is JSON for certain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFile {
    /// Name: the file's, without `.json`.
    pub name: String,
    /// The file.
    pub file: PathBuf,
    /// Its bytes, as they are.
    pub bytes: Vec<u8>,
}

/// Says whether bytes are one JSON value, and where not.
pub fn parse(bytes: &[u8]) -> Result<(), Problem> {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes)
        .map(drop)
        .map_err(|error| json::problem(&error))
}

/// Returns the files of events that belong to a function, sorted.
///
/// Configured ones first; else those of `events/<function>`, beside the code or its template; else
/// those of `events` and `tests/events`, and `event.json`.
#[must_use]
pub fn beside(found: &Found) -> Vec<PathBuf> {
    if let Some(configured) = &found.events {
        return configured.iter().flat_map(|path| listed(path)).collect();
    }
    let code = &found.function.code;
    let mut folders = vec![found.base.clone()];
    // The code may lie in `src`, its events beside that.
    for folder in [Some(code.as_path()), code.parent()].into_iter().flatten() {
        if folder.starts_with(&found.base) && !folders.iter().any(|known| known == folder) {
            folders.push(folder.to_owned());
        }
    }
    let name = &found.function.name;
    let is_plain = !name.contains("..") && !name.starts_with('/');
    for events in ["events", "tests/events"] {
        for folder in folders.iter().filter(|_| is_plain) {
            let own = json_files(&folder.join(events).join(name));
            if !own.is_empty() {
                return own;
            }
        }
    }
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in &folders {
        files.extend(json_files(&folder.join("events")));
        files.extend(json_files(&folder.join("tests/events")));
        files.extend(Some(folder.join("event.json")).filter(|file| file.is_file()));
    }
    files.sort();
    files.dedup();
    files
}

/// Returns a file itself, or the JSON files of a folder, sorted.
#[must_use]
pub fn listed(path: &Path) -> Vec<PathBuf> {
    if path.is_dir() {
        json_files(path)
    } else {
        vec![path.to_owned()]
    }
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs_err::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

/// Reads one event.
pub fn read(file: &Path) -> Result<EventFile, FileError> {
    let bytes = read_bytes(file, LARGEST)?;
    parse(&bytes).map_err(|problem| problem.hint("an event is one JSON value").within(file))?;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    Ok(EventFile {
        name: stem.into_owned(),
        file: file.to_owned(),
        bytes,
    })
}

#[cfg(test)]
mod tests {
    use warmfront_model::function::Function;

    use super::*;

    fn write(folder: &Path, name: &str, text: &str) {
        let file = folder.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    fn found(folder: &Path) -> Found {
        Found {
            function: Function::new("api", "app.handler", folder.join("src")),
            declared_as: "api".to_owned(),
            file: folder.join("template.yaml"),
            mark: None,
            base: folder.to_owned(),
            events: None,
            python: None,
            requirements: None,
            notes: Vec::new(),
        }
    }

    fn check(files: &[&str], configured: Option<&[&str]>, expect: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            write(folder.path(), file, "{}");
        }
        let mut found = found(folder.path());
        found.events =
            configured.map(|paths| paths.iter().map(|path| folder.path().join(path)).collect());
        let events = beside(&found);
        let names: Vec<_> = events
            .iter()
            .map(|file| file.strip_prefix(folder.path()).unwrap().to_str().unwrap())
            .collect();
        assert_eq!(names, expect);
    }

    #[test]
    fn events_lie_beside_the_template_or_the_code() {
        check(
            &[
                "events/b.json",
                "events/a.json",
                "events/c.txt",
                "src/event.json",
            ],
            None,
            &["events/a.json", "events/b.json", "src/event.json"],
        );
    }

    #[test]
    fn a_functions_own_folder_wins() {
        check(
            &["events/a.json", "events/api/x.json", "events/other/y.json"],
            None,
            &["events/api/x.json"],
        );
    }

    #[test]
    fn configured_events_win() {
        check(
            &["events/a.json", "more/x.json", "more/y.json"],
            Some(&["more"]),
            &["more/x.json", "more/y.json"],
        );
    }

    #[test]
    fn what_is_no_json_has_its_place() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "e.json", "{\n \"a\": true,\n}");
        let error = read(&folder.path().join("e.json")).unwrap_err().to_string();
        assert!(
            error.ends_with("e.json:3:1: this is not JSON: key must be a string"),
            "{error}"
        );
        assert!(parse(b"{} {}").is_err());
        assert!(parse(b"").is_err());
        assert!(parse(b"\xff").is_err());
        assert!(parse(b"null").is_ok());
        assert!(parse(&b"[".repeat(100_000)).is_err());
    }

    #[test]
    fn bytes_are_kept_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let text = "{ \"n\": 1.10,  \"é\": 1e400 }\n";
        write(folder.path(), "e.json", text);
        let event = read(&folder.path().join("e.json")).unwrap();
        assert_eq!(
            (event.name.as_str(), event.bytes.as_slice()),
            ("e", text.as_bytes())
        );
    }
}
