//! Many calls of one operation from one line, where one call does many at once.
//!
//! **Model.** A call's time is its connection (paid once, by the first), the client's own part
//! (serialising, signing, parsing: what is not inside the HTTP request below the call, or its CPU time
//! where that is more, see [`super::cpu`]) and the service's part, wire included. Both are partly
//! fixed and partly work for each item: [`growth`] tells how much, from the trace where it can. The
//! least that the service may take is the part of one item, where it works on all at once (`DynamoDB`
//! "may retrieve items in parallel", says the reference of `BatchGetItem`); the most is `n` times
//! that, where it does one after the other and nothing of a request is fixed. What the first call
//! took longer than the others (lazy work in the client) stays.

mod growth;
mod replacement;

use std::collections::BTreeMap;

use growth::{Growth, Point};
use replacement::Replacement;

use super::Pattern;
use super::cpu;
use super::dependence::are_independent;
use super::draft::Draft;
use super::effect::{Case, Effect, clean, median};
use super::parts::Parts;
use super::site::{self, Site, Turn};
use super::view::{View, union_ms};
use super::wording::{ms, place_of, range};
use crate::document::{Call, CallKind, Finding};

pub(super) const PATTERN: Pattern = Pattern {
    name: "batchable-calls",
    saves_calls: true,
    find,
};

/// Tells whether one call could do what many like this one do.
pub(super) fn is_batchable(call: &Call) -> bool {
    replacement::of(call).is_some()
}

fn find(view: &View<'_>) -> Vec<Finding> {
    let sites = grouped(view);
    let mut told: BTreeMap<Kind<'_>, Vec<Point>> = BTreeMap::new();
    for (site, turns) in &sites {
        if view_replacement(view, turns).is_some() {
            let points = told.entry(kind(site)).or_default();
            points.extend(growth::points(view, turns));
        }
    }
    let found = sites.into_iter().filter_map(|(site, turns)| {
        let replacement = view_replacement(view, &turns)?;
        let growth = Growth::of(view, &turns, told.get(&kind(&site))?);
        let turns: Vec<(Turn, usize)> = turns
            .into_iter()
            .filter_map(|turn| n_items(view, &turn, replacement).map(|n| (turn, n)))
            .collect();
        let batch = Batch {
            replacement,
            growth,
        };
        draft(view, &site, batch, &turns)
    });
    found
        .map(|draft| draft.finish(PATTERN.name, view))
        .collect()
}

/// What would replace the calls of a site.
#[derive(Debug, Clone, Copy)]
struct Batch {
    replacement: Replacement,
    growth: Growth,
}

/// What calls do whose times are compared: the operation, and the statement where there is one.
type Kind<'a> = (CallKind, &'a str, Option<&'a str>);

fn kind<'a>(site: &Site<'a>) -> Kind<'a> {
    (site.kind, site.operation, site.statement)
}

/// Returns calls by site, of whatever target where one call serves several.
fn grouped<'a>(view: &View<'a>) -> BTreeMap<Site<'a>, Vec<Turn>> {
    let mut sites: BTreeMap<Site<'a>, Vec<Turn>> = BTreeMap::new();
    for (mut site, turns) in site::outermost(view) {
        if view_replacement(view, &turns).is_some_and(|replacement| replacement.any_target) {
            site.target = "";
        }
        sites.entry(site).or_default().extend(turns);
    }
    for turns in sites.values_mut() {
        merge(turns);
    }
    sites
}

/// Puts turns of the same invocation together.
fn merge(turns: &mut Vec<Turn>) {
    let mut by_position: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for turn in turns.drain(..) {
        by_position
            .entry(turn.position)
            .or_default()
            .extend(turn.calls);
    }
    turns.extend(by_position.into_iter().map(|(position, mut calls)| {
        calls.sort_unstable();
        Turn { position, calls }
    }));
}

fn view_replacement(view: &View<'_>, turns: &[Turn]) -> Option<Replacement> {
    let first = turns.first()?.calls.first()?;
    replacement::of(view.call(*first))
}

