mod page;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::document::{CheckError, Millis, Sampled};

const ORDERS: &str = include_str!("../../../fixtures/orders.json");

fn orders() -> Profile {
    Profile::from_json(ORDERS.as_bytes()).unwrap()
}

/// Says how reading ends, causes folded in.
fn refusal(text: &str) -> String {
    let error = Profile::from_json(text.as_bytes()).unwrap_err();
    let mut told = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    told
}

/// Changes the kept profile, as JSON.
fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut value = serde_json::from_str(ORDERS).unwrap();
    change(&mut value);
    value.to_string()
}

#[test]
fn a_profile_kept_by_version_1_stays_readable() {
    let profile = orders();
    assert_eq!(profile.schema, "warmfront.profile/1");
    assert_eq!(profile.modules.len(), 25);
}

#[test]
fn what_was_written_is_read_back_equal() {
    let profile = orders();
    assert_eq!(Profile::from_json(&profile.to_json()).unwrap(), profile);
}

#[test]
fn unknown_fields_are_passed_over() {
    let text = changed(|value| {
        value["weather"] = json!({"sun": true});
        value["modules"][0]["weight"] = json!(3);
    });
    assert_eq!(Profile::from_json(text.as_bytes()).unwrap(), orders());
}

#[test]
fn what_is_no_number_is_written_so_that_it_can_be_read() {
    let mut profile = orders();
    profile.account.init_ms = Millis(f64::NAN);
    let read = Profile::from_json(&profile.to_json()).unwrap();
    assert_eq!(read.account.init_ms, Millis::ZERO);
}

#[test]
fn other_files_are_told_apart() {
    insta::assert_snapshot!(refusal(""), @"is empty");
    insta::assert_snapshot!(refusal("import os"), @"is not JSON: expected value at line 1 column 1");
    insta::assert_snapshot!(refusal("3"), @"is no profile: its `schema` is not `warmfront.profile/..`");
    insta::assert_snapshot!(refusal("{}"), @"is no profile: its `schema` is not `warmfront.profile/..`");
    insta::assert_snapshot!(
        refusal(r#"{"schema": "warmfront.invoke/1"}"#),
        @"is no profile: its `schema` is not `warmfront.profile/..`"
    );
    insta::assert_snapshot!(
        refusal(r#"{"schema": "warmfront.profile/2", "all": "new"}"#),
        @"was written by a newer warmfront (schema 2); this one reads 1"
    );
    insta::assert_snapshot!(
        refusal(r#"{"schema": "warmfront.profile/1"}"#),
        @"is not as warmfront.profile/1 says: missing field `subject` at line 1 column 33"
    );
    insta::assert_snapshot!(
        refusal(r#"{"schema": "warmfront.profile/1", "subject": 1, ]"#),
        @"is not JSON: key must be a string at line 1 column 49"
    );
    insta::assert_snapshot!(
        refusal(&"[".repeat(100_000)),
        @"is not JSON: recursion limit exceeded at line 1 column 128"
    );
}

#[test]
fn a_newer_version_of_the_same_shape_is_still_newer() {
    let text = changed(|value| value["schema"] = json!("warmfront.profile/7"));
    let error = Profile::from_json(text.as_bytes()).unwrap_err();
    assert!(matches!(error, ReadError::Newer { found: 7 }), "{error:?}");
    assert_eq!(
        error.hint(),
        Some("update warmfront, or profile again with this version")
    );
}

#[test]
fn what_names_nothing_is_refused() {
    let check = |change: fn(&mut Value)| refusal(&changed(change));
    insta::assert_snapshot!(
        check(|value| value["invocations"][2]["environment"] = json!(99)),
        @"does not fit together: `invocations[2].environment` is 99, which names nothing"
    );
    insta::assert_snapshot!(
        check(|value| value["modules"][3]["parent"] = json!(3)),
        @"does not fit together: `modules[3].parent` leads in a circle or forwards"
    );
    insta::assert_snapshot!(
        check(|value| value["stacks"]["stacks"][1]["parent"] = json!(2)),
        @"does not fit together: `stacks.stacks[1].parent` leads in a circle or forwards"
    );
    insta::assert_snapshot!(
        check(|value| value["findings"][0]["calls"] = json!([1, 4_000])),
        @"does not fit together: `findings[0].calls` is 4000, which names nothing"
    );
    let negative = check(|value| value["modules"][3]["parent"] = json!(-1));
    assert!(negative.contains("integer `-1`"), "{negative}");
}

#[test]
fn calls_may_come_before_their_parents_but_not_in_a_circle() {
    let swap = |value: &mut Value| {
        value["calls"][1]["parent"] = json!(2);
        value["calls"][2]["parent"] = json!(null);
    };
    assert!(Profile::from_json(changed(swap).as_bytes()).is_ok());
    let circle = |value: &mut Value| {
        value["calls"][0]["parent"] = json!(2);
        value["calls"][1]["parent"] = json!(0);
        value["calls"][2]["parent"] = json!(1);
    };
    insta::assert_snapshot!(
        refusal(&changed(circle)),
        @"does not fit together: `calls[0].parent` leads in a circle or forwards"
    );
}

#[test]
fn a_profile_in_memory_is_checked_likewise() {
    let mut profile = orders();
    profile.stacks.handler.push(Sampled {
        stack: 77,
        n_samples: 1,
        cpu_ms: Millis::ZERO,
        wall_ms: Millis::ZERO,
    });
    let error = profile.check().unwrap_err();
    let expect = CheckError::Dangling {
        list: "stacks.handler",
        index: profile.stacks.handler.len() - 1,
        field: "stack",
        value: 77,
    };
    assert_eq!(error, expect);
}

proptest! {
    #[test]
    fn whatever_is_cut_off_is_missed(end in 0..ORDERS.trim_end().len() - 1) {
        let error = Profile::from_json(&ORDERS.as_bytes()[..end]).unwrap_err();
        let expected = matches!(error, ReadError::Empty | ReadError::Truncated { .. } | ReadError::NotJson { .. });
        prop_assert!(expected, "{:?}", error);
    }

    #[test]
    fn damage_never_panics(at in 0..ORDERS.len(), byte: u8) {
        let mut text = ORDERS.as_bytes().to_vec();
        text[at] = byte;
        if let Ok(profile) = Profile::from_json(&text) {
            prop_assert_eq!(profile.check(), Ok(()));
        }
    }
}
