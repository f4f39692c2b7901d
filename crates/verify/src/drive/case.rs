//! One sequence of events: what the reference did with it, and in what the candidate differs.

use std::rc::Rc;

use super::agree::disagreements;
use crate::behaviour::{Behaviour, Ran};
use crate::compare::{Change, Found, Seen, against};
use crate::mask::{Known, Order, Pattern, learn};
use crate::tape::Tape;
use crate::value::Path;

/// Parts of a behaviour whose members have no order of their own.
const WITHOUT_ORDER: [&str; 2] = ["files", "state"];

/// A sequence of events, and what became of it.
pub(super) struct Case {
    /// The events, by their number.
    pub(super) events: Vec<usize>,
    /// Calls of the first run, which all others replay.
    pub(super) tape: Rc<Tape>,
    /// Runs of the reference.
    pub(super) reference: Vec<Ran>,
    /// Runs of the candidate.
    pub(super) candidate: Vec<Ran>,
    /// What the runs of the reference have in common.
    pub(super) expected: Expected,
    /// In what runs of the candidate differ from that, by run.
    pub(super) differences: Vec<Vec<Finding>>,
    /// Rounds in which the reference showed nothing new.
    pub(super) n_steady: usize,
}

/// What an environment should do: init, then invocations; each by part.
#[derive(Default, PartialEq)]
pub(super) struct Expected {
    pub(super) phases: Vec<Vec<(&'static str, Pattern)>>,
}

/// Init, or an invocation by its place in the sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At(usize);

impl At {
    /// Returns the place in the sequence; none for init.
    pub(super) fn invocation(self) -> Option<usize> {
        self.0.checked_sub(1)
    }
}

/// A difference in some part of what an environment did.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) at: At,
    pub(super) part: &'static str,
    pub(super) found: Found,
}

impl Finding {
    /// Where it is, whichever item of a list.
    pub(super) fn place(&self) -> (At, &'static str, Path) {
        (self.at, self.part, self.found.path.any_item())
    }
}

impl Case {
    /// Learns from all runs of the reference, and compares those of the candidate; returns whether
    /// there was anything new.
    pub(super) fn learn(&mut self) -> bool {
        let n_phases = self.reference.iter().map(|ran| 1 + ran.invocations.len());
        let n_phases = n_phases.min().unwrap_or_default();
        let phases = (0..n_phases).map(|index| {
            let phases: Vec<&Behaviour> =
                self.reference.iter().map(|ran| phase(ran, index)).collect();
            learn_phase(&phases)
        });
        let expected = Expected {
            phases: phases.collect(),
        };
        let is_new = !self.expected.is_like(&expected);
        self.expected = expected;
        let differences = self.candidate.iter().map(|ran| self.differences(ran));
        self.differences = differences.collect();
        is_new
    }

    /// Whether the reference handled as many events in every run.
    pub(super) fn is_even(&self) -> bool {
        let n_invocations = |ran: &Ran| ran.invocations.len();
        let first = self.reference.first().map(n_invocations);
        self.reference
            .iter()
            .all(|ran| Some(n_invocations(ran)) == first)
    }

    /// Returns the differences that every run of the candidate shows, and those that only some do.
    pub(super) fn findings(&self, known: &Known) -> (Vec<Finding>, Vec<Finding>) {
        let told = |run: &Vec<Finding>| {
            let told = run.iter().filter(|finding| !is_known(finding, known));
            told.cloned().collect()
        };
        let runs: Vec<Vec<Finding>> = self.differences.iter().map(told).collect();
        let Some((last, others)) = runs.split_last() else {
            return (Vec::new(), Vec::new());
        };
        let exactly = |one: &Finding, other: &Finding| one.place() == other.place();
        let nearly = |one: &Finding, other: &Finding| (one.at, one.part) == (other.at, other.part);
        let always = |finding: &&Finding, same: fn(&Finding, &Finding) -> bool| {
            let shows = |run: &Vec<Finding>| run.iter().any(|other| same(finding, other));
            others.iter().all(shows)
        };
        let mut steady: Vec<Finding> = last
            .iter()
            .filter(|f| always(f, exactly))
            .cloned()
            .collect();
        // What differs every time, but never in the same place, differs all the same.
        for finding in last.iter().filter(|finding| always(finding, nearly)) {
            if !steady.iter().any(|other| nearly(finding, other)) {
                steady.push(finding.clone());
            }
        }
        let is_steady = |finding: &&Finding| steady.iter().any(|other| nearly(finding, other));
        let rest = runs.iter().flatten().filter(|finding| !is_steady(finding));
        let rest = rest.cloned().collect();
        (steady, rest)
    }

    fn differences(&self, ran: &Ran) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut seen: Vec<(At, &'static str, Seen)> = Vec::new();
        for (index, parts) in self.expected.phases.iter().enumerate() {
            let at = At(index);
            if index > ran.invocations.len() {
                findings.push(lost(at, parts));
                break;
            }
            for ((part, pattern), (_, value)) in parts.iter().zip(phase(ran, index).parts()) {
                let comparison = against(pattern, value, order(part));
                let found = comparison.found.into_iter();
                findings.extend(found.map(|found| Finding { at, part, found }));
                seen.extend(comparison.seen.into_iter().map(|seen| (at, *part, seen)));
            }
        }
        findings.extend(disagreements(seen));
        findings
    }
}

/// Whether a difference is one of those that are known to be by chance.
fn is_known(finding: &Finding, known: &Known) -> bool {
    let Found {
        path,
        reference,
        candidate,
        ..
    } = &finding.found;
    match (reference, candidate) {
        (Some(one), Some(other)) => known.explains(finding.part, path, [one, other]),
        _ => false,
    }
}

/// An invocation that the candidate did not come to.
fn lost(at: At, parts: &[(&'static str, Pattern)]) -> Finding {
    let outcome = parts.first().map(|(_, pattern)| pattern.shown());
    Finding {
        at,
        part: "outcome",
        found: Found {
            path: Path::default(),
            change: Change::Removed,
            reference: outcome,
            candidate: None,
        },
    }
}

impl Expected {
    /// Whether the same places are masked.
    fn is_like(&self, other: &Self) -> bool {
        let shown = |expected: &Self| -> Vec<_> {
            let parts = expected.phases.iter().flatten();
            parts
                .map(|(_, pattern)| crate::mask::told(pattern))
                .collect()
        };
        shown(self) == shown(other)
    }
}

fn learn_phase(phases: &[&Behaviour]) -> Vec<(&'static str, Pattern)> {
    let parts: Vec<_> = phases.iter().map(|phase| phase.parts()).collect();
    (0..parts[0].len())
        .map(|index| {
            let runs: Vec<_> = parts.iter().map(|parts| parts[index].1).collect();
            (parts[0][index].0, learn(&runs))
        })
        .collect()
}

fn phase(ran: &Ran, index: usize) -> &Behaviour {
    match index.checked_sub(1) {
        None => &ran.init,
        Some(invocation) => &ran.invocations[invocation],
    }
}

fn order(part: &str) -> Order {
    if WITHOUT_ORDER.contains(&part) {
        Order::Varies
    } else {
        Order::Kept
    }
}
