//! What is run: which events are handled, by which package, in which environments.

use std::rc::Rc;

use crate::tape::Tape;

/// Which package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The one that is right by definition.
    Reference,
    /// The one that is judged.
    Candidate,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What it is called.
    pub name: String,
    /// JSON text.
    pub payload: String,
    /// Whether it was made from the shape of another.
    pub generated: bool,
}

/// One environment to run.
#[derive(Debug, Clone)]
pub struct Job {
    /// Of which package.
    pub side: Side,
    /// The events that it handles, in order, by their number.
    pub events: Vec<usize>,
    /// Where calls to other services are answered from; without it they are made.
    pub replay: Option<Rc<Tape>>,
}

/// How much is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Runs of the reference that show what is not deterministic, at least two.
    pub n_reference: usize,
    /// Most events that are generated.
    pub n_generated: usize,
    /// Seed of whatever is chosen.
    pub seed: u64,
}
