use std::convert::Infallible;
use std::time::Duration;

use proptest::prelude::*;
use warmfront_model::invocation::Spent;
use warmfront_model::usage::Configuration;
use warmfront_stats::probability::Probability;

use super::*;
use crate::choice::{Relation, Why};
use crate::plan::{Machine, Strategy};
use crate::tuning::{Fact, Verdict};

fn size(megabytes: u64) -> MemorySize {
    MemorySize::new(megabytes).unwrap()
}

fn plan() -> Plan {
    let sizes = [128, 256, 512, 1024, 1769, 3008].map(size).to_vec();
    Plan::new(sizes, Configuration::default(), Duration::from_secs(3))
}

fn millis(millis: f64) -> Duration {
    Duration::from_secs_f64(millis / 1e3)
}

/// A function that waits and computes, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Function {
    wait: f64,
    cpu: f64,
    memory_mb: u32,
}

const QUIET: Function = Function {
    wait: 100.0,
    cpu: 1.0,
    memory_mb: 60,
};

impl Function {
    /// Runs it with noise of a hundredth, in a smooth share of CPU.
    fn answer(self, request: &Request, random: &mut Random) -> Vec<Run> {
        let run = |index| {
            let mut noise = || (0.01 * random.normal()).exp();
            let cpu = self.cpu * noise();
            let wall = self.wait * noise() + cpu * (1.0 / request.size.vcpus()).max(1.0);
            let cold = index == 0 && request.environment == Environment::New;
            let end = if self.memory_mb > request.size.megabytes() {
                End::OutOfMemory
            } else if wall > 3000.0 {
                End::TimedOut
            } else {
                End::Finished
            };
            Run {
                init: cold.then_some(Spent {
                    wall: millis(200.0),
                    cpu: millis(150.0),
                }),
                wall: millis(wall),
                cpu: millis(cpu),
                max_memory_mb: self.memory_mb.min(request.size.megabytes()),
                end,
            }
        };
        (0..request.n).map(run).collect()
    }

    fn tuned(self, plan: &Plan) -> Tuning {
        let mut random = Random::new(5);
        let mut measure =
            |request: &Request| Ok::<_, Infallible>(self.answer(request, &mut random));
        tune(plan, &mut measure, &mut |_| {}).unwrap()
    }
}

/// Tunes a function whose runs all come out of a closure of the index of the run.
fn tuned(plan: &Plan, mut run: impl FnMut(&Request, usize) -> Run) -> Tuning {
    let mut n = 0;
    let mut measure = |request: &Request| {
        let answer = (0..request.n).map(|_| {
            n += 1;
            run(request, n - 1)
        });
        Ok::<_, Infallible>(answer.collect())
    };
    tune(plan, &mut measure, &mut |_| {}).unwrap()
}

fn failed(kind: &str) -> End {
    End::Failed {
        kind: kind.to_owned(),
        message: "no".to_owned(),
    }
}

fn chosen(tuning: &Tuning) -> u32 {
    tuning.choice.as_ref().unwrap().size.megabytes()
}

#[test]
fn what_waits_is_cheapest_at_the_smallest_size_and_that_is_soon_sure() {
    let tuning = QUIET.tuned(&plan());
    assert_eq!(chosen(&tuning), 128);
    assert_eq!(tuning.verdict, Verdict::Decided);
    assert!(tuning.runs.len() <= 15, "{}", tuning.runs.len());
    let choice = tuning.choice.unwrap();
    assert_eq!(choice.why, Why::Cheapest);
    let above = choice
        .others
        .iter()
        .find(|other| other.relation == Relation::Above);
    let above = above.unwrap();
    assert_eq!(above.size, size(256));
    assert!(above.cost.lower > 1.2 && above.p50.contains(1.0 - 7.0 / 113.0));
}

#[test]
fn sizes_beyond_the_machine_are_measured_where_one_vcpu_is_used() {
    let sizes = [128, 4096].map(size).to_vec();
    let machine = Machine {
        processors: 2,
        ..Machine::default()
    };
    let tuning = QUIET.tuned(&Plan {
        sizes,
        machine,
        ..plan()
    });
    assert_eq!(chosen(&tuning), 128);
    assert_eq!(tuning.verdict, Verdict::Decided);
    let at = |megabytes| {
        tuning
            .runs
            .iter()
            .filter(move |taken| taken.size == size(megabytes))
    };
    assert!(at(128).count() > 0 && at(4096).count() > 0);
}

#[test]
fn waiting_is_not_lost_where_all_runs_may_have_stood_still() {
    let sizes = [128].map(size).to_vec();
    let tuning = QUIET.tuned(&Plan { sizes, ..plan() });
    let p50 = tuning.curve[0].figures.as_ref().unwrap().p50_ms.estimate;
    assert!((p50 - 115.0).abs() < 15.0, "{p50}");
}

