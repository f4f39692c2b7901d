//! What the figures of an environment come to under a plan, by the wall clock or by CPU time.

use std::time::Duration;

use warmfront_model::cost;
use warmfront_model::money::{self, Money};
use warmfront_model::units::MemorySize;
use warmfront_model::usage::{Configuration, Start};
use warmfront_stats::probability::Probability;
use warmfront_stats::quantile::Sample;

use crate::figures::{Figures, Time};
use crate::journey::Clock;
use crate::plan::{Goal, Plan};

const DOLLAR: Money = Money::from_atoms(10_i128.pow(money::DECIMALS));

/// What a goal is made of.
#[derive(Debug, Clone, Copy)]
enum Part {
    Cost,
    ColdStart,
    P95,
}

impl Goal {
    fn parts(self) -> &'static [Part] {
        match self {
            Self::Cost => &[Part::Cost],
            Self::ColdStart => &[Part::ColdStart],
            Self::P95 => &[Part::P95],
            Self::Balanced => &[Part::Cost, Part::ColdStart],
        }
    }
}

/// Returns the goal after over before; none where the figures do not tell.
///
/// By CPU time it is what the wall clock would show if only the difference in CPU time were taken
/// off and all waiting stayed: a function that mostly waits gains next to nothing by it, and one
/// that keeps several processors busy gains no more than its wall time. Memory sizes that differ
/// make the same CPU time take longer, so there it stands for nothing.
pub(crate) fn ratio(plan: &Plan, pair: &[Figures; 2], clock: Clock) -> Option<f64> {
    let [before, after] = pair;
    if clock == Clock::Cpu && before.memory_size_mb != after.memory_size_mb {
        return None;
    }
    let parts = plan.goal.parts();
    let mut product = 1.0;
    for &part in parts {
        let of = |figures, clock| of_part(part, plan, figures, clock);
        product *= match clock {
            Clock::Wall => of(after, clock)? / of(before, clock)?,
            Clock::Cpu => {
                let [cpu, cpu_after] = [of(before, clock)?, of(after, clock)?];
                1.0 - (cpu - cpu_after) / cpu.max(of(before, Clock::Wall)?)
            }
        };
    }
    let geometric_mean = if parts.len() == 2 {
        product.sqrt()
    } else {
        product
    };
    Some(geometric_mean)
}

fn of_part(part: Part, plan: &Plan, figures: &Figures, clock: Clock) -> Option<f64> {
    match part {
        Part::Cost => cost(plan, figures, clock),
        Part::ColdStart => Some(first_request(figures, clock)),
        Part::P95 => p95(figures, clock),
    }
}

/// Returns the milliseconds of init and the first invocation.
pub(crate) fn first_request(figures: &Figures, clock: Clock) -> f64 {
    of(figures.init, clock) + of(figures.first, clock)
}

/// Returns the median of warm invocations, in milliseconds.
pub(crate) fn p50(figures: &Figures) -> Option<f64> {
    Some(warm(figures, Clock::Wall)?.median())
}

fn p95(figures: &Figures, clock: Clock) -> Option<f64> {
    Some(warm(figures, clock)?.quantile(Probability::P95))
}

fn warm(figures: &Figures, clock: Clock) -> Option<Sample> {
    let times = figures.warm.iter().map(|time| of(*time, clock));
    Sample::new(times.collect()).ok()
}

/// Returns the cost of one invocation in dollars, cold starts in their share.
pub(crate) fn cost(plan: &Plan, figures: &Figures, clock: Clock) -> Option<f64> {
    let configuration = Configuration {
        memory_size: MemorySize::new(figures.memory_size_mb.into()).ok()?,
        ..plan.configuration
    };
    let dollars = |time: Time, start: Start| {
        let duration = duration(time, clock)?;
        let cost = cost::of_invocation(&plan.prices, &configuration, duration, start);
        cost.total().ratio(DOLLAR)
    };
    let cold = dollars(figures.first, Start::Init(duration(figures.init, clock)?))?;
    if plan.cold_share >= 1.0 {
        return Some(cold);
    }
    let mut warm = 0.0;
    for time in &figures.warm {
        warm += dollars(*time, Start::Warm)?;
    }
    #[expect(clippy::cast_precision_loss, reason = "no sample has 2^53 numbers")]
    let warm = warm / figures.warm.len() as f64;
    let share = plan.cold_share.max(0.0);
    let cost = share * cold + (1.0 - share) * warm;
    cost.is_finite().then_some(cost)
}

