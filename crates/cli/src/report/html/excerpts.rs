//! Source lines around what a page names: findings, calls, and imports by the user's own code.
//!
//! Only files below the code folder are read, and only so much of them that a page stays small.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use warmfront_profile::document::Profile;

/// Where the code folder is on Lambda, for profiles that came from there.
const TASK_ROOT: &str = "/var/task/";
/// Lines shown before and after one that is named.
const AROUND: u32 = 4;
/// Most files that are read.
const MOST_FILES: usize = 200;
/// Most bytes of one file.
const MOST_BYTES: u64 = 2 << 20;
/// Most lines of all files.
const MOST_LINES: usize = 4_000;
/// Most characters of one line.
const MOST_CHARACTERS: usize = 240;

/// Source lines by file, as the profile names it, and line number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Excerpts {
    files: BTreeMap<String, BTreeMap<u32, String>>,
}

impl Excerpts {
    /// Reads what can be read; a file that is gone, or is no text, has no excerpt.
    pub(crate) fn read(profile: &Profile, code: &Path) -> Self {
        let mut excerpts = Self::default();
        let Ok(code) = fs_err::canonicalize(code) else {
            return excerpts;
        };
        let mut left = MOST_LINES;
        for (file, lines) in wanted(profile).into_iter().take(MOST_FILES) {
            let Some(text) = path_below(&code, file).and_then(|path| text_of(&path)) else {
                continue;
            };
            let found: BTreeMap<u32, String> = (1..)
                .zip(text.lines())
                .filter(|(number, _)| lines.contains(number))
                .map(|(number, line)| (number, line.chars().take(MOST_CHARACTERS).collect()))
                .take(left)
                .collect();
            left -= found.len();
            excerpts.files.insert(file.to_owned(), found);
        }
        excerpts
    }
}

/// Returns the lines to show, by file; what findings name is asked for first.
fn wanted(profile: &Profile) -> Vec<(&str, BTreeSet<u32>)> {
    let findings = profile.findings.iter();
    let findings = findings.map(|finding| (finding.file.as_deref(), finding.line));
    let calls = profile.calls.iter();
    let calls = calls.map(|call| (call.file.as_deref(), call.line));
    let modules = profile.modules.iter();
    let modules = modules.map(|module| (module.file.as_deref(), module.line));
    let mut order: Vec<(&str, BTreeSet<u32>)> = Vec::new();
    let mut places = BTreeMap::new();
    for (file, line) in findings.chain(calls).chain(modules) {
        let (Some(file), Some(line)) = (file, line) else {
            continue;
        };
        let place = *places.entry(file).or_insert_with(|| {
            order.push((file, BTreeSet::new()));
            order.len() - 1
        });
        order[place]
            .1
            .extend(line.saturating_sub(AROUND)..=line.saturating_add(AROUND));
    }
    order
}

/// Returns the real path of a file, unless it is not below the code folder.
fn path_below(code: &Path, file: &str) -> Option<PathBuf> {
    let inside = file.strip_prefix(TASK_ROOT).unwrap_or(file);
    let path = fs_err::canonicalize(code.join(inside)).ok()?;
    path.starts_with(code).then_some(path)
}

fn text_of(path: &Path) -> Option<String> {
    let file = fs_err::File::open(path).ok()?;
    // A pipe or a device would be waited for.
    file.metadata().ok().filter(std::fs::Metadata::is_file)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
