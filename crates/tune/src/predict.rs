//! What times to expect at sizes, measured or not, from the runs of one event.
//!
//! A run is taken apart into what it computes and what it waits, and put together again at another
//! size by each [`Law`]; so the whole distribution carries over, two humps included. What a size does
//! to the computing itself (cold caches), and what a law gets wrong, are smooth curves over sizes of
//! their own, learnt from what was measured. A draw picks a law by how well it explains the runs, the
//! curves from what they may be, and runs with repetition: what most draws have in common is known.

mod pool;

use warmfront_model::units::MemorySize;
use warmfront_stats::process::{self, Posterior, Prior, Seen};
use warmfront_stats::random::Random;

use crate::goal::real;
use crate::plan::Machine;
use crate::throttle::{self, Law, Work};
use pool::Pool;

/// One finished invocation, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Observed {
    pub(crate) size: MemorySize,
    /// Number of its execution environment.
    pub(crate) environment: usize,
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
}

/// What the CPU time of an event may do over sizes: some factor, larger at small sizes as caches go
/// cold, and another factor in every environment.
const COMPUTING: Prior<'static> = Prior {
    level: 1.0,
    length: LENGTH,
    deviations: &[(0.005, 0.45), (0.02, 0.3), (0.08, 0.2), (0.3, 0.05)],
    errors: &[(0.005, 0.4), (0.02, 0.35), (0.07, 0.2), (0.2, 0.05)],
};

/// What the laws may get wrong.
const MISFIT: Prior<'static> = Prior {
    level: 0.005,
    length: LENGTH,
    deviations: &[(0.003, 0.45), (0.015, 0.3), (0.05, 0.15), (0.15, 0.1)],
    errors: &[(0.003, 0.45), (0.01, 0.3), (0.03, 0.15), (0.1, 0.1)],
};

/// Distance over which sizes are alike, in doublings.
const LENGTH: f64 = 2.0;

/// The step that spreads any number of points evenly over a circle.
const GOLDEN: f64 = 0.618_033_988_749_895;

/// Least standard deviation of a run's logarithm: clocks and schedulers are no better.
const LEAST_SPREAD: f64 = 0.005;

/// What is known of one event.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    sizes: Vec<MemorySize>,
    /// Logarithm of how much more is computed than without throttling, as far as it was expected.
    expected: Vec<f64>,
    computing: Posterior,
    laws: Vec<Explained>,
    /// Standard deviation of the logarithm of one run's time within its environment.
    spread: f64,
    pub(crate) parallelism: f64,
}

/// A law with what the runs are under it.
#[derive(Debug, Clone)]
struct Explained {
    /// How likely the law is, with those before it.
    up_to: f64,
    law: Law,
    warm: Pool,
    cold: Vec<Work>,
    misfit: Posterior,
    /// Standard deviation of the logarithm of a run's time over what the law says.
    spread: f64,
}

/// One curve that the runs allow: times of alike runs at every size, in milliseconds.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Drawn {
    /// Warm ones, each as likely as the others; by size.
    pub(crate) warm: Vec<Vec<f64>>,
    /// Cold ones without their init; none if none was seen.
    pub(crate) cold: Vec<Vec<f64>>,
    /// How far the median of a new environment may be from this, as a standard deviation of the
    /// logarithm.
    pub(crate) error: f64,
}

impl Model {
    /// Learns from warm and cold runs, none of which took no time; none if there is no warm one.
    pub(crate) fn learn(
        machine: &Machine,
        sizes: &[MemorySize],
        [warm, cold]: [&[Observed]; 2],
    ) -> Option<Self> {
        if warm.is_empty() {
            return None;
        }
        let parallelism = parallelism(warm);
        let at: Vec<_> = sizes.iter().copied().map(place).collect();
        let expected = |size| throttle::expected_inflation(machine, size);
        let level = |run: &Observed| run.cpu.ln() - expected(run.size);
        let middle = mean(warm.iter().map(level));
        let cpu = summed_up(warm, |run| level(run) - middle);
        let computing = process::learn(&COMPUTING, &cpu.seen, &at);
        let expected_there: Vec<_> = sizes.iter().copied().map(expected).collect();
        let places: Vec<_> = warm.iter().chain(cold).map(|run| place(run.size)).collect();
        let runs = warm.iter().chain(cold);
        let usual = process::learn(&COMPUTING, &cpu.seen, &places).mean();
        let usual: Vec<_> = usual
            .iter()
            .zip(runs)
            .map(|(usual, run)| usual + expected(run.size))
            .collect();
        let (usual_warm, usual_cold) = usual.split_at(warm.len());
        let explained = |law| {
            let pool = Pool::of(law, warm, usual_warm);
            let ratio = |run: &Observed| {
                let wait = pool.usual_wait(run.size, run.cpu);
                let cpu = run.cpu;
                run.wall.ln() - law.log_wall(run.size, Work { cpu, wait })
            };
            let wall = summed_up(warm, ratio);
            Explained {
                up_to: 0.0,
                law,
                cold: pool.cold(cold, usual_cold),
                warm: pool,
                misfit: process::learn(&MISFIT, &wall.seen, &at),
                spread: wall.spread,
            }
        };
        let laws: Vec<_> = Law::candidates(machine, parallelism)
            .into_iter()
            .map(explained)
            .collect();
        let spread = laws
            .iter()
            .map(|law| law.spread)
            .fold(f64::INFINITY, f64::min);
        let spread = spread.hypot(cpu.spread);
        Some(Self {
            sizes: sizes.to_vec(),
            expected: expected_there,
            computing,
            laws: weighed(laws),
            spread,
            parallelism,
        })
    }

