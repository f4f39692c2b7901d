//! How often the stated intervals hold the truth, over made-up functions, and how often a choice that
//! is said to be sure is wrong.

use std::convert::Infallible;

use warmfront_model::units::MemorySize;
use warmfront_stats::random::Random;
use warmfront_tune::run::{End, Run};
use warmfront_tune::tuning::{Tuning, Verdict};

use super::SIZES;
use super::contest::{mean, plan};
use super::kept;
use super::simulated::{Environment, Function, Simulation};
use super::truth::{self, Truth};

/// Environments and runs in each that the truth is taken from.
const N_ENVIRONMENTS: usize = 60;
const N_RUNS: usize = 25;

/// What was counted.
#[derive(Debug, Clone, Default)]
struct Counted {
    /// Shares of intervals that held the truth, by function: median, 95th percentile, cost.
    held: [Vec<f64>; 3],
    /// Errors of the predicted median at sizes never measured.
    errors: Vec<f64>,
    losses: Vec<f64>,
    sure_losses: Vec<f64>,
    spent: Vec<f64>,
    n_functions: usize,
}

/// Tunes so many functions and prints what came of it.
pub(super) fn show(n_functions: u64) -> anyhow::Result<()> {
    let mut counted = Counted::default();
    for seed in 0..n_functions {
        let mut random = Random::new(seed);
        let function = Function::any(&mut random);
        let truths = truths(&function, &mut random)?;
        let tuning = tuned(&function, seed);
        counted.add(&tuning, &truths);
    }
    counted.print();
    Ok(())
}

fn truths(function: &Function, random: &mut Random) -> anyhow::Result<Vec<Truth>> {
    let mut environments = Vec::new();
    for megabytes in SIZES {
        let size = MemorySize::new(megabytes)?;
        for round in 0..N_ENVIRONMENTS {
            let mut environment = Environment::new(function, size, random);
            let runs = (0..N_RUNS).map(|_| environment.run(random)).collect();
            environments.push(kept::Environment { size, round, runs });
        }
    }
    truth::of(&environments)
}

fn tuned(function: &Function, seed: u64) -> Tuning {
    let sizes = SIZES
        .iter()
        .filter_map(|&megabytes| MemorySize::new(megabytes).ok());
    let plan = plan(sizes.collect(), seed);
    let mut simulation = Simulation::new(function, seed ^ 0xabcd);
    let mut measure = |request: &_| Ok::<Vec<Run>, Infallible>(simulation.answer(request));
    let tuning = warmfront_tune::tune(&plan, &mut measure, &mut |_| {});
    tuning.expect("the plan is sound, and simulations do not fail")
}

impl Counted {
    fn add(&mut self, tuning: &Tuning, truths: &[Truth]) {
        self.n_functions += 1;
        let mut held: [Vec<f64>; 3] = Default::default();
        for truth in truths {
            let point = tuning.curve.iter().find(|point| point.size == truth.size);
            let Some(figures) = point.and_then(|point| point.figures) else {
                continue;
            };
            for (held, (interval, truth)) in held.iter_mut().zip([
                (figures.p50_ms, truth.p50),
                (figures.p95_ms, truth.p95),
                (figures.cost, truth.cost),
            ]) {
                held.push(f64::from(u8::from(interval.contains(truth))));
            }
            let measured = |taken: &warmfront_tune::tuning::Taken| {
                taken.size == truth.size && taken.run.end == End::Finished
            };
            if !tuning.runs.iter().any(measured) {
                self.errors
                    .push((figures.p50_ms.estimate / truth.p50 - 1.0).abs());
            }
        }
        for (all, held) in self.held.iter_mut().zip(held) {
            all.push(mean(&held));
        }
        let least = truths
            .iter()
            .map(|truth| truth.cost)
            .fold(f64::INFINITY, f64::min);
        let chosen = tuning.choice.as_ref().map(|choice| choice.size);
        let chosen = truths.iter().find(|truth| Some(truth.size) == chosen);
        let loss = chosen.map_or(1.0, |truth| truth.cost / least - 1.0);
        self.losses.push(loss);
        if tuning.verdict == Verdict::Decided {
            self.sure_losses.push(loss);
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of invocations")]
        self.spent.push(tuning.runs.len() as f64);
    }

    fn print(&self) {
        let [p50, p95, cost] = self.held.each_ref().map(|held| 100.0 * mean(held));
        println!("\n{} made-up functions", self.n_functions);
        println!(
            "  95 % intervals hold the truth: p50 {p50:.1} %, p95 {p95:.1} %, cost {cost:.1} %"
        );
        println!(
            "  p50 at sizes never measured: off by {:.1} % on average",
            100.0 * mean(&self.errors)
        );
        println!(
            "  the choice loses {:.2} % on average, at most 3 % in {:.1} %, with {:.1} invocations",
            100.0 * mean(&self.losses),
            100.0 * share_within(&self.losses),
            mean(&self.spent),
        );
        println!(
            "  sure of {}, and of these at most 3 % lost in {:.1} %",
            self.sure_losses.len(),
            100.0 * share_within(&self.sure_losses),
        );
    }
}

fn share_within(losses: &[f64]) -> f64 {
    let within: Vec<_> = losses
        .iter()
        .map(|loss| f64::from(u8::from(*loss <= 0.03)))
        .collect();
    mean(&within)
}
