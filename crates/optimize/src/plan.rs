//! What is wanted, and what may be spent on it.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use warmfront_model::price::PriceTable;
use warmfront_model::usage::Configuration;
use warmfront_stats::probability::Confidence;

/// What to search for, and how hard.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What is to be less.
    pub goal: Goal,
    /// Share of invocations that are cold starts, 0 to 1.
    pub cold_share: f64,
    /// What of the function sets its price, besides the memory size that figures tell.
    pub configuration: Configuration,
    /// Prices to compute costs with.
    pub prices: PriceTable,
    /// Time that the search may take.
    pub budget: Duration,
    /// Ratios closer to one than this make no difference.
    pub margin: f64,
    /// How sure a decision must be.
    pub confidence: Confidence,
    /// Pairs after which a change that is still undecided is given up.
    pub most_pairs: usize,
    /// Pairs of the function as shipped and as it has become, for the figures that are told.
    pub pairs_told: usize,
}

impl Default for Plan {
    /// Returns ten minutes for cost and cold start of an ordinary function, of which two invocations
    /// in a hundred are cold starts.
    fn default() -> Self {
        Self {
            goal: Goal::default(),
            cold_share: 0.02,
            configuration: Configuration::default(),
            prices: PriceTable::default(),
            budget: Duration::from_mins(10),
            margin: 0.01,
            confidence: Confidence::P95,
            most_pairs: 48,
            pairs_told: 20,
        }
    }
}

/// What is to be less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// Cost per invocation, cold starts in their share.
    Cost,
    /// Time of init and the first invocation.
    ColdStart,
    /// The 95th percentile of warm invocations.
    P95,
    /// Cost and cold start alike: the geometric mean of both.
    #[default]
    Balanced,
}
