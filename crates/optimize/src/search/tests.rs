use std::time::Duration;

use crate::change::{Change, ChangeId, Keeps, Source};
use crate::journey::{Clock, End, Fate, Journey, Tried};
use crate::laboratory::Behaviour;
use crate::optimize;
use crate::plan::{Goal, Plan};
use crate::step::Step;

use simulated::{Noise, Simulated, TORN, Truth, With, change, changes};

mod any;
mod honesty;
mod simulated;

/// Much time, and figures that are told without resampling.
fn plan() -> Plan {
    Plan {
        budget: Duration::from_hours(10),
        pairs_told: 4,
        ..Plan::default()
    }
}

fn run(plan: &Plan, laboratory: &mut Simulated) -> Journey {
    let journey = optimize(plan, laboratory, &mut |_| {}).unwrap();
    let kept = &journey.kept;
    assert!(kept.is_empty() || laboratory.verified.contains(kept));
    journey
}

fn ids(kept: &[ChangeId]) -> Vec<&str> {
    kept.iter().map(|id| id.0.as_str()).collect()
}

fn of<'a>(journey: &'a Journey, id: &str) -> &'a Tried {
    let mut tried = journey.tried.iter();
    tried.find(|tried| tried.change.id.0 == id).unwrap()
}

fn several(with: &With<'_>) -> Truth {
    let mut truth = Truth::ORDINARY;
    for id in with {
        truth = match *id {
            "bytecode" => truth.init(0.4),
            "client" => truth.warm(0.5),
            "sleep" => truth.warm(1.5),
            "unsafe" => truth.init(0.5),
            _ => truth,
        };
    }
    truth
}

fn several_behave(with: &With<'_>) -> Behaviour {
    if with.contains("unsafe") {
        Behaviour::Different("the response of event 2".to_owned())
    } else {
        Behaviour::Same
    }
}

const SEVERAL: [&str; 6] = ["comment", "client", "sleep", "unsafe", TORN, "bytecode"];

#[test]
fn what_helps_and_behaves_the_same_is_kept() {
    let mut laboratory = Simulated::new(changes(&SEVERAL), several, 1);
    laboratory.behaviour = several_behave;
    let journey = run(&plan(), &mut laboratory);
    assert_eq!(ids(&journey.kept), ["client", "bytecode"]);
    let fate = |id: &str| of(&journey, id).fate.clone();
    assert_eq!(fate("comment"), Fate::NoGain);
    assert_eq!(fate("sleep"), Fate::Worse);
    assert_eq!(fate("torn"), Fate::Unfit("no module named app".to_owned()));
    let why = "the response of event 2".to_owned();
    assert_eq!(fate("unsafe"), Fate::Different(why));
    assert_eq!(journey.end, End::Done);
    assert_eq!(journey.behaviour, Behaviour::Same);
}

#[test]
fn a_gain_is_that_on_top_of_what_is_kept() {
    let mut laboratory = Simulated::new(changes(&["client", "bytecode"]), several, 2);
    let plan = Plan {
        goal: Goal::ColdStart,
        ..plan()
    };
    let journey = run(&plan, &mut laboratory);
    // 360 ms and 60 ms of 900 ms and 60 ms.
    let bytecode = of(&journey, "bytecode");
    let gain = bytecode.gain.unwrap();
    assert!((gain.ratio - 420.0 / 960.0).abs() < 0.02, "{gain:?}");
    assert_eq!((gain.n_pairs, gain.clock), (8, Clock::Wall));
    assert!(gain.lower.unwrap() <= gain.ratio && gain.ratio <= gain.upper.unwrap());
    // What is left out is missed.
    let without = bytecode.without.unwrap();
    assert!(without.lower.unwrap() > 2.0, "{without:?}");
    let after = bytecode.after.unwrap();
    assert!((after.first_request_ms - 420.0).abs() < 20.0, "{after:?}");
}

#[test]
fn what_is_expected_to_save_most_is_tried_first() {
    let expecting = |id: &str, expected: Option<f64>| Change {
        expected,
        ..change(id)
    };
    let proposed = vec![
        expecting("unknown", None),
        expecting("little", Some(0.1)),
        expecting("absurd", Some(f64::NAN)),
        expecting("much", Some(0.7)),
        expecting("little", Some(0.9)),
    ];
    let mut laboratory = Simulated::new(proposed, |_| Truth::ORDINARY, 3);
    let journey = run(&plan(), &mut laboratory);
    let tried: Vec<_> = journey
        .tried
        .iter()
        .map(|tried| &*tried.change.id.0)
        .collect();
    assert_eq!(tried, ["much", "little", "unknown", "absurd"]);
}

