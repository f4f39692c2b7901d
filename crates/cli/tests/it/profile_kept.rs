//! Profiles that were kept: shown, compared and written in other tools' formats, without a run.

use serde_json::Value;
use warmfront_testkit::context::Context;

use crate::project::empty;

/// A profile that is kept with the crate that reads it.
const ORDERS: &str = include_str!("../../../profile/fixtures/orders.json");

/// Returns a folder with that profile, and with one of a run after pandas was left out.
fn kept() -> Context {
    let context = empty();
    context.file("old.json", ORDERS);
    let mut new: Value = serde_json::from_str(ORDERS).expect("it is JSON");
    for environment in new["environments"].as_array_mut().expect("it is a list") {
        for phase in ["init_ms", "function_init_ms"] {
            let time = environment[phase].as_f64().expect("it is a number");
            environment[phase] = (time - 380.0).into();
        }
    }
    let findings = new["findings"].as_array_mut().expect("it is a list");
    findings.remove(1);
    context.file("new.json", new.to_string());
    context
}

#[test]
fn a_kept_profile_is_shown() {
    let ran = kept().warmfront(["profile", "--from", "old.json"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    let mut lines = ran.stdout.lines();
    assert_eq!(lines.next(), Some("Orders"));
    assert!(
        lines.any(|line| line.trim_start().starts_with("pandas")),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains('\x1b'), "{}", ran.stdout);
}

#[test]
fn a_kept_profile_is_json_too() {
    let ran = kept().warmfront(["profile", "--from", "old.json", "--format", "json"]);
    let shown: Value = serde_json::from_str(&ran.stdout).unwrap();
    let kept: Value = serde_json::from_str(ORDERS).expect("it is JSON");
    assert_eq!(shown["findings"], kept["findings"]);
}

#[test]
fn two_that_were_kept_are_compared() {
    let ran = kept().warmfront(["profile", "--compare", "old.json", "new.json"]);
    insta::assert_snapshot!(ran, @"
    status: 0
    ----- stdout -----
    what changed of Orders

    times
      OF          EVENT              BEFORE    AFTER   CHANGE         95 % INTERVAL
      init [DURATION] [DURATION] [DURATION] [DURATION] .. [DURATION]  faster
      cold start  events/get.json [DURATION] [DURATION] [DURATION] [DURATION] .. [DURATION]  faster
      warm        events/get.json [DURATION] [DURATION] [DURATION] [DURATION] .. +[DURATION]  not told apart
      warm        events/list.json [DURATION] [DURATION] [DURATION] [DURATION] .. +[DURATION]  not told apart
      warm        events/注文.json [DURATION] [DURATION] [DURATION] [DURATION] .. +[DURATION]  not told apart

    parts of the run in the middle
      OF          PART           BEFORE   AFTER   CHANGE
      cold start  function init [DURATION] [DURATION] [DURATION]

    fixed
     [COST] per million  app.py:3
        pandas is imported at init and no event needs it

    one finding remains. Each interval holds the difference with 95 % confidence, if the machine was as
    busy both times. What has none was seen once, and is told from [DURATION] and 20 % on.
    ----- stderr -----
    ");
}

#[test]
fn a_comparison_is_json_too() {
    let arguments = [
        "profile",
        "--compare",
        "old.json",
        "new.json",
        "--format",
        "json",
    ];
    let changed: Value = serde_json::from_str(&kept().warmfront(arguments).stdout).unwrap();
    assert_eq!(changed["schema"], "warmfront.comparison/1");
    assert_eq!(changed["times"][0]["verdict"], "faster");
}

#[test]
fn every_format_is_written() {
    let context = kept();
    let formats = [
        "chrome-trace",
        "collapsed",
        "importtime",
        "json",
        "otlp",
        "pstats",
        "speedscope",
    ];
    for format in formats {
        let export = format!("{format}=out.{format}");
        let ran = context.warmfront(["profile", "--from", "old.json", "--export", &export]);
        assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""), "{format}");
        let written = fs_err::metadata(context.path().join(format!("out.{format}")));
        assert!(written.unwrap().len() > 100, "{format}");
    }
}

#[test]
fn a_profile_that_is_cut_short_leaves_no_files() {
    let context = empty();
    context.file("a.json", &ORDERS[..5_000]);
    let export = "speedscope=out.json";
    let ran = context.warmfront(["profile", "--from", "a.json", "--export", export]);
    assert_eq!(ran.status, Some(2));
    assert!(!context.path().join("out.json").exists());
}
