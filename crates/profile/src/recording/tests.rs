pub(crate) mod shape;
pub(crate) mod write;

use proptest::prelude::*;

use super::*;
use crate::document::CallKind;

/// Reads lines of one process, whose first two are given.
fn read_lines(lines: &[&str]) -> Recording {
    let mut text = String::from("[\"batch\", 7]\n[\"process\", 7, 1, {\"python\": \"3.13.0\"}]\n");
    for line in lines {
        text += line;
        text += "\n";
    }
    read(text.as_bytes())
}

/// Reads lines that are all in order.
#[track_caller]
fn good(lines: &[&str]) -> Process {
    let mut recording = read_lines(lines);
    assert_eq!(recording.n_damaged, 0);
    assert!(!recording.truncated);
    assert_eq!(recording.processes.len(), 1);
    recording.processes.remove(0)
}

/// Reads lines of which some are damaged.
#[track_caller]
fn damaged(lines: &[&str], n_damaged: usize) -> Process {
    let mut recording = read_lines(lines);
    assert_eq!(recording.n_damaged, n_damaged);
    recording.processes.remove(0)
}

#[test]
fn nothing_is_nothing() {
    assert_eq!(read(b""), Recording::default());
    assert_eq!(read(b"\n\n"), Recording::default());
}

#[test]
fn facts_are_of_the_process() {
    let told = r#"["batch", 9]
["process", 9, 3, {"python": "3.13.0", "magic": "f30d0d0a", "started": 1, "agent": 2, "ready": 3, "mode": "timed", "path": ["/a"], "prefix": "/usr", "stdlib": ["/usr/lib"], "later": [{}]}]
"#;
    let recording = read(told.as_bytes());
    assert_eq!(recording.n_damaged, 0);
    let process = &recording.processes[0];
    assert_eq!((process.pid, process.parent), (9, 3));
    let expect = Facts {
        python: "3.13.0".into(),
        magic: "f30d0d0a".into(),
        started: 1,
        agent: 2,
        ready: 3,
        mode: "timed".into(),
        path: vec!["/a".into()],
        prefix: "/usr".into(),
        stdlib: vec!["/usr/lib".into()],
    };
    assert_eq!(process.facts, expect);
}

#[test]
fn imports_that_arrive_by_end_are_put_by_start() {
    let process = good(&[
        r#"["text", 0, "a"]"#,
        r#"["text", 1, "b"]"#,
        r#"["text", 2, "/b.py"]"#,
        r#"["import", 1, 0, 5, 1, 2, 3, 20, 30, 4, -8, 6, 1, 2, -1, -1]"#,
        r#"["import", 0, -1, 5, 0, -1, 0, 10, 40, 9, 12, 7, 0, -1, -1, -1]"#,
        r#"["library", 1, "/lib.so"]"#,
    ]);
    let names: Vec<_> = process
        .imports
        .iter()
        .map(|each| &process.texts[each.module])
        .collect();
    assert_eq!(names, ["a", "b"]);
    let inner = Import {
        parent: Some(0),
        thread: 5,
        module: 1,
        file: Some(2),
        line: 3,
        start: 20,
        end: 30,
        cpu: 4,
        resident: -8,
        stats: 6,
        failed: true,
        origin: Some(2),
        cached: None,
        loader: None,
    };
    assert_eq!(process.imports[1], inner);
    assert_eq!(process.libraries[0].import, 1);
}

#[test]
fn import_below_one_that_never_ended_stands_alone() {
    let process = good(&[
        r#"["text", 0, "a"]"#,
        r#"["import", 3, 2, 5, 0, -1, 0, 20, 30, 4, 0, 6, 0, -1, -1, -1]"#,
        r#"["import", 4, 3, 5, 0, -1, 0, 21, 29, 4, 0, 6, 0, -1, -1, -1]"#,
    ]);
    let parents: Vec<_> = process.imports.iter().map(|import| import.parent).collect();
    assert_eq!(parents, [None, Some(0)]);
}

