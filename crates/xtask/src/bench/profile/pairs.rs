//! Measurements taken by turns, and what one adds to another.

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use warmfront_model::invocation::Spent;
use warmfront_stats::bootstrap::{self, Interval};
use warmfront_stats::probability::Confidence;
use warmfront_stats::quantile::Sample;

use crate::bench::Pace;

/// Seed of the intervals' resampling.
const SEED: u64 = 1;

/// Rounds of a run that shall only show that it works.
const N_QUICK: usize = 6;

/// How long turns are taken.
pub(super) struct Budget {
    rounds: RangeInclusive<usize>,
    until: Instant,
}

impl Budget {
    /// Allows so many rounds, at most as many as fit into the time, and the least in any case.
    pub(super) fn begin(pace: Pace, rounds: RangeInclusive<usize>, time: Duration) -> Self {
        let rounds = match pace {
            Pace::Full => rounds,
            Pace::Quick => N_QUICK..=N_QUICK,
        };
        Self {
            rounds,
            until: Instant::now() + time,
        }
    }

    /// Tells whether there is another round after so many.
    pub(super) fn goes_on(&self, n_rounds: usize) -> bool {
        let (least, most) = (*self.rounds.start(), *self.rounds.end());
        n_rounds < least || (n_rounds < most && Instant::now() < self.until)
    }
}

/// One arm's measurements beside plain ones, round by round.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    ratios: Vec<f64>,
    added: Vec<f64>,
}

impl Pairs {
    /// Takes a measurement, and the plain one of its round.
    pub(super) fn push(&mut self, watched: f64, plain: f64) {
        self.ratios.push(watched / plain);
        self.added.push(watched - plain);
    }

    /// Returns the ratio of the watched to the plain ones: the median over rounds.
    pub(super) fn ratio(&self) -> anyhow::Result<Interval> {
        median(&self.ratios)
    }

    /// Returns what being watched adds, likewise.
    pub(super) fn added(&self) -> anyhow::Result<Interval> {
        median(&self.added)
    }
}

/// CPU and wall time beside each other.
#[derive(Debug, Default)]
pub(super) struct Both {
    pub(super) cpu: Pairs,
    pub(super) wall: Pairs,
}

impl Both {
    pub(super) fn push(&mut self, watched: Spent, plain: &[Spent]) {
        self.cpu
            .push(millis(watched.cpu), mean(plain, |one| one.cpu));
        self.wall
            .push(millis(watched.wall), mean(plain, |one| one.wall));
    }

    /// Returns the columns of a table.
    pub(super) fn columns(&self) -> anyhow::Result<String> {
        let n = self.cpu.ratios.len();
        if n < N_QUICK {
            return Ok(format!("{n} measurements are too few for an interval"));
        }
        let (cpu, added, wall) = (self.cpu.ratio()?, self.cpu.added()?, self.wall.ratio()?);
        Ok(format!(
            "{}  {:>+8.2} ms  {}  {:>4}",
            shown(cpu, 3),
            added.estimate,
            shown(wall, 3),
            n
        ))
    }
}

/// The names of [`Both::columns`].
pub(super) const COLUMNS: &str =
    "CPU ratio [95 %]         CPU added  wall ratio [95 %]           n";

/// Returns a figure and its interval, with so many decimals.
pub(super) fn shown(figure: Interval, decimals: usize) -> String {
    format!(
        "{:>6.decimals$} [{:>6.decimals$}, {:>6.decimals$}]",
        figure.estimate, figure.lower, figure.upper
    )
}

/// Returns the middle of what was measured.
pub(super) fn middle(values: &[f64]) -> anyhow::Result<f64> {
    Ok(Sample::new(values.to_vec())?.median())
}

pub(super) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

pub(super) fn mean(spent: &[Spent], part: fn(&Spent) -> Duration) -> f64 {
    let times: Vec<f64> = spent.iter().map(|one| millis(part(one))).collect();
    #[expect(clippy::cast_precision_loss, reason = "a handful of runs")]
    let n = times.len() as f64;
    times.iter().sum::<f64>() / n
}

fn median(values: &[f64]) -> anyhow::Result<Interval> {
    let sample = Sample::new(values.to_vec())?;
    Ok(bootstrap::median(&sample, Confidence::P95, SEED)?)
}
