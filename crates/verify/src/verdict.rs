//! What is said in the end.

use crate::plan::Event;

/// What can be said of the candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conclusion {
    /// It does the same, as far as the events show.
    Same,
    /// It does not.
    Different,
    /// Too little is deterministic to say.
    Unjudged,
}

/// One difference, as small as it could be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Names of the events that the environment handled, the last being the one that differs.
    pub events: Vec<String>,
    /// The part of the behaviour, such as `outcome`.
    pub part: &'static str,
    /// Where in it, such as `$.payload.items[2].name`.
    pub path: String,
    /// What the reference does there.
    pub reference: String,
    /// What the candidate does there.
    pub candidate: String,
}

/// What is not deterministic, and how it is compared all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// Name of the event; of all, when absent.
    pub event: Option<String>,
    /// The part of the behaviour.
    pub part: &'static str,
    /// Where in it.
    pub path: String,
    /// Why, such as `a time`, `a UUID`, `an order`.
    pub kind: String,
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
    /// What was masked.
    pub masked: Vec<Masked>,
    /// What could not be judged, and why.
    pub unjudged: Vec<Masked>,
    /// How many environments were run.
    pub n_environments: usize,
    /// What a reader should know.
    pub notes: Vec<String>,
}