/// Both save the same modules from being imported; the second more of them.
fn overlapping(with: &With<'_>) -> Truth {
    match (with.contains("some"), with.contains("all")) {
        (_, true) => Truth::ORDINARY.init(0.5),
        (true, false) => Truth::ORDINARY.init(0.8),
        (false, false) => Truth::ORDINARY,
    }
}

#[test]
fn what_a_later_change_makes_superfluous_is_dropped() {
    let mut laboratory = Simulated::new(changes(&["some", "all"]), overlapping, 4);
    let journey = run(&plan(), &mut laboratory);
    assert_eq!(ids(&journey.kept), ["all"]);
    let some = of(&journey, "some");
    assert_eq!(some.fate, Fate::Redundant);
    assert!(some.gain.unwrap().ratio < 0.95);
    assert!((some.without.unwrap().ratio - 1.0).abs() < 0.01);
}

#[test]
fn of_two_that_need_not_both_be_there_one_stays() {
    let either = |with: &With<'_>| {
        let unneeded = with.contains("one") || with.contains("other");
        Truth::ORDINARY.init(match (unneeded, with.len()) {
            (false, _) => 1.0,
            (true, 1) => 0.6,
            (true, _) => 0.55,
        })
    };
    let mut laboratory = Simulated::new(changes(&["one", "other"]), either, 5);
    let journey = run(&plan(), &mut laboratory);
    assert!(journey.kept.iter().any(|id| id.0 == "one"), "{journey:?}");
}

#[test]
fn what_was_not_verified_without_a_change_keeps_it() {
    let mut laboratory = Simulated::new(changes(&["some", "all"]), overlapping, 6);
    laboratory.behaviour = |with| {
        if with.contains("all") && !with.contains("some") {
            Behaviour::Unjudged("the events fail by turns".to_owned())
        } else {
            Behaviour::Same
        }
    };
    let journey = run(&plan(), &mut laboratory);
    assert_eq!(ids(&journey.kept), ["some", "all"]);
    assert!(of(&journey, "some").without.is_some());
}

#[test]
fn changes_that_do_not_go_together_are_told_by_measuring_both() {
    let clash = |with: &With<'_>| {
        let both = with.contains("pool") && with.contains("threads");
        let n = u32::try_from(with.len()).unwrap();
        Truth::ORDINARY.init(if both { 1.3 } else { 0.7_f64.powf(n.into()) })
    };
    let mut laboratory = Simulated::new(changes(&["pool", "threads"]), clash, 7);
    let journey = run(&plan(), &mut laboratory);
    assert_eq!(ids(&journey.kept), ["pool"]);
    assert_eq!(of(&journey, "threads").fate, Fate::Worse);
}

#[test]
fn what_helps_otherwise_is_kept_unless_it_does_harm() {
    let prune = |id: &str| Change {
        keeps: Keeps::UnlessWorse,
        source: Source::Package,
        ..change(id)
    };
    let proposed = vec![prune("comment"), prune("sleep")];
    for noise in [Noise::QUIET, Noise::BUSY] {
        let mut laboratory = Simulated::new(proposed.clone(), several, 8);
        laboratory.noise = noise;
        let journey = run(&plan(), &mut laboratory);
        assert_eq!(ids(&journey.kept), ["comment"]);
        assert_eq!(of(&journey, "sleep").fate, Fate::Worse);
        // It was kept for another reason than what it gains, which is not asked again.
        assert_eq!(of(&journey, "comment").without, None);
    }
}

/// Compute takes as much longer as memory is less; 1,024 MB is best, and 2,048 MB too much.
fn sized(with: &With<'_>) -> Truth {
    let size = with.iter().find_map(|id| id.strip_prefix("memory/"));
    let memory_mb = size.map_or(512, |size| size.parse().unwrap());
    let (init, warm) = match memory_mb {
        512 => (1.0, 1.0),
        1024 => (0.5, 0.3),
        _ => (0.45, 0.28),
    };
    Truth {
        memory_mb,
        ..Truth::ORDINARY.init(init).warm(warm)
    }
}

