use proptest::prelude::*;

use super::*;

const LINES: &str = r#"{"kind": "begin", "python": "3.13.0", "process": 7}
{"kind": "phase", "number": 0}
{"kind": "left", "number": 0, "files": {}, "state": {"folder": "/x"}, "own_ns": 5, "whole_ns": 50}
{"kind": "phase", "number": 1}
{"kind": "call", "n": 2, "lane": 1, "call": {"kind": "http"}}
{"kind": "call", "n": 1, "call": {"kind": "aws"}}
{"kind": "log", "record": {"message": "hello"}}
{"kind": "tape", "n": 9, "status": 200}
{"kind": "tape", "n": 8, "status": 404}
{"kind": "touched", "files": ["a", 1], "modules": ["b"]}
{"kind": "note", "text": "so it is"}
{"kind": "phase", "number": 5, "child": true}
{"kind": "of a later version"}
"#;

#[test]
fn lines_are_read_by_kind() {
    let recording = read(LINES.as_bytes());
    assert_eq!(recording.n_damaged, 0);
    let [init, invocation] = &recording.phases[..] else {
        panic!("{recording:?}");
    };
    let left = init.left.as_ref().unwrap();
    assert_eq!(left.whole, Duration::from_nanos(50));
    assert_eq!(left.state, [("folder".to_owned(), Value::from("/x"))]);
    let lanes: Vec<_> = invocation.calls.iter().map(|call| &call.lane).collect();
    assert_eq!(lanes, [&None, &Some("1".to_owned())]);
    assert_eq!(invocation.log.len(), 1);
    assert_eq!(invocation.left, None);
    let places: Vec<_> = recording.tape.iter().map(|(place, _)| *place).collect();
    assert_eq!(places, [8, 9]);
    assert!(recording.touched.contains("a") && recording.modules.contains("b"));
    assert_eq!(recording.notes, ["so it is"]);
}

#[test]
fn what_cannot_be_read_is_counted() {
    for line in [
        "",
        "[]",
        "{\"kind\": 1}",
        "{\"kind\": \"phase\"}",
        "{\"kind\": \"phase\", \"number\": -1}",
        "{\"kind\": \"log\", \"record\": 1}",
        "{\"kind\": \"note\", \"te",
        "\u{fffd}\0",
    ] {
        let recording = read(line.as_bytes());
        assert_eq!(recording.n_damaged, usize::from(!line.is_empty()), "{line}");
        assert!(recording.phases.is_empty());
    }
}

proptest! {
    #[test]
    fn damage_costs_no_more_than_the_lines_that_it_is_in(
        at in 0..LINES.len(),
        bytes in prop::collection::vec(any::<u8>(), 0..6),
    ) {
        let mut damaged = LINES.as_bytes().to_vec();
        let end = (at + bytes.len()).min(damaged.len());
        damaged.splice(at..end, bytes.iter().copied());
        let recording = read(&damaged);
        let n_lines = damaged.split(|&byte| byte == b'\n').count();
        prop_assert!(recording.n_damaged <= n_lines);
        prop_assert!(recording.phases.len() <= 3);
    }
}
