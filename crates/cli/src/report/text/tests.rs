use std::time::Duration;

use warmfront_engine::{Interpreter, Refusal, RuntimeClient};
use warmfront_model::event::Record;
use warmfront_model::function::{Function, LogFormat, PythonVersion};
use warmfront_model::invocation::{
    ColdStart, Completed, Outcome, Report as Figures, RequestId, Spent, Status,
};
use warmfront_model::price::PriceTable;

use super::{CarriageReturn, TextReport};
use crate::report::log::samples;
use crate::report::summary::{Summary, Tally};
use crate::report::{Ended, Invocation, Report, Role, Subject};

pub(crate) fn subject() -> Subject {
    let mut function = Function::new("Orders", "app.handler", "orders");
    function.memory_size = samples::report().memory_size;
    Subject {
        function,
        interpreter: Interpreter {
            program: "/usr/bin/python3.12".into(),
            version: PythonVersion {
                major: 3,
                minor: 12,
            },
            full_version: "3.12.1".to_owned(),
        },
        runtime_client: RuntimeClient::Embedded,
        region: "eu-west-2".to_owned(),
        limits: "cgroup v2".to_owned(),
        notes: Vec::new(),
        events: vec!["events/a.json".to_owned(), "events/b.json".to_owned()],
    }
}

fn completed(payload: &[u8], duration: Duration, cold_start: Option<ColdStart>) -> Completed {
    let init_duration = cold_start.map(|start| start.init.wall);
    Completed {
        request_id: samples::request_id(),
        outcome: Outcome::Success {
            payload: payload.to_vec(),
        },
        report: Figures {
            duration,
            billed_duration: (duration + init_duration.unwrap_or_default()).into(),
            init_duration,
            ..samples::report()
        },
        round_trip: duration,
        cpu: duration / 2,
        cold_start,
        environment: 1,
    }
}

pub(crate) fn cold(event: usize, payload: &[u8]) -> Invocation {
    let start = ColdStart {
        preparation: Duration::from_micros(2_500),
        spawn: Duration::from_micros(1_250),
        runtime_init: Some(Duration::from_micros(30_500)),
        function_init: Some(Duration::from_micros(448_502)),
        init: Spent {
            wall: Duration::from_micros(480_252),
            cpu: Duration::from_millis(410),
        },
    };
    let duration = samples::report().duration;
    Invocation {
        event,
        role: Role::Cold,
        ended: Ended::Completed(Box::new(completed(payload, duration, Some(start)))),
    }
}

pub(crate) fn warm(event: usize, payload: &[u8], millis: u64) -> Invocation {
    let duration = Duration::from_millis(millis);
    Invocation {
        event,
        role: Role::Warm,
        ended: Ended::Completed(Box::new(completed(payload, duration, None))),
    }
}

pub(crate) fn failed(event: usize) -> Invocation {
    let payload = br#"{"errorType": "KeyError"}"#;
    let mut completed = completed(payload, Duration::from_millis(3), None);
    completed.report.status = Status::Error;
    completed.outcome = Outcome::FunctionError {
        error_type: "KeyError".to_owned(),
        payload: payload.to_vec(),
    };
    Invocation {
        event,
        role: Role::Warm,
        ended: Ended::Completed(Box::new(completed)),
    }
}

pub(crate) fn throttled(event: usize) -> Invocation {
    let request_id = RequestId("2-2".to_owned());
    Invocation {
        event,
        role: Role::Warm,
        ended: Ended::Refused(Refusal::Throttled {
            request_id,
            limit: 4,
        }),
    }
}

pub(crate) fn summary(invocations: &[Invocation], concurrency: usize) -> Summary {
    let prices = PriceTable::default();
    let mut tally = Tally::new(&subject().function, &prices);
    for invocation in invocations {
        tally.add(invocation);
    }
    tally.summary(concurrency)
}

