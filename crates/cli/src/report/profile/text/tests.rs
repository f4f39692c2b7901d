use warmfront_profile::document::{Account, Profile, Stacks, Worth};

use super::{TextOptions, write};
use crate::report::text::cells::width;

pub(super) fn orders() -> Profile {
    let kept = include_bytes!("../../../../../profile/fixtures/orders.json");
    Profile::from_json(kept).unwrap()
}

fn text(profile: &Profile, width: usize, colour: bool) -> String {
    let mut out = Vec::new();
    write(&mut out, profile, &TextOptions { width, colour }).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_profile_fits_on_a_screen() {
    insta::assert_snapshot!(text(&orders(), 100, false));
}

#[test]
fn a_narrow_terminal_gets_what_matters() {
    insta::assert_snapshot!(text(&orders(), 60, false));
}

#[test]
fn lines_are_no_wider_than_the_terminal() {
    for most in [60, 72, 80, 100, 120, 300] {
        for line in text(&orders(), most, false).lines() {
            assert!(width(line) <= most.min(120), "{most}: {line}");
        }
    }
}

#[test]
fn colour_changes_nothing_but_colour() {
    let coloured = text(&orders(), 100, true);
    let mut plain = String::new();
    for (index, part) in coloured.split('\x1b').enumerate() {
        let rest = match index {
            0 => part,
            _ => part.split_once('m').unwrap().1,
        };
        plain.push_str(rest);
    }
    assert!(coloured.contains('\x1b'));
    assert_eq!(plain, text(&orders(), 100, false));
}

#[test]
fn names_do_not_steer_the_terminal() {
    let mut profile = orders();
    profile.subject.function = "Or\x1b[2Jders".to_owned();
    profile.modules[1].name = "js\x1b]0;on".to_owned();
    profile.findings[0].message = "ten\r\x1b[1A calls".to_owned();
    profile.findings[0].file = Some("/var/task/\x1b[31m.py".to_owned());
    profile.subject.notes = vec!["a\nb\x07".to_owned()];
    let text = text(&profile, 100, false);
    assert!(
        !text
            .chars()
            .any(|letter| letter.is_control() && letter != '\n')
    );
}

#[test]
fn a_profile_of_almost_nothing_is_told() {
    let mut profile = orders();
    profile.environments.truncate(1);
    profile
        .invocations
        .retain(|invocation| invocation.environment == 0 && invocation.cold);
    profile.subject.events.truncate(1);
    profile.subject.notes.clear();
    profile.modules.clear();
    profile.distributions.clear();
    profile.calls.clear();
    profile.stacks = Stacks::default();
    profile.findings.clear();
    profile.account = Account::default();
    insta::assert_snapshot!(text(&profile, 80, false), @"
    Orders
    app.handler (512 MB, arm64), Python 3.13.0, 1 event
    measured: 1 cold start, 0 warm invocations, no close look; limits: cgroup v2

    cold start  ▒▒▒█████████████████████████████████████████████████▗▗  770 ms

                           cold start
    ▁ spawn                   6.20 ms
    ▒ runtime init            38.4 ms
    █ function init            702 ms
    ▗ rest                    23.1 ms
      the median one of             1
      a million of them         $5.33

    nothing found that would save time or money

    next: --html FILE shows timeline, imports and flame graphs; --export
      FORMAT=FILE is for other tools; -o FILE keeps the profile, and --compare FILE
      says what a change did
    ");
}

#[test]
fn risks_are_apart_from_what_saves_money() {
    let mut profile = orders();
    profile.findings[2].worth = Worth::Risk;
    profile.findings[2].message = "a call has no time limit".to_owned();
    profile.findings[2].advice = "give it one".to_owned();
    profile.findings.remove(0);
    let text = text(&profile, 100, false);
    let findings = text.split_once("what to change").unwrap().1;
    let findings = findings.split_once("\nfailed").unwrap().0;
    insta::assert_snapshot!(findings, @"
    , by what it saves
      1. saves $0.0508 per million  app.py:3
         pandas is imported at init and no event needs it
         381 ms (376 – 390 ms) → 0.00 ms of each cold start
         → import it inside the function that needs it, or remove it

    risks: little now, much once something fails or grows
      - a call has no time limit (app.py:21 in handler)
        → give it one
    ");
}

#[test]
fn what_is_left_out_is_counted() {
    let mut profile = orders();
    profile.findings = vec![profile.findings[0].clone(); 9];
    profile
        .findings
        .extend(vec![profile.findings[1].clone(); 8]);
    for finding in &mut profile.findings[9..] {
        finding.worth = Worth::NotWorthIt;
    }
    let text = text(&profile, 100, false);
    assert!(text.contains("and 3 more, in the HTML report"), "{text}");
    assert!(text.contains("and 2 more, in the HTML report"), "{text}");
}
