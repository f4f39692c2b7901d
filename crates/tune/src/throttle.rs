//! How computing and waiting become time at a memory size.
//!
//! A size gives a share of CPU: so much of it in every period, and what has used it up stands still
//! until the next ("CPU bandwidth control for CFS", Turner, Rao and Rao, 2010). Invocations that follow
//! one another take on average what they compute over the share; but a single one stands still for
//! whole periods only, as often as it uses up a quota, which depends on how much the ones before it
//! left. How much of the standing still falls into time in which the function would wait anyway
//! depends on the function, as does what it gets ahead of the share; these are parameters, tried
//! against what was measured.

use warmfront_model::units::MemorySize;

use crate::goal::{millis, real};
use crate::plan::{Machine, Throttling};

/// One way in which a function's time could depend on its share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Law {
    /// How much of the waiting throttling hides behind: 0 for waiting that comes all at once, 1 where
    /// it is spread all over the run.
    pub(crate) overlap: f64,
    /// What a run gets ahead of its share, in quotas of one period.
    pub(crate) ahead: f64,
    /// vCPUs that it uses at once where it has them.
    pub(crate) parallelism: f64,
    /// Period in milliseconds; none where durations are computed, in proportion.
    pub(crate) period: Option<f64>,
}

/// What a run computes and waits, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Work {
    pub(crate) cpu: f64,
    pub(crate) wait: f64,
}

/// Parts of the waiting that are tried.
const OVERLAPS: [f64; 3] = [0.0, 0.5, 1.0];

/// What a run gets ahead of its share, in quotas of one period, that is tried.
const QUOTAS_AHEAD: [f64; 3] = [0.0, 0.75, 1.5];

/// Parts of a quota over which what depends on the rest of it is averaged.
const N_PHASES: usize = 8;

/// CPU time that a function takes more for every time that it stood still, since its caches are cold
/// then, in milliseconds: 0.1 to 0.3 in most of `examples/tune`. Only what is expected before any
/// run; what runs show counts.
const COLD_CACHES: f64 = 0.15;

/// Returns the logarithm of how much more a function computes at a size than without throttling, as
/// far as that can be expected.
pub(crate) fn expected_inflation(machine: &Machine, size: MemorySize) -> f64 {
    let Throttling::Quota { period } = machine.throttling else {
        return 0.0;
    };
    let quota = millis(period) * size.vcpus();
    if quota < millis(period) {
        (COLD_CACHES / quota).ln_1p()
    } else {
        0.0
    }
}

impl Law {
    /// Returns the ways that are tried on a machine, each equally likely before anything is seen.
    pub(crate) fn candidates(machine: &Machine, parallelism: f64) -> Vec<Self> {
        let Throttling::Quota { period } = machine.throttling else {
            return vec![Self {
                overlap: 0.0,
                ahead: 0.0,
                parallelism,
                period: None,
            }];
        };
        let each = OVERLAPS.iter().flat_map(|&overlap| {
            let law = move |&ahead: &f64| Self {
                overlap,
                ahead,
                parallelism,
                period: Some(millis(period)),
            };
            QUOTAS_AHEAD.iter().map(law)
        });
        each.collect()
    }

    /// Returns the time that a run takes at a size, where the runs before it left a part of the quota
    /// (the phase, 0 to 1).
    pub(crate) fn wall(&self, size: MemorySize, work: Work, phase: f64) -> f64 {
        let busy = work.cpu / self.parallelism;
        self.with(work.wait, busy, self.standing(size, work.cpu, Some(phase)))
    }

    /// Returns the logarithm of that time, averaged over phases.
    pub(crate) fn log_wall(&self, size: MemorySize, work: Work) -> f64 {
        let phases = (0..N_PHASES).map(|step| (real(step) + 0.5) / real(N_PHASES));
        phases
            .map(|phase| self.wall(size, work, phase).ln())
            .sum::<f64>()
            / real(N_PHASES)
    }

    /// Returns how long a run waited; none where throttling may have hidden it.
    pub(crate) fn wait(&self, size: MemorySize, wall: f64, cpu: f64) -> Option<f64> {
        let busy = cpu / self.parallelism;
        // Who stands still does so for a while: less than that is waiting.
        if wall - busy < SHORT * self.still(size).unwrap_or(0.0) {
            return Some((wall - busy).max(0.0));
        }
        // Whether it gets ahead of its share is what is to be found out.
        let behind = Self {
            ahead: 0.0,
            ..*self
        };
        if behind.standing(size, cpu, Some(1.0)) > MOST_STANDING * wall {
            return None;
        }
        Some(self.likely_wait(size, wall, cpu))
    }

    /// Returns how long a run waited if it stood still as long as it does on average.
    pub(crate) fn likely_wait(&self, size: MemorySize, wall: f64, cpu: f64) -> f64 {
        let busy = cpu / self.parallelism;
        let standing = self.standing(size, cpu, None);
        (wall - busy - (1.0 - self.overlap) * standing).max(0.0)
    }

    fn with(&self, wait: f64, busy: f64, standing: f64) -> f64 {
        let apart = wait + busy + standing;
        let hidden = busy + wait.max(standing);
        (1.0 - self.overlap) * apart + self.overlap * hidden
    }