    /// Draws one curve.
    pub(crate) fn draw(&self, random: &mut Random) -> Drawn {
        let place = random.unit();
        let likely = self.laws.iter().find(|law| place < law.up_to);
        let explained = likely.unwrap_or(&self.laws[self.laws.len() - 1]);
        let computing = self.computing.draw(random);
        let misfit = explained.misfit.draw(random);
        let warm = explained.warm.resampled(random);
        let cold: Vec<_> = explained
            .cold
            .iter()
            .map(|_| random.pick(&explained.cold))
            .collect();
        let computing_more = computing.values.iter().zip(&self.expected);
        let busier = computing_more.map(|(value, expected)| value + expected);
        let factors = busier.zip(&misfit.values);
        let factors: Vec<_> = factors
            .map(|(busier, slower)| [busier.exp(), slower.exp()])
            .collect();
        // Phases are spread evenly: what is left of a quota is as likely to be any part of it.
        let begin = random.unit();
        let at = |size: MemorySize, [busier, slower]: [f64; 2], works: &[Work]| -> Vec<f64> {
            let time = |(index, work): (usize, &Work)| {
                let cpu = work.cpu * busier;
                let phase = (begin + GOLDEN * real(index)).fract();
                explained.law.wall(size, Work { cpu, ..*work }, phase) * slower
            };
            works.iter().enumerate().map(time).collect()
        };
        let times = |works: &[Work]| -> Vec<Vec<f64>> {
            let sizes = self.sizes.iter().zip(&factors);
            sizes
                .map(|(size, factors)| at(*size, *factors, works))
                .collect()
        };
        Drawn {
            warm: times(&warm),
            cold: times(&cold),
            error: computing.error.hypot(misfit.error),
        }
    }

    /// Returns how far the logarithm of a mean of `n` runs is from the truth, beside the error of
    /// their environment.
    pub(crate) fn spread_of(&self, n: usize) -> f64 {
        self.spread / real(n.max(1)).sqrt()
    }

    /// Returns the median CPU time and waiting of a run, by the likeliest law.
    pub(crate) fn usual(&self) -> Work {
        self.likeliest().usual()
    }

    /// Returns what each run computes and waits, by the likeliest law.
    pub(crate) fn works(&self) -> &[Work] {
        self.likeliest().works()
    }

    fn likeliest(&self) -> &Pool {
        let evidence = |law: &Explained| law.misfit.evidence();
        let by_evidence =
            |one: &&Explained, other: &&Explained| evidence(one).total_cmp(&evidence(other));
        let likeliest = self.laws.iter().max_by(by_evidence);
        &likeliest.expect("there is at least one law").warm
    }
}

/// Gives every law its share: how likely it makes what was seen, all being as likely before.
fn weighed(mut laws: Vec<Explained>) -> Vec<Explained> {
    let evidence = laws.iter().map(|law| law.misfit.evidence());
    let most = evidence.fold(f64::NEG_INFINITY, f64::max);
    let weight = |law: &Explained| (law.misfit.evidence() - most).exp();
    let total: f64 = laws.iter().map(weight).sum();
    let mut up_to = 0.0;
    for law in &mut laws {
        up_to += weight(law) / total;
        law.up_to = up_to;
    }
    laws
}

/// A figure of every environment.
struct SummedUp {
    seen: Vec<Seen>,
    /// Standard deviation of one run within its environment.
    spread: f64,
}

/// Takes the mean of a figure over each environment, with the variance that runs of one environment
/// have.
fn summed_up(runs: &[Observed], figure: impl Fn(&Observed) -> f64) -> SummedUp {
    let mut environments: Vec<(&Observed, Vec<f64>)> = Vec::new();
    for run in runs {
        let same = |(first, _): &&mut (&Observed, Vec<f64>)| first.environment == run.environment;
        match environments.iter_mut().find(same) {
            Some((_, figures)) => figures.push(figure(run)),
            None => environments.push((run, vec![figure(run)])),
        }
    }
    let squares = environments.iter().map(|(_, figures)| {
        let middle = mean(figures.iter().copied());
        figures
            .iter()
            .map(|figure| (figure - middle).powi(2))
            .sum::<f64>()
    });
    let free = runs.len() - environments.len();
    let squares = squares.sum::<f64>();
    // As if two runs more had the least spread, so that two alike runs do not claim to be exact.
    let variance = (squares + 2.0 * LEAST_SPREAD.powi(2)) / (real(free) + 2.0);
    let seen = environments.iter().map(|(run, figures)| Seen {
        at: place(run.size),
        value: mean(figures.iter().copied()),
        variance: variance / real(figures.len()),
    });
    SummedUp {
        seen: seen.collect(),
        spread: variance.sqrt(),
    }
}

/// Returns how many vCPUs the runs used at once, where they used more than one.
fn parallelism(runs: &[Observed]) -> f64 {
    let at_once = runs.iter().map(|run| run.cpu / run.wall);
    let mut at_once: Vec<_> = at_once.collect();
    at_once.sort_unstable_by(f64::total_cmp);
    // Near the most, but not the one that was measured worst.
    let index = at_once.len() - 1 - at_once.len() / 8;
    if at_once[index] < LEAST_PARALLEL {
        1.0
    } else {
        at_once[index]
    }
}

/// Ratio of CPU time to time from which on a function counts as parallel: what the runtime does beside
/// the handler stays below.
const LEAST_PARALLEL: f64 = 1.1;

/// Returns where a size stands among others, in doublings.
fn place(size: MemorySize) -> f64 {
    f64::from(size.megabytes()).log2()
}

fn mean(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    let n = numbers.clone().count().max(1);
    numbers.sum::<f64>() / real(n)
}

#[cfg(test)]
mod tests;
