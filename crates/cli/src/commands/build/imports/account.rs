//! What is said of every import that the events run: deferred or where it stands, why, and what it
//! saves.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use warmfront_build::manifest::ImportRecord;
use warmfront_build::pass::defer::choose::{self, Candidate, Choice, Why};
use warmfront_build::pass::defer::plan::{Edge, Plan};
use warmfront_build::pass::defer::proposal::{self, Proposal, Verdict};
use warmfront_build::pass::defer::recording::Recording;

use super::trial::Trial;

/// Every import that was looked at, as it ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Account {
    /// By the number of the import in the plan.
    pub(crate) imports: Vec<(u32, ImportRecord)>,
    /// What all deferred imports save, in CPU time of init and first invocation.
    pub(crate) saved: Duration,
    /// Bodies of modules that run at a cold start, before and now, in the middle of the events.
    pub(crate) n_loaded: [usize; 2],
}

impl Account {
    /// Returns the records of a package in which only these imports are deferred, of those that were
    /// to be in the end.
    pub(crate) fn records(&self, deferred: &BTreeSet<u32>, plan: &Plan) -> Vec<ImportRecord> {
        let planned: BTreeSet<u32> = plan.edges().map(|(_, edge)| edge.id).collect();
        let records = self.imports.iter().map(|(edge, record)| {
            let mut record = record.clone();
            if !record.deferred && deferred.contains(edge) {
                record.deferred = true;
                "it pays for another function of the layer".clone_into(&mut record.reason);
            } else if record.deferred && !planned.contains(edge) {
                record.deferred = false;
                "another function of the layer needs it where it stands"
                    .clone_into(&mut record.reason);
            } else if record.deferred && !deferred.contains(edge) {
                record.deferred = false;
                "with it deferred the function behaves differently".clone_into(&mut record.reason);
            }
            record
        });
        records.collect()
    }
}