#[test]
fn parents_in_a_circle_or_ahead_are_nobodys() {
    let process = good(&[
        r#"["text", 0, "a"]"#,
        r#"["import", 0, 1, 5, 0, -1, 0, 20, 30, 4, 0, 6, 0, -1, -1, -1]"#,
        r#"["import", 1, 1, 5, 0, -1, 0, 21, 29, 4, 0, 6, 0, -1, -1, -1]"#,
    ]);
    let parents: Vec<_> = process.imports.iter().map(|import| import.parent).collect();
    assert_eq!(parents, [None, None]);
}

#[test]
fn calls_have_what_is_known_of_them() {
    let process = good(&[
        r#"["span", 9, null, 5, 1, 4, "aws", "botocore", "DynamoDB.GetItem", "t", "/app.py", 3, "handler", null, {"attempts": 1, "timeout": 60, "connection": "new", "connect": 2, "inputs": [1], "fields": {"b": 2, "a": 1}, "reads": true}]"#,
        r#"["span", 10, 9, 5, 2, 3, "http", null, null, null, null, 0, null, "OSError", {"timeout": "none"}]"#,
    ]);
    let [outer, inner] = process.spans.as_slice() else {
        panic!("there are two");
    };
    assert_eq!(outer.kind, CallKind::Aws);
    assert_eq!(outer.operation, "DynamoDB.GetItem");
    assert_eq!(outer.attributes.timeout, Some(TimeLimit::Seconds(60.0)));
    let closer = outer.attributes.closer.as_deref().unwrap();
    assert_eq!(closer.fields, [("a".to_owned(), 1), ("b".to_owned(), 2)]);
    assert!(closer.reads);
    assert_eq!(inner.parent, Some(9));
    assert_eq!(inner.attributes.timeout, Some(TimeLimit::Never));
    assert_eq!(inner.attributes.closer, None);
    assert_eq!((inner.target.as_str(), &inner.file), ("", &None));
}

#[test]
fn samples_lead_to_their_frames() {
    let process = good(&[
        r#"["text", 0, "f"]"#,
        r#"["text", 1, "/app.py"]"#,
        r#"["frame", 0, 0, 1, 2]"#,
        r#"["stack", 0, -1, 0, 3]"#,
        r#"["stack", 1, 0, 0, 4]"#,
        r#"["sample", 8, 5, 1, 6, 7]"#,
        r#"["function", "handler", 0, 1, 2, 30, 40, 0]"#,
    ]);
    assert_eq!(process.stacks[1].parent, Some(0));
    assert_eq!(process.samples[0].stack, 1);
    assert!(!process.functions[0].during_init);
}

#[test]
fn what_refers_to_the_untold_is_left_out() {
    let process = damaged(
        &[
            r#"["frame", 0, 0, 1, 2]"#,
            r#"["stack", 0, -1, 0, 3]"#,
            r#"["sample", 8, 5, 1, 6, 7]"#,
            r#"["edge", 0, 1, 2]"#,
            r#"["used", null, 99999999999, "ran"]"#,
            r#"["import", 0, -1, 5, 0, -1, 0, 20, 30, 4, 0, 6, 0, -1, -1, -1]"#,
            r#"["library", 4, "/lib.so"]"#,
            r#"["text", -1, "a"]"#,
        ],
        8,
    );
    assert_eq!(process.texts, Vec::<String>::new());
    assert_eq!((process.imports.len(), process.libraries.len()), (0, 0));
}

#[test]
fn what_is_no_line_is_counted() {
    let deep = format!("[\"note\", {}", "[".repeat(100_000));
    damaged(
        &[
            "{}",
            "[]",
            "[1]",
            "null",
            r#"["mark""#,
            r#"["mark", "sent", -1, 0, 0, null]"#,
            r#"["mark", "lunch", 1, 0, 0, null]"#,
            r#"["gc", 0, 18446744073709551616, 0, 0]"#,
            r#"["gc", 0, 2, 1, 0]"#,
            r#"["gc", 0, 1.5, 2, 0]"#,
            r#"["note", "a"] trailing"#,
            r#"["function", "lunch", 0, 0, 0, 0, 0, 0]"#,
            &deep,
        ],
        13,
    );
}

