//! What came of it: every run, the curve, the choice and what is known of each size.

use warmfront_model::function::Architecture;
use warmfront_model::units::MemorySize;
use warmfront_stats::bootstrap::Interval;

use crate::choice::Choice;
use crate::run::{Request, Run};

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuning {
    /// Every invocation in the order in which it was made.
    pub runs: Vec<Taken>,
    /// What is known of each size of the plan, rising; of the whole mix of events.
    pub curve: Vec<Point>,
    /// The same of each event by itself, in the plan's order.
    pub events: Vec<EventCurve>,
    /// The size to choose; none if the function never succeeded.
    pub choice: Option<Choice>,
    /// How sure that is.
    pub verdict: Verdict,
    /// What was learnt beside figures, in order.
    pub facts: Vec<Fact>,
    /// The smallest size that leaves a margin over the most memory used, if it ever finished.
    pub safe_memory: Option<SafeMemory>,
    /// How well sizes are predicted that a prediction did not see; none from a single size.
    pub held_out: Option<HeldOut>,
    /// The chosen size on each architecture, the configured one first.
    pub architectures: Vec<OnArchitecture>,
}

/// One invocation with what it was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Memory size that it ran at.
    pub size: MemorySize,
    /// Index of its event.
    pub event: usize,
    /// The invocation.
    pub run: Run,
    /// What it counts as.
    pub role: Role,
}

/// What an invocation counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A cold start: init and duration apart.
    Cold,
    /// The steady state.
    Warm,
    /// One of the first warm ones, slower than those after it as caches fill; not in the estimate.
    WarmUp,
    /// Far from all others; it counts, but does not move a median.
    Outlier,
    /// It did not finish; no time is taken from it.
    Failed,
}

/// What is known of one memory size.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The size.
    pub size: MemorySize,
    /// Warm invocations that finished there.
    pub n_measured: usize,
    /// Whether it can be chosen.
    pub usable: Usable,
    /// Figures; none where no run at any size finished.
    pub figures: Option<Figures>,
}

/// The times and the cost of a size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Median duration of a warm invocation in milliseconds.
    pub p50_ms: Interval,
    /// 95th percentile of the same.
    pub p95_ms: Interval,
    /// Init of a cold start in milliseconds; none where no cold start was seen.
    pub init_ms: Option<Interval>,
    /// Dollars per million invocations, cold starts at the plan's share.
    pub cost: Interval,
}

/// Whether a size can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Usable {
    /// Nothing speaks against it.
    Yes,
    /// It leaves too little over the most memory used, or ran out of it.
    TooLittleMemory,
    /// Invocations would time out.
    TooSlow,
    /// The function fails there, and succeeds at a larger size.
    Fails,
    /// It is over the latency limit of the plan.
    OverLimit,
    /// It has more vCPUs than the machine has processors, and the function uses several.
    Unknown,
}

/// The curve of one event.
#[derive(Debug, Clone, PartialEq)]
pub struct EventCurve {
    /// Its share of all invocations, 0 to 1.
    pub share: f64,
    /// Median CPU time of an invocation in milliseconds.
    pub cpu_ms: f64,
    /// Median time that an invocation waits, whatever the size, in milliseconds.
    pub wait_ms: f64,
    /// vCPUs that it can use at once, 1 or more.
    pub parallelism: f64,
    /// What is known of each size, rising.
    pub curve: Vec<Point>,
}

/// How sure the choice is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// More runs would not change it, but for the tolerance, at the plan's confidence.
    Decided,
    /// The budget was spent before that.
    Undecided {
        /// About how many more invocations it takes, where that can be told.
        n_more: Option<usize>,
        /// The size that might be better instead.
        rival: MemorySize,
        /// What choosing wrongly could lose, as a share of the goal (0.04 is 4 %).
        loss: f64,
    },
    /// The function never succeeded, so there is nothing to choose by.
    NeverSucceeded,
    /// It succeeded, but no size can be chosen: too little memory, too slow, or over the limit.
    NoneUsable,
}

/// What was learnt beside figures.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// Memory ran out at this size.
    OutOfMemory {
        /// The size.
        size: MemorySize,
    },
    /// Time ran out at this size.
    TimedOut {
        /// The size.
        size: MemorySize,
    },
    /// The function failed at this size.
    Failed {
        /// The size.
        size: MemorySize,
        /// Index of the event.
        event: usize,
        /// The error's type.
        kind: String,
        /// What it said.
        message: String,
        /// How often.
        n: usize,
    },
    /// The same event takes two clearly different times.
    Bimodal {
        /// Index of the event.
        event: usize,
        /// Median of the quick ones in milliseconds of CPU and waiting.
        quick_ms: f64,
        /// Median of the slow ones.
        slow_ms: f64,
        /// Share of the slow ones.
        slow_share: f64,
    },
    /// The same event fails at times, at one and the same size.
    Flaky {
        /// Index of the event.
        event: usize,
        /// How many of its invocations failed.
        n_failed: usize,
        /// How many there were.
        n: usize,
    },
    /// The first warm invocations of an environment were slower, and are left out.
    WarmUp {
        /// How many.
        n: usize,
    },
    /// Invocations far from all others.
    Outliers {
        /// How many.
        n: usize,
    },
    /// The function uses several vCPUs, and the machine has fewer processors than sizes above this.
    FewProcessors {
        /// The largest size that the machine can tell about.
        largest: MemorySize,
    },
}

/// The smallest size that leaves a margin over the most memory used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SafeMemory {
    /// Most memory used, in megabytes, where memory did not run out.
    pub used_mb: u32,
    /// What to leave over it, in megabytes.
    pub margin_mb: u32,
    /// The size: of the plan's if one is large enough, else to the megabyte.
    pub size: MemorySize,
}

/// How well sizes are predicted that a prediction did not see.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeldOut {
    /// Sizes that were left out in turn.
    pub n_sizes: usize,
    /// Mean error of the predicted median duration (0.04 is 4 %).
    pub mean_error: f64,
    /// Largest of these errors.
    pub worst_error: f64,
}

/// The chosen size on an architecture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OnArchitecture {
    /// Which.
    pub architecture: Architecture,
    /// Dollars per million invocations; none where its speed is not known.
    pub cost: Option<Interval>,
    /// Its duration over that of the configured one up to which it is no dearer.
    pub break_even: f64,
}

/// What is told while tuning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step<'a> {
    /// Invocations are about to be made.
    Measuring(&'a Request),
    /// They were made.
    Measured(&'a Request, &'a [Run]),
    /// What follows so far.
    Estimated {
        /// Invocations spent.
        n_spent: usize,
        /// Invocations that may be spent.
        budget: usize,
        /// The size that would be chosen now.
        leader: Option<MemorySize>,
        /// How sure that is, 0 to 1.
        confidence: f64,
    },
}