#[test]
fn what_computes_is_fastest_where_it_has_a_whole_vcpu() {
    let function = Function {
        wait: 1.0,
        cpu: 100.0,
        ..QUIET
    };
    let plan = Plan {
        strategy: Strategy::Speed,
        ..plan()
    };
    let tuning = function.tuned(&plan);
    // More than a vCPU is no faster, and dearer.
    assert_eq!(chosen(&tuning), 1769);
    let curve = &tuning.curve[0].figures.unwrap();
    assert!((curve.p50_ms.estimate / 1383.0 - 1.0).abs() < 0.1);
}

#[test]
fn figures_are_those_of_the_bill() {
    let tuning = QUIET.tuned(&plan());
    let figures = tuning.curve[0].figures.unwrap();
    // 99 warm ones of 114 ms, one cold one of 314 ms, at 128 MB and $0.0000166667 per GB-second.
    let expect = 0.2 + (0.99 * 114.5 + 0.01 * 314.5) * 0.128 / 1.024 * 0.016_666_7;
    assert!(
        (figures.cost.estimate / expect - 1.0).abs() < 0.03,
        "{} {expect}",
        figures.cost.estimate
    );
    assert!(figures.init_ms.unwrap().contains(200.0));
}

#[test]
fn a_size_that_runs_out_of_memory_is_a_lower_bound() {
    let function = Function {
        memory_mb: 400,
        ..QUIET
    };
    let tuning = function.tuned(&plan());
    assert_eq!(chosen(&tuning), 512);
    assert_eq!(tuning.curve[0].usable, Usable::TooLittleMemory);
    assert_eq!(tuning.curve[1].usable, Usable::TooLittleMemory);
    let safe = tuning.safe_memory.unwrap();
    assert_eq!(
        (safe.used_mb, safe.margin_mb, safe.size),
        (400, 60, size(512))
    );
}

#[test]
fn sizes_below_one_that_ran_out_of_memory_are_not_tried() {
    // What it uses is seen only where it runs out: elsewhere the figure is far too low.
    let mut random = Random::new(1);
    let tuning = tuned(&plan(), |request, _| {
        let mut run = QUIET.answer(request, &mut random).remove(0);
        if request.size <= size(256) {
            run.end = End::OutOfMemory;
        }
        run
    });
    assert_eq!(chosen(&tuning), 512);
    let out = tuning
        .facts
        .iter()
        .filter(|fact| matches!(fact, Fact::OutOfMemory { .. }));
    assert!(out.count() >= 1);
    assert!(tuning.safe_memory.unwrap().size >= size(512));
}

#[test]
fn a_size_that_is_too_slow_is_not_chosen() {
    let function = Function {
        wait: 1.0,
        cpu: 300.0,
        ..QUIET
    };
    let tuning = function.tuned(&plan());
    assert_eq!(tuning.curve[0].usable, Usable::TooSlow);
    assert!(chosen(&tuning) > 128);
}

#[test]
fn a_function_that_always_fails_is_given_up_soon() {
    let tuning = tuned(&plan(), |request, _| Run {
        end: failed("KeyError"),
        ..QUIET.answer(request, &mut Random::new(0)).remove(0)
    });
    assert_eq!(tuning.verdict, Verdict::NeverSucceeded);
    assert!(tuning.choice.is_none() && tuning.held_out.is_none());
    assert!(tuning.runs.len() < plan().budget);
    assert!(tuning.curve.iter().all(|point| point.figures.is_none()));
    assert!(matches!(&tuning.facts[0], Fact::Failed { kind, .. } if kind == "KeyError"));
}

#[test]
fn a_function_that_fails_at_times_is_tuned_and_said_to() {
    let mut random = Random::new(1);
    let tuning = tuned(&plan(), |request, index| {
        let mut run = QUIET.answer(request, &mut random).remove(0);
        if index % 3 == 2 {
            run.end = failed("Flaky");
        }
        run
    });
    assert_eq!(chosen(&tuning), 128);
    assert!(
        tuning
            .facts
            .iter()
            .any(|fact| matches!(fact, Fact::Flaky { n_failed, .. } if *n_failed > 1))
    );
}

#[test]
fn a_budget_too_small_to_decide_is_said_with_how_many_more() {
    let function = Function {
        wait: 30.0,
        cpu: 20.0,
        ..QUIET
    };
    for budget in 1..6 {
        let tuning = function.tuned(&Plan { budget, ..plan() });
        assert!(tuning.runs.len() <= budget);
        let Verdict::Undecided { n_more, loss, .. } = tuning.verdict else {
            panic!("{budget}: {:?}", tuning.verdict);
        };
        assert!(loss > 0.0 && n_more.is_none_or(|n_more| n_more > 0));
    }
}

