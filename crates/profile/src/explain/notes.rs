//! What a reader should know of how the figures were obtained.

use std::collections::BTreeSet;

use crate::document::Profile;
use crate::recording::Recording;

use super::{Mode, Run};

/// Share of init that may stay unexplained without a word.
const TOLERATED: f64 = 0.03;

/// Most different notes that are taken from recordings.
const MOST_NOTES: usize = 20;

/// Most characters of one of them.
const LONGEST_NOTE: usize = 300;

/// Adds notes to the subject.
pub(super) fn add(profile: &mut Profile, runs: &[Run], shown: Option<usize>) {
    let mut notes = Vec::new();
    if let Some(note) = unattributed(profile, shown) {
        notes.push(note);
    }
    let recordings = || runs.iter().filter_map(|run| run.recording.as_ref());
    let n_damaged: usize = recordings().map(|recording| recording.n_damaged).sum();
    if n_damaged > 0 {
        notes.push(format!(
            "{n_damaged} lines of what was recorded could not be read"
        ));
    }
    if recordings().any(|recording| recording.truncated) {
        notes.push("more was recorded than is looked at; the end of it is missing".to_owned());
    }
    let was_watched = runs.iter().any(|run| run.mode == Some(Mode::Timed));
    if was_watched && shown.is_none() {
        notes.push("nothing was recorded of an init, so imports cannot be shown".to_owned());
    }
    if shown.is_some() && !runs.iter().any(|run| run.mode == Some(Mode::Survey)) {
        notes.push(
            "without a survey nobody knows who else needs a module: what its removal saves is an \
             upper bound"
                .to_owned(),
        );
    }
    notes.extend(told(recordings()));
    profile.subject.notes.extend(notes);
}

/// Says how much of init belongs to nothing, where that is more than a little.
fn unattributed(profile: &Profile, shown: Option<usize>) -> Option<String> {
    shown?;
    let account = &profile.account;
    let share = account.unattributed_ms.0 / account.init_ms.0;
    let missing = account.unattributed_ms.0;
    let all = account.init_ms.0;
    (share.abs() > TOLERATED).then(|| {
        if missing < 0.0 {
            format!(
                "imports and runtime add up to {:.1} ms more than the {all:.1} ms of init: some ran \
                 side by side",
                -missing
            )
        } else {
            format!(
                "{missing:.1} ms of the {all:.1} ms of init ({:.0} %) are neither import nor runtime",
                share * 1e2
            )
        }
    })
}

/// Returns what processes noted, each once.
fn told<'a>(recordings: impl Iterator<Item = &'a Recording>) -> Vec<String> {
    let processes = recordings.flat_map(|recording| &recording.processes);
    let notes: BTreeSet<&str> = processes
        .flat_map(|process| &process.notes)
        .map(String::as_str)
        .filter(|note| !note.trim().is_empty())
        .collect();
    let printable = |note: &str| {
        let letters = note.chars().filter(|letter| !letter.is_control());
        letters.take(LONGEST_NOTE).collect()
    };
    notes.into_iter().take(MOST_NOTES).map(printable).collect()
}
