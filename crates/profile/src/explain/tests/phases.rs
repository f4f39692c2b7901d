use super::script::Call;
use super::*;
use crate::document::MarkName;

/// One environment with an invocation from 110 to 150 ms and a warm one from 1000 to 1040 ms.
fn script() -> Script {
    let mut script = Script::new();
    script.invocation(0, 110.0, 150.0);
    script.invocation(1, 1000.0, 1040.0);
    script
}

#[test]
fn times_count_from_the_start_of_the_process() {
    let profile = explained(vec![run(Some(Mode::Timed), &[0, 1], script())]);
    let [cold, warm] = profile.invocations.as_slice() else {
        panic!("there are two");
    };
    assert!(cold.cold && !warm.cold);
    assert_eq!((cold.event, warm.event), (0, 1));
    check_ms(cold.start_ms, &[110.0]);
    check_ms(
        warm.marks.iter().map(|mark| mark.at_ms),
        &[1000.0, 1001.0, 1039.0, 1039.5],
    );
    let names: Vec<_> = warm.marks.iter().map(|mark| mark.name).collect();
    let all = [
        MarkName::Received,
        MarkName::Called,
        MarkName::Returned,
        MarkName::Serialised,
    ];
    assert_eq!(names, all);
    let environment = &profile.environments[0];
    check_ms(environment.runtime_init_ms, &[10.0]);
    check_ms(environment.agent_ms, &[2.0]);
    assert_eq!(environment.resident_after_init, Some(5000));
}

#[test]
fn waiting_counts_overlaps_once_and_nothing_outside_the_invocation() {
    let mut script = script();
    let call = |start, end, kind| Call {
        start,
        end,
        kind,
        ..Call::default()
    };
    script.call(&call(105.0, 112.0, "connect"));
    script.call(&call(120.0, 130.0, "aws"));
    script.call(&call(121.0, 129.0, "http"));
    script.call(&call(128.0, 135.0, "sql"));
    script.call(&call(136.0, 139.0, "client"));
    script.call(&call(145.0, 900.0, "http"));
    let profile = explained(vec![run(Some(Mode::Timed), &[0, 0], script)]);
    let waiting = profile
        .invocations
        .iter()
        .filter_map(|each| each.waiting_ms);
    check_ms(waiting, &[2.0 + 15.0 + 5.0, 0.0]);
}

#[test]
fn collections_are_of_what_they_interrupt() {
    let mut script = script();
    script.collection(50.0, 51.0);
    script.collection(120.0, 123.0);
    script.collection(1039.0, 1050.0);
    let profile = explained(vec![run(Some(Mode::Timed), &[0, 0], script)]);
    let collecting = profile
        .invocations
        .iter()
        .filter_map(|each| each.collecting_ms);
    check_ms(collecting, &[3.0, 1.0]);
    let collections = &profile.environments[0].collections;
    let owners: Vec<_> = collections.iter().map(|each| each.invocation).collect();
    assert_eq!(owners, [None, Some(0), Some(1)]);
    check_ms(
        [collections[1].start_ms, collections[1].duration_ms],
        &[120.0, 3.0],
    );
}

#[test]
fn invocations_cost_what_is_billed_and_the_fee() {
    let profile = explained(vec![run(None, &[0], Script::new())]);
    // 40 ms at 1 GB and 0.00002 dollars, and 0.20 dollars per million requests.
    assert!((profile.invocations[0].dollars_per_million - 1.0).abs() < 1e-9);
}

#[test]
fn times_of_a_survey_are_not_told() {
    let mut script = script();
    script.line(r#"["json", "loads", "r1", "d", 5, 1000000, "/app.py", 3]"#);
    script.line(r#"["json", "loads", "another", "d", 5, 1000000, "/app.py", 3]"#);
    let profile = explained(vec![run(Some(Mode::Survey), &[0, 0], script)]);
    let warm = &profile.invocations[1];
    assert_eq!(
        (warm.start_ms, warm.waiting_ms, warm.marks.len()),
        (None, None, 0)
    );
    assert_eq!(warm.json.len(), 1);
    assert_eq!(profile.invocations[0].json.len(), 0);
}

#[test]
fn invocation_that_was_not_recorded_is_there_nonetheless() {
    let mut script = Script::new();
    script.invocation(0, 110.0, 150.0);
    let profile = explained(vec![run(Some(Mode::Timed), &[0, 1], script)]);
    assert_eq!(profile.invocations[1].start_ms, None);
    check_ms([profile.invocations[1].duration_ms], &[40.0]);
}

#[test]
fn what_the_agent_took_to_write_is_nobodys_time() {
    let mut script = Script::new();
    script.mark("flushing", 117.0, Some(0));
    script.invocation(0, 120.0, 150.0);
    script.mark("flushed", 158.0, Some(0));
    // The last one is never told to be over.
    script.invocation(1, 220.0, 250.0);
    let profile = explained(vec![run(Some(Mode::Timed), &[0, 0], script)]);
    let durations = [0, 1].map(|index| profile.invocations[index].duration_ms);
    check_ms(durations, &[29.0, 32.0]);
    check_ms([profile.environments[0].init_ms], &[100.0]);
}

#[test]
fn an_init_that_failed_adds_up_to_nothing() {
    let mut failed = run(Some(Mode::Timed), &[0], script());
    failed.invocations[0].completed.cold_start = None;
    let profile = explained(vec![failed]);
    assert_eq!(profile.account, crate::document::Account::default());
    let notes = &profile.subject.notes;
    assert!(
        !notes.iter().any(|note| note.contains(" of init")),
        "{notes:?}"
    );
}