fn check(invocations: Vec<Invocation>, concurrency: usize) -> String {
    let summary = summary(&invocations, concurrency);
    let mut out = Vec::new();
    let mut report = Box::new(TextReport::new(&mut out, None, CarriageReturn::Kept));
    for invocation in invocations {
        report.invocation(invocation);
    }
    report.finish(&subject(), &summary).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn one_cold_start_has_no_statistics() {
    insta::assert_snapshot!(check(vec![cold(0, b"{}")], 1), @"
    {}

    cold start, n = 1
      spawn               1.25 ms
      runtime init       30.50 ms
      function init     448.50 ms
      first invocation  201.67 ms
      billed duration      682 ms
    max memory used: 81 MB of 2048 MB
    cost per million: $22.93 cold (x86_64, us-east-1 prices of 2026-09-19)
    limits: cgroup v2
    ");
}

#[test]
fn many_have_medians_and_intervals() {
    let mut invocations: Vec<Invocation> = (0..6).map(|_| cold(0, b"{}")).collect();
    invocations.extend((1..=40).map(|millis| warm(0, b"{}", millis)));
    insta::assert_snapshot!(check(invocations, 4), @"
    {}

    cold start, n = 6                        median  95 % interval
      spawn                                 1.25 ms  1.25 – 1.25 ms
      runtime init                         30.50 ms  30.50 – 30.50 ms
      function init                       448.50 ms  448.50 – 448.50 ms
      first invocation                    201.67 ms  201.67 – 201.67 ms
      billed duration                        682 ms
    warm invocation, n = 40, 4 at a time   duration  95 % interval
      p50                                  20.50 ms  14.00 – 27.00 ms
      p90                                  36.10 ms  32.00 – 40.00 ms
      p99                                  39.61 ms  ≥ 38.00 ms
      billed duration                       20.5 ms
    max memory used: 81 MB of 2048 MB
    cost per million: $22.93 cold, $0.88 warm (x86_64, us-east-1 prices of 2026-09-19)
    limits: cgroup v2
    ");
}

#[test]
fn distinct_responses_are_named_by_their_event() {
    let invocations = vec![
        cold(0, b"\"a\""),
        cold(1, b"\xff\n"),
        warm(0, b"\"a\"", 2),
        failed(0),
        failed(1),
        throttled(1),
    ];
    insta::assert_snapshot!(check(invocations, 1), @r#"
    response to events/a.json, 2 times:
    "a"
    response to events/b.json:
    �
    response to events/a.json:
    {"errorType": "KeyError"}
    response to events/b.json:
    {"errorType": "KeyError"}
    rate exceeded: 2-2 was throttled at the concurrency limit of 4

    cold start, n = 2          median
      spawn                   1.25 ms
      runtime init           30.50 ms
      function init         448.50 ms
      first invocation      201.67 ms
      billed duration          682 ms
    warm invocation, n = 3   duration  95 % interval
      p50                     3.00 ms
      p90                     3.00 ms  ≥ 2.00 ms
      p99                     3.00 ms  ≥ 3.00 ms
      billed duration            3 ms
    failed: 3 of 6: KeyError (2 times), throttled
    max memory used: 81 MB of 2048 MB
    cost per million: $22.93 cold, $0.29 warm (x86_64, us-east-1 prices of 2026-09-19)
    limits: cgroup v2
    "#);
}

#[test]
fn a_flood_of_responses_is_cut() {
    let invocations: Vec<Invocation> = (0..30_u8).map(|byte| warm(0, &[b'A' + byte], 1)).collect();
    let text = check(invocations, 1);
    assert!(text.contains("and 20 other responses\n"), "{text}");
}

fn logged(line: &[u8], carriage_return: CarriageReturn) -> Vec<u8> {
    let mut out = Vec::new();
    let log = samples::log_lines(LogFormat::Text);
    let mut report = Box::new(TextReport::new(&mut out, Some(log), carriage_return));
    let line = line.to_vec();
    for event in samples::events(vec![Record::Function { line }]) {
        report.event(&event);
    }
    report.finish(&subject(), &summary(&[], 1)).unwrap();
    out
}

#[test]
fn the_functions_bytes_pass_through() {
    let line = b"\xff\xfe \x1b[31mred\rgreen";
    let out = logged(line, CarriageReturn::Kept);
    assert!(out.starts_with(b"\xff\xfe \x1b[31mred\rgreen\n"));
}

#[test]
fn a_traceback_has_lines_on_a_terminal() {
    let out = logged(b"[ERROR] KeyError\rTraceback", CarriageReturn::LineEnd);
    assert!(out.starts_with(b"[ERROR] KeyError\nTraceback\n"));
}

#[test]
fn a_writer_that_fails_stops_the_run_and_surfaces_at_the_end() {
    let mut full = [0_u8; 4];
    let log = samples::log_lines(LogFormat::Text);
    let mut report = Box::new(TextReport::new(
        &mut full[..],
        Some(log),
        CarriageReturn::Kept,
    ));
    assert!(!report.is_broken());
    for event in samples::cold_start() {
        report.event(&event);
    }
    assert!(report.is_broken());
    assert!(report.finish(&subject(), &summary(&[], 1)).is_err());
}
