//! What a run of invocations comes to: figures with intervals, failures and costs.
//!
//! It only brings `warmfront-stats` and `warmfront-model` together; both reports render it.

use std::collections::BTreeMap;
use std::time::Duration;

use warmfront_model::cost;
use warmfront_model::function::Function;
use warmfront_model::invocation::{ColdStart, Completed};
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

impl Summary {
    /// Sums up a run.
    pub(crate) fn of(
        invocations: &[Invocation],
        function: &Function,
        concurrency: usize,
        prices: &PriceTable,
    ) -> Self {
        let configuration = Configuration::from(function);
        let mean_cost = |completed: &[&Completed]| {
            let costs = completed
                .iter()
                .map(|each| cost::of_report(prices, &configuration, &each.report).total());
            let total: Money = costs.sum();
            total
                .checked_div(completed.len() as u64)
                .unwrap_or_default()
        };
        let in_role = |role, is_cold| -> Vec<&Completed> {
            let completed = invocations
                .iter()
                .filter(|each| each.role == role)
                .filter_map(Invocation::completed);
            completed
                .filter(|each| each.cold_start.is_some() == is_cold)
                .collect()
        };
        let (cold, warm) = (in_role(Role::Cold, true), in_role(Role::Warm, false));
        Self {
            n_invocations: invocations.len(),
            failures: failures(invocations),
            cold: cold_of(&cold, mean_cost(&cold)),
            warm: warm_of(&warm, mean_cost(&warm)),
            concurrency,
            max_memory_used_mb: invocations
                .iter()
                .filter_map(Invocation::completed)
                .map(|each| each.report.max_memory_used_mb)
                .max(),
            prices: format!("{} prices of {}", prices.region, prices.as_of),
        }
    }
}

fn cold_of(completed: &[&Completed], cost: Money) -> Option<Cold> {
    let starts: Vec<&ColdStart> = completed
        .iter()
        .filter_map(|each| each.cold_start.as_ref())
        .collect();
    let phase = |of: fn(&ColdStart) -> Option<Duration>| {
        median(starts.iter().filter_map(|start| of(start)))
    };
    Some(Cold {
        n: completed.len(),
        spawn: phase(|start| Some(start.spawn))?,
        runtime_init: phase(|start| start.runtime_init),
        function_init: phase(|start| start.function_init),
        init: phase(|start| Some(start.init.wall))?,
        restore: median(
            completed
                .iter()
                .filter_map(|each| each.report.restore_duration),
        ),
        first_invocation: median(completed.iter().map(|each| each.report.duration))?,
        billed: median(completed.iter().map(|each| billed(each)))?,
        cost,
    })
}

fn warm_of(completed: &[&Completed], cost: Money) -> Option<Warm> {
    let sample = Sample::from_durations(completed.iter().map(|each| each.report.duration)).ok()?;
    Some(Warm {
        n: completed.len(),
        p50: estimate(&sample, Probability::MEDIAN),
        p90: estimate(&sample, Probability::P90),
        p99: estimate(&sample, Probability::P99),
        billed: median(completed.iter().map(|each| billed(each)))?,
        cost,
    })
}

fn billed(completed: &Completed) -> Duration {
    Duration::from_millis(completed.report.billed_duration.millis())
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

fn failures(invocations: &[Invocation]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for failure in invocations.iter().filter_map(Invocation::failure) {
        *counts.entry(failure).or_default() += 1;
    }
    let mut failures: Vec<(String, usize)> = counts
        .into_iter()
        .map(|(failure, n)| (failure.to_owned(), n))
        .collect();
    failures.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    failures
}
