//! Parts of a cold start and of a warm invocation.

use serde::Serialize;

use super::{is_notable, most_changed};
use crate::document::{Millis, Profile};
use crate::phases::{self, Breakdown, Phase};

/// A part that takes another time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhaseChange {
    /// Event of the warm invocation that it is of; absent for a cold start.
    pub event: Option<String>,
    /// Which.
    pub phase: Phase,
    /// Before, in the run in the middle.
    pub old_ms: Millis,
    /// After, likewise.
    pub new_ms: Millis,
}

/// Compares the parts, by change; of warm invocations those of events that both have.
pub(super) fn compare(old: &Profile, new: &Profile) -> Vec<PhaseChange> {
    let mut changes = changes(None, phases::cold(old), phases::cold(new));
    let before = &old.subject.events;
    for (index, event) in new.subject.events.iter().enumerate() {
        if let Some(was) = before.iter().position(|each| each.name == event.name) {
            let (old, new) = (phases::warm(old, Some(was)), phases::warm(new, Some(index)));
            changes.extend(self::changes(Some(&event.name), old, new));
        }
    }
    changes.retain(|change| is_notable(change.old_ms.0, change.new_ms.0));
    most_changed(&mut changes, |change| change.new_ms.0 - change.old_ms.0);
    changes
}

fn changes(
    event: Option<&str>,
    old: Option<Breakdown>,
    new: Option<Breakdown>,
) -> Vec<PhaseChange> {
    let (Some(old), Some(new)) = (old, new) else {
        return Vec::new();
    };
    // What is whole in one and in parts in the other cannot be laid side by side.
    if !is_divided(&old) || !is_divided(&new) {
        return Vec::new();
    }
    let parts = old.parts.iter().chain(&new.parts);
    let mut all: Vec<Phase> = parts.map(|(phase, _)| *phase).collect();
    all.sort_unstable();
    all.dedup();
    let change = |phase| PhaseChange {
        event: event.map(str::to_owned),
        phase,
        old_ms: old.of(phase),
        new_ms: new.of(phase),
    };
    all.into_iter().map(change).collect()
}

fn is_divided(breakdown: &Breakdown) -> bool {
    let mut parts = breakdown.parts.iter().map(|(phase, _)| *phase);
    parts.any(|phase| !matches!(phase, Phase::Init | Phase::Invocation))
}
