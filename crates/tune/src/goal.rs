//! What sizes are worth: costs, durations, and how much is lost by choosing one.

use std::time::Duration;

use warmfront_model::cost;
use warmfront_model::money::Money;
use warmfront_model::units::{BilledDuration, GbSeconds, MemorySize};
use warmfront_model::usage::{Configuration, Usage};
use warmfront_stats::probability::Probability;
use warmfront_stats::quantile::weighted;
use warmfront_stats::random::Random;

use crate::plan::{Plan, Strategy};
use crate::predict::{Drawn, Model};

/// An event with its share of all invocations.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weighted<'a> {
    pub(crate) share: f64,
    pub(crate) model: &'a Model,
}

/// What one draw says of a size.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Estimate {
    pub(crate) p50: f64,
    pub(crate) p95: f64,
    /// Whether the plan's limit is kept, if it has one.
    pub(crate) within: bool,
    /// Dollars per million invocations.
    pub(crate) cost: f64,
    /// How far the median of a new environment may be off, see [`Drawn::error`].
    pub(crate) error: f64,
}

/// Inits that were seen, in milliseconds.
pub(crate) type Inits<'a> = &'a [f64];

/// Returns estimates by draw, each by size.
pub(crate) fn estimates(
    plan: &Plan,
    sizes: &[MemorySize],
    (events, inits): (&[Weighted<'_>], Inits<'_>),
    (n_draws, random): (usize, &mut Random),
) -> Vec<Vec<Estimate>> {
    let prices: Vec<_> = sizes.iter().map(|size| Prices::of(plan, *size)).collect();
    let draw = |_| {
        let drawn: Vec<_> = events
            .iter()
            .map(|event| (event.share, event.model.draw(random)))
            .collect();
        let init = inits.iter().map(|_| random.pick(inits)).sum::<f64>();
        let init = init / real(inits.len().max(1));
        let at = |(index, prices): (usize, &Prices)| estimate(plan, *prices, (&drawn, init), index);
        prices.iter().enumerate().map(at).collect()
    };
    (0..n_draws).map(draw).collect()
}

fn estimate(
    plan: &Plan,
    prices: Prices,
    (drawn, init): (&[(f64, Drawn)], f64),
    index: usize,
) -> Estimate {
    let mut times = Vec::new();
    let mut billed = 0.0;
    for (share, drawn) in drawn {
        let warm = &drawn.warm[index];
        let cold = drawn.cold.get(index).filter(|cold| !cold.is_empty());
        let cold = cold.map_or(mean_billed(warm, init), |cold| mean_billed(cold, init));
        let mixed = (1.0 - plan.cold_share) * mean_billed(warm, 0.0) + plan.cold_share * cold;
        billed += share * mixed;
        times.extend(warm.iter().map(|time| (*time, share / real(warm.len()))));
    }
    times.sort_unstable_by(|(one, _), (other, _)| one.total_cmp(other));
    let at = |probability| weighted(&times, probability);
    let within = match plan.strategy {
        Strategy::Slo { quantile, limit } => at(quantile) <= millis(limit),
        _ => true,
    };
    let squares: f64 = drawn
        .iter()
        .map(|(share, drawn)| share * drawn.error.powi(2))
        .sum();
    Estimate {
        p50: at(Probability::MEDIAN),
        p95: at(Probability::P95),
        within,
        cost: prices.request + prices.millisecond * billed,
        error: squares.sqrt(),
    }
}

fn mean_billed(times: &[f64], init: f64) -> f64 {
    let billed = times.iter().map(|time| (time + init).ceil());
    billed.sum::<f64>() / real(times.len().max(1))
}

/// Dollars for a million of something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prices {
    pub(crate) request: f64,
    pub(crate) millisecond: f64,
}

impl Prices {
    /// Returns the prices of a size.
    pub(crate) fn of(plan: &Plan, size: MemorySize) -> Self {
        let configuration = Configuration {
            memory_size: size,
            ..plan.configuration
        };
        let one = BilledDuration::from_millis(1);
        let storage = configuration.ephemeral_storage.charged_megabytes();
        let usage = Usage {
            compute: GbSeconds::new(size, one),
            ephemeral_storage: GbSeconds::of_megabytes(storage, one),
            ..Usage::default()
        };
        let cost = cost::of_usage(&plan.prices, &configuration, &usage);
        Self {
            request: dollars(plan.prices.request.of(1_000_000)),
            millisecond: dollars(cost.per_million().0),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate is no bill")]
pub(crate) fn dollars(money: Money) -> f64 {
    money.atoms() as f64 * 1e-24
}

pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[expect(clippy::cast_precision_loss, reason = "a count of runs")]
pub(crate) fn real(n: usize) -> f64 {
    n as f64
}

/// What is to be small, by draw and by size that may be chosen; infinite where a limit is not kept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Goals {
    pub(crate) by_draw: Vec<Vec<f64>>,
}

impl Goals {
    /// Computes the goals of sizes, named by their indices, of which there is at least one.
    pub(crate) fn of(strategy: Strategy, estimates: &[Vec<Estimate>], usable: &[usize]) -> Self {
        let by_draw = estimates.iter().map(|estimates| {
            let most = |of: fn(&Estimate) -> f64| {
                usable
                    .iter()
                    .map(|&index| of(&estimates[index]))
                    .fold(f64::MIN_POSITIVE, f64::max)
            };
            let (dearest, slowest) = (most(|of| of.cost), most(|of| of.p50));
            let goal = |&index: &usize| {
                let Estimate {
                    cost, p50, within, ..
                } = estimates[index];
                match strategy {
                    Strategy::Speed => p50,
                    Strategy::Balanced { cost: weight } => {
                        weight * cost / dearest + (1.0 - weight) * p50 / slowest
                    }
                    Strategy::Slo { .. } if !within => f64::INFINITY,
                    Strategy::Cost | Strategy::Slo { .. } => cost,
                }
            };
            usable.iter().map(goal).collect()
        });
        Self {
            by_draw: by_draw.collect(),
        }
    }

    /// Returns what is lost in each draw by choosing one of the sizes, as a share of the least.
    pub(crate) fn losses(&self, chosen: usize) -> Vec<f64> {
        let loss = |goals: &Vec<f64>| {
            let least = goals.iter().copied().fold(f64::INFINITY, f64::min);
            match goals[chosen] {
                goal if goal.is_finite() => goal / least - 1.0,
                // Where no size keeps the limit, none is better than another.
                _ if least.is_infinite() => 0.0,
                _ => f64::INFINITY,
            }
        };
        self.by_draw.iter().map(loss).collect()
    }

    /// Returns how likely it is that choosing one of the sizes loses no more than the tolerance.
    pub(crate) fn confidence(&self, chosen: usize, tolerance: f64) -> f64 {
        let losses = self.losses(chosen);
        let n_good = losses.iter().filter(|loss| **loss <= tolerance).count();
        real(n_good) / real(losses.len().max(1))
    }
}
