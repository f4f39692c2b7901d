mod calls;
mod damage;
mod imports;
mod phases;
mod script;
mod stacks;

use script::{Script, places, run, subject};

use super::*;
use crate::document::Millis;

/// Explains some environments, whose code is nowhere.
fn explained(runs: Vec<Run>) -> Profile {
    explain(subject(), runs, &places())
}

/// Times to the nearest microsecond, since they are sums of floats.
#[track_caller]
fn check_ms(found: impl IntoIterator<Item = Millis>, expect: &[f64]) {
    let rounded = |time: Millis| (time.0 * 1e3).round() / 1e3;
    let found: Vec<f64> = found.into_iter().map(rounded).collect();
    assert_eq!(found, expect);
}

#[test]
fn nothing_explains_to_nothing() {
    let profile = explained(Vec::new());
    assert_eq!(profile.schema, SCHEMA);
    assert_eq!(profile.subject.notes, Vec::<String>::new());
    assert!(profile.environments.is_empty() && profile.modules.is_empty());
}

#[test]
fn parts_that_add_up_need_no_note() {
    let mut script = Script::new();
    // Init is 100 ms: 10 ms of runtime, of which 2 ms are the agent's, and 90 ms of imports.
    script.import("app", None, 10.0, 99.0);
    let mut plain = run(None, &[0], Script::new());
    plain.recording = None;
    let profile = explained(vec![run(Some(Mode::Timed), &[0], script), plain]);
    let account = &profile.account;
    check_ms(
        [
            account.init_ms,
            account.runtime_init_ms,
            account.agent_ms,
            account.imports_ms,
            account.unattributed_ms,
        ],
        &[100.0, 8.0, 2.0, 89.0, 1.0],
    );
    check_ms(account.plain_init_ms, &[100.0]);
    check_ms(account.observed_init_ms, &[100.0]);
    assert!(
        !profile
            .subject
            .notes
            .iter()
            .any(|note| note.contains("init (")),
        "{:?}",
        profile.subject.notes
    );
}

#[test]
fn what_is_unattributed_is_said() {
    let mut script = Script::new();
    script.import("app", None, 10.0, 60.0);
    let profile = explained(vec![run(Some(Mode::Timed), &[0], script)]);
    let note = "40.0 ms of the 100.0 ms of init (40 %) are neither import nor runtime";
    assert!(
        profile.subject.notes.iter().any(|each| each == note),
        "{:?}",
        profile.subject.notes
    );
}

#[test]
fn what_processes_noted_is_passed_on_once_and_printable() {
    let mut script = Script::new();
    script.line(r#"["note", "a patch did\u001b[31m not fit"]"#);
    script.line(r#"["note", "a patch did\u001b[31m not fit"]"#);
    script.line("nonsense");
    let notes = explained(vec![run(Some(Mode::Timed), &[0], script)])
        .subject
        .notes;
    let of = |text: &str| notes.iter().filter(|note| note.contains(text)).count();
    assert_eq!(of("a patch did[31m not fit"), 1, "{notes:?}");
    assert_eq!(
        of("1 lines of what was recorded could not be read"),
        1,
        "{notes:?}"
    );
}
