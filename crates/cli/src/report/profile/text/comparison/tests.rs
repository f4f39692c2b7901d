use warmfront_profile::compare::compare;
use warmfront_profile::document::{Millis, Profile};

use super::super::tests::orders;
use super::{TextOptions, write};
use crate::report::text::cells::width;

/// Returns the profile after pandas went, numpy was updated and reads became faster.
fn improved() -> Profile {
    let mut profile = orders();
    profile.subject.memory_size_mb = 1024;
    for module in &mut profile.modules {
        if module.name == "pandas" {
            module.name = "注文書\x1b[2J".to_owned();
        }
        if module.name == "botocore.session" {
            module.self_ms = Millis(44.0);
        }
    }
    for distribution in &mut profile.distributions {
        match distribution.name.as_str() {
            "numpy" => distribution.version = Some("2.2.0".to_owned()),
            "pandas" => distribution.name = "polars".to_owned(),
            _ => {}
        }
    }
    for environment in &mut profile.environments {
        environment.init_ms = environment.init_ms - Millis(380.0);
        environment.function_init_ms = environment
            .function_init_ms
            .map(|time| time - Millis(380.0));
    }
    for call in profile
        .calls
        .iter_mut()
        .filter(|call| call.operation == "SELECT")
    {
        call.operation = "INSERT".to_owned();
    }
    profile
        .invocations
        .retain(|invocation| invocation.event != 2 || invocation.environment < 3);
    for invocation in profile
        .invocations
        .iter_mut()
        .filter(|each| each.event == 1)
    {
        invocation.waiting_ms = invocation.waiting_ms.map(|time| time - Millis(20.0));
        invocation.duration_ms = invocation.duration_ms - Millis(20.0);
    }
    profile.findings.remove(1);
    profile.findings[0].pattern = "other-pattern".to_owned();
    profile
}

fn text(old: &Profile, new: &Profile, width: usize) -> String {
    let mut out = Vec::new();
    let options = TextOptions {
        width,
        colour: false,
    };
    write(&mut out, &compare(old, new), &options).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn what_changed_fits_on_a_screen() {
    insta::assert_snapshot!(text(&orders(), &improved(), 100), @"
    what changed of Orders
    note: the memory size is 1024 MB, and was 512 MB

    times
      OF          EVENT              BEFORE    AFTER    CHANGE         95 % INTERVAL
      init                           804 ms   424 ms   -380 ms    -447 ms .. -324 ms  faster
      cold start  events/get.json    826 ms   446 ms   -380 ms    -447 ms .. -324 ms  faster
      warm        events/get.json   13.5 ms  13.5 ms   0.00 ms  -0.46 ms .. +0.45 ms  not told apart
      warm        events/list.json  52.4 ms  32.4 ms  -20.0 ms  -20.4 ms .. -19.6 ms  faster
      warm        events/注文.json  28.2 ms  28.1 ms  -0.09 ms  -0.48 ms .. +0.44 ms  not told apart

    parts of the run in the middle
      OF          EVENT             PART                BEFORE    AFTER    CHANGE
      cold start                    function init       744 ms   364 ms   -380 ms
      warm        events/list.json  waiting for calls  47.5 ms  27.5 ms  -20.0 ms

    imports: 25 modules, 25 before; 1 came, 1 went
      IMPORT             BEFORE    AFTER    CHANGE
      pandas             421 ms            -421 ms  went with all, app.py:3
      注文書 [2J                  421 ms   +421 ms  came with all, app.py:3
      botocore.session  88.0 ms  44.0 ms  -44.0 ms  own time, boto3/session.py:18

    packages
      PACKAGE  VERSION         BEFORE    AFTER   CHANGE
      pandas   went            320 ms           -320 ms
      polars   came, 2.2.3              320 ms  +320 ms
      numpy    2.1.3 → 2.2.0  88.5 ms  88.5 ms  0.00 ms

    calls, per invocation
      CALL                     COUNT   BEFORE    AFTER    CHANGE  LINE
      SELECT 注文データベース  1 → 0  12.5 ms           -12.5 ms  app.py:41
      INSERT 注文データベース  0 → 1           12.5 ms  +12.5 ms  app.py:41

    fixed
      $0.2793 per million  app.py:24
        10 calls of DynamoDB.GetItem on Orders in a loop, one after the other
      $0.0508 per million  app.py:3
        pandas is imported at init and no event needs it

    new
      $0.2793 per million  app.py:24
        10 calls of DynamoDB.GetItem on Orders in a loop, one after the other

    Each interval holds the difference with 95 % confidence, if the machine was as busy both times. What
    has none was seen once, and is told from 0.5 ms and 20 % on.
    ");
}

#[test]
fn lines_are_no_wider_than_the_terminal() {
    for most in [72, 80, 100, 120, 300] {
        let text = text(&orders(), &improved(), most);
        for line in text.lines() {
            assert!(width(line) <= most.min(120), "{most}: {line}");
            assert!(!line.contains('\x1b'), "{line}");
        }
    }
}

#[test]
fn the_same_profile_twice_shows_no_difference() {
    insta::assert_snapshot!(text(&orders(), &orders(), 100), @"
    what changed of Orders

    times
      OF          EVENT              BEFORE    AFTER   CHANGE         95 % INTERVAL
      init                           804 ms   804 ms  0.00 ms  -67.2 ms .. +56.0 ms  not told apart
      cold start  events/get.json    826 ms   826 ms  0.00 ms  -67.1 ms .. +56.4 ms  not told apart
      warm        events/get.json   13.5 ms  13.5 ms  0.00 ms  -0.46 ms .. +0.45 ms  not told apart
      warm        events/list.json  52.4 ms  52.4 ms  0.00 ms  -0.36 ms .. +0.36 ms  not told apart
      warm        events/注文.json  28.2 ms  28.2 ms  0.00 ms  -0.35 ms .. +0.34 ms  not told apart

    2 findings remain. Each interval holds the difference with 95 % confidence, if the machine was as
    busy both times. What has none was seen once, and is told from 0.5 ms and 20 % on.
    ");
}
