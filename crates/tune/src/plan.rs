//! What is wanted: the sizes to choose from, the goal, the budget and the prices.

use std::time::Duration;

use warmfront_model::price::PriceTable;
use warmfront_model::units::MemorySize;
use warmfront_model::usage::Configuration;
use warmfront_stats::probability::{Confidence, Probability};

/// Invocations that are spent unless another number is wanted.
pub const DEFAULT_BUDGET: usize = 30;

/// Share of invocations that are cold starts, unless told: AWS calls them "typically under 1 %".
pub const DEFAULT_COLD_SHARE: f64 = 0.01;

/// By how much two costs or times may differ and still count as the same.
pub const DEFAULT_TOLERANCE: f64 = 0.03;

/// What is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Sizes that may be chosen; their order and repetitions do not matter.
    pub sizes: Vec<MemorySize>,
    /// How often each event occurs, relative to the others; requests name events by their index.
    pub weights: Vec<f64>,
    /// Invocations that may be spent, cold ones and failed ones included.
    pub budget: usize,
    /// What is best.
    pub strategy: Strategy,
    /// Share of invocations that are cold starts, 0 to 1.
    pub cold_share: f64,
    /// A loss below this does not matter: a faster size that costs so little more is taken.
    pub tolerance: f64,
    /// The function's timeout.
    pub timeout: Duration,
    /// What things cost.
    pub prices: PriceTable,
    /// What the function is configured as; its memory size is the present one.
    pub configuration: Configuration,
    /// What its runs are made on.
    pub machine: Machine,
    /// How sure intervals are, and the choice.
    pub confidence: Confidence,
    /// How long the other architecture takes, over the configured one, where that is known.
    pub other_architecture: Option<f64>,
    /// Seed of everything random.
    pub seed: u64,
}

impl Plan {
    /// Makes a plan with the usual goal and budget for one event.
    #[must_use]
    pub fn new(sizes: Vec<MemorySize>, configuration: Configuration, timeout: Duration) -> Self {
        Self {
            sizes,
            weights: vec![1.0],
            budget: DEFAULT_BUDGET,
            strategy: Strategy::Cost,
            cold_share: DEFAULT_COLD_SHARE,
            tolerance: DEFAULT_TOLERANCE,
            timeout,
            prices: PriceTable::default(),
            configuration,
            machine: Machine::default(),
            confidence: Confidence::P95,
            other_architecture: None,
            seed: 0,
        }
    }
}

/// What is best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Strategy {
    /// The lowest cost.
    Cost,
    /// The shortest median duration.
    Speed,
    /// The least of both, each relative to its largest value over the sizes.
    Balanced {
        /// Weight of the cost, 0 (speed alone) to 1 (cost alone).
        cost: f64,
    },
    /// The lowest cost among sizes whose duration keeps within a limit.
    Slo {
        /// Which of the durations: 0.95 for the 95th percentile.
        quantile: Probability,
        /// What it may be at most.
        limit: Duration,
    },
}

/// What runs are made on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Machine {
    /// Processors it has; a size with more vCPUs cannot be measured there by what uses several.
    pub processors: usize,
    /// How the CPU share of a size is enforced.
    pub throttling: Throttling,
}

impl Default for Machine {
    /// Returns one that gives every size its vCPUs, as Lambda does.
    fn default() -> Self {
        Self {
            processors: 6,
            throttling: Throttling::Quota {
                period: Duration::from_millis(20),
            },
        }
    }
}

/// How the CPU share of a size is enforced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Throttling {
    /// A quota of CPU time in every period, as control groups do it here and on Lambda.
    Quota {
        /// The period.
        period: Duration,
    },
    /// Durations are computed: what computes takes longer in proportion.
    Proportional,
}

/// Why a plan cannot be followed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// There is nothing to choose from.
    #[error("no memory size to choose from")]
    NoSizes,
    /// There is nothing to run.
    #[error("no event to run the function with")]
    NoEvents,
    /// A weight is negative or no number, or all are zero.
    #[error("weight {given} of event {} is not a positive number", index + 1)]
    Weight {
        /// Index of the event.
        index: usize,
        /// What was given.
        given: f64,
    },
    /// A share is outside 0 to 1.
    #[error("{what} of {given} is not within 0 and 1")]
    Share {
        /// What it is the share of.
        what: &'static str,
        /// What was given.
        given: f64,
    },
    /// A ratio is not positive.
    #[error("ratio {given} of the architectures is not a positive number")]
    Ratio {
        /// What was given.
        given: f64,
    },
    /// Nothing may be run.
    #[error("a budget of no invocations")]
    NoBudget,
}

impl Plan {
    /// Tells why the plan cannot be followed, if so.
    pub fn check(&self) -> Result<(), PlanError> {
        if self.sizes.is_empty() {
            return Err(PlanError::NoSizes);
        }
        if self.weights.is_empty() {
            return Err(PlanError::NoEvents);
        }
        if self.budget == 0 {
            return Err(PlanError::NoBudget);
        }
        let positive = |number: f64| number.is_finite() && number > 0.0;
        if let Some(index) = self.weights.iter().position(|&weight| !positive(weight)) {
            let given = self.weights[index];
            return Err(PlanError::Weight { index, given });
        }
        if let Some(given) = self.other_architecture.filter(|&ratio| !positive(ratio)) {
            return Err(PlanError::Ratio { given });
        }
        let cost = match self.strategy {
            Strategy::Balanced { cost } => cost,
            _ => 0.0,
        };
        for (what, given) in [
            ("share of cold starts", self.cold_share),
            ("tolerance", self.tolerance),
            ("weight of the cost", cost),
        ] {
            if !(0.0..=1.0).contains(&given) {
                return Err(PlanError::Share { what, given });
            }
        }
        Ok(())
    }
}