/// Returns how many items the calls of an invocation ask for, none where no batch would do.
fn n_items(view: &View<'_>, turn: &Turn, replacement: Replacement) -> Option<usize> {
    let details = turn
        .calls
        .iter()
        .map(|&call| view.call(call).detail.as_ref());
    // Without a closer look nothing speaks against it; the finding says so.
    let Some(details) = details.collect::<Option<Vec<_>>>() else {
        return (turn.calls.len() > 1).then_some(turn.calls.len());
    };
    let refused = details.iter().any(|detail| {
        let mut given = detail.parameters.iter();
        given.any(|name| replacement.refuses.contains(&name.as_str()))
    });
    let mut asked: Vec<&str> = details
        .iter()
        .map(|detail| detail.params.as_str())
        .collect();
    asked.sort_unstable();
    asked.dedup();
    (!refused && asked.len() > 1 && are_independent(details)).then_some(asked.len())
}

fn draft(view: &View<'_>, site: &Site<'_>, batch: Batch, turns: &[(Turn, usize)]) -> Option<Draft> {
    let replacement = batch.replacement;
    let cases: Vec<Case> = turns
        .iter()
        .map(|(turn, n)| case(view, turn, *n, batch))
        .collect();
    let effect = Effect::of(&cases)?;
    let turns_only: Vec<Turn> = turns.iter().map(|(turn, _)| turn.clone()).collect();
    let first = view.call(*turns_only.first()?.calls.first()?);
    let counts: Vec<usize> = turns_only.iter().map(|turn| turn.calls.len()).collect();
    let target = match site.target {
        "" => String::new(),
        target => format!(" on `{target}`"),
    };
    let of = turns
        .iter()
        .map(|(turn, _)| view.measured[turn.position].invocation);
    let whole = median(of.map(|invocation| clean(invocation.duration_ms.0)))?;
    let batches = turns
        .iter()
        .map(|(_, n)| n.div_ceil(replacement.limit))
        .max()?;
    let fewer = match batches {
        1 => format!("one {} would take", quoted(replacement.name)),
        n => format!("{n} {} would take", quoted(replacement.name)),
    };
    Some(Draft {
        message: format!(
            "{} `{}` calls{target} from {}, one after the other, take {} of {}; {fewer} about {}",
            range(&counts),
            first.operation,
            place_of(view.profile, first),
            ms(effect.now.estimate),
            ms(whole),
            ms(effect.after.estimate),
        ),
        advice: advice(replacement),
        evidence: evidence(view, turns, replacement),
        place: site::place(view, &turns_only),
        showing: site::positions(&turns_only),
        invocation: Some(effect),
        calls: site::calls(&turns_only),
        ..Draft::default()
    })
}

/// Predicts one invocation's calls after the fix.
fn case(view: &View<'_>, turn: &Turn, n: usize, batch: Batch) -> Case {
    let slower = cpu::wall_per_cpu(&view.profile.subject);
    let busy = cpu::per_call_ms(view, &view.measured[turn.position]) * slower;
    let calls = turn.calls.iter();
    let parts: Vec<Parts> = calls
        .map(|&call| Parts::of(view, call).with_client(busy))
        .collect();
    let now = union_ms(turn.calls.iter().map(|&call| view.call(call)));
    let middle = |part: fn(&Parts) -> f64| median(parts.iter().map(part)).unwrap_or_default();
    let (client, service) = (middle(|parts| parts.client), middle(|parts| parts.service));
    let (connect, extra) = parts.first().map_or((0.0, 0.0), |first| {
        (
            first.connect,
            (first.client + first.service - client - service).max(0.0),
        )
    });
    let cost = |of_items: &dyn Fn(f64) -> f64| -> f64 {
        batches(n, batch.replacement.limit).map(of_items).sum()
    };
    let predicted = cost(&|size| batch.growth.of_batch((client, service), size));
    Case::between(
        now,
        (connect + extra + predicted).min(now),
        (connect + cost(&|_| client + service)).min(now),
        (connect + extra + cost(&|size| client + service * size)).min(now),
    )
}

/// Returns the sizes of the batches.
#[expect(
    clippy::cast_precision_loss,
    reason = "a batch has at most a thousand items"
)]
fn batches(n: usize, limit: usize) -> impl Iterator<Item = f64> {
    let full = std::iter::repeat_n(limit, n / limit);
    let rest = (!n.is_multiple_of(limit)).then_some(n % limit);
    full.chain(rest).map(|size| size as f64)
}

fn advice(replacement: Replacement) -> String {
    let Replacement { python, limit, .. } = replacement;
    let code = if python.contains('`') || python.contains(' ') {
        python.to_owned()
    } else {
        format!("`{python}`")
    };
    format!("Collect what the loop asks for and use {code}, up to {limit} at a time.")
}