fn duration(time: Time, clock: Clock) -> Option<Duration> {
    Duration::try_from_secs_f64(of(time, clock) / 1e3).ok()
}

fn of(time: Time, clock: Clock) -> f64 {
    match clock {
        Clock::Wall => time.wall,
        Clock::Cpu => time.cpu,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(init: [f64; 2], first: [f64; 2], warm: &[[f64; 2]]) -> Figures {
        let time = |[wall, cpu]: [f64; 2]| Time { wall, cpu };
        Figures {
            init: time(init),
            first: time(first),
            warm: warm.iter().copied().map(time).collect(),
            max_memory_mb: 60,
            memory_size_mb: 1024,
        }
    }

    fn plan(goal: Goal) -> Plan {
        Plan {
            goal,
            ..Plan::default()
        }
    }

    #[track_caller]
    fn check(goal: Goal, clock: Clock, expect: f64) {
        let before = figures(
            [900.0, 800.0],
            [100.0, 100.0],
            &[[50.0, 10.0], [150.0, 10.0]],
        );
        let after = figures([400.0, 300.0], [100.0, 100.0], &[[25.0, 5.0], [75.0, 5.0]]);
        let found = ratio(&plan(goal), &[before, after], clock).unwrap();
        assert!((found - expect).abs() < 1e-9, "{found} is not {expect}");
    }

    #[test]
    fn a_goal_is_the_ratio_of_what_it_is_made_of() {
        // A millisecond of 1,024 MB costs 16.6667e-9 dollars, a request 200e-9.
        let of_millis = |millis: f64| 200.0 + 16.6667 * millis;
        let cost = |cold: f64, warm: f64| 0.02 * of_millis(cold) + 0.98 * of_millis(warm);
        let ratio_of_cost = cost(500.0, 50.0) / cost(1000.0, 100.0);
        check(Goal::ColdStart, Clock::Wall, 0.5);
        check(Goal::P95, Clock::Wall, 0.5);
        check(Goal::Cost, Clock::Wall, ratio_of_cost);
        check(Goal::Balanced, Clock::Wall, (0.5 * ratio_of_cost).sqrt());
    }

    #[test]
    fn cpu_time_stands_for_its_part_of_the_wall_clock() {
        check(Goal::ColdStart, Clock::Cpu, 0.5);
        // Five milliseconds less of 145.
        check(Goal::P95, Clock::Cpu, 1.0 - 5.0 / 145.0);
    }

    #[test]
    fn several_processors_gain_no_more_than_the_wall_time() {
        let parallel = figures([100.0, 400.0], [0.0, 0.0], &[]);
        let single = figures([100.0, 100.0], [0.0, 0.0], &[]);
        let found = ratio(&plan(Goal::ColdStart), &[parallel, single], Clock::Cpu);
        assert_eq!(found, Some(0.25));
    }

    #[test]
    fn cpu_time_says_nothing_across_memory_sizes() {
        let small = figures([100.0, 100.0], [10.0, 10.0], &[[10.0, 10.0]]);
        let large = Figures {
            memory_size_mb: 2048,
            ..small.clone()
        };
        let pair = [small, large];
        assert_eq!(ratio(&plan(Goal::Cost), &pair, Clock::Cpu), None);
        assert!(ratio(&plan(Goal::Cost), &pair, Clock::Wall).unwrap() > 1.0);
    }

    #[test]
    fn what_was_not_measured_has_no_ratio() {
        let cold_only = figures([100.0, 100.0], [10.0, 10.0], &[]);
        let pair = [cold_only.clone(), cold_only];
        assert_eq!(ratio(&plan(Goal::Cost), &pair, Clock::Wall), None);
        assert_eq!(ratio(&plan(Goal::P95), &pair, Clock::Wall), None);
        let all_cold = Plan {
            cold_share: 1.0,
            ..plan(Goal::Cost)
        };
        assert_eq!(ratio(&all_cold, &pair, Clock::Wall), Some(1.0));
    }
}
