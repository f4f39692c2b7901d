//! `warmfront report`: earlier results, found and shown again.

use warmfront_testkit::context::Context;

use crate::project::{empty, told};

/// What a search that found nothing leaves.
const JOURNEY: &str = r#"{
  "schema": "warmfront.optimize/1",
  "subject": {
    "function": "Orders", "handler": "app.handler", "python": "3.13.0", "architecture": "x86_64",
    "events": [{"name": "order.json", "origin": "given"}], "limits": "modelled", "machine": "",
    "goal": "balanced", "traffic_per_month": null, "cold_share": 0.02,
    "prices": "us-east-1 prices of 2026-09-19", "budget_ms": 600000, "margin": 0.01,
    "confidence": 0.95
  },
  "tried": [],
  "kept": [],
  "overall": {
    "before": null, "after": null, "ratios": null, "n_pairs": 0, "package_before": null,
    "package_after": null
  },
  "behaviour": "same",
  "end": "done",
  "spent_ms": 1000,
  "needs_a_person": [],
  "notes": [],
  "written": [],
  "applied": "no"
}"#;

fn project() -> Context {
    let context = empty();
    for name in ["Orders", "Users"] {
        let text = JOURNEY.replace("Orders", name);
        context.file(format!(".warmfront/optimize/{name}/journey.json"), &text);
    }
    context
}

#[test]
fn a_function_s_journey_is_found_and_written_as_asked_for() {
    let context = project();
    let ran = context.warmfront(["report", "Orders", "--format", "json"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    let document: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["subject"]["function"], "Orders");
    let path = ".warmfront/optimize/Users/journey.json";
    let flags = ["report", path, "-o", "a.html", "-o", "a.md", "-o", "a.txt"];
    let ran = context.warmfront(flags);
    assert_eq!(
        (ran.status, ran.stdout.as_str(), ran.stderr.as_str()),
        (Some(0), "", "")
    );
    for file in ["a.html", "a.md", "a.txt"] {
        let text = fs_err::read_to_string(context.path().join(file)).unwrap();
        assert!(text.contains("Users stays as it is: nothing was found to try"));
    }
}

#[test]
fn the_newest_of_several_is_shown_and_the_others_are_named() {
    let context = project();
    let newest = context
        .path()
        .join(".warmfront/optimize/Users/journey.json");
    let file = std::fs::File::options().append(true).open(newest).unwrap();
    let later = std::time::SystemTime::now() + std::time::Duration::from_mins(1);
    file.set_modified(later).unwrap();
    let ran = context.warmfront(["report"]);
    assert_eq!(ran.status, Some(0));
    assert!(
        ran.stdout.contains("Users stays as it is"),
        "{}",
        ran.stdout
    );
    assert_eq!(
        ran.stderr,
        "\
note: this is the journey of Users in .warmfront/optimize/Users/journey.json
note: kept too: the journey of Orders in .warmfront/optimize/Orders/journey.json
"
    );
}

#[test]
fn what_cannot_be_shown_is_said_with_what_can() {
    let context = project();
    context.file("other.json", "{\"schema\": \"warmfront.optimize/9\"}");
    context.file("cut.json", &JOURNEY[..200]);
    let mut all = String::new();
    for flags in [
        ["report", "Order", "--format", "text"],
        ["report", "other.json", "--format", "text"],
        ["report", "cut.json", "--format", "text"],
        ["report", "missing/file.json", "-C", "missing"],
        ["report", "Orders", "-o", "a.png"],
    ] {
        all.push_str(&told(&context.warmfront(flags)));
        all.push('\n');
    }
    insta::assert_snapshot!(all, @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: no result of `Order` is kept; there are some of `Orders`, `Users`
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: `other.json` was written by a newer warmfront (schema 9); this one reads 1
    hint: update warmfront, or optimize again with this version
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: `cut.json` is cut short: EOF while parsing a string at line 5 column 49
    hint: the disk may have been full when it was written; optimize again
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: there is no file `missing/file.json`
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: no report is known by the ending of `a.png`
    hint: the endings are .html, .md, .json and .txt
    ");
}
