//! First warm runs that are slower than those after them, as caches of the function's own fill.
//!
//! They are left out only where every environment shows it: by chance alone the first of several runs
//! is the slowest in some environments, not in all.

use warmfront_stats::quantile::Sample;

use crate::goal::millis;
use crate::outlook::Run;
use crate::tuning::Role;

/// Environments that must show it.
const LEAST_ENVIRONMENTS: usize = 3;

/// Warm runs that an environment must have to show it.
const LEAST_RUNS: usize = 3;

/// Ratio of the first run's CPU time to that of the others, at least.
const SLOWER: f64 = 1.2;

/// Marks the first warm runs, if they are to be left out.
pub(crate) fn mark(runs: &mut [Run]) {
    let mut firsts = Vec::new();
    for environment in numbers(runs) {
        let warm = warm_of(runs, environment);
        if warm.len() < LEAST_RUNS {
            continue;
        }
        let cpu = |index: &usize| millis(runs[*index].taken.run.cpu);
        let Ok(others) = Sample::new(warm[1..].iter().map(cpu).collect()) else {
            return;
        };
        if cpu(&warm[0]) <= SLOWER * others.median() {
            return;
        }
        firsts.push(warm[0]);
    }
    if firsts.len() >= LEAST_ENVIRONMENTS {
        for index in firsts {
            runs[index].taken.role = Role::WarmUp;
        }
    }
}

/// Returns the indices of an environment's warm runs of the event that came first; other events have
/// other times.
fn warm_of(runs: &[Run], environment: usize) -> Vec<usize> {
    let warm = |index: &usize| {
        let run = &runs[*index];
        run.environment == environment && run.taken.role == Role::Warm
    };
    let all: Vec<_> = (0..runs.len()).filter(warm).collect();
    let event = all.first().map(|&index| runs[index].taken.event);
    let same = all
        .into_iter()
        .filter(|&index| Some(runs[index].taken.event) == event);
    same.collect()
}

fn numbers(runs: &[Run]) -> Vec<usize> {
    let mut numbers: Vec<_> = runs.iter().map(|run| run.environment).collect();
    numbers.dedup();
    numbers
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use warmfront_model::units::MemorySize;

    use super::*;
    use crate::run;
    use crate::tuning::Taken;

    /// Marks runs of environments, given by their CPU times in milliseconds, and counts.
    fn check(environments: &[&[u64]], expect: usize) {
        let each = environments.iter().enumerate();
        let runs = each.flat_map(|(environment, times)| {
            times.iter().map(move |&cpu| Run {
                environment,
                taken: Taken {
                    size: MemorySize::LEAST,
                    event: 0,
                    run: run::Run {
                        init: None,
                        wall: Duration::from_millis(cpu),
                        cpu: Duration::from_millis(cpu),
                        max_memory_mb: 50,
                        end: run::End::Finished,
                    },
                    role: Role::Warm,
                },
            })
        });
        let mut runs: Vec<_> = runs.collect();
        mark(&mut runs);
        let marked = runs.iter().filter(|run| run.taken.role == Role::WarmUp);
        assert_eq!(marked.count(), expect, "{environments:?}");
    }

    #[test]
    fn first_runs_that_are_slower_everywhere_are_left_out() {
        check(&[&[30, 20, 20], &[31, 20, 21], &[29, 20, 20, 20]], 3);
        check(&[&[30, 20, 20], &[31, 20, 21], &[29, 20, 20], &[9, 9]], 3);
    }

    #[test]
    fn one_environment_without_it_is_enough_to_keep_them() {
        check(&[&[30, 20, 20], &[31, 20, 21], &[20, 20, 20]], 0);
        check(&[&[30, 20, 20], &[31, 20, 21]], 0);
        check(&[], 0);
    }
}