/// The same while it is decided.
pub(super) struct Ledger<'a> {
    /// Imports whose module runs in some event, and loads one that runs there too; by edge.
    proposals: BTreeMap<u32, &'a Proposal>,
    /// Why those stay that were found to have to.
    reasons: BTreeMap<u32, String>,
    /// Why the others are deferred.
    deferred: BTreeMap<u32, (usize, usize)>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(proposals: &'a [Proposal], eager: &Trial) -> Self {
        let mut ran = BTreeSet::new();
        for handled in &eager.events {
            let bodies = handled.recording.bodies.iter();
            ran.extend(bodies.map(|body| body.module.as_str()));
        }
        let is_run = |each: &&Proposal| {
            ran.contains(&*each.importer) && ran.contains(&*each.loads) || pinned(each)
        };
        let relevant = proposals.iter().filter(is_run);
        Self {
            proposals: relevant.map(|each| (each.edge.id, each)).collect(),
            reasons: BTreeMap::new(),
            deferred: BTreeMap::new(),
        }
    }

    /// Returns the plan of all that may be deferred.
    pub(super) fn possible(&self) -> anyhow::Result<Plan> {
        let possible = self.proposals.values().filter(|each| each.is_possible());
        Ok(proposal::plan(possible.copied())?)
    }

    /// Returns edges of which nothing is in doubt, and then the others.
    pub(super) fn by_doubt(&self, plan: &Plan) -> [Vec<u32>; 2] {
        let edges = plan.edges().map(|(_, edge)| edge.id);
        let is_safe = |edge: &u32| {
            let proposal = self.proposals.get(edge);
            proposal.is_some_and(|each| each.verdict == Verdict::Safe)
        };
        let (safe, doubted) = edges.partition(is_safe);
        [safe, doubted]
    }

    /// Notes that an import stays where it stands.
    pub(super) fn refuse(&mut self, edge: u32, reason: String) {
        self.deferred.remove(&edge);
        self.reasons.insert(edge, reason);
    }

    /// Decides by what the events load, and returns what stays deferred.
    pub(super) fn decide(&mut self, plan: &Plan, trial: &Trial, share: f64) -> Plan {
        let candidates: Vec<Candidate> = plan
            .edges()
            .filter_map(|(_, edge)| self.proposals.get(&edge.id))
            .map(|proposal| Candidate {
                edge: proposal.edge.id,
                importer: proposal.importer.clone(),
                target: proposal.loads.clone(),
            })
            .collect();
        let choices = choose::choose(&candidates, &trial.recordings(), share);
        for (candidate, choice) in candidates.iter().zip(choices) {
            let is_pinned = self
                .proposals
                .get(&candidate.edge)
                .is_some_and(|each| pinned(each));
            match choice {
                Choice::Deferred { loaded_by } => {
                    self.deferred.insert(candidate.edge, loaded_by);
                }
                Choice::Eager(_) if is_pinned => {
                    self.deferred.insert(candidate.edge, (0, 0));
                }
                Choice::Eager(why) => self.refuse(candidate.edge, why.to_string()),
            }
        }
        plan.only(|edge: &Edge| self.deferred.contains_key(&edge.id))
    }

    /// Tells whether the user wants an import deferred, whatever is measured.
    pub(super) fn is_pinned(&self, edge: u32) -> bool {
        self.proposals.get(&edge).is_some_and(|each| pinned(each))
    }

    /// Notes that nothing is deferred after all but what the user wants.
    pub(super) fn take_all_back(&mut self, reason: &str) {
        for edge in std::mem::take(&mut self.deferred).into_keys() {
            if self.is_pinned(edge) {
                self.deferred.insert(edge, (0, 0));
            } else {
                self.reasons.insert(edge, reason.to_owned());
            }
        }
        // What was not reached with others deferred is reached again.
        let not_reached = Why::NotReached.to_string();
        for other in self
            .reasons
            .values_mut()
            .filter(|other| **other == not_reached)
        {
            reason.clone_into(other);
        }
    }

    /// Sums up, given what the events load without anything deferred and in the end.
    pub(super) fn close(self, eager: &Trial, deferred: &Trial) -> Account {
        let (before, after) = (eager.recordings(), deferred.recordings());
        let savings = choose::savings(&before, &after);
        let whole = choose::subtrees(&before);
        let imports = self.proposals.values().map(|proposal| {
            let is_deferred = self.deferred.contains_key(&proposal.edge.id);
            let times = if is_deferred { &savings } else { &whole };
            let record = ImportRecord {
                importer: proposal.importer.clone(),
                path: proposal.path.to_string(),
                line: proposal.edge.line,
                loads: proposal.loads.clone(),
                binds: proposal.edge.binds.clone(),
                deferred: is_deferred,
                reason: self.reason(proposal),
                saves_us: times.get(&proposal.loads).map(micros),
            };
            (proposal.edge.id, record)
        });
        Account {
            imports: imports.collect(),
            saved: savings.values().sum(),
            n_loaded: [middle(&before), middle(&after)],
        }
    }

    fn reason(&self, proposal: &Proposal) -> String {
        let edge = proposal.edge.id;
        if let Some(reason) = self.reasons.get(&edge) {
            return reason.clone();
        }
        match (self.deferred.get(&edge), &proposal.verdict) {
            (Some(_), Verdict::Always) => "you want it deferred".to_owned(),
            (Some((0, of)), _) => format!("none of {of} events needs it"),
            (Some((n, of)), _) => format!("{n} of {of} events need it"),
            (None, Verdict::Never) => "you want it where it stands".to_owned(),
            (None, Verdict::Unsafe(reasons) | Verdict::Unproven(reasons)) => reasons.join("; "),
            (None, Verdict::Safe | Verdict::Always) => "it was not tried".to_owned(),
        }
    }
}

fn pinned(proposal: &Proposal) -> bool {
    proposal.verdict == Verdict::Always
}

fn micros(time: &Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// Returns how many bodies run, in the middle of the events.
fn middle(recordings: &[Recording]) -> usize {
    let mut counts: Vec<usize> = recordings.iter().map(|each| each.bodies.len()).collect();
    counts.sort_unstable();
    counts.get(counts.len() / 2).copied().unwrap_or_default()
}
