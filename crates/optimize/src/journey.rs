//! What the search did, from the function as it is shipped to what it has become.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use warmfront_stats::bootstrap::Interval;

use crate::change::{Change, ChangeId};
use crate::laboratory::Behaviour;
use crate::plan::Goal;

/// The whole of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Journey {
    /// What was to be less.
    pub goal: Goal,
    /// Everything that was proposed, in the order in which it was looked at.
    pub tried: Vec<Tried>,
    /// What is kept, in the order in which it is applied.
    pub kept: Vec<ChangeId>,
    /// As it is shipped, against as it has become.
    pub overall: Overall,
    /// Whether what it has become behaves as what is shipped.
    pub behaviour: Behaviour,
    /// How the search ended.
    pub end: End,
    /// Time that was spent.
    pub spent: Duration,
}

/// A change, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// The change.
    pub change: Change,
    /// What became of it.
    pub fate: Fate,
    /// What it did on top of what was kept before it.
    pub gain: Option<Gain>,
    /// What leaving it out did in the end: above one, it is missed.
    pub without: Option<Gain>,
    /// What the function had become with it, on average, for a waterfall; none unless it was kept.
    pub after: Option<Summary>,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fate", content = "why", rename_all = "snake_case")]
pub enum Fate {
    /// It is kept.
    Kept,
    /// It makes no difference that matters.
    NoGain,
    /// It makes things worse.
    Worse,
    /// The pairs that could be spent on it did not tell; about how many would, if that can be said.
    Undecided(Option<usize>),
    /// The function behaves differently with it.
    Different(String),
    /// Whether the function behaves the same could not be judged.
    Unjudged(String),
    /// It does not go with what is kept, or the function no longer runs.
    Unfit(String),
    /// It helped when it was tried, and no longer with everything that came after it.
    Redundant,
    /// The budget was spent.
    Untried,
}

/// What a change does to the goal, as a ratio: below one is less.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gain {
    /// The median of pairs, with bounds that hold however often they were looked at; none where so
    /// few pairs bound nothing.
    pub ratio: f64,
    /// Lower bound.
    pub lower: Option<f64>,
    /// Upper bound.
    pub upper: Option<f64>,
    /// Pairs that were measured.
    pub n_pairs: usize,
    /// What the ratio is by.
    pub clock: Clock,
}

/// What time is told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// The wall clock: the ratio is that of what is billed and waited for.
    Wall,
    /// CPU time, where the wall clock could not tell: the ratio is what remains of the goal when
    /// nothing but the difference in CPU time is taken off.
    Cpu,
}

/// As it is shipped, against as it has become; none of it where nothing could be measured.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overall {
    /// As it is shipped.
    pub before: Option<Summary>,
    /// As it has become.
    pub after: Option<Summary>,
    /// Figures before over after, so that more is faster or cheaper.
    pub ratios: Option<Ratios>,
    /// Pairs that were measured.
    pub n_pairs: usize,
}

/// Figures on average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Init, median, in milliseconds.
    pub init_ms: f64,
    /// Init and first invocation, median.
    pub first_request_ms: f64,
    /// Warm invocations.
    pub p50_ms: f64,
    /// Warm invocations.
    pub p95_ms: f64,
    /// Warm invocations.
    pub p99_ms: f64,
    /// Most memory used, median, in megabytes.
    pub max_memory_mb: f64,
    /// The memory size, in megabytes.
    pub memory_size_mb: u32,
    /// Cost of a million invocations in dollars, cold starts in their share.
    pub cost_per_million: f64,
}

/// How many times faster or cheaper, with 95 % intervals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratios {
    /// Init.
    pub init: Interval,
    /// Init and first invocation.
    pub first_request: Interval,
    /// Warm invocations, by the median.
    pub p50: Interval,
    /// Cost.
    pub cost: Interval,
}

/// How the search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Everything that was proposed was tried.
    Done,
    /// The budget was spent first.
    Budget,
}