    /// Returns how long a run stands still, on average if no phase is given.
    fn standing(&self, size: MemorySize, cpu: f64, phase: Option<f64>) -> f64 {
        let share = size.vcpus();
        let Some(period) = self.period else {
            return (cpu / share - cpu / self.parallelism).max(0.0);
        };
        let Some(still) = self.still(size) else {
            return 0.0;
        };
        let quotas = (cpu / (period * share) - self.ahead).max(0.0);
        let times = phase.map_or(quotas, |phase| (quotas + phase).floor());
        times * still
    }

    /// Returns how long a run stands still whenever it has used up its quota; none if it cannot use it
    /// up, or is slowed down evenly.
    fn still(&self, size: MemorySize) -> Option<f64> {
        let period = self.period?;
        let still = period - period * size.vcpus() / self.parallelism;
        (still > 0.0).then_some(still)
    }
}

/// Part of a stand-still that nobody has who stands still.
const SHORT: f64 = 0.2;

/// Share of a run in which it may stand still at worst for its waiting to be told all the same.
const MOST_STANDING: f64 = 0.1;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn law(overlap: f64, ahead: f64, parallelism: f64) -> Law {
        Law {
            overlap,
            ahead,
            parallelism,
            period: Some(20.0),
        }
    }

    fn size(megabytes: u64) -> MemorySize {
        MemorySize::new(megabytes).unwrap()
    }

    fn work(cpu: f64, wait: f64) -> Work {
        Work { cpu, wait }
    }

    fn check(law: Law, megabytes: u64, phase: f64, expect: f64) {
        let found = law.wall(size(megabytes), work(10.0, 30.0), phase);
        assert!((found - expect).abs() < 0.01, "{law:?} {found}");
    }

    #[test]
    fn computing_stands_still_for_whole_periods() {
        // Half a vCPU gives 10 ms in 20: either one period is used up, or just not.
        let half = 1769 / 2 + 1;
        check(law(0.0, 0.0, 1.0), half, 0.0, 40.0);
        check(law(0.0, 0.0, 1.0), half, 0.5, 50.0);
        check(law(0.0, 1.5, 1.0), half, 0.5, 40.0);
    }

    #[test]
    fn waiting_hides_standing_still_where_it_is_spread() {
        check(law(1.0, 0.0, 1.0), 885, 0.5, 40.0);
        let still = 20.0 - 20.0 * 177.0 / 1769.0;
        check(law(0.0, 0.0, 1.0), 177, 0.5, 40.0 + 5.0 * still);
        check(law(1.0, 0.0, 1.0), 177, 0.5, 10.0 + 5.0 * still);
    }

    #[test]
    fn several_vcpus_shorten_what_is_parallel() {
        check(law(0.0, 0.0, 1.0), 3538, 0.9, 40.0);
        check(law(0.0, 0.0, 2.0), 3538, 0.9, 35.0);
    }

    #[test]
    fn modelled_limits_are_in_proportion() {
        let machine = Machine {
            processors: 2,
            throttling: Throttling::Proportional,
        };
        let laws = Law::candidates(&machine, 1.0);
        assert_eq!(laws.len(), 1);
        check(laws[0], 177, 0.3, 30.0 + 10.0 * 1769.0 / 177.0);
        assert_eq!(Law::candidates(&Machine::default(), 1.0).len(), 9);
    }

    proptest! {
        #[test]
        fn runs_take_on_average_what_they_compute_over_the_share(
            megabytes in 128_u64..1769, cpu in 1.0..300.0_f64,
        ) {
            let law = law(0.0, 0.0, 1.0);
            let n = 1000;
            let total: f64 = (0..n).map(|step| {
                law.wall(size(megabytes), work(cpu, 0.0), (real(step) + 0.5) / real(n))
            }).sum();
            let expect = cpu / size(megabytes).vcpus();
            prop_assert!((total / real(n) - expect).abs() < 0.03, "{} {expect}", total / real(n));
        }

        #[test]
        fn waiting_is_told_where_nothing_is_throttled(
            overlap in 0.0..=1.0_f64, parallelism in 1.0..4.0_f64,
            megabytes in 7077_u64..=10_240, cpu in 0.0..1e3_f64, wait in 0.0..1e3_f64,
        ) {
            let law = law(overlap, 0.0, parallelism);
            let wall = law.wall(size(megabytes), work(cpu, wait), 0.3);
            let told = law.wait(size(megabytes), wall, cpu).unwrap();
            prop_assert!((told - wait).abs() < 1e-6 * (1.0 + wait), "{told} {wait}");
        }

        #[test]
        fn no_run_is_quicker_than_its_work(megabytes in 128_u64..=10_240, cpu in 0.0..1e3_f64, wait in 0.0..1e3_f64) {
            for law in Law::candidates(&Machine::default(), 1.5) {
                let wall = law.wall(size(megabytes), work(cpu, wait), 0.7);
                prop_assert!(wall >= wait + cpu / 1.5 - 1e-6);
            }
        }
    }
}
