//! The search below a folder that has nothing itself: a repository of many services.

use std::path::{Path, PathBuf};

use super::folder::Search;
use crate::written;

/// Deepest folder that is looked into.
const DEEPEST: usize = 8;

/// Most folders that are looked into.
const MOST_FOLDERS: usize = 20_000;

/// Gathers from all folders below: what templates declare, else plain Python files.
pub(super) fn below(folder: &Path, search: &mut Search<'_>) {
    let folders = folders(folder, search);
    for folder in &folders {
        if let Err(error) = search.declared(folder) {
            search.notes.push(format!("left out: {error}"));
        }
    }
    if !search.functions.is_empty() {
        return;
    }
    for folder in &folders {
        // The `src` of a folder was looked into together with it.
        let is_done = search
            .functions
            .iter()
            .any(|found| found.function.code == *folder);
        if !is_done && let Err(error) = search.plain(folder) {
            search.notes.push(format!("left out: {error}"));
        }
    }
}

fn folders(top: &Path, search: &mut Search<'_>) -> Vec<PathBuf> {
    let walk = written::walk(top, DEEPEST)
        .filter_entry(|entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            let name = entry.file_name().to_string_lossy();
            is_folder && (entry.depth() == 0 || !is_skipped(&name))
        })
        .build();
    let below = walk.flatten().filter(|entry| entry.depth() > 0);
    let folders: Vec<PathBuf> = below
        .take(MOST_FOLDERS)
        .map(ignore::DirEntry::into_path)
        .collect();
    if folders.len() == MOST_FOLDERS {
        let note = format!("only the first {MOST_FOLDERS} folders were searched");
        search.notes.push(note);
    }
    folders
}

/// Says whether a folder is passed over: `env` is what many call a virtual environment.
fn is_skipped(name: &str) -> bool {
    name == "env" || written::is_other(name)
}
