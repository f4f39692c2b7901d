//! The order of a run: which invocations are made, cold or warm, how many at a time.

use crate::report::Role;
use crate::settings::Plan;

/// Invocations that are made alike, with one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// Which event they handle.
    pub(super) event: usize,
    /// Why they are made.
    pub(super) role: Role,
    /// How many they are.
    pub(super) n: usize,
    /// How many are in flight at a time.
    pub(super) concurrency: usize,
}

/// Returns the steps of a plan: event by event, cold starts first, each on its own, then the warm
/// invocations. Where the cold starts leave fewer warm environments than are needed, a round that
/// is not measured makes the rest.
pub(super) fn steps(plan: Plan, n_events: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    for event in 0..n_events {
        let step = |role, n, concurrency| Step {
            event,
            role,
            n,
            concurrency,
        };
        for _ in 0..plan.cold {
            steps.push(step(Role::Cold, 1, 1));
        }
        if plan.warm == 0 {
            continue;
        }
        if plan.cold == 0 || plan.concurrency > 1 {
            steps.push(step(Role::WarmUp, plan.concurrency, plan.concurrency));
        }
        steps.push(step(Role::Warm, plan.warm, plan.concurrency));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::steps;
    use crate::report::Role;
    use crate::settings::Plan;

    fn check(plan: [usize; 3], n_events: usize, expected: &[&str]) {
        let [cold, warm, concurrency] = plan;
        let plan = Plan {
            cold,
            warm,
            concurrency,
        };
        let told: Vec<String> = steps(plan, n_events)
            .iter()
            .map(|step| {
                let role = match step.role {
                    Role::Cold => "cold",
                    Role::WarmUp => "warm-up",
                    Role::Warm => "warm",
                };
                format!("{} {role} {}/{}", step.event, step.n, step.concurrency)
            })
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn every_event_is_run_cold_by_default() {
        check([1, 0, 1], 2, &["0 cold 1/1", "1 cold 1/1"]);
    }

    #[test]
    fn a_cold_start_leaves_the_environment_for_the_warm() {
        check([2, 9, 1], 1, &["0 cold 1/1", "0 cold 1/1", "0 warm 9/1"]);
    }

    #[test]
    fn the_pool_scales_out_before_it_is_measured() {
        check([1, 9, 4], 1, &["0 cold 1/1", "0 warm-up 4/4", "0 warm 9/4"]);
    }

    #[test]
    fn without_cold_starts_the_first_is_not_measured() {
        check([0, 9, 1], 1, &["0 warm-up 1/1", "0 warm 9/1"]);
    }
}