#[test]
fn a_limit_is_kept_at_the_least_cost() {
    let function = Function {
        wait: 50.0,
        cpu: 40.0,
        ..QUIET
    };
    let plan = Plan {
        strategy: Strategy::Slo {
            quantile: Probability::P95,
            limit: Duration::from_millis(220),
        },
        ..plan()
    };
    // At 512 MB it takes 188 ms, at 256 MB 326 ms.
    let tuning = function.tuned(&plan);
    assert_eq!(chosen(&tuning), 512);
    assert_eq!(tuning.curve[0].usable, Usable::OverLimit);
    let impossible = Plan {
        strategy: Strategy::Slo {
            quantile: Probability::P95,
            limit: Duration::from_millis(20),
        },
        ..plan
    };
    let tuning = function.tuned(&impossible);
    assert_eq!((tuning.choice, tuning.verdict), (None, Verdict::NoneUsable));
}

#[test]
fn events_are_mixed_by_their_weights() {
    let (light, heavy) = (QUIET, Function { cpu: 50.0, ..QUIET });
    let plan = Plan {
        weights: vec![3.0, 1.0],
        ..plan()
    };
    let mut random = Random::new(1);
    let tuning = tuned(&plan, |request, _| {
        let function = if request.event == 0 { light } else { heavy };
        function
            .answer(&Request { n: 1, ..*request }, &mut random)
            .remove(0)
    });
    assert_eq!(tuning.events.len(), 2);
    assert!((tuning.events[0].share - 0.75).abs() < 1e-9);
    let at = |curve: &[crate::tuning::Point]| curve[5].figures.unwrap().p50_ms.estimate;
    let (mixed, apart) = (
        at(&tuning.curve),
        [0, 1].map(|event| at(&tuning.events[event].curve)),
    );
    assert!(
        apart[0] < apart[1] && mixed < f64::midpoint(apart[0], apart[1]),
        "{mixed} {apart:?}"
    );
    assert!(tuning.runs.len() <= plan.budget);
}

#[test]
fn another_architecture_is_told_by_price_and_by_time_where_that_is_known() {
    let [own, other] = &QUIET.tuned(&plan()).architectures[..] else {
        panic!("two architectures");
    };
    assert!(own.cost.is_some() && other.cost.is_none());
    assert!((other.break_even - 1.25).abs() < 0.001);
    let known = Plan {
        other_architecture: Some(1.0),
        ..plan()
    };
    let tuning = QUIET.tuned(&known);
    let costs = [0, 1].map(|index: usize| tuning.architectures[index].cost.unwrap().estimate - 0.2);
    assert!((costs[0] / costs[1] - 1.25).abs() < 0.001);
}

#[test]
fn a_closure_that_answers_with_nothing_ends() {
    let tuning = tune(
        &plan(),
        &mut |_| Ok::<_, Infallible>(Vec::new()),
        &mut |_| {},
    )
    .unwrap();
    assert_eq!(tuning.verdict, Verdict::NeverSucceeded);
}

#[test]
fn plans_that_cannot_be_followed_are_refused() {
    let check = |plan: Plan, expect: &str| {
        let mut measure = |_: &Request| Ok::<_, Infallible>(Vec::new());
        let refusal = tune(&plan, &mut measure, &mut |_| {}).unwrap_err();
        assert_eq!(refusal.to_string(), expect);
    };
    let sizes = Vec::new();
    check(Plan { sizes, ..plan() }, "no memory size to choose from");
    let weights = vec![1.0, f64::NAN];
    check(
        Plan { weights, ..plan() },
        "weight NaN of event 2 is not a positive number",
    );
    check(
        Plan {
            budget: 0,
            ..plan()
        },
        "a budget of no invocations",
    );
    let cold_share = 1.5;
    check(
        Plan {
            cold_share,
            ..plan()
        },
        "share of cold starts of 1.5 is not within 0 and 1",
    );
}

#[test]
fn the_same_seed_gives_the_same_search() {
    let function = Function {
        wait: 20.0,
        cpu: 30.0,
        ..QUIET
    };
    assert_eq!(function.tuned(&plan()), function.tuned(&plan()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_answers_end_in_a_tuning(
        seed in any::<u64>(),
        budget in 1_usize..24,
        ends in prop::collection::vec(0_u8..6, 1..12),
        walls in prop::collection::vec(0_u64..u64::MAX / 4, 1..12),
    ) {
        let plan = Plan { budget, seed, ..plan() };
        let tuning = tuned(&plan, |_, index| Run {
            init: (index % 4 == 0).then(Spent::default),
            wall: Duration::from_nanos(walls[index % walls.len()]),
            cpu: Duration::from_nanos(walls[(index + 1) % walls.len()]),
            max_memory_mb: u32::try_from(walls[0] % 5000).unwrap(),
            end: match ends[index % ends.len()] {
                0 => End::OutOfMemory,
                1 => End::TimedOut,
                2 => failed("E"),
                _ => End::Finished,
            },
        });
        prop_assert!(tuning.runs.len() <= budget);
        prop_assert_eq!(tuning.choice.is_some(), matches!(tuning.verdict, Verdict::Decided | Verdict::Undecided { .. }));
    }
}
