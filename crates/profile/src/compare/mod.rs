//! Two profiles side by side: what changed, largest first.
//!
//! Only durations that were measured several times have an interval, and only these are judged.
//! Imports are timed in one environment and calls in a few, so their changes are told as they were
//! seen, from a size on that is more than the ordinary noise.

mod calls;
mod findings;
mod imports;
mod phases;
mod times;

use serde::Serialize;

use crate::document::{Profile, Subject};

pub use calls::{CallChange, Made};
pub use findings::{FindingChange, FindingChanges};
pub use imports::{DistributionChange, ImportChanges, ModuleChange};
pub use phases::PhaseChange;
pub use times::{Difference, Measured, TimeChange, Verdict, What};

/// Name and version of the schema of a comparison.
pub const SCHEMA: &str = "warmfront.comparison/1";

/// What changed between two profiles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// What the old one is of.
    pub old: Subject,
    /// What the new one is of.
    pub new: Subject,
    /// What else differs than the function's code, or speaks against comparing them.
    pub caveats: Vec<String>,
    /// Durations: of init first, then of cold starts and warm invocations by event.
    pub times: Vec<TimeChange>,
    /// Parts of a cold start and of a warm invocation, by change.
    pub phases: Vec<PhaseChange>,
    /// Imports.
    pub imports: ImportChanges,
    /// Packages that came, went, have another version or take another time, by change.
    pub distributions: Vec<DistributionChange>,
    /// Calls that came, went, are more or fewer, or take another time, by change.
    pub calls: Vec<CallChange>,
    /// What was fixed and what is new.
    pub findings: FindingChanges,
}

/// Compares two profiles.
#[must_use]
pub fn compare(old: &Profile, new: &Profile) -> Comparison {
    Comparison {
        schema: SCHEMA,
        old: old.subject.clone(),
        new: new.subject.clone(),
        caveats: caveats(old, new),
        times: times::compare(old, new),
        phases: phases::compare(old, new),
        imports: imports::modules(old, new),
        distributions: imports::distributions(old, new),
        calls: calls::compare(old, new),
        findings: findings::compare(old, new),
    }
}

/// Returns what speaks against laying all changes to the function's code.
fn caveats(old: &Profile, new: &Profile) -> Vec<String> {
    let (before, after) = (&old.subject, &new.subject);
    let mut caveats = Vec::new();
    let mut differs = |what: &str, one: &str, other: &str| {
        if one != other {
            caveats.push(format!("{what} is {other}, and was {one}"));
        }
    };
    differs("the function", &before.function, &after.function);
    let size = |subject: &Subject| format!("{} MB", subject.memory_size_mb);
    differs("the memory size", &size(before), &size(after));
    differs(
        "the architecture",
        &before.architecture,
        &after.architecture,
    );
    differs("Python", &before.python, &after.python);
    differs("the way of limiting", &before.limits, &after.limits);
    let watched = |profile| {
        if is_watched(profile) {
            "watched by the agent"
        } else {
            "unwatched"
        }
    };
    differs("what was timed", watched(old), watched(new));
    caveats
}

/// Tells whether durations are of environments with the agent, for want of others.
fn is_watched(profile: &Profile) -> bool {
    !profile.environments.iter().any(|each| each.mode.is_none())
}

/// Least change of a time that was measured only once or so to be worth a line: milliseconds, and
/// a part of the larger of both.
const LEAST: (f64, f64) = (0.5, 0.2);

/// Tells whether a change is more than the ordinary noise.
fn is_notable(old: f64, new: f64) -> bool {
    let change = (new - old).abs();
    change >= LEAST.0 && change >= LEAST.1 * old.max(new)
}

/// Orders by how much something changed, most first.
fn most_changed<T>(list: &mut [T], change: impl Fn(&T) -> f64) {
    list.sort_by(|one, other| change(other).abs().total_cmp(&change(one).abs()));
}

#[cfg(test)]
mod tests;
