//! Runs taken apart, as if all had been made at one size.

use warmfront_stats::random::Random;

use super::Observed;
use crate::throttle::{Law, Work};

/// Runs whose waiting is looked at for one whose own is not told.
const N_ALIKE: usize = 3;

/// The warm runs under one law.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    law: Law,
    /// Those whose waiting the law tells, by rising CPU time: as measured.
    told: Vec<Work>,
    /// All of them, at usual CPU time.
    works: Vec<Work>,
}

impl Pool {
    /// Takes runs apart; `usual` is the logarithm of how much more each computes at its size than
    /// usual.
    pub(super) fn of(law: Law, runs: &[Observed], usual: &[f64]) -> Self {
        let told = runs.iter().filter_map(|run| {
            let wait = law.wait(run.size, run.wall, run.cpu)?;
            Some(Work { cpu: run.cpu, wait })
        });
        let mut told: Vec<_> = told.collect();
        told.sort_unstable_by(|one, other| one.cpu.total_cmp(&other.cpu));
        let mut pool = Self {
            law,
            told,
            works: Vec::new(),
        };
        pool.works = pool.apart(runs, usual);
        pool
    }

    /// Returns cold runs in the same way.
    pub(super) fn cold(&self, runs: &[Observed], usual: &[f64]) -> Vec<Work> {
        self.apart(runs, usual)
    }

    /// Returns the waiting of runs that compute about as much.
    pub(super) fn usual_wait(&self, cpu: f64) -> f64 {
        let alike = self.alike(cpu);
        let mut waits: Vec<_> = alike.iter().map(|work| work.wait).collect();
        waits.sort_unstable_by(f64::total_cmp);
        let n = waits.len();
        match n {
            0 => 0.0,
            _ => f64::midpoint(waits[(n - 1) / 2], waits[n / 2]),
        }
    }

    /// Returns as many runs, drawn with repetition.
    pub(super) fn resampled(&self, random: &mut Random) -> Vec<Work> {
        self.works
            .iter()
            .map(|_| random.pick(&self.works))
            .collect()
    }

    /// Returns what each run computes and waits.
    pub(super) fn works(&self) -> &[Work] {
        &self.works
    }

    /// Returns the median of computing and of waiting.
    pub(super) fn usual(&self) -> Work {
        let median = |of: fn(&Work) -> f64| {
            let mut figures: Vec<_> = self.works.iter().map(of).collect();
            figures.sort_unstable_by(f64::total_cmp);
            f64::midpoint(figures[(figures.len() - 1) / 2], figures[figures.len() / 2])
        };
        Work {
            cpu: median(|work| work.cpu),
            wait: median(|work| work.wait),
        }
    }

    fn apart(&self, runs: &[Observed], usual: &[f64]) -> Vec<Work> {
        // Which of those alike lends its waiting goes by turns, so that all their variety is kept.
        let each = runs.iter().zip(usual).enumerate();
        let apart = each.map(|(turn, (run, usual))| {
            let alike = self.alike(run.cpu);
            let lent = alike.get(turn % N_ALIKE.max(1)).or(alike.first());
            let wait = self.law.wait(run.size, run.wall, run.cpu);
            Work {
                cpu: run.cpu * (-usual).exp(),
                wait: wait.or(lent.map(|work| work.wait)).unwrap_or(0.0),
            }
        });
        apart.collect()
    }

    /// Returns the runs with the nearest CPU times whose waiting is told.
    fn alike(&self, cpu: f64) -> &[Work] {
        let above = self.told.partition_point(|work| work.cpu < cpu);
        let far = |work: &Work| (work.cpu.ln() - cpu.ln()).abs();
        let (mut from, mut to) = (above, above);
        while to - from < N_ALIKE && to - from < self.told.len() {
            let below = from.checked_sub(1).map(|index| far(&self.told[index]));
            let beyond = self.told.get(to).map(far);
            match (below, beyond) {
                (Some(below), Some(beyond)) if below > beyond => to += 1,
                (None, _) => to += 1,
                _ => from -= 1,
            }
        }
        &self.told[from..to]
    }
}
