//! What the kept measurements say of every size, all invocations of it together.

use warmfront_model::cost;
use warmfront_model::price::PriceTable;
use warmfront_model::units::MemorySize;
use warmfront_model::usage::{Configuration, Start};
use warmfront_stats::quantile::Sample;
use warmfront_tune::run::{End, Run};

use super::kept::Environment;

/// Share of invocations that are cold starts.
pub(super) const COLD_SHARE: f64 = 0.01;

/// What is true of a size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Truth {
    pub(super) size: MemorySize,
    /// Median duration of a warm invocation in milliseconds.
    pub(super) p50: f64,
    /// 95th percentile of the same.
    pub(super) p95: f64,
    /// Dollars per million invocations.
    pub(super) cost: f64,
}

/// Returns what is true of sizes at which every invocation finished, rising.
pub(super) fn of(environments: &[Environment]) -> anyhow::Result<Vec<Truth>> {
    let mut sizes: Vec<_> = environments
        .iter()
        .map(|environment| environment.size)
        .collect();
    sizes.dedup();
    let mut truths = Vec::new();
    for size in sizes {
        let there = environments
            .iter()
            .filter(|environment| environment.size == size);
        let runs: Vec<_> = there.flat_map(|environment| &environment.runs).collect();
        if runs.iter().any(|run| run.end != End::Finished) {
            continue;
        }
        let (cold, warm): (Vec<&Run>, Vec<&Run>) = runs.iter().partition(|run| run.init.is_some());
        let walls = Sample::from_durations(warm.iter().map(|run| run.wall))?;
        let cost = |runs: &[&Run]| -> anyhow::Result<f64> {
            let costs = runs.iter().map(|run| of_run(size, run));
            Ok(Sample::new(costs.collect())?.mean())
        };
        truths.push(Truth {
            size,
            p50: walls.median(),
            p95: walls.quantile(warmfront_stats::probability::Probability::P95),
            cost: (1.0 - COLD_SHARE) * cost(&warm)? + COLD_SHARE * cost(&cold)?,
        });
    }
    Ok(truths)
}

/// Returns what a million such runs cost, in dollars.
#[expect(clippy::cast_precision_loss, reason = "an estimate is no bill")]
pub(super) fn of_run(size: MemorySize, run: &Run) -> f64 {
    let configuration = Configuration {
        memory_size: size,
        ..Configuration::default()
    };
    let start = run.init.map_or(Start::Warm, |init| Start::Init(init.wall));
    let cost = cost::of_invocation(&PriceTable::default(), &configuration, run.wall, start);
    cost.per_million().0.atoms() as f64 * 1e-24
}
