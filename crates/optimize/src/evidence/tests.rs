use super::*;
use crate::figures::Time;
use crate::plan::Goal;

/// A plan in which eight pairs are the fewest that decide.
fn plan() -> Plan {
    Plan {
        goal: Goal::ColdStart,
        margin: 0.02,
        most_pairs: 40,
        ..Plan::default()
    }
}

/// Returns a pair of a hundred milliseconds before, and so many after, by both clocks.
fn pair([wall, cpu]: [f64; 2]) -> [Figures; 2] {
    [[100.0, 100.0], [wall, cpu]].map(|[wall, cpu]| Figures {
        init: Time { wall, cpu },
        first: Time::default(),
        warm: Vec::new(),
        max_memory_mb: 60,
        memory_size_mb: 512,
    })
}

fn evidence(after: &[[f64; 2]]) -> Evidence {
    let mut evidence = Evidence::default();
    let pairs = after.iter().copied().map(pair).collect();
    evidence.add(&plan(), after.len(), pairs);
    evidence
}

#[track_caller]
fn check(after: &[[f64; 2]], expect: Verdict) {
    let rule = Rule::of(&plan(), Source::Code);
    assert_eq!(evidence(after).verdict(&rule), expect);
}

#[test]
fn the_wall_clock_decides() {
    check(
        &[[80.0, 130.0]; 8],
        Verdict::Decided(Decision::Better, Clock::Wall),
    );
    check(
        &[[130.0, 80.0]; 8],
        Verdict::Decided(Decision::Worse, Clock::Wall),
    );
    check(
        &[[101.0, 80.0]; 8],
        Verdict::Decided(Decision::NoDifference, Clock::Wall),
    );
    check(&[[80.0, 80.0]; 7], Verdict::Open(Decision::Better));
    check(&[], Verdict::Open(Decision::Undecided));
}

#[test]
fn what_is_on_one_side_by_too_little_is_no_gain() {
    // Bounds of 0.9 and 0.99: it helps, but as likely as not by less than matters.
    let little = evidence(&[vec![[90.0, 90.0]; 3], vec![[99.0, 99.0]; 5]].concat());
    let rule = Rule::of(&plan(), Source::Code);
    assert!(!matches!(little.verdict(&rule), Verdict::Decided(..)));
    assert!(!little.helps(&rule));
}

/// The wall clock points a way, and is too disturbed to tell.
fn disturbed(below: usize, cpu: f64) -> Vec<[f64; 2]> {
    let above = 40 - below;
    [vec![[60.0, cpu]; below], vec![[150.0, cpu]; above]].concat()
}

#[test]
fn cpu_time_decides_where_the_wall_clock_cannot_and_bears_it_out() {
    let by_cpu = |decision| Verdict::Decided(decision, Clock::Cpu);
    check(&disturbed(24, 90.0), by_cpu(Decision::Better));
    check(&disturbed(16, 110.0), by_cpu(Decision::Worse));
    let nearer_to_none = [vec![[98.0, 90.0]; 24], vec![[103.0, 90.0]; 16]].concat();
    for after in [
        disturbed(16, 90.0),
        disturbed(24, 110.0),
        disturbed(24, 100.0),
        nearer_to_none,
    ] {
        let verdict = evidence(&after).verdict(&Rule::of(&plan(), Source::Code));
        assert!(matches!(verdict, Verdict::Undecided(_)), "{verdict:?}");
    }
}

#[test]
fn more_pairs_may_turn_the_wall_clock_to_where_cpu_time_points() {
    let against = [vec![[80.0, 80.0]; 4], vec![[110.0, 80.0]; 5]].concat();
    check(&against, Verdict::Open(Decision::Better));
}

#[test]
fn cpu_time_waits_for_the_wall_clock_while_that_may_still_tell() {
    let likely = [vec![[80.0, 80.0]; 8], vec![[110.0, 80.0]; 2]].concat();
    check(&likely, Verdict::Open(Decision::Better));
    let unlikely = [vec![[80.0, 80.0]; 6], vec![[110.0, 80.0]; 5]].concat();
    check(&unlikely, Verdict::Decided(Decision::Better, Clock::Cpu));
}

#[test]
fn a_memory_size_is_for_the_wall_clock_alone() {
    let rule = Rule::of(&plan(), Source::Memory);
    assert_eq!(rule.least_pairs(), 7);
    assert_eq!(Rule::of(&plan(), Source::Code).least_pairs(), 8);
    let verdict = evidence(&disturbed(24, 90.0)).verdict(&rule);
    assert!(matches!(verdict, Verdict::Undecided(_)), "{verdict:?}");
}

#[test]
fn one_disturbed_pair_does_not_end_it() {
    let hit = [vec![[80.0, 80.0]; 7], vec![[900.0, 300.0]]].concat();
    check(&hit, Verdict::Open(Decision::Better));
    let by_chance = [vec![[80.0, 100.0]; 4], vec![[125.0, 100.0]; 4]].concat();
    check(&by_chance, Verdict::Open(Decision::NoDifference));
    let by_chance = by_chance.repeat(2);
    let verdict = evidence(&by_chance).verdict(&Rule::of(&plan(), Source::Code));
    assert!(
        matches!(verdict, Verdict::Undecided(Some(_))),
        "{verdict:?}"
    );
}

#[test]
fn pairs_without_a_ratio_are_asked_for_once() {
    check(&[[0.0, 1.0]; 8], Verdict::Mute);
    let mut nothing = Evidence::default();
    nothing.add(&plan(), 8, Vec::new());
    let rule = Rule::of(&plan(), Source::Code);
    assert_eq!(nothing.verdict(&rule), Verdict::Mute);
    assert_eq!(nothing.gain(&rule, Clock::Wall), None);
}

#[test]
fn batches_grow_up_to_the_most() {
    let rule = Rule::of(&plan(), Source::Code);
    let mut evidence = Evidence::default();
    let mut asked = Vec::new();
    loop {
        let batch = evidence.next_batch(&rule);
        if batch == 0 {
            break;
        }
        evidence.add(&plan(), batch, Vec::new());
        asked.push(batch);
    }
    assert_eq!(asked, [8, 4, 6, 9, 13]);
}

#[test]
fn pairs_of_the_end_join_those_of_the_trial() {
    let rule = Rule::of(&plan(), Source::Code);
    let tried = evidence(&[[90.0, 90.0]; 8]);
    // By luck, then not at all.
    let chance = [vec![[90.0, 100.0]; 4], vec![[110.0, 100.0]; 4]].concat();
    assert!(tried.helps(&rule));
    assert!(!tried.and(&plan(), &evidence(&chance)).helps(&rule));
    // Truly, though not clearly so in the end.
    let likely = [vec![[90.0, 90.0]; 10], vec![[110.0, 110.0]; 2]].concat();
    assert!(!evidence(&likely).helps(&rule));
    assert!(tried.and(&plan(), &evidence(&likely)).helps(&rule));
}
