use serde_json::Value;

use crate::project::{one, told, two};

#[test]
fn one_cold_start_by_default() {
    insta::assert_snapshot!(told(&one().warmfront(["invoke"])), @r#"
    status: 0
    ----- stdout -----
    INIT_START Runtime Version: [MACHINE]	Runtime Version ARN: arn:aws:lambda:us-east-1::runtime:local
    init
    START RequestId: [REQUEST-ID] Version: $LATEST
    event {}
    END RequestId: [REQUEST-ID]
    REPORT RequestId: [REQUEST-ID]	Duration: [DURATION]	Billed Duration: [DURATION]	Memory Size: 128 MB	Max Memory Used: [MEMORY]	Init Duration: [DURATION]	

    {"ok": true}

    cold start, n = 1
      spawn [DURATION]
      runtime init [DURATION]
      function init [DURATION]
      first invocation [DURATION]
      billed duration [DURATION]
    max memory used: [MEMORY] of 128 MB
    cost per million: [COST] cold (x86_64, us-east-1 prices of 2026-09-19)
    limits: [MACHINE]
    ----- stderr -----
    "#);
}

#[test]
fn the_log_is_json_where_asked() {
    let ran = one().warmfront(["invoke", "--log", "json"]);
    let types: Vec<String> = ran
        .stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|line| line["type"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(
        types,
        ["platform.initStart", "platform.start", "platform.report"]
    );
}

#[test]
fn the_event_of_standard_input_reaches_a_named_function() {
    let arguments = [
        "invoke",
        "Users",
        "--quiet",
        "--event",
        "-",
        "--env",
        "STAGE=test",
    ];
    let event = br#"{"do": "variables", "names": ["STAGE", "AWS_REGION", "AWS_EC2_METADATA_DISABLED", "SECRET"]}"#;
    let mut context = two();
    context.env("SECRET", "not for the function");
    let ran = context.warmfront_with_stdin(arguments, event);
    let response = ran.stdout.lines().next().unwrap();
    insta::assert_snapshot!(response, @r#"{"STAGE": "test", "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true", "SECRET": null}"#);
}

#[test]
fn events_of_a_folder_are_handled_in_order() {
    let context = one();
    context
        .file("some/b.json", "2")
        .file("some/a.json", "1")
        .file("some/c.txt", "x");
    let ran = context.warmfront(["invoke", "--event", "some"]);
    let events: Vec<&str> = ran
        .stdout
        .lines()
        .filter(|line| line.starts_with("event"))
        .collect();
    assert_eq!(events, ["event 1", "event 2"]);
}

#[test]
fn warm_invocations_are_reported_apart() {
    let ran = one().warmfront([
        "invoke",
        "--quiet",
        "--cold",
        "2",
        "--warm",
        "8",
        "--concurrency",
        "2",
    ]);
    insta::assert_snapshot!(told(&ran), @r#"
    status: 0
    ----- stdout -----
    {"ok": true}

    cold start, n = 2 median
      spawn [DURATION]
      runtime init [DURATION]
      function init [DURATION]
      first invocation [DURATION]
      billed duration [DURATION]
    warm invocation, n = 8, 2 at a time duration 95 % interval
      p50 [DURATION]
      p90 [DURATION]
      p99 [DURATION]
      billed duration [DURATION]
    max memory used: [MEMORY] of 128 MB
    cost per million: [COST] cold, [COST] warm (x86_64, us-east-1 prices of 2026-09-19)
    limits: [MACHINE]
    ----- stderr -----
    "#);
}

#[test]
fn the_document_counts_every_invocation() {
    let ran = one().warmfront([
        "invoke",
        "--format",
        "json",
        "--warm",
        "4",
        "--concurrency",
        "2",
    ]);
    assert_eq!(ran.status, Some(0), "{ran}");
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["schema"], "warmfront.invoke/1");
    let roles: Vec<&str> = document["invocations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|invocation| invocation["role"].as_str().unwrap())
        .collect();
    assert_eq!(
        roles,
        ["cold", "warm_up", "warm_up", "warm", "warm", "warm", "warm"]
    );
    assert_eq!(document["statistics"]["cold"]["n"], 1);
    assert_eq!(document["statistics"]["warm"]["n"], 4);
    assert_eq!(document["invocations"][0]["payload"]["ok"], true);
    assert!(document["costs"]["warm_per_million"].is_string());
}

#[test]
fn the_response_is_written_to_a_file() {
    let context = one();
    let ran = context.warmfront(["invoke", "--quiet", "--response", "out.json"]);
    assert_eq!(ran.status, Some(0), "{ran}");
    let response = std::fs::read(context.path().join("out.json")).unwrap();
    assert_eq!(response, br#"{"ok": true}"#);
}

#[test]
fn a_snapshot_is_restored() {
    let ran = one().warmfront(["invoke", "--snapstart"]);
    let lines: Vec<&str> = ran
        .stdout
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|word| {
            word.chars()
                .all(|each| each.is_ascii_uppercase() || each == '_')
        })
        .filter(|word| !word.is_empty())
        .collect();
    assert_eq!(
        lines,
        [
            "INIT_START",
            "RESTORE_START",
            "RESTORE_REPORT",
            "START",
            "END",
            "REPORT"
        ]
    );
}
