use super::script::Call;
use super::*;
use crate::document::{CallKind, Connection, Timeout};

fn invocations(n: usize) -> Script {
    let mut script = Script::new();
    for request in 0..n {
        script.invocation(request, start(request), start(request) + 50.0);
    }
    script
}

fn start(request: usize) -> f64 {
    let request = u32::try_from(request).unwrap();
    110.0 + 100.0 * f64::from(request)
}

fn at(start: f64) -> Call<'static> {
    Call {
        start,
        end: start + 4.0,
        ..Call::default()
    }
}

#[test]
fn calls_belong_to_what_was_under_way() {
    let mut script = invocations(2);
    script.call(&at(212.0));
    script.call(&at(50.0));
    script.call(&at(112.0));
    // A thread goes on after the response.
    script.call(&at(190.0));
    let profile = explained(vec![run(Some(Mode::Timed), &[0, 0], script)]);
    let owners: Vec<_> = profile.calls.iter().map(|call| call.invocation).collect();
    assert_eq!(owners, [None, Some(0), Some(0), Some(1)]);
    check_ms(
        profile.calls.iter().map(|call| call.start_ms),
        &[50.0, 112.0, 190.0, 212.0],
    );
}

#[test]
fn parents_are_found_across_processes_and_threads() {
    let mut script = invocations(1);
    let outer = script.call(&Call {
        kind: "process",
        end: 140.0,
        ..at(112.0)
    });
    script.call(&Call {
        parent: Some(outer),
        thread: 77,
        ..at(113.0)
    });
    script.line(r#"["batch", 2]"#);
    script.line(r#"["process", 2, 1, {}]"#);
    script.call(&Call {
        parent: Some(outer),
        thread: 88,
        ..at(114.0)
    });
    script.call(&Call {
        parent: Some(9999),
        thread: 89,
        ..at(115.0)
    });
    let profile = explained(vec![run(Some(Mode::Timed), &[0], script)]);
    let found: Vec<_> = profile
        .calls
        .iter()
        .map(|call| (call.parent, call.process, call.thread))
        .collect();
    assert_eq!(
        found,
        [(None, 0, 0), (Some(0), 0, 1), (Some(0), 1, 0), (None, 1, 1)]
    );
}

#[test]
fn parents_in_a_circle_are_nobodys() {
    let mut script = invocations(1);
    script.call(&Call {
        parent: Some(101),
        ..at(112.0)
    });
    script.call(&Call {
        parent: Some(100),
        ..at(112.0)
    });
    script.call(&Call {
        parent: Some(102),
        ..at(113.0)
    });
    let profile = explained(vec![run(Some(Mode::Timed), &[0], script)]);
    let parents: Vec<_> = profile.calls.iter().map(|call| call.parent).collect();
    assert_eq!(parents, [None, Some(0), None]);
}

#[test]
fn what_is_known_of_a_call_is_kept() {
    let mut script = invocations(1);
    script.call(&Call {
        kind: "aws",
        line: 0,
        attributes: r#"{"connection": "new", "connect": 2000000, "timeout": 1.5, "rows": 7}"#,
        ..at(112.0)
    });
    script.call(&Call {
        attributes: r#"{"connection": "odd", "timeout": "none"}"#,
        ..at(113.0)
    });
    script.call(&Call {
        attributes: r#"{"timeout": -1}"#,
        ..at(114.0)
    });
    let profile = explained(vec![run(Some(Mode::Timed), &[0], script)]);
    let [first, second, third] = profile.calls.as_slice() else {
        panic!("there are three");
    };
    assert_eq!(
        (first.kind, first.line, first.rows),
        (CallKind::Aws, None, Some(7))
    );
    assert_eq!(
        (first.connection, second.connection),
        (Some(Connection::New), None)
    );
    check_ms(first.connect_ms, &[2.0]);
    assert_eq!(first.timeout, Timeout::Seconds(1.5));
    assert_eq!(
        (second.timeout, third.timeout),
        (Timeout::Unlimited, Timeout::Unknown)
    );
}

/// Calls of one line in each of some invocations, whose parameters are given by name.
fn surveyed(params: &[&[&str]]) -> Script {
    let mut script = invocations(params.len());
    for (request, params) in params.iter().enumerate() {
        for (turn, params) in params.iter().enumerate() {
            let attributes = match *params {
                "" => "{}".to_owned(),
                params => format!(r#"{{"params": "{params}"}}"#),
            };
            let turn = f64::from(u32::try_from(turn).unwrap());
            script.call(&Call {
                attributes: &attributes,
                ..at(start(request) + 2.0 + turn)
            });
        }
    }
    script
}

/// What calls carried, by the events of two environments and what a survey saw.
fn params(timed: (&[usize], &[&[&str]]), survey: (&[usize], &[&[&str]])) -> Vec<String> {
    let runs = vec![
        run(Some(Mode::Timed), timed.0, surveyed(timed.1)),
        run(Some(Mode::Survey), survey.0, surveyed(survey.1)),
    ];
    let calls = explained(runs).calls.into_iter();
    calls
        .map(|call| call.detail.map_or("-".to_owned(), |detail| detail.params))
        .collect()
}

#[test]
fn details_are_of_the_same_turn() {
    let found = params((&[0], &[&["", "", "", ""]]), (&[0], &[&["x", "", "y"]]));
    assert_eq!(found, ["x", "-", "y", "-"]);
}

#[test]
fn details_are_of_the_same_event_for_the_first_time_or_again() {
    let survey: (&[usize], &[&[&str]]) = (&[0, 1, 0, 1], &[&["a"], &["b"], &["c"], &["d"]]);
    let timed: &[&[&str]] = &[&[""], &[""], &[""]];
    assert_eq!(params((&[0, 0, 0], timed), survey), ["a", "c", "c"]);
    assert_eq!(params((&[1, 1, 1], timed), survey), ["b", "d", "d"]);
}

#[test]
fn event_that_was_surveyed_once_tells_of_all_times() {
    let found = params((&[0, 0], &[&[""], &["", ""]]), (&[0], &[&["x", "y"]]));
    assert_eq!(found, ["x", "x", "y"]);
}

#[test]
fn first_of_several_repetitions_in_a_survey_counts() {
    let timed: &[&[&str]] = &[&["", ""], &["", ""], &["", ""]];
    let survey: &[&[&str]] = &[&["a", "b"], &["c", "d"], &["e", "f"]];
    let found = params((&[0, 0, 0], timed), (&[0, 0, 0], survey));
    assert_eq!(found, ["a", "b", "c", "d", "c", "d"]);
}

#[test]
fn calls_of_a_survey_are_not_listed() {
    let profile = explained(vec![run(Some(Mode::Survey), &[0], surveyed(&[&["x"]]))]);
    assert_eq!(profile.calls.len(), 0);
}

#[test]
fn calls_of_twenty_invocations_of_an_event_are_listed() {
    let runs = || {
        let params: Vec<&[&str]> = vec![&["", ""]; 15];
        let run = || run(Some(Mode::Timed), &[0; 15], surveyed(&params));
        vec![run(), run(), run()]
    };
    let profile = explained(runs());
    let listed = profile.invocations_with_calls();
    assert_eq!(listed.iter().filter(|listed| **listed).count(), 20);
    // The three cold ones are among them.
    assert!(listed[0] && listed[15] && listed[30]);
    for (invocation, listed) in listed.iter().enumerate() {
        let calls = profile
            .calls
            .iter()
            .filter(|call| call.invocation == Some(invocation));
        assert_eq!(calls.count(), if *listed { 2 } else { 0 });
        check_ms(profile.invocations[invocation].waiting_ms, &[5.0]);
    }
    let note = "50 calls of others count in waiting times alone";
    assert!(
        profile.subject.notes.iter().any(|each| each.contains(note)),
        "{:?}",
        profile.subject.notes
    );
}

#[test]
fn calls_of_init_are_always_listed() {
    let mut script = surveyed(&[&[""] as &[&str]; 30]);
    script.call(&at(50.0));
    let profile = explained(vec![run(Some(Mode::Timed), &[0; 30], script)]);
    assert_eq!(profile.calls.len(), 21);
}
