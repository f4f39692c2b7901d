//! Calls that came, went, are more or fewer, or take another time.

use serde::Serialize;

use super::{is_notable, most_changed};
use crate::document::{CallKind, Millis, Profile};
use crate::rank::{self, CallGroup};

/// Calls of one operation at one line that are not what they were.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallChange {
    /// What they are.
    pub kind: CallKind,
    /// What they do.
    pub operation: String,
    /// Whom they are for.
    pub target: String,
    /// File of the line, after or else before.
    pub file: Option<String>,
    /// The line.
    pub line: Option<u32>,
    /// Before; absent where they came.
    pub old: Option<Made>,
    /// After; absent where they went.
    pub new: Option<Made>,
}

/// How calls are made, on average over the invocations that make any, or over inits where none
/// does.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Made {
    /// How many.
    pub n: f64,
    /// How long all of them take.
    pub total_ms: Millis,
    /// Median of one.
    pub p50_ms: Millis,
    /// Connections that are made for them.
    pub n_connections: f64,
}

impl CallChange {
    /// Returns by how much the time of an invocation changed.
    #[must_use]
    pub fn change_ms(&self) -> Millis {
        let total = |made: Option<Made>| made.map(|made| made.total_ms).unwrap_or_default();
        total(self.new) - total(self.old)
    }
}

/// Compares calls: of the same line, or else of the same function, whose lines may have moved.
pub(super) fn compare(old: &Profile, new: &Profile) -> Vec<CallChange> {
    let before = rank::calls(old);
    let after = rank::calls(new);
    let mut pairs: Vec<(Option<&CallGroup>, Option<&CallGroup>)> = Vec::new();
    let mut left: Vec<&CallGroup> = after.iter().collect();
    let mut unmatched: Vec<&CallGroup> = Vec::new();
    let same_line = |one: &CallGroup, other: &CallGroup| one.line == other.line;
    let anywhere = |_: &CallGroup, _: &CallGroup| true;
    let mut take = |group: &CallGroup, also: &dyn Fn(&CallGroup, &CallGroup) -> bool| {
        let found = left
            .iter()
            .position(|other| is_same(old, group, new, other) && also(group, other))?;
        Some(left.remove(found))
    };
    for group in &before {
        match take(group, &same_line) {
            Some(other) => pairs.push((Some(group), Some(other))),
            None => unmatched.push(group),
        }
    }
    for group in unmatched {
        pairs.push((Some(group), take(group, &anywhere)));
    }
    pairs.extend(left.into_iter().map(|group| (None, Some(group))));
    let mut changes: Vec<CallChange> = (pairs.into_iter())
        .filter_map(|(one, other)| change(old, one, new, other))
        .filter(is_change)
        .collect();
    most_changed(&mut changes, |change| change.change_ms().0);
    changes
}

/// Tells whether calls do the same at the same place, wherever its line is now.
fn is_same(old: &Profile, one: &CallGroup, new: &Profile, other: &CallGroup) -> bool {
    fn file<'a>(profile: &'a Profile, group: &'a CallGroup) -> Option<&'a str> {
        group
            .file
            .as_deref()
            .map(|file| profile.subject.short(file))
    }
    (one.kind, &one.operation, &one.target, &one.function)
        == (other.kind, &other.operation, &other.target, &other.function)
        && file(old, one) == file(new, other)
}

fn change(
    old: &Profile,
    one: Option<&CallGroup>,
    new: &Profile,
    other: Option<&CallGroup>,
) -> Option<CallChange> {
    let (profile, group) = match (one, other) {
        (_, Some(group)) => (new, group),
        (Some(group), None) => (old, group),
        (None, None) => return None,
    };
    let file = group.file.as_deref();
    Some(CallChange {
        kind: group.kind,
        operation: group.operation.clone(),
        target: group.target.clone(),
        file: file.map(|file| profile.subject.short(file).to_owned()),
        line: group.line,
        old: one.map(|group| made(old, group)),
        new: other.map(|group| made(new, group)),
    })
}

#[expect(clippy::cast_precision_loss, reason = "no profile has 2^53 calls")]
fn made(profile: &Profile, group: &CallGroup) -> Made {
    let over = match group.n_invocations {
        0 => profile.stacks.n_inits.max(1),
        n => n,
    } as f64;
    Made {
        n: group.n as f64 / over,
        total_ms: Millis(group.total_ms.0 / over),
        p50_ms: group.p50_ms,
        n_connections: group.n_connections as f64 / over,
    }
}

fn is_change(change: &CallChange) -> bool {
    match (change.old, change.new) {
        (Some(old), Some(new)) => {
            // A count is the same in every run, unless the events differ in it.
            (old.n - new.n).abs() >= 0.5 || is_notable(old.total_ms.0, new.total_ms.0)
        }
        _ => true,
    }
}
