//! Runs taken apart, as if all had been made at one size.

use warmfront_model::units::MemorySize;
use warmfront_stats::random::Random;

use super::Observed;
use crate::goal::real;
use crate::throttle::{Law, Work};

/// Runs whose waiting is looked at for one whose own is not told.
const N_ALIKE: usize = 3;

/// How likely a function has runs of another kind than those seen.
const OTHERS: f64 = 0.5;

/// How many times longer than those seen such a run takes, at most.
const MOST_SLOWER: f64 = 6.0;

/// The warm runs under one law.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    law: Law,
    /// Those whose waiting the law tells, by rising CPU time: as measured.
    told: Vec<(MemorySize, Work)>,
    /// All of them, at usual CPU time.
    works: Vec<Work>,
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
        told.sort_unstable_by(|(_, one), (_, other)| one.cpu.total_cmp(&other.cpu));
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

    /// Returns runs drawn with repetition, in some draws with a share of runs that are slower than any
    /// seen.
    ///
    /// They are fewer than were seen, since a resample of few varies less than samples do: two fewer
    /// make up for that as Student's distribution does.
    pub(super) fn resampled(&self, random: &mut Random) -> Vec<Work> {
        let n = self.works.len().saturating_sub(2).max(1);
        // Had there been a share `s` of others, none would be among n with a probability (1 - s)^n.
        let unseen = if random.unit() < OTHERS {
            1.0 - random.unit().powf(1.0 / real(self.works.len() + 1))
        } else {
            0.0
        };
        let run = |_| {
            let Work { cpu, wait } = random.pick(&self.works);
            let slower = if random.unit() < unseen {
                MOST_SLOWER.powf(random.unit())
            } else {
                1.0
            };
            Work {
                cpu: cpu * slower,
                wait: wait * slower,
            }
        };
        (0..n).map(run).collect()
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
        let told: Vec<_> = self.told.iter().map(|(_, work)| *work).collect();
        // Which of those alike lends its waiting goes by turns, so that all their variety is kept.
        let each = runs.iter().zip(usual).enumerate();
        let apart = each.map(|(turn, (run, usual))| {
            let alike = alike(&told, run.cpu);
            let lent = alike.get(turn % N_ALIKE).or(alike.first());
            let wait = self.law.wait(run.size, run.wall, run.cpu);
            Work {
                cpu: run.cpu * (-usual).exp(),
                wait: wait.or(lent.map(|work| work.wait)).unwrap_or(0.0),
            }
        });
        apart.collect()
    }
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
