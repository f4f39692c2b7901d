//! Looks for differences again before they are told.

use std::collections::BTreeSet;

use super::Driver;
use super::case::{Case, Finding};
use crate::compare::{Change, Found};
use crate::mask::Pattern;
use crate::token::tokens;
use crate::value::{Path, Value};

/// Sequences that are run again at once.
const AT_ONCE: usize = 2;

/// What a difference is about, in whichever sequence it is seen: the event, or init.
pub(super) type Subject = (Option<usize>, &'static str, Path);

impl<E> Driver<'_, E> {
    /// Runs sequences that differ again, until what differs is certain or the budget is spent.
    pub(super) fn confirm(&mut self) -> Result<(), E> {
        let mut n_left = self.plan.n_confirmations;
        while n_left > 0 {
            let mut open = self.open();
            open.truncate(n_left.min(AT_ONCE));
            if open.is_empty() {
                break;
            }
            n_left -= open.len();
            self.again(&open)?;
        }
        Ok(())
    }

    /// Sequences with differences that are neither certain nor those of a certain, smaller one.
    fn open(&self) -> Vec<usize> {
        let mut covered: BTreeSet<Subject> = BTreeSet::new();
        let mut open = Vec::new();
        for index in self.smallest_first() {
            let subjects = self.subjects(index);
            if subjects.is_subset(&covered) {
                continue;
            }
            covered.extend(subjects);
            if !self.is_certain(index) {
                open.push(index);
            }
        }
        open
    }

    /// Whether what every run of the candidate showed has been looked for often enough.
    pub(super) fn is_certain(&self, index: usize) -> bool {
        let (steady, _) = self.findings(index);
        let by_chance = self.known.is_chancy() || steady.iter().all(is_order);
        let n_rounds = self.plan.n_rounds;
        let n_needed = if by_chance {
            2 * n_rounds + 1
        } else {
            n_rounds
        };
        self.cases[index].n_steady >= n_needed
    }

    /// Numbers of sequences; given events before generated ones, and few before many.
    pub(super) fn smallest_first(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.cases.len()).collect();
        order.sort_by_key(|&index| {
            let events = &self.cases[index].events;
            let generated = events.iter().any(|&event| self.events[event].generated);
            (generated, events.len())
        });
        order
    }

    pub(super) fn subjects(&self, index: usize) -> BTreeSet<Subject> {
        let (steady, _) = self.findings(index);
        steady
            .iter()
            .map(|finding| self.subject(index, finding))
            .collect()
    }

    pub(super) fn subject(&self, index: usize, finding: &Finding) -> Subject {
        let event = finding
            .at
            .invocation()
            .map(|at| self.cases[index].events[at]);
        (event, finding.part, finding.found.path.any_item())
    }

    /// Differences of a sequence that are not meant: those of every run of the candidate, and those
    /// of only some.
    pub(super) fn findings(&self, index: usize) -> (Vec<Finding>, Vec<Finding>) {
        let (mut steady, mut rest) = self.cases[index].findings(&self.known);
        steady.retain(|finding| {
            let event = self.subject(index, finding).0;
            self.allowed(finding).is_none() && !self.varies_elsewhere(finding, |own| own == event)
        });
        // What comes and goes may vary in that way wherever it stands.
        rest.retain(|finding| {
            self.allowed(finding).is_none() && !self.varies_elsewhere(finding, |_| true)
        });
        (steady, rest)
    }

    /// Whether the same place varies in another sequence, for an event that is asked for, and what
    /// either has here would pass there.
    fn varies_elsewhere(&self, finding: &Finding, of: impl Fn(Option<usize>) -> bool) -> bool {
        let Found {
            path,
            change,
            reference,
            candidate,
        } = &finding.found;
        let passes = |pattern: &Pattern| match change {
            Change::Moved => pattern.varies_in_order(path),
            Change::Disagrees => false,
            _ => pattern.varies_so(path, [reference.as_ref(), candidate.as_ref()]),
        };
        let varies = |case: &Case| {
            let phases = case.expected.phases.iter().enumerate();
            let mut parts = phases
                .filter(|(phase, _)| of(phase.checked_sub(1).map(|at| case.events[at])))
                .flat_map(|(_, parts)| parts);
            parts.any(|(part, pattern)| *part == finding.part && passes(pattern))
        };
        self.cases.iter().any(varies)
    }
}

/// Whether both sides have the same in another order.
fn is_order(finding: &Finding) -> bool {
    let sorted = |value: &Value| {
        let text = value.to_string();
        let mut tokens: Vec<String> = tokens(&text)
            .iter()
            .map(|token| token.text.to_owned())
            .collect();
        tokens.sort_unstable();
        tokens
    };
    match (&finding.found.reference, &finding.found.candidate) {
        (Some(one), Some(other)) => {
            finding.found.change == Change::Moved || sorted(one) == sorted(other)
        }
        _ => false,
    }
}
