//! Recorded calls to other services, with their answers: what makes a run repeatable.

/// Calls of one environment, in order, each a JSON document as the witness writes and reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tape {
    /// The calls.
    pub calls: Vec<String>,
}
