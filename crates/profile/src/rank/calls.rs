//! Calls grouped by what they do and the line that makes them.

use std::collections::BTreeMap;

use serde::Serialize;
use warmfront_stats::quantile::Sample;

use crate::document::{Call, CallKind, Connection, Millis, Profile};

/// Deepest nesting of calls that is followed; a circle ends there too.
const DEEPEST: usize = 64;

/// Calls of one operation on one target, made at one line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallGroup {
    /// What they are.
    pub kind: CallKind,
    /// What they do.
    pub operation: String,
    /// Whom they are for.
    pub target: String,
    /// File of the user's line.
    pub file: Option<String>,
    /// The line.
    pub line: Option<u32>,
    /// Function that the line is in.
    pub function: Option<String>,
    /// How many there are, over all invocations.
    pub n: usize,
    /// Those of them that were made during init.
    pub n_at_init: usize,
    /// Invocations that made any.
    pub n_invocations: usize,
    /// Fewest that one of these made.
    pub least: usize,
    /// Most that one of these made.
    pub most: usize,
    /// Those that ended with an error.
    pub n_errors: usize,
    /// Connections that were made for them.
    pub n_connections: usize,
    /// Sum of their durations.
    pub total_ms: Millis,
    /// Median of their durations.
    pub p50_ms: Millis,
    /// Their durations, in order.
    #[serde(skip)]
    pub durations: Vec<f64>,
}

type Key<'a> = (CallKind, &'a str, &'a str, Option<&'a str>, Option<u32>);

/// Returns the groups of calls that no other call made, by the time that they took, largest first.
#[must_use]
pub fn calls(profile: &Profile) -> Vec<CallGroup> {
    let mut groups: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
    let mut connections = vec![0_usize; profile.calls.len()];
    let told_below = told_below(&profile.calls);
    for (index, call) in profile.calls.iter().enumerate() {
        let root = root(&profile.calls, index);
        if root == index {
            let (file, line) = (call.file.as_deref(), call.line);
            let key = (
                call.kind,
                call.operation.as_str(),
                call.target.as_str(),
                file,
                line,
            );
            groups.entry(key).or_default().push(index);
        }
        if call.connection == Some(Connection::New) && !told_below[index] {
            connections[root] += 1;
        }
    }
    let groups = groups.values();
    let mut groups: Vec<CallGroup> = groups
        .filter_map(|indices| group(profile, indices, &connections))
        .collect();
    groups.sort_by(|one, other| other.total_ms.0.total_cmp(&one.total_ms.0));
    groups
}

/// Tells of each call whether one that it made tells of a new connection too: the same one.
fn told_below(calls: &[Call]) -> Vec<bool> {
    let mut told = vec![false; calls.len()];
    for call in calls {
        if call.connection != Some(Connection::New) {
            continue;
        }
        let mut above = call.parent.filter(|parent| *parent < calls.len());
        for _ in 0..DEEPEST {
            let Some(index) = above else { break };
            told[index] = true;
            above = calls[index].parent.filter(|parent| *parent < calls.len());
        }
    }
    told
}

/// Returns the call that led to a call, by way of others.
fn root(calls: &[Call], index: usize) -> usize {
    let mut root = index;
    for _ in 0..DEEPEST {
        match calls[root].parent.filter(|parent| *parent < calls.len()) {
            Some(parent) => root = parent,
            None => break,
        }
    }
    root
}

fn group(profile: &Profile, indices: &[usize], connections: &[usize]) -> Option<CallGroup> {
    let calls = || indices.iter().map(|index| &profile.calls[*index]);
    let first = calls().next()?;
    let durations = calls().map(|call| call.duration_ms.0);
    let durations: Vec<f64> = durations.filter(|time| time.is_finite()).collect();
    let sample = Sample::new(durations).ok()?;
    let mut by_invocation: BTreeMap<usize, usize> = BTreeMap::new();
    for invocation in calls().filter_map(|call| call.invocation) {
        *by_invocation.entry(invocation).or_default() += 1;
    }
    let counts = || by_invocation.values().copied();
    Some(CallGroup {
        kind: first.kind,
        operation: first.operation.clone(),
        target: first.target.clone(),
        file: first.file.clone(),
        line: first.line,
        function: first.function.clone(),
        n: indices.len(),
        n_at_init: calls().filter(|call| call.invocation.is_none()).count(),
        n_invocations: by_invocation.len(),
        least: counts().min().unwrap_or(0),
        most: counts().max().unwrap_or(0),
        n_errors: calls().filter(|call| call.error.is_some()).count(),
        n_connections: indices.iter().map(|index| connections[*index]).sum(),
        total_ms: Millis(sample.ordered().iter().sum()),
        p50_ms: Millis(sample.median()),
        durations: sample.ordered().to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orders() -> Profile {
        Profile::from_json(include_bytes!("../../fixtures/orders.json")).unwrap()
    }

    #[test]
    fn calls_are_grouped_by_line_with_the_connections_made_for_them() {
        let told: Vec<String> = (calls(&orders()).iter())
            .map(|group| {
                let (n, least, most) = (group.n, group.least, group.most);
                let (total, connections) = (group.total_ms.0, group.n_connections);
                let line = group.line.unwrap();
                format!(
                    "{line} {}: {n}, {least} to {most} each, {total:.1} ms, {connections} new",
                    group.operation
                )
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"), @"
        24 DynamoDB.GetItem: 56, 2 to 10 each, 262.9 ms, 12 new
        41 SELECT: 4, 1 to 1 each, 50.0 ms, 0 new
        21 boto3.client: 2, 1 to 1 each, 12.0 ms, 0 new
        ");
    }

    #[test]
    fn a_connection_that_several_calls_tell_of_is_one() {
        let mut profile = orders();
        let n_connections = |profile: &Profile| -> usize {
            calls(profile).iter().map(|each| each.n_connections).sum()
        };
        let before = n_connections(&profile);
        let told: Vec<usize> = (profile.calls.iter())
            .filter(|call| call.connection == Some(Connection::New))
            .filter_map(|call| call.parent)
            .collect();
        assert!(!told.is_empty());
        for parent in told {
            profile.calls[parent].connection = Some(Connection::New);
        }
        assert_eq!(n_connections(&profile), before);
    }

    #[test]
    fn a_circle_of_calls_comes_to_an_end() {
        let mut profile = orders();
        let n = profile.calls.len();
        for (index, call) in profile.calls.iter_mut().enumerate() {
            call.parent = Some((index + 1) % n);
        }
        assert_eq!(calls(&profile), Vec::new());
    }
}