#[test]
fn a_function_has_one_memory_size() {
    let size = |id: &str| Change {
        source: Source::Memory,
        ..change(id)
    };
    let proposed = vec![size("memory/2048"), size("memory/1024"), size("memory/512")];
    let mut laboratory = Simulated::new(proposed, sized, 9);
    let plan = Plan {
        goal: Goal::Balanced,
        ..plan()
    };
    let journey = run(&plan, &mut laboratory);
    assert_eq!(ids(&journey.kept), ["memory/1024"]);
    let sizes = journey.overall.after.map(|after| after.memory_size_mb);
    assert_eq!(sizes, Some(1024));
    for [before, after] in &laboratory.measured {
        assert!(before.len() <= 1 && after.len() <= 1);
    }
}

#[test]
fn proposals_end_when_nothing_is_new() {
    let mut laboratory = Simulated::new(changes(&["comment"]), several, 10);
    laboratory.rounds.push(changes(&["comment", "client"]));
    laboratory.rounds.push(changes(&["comment", "client"]));
    laboratory.rounds.push(changes(&["bytecode"]));
    let journey = run(&plan(), &mut laboratory);
    // What was dropped is not tried again, and a round of nothing new is the last.
    assert_eq!(journey.tried.len(), 2);
    assert_eq!(laboratory.rounds.len(), 1);
}

/// The wall clock is disturbed too much to tell.
const DISTURBED: Noise = Noise {
    spread: [0.25, 0.01],
    drift: 0.02,
    tail: 0.05,
};

#[test]
fn cpu_time_tells_where_the_wall_clock_cannot() {
    let compiled = |with: &With<'_>| {
        let by = if with.is_empty() { 1.0 } else { 0.93 };
        Truth::ORDINARY.init(by).warm(by)
    };
    let mut laboratory = Simulated::new(changes(&["compiled"]), compiled, 11);
    laboratory.noise = DISTURBED;
    let plan = Plan {
        goal: Goal::ColdStart,
        ..plan()
    };
    let journey = run(&plan, &mut laboratory);
    assert_eq!(ids(&journey.kept), ["compiled"]);
    let gain = of(&journey, "compiled").gain.unwrap();
    assert_eq!(gain.clock, Clock::Cpu);
    assert!((gain.ratio - 0.937).abs() < 0.02, "{gain:?}");
}

#[test]
fn less_cpu_time_does_not_make_up_for_more_waiting() {
    let waits = |with: &With<'_>| {
        let [wall, cpu] = Truth::ORDINARY.init;
        let init = if with.is_empty() {
            [wall, cpu]
        } else {
            [wall * 1.25, cpu * 0.6]
        };
        Truth {
            init,
            ..Truth::ORDINARY
        }
    };
    for (seed, noise) in (0..20).flat_map(|seed| [(seed, Noise::BUSY), (seed, DISTURBED)]) {
        let mut laboratory = Simulated::new(changes(&["waits"]), waits, seed);
        laboratory.noise = noise;
        let journey = run(&plan(), &mut laboratory);
        assert!(journey.kept.is_empty(), "{:?}", journey.tried);
    }
}

#[test]
fn what_needs_too_many_pairs_is_given_up_early() {
    let mut laboratory = Simulated::new(changes(&["comment"]), several, 12);
    laboratory.noise = DISTURBED;
    let journey = run(&plan(), &mut laboratory);
    let Tried { fate, gain, .. } = of(&journey, "comment");
    assert!(gain.unwrap().n_pairs < 40, "{gain:?}");
    let Fate::Undecided(Some(needed)) = fate else {
        panic!("{fate:?}");
    };
    assert!(*needed > 40, "{needed}");
}

#[test]
fn the_budget_is_not_exceeded_and_what_was_not_reached_is_said() {
    for minutes in [1, 2, 4] {
        let mut laboratory = Simulated::new(changes(&SEVERAL), several, 13);
        laboratory.noise = Noise::BUSY;
        let plan = Plan {
            budget: Duration::from_mins(minutes),
            pairs_told: 20,
            ..Plan::default()
        };
        let journey = run(&plan, &mut laboratory);
        // The first of all is begun without knowing what it takes: eight pairs and a verification.
        let slack = Duration::from_secs(19);
        assert!(journey.spent <= plan.budget + slack, "{:?}", journey.spent);
        let untried = journey.tried.iter().filter(|t| t.fate == Fate::Untried);
        let end = if minutes < 4 { End::Budget } else { End::Done };
        assert_eq!((untried.count() > 0, journey.end), (minutes < 4, end));
        assert!(journey.overall.ratios.is_some());
    }
}

