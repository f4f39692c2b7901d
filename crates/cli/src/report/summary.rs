//! What a run of invocations comes to: figures with intervals, failures and costs.
//!
//! It only brings `warmfront-stats` and `warmfront-model` together; both reports render it.

use std::collections::BTreeMap;
use std::time::Duration;

use warmfront_model::cost;
use warmfront_model::function::Function;
use warmfront_model::invocation::{ColdStart, Report};
use warmfront_model::money::Money;
use warmfront_model::price::PriceTable;
use warmfront_model::usage::Configuration;
use warmfront_stats::interval;
use warmfront_stats::probability::{Confidence, Probability};
use warmfront_stats::quantile::Sample;

use super::{Invocation, Role};

/// A quantile of a sample, in milliseconds, and what it is likely between.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Estimate {
    /// The quantile.
    pub(crate) value: f64,
    /// Lower bound at 95 % confidence; absent where the sample is too small for one.
    pub(crate) lower: Option<f64>,
    /// Upper bound.
    pub(crate) upper: Option<f64>,
}

/// Cold starts: medians, and the mean cost.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cold {
    pub(crate) n: usize,
    pub(crate) spawn: Estimate,
    pub(crate) runtime_init: Option<Estimate>,
    pub(crate) function_init: Option<Estimate>,
    pub(crate) init: Estimate,
    /// Restore from the snapshot, in whose stead the init is no part of the wait.
    pub(crate) restore: Option<Estimate>,
    pub(crate) first_invocation: Estimate,
    pub(crate) billed: Estimate,
    pub(crate) cost: Money,
}

/// Warm invocations: quantiles of the duration, and the mean cost.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Warm {
    pub(crate) n: usize,
    pub(crate) p50: Estimate,
    pub(crate) p90: Estimate,
    pub(crate) p99: Estimate,
    pub(crate) billed: Estimate,
    pub(crate) cost: Money,
}

/// What a run of invocations comes to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Summary {
    /// All invocations, those that are not measured included.
    pub(crate) n_invocations: usize,
    /// What went wrong and how often, the most frequent first.
    pub(crate) failures: Vec<(String, usize)>,
    pub(crate) cold: Option<Cold>,
    pub(crate) warm: Option<Warm>,
    /// Warm invocations in flight at a time.
    pub(crate) concurrency: usize,
    /// High-water mark of all environments.
    pub(crate) max_memory_used_mb: Option<u32>,
    /// Where and when the prices apply.
    pub(crate) prices: String,
}

/// What is kept of invocations until the summary: of a warm one two numbers, since there may be
/// millions.
#[derive(Debug)]
pub(crate) struct Tally<'a> {
    prices: &'a PriceTable,
    configuration: Configuration,
    n_invocations: usize,
    failures: BTreeMap<String, usize>,
    cold: Kept,
    starts: Vec<(ColdStart, Option<Duration>)>,
    warm: Kept,
    max_memory_used_mb: Option<u32>,
}

/// Figures of invocations of one kind.
#[derive(Debug, Default)]
struct Kept {
    durations: Vec<Duration>,
    billed_millis: Vec<u32>,
    cost: Money,
}

impl Kept {
    fn add(&mut self, report: &Report, cost: Money) {
        self.durations.push(report.duration);
        let millis = report.billed_duration.millis();
        self.billed_millis
            .push(u32::try_from(millis).unwrap_or(u32::MAX));
        self.cost += cost;
    }

    fn billed(&self) -> Option<Estimate> {
        let millis = self.billed_millis.iter();
        median(millis.map(|millis| Duration::from_millis(u64::from(*millis))))
    }

    fn mean_cost(&self) -> Money {
        self.cost
            .checked_div(self.durations.len() as u64)
            .unwrap_or_default()
    }
}

impl<'a> Tally<'a> {
    /// Starts without invocations.
    pub(crate) fn new(function: &Function, prices: &'a PriceTable) -> Self {
        Self {
            prices,
            configuration: Configuration::from(function),
            n_invocations: 0,
            failures: BTreeMap::new(),
            cold: Kept::default(),
            starts: Vec::new(),
            warm: Kept::default(),
            max_memory_used_mb: None,
        }
    }

    /// Adds an invocation.
    pub(crate) fn add(&mut self, invocation: &Invocation) {
        self.n_invocations += 1;
        if let Some(failure) = invocation.failure() {
            *self.failures.entry(failure.to_owned()).or_default() += 1;
        }
        let Some(completed) = invocation.completed() else {
            return;
        };
        let report = &completed.report;
        self.max_memory_used_mb = self.max_memory_used_mb.max(Some(report.max_memory_used_mb));
        let cost = || cost::of_report(self.prices, &self.configuration, report).total();
        match (invocation.role, completed.cold_start) {
            (Role::Cold, Some(start)) => {
                self.starts.push((start, report.restore_duration));
                self.cold.add(report, cost());
            }
            (Role::Warm, None) => self.warm.add(report, cost()),
            _ => {}
        }
    }

    /// Tells whether an invocation failed.
    pub(crate) fn has_failures(&self) -> bool {
        !self.failures.is_empty()
    }

    /// Sums up.
    pub(crate) fn summary(self, concurrency: usize) -> Summary {
        Summary {
            n_invocations: self.n_invocations,
            cold: self.cold(),
            warm: self.warm(),
            concurrency,
            max_memory_used_mb: self.max_memory_used_mb,
            prices: format!("{} prices of {}", self.prices.region, self.prices.as_of),
            failures: most_frequent_first(self.failures),
        }
    }

    fn cold(&self) -> Option<Cold> {
        let phase = |of: fn(&ColdStart) -> Option<Duration>| {
            median(self.starts.iter().filter_map(|(start, _)| of(start)))
        };
        Some(Cold {
            n: self.starts.len(),
            spawn: phase(|start| Some(start.spawn))?,
            runtime_init: phase(|start| start.runtime_init),
            function_init: phase(|start| start.function_init),
            init: phase(|start| Some(start.init.wall))?,
            restore: median(self.starts.iter().filter_map(|(_, restore)| *restore)),
            first_invocation: median(self.cold.durations.iter().copied())?,
            billed: self.cold.billed()?,
            cost: self.cold.mean_cost(),
        })
    }

    fn warm(&self) -> Option<Warm> {
        let sample = Sample::from_durations(self.warm.durations.iter().copied()).ok()?;
        Some(Warm {
            n: self.warm.durations.len(),
            p50: estimate(&sample, Probability::MEDIAN),
            p90: estimate(&sample, Probability::P90),
            p99: estimate(&sample, Probability::P99),
            billed: self.warm.billed()?,
            cost: self.warm.mean_cost(),
        })
    }
}

fn median(durations: impl Iterator<Item = Duration>) -> Option<Estimate> {
    let sample = Sample::from_durations(durations).ok()?;
    Some(estimate(&sample, Probability::MEDIAN))
}

fn estimate(sample: &Sample, probability: Probability) -> Estimate {
    let interval = interval::of_quantile(sample, probability, Confidence::P95);
    Estimate {
        value: sample.quantile(probability),
        lower: interval.lower,
        upper: interval.upper,
    }
}

fn most_frequent_first(counts: BTreeMap<String, usize>) -> Vec<(String, usize)> {
    let mut failures: Vec<(String, usize)> = counts.into_iter().collect();
    failures.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    failures
}
