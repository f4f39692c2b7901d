//! Searches by ourselves and by others' published plans, on the same measurements.

use std::convert::Infallible;
use std::time::Duration;

use warmfront_model::units::MemorySize;
use warmfront_model::usage::Configuration;
use warmfront_stats::bootstrap::Interval;
use warmfront_stats::probability::Probability;
use warmfront_stats::quantile::Sample;
use warmfront_tune::plan::{Machine, Plan, Throttling};
use warmfront_tune::run::{End, Run};
use warmfront_tune::tuning::Verdict;

use super::kept::Environment;
use super::replay::Replay;
use super::rivals;
use super::truth::{COLD_SHARE, Truth};

/// What came of one search.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    pub(super) chosen: Option<MemorySize>,
    pub(super) n_spent: usize,
    /// Sizes that it measured.
    pub(super) measured: Vec<MemorySize>,
    /// Predicted median duration by size, in milliseconds, where it says one.
    pub(super) p50: Vec<(MemorySize, f64)>,
    /// Predicted cost with its bounds by size, in dollars per million, where it says one.
    pub(super) cost: Vec<(MemorySize, Interval)>,
    /// Whether it says that it is sure; who always does is.
    pub(super) sure: bool,
    /// How many of its intervals hold what was measured at sizes it never measured, of how many:
    /// median duration, 95th percentile, cost.
    pub(super) held: [(usize, usize); 3],
}

/// A search: kept measurements, what is true, and a seed.
pub(super) type Searcher = fn(&[Environment], &[Truth], u64) -> Outcome;

/// Who takes part.
pub(super) const ALL: &[(&str, Searcher)] = &[
    ("warmfront tune, at most 30", warmfront),
    ("power tuning, 6 sizes x 50", rivals::power_tuning),
    ("Parrotfish, 3 x 4 to over 20", rivals::parrotfish),
];

/// Returns how `warmfront tune` searches unless it is told otherwise, as measurements are kept here.
pub(super) fn plan(sizes: Vec<MemorySize>, seed: u64) -> Plan {
    Plan {
        seed,
        cold_share: COLD_SHARE,
        machine: Machine {
            processors: 2,
            throttling: Throttling::Quota {
                period: warmfront_engine::CPU_PERIOD,
            },
        },
        ..Plan::new(sizes, Configuration::default(), Duration::from_mins(15))
    }
}

fn warmfront(environments: &[Environment], truths: &[Truth], seed: u64) -> Outcome {
    let mut sizes: Vec<_> = environments
        .iter()
        .map(|environment| environment.size)
        .collect();
    sizes.dedup();
    let plan = plan(sizes, seed);
    let mut replay = Replay::new(environments, seed);
    let mut measured = Vec::new();
    let tuning = warmfront_tune::tune(
        &plan,
        &mut |request| {
            measured.push(request.size);
            Ok::<_, Infallible>(replay.answer(request))
        },
        &mut |_| {},
    );
    let tuning = tuning.expect("the plan is sound, and replays do not fail");
    let mut held = [(0, 0); 3];
    let (mut p50, mut cost) = (Vec::new(), Vec::new());
    for point in &tuning.curve {
        let Some(figures) = point.figures else {
            continue;
        };
        p50.push((point.size, figures.p50_ms.estimate));
        cost.push((point.size, figures.cost));
        let truth = truths.iter().find(|truth| truth.size == point.size);
        let Some(truth) = truth.filter(|_| !measured.contains(&point.size)) else {
            continue;
        };
        let intervals = [
            (figures.p50_ms, truth.p50),
            (figures.p95_ms, truth.p95),
            (figures.cost, truth.cost),
        ];
        for ((interval, truth), (held, of)) in intervals.into_iter().zip(&mut held) {
            *held += usize::from(interval.contains(truth));
            *of += 1;
        }
    }
    Outcome {
        chosen: tuning.choice.map(|choice| choice.size),
        n_spent: replay.n_spent,
        sure: tuning.verdict == Verdict::Decided,
        measured,
        p50,
        cost,
        held,
    }
}

/// How contestants did over many seeds.
#[derive(Debug, Clone, Default)]
pub(super) struct Score {
    /// What the choice costs above the least, by seed.
    pub(super) losses: Vec<f64>,
    pub(super) spent: Vec<f64>,
    /// Error of the predicted median duration at sizes it never measured.
    pub(super) errors: Vec<f64>,
    pub(super) n_sure: usize,
    pub(super) held: [(usize, usize); 3],
    pub(super) chosen: Vec<MemorySize>,
}

/// What is lost by no choice, or by a size at which the function does not finish.
const NO_CHOICE: f64 = 1.0;

impl Score {
    pub(super) fn add(&mut self, outcome: &Outcome, truths: &[Truth]) {
        let least = truths
            .iter()
            .map(|truth| truth.cost)
            .fold(f64::INFINITY, f64::min);
        let chosen = truths
            .iter()
            .find(|truth| Some(truth.size) == outcome.chosen);
        self.losses
            .push(chosen.map_or(NO_CHOICE, |truth| truth.cost / least - 1.0));
        self.chosen.extend(outcome.chosen);
        #[expect(clippy::cast_precision_loss, reason = "a count of invocations")]
        self.spent.push(outcome.n_spent as f64);
        for truth in truths {
            let predicted = outcome.p50.iter().find(|(size, _)| *size == truth.size);
            if let Some((_, predicted)) =
                predicted.filter(|_| !outcome.measured.contains(&truth.size))
            {
                self.errors.push((predicted / truth.p50 - 1.0).abs());
            }
        }
        self.n_sure += usize::from(outcome.sure);
        for ((held, of), (more, among)) in self.held.iter_mut().zip(outcome.held) {
            *held += more;
            *of += among;
        }
    }

    /// Returns the share of seeds that lose no more.
    #[expect(clippy::cast_precision_loss, reason = "a count of seeds")]
    pub(super) fn within(&self, loss: f64) -> f64 {
        let n = self.losses.iter().filter(|of| **of <= loss).count();
        n as f64 / self.losses.len().max(1) as f64
    }
}

/// Returns the mean of numbers, if there are any.
pub(super) fn mean(numbers: &[f64]) -> f64 {
    Sample::new(numbers.to_vec()).map_or(f64::NAN, |sample| sample.mean())
}

/// Returns the 95th percentile of numbers, if there are any.
pub(super) fn p95(numbers: &[f64]) -> f64 {
    let sample = Sample::new(numbers.to_vec());
    sample.map_or(f64::NAN, |sample| sample.quantile(Probability::P95))
}

/// Tells whether a run is one to take times from.
pub(super) fn finished(run: &Run) -> bool {
    run.end == End::Finished
}
