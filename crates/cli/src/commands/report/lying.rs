//! Results that lie in a project, without reading more of them than whose they are.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::Deserialize;

use super::kept::{self, Kind};

/// A result, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lying {
    pub(super) path: PathBuf,
    pub(super) function: String,
    kind: Kind,
    modified: SystemTime,
}

impl Lying {
    /// Says what it is and where.
    pub(super) fn told(&self) -> String {
        let path = self.path.strip_prefix(".").unwrap_or(&self.path);
        format!("{} of {} in {}", self.kind, self.function, path.display())
    }
}

/// Returns the results below folders, newest first.
pub(super) fn all(folders: &[PathBuf]) -> Vec<Lying> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for folder in folders {
        // The same folder may be named in several ways.
        if !folder
            .canonicalize()
            .is_ok_and(|folder| seen.insert(folder))
        {
            continue;
        }
        let state = folder.join(".warmfront");
        let journeys = entries(&state.join("optimize"));
        let journeys = journeys.into_iter().map(|one| one.join("journey.json"));
        let tuned = entries(&state.join("tune")).into_iter();
        let tuned = tuned.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
        let profile = [state.join("profile.json")];
        all.extend(
            journeys
                .chain(tuned)
                .chain(profile)
                .filter_map(|path| look(&path)),
        );
    }
    // Of the same age, by name: the order of a folder's entries is nobody's.
    all.sort_by(|one, other| {
        let key = |lying: &Lying| (Reverse(lying.modified), lying.path.clone());
        key(one).cmp(&key(other))
    });
    all
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// Looks at a file; none where it is no result, or cannot be read.
fn look(path: &Path) -> Option<Lying> {
    let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    let text = kept::bytes(path).ok()?;
    let head: Head = serde_json::from_slice(&text).ok()?;
    let function = head.subject.and_then(|subject| subject.function);
    Some(Lying {
        path: path.to_owned(),
        function: function.or(head.function)?,
        kind: Kind::of(&head.schema)?,
        modified: metadata.modified().ok()?,
    })
}

#[derive(Debug, Deserialize)]
struct Head {
    schema: String,
    function: Option<String>,
    subject: Option<Subject>,
}

#[derive(Debug, Deserialize)]
struct Subject {
    function: Option<String>,
}
