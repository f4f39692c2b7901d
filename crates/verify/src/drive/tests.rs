mod world;

use std::cell::Cell;
use std::convert::Infallible;
use std::time::Duration;

use super::*;
use crate::behaviour::Behaviour;
use crate::compare::Change;
use crate::plan::{Allowed, Chance};
use crate::value::Value;
use crate::verdict::Conclusion;

/// What a function sees of an invocation in these tests.
struct Seen<'a> {
    side: Side,
    /// Names of the events before, in the same environment.
    before: &'a [String],
    event: &'a str,
    payload: &'a str,
    /// Differs in every environment.
    chance: &'a mut Chance,
    /// Passes by one with every environment.
    clock: u64,
}

impl Seen<'_> {
    fn candidate(&self) -> bool {
        self.side == Side::Candidate
    }

    fn uuid(&mut self) -> String {
        let (a, b) = (self.chance.next(), self.chance.next());
        format!("{:08x}-1111-4222-8333-{:012x}", a >> 32, b >> 16)
    }
}

/// What a function does: outcome as JSON, lines of output; none when the environment is lost.
type Function<'f> = &'f dyn Fn(&mut Seen) -> Option<(String, Vec<String>)>;

fn read(text: &str) -> Value {
    Value::read(text.as_bytes()).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn behaviour(outcome: Value, output: &[String]) -> Behaviour {
    let none = || Value::List(Vec::new());
    Behaviour {
        outcome,
        output: Value::List(output.iter().map(|line| line.as_str().into()).collect()),
        log: none(),
        files: Value::Map(Vec::new()),
        calls: none(),
        state: read(r#"{"variables": {"HOME": "/"}}"#),
    }
}

fn environment(function: Function, events: &[Event], (job, clock): (&Job, u64)) -> Joined {
    let mut chance = Chance::new(clock);
    let mut before = Vec::new();
    let mut invocations = Vec::new();
    for &index in &job.events {
        let event = &events[index];
        let mut seen = Seen {
            side: job.side,
            before: &before,
            event: &event.name,
            payload: &event.payload,
            chance: &mut chance,
            clock,
        };
        let Some((payload, output)) = function(&mut seen) else {
            invocations.push(behaviour(
                read(r#"{"status": "error", "type": "Exit"}"#),
                &[],
            ));
            break;
        };
        let payload = read(&format!(r#"{{"status": "success", "payload": {payload}}}"#));
        invocations.push(behaviour(payload, &output));
        before.push(event.name.clone());
    }
    Joined {
        ran: Ran {
            init: behaviour(Value::Null, &[]),
            invocations,
        },
        tape: Tape::default(),
        touched: BTreeSet::new(),
        modules: BTreeSet::new(),
        own_time: Duration::from_millis(1),
        whole_time: Duration::from_millis(100),
        notes: Vec::new(),
    }
}

fn events() -> Vec<Event> {
    let event = |(name, generated)| Event {
        name: String::from(name),
        payload: format!("{{\"name\": \"{name}\"}}"),
        generated,
    };
    [
        ("a", false),
        ("b", false),
        ("c", false),
        ("d", false),
        ("x", true),
        ("y", true),
    ]
    .map(event)
    .to_vec()
}

fn judge_with(plan: &Plan, seed: u64, function: Function) -> Verdict {
    let events = events();
    let clock = Cell::new(seed);
    let mut run = |jobs: &[Job]| -> Result<Vec<Joined>, Infallible> {
        let run = |job| {
            clock.set(clock.get() + 1);
            environment(function, &events, (job, clock.get()))
        };
        Ok(jobs.iter().map(run).collect())
    };
    match verify(&events, plan, &mut run) {
        Ok(verdict) => verdict,
        Err(never) => match never {},
    }
}

fn judge(function: Function) -> Verdict {
    judge_with(&Plan::default(), 1_790_000_000, function)
}

/// Events, part and path of all differences.
fn told(verdict: &Verdict) -> Vec<String> {
    let told = |difference: &crate::verdict::Difference| {
        let events = difference.events.join(" ");
        format!("{events}: {} {}", difference.part, difference.path)
    };
    verdict.differences.iter().map(told).collect()
}

#[test]
fn same_behaviour_is_the_same_at_the_stated_price() {
    let verdict = judge(&|seen| Some((seen.payload.to_owned(), vec![seen.event.to_owned()])));
    assert_eq!(verdict.conclusion, Conclusion::Same);
    assert_eq!(verdict.n_environments, 21);
    assert_eq!((verdict.masked, verdict.unjudged), (vec![], vec![]));
    assert_eq!(verdict.own_time * 100, verdict.whole_time);
}

#[test]
fn planted_difference_is_told_with_the_event_alone() {
    let verdict = judge(&|seen| {
        let wrong = seen.candidate() && seen.event == "b";
        Some((format!(r#"{{"n": [1, {}]}}"#, 2 + u8::from(wrong)), vec![]))
    });
    assert_eq!(verdict.conclusion, Conclusion::Different);
    assert_eq!(told(&verdict), ["b: outcome $.payload.n[1]"]);
    let difference = &verdict.differences[0];
    assert_eq!((&*difference.reference, &*difference.candidate), ("2", "3"));
    assert_eq!(difference.n_seen, 4);
}

#[test]
fn what_varies_is_masked_where_it_varies() {
    let verdict = judge(&|seen| {
        let id = seen.uuid();
        let at = 1_790_000_000_000 + seen.chance.next() % 100_000;
        let lost = seen.candidate() && seen.event == "c";
        let at = if lost { 0 } else { at };
        Some((
            format!(r#"{{"id": "{id}", "at": {at}}}"#),
            vec![format!("made {id}")],
        ))
    });
    assert_eq!(told(&verdict), ["c: outcome $.payload.at"]);
    let masked: Vec<String> = verdict
        .masked
        .iter()
        .map(|mask| format!("{} {} {}", mask.part, mask.path, mask.kind))
        .collect();
    let expect = [
        "outcome $.payload.at a time",
        "outcome $.payload.id a UUID",
        "output $[*] a UUID",
    ];
    assert_eq!(masked, expect);
    assert!(verdict.masked.iter().all(|mask| mask.event.is_none()));
}

#[test]
fn identifier_must_be_the_same_wherever_it_was() {
    let verdict = judge(&|seen| {
        let ids = [seen.uuid(), seen.uuid()];
        let swapped = usize::from(seen.candidate() && seen.event == "a");
        let outcome = format!(
            r#"{{"id": "{}", "more": "{}"}}"#,
            ids[swapped],
            ids[1 - swapped]
        );
        Some((outcome, vec![format!("{} then {}", ids[0], ids[1])]))
    });
    assert_eq!(told(&verdict), ["a: output $[0]"]);
    assert_eq!(verdict.differences[0].change, Change::Disagrees);
}

#[test]
fn clock_that_stood_still_is_no_difference() {
    // All runs before the first confirmation fall into the same second, the candidate's do not.
    let verdict = judge(&|seen| {
        let at = if seen.candidate() {
            seen.clock
        } else {
            seen.clock / 40 * 40
        };
        Some((
            format!(r#"{{"at": {at}, "n": 1}}"#),
            vec![format!("at {at}")],
        ))
    });
    assert_eq!(told(&verdict), Vec::<String>::new());
    assert_eq!(verdict.conclusion, Conclusion::Same);
}

#[test]
fn state_that_leaks_is_told_with_the_event_that_left_it() {
    let verdict = judge(&|seen| {
        let leaks =
            seen.candidate() && seen.event == "c" && seen.before.ends_with(&["b".to_owned()]);
        Some((format!("{leaks}"), vec![]))
    });
    assert_eq!(told(&verdict), ["b c: outcome $.payload"]);
}

#[test]
fn generated_event_is_told_alone_where_that_suffices() {
    let verdict = judge(&|seen| {
        let wrong = seen.candidate() && seen.event == "y";
        Some((format!("{wrong}"), vec![]))
    });
    assert_eq!(told(&verdict), ["y: outcome $.payload"]);
    let verdict = judge(&|seen| {
        let warm = !seen.before.is_empty();
        let wrong = seen.candidate() && seen.event == "y" && warm;
        Some((format!("{wrong}"), vec![]))
    });
    assert_eq!(told(&verdict), ["x y: outcome $.payload"]);
}

#[test]
fn lost_environment_goes_on_with_the_rest() {
    let verdict = judge(&|seen| {
        let wrong = seen.candidate() && seen.event == "y";
        (seen.event != "x").then(|| (format!("{wrong}"), vec![]))
    });
    assert_eq!(told(&verdict), ["y: outcome $.payload"]);
    let verdict = judge(&|seen| {
        let lost = seen.candidate() && seen.event == "x";
        (!lost).then(|| ("1".to_owned(), vec![]))
    });
    assert_eq!(verdict.conclusion, Conclusion::Different);
    assert_eq!(verdict.differences[0].events, ["x"]);
}

#[test]
fn meant_difference_is_listed_apart() {
    let allowed = Allowed {
        part: "outcome",
        path: "$.payload.*.MALLOC".to_owned(),
        why: "set by the build".to_owned(),
    };
    let plan = Plan {
        allowed: vec![allowed.clone()],
        ..Plan::default()
    };
    let variables = |seen: &mut Seen| {
        let value = if seen.candidate() { "1" } else { "2" };
        Some((format!(r#"{{"env": {{"MALLOC": {value}}}}}"#), vec![]))
    };
    let verdict = judge_with(&plan, 0, &variables);
    assert_eq!(verdict.conclusion, Conclusion::Same);
    assert_eq!(verdict.meant.len(), 1);
    assert_eq!(verdict.meant[0].allowed, allowed);
    assert_eq!(judge(&variables).conclusion, Conclusion::Different);
}

#[test]
fn nothing_is_said_of_what_is_not_deterministic() {
    let verdict = judge(&|seen| {
        let n = seen.chance.below(5);
        Some((read(&format!("{:?}", vec![0; n])).to_string(), vec![]))
    });
    assert_eq!(verdict.conclusion, Conclusion::Unjudged);
    assert!(verdict.unjudged.iter().any(|mask| mask.part == "outcome"));
}

#[test]
fn coin_that_is_tossed_is_never_a_difference_in_many_seeds() {
    let mut different = 0;
    for seed in 0..40 {
        let verdict = judge_with(&Plan::default(), seed * 1_000, &|seen| {
            let coin = ["heads", "tails"][seen.chance.below(2)];
            Some((format!("\"{coin}\""), vec![]))
        });
        different += usize::from(verdict.conclusion == Conclusion::Different);
    }
    assert_eq!(different, 0);
}

#[test]
fn order_that_one_event_shows_to_vary_is_no_doubt_about_another() {
    for seed in 0..20 {
        let verdict = judge_with(&Plan::default(), seed * 1_000, &|seen| {
            let mut pair = ["left", "right"];
            seen.chance.shuffle(&mut pair);
            Some((
                format!("{pair:?}"),
                vec![format!("{{{}, {}}}", pair[0], pair[1])],
            ))
        });
        assert_eq!(
            verdict.conclusion,
            Conclusion::Same,
            "{:?}",
            verdict.unjudged
        );
    }
}

#[test]
fn what_is_remembered_must_be_remembered() {
    let verdict = judge(&|seen| {
        let cached = !seen.before.is_empty() && !seen.candidate();
        let fetched = if cached {
            "null".to_owned()
        } else {
            format!("\"{}\"", seen.uuid())
        };
        let lines = if cached {
            vec![]
        } else {
            vec![format!("fetched {}", seen.clock)]
        };
        Some((fetched, lines))
    });
    assert_eq!(verdict.conclusion, Conclusion::Different);
}