#[test]
fn what_there_is_no_time_to_verify_is_not_kept() {
    let mut laboratory = Simulated::new(changes(&["bytecode", "client"]), several, 14);
    let plan = Plan {
        // Eight pairs take 16 seconds, and as many are to be told in the end.
        budget: Duration::from_secs(30),
        ..Plan::default()
    };
    let journey = run(&plan, &mut laboratory);
    let fate = &of(&journey, "bytecode").fate;
    assert!(
        matches!(fate, Fate::Unjudged(why) if why.contains("budget")),
        "{fate:?}"
    );
    assert_eq!(of(&journey, "client").fate, Fate::Untried);
    assert_eq!((journey.kept.len(), journey.end), (0, End::Budget));
}

#[test]
fn without_time_there_are_still_figures() {
    let mut laboratory = Simulated::new(changes(&SEVERAL), several, 14);
    let plan = Plan {
        budget: Duration::ZERO,
        ..Plan::default()
    };
    let journey = run(&plan, &mut laboratory);
    assert_eq!((journey.end, journey.tried.len()), (End::Budget, 0));
    let overall = journey.overall;
    assert_eq!(overall.n_pairs, 8);
    assert!(overall.ratios.unwrap().cost.contains(1.0));
}

#[test]
fn the_whole_is_measured_from_shipped_to_become() {
    let mut laboratory = Simulated::new(changes(&SEVERAL), several, 15);
    laboratory.behaviour = several_behave;
    let plan = Plan {
        pairs_told: 20,
        ..plan()
    };
    let overall = run(&plan, &mut laboratory).overall;
    let [before, after] = laboratory.measured.last().unwrap();
    assert_eq!((before.len(), ids(after)), (0, vec!["client", "bytecode"]));
    assert_eq!(overall.n_pairs, 20);
    let ratios = overall.ratios.unwrap();
    for (found, expect) in [
        (ratios.init, 2.5),
        (ratios.first_request, 1020.0 / 420.0),
        (ratios.p50, 2.0),
    ] {
        assert!(found.lower < expect && expect < found.upper, "{found:?}");
        assert!(found.upper / found.lower < 1.03, "{found:?}");
    }
}

#[test]
fn the_last_measurement_may_fail_by_chance() {
    // The change is tried, and left out; then both are measured.
    for (failing, n_pairs) in [(2..3, 4), (2..4, 4), (2..5, 0)] {
        let mut laboratory = Simulated::new(changes(&["bytecode"]), several, 15);
        laboratory.failing = failing;
        let journey = run(&plan(), &mut laboratory);
        assert_eq!(ids(&journey.kept), ["bytecode"]);
        assert_eq!(journey.overall.n_pairs, n_pairs);
        assert_eq!(journey.overall.after.is_some(), n_pairs > 0);
    }
}

#[test]
fn whoever_waits_is_told_in_order() {
    let mut laboratory = Simulated::new(changes(&["some", "all"]), overlapping, 16);
    let mut told = Vec::new();
    let mut observe = |step: Step<'_>| {
        told.push(match step {
            Step::Proposed(changes) => format!("proposed {}", changes.len()),
            Step::Trying(change) => format!("try {}", change.id),
            Step::Verifying(change) => format!("verify {}", change.id),
            Step::Decided(tried) => format!("{} {:?}", tried.change.id, tried.fate),
            Step::LeavingOut(change) => format!("leave out {}", change.id),
            Step::Measuring { n_pairs } => format!("measure {n_pairs}"),
        });
    };
    optimize(&plan(), &mut laboratory, &mut observe).unwrap();
    let expect = [
        "proposed 2",
        "try some",
        "verify some",
        "some Kept",
        "try all",
        "verify all",
        "all Kept",
        "leave out some",
        "some Redundant",
        "leave out all",
        "measure 4",
    ];
    assert_eq!(told, expect);
}
