//! What is said in the end.

use std::time::Duration;

use crate::compare::Change;
use crate::plan::{Allowed, Event};

/// What can be said of the candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// It does the same, as far as the events show; what is not judged is listed.
    Same,
    /// It does not.
    Different,
    /// What some event results in is not deterministic enough to say, or what differed once did not
    /// again.
    Unjudged,
}

/// One difference, as small as it could be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Names of the events that the environment handled, the last being the one that differs; none
    /// when it is init.
    pub events: Vec<String>,
    /// The part of the behaviour, such as `outcome`.
    pub part: &'static str,
    /// Where in it, such as `$.payload.items[2].name`.
    pub path: String,
    /// In which way.
    pub change: Change,
    /// What the reference does there, as JSON, cut around what differs; empty for nothing.
    pub reference: String,
    /// What the candidate does there.
    pub candidate: String,
    /// Both as a unified diff, when they have several lines; otherwise empty.
    pub excerpt: String,
    /// How many runs of the candidate showed it.
    pub n_seen: usize,
}

/// What is not deterministic, and how it is compared all the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Masked {
    /// Name of the event, if it is one only; init, or several events, when absent.
    pub event: Option<String>,
    /// The part of the behaviour.
    pub part: &'static str,
    /// Where in it; `[*]` is any item.
    pub path: String,
    /// Why, such as `a time`, `a UUID`, `an order`.
    pub kind: String,
}

/// A difference that is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// What allows it.
    pub allowed: Allowed,
    /// Where it was seen.
    pub path: String,
    /// What the reference does there, as JSON; empty for nothing.
    pub reference: String,
    /// What the candidate does there.
    pub candidate: String,
}

/// The verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// In a word.
    pub conclusion: Conclusion,
    /// All events, generated ones included.
    pub events: Vec<Event>,
    /// Differences, smallest first.
    pub differences: Vec<Difference>,
    /// Differences that are meant.
    pub meant: Vec<Meant>,
    /// What was masked.
    pub masked: Vec<Masked>,
    /// What could not be judged, and why.
    pub unjudged: Vec<Masked>,
    /// How many environments were run.
    pub n_environments: usize,
    /// Time that recording took, out of the time of all inits and invocations.
    pub own_time: Duration,
    /// Time of all inits and invocations.
    pub whole_time: Duration,
    /// What a reader should know.
    pub notes: Vec<String>,
}
