//! What is waste, what it costs, and what would be left of it.

use serde::{Deserialize, Serialize};

/// One instance of a pattern.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Name of the pattern, such as `batchable-calls`.
    pub pattern: String,
    /// What is the case here, in one sentence.
    pub message: String,
    /// What to do about it, in one sentence.
    pub advice: String,
    /// Further facts that it rests on, one per line.
    pub evidence: Vec<String>,
    /// File of the line to change.
    pub file: Option<String>,
    /// The line.
    pub line: Option<u32>,
    /// Function that the line is in.
    pub function: Option<String>,
    /// Events that show it.
    pub events: Vec<usize>,
    /// What it costs now: milliseconds of a cold start, as a median with an interval over those
    /// that were measured; absent where it costs nothing at init.
    pub init_now_ms: Option<Estimate>,
    /// What it would cost after the fix.
    pub init_after_ms: Option<Estimate>,
    /// The same per invocation, of those that show it.
    pub invocation_now_ms: Option<Estimate>,
    /// What it would cost after the fix.
    pub invocation_after_ms: Option<Estimate>,
    /// Dollars saved per million invocations, at the subject's share of cold starts.
    pub saved_dollars_per_million: f64,
    /// Whether it is worth somebody's time.
    pub worth: Worth,
    /// Calls that show it.
    pub calls: Vec<usize>,
    /// Modules that show it.
    pub modules: Vec<usize>,
}

/// A figure and what it is likely between, with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure.
    pub estimate: f64,
    /// Lower bound; absent where there are too few measurements for one.
    pub lower: Option<f64>,
    /// Upper bound.
    pub upper: Option<f64>,
    /// Measurements that it rests on.
    pub n: usize,
}

/// Whether a fix is worth somebody's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Worth {
    /// It saves a time or money that can be measured.
    Fix,
    /// It saves next to nothing on these events, and much once something fails or data grows: a
    /// call without a time limit, a scan of a table that is small here.
    Risk,
    /// What it saves cannot be told from nothing.
    NotWorthIt,
}
