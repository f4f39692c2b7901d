//! Puts into words what was found.

use std::collections::{BTreeMap, BTreeSet};

use super::Driver;
use super::case::Finding;
use super::shrink::Smaller;
use crate::compare::{clipped, unified};
use crate::mask::{Judged, Mask, Pattern, share, told};
use crate::plan::{Allowed, PARTS};
use crate::value::Value;
use crate::verdict::{Conclusion, Difference, Masked, Meant, Verdict};

/// Most differences that are told.
const MOST_TOLD: usize = 50;

/// Share of an outcome that may be masked: of what is left nothing can be said.
const MOST_MASKED: f64 = 0.9;

/// Most bytes of each side of a difference.
const LONGEST_SIDE: usize = 400;

/// What differs in some runs of the candidate only.
const UNSTEADY: &str = "not the same in every run of the candidate";

/// What there was no budget for.
const UNCERTAIN: &str = "a difference that was not looked for often enough to be told";

impl<E> Driver<'_, E> {
    /// Returns the verdict, with what was found in smaller sequences.
    pub(super) fn tell(mut self, small: &[Smaller]) -> Verdict {
        let (masked, mut unjudged) = self.masks();
        let n_whole = unjudged.len();
        unjudged.extend(self.outcomes());
        let judged = unjudged.len() == n_whole;
        let differences = self.differences(small);
        let uncertain = self.uncertain(&differences);
        let conclusion = match (differences.is_empty(), judged && uncertain.is_empty()) {
            (false, _) => Conclusion::Different,
            (true, false) => Conclusion::Unjudged,
            (true, true) => Conclusion::Same,
        };
        unjudged.extend(uncertain);
        if self.cases.iter().any(|case| !case.is_even()) {
            let note = "the reference did not handle as many events in every run";
            self.told.notes.insert(note.to_owned());
        }
        Verdict {
            conclusion,
            events: self.events.to_vec(),
            differences,
            meant: self.meant(),
            masked,
            unjudged,
            n_environments: self.told.n_environments,
            own_time: self.told.own_time,
            whole_time: self.told.whole_time,
            notes: self.told.notes.into_iter().collect(),
        }
    }

    /// Certain differences, each as the smallest sequence shows it.
    fn differences(&mut self, small: &[Smaller]) -> Vec<Difference> {
        let mut all: Vec<(usize, Finding)> = small.to_vec();
        for index in self.smallest_first() {
            if self.is_certain(index) {
                let (steady, _) = self.findings(index);
                all.extend(steady.into_iter().map(|finding| (index, finding)));
            }
        }
        all.sort_by_cached_key(|(index, finding)| {
            let events = &self.cases[*index].events;
            let n_events = finding.at.invocation().map_or(0, |at| at + 1);
            let generated = events.iter().any(|&event| self.events[event].generated);
            (
                n_events,
                generated,
                rank(finding.part),
                finding.found.weight(),
            )
        });
        let mut seen = BTreeSet::new();
        all.retain(|(index, finding)| seen.insert(self.subject(*index, finding)));
        let n_more = all.len().saturating_sub(MOST_TOLD);
        if n_more > 0 {
            self.told
                .notes
                .insert(format!("{n_more} more differences are not told"));
        }
        let tell = |(index, finding): &(usize, Finding)| self.difference(*index, finding);
        all.iter().take(MOST_TOLD).map(tell).collect()
    }

    fn difference(&self, index: usize, finding: &Finding) -> Difference {
        let case = &self.cases[index];
        let n_events = finding.at.invocation().map_or(0, |at| at + 1);
        let names = case.events[..n_events].iter();
        let [reference, candidate, excerpt] = sides(finding);
        Difference {
            events: names
                .map(|&event| self.events[event].name.clone())
                .collect(),
            part: finding.part,
            path: finding.found.path.to_string(),
            change: finding.found.change,
            reference,
            candidate,
            excerpt,
            n_seen: case.candidate.len(),
        }
    }

    /// Differences that cannot be told, for want of runs or because they come and go, unless what
    /// is told is about the same.
    fn uncertain(&self, differences: &[Difference]) -> Vec<Masked> {
        let mut uncertain = BTreeSet::new();
        for index in 0..self.cases.len() {
            let (steady, rest) = self.findings(index);
            let why = if self.is_certain(index) {
                None
            } else {
                Some(UNCERTAIN)
            };
            let steady = steady.iter().filter_map(|finding| Some((finding, why?)));
            for (finding, why) in steady.chain(rest.iter().map(|finding| (finding, UNSTEADY))) {
                let event = self.subject(index, finding).0;
                let event = event.map(|event| self.events[event].name.clone());
                let path = finding.found.path.to_string();
                let is_same = |difference: &Difference| {
                    let same_event = difference.events.last() == event.as_ref();
                    difference.part == finding.part && (same_event || difference.path == path)
                };
                if !differences.iter().any(is_same) {
                    uncertain.insert(Masked {
                        event,
                        part: finding.part,
                        path,
                        kind: why.to_owned(),
                    });
                }
            }
        }
        uncertain.into_iter().collect()
    }

    /// Masked places, and those that are not judged.
    fn masks(&self) -> (Vec<Masked>, Vec<Masked>) {
        // Events by what is masked, so that what is the same in all is told once.
        let mut events: BTreeMap<(&'static str, Mask), BTreeSet<Option<usize>>> = BTreeMap::new();
        for case in &self.cases {
            for (phase, parts) in case.expected.phases.iter().enumerate() {
                let event = phase.checked_sub(1).map(|at| case.events[at]);
                for (part, pattern) in parts {
                    for mut mask in told(pattern) {
                        mask.path = mask.path.any_item();
                        events.entry((part, mask)).or_default().insert(event);
                    }
                }
            }
        }
        let (mut masked, mut unjudged) = (Vec::new(), Vec::new());
        for ((part, mask), events) in events {
            let mut events = events.into_iter();
            let event = match (events.next().flatten(), events.next()) {
                (Some(only), None) => Some(self.events[only].name.clone()),
                _ => None,
            };
            let list = match mask.judged {
                Judged::ByKind => &mut masked,
                Judged::Not => &mut unjudged,
            };
            list.push(Masked {
                event,
                part,
                path: mask.path.to_string(),
                kind: mask.kind.to_owned(),
            });
        }
        (masked, unjudged)
    }

    /// Given events of whose outcome too little is deterministic, wherever they are handled.
    fn outcomes(&self) -> Vec<Masked> {
        let mut judged: BTreeMap<usize, bool> = BTreeMap::new();
        for case in &self.cases {
            let invocations = case.expected.phases.iter().skip(1);
            for (&event, parts) in case.events.iter().zip(invocations) {
                let outcome = parts.iter().find(|(part, _)| *part == "outcome");
                let is_judged = outcome.is_some_and(|(_, pattern)| is_judged(pattern));
                *judged.entry(event).or_default() |= is_judged;
            }
        }
        let unjudged = judged
            .into_iter()
            .filter(|(event, judged)| !judged && !self.events[*event].generated);
        unjudged
            .map(|(event, _)| Masked {
                event: Some(self.events[event].name.clone()),
                part: "outcome",
                path: "$".to_owned(),
                kind: "too little of it is deterministic".to_owned(),
            })
            .collect()
    }

    /// What allows a difference.
    pub(super) fn allowed(&self, finding: &Finding) -> Option<&Allowed> {
        let path = finding.found.path.to_string();
        let mut allowed = self.plan.allowed.iter();
        allowed.find(|allowed| allowed.part == finding.part && covers(&allowed.path, &path))
    }

    fn meant(&self) -> Vec<Meant> {
        let mut meant: BTreeMap<(&'static str, String), Meant> = BTreeMap::new();
        for case in &self.cases {
            for finding in case.findings(&self.known).0 {
                if let Some(allowed) = self.allowed(&finding) {
                    let path = finding.found.path.to_string();
                    let [reference, candidate, _] = sides(&finding);
                    meant.entry((finding.part, path.clone())).or_insert(Meant {
                        allowed: allowed.clone(),
                        path,
                        reference,
                        candidate,
                    });
                }
            }
        }
        meant.into_values().collect()
    }
}

/// In which order parts are told.
fn rank(part: &str) -> usize {
    let rank = PARTS.iter().position(|other| *other == part);
    rank.unwrap_or(PARTS.len())
}

fn is_judged(outcome: &Pattern) -> bool {
    if let Pattern::Map(members) = outcome
        && let Some((_, payload)) = members.fixed.iter().find(|(name, _)| name == "payload")
        && matches!(payload, Pattern::Unjudged(_) | Pattern::Gapped(_))
    {
        return false;
    }
    !matches!(outcome, Pattern::Unjudged(_)) && share(outcome) <= MOST_MASKED
}

/// Returns both sides of a difference, and an excerpt of both where there are several lines.
fn sides(finding: &Finding) -> [String; 3] {
    let [reference, candidate] = [&finding.found.reference, &finding.found.candidate];
    let shown = |side: &Option<Value>| side.as_ref().map_or(String::new(), Value::to_string);
    let [one, other] = clipped(&shown(reference), &shown(candidate), LONGEST_SIDE);
    let [long_one, long_other] = [reference, candidate].map(|side| {
        side.as_ref().map_or(String::new(), |side| match side {
            Value::Text(text) => text.clone(),
            other => indented(other),
        })
    });
    let is_long = |text: &String| text.contains('\n');
    let excerpt = if is_long(&long_one) || is_long(&long_other) {
        unified(&long_one, &long_other)
    } else {
        String::new()
    };
    [one, other, excerpt]
}

/// A value with one member or item a line.
fn indented(value: &Value) -> String {
    let lines: Vec<String> = match value {
        Value::List(items) => items.iter().map(Value::to_string).collect(),
        Value::Map(members) => members
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect(),
        other => vec![other.to_string()],
    };
    lines.join("\n")
}

/// Whether a pattern with `*` for anything covers a path, or one above it.
fn covers(pattern: &str, path: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    let mut open = false;
    for piece in pieces {
        let Some((_, after)) = rest.split_once(piece) else {
            return false;
        };
        (rest, open) = (after, piece.is_empty());
    }
    open || rest.is_empty() || rest.starts_with(['.', '[', '('])
}
