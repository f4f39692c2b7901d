//! Runs taken apart, as if all had been made at one size.

use warmfront_model::units::MemorySize;
use warmfront_stats::random::Random;

use super::Observed;
use crate::goal::real;
use crate::throttle::{Law, Work};

/// Runs whose waiting is looked at for one whose own is not told.
const N_ALIKE: usize = 3;

/// How many times longer than those seen such a run takes, at most.
const MOST_SLOWER: f64 = 8.0;

/// The warm runs under one law.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    law: Law,
    /// Those whose waiting the law tells, or all if it tells of none, by rising CPU time: as measured.
    told: Vec<(MemorySize, Work)>,
    /// All of them.
    apart: Vec<Apart>,
    /// The same at usual CPU time.
    works: Vec<Work>,
}

/// A run taken apart.
#[derive(Debug, Clone, Copy)]
struct Apart {
    /// CPU time as measured.
    cpu: f64,
    /// CPU time as if it had been made where that is as usual.
    usual_cpu: f64,
    /// None where the law does not tell.
    wait: Option<f64>,
}

impl Pool {
    /// Takes runs apart; `usual` is the logarithm of how much more each computes at its size than
    /// usual.
    pub(super) fn of(law: Law, runs: &[Observed], usual: &[f64]) -> Self {
        let told = runs.iter().filter_map(|run| {
            let wait = law.wait(run.size, run.wall, run.cpu)?;
            Some((run.size, Work { cpu: run.cpu, wait }))
        });
        let mut told: Vec<_> = told.collect();
        if told.is_empty() {
            // Where no run was fast enough, what is likely is better than no waiting at all.
            let likely = |run: &Observed| {
                let wait = law.likely_wait(run.size, run.wall, run.cpu);
                (run.size, Work { cpu: run.cpu, wait })
            };
            told.extend(runs.iter().map(likely));
        }
        told.sort_unstable_by(|(_, one), (_, other)| one.cpu.total_cmp(&other.cpu));
        let mut pool = Self {
            law,
            told,
            apart: Vec::new(),
            works: Vec::new(),
        };
        pool.apart = pool.apart(runs, usual);
        pool.works = lent(&pool.apart, &pool.told());
        pool
    }

    /// Returns cold runs in the same way.
    pub(super) fn cold(&self, runs: &[Observed], usual: &[f64]) -> Vec<Work> {
        lent(&self.apart(runs, usual), &self.told())
    }

    /// Returns the waiting of runs elsewhere that compute about as much as one at a size: a law must
    /// not explain a run by itself.
    pub(super) fn usual_wait(&self, size: MemorySize, cpu: f64) -> f64 {
        let elsewhere = self.told.iter().filter(|(at, _)| *at != size);
        let elsewhere: Vec<_> = elsewhere.map(|(_, work)| *work).collect();
        let all = || self.told.iter().map(|(_, work)| *work).collect();
        let told = if elsewhere.is_empty() {
            all()
        } else {
            elsewhere
        };
        let mut waits: Vec<_> = alike(&told, cpu).iter().map(|work| work.wait).collect();
        waits.sort_unstable_by(f64::total_cmp);
        let n = waits.len();
        match n {
            0 => 0.0,
            _ => f64::midpoint(waits[(n - 1) / 2], waits[n / 2]),
        }
    }

    /// Returns runs drawn with repetition, and some that are slower than any seen, in a share that
    /// may have been overlooked.
    ///
    /// They are fewer than were seen, since resamples of a few vary less than samples do: two fewer
    /// make up for that about as Student's distribution does.
    pub(super) fn resampled(&self, random: &mut Random) -> Vec<Work> {
        let n = self.works.len().saturating_sub(2).max(1);
        // Had there been a share `s` of others, none would be among n with a probability (1 - s)^n.
        let unseen = 1.0 - random.unit().powf(1.0 / real(self.works.len() + 1));
        // What is lent is as uncertain as the few that lend it are.
        let told = self.told();
        let mut lenders: Vec<_> = told.iter().map(|_| random.pick(&told)).collect();
        lenders.sort_unstable_by(|one, other| one.cpu.total_cmp(&other.cpu));
        let picked: Vec<_> = (0..n).map(|_| random.pick(&self.apart)).collect();
        let slower = |work: Work| {
            let slower = if random.unit() < unseen {
                MOST_SLOWER.powf(random.unit())
            } else {
                1.0
            };
            Work {
                cpu: work.cpu * slower,
                wait: work.wait * slower,
            }
        };
        lent(&picked, &lenders).into_iter().map(slower).collect()
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

    fn apart(&self, runs: &[Observed], usual: &[f64]) -> Vec<Apart> {
        let apart = runs.iter().zip(usual).map(|(run, usual)| Apart {
            cpu: run.cpu,
            usual_cpu: run.cpu * (-usual).exp(),
            wait: self.law.wait(run.size, run.wall, run.cpu),
        });
        apart.collect()
    }

    /// Returns the runs whose waiting is told, by rising CPU time.
    fn told(&self) -> Vec<Work> {
        self.told.iter().map(|(_, work)| *work).collect()
    }
}

/// Returns runs with their waiting, lent by those alike where it is not told.
fn lent(runs: &[Apart], told: &[Work]) -> Vec<Work> {
    // Which of those alike lends goes by turns, so that all their variety is kept.
    let each = runs.iter().enumerate();
    let work = each.map(|(turn, run)| {
        let alike = alike(told, run.cpu);
        let lent = alike.get(turn % N_ALIKE).or(alike.first());
        Work {
            cpu: run.usual_cpu,
            wait: run.wait.or(lent.map(|work| work.wait)).unwrap_or(0.0),
        }
    });
    work.collect()
}

/// Returns the runs with the nearest CPU times, of runs in the order of theirs.
fn alike(told: &[Work], cpu: f64) -> &[Work] {
    let above = told.partition_point(|work| work.cpu < cpu);
    let far = |work: &Work| (work.cpu.ln() - cpu.ln()).abs();
    let (mut from, mut to) = (above, above);
    while to - from < N_ALIKE.min(told.len()) {
        let below = from.checked_sub(1).map(|index| far(&told[index]));
        let beyond = told.get(to).map(far);
        match (below, beyond) {
            (Some(below), Some(beyond)) if below > beyond => to += 1,
            (None, _) => to += 1,
            _ => from -= 1,
        }
    }
    &told[from..to]
}
