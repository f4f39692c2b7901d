//! How computing and waiting become time at a memory size.
//!
//! A size gives a share of CPU: so much of it in every period, and what has used it up stands still
//! until the next (`CPU bandwidth control for CFS`, Turner, Rao and Rao, 2010). Invocations that follow
//! one another take on average what they compute over the share, since what one leaves unused the
//! next cannot have. How much of the standing still falls into time in which the function would wait
//! anyway depends on the function, as does what it gets ahead of the share; these are parameters,
//! tried against what was measured.

use warmfront_model::units::MemorySize;

use crate::plan::{Machine, Throttling};

/// One way in which a function's time could depend on its share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Law {
    /// How much of the waiting throttling hides behind: 0 for waiting that comes all at once, 1 where
    /// it is spread all over the run.
    pub(crate) overlap: f64,
    /// What a run gets ahead of its share, in milliseconds of CPU of one vCPU.
    pub(crate) ahead: f64,
    /// vCPUs that it uses at once where it has them.
    pub(crate) parallelism: f64,
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

impl Law {
    /// Returns the ways that are tried on a machine, each equally likely before anything is seen.
    pub(crate) fn candidates(machine: &Machine, parallelism: f64) -> Vec<Self> {
        let Throttling::Quota { period } = machine.throttling else {
            return vec![Self {
                overlap: 0.0,
                ahead: 0.0,
                parallelism,
            }];
        };
        let period = period.as_secs_f64() * 1e3;
        let each = OVERLAPS.iter().flat_map(|&overlap| {
            let law = move |&quotas: &f64| Self {
                overlap,
                ahead: quotas * period,
                parallelism,
            };
            QUOTAS_AHEAD.iter().map(law)
        });
        each.collect()
    }

    /// Returns the time that a run takes at a size.
    pub(crate) fn wall(&self, size: MemorySize, work: Work) -> f64 {
        let busy = work.cpu / self.parallelism;
        let throttled = self.throttled(size, work.cpu);
        let apart = work.wait + busy.max(throttled);
        let hidden = (work.wait + busy).max(throttled);
        (1.0 - self.overlap) * apart + self.overlap * hidden
    }

    /// Returns how long a run waited; none where throttling may have hidden it.
    pub(crate) fn wait(&self, size: MemorySize, wall: f64, cpu: f64) -> Option<f64> {
        let busy = cpu / self.parallelism;
        let throttled = self.throttled(size, cpu);
        if throttled <= busy {
            return Some((wall - busy).max(0.0));
        }
        if throttled > wall / 2.0 {
            return None;
        }
        // Both parts grow with the waiting: hidden is `wait + busy` once that is over `throttled`.
        let together = (1.0 - self.overlap) * throttled + self.overlap * busy;
        let wait = wall - together;
        (wait + busy >= throttled).then_some(wait)
    }

    fn throttled(&self, size: MemorySize, cpu: f64) -> f64 {
        let share = size.vcpus();
        (cpu - self.ahead * share) / share
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn law(overlap: f64, ahead: f64, parallelism: f64) -> Law {
        Law {
            overlap,
            ahead,
            parallelism,
        }
    }

    fn size(megabytes: u64) -> MemorySize {
        MemorySize::new(megabytes).unwrap()
    }

    fn check(law: Law, megabytes: u64, expect: f64) {
        let work = Work {
            cpu: 10.0,
            wait: 30.0,
        };
        let found = law.wall(size(megabytes), work);
        assert!((found - expect).abs() < 0.01, "{law:?} {found}");
    }

    #[test]
    fn computing_takes_its_share_and_waiting_adds_or_hides() {
        check(law(0.0, 0.0, 1.0), 1769, 40.0);
        check(law(0.0, 0.0, 1.0), 3538, 40.0);
        check(law(0.0, 0.0, 2.0), 3538, 35.0);
        check(law(0.0, 0.0, 1.0), 177, 30.0 + 10.0 * 1769.0 / 177.0);
        check(law(1.0, 0.0, 1.0), 177, 10.0 * 1769.0 / 177.0);
        check(law(1.0, 0.0, 1.0), 884, 40.0);
        check(
            law(0.0, 30.0, 1.0),
            177,
            30.0 + 10.0 * 1769.0 / 177.0 - 30.0,
        );
    }

    #[test]
    fn modelled_limits_have_one_law_only() {
        let machine = Machine {
            processors: 2,
            throttling: Throttling::Proportional,
        };
        assert_eq!(Law::candidates(&machine, 1.0), [law(0.0, 0.0, 1.0)]);
        assert_eq!(Law::candidates(&Machine::default(), 1.0).len(), 9);
    }

    proptest! {
        #[test]
        fn waiting_that_is_told_is_the_waiting_that_was(
            overlap in 0.0..=1.0_f64, ahead in 0.0..30.0_f64, parallelism in 1.0..4.0_f64,
            megabytes in 128_u64..=10_240, cpu in 0.0..1e3_f64, wait in 0.0..1e3_f64,
        ) {
            let law = law(overlap, ahead, parallelism);
            let wall = law.wall(size(megabytes), Work { cpu, wait });
            prop_assert!(wall >= wait + cpu / parallelism - 1e-6);
            if let Some(told) = law.wait(size(megabytes), wall, cpu) {
                prop_assert!((told - wait).abs() < 1e-6 * (1.0 + wait), "{told} {wait}");
            }
        }

        #[test]
        fn more_memory_is_never_slower(megabytes in 128_u64..10_240, cpu in 0.0..1e3_f64, wait in 0.0..1e3_f64) {
            for law in Law::candidates(&Machine::default(), 1.5) {
                let at = |megabytes| law.wall(size(megabytes), Work { cpu, wait });
                prop_assert!(at(megabytes + 1) <= at(megabytes) + 1e-9);
            }
        }
    }
}