#[test]
fn kinds_and_fields_of_later_versions_are_no_damage() {
    let process = good(&[r#"["weather", "fine"]"#, r#"["gc", 1, 2, 3, 4, "new"]"#]);
    assert_eq!(process.collections.len(), 1);
}

#[test]
fn names_that_are_not_unicode_are_kept_as_far_as_they_are() {
    let process = good(&[
        r#"["text", 0, "/a\udcff/b"]"#,
        r#"["note", "\u00e9\ud83d\ude00"]"#,
    ]);
    assert!(
        process.texts[0].starts_with("/a\u{fffd}"),
        "{}",
        process.texts[0]
    );
    assert!(process.texts[0].ends_with("/b"));
    assert_eq!(process.notes, ["é😀"]);
    let recording = read(b"[\"batch\", 1]\n[\"note\", \"a\xff\"]\n\xff\xfe\n");
    assert_eq!(recording.processes[0].notes, ["a\u{fffd}"]);
    assert_eq!(recording.n_damaged, 1);
}

#[test]
fn lines_belong_to_the_process_of_their_batch() {
    let text = r#"["note", "nobody's"]
["batch", 1]
["process", 1, 0, {}]
["note", "a"]
["batch", 2]
["process", 2, 1, {}]
["note", "b"]
["batch", 1]
["note", "c"]
["end"]
["process", 1, 2, {}]
["note", "d"]
"#;
    let recording = read(text.as_bytes());
    assert_eq!(recording.n_damaged, 1);
    let told: Vec<_> = recording
        .processes
        .iter()
        .map(|each| (each.pid, each.notes.join(""), each.ended))
        .collect();
    let expect = [
        (1, "ac".to_owned(), true),
        (2, "b".to_owned(), false),
        (1, "d".to_owned(), false),
    ];
    assert_eq!(told, expect);
}

#[test]
fn interpreters_own_process_is_first_whoever_wrote_first() {
    let text = r#"["batch", 2]
["note", "child"]
["batch", 3]
["batch", 1]
["mark", "import_started", 1, 2, 3, null]
"#;
    let recording = read(text.as_bytes());
    let pids: Vec<_> = recording
        .processes
        .iter()
        .map(|process| process.pid)
        .collect();
    assert_eq!(pids, [1, 2, 3]);
}

#[test]
fn batch_behind_half_a_line_is_found() {
    let text = "[\"batch\", 1]\n[\"import\", 3, [\"batch\", 2]\n[\"note\", \"of two\"]\n";
    let recording = read(text.as_bytes());
    assert_eq!(recording.n_damaged, 1);
    assert_eq!(recording.processes[1].notes, ["of two"]);
}

#[test]
fn long_lines_and_long_lists_are_bounded() {
    let long = format!("[\"note\", \"{}\"]", "x".repeat(LONGEST_LINE));
    let process = damaged(&[&long, r#"["note", "short"]"#], 1);
    assert_eq!(process.notes, ["short"]);
    let list = format!("[\"names\", null, [{}\"x\"]]", "\"x\", ".repeat(50_000));
    assert_eq!(good(&[&list]).names[0].names.len(), 10_000);
}

#[test]
fn number_of_processes_is_bounded() {
    let batches: Vec<String> = (0..6000)
        .map(|pid| format!("[\"batch\",{pid}]\n[\"end\"]\n"))
        .collect();
    let text = batches.concat();
    let recording = read(text.as_bytes());
    assert_eq!(recording.processes.len(), 4096);
    assert_eq!(recording.n_damaged, 2 * (6000 - 4096));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn no_bytes_make_it_fail(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn what_was_written_is_read(recording in shape::recordings(), order in any::<u64>()) {
        prop_assert_eq!(read(write::text(&recording, order).as_bytes()), recording);
    }

    /// Whatever happens to a file, indices stay valid: explaining relies on it.
    #[test]
    fn indices_are_valid_after_damage(
        recording in shape::recordings(),
        order in any::<u64>(),
        holes in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..20, any::<u8>()), 0..10),
    ) {
        let mut bytes = write::text(&recording, order).into_bytes();
        for (at, length, with) in holes {
            let at = at.index(bytes.len().max(1)).min(bytes.len());
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, [with]);
        }
        for process in &read(&bytes).processes {
            write::check_indices(process);
        }
    }
}
