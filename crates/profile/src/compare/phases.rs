//! Parts of a cold start and of a warm invocation.

use serde::Serialize;

use super::{is_notable, most_changed};
use crate::document::{Millis, Profile};
use crate::phases::{self, Breakdown, Phase};

/// A part that takes another time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PhaseChange {
    /// Whether it is of a cold start; otherwise of a warm invocation.
    pub cold: bool,
    /// Which.
    pub phase: Phase,
    /// Before, in the run in the middle.
    pub old_ms: Millis,
    /// After, likewise.
    pub new_ms: Millis,
}

/// Compares the parts, by change.
pub(super) fn compare(old: &Profile, new: &Profile) -> Vec<PhaseChange> {
    let mut changes = changes(true, phases::cold(old), phases::cold(new));
    let warm = |profile| phases::warm(profile, None);
    changes.extend(self::changes(false, warm(old), warm(new)));
    changes.retain(|change| is_notable(change.old_ms.0, change.new_ms.0));
    most_changed(&mut changes, |change| change.new_ms.0 - change.old_ms.0);
    changes
}

fn changes(cold: bool, old: Option<Breakdown>, new: Option<Breakdown>) -> Vec<PhaseChange> {
    let (Some(old), Some(new)) = (old, new) else {
        return Vec::new();
    };
    let parts = old.parts.iter().chain(&new.parts);
    let mut all: Vec<Phase> = parts.map(|(phase, _)| *phase).collect();
    all.sort_unstable();
    all.dedup();
    let change = |phase| PhaseChange {
        cold,
        phase,
        old_ms: old.of(phase),
        new_ms: new.of(phase),
    };
    all.into_iter().map(change).collect()
}