fn quoted(name: &str) -> String {
    if name.contains(' ') || name.contains('`') {
        name.to_owned()
    } else {
        format!("`{name}`")
    }
}

fn evidence(view: &View<'_>, turns: &[(Turn, usize)], replacement: Replacement) -> Vec<String> {
    let mut facts = vec![format!(
        "the prediction lies between a service that works on all items of a batch at once and one that \
         works on one after the other; up to {} items go in one",
        replacement.limit
    )];
    let mut calls = turns.iter().flat_map(|(turn, _)| &turn.calls);
    if calls.any(|&call| view.call(call).detail.is_none()) {
        facts.push("whether the calls depend on each other was not looked at".to_owned());
    }
    let doubled = turns.iter().any(|(turn, n)| turn.calls.len() > *n);
    if doubled {
        facts.push("some of the calls ask for the same, which the batch asks once".to_owned());
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Made, Trace, aws, http, of_kind, sql};
    use super::*;
    use crate::document::{CallKind, Worth};

    /// Ten reads of 4 ms, of which 3 ms are the service's.
    fn gets(n: usize) -> Vec<Made> {
        (0..n)
            .map(|i| {
                let key = 1_000 + u32::try_from(i).unwrap();
                aws("DynamoDB.GetItem", "orders")
                    .child(http("POST", "dynamodb").took(3.0))
                    .reads(&format!("key-{i}"), &format!("item-{i}"))
                    .values(&[1, key], &[key, key + 1_000])
            })
            .collect()
    }

    /// A batch of such reads, by what services and clients have in general, an item having 2 values.
    fn batch_ms(n: f64) -> f64 {
        let growth = |fixed: f64| 1.0 + (n - 1.0) * 2.0 / (2.0 + fixed);
        growth(150.0) + 3.0 * growth(27.0)
    }

    #[test]
    fn ten_reads_in_a_loop_are_one_batch() {
        let mut trace = Trace::new();
        for _ in 0..6 {
            trace.warm(0, gets(10));
        }
        let found = trace.only(&PATTERN);
        let after = found.invocation_after_ms.unwrap();
        assert!((after.estimate - batch_ms(10.0)).abs() < 1e-9);
        assert_eq!((after.lower, after.upper), (Some(4.0), Some(31.0)));
        assert!((found.invocation_now_ms.unwrap().estimate - 40.0).abs() < 1e-9);
        assert_eq!(
            found.message,
            "10 `DynamoDB.GetItem` calls on `orders` from `app.py:14`, one after the other, take \
             40.0 ms of 51.0 ms; one `BatchGetItem` would take about 5.98 ms"
        );
        assert_eq!((found.line, found.worth), (Some(14), Worth::Fix));
        assert_eq!(found.calls.len(), 60);
        // What is saved at 1,769 MB.
        let dollars = (40.0 - after.estimate) / 1e3 * (1769.0 / 1024.0) * 16.666_7;
        assert!((found.saved_dollars_per_million - dollars).abs() < 1e-6);
    }

    #[test]
    fn what_other_calls_take_tells_how_a_batch_grows() {
        // What is fixed is worth 4 values, of an operation that reads items of 2 and of 22.
        let read = |i: u32, values: u32| {
            let outputs: Vec<u32> = (0..values).map(|value| 100 * i + value).collect();
            let took = 0.3 * f64::from(4 + values);
            let read = aws("DynamoDB.GetItem", "orders").took(1.0 + took);
            read.child(http("POST", "dynamodb").took(took))
                .reads(&format!("key-{i}"), &format!("item-{i}"))
                .values(&[7_000 + i], &outputs)
        };
        let mut trace = Trace::new();
        for _ in 0..6 {
            let mut calls: Vec<Made> = (0..10).map(|i| read(i, 2)).collect();
            calls.extend((10..20).map(|i| read(i, 22).line(30)));
            trace.warm(0, calls);
        }
        let found = trace.find(&PATTERN);
        let after: Vec<f64> = found
            .iter()
            .map(|found| found.invocation_after_ms.unwrap().estimate)
            .collect();
        // Fixed once, and ten times the work of an item; of the client little is said here.
        for (after, values) in after.iter().zip([2.0, 22.0]) {
            let service = 0.3 * (4.0 + 10.0 * values);
            assert!(
                (0.85..1.15).contains(&((after - 1.5) / service)),
                "{after} of {service}"
            );
        }
    }

    #[test]
    fn more_than_the_limit_takes_several_batches() {
        let mut trace = Trace::new();
        trace.warm(0, gets(150));
        let found = trace.only(&PATTERN);
        let after = found.invocation_after_ms.unwrap().estimate;
        let expect = batch_ms(100.0) + batch_ms(50.0);
        assert!((after - expect).abs() < 1e-9, "{after}");
        assert!(
            found.message.contains("2 `BatchGetItem`"),
            "{}",
            found.message
        );
    }

    #[test]
    fn a_connection_and_a_slow_first_call_stay() {
        let mut trace = Trace::new();
        let mut calls = gets(10);
        calls[0] = calls[0].clone().took(9.0);
        calls[0].children[0] = http("POST", "dynamodb").took(6.0).connects(3.0);
        trace.warm(0, calls);
        let after = trace.only(&PATTERN).invocation_after_ms.unwrap().estimate;
        // Connection 3 ms, and 2 ms more of the client than the others have.
        assert!((after - (5.0 + batch_ms(10.0))).abs() < 1e-9, "{after}");
    }

    #[test]
    fn one_call_serves_several_parameters() {
        let mut trace = Trace::new();
        let get = |name| aws("SSM.GetParameter", name).reads(name, name);
        trace.warm(0, vec![get("/a"), get("/b"), get("/c")]);
        let found = trace.only(&PATTERN);
        assert!(
            found.message.starts_with("3 `SSM.GetParameter` calls"),
            "{}",
            found.message
        );
    }

    #[test]
    fn rows_by_key_are_one_statement() {
        let mut trace = Trace::new();
        let select = |key: &str| {
            sql("SELECT * FROM t WHERE id = %s")
                .reads(key, key)
                .took(2.0)
        };
        trace.warm(0, vec![select("1"), select("2"), select("3")]);
        let found = trace.only(&PATTERN);
        assert!(found.advice.contains("IN (..)"), "{}", found.advice);
    }

    #[test]
    fn what_cannot_be_batched_is_not_found() {
        let none = |calls: Vec<Made>| {
            let mut trace = Trace::new();
            trace.warm(0, calls);
            assert_eq!(trace.find(&PATTERN), []);
        };
        none(gets(1));
        // The same twice is a repeated read.
        none(vec![gets(1).remove(0), gets(1).remove(0)]);
        // From another line, and of another table.
        none(vec![gets(2).remove(0), gets(2).remove(1).line(15)]);
        none(vec![
            gets(2).remove(0),
            gets(2).remove(1).with(|call| call.target = "users".into()),
        ]);
        // Each asks for what the one before it has answered.
        let chain = |i: u32| {
            let read = aws("DynamoDB.GetItem", "orders").reads(&i.to_string(), "");
            read.values(&[100 + i], &[100 + i, 101 + i])
        };
        none(vec![chain(0), chain(1), chain(2)]);
        // A condition, which no batch takes.
        let put = |key: &str| {
            let put = aws("DynamoDB.PutItem", "orders").reads(key, "");
            put.detail(|detail| {
                detail.parameters = vec!["Item".into(), "ConditionExpression".into()];
            })
        };
        none(vec![put("1"), put("2")]);
        none(vec![
            of_kind(CallKind::Http, "urllib3", "GET"),
            of_kind(CallKind::Http, "urllib3", "GET"),
        ]);
    }

    #[test]
    fn calls_without_a_closer_look_are_found_and_said() {
        let mut trace = Trace::new();
        trace.warm(0, (0..5).map(|_| aws("SQS.SendMessage", "queue")).collect());
        let found = trace.only(&PATTERN);
        assert!(
            found
                .evidence
                .iter()
                .any(|fact| fact.contains("not looked at"))
        );
    }

    #[test]
    fn calls_that_take_no_time_are_not_worth_it() {
        let mut trace = Trace::new();
        trace.warm(
            0,
            gets(3)
                .into_iter()
                .map(|made| {
                    let mut made = made.took(0.02);
                    made.children.clear();
                    made
                })
                .collect(),
        );
        assert_eq!(trace.only(&PATTERN).worth, Worth::NotWorthIt);
    }
}
