use super::*;

fn text(value: &Value) -> String {
    value.to_string()
}

fn invocation(error_type: Option<&str>, payload: &str) -> Invocation {
    Invocation {
        error_type: error_type.map(str::to_owned),
        payload: payload.into(),
        output: vec![b"a line".to_vec()],
        duration: Duration::from_millis(5),
    }
}

fn joined(invocations: Vec<Invocation>, lines: &[&str]) -> Joined {
    join(Observed {
        init_output: Vec::new(),
        invocations,
        recording: lines.join("\n").into_bytes(),
    })
}

#[test]
fn state_is_carried_on_until_it_is_told_anew() {
    let joined = joined(
        vec![invocation(None, "1"), invocation(None, "2")],
        &[
            r#"{"kind":"phase","number":0}"#,
            r#"{"kind":"left","number":0,"files":{},"state":{"a":1,"b":2},"own_ns":1,"whole_ns":9}"#,
            r#"{"kind":"phase","number":1}"#,
            r#"{"kind":"left","number":1,"files":{"x":null},"state":{"b":null},"own_ns":1,"whole_ns":9}"#,
            r#"{"kind":"phase","number":2}"#,
        ],
    );
    assert_eq!(
        text(&joined.ran.init.state),
        r#"{"a": 1, "b": 2, "variables": {}}"#
    );
    let [first, second] = &joined.ran.invocations[..] else {
        panic!("{joined:?}");
    };
    assert_eq!(text(&first.state), r#"{"a": 1, "variables": {}}"#);
    assert_eq!(text(&first.files), r#"{"x": null}"#);
    assert_eq!(text(&first.output), r#"["a line"]"#);
    assert_eq!(second.state, Value::Null);
    assert_eq!(joined.own_time, Duration::from_nanos(2));
    assert_eq!(joined.whole_time, Duration::from_millis(10));
}

#[test]
fn calls_beside_the_handler_are_told_lane_by_lane() {
    let call = |n: u8, lane: &str, name: &str| {
        format!(r#"{{"kind":"call","n":{n},"lane":{lane},"call":"{name}"}}"#)
    };
    let lines = [
        r#"{"kind":"phase","number":0}"#.to_owned(),
        r#"{"kind":"phase","number":1}"#.to_owned(),
        call(6, "null", "last"),
        call(1, "null", "first"),
        call(2, "7", "z"),
        call(3, "8", "b1"),
        call(5, "8", "b2"),
    ];
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    let joined = joined(vec![invocation(None, "1")], &lines);
    assert_eq!(
        text(&joined.ran.invocations[0].calls),
        r#"["first", {"concurrent": [["b1", "b2"], ["z"]]}, "last"]"#
    );
}

#[test]
fn init_of_a_further_process_counts_with_what_it_served() {
    let joined = joined(
        vec![
            invocation(Some("Runtime.ExitError"), "{}"),
            invocation(None, "1"),
        ],
        &[
            r#"{"kind":"phase","number":0}"#,
            r#"{"kind":"phase","number":1}"#,
            r#"{"kind":"phase","number":0}"#,
            r#"{"kind":"log","record":"init"}"#,
            r#"{"kind":"phase","number":1}"#,
            r#"{"kind":"log","record":"served"}"#,
        ],
    );
    assert_eq!(
        text(&joined.ran.invocations[1].log),
        r#"["init", "served"]"#
    );
    assert_eq!(
        text(&joined.ran.invocations[0].outcome),
        r#"{"status": "error", "type": "Runtime.ExitError"}"#
    );
}

#[test]
fn error_is_told_without_what_changes_by_itself() {
    let document = r#"{"errorMessage": "no", "errorType": "KeyError", "requestId": "1",
        "stackTrace": ["  File \"/var/task/app.py\", line 3, in handler\n    x\n"], "cause": 1}"#;
    let joined = joined(vec![invocation(Some("Unhandled"), document)], &[]);
    assert_eq!(
        text(&joined.ran.invocations[0].outcome),
        r#"{"status": "error", "type": "KeyError", "message": "no", "trace": ["File \"/var/task/app.py\" in handler"], "more": {"cause": 1}}"#
    );
}

#[test]
fn what_is_no_json_is_a_text() {
    let joined = joined(
        vec![invocation(None, "<html>"), invocation(Some("x"), "y")],
        &[],
    );
    let outcomes = joined.ran.invocations.iter().map(|one| text(&one.outcome));
    assert_eq!(
        outcomes.collect::<Vec<_>>(),
        [
            r#"{"status": "success", "payload": "<html>"}"#,
            r#"{"status": "error", "type": "x", "payload": "y"}"#,
        ]
    );
}
