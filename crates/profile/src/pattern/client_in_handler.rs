//! A client, session, engine or connection that is made anew in every invocation.
//!
//! Made per invocation means: one environment has made it in at least two of its invocations. What
//! is made once and kept, in whichever invocation needs it first, is left alone.
//!
//! **Model.** Made once at init, it costs an invocation nothing. With it goes what a new client makes
//! its calls do again: a connection (name lookup, TCP, TLS, as measured in the first call that was made
//! after it, unless later calls open one too) and the client's lazy first steps. These are what the
//! first call takes longer on the client's side than later calls of the same library in the profile;
//! where there are no later calls, half of that side for those of `boto3`: with `botocore` 1.44, first calls
//! took 2.0 ms there and later ones 0.9, and the CPU time of nine services' first calls was alike.
//! Init then pays what the first one in an environment took, when nothing was cached yet; a cold
//! start as a whole costs the same as before, so only warm invocations save.

use std::collections::{BTreeMap, BTreeSet};

use super::Pattern;
use super::draft::{Draft, Price};
use super::effect::{Case, Effect, median};
use super::parts::{Parts, connect_ms};
use super::service;
use super::site::{self, Site, Turn};
use super::view::{Measured, View, end, start, union_ms};
use super::wording::{ms, place_of};
use crate::document::{Call, CallKind, Finding};

pub(super) const PATTERN: Pattern = Pattern {
    name: "client-in-handler",
    saves_calls: false,
    find,
};

/// What a new boto3 client's first call takes longer on the client's side, as a share of it.
const FIRST_STEPS: f64 = 0.5;

fn find(view: &View<'_>) -> Vec<Finding> {
    let warm = made(view, &view.measured);
    let cold = made(view, &view.cold);
    let later = client_parts(view);
    let found = warm.iter().filter_map(|(site, turns)| {
        let first = cold.get(site).map_or(&[][..], Vec::as_slice);
        is_per_invocation(view, turns, first).then(|| draft(view, turns, first, &later))?
    });
    found
        .map(|draft| draft.finish(PATTERN.name, view))
        .collect()
}

/// Returns what is made in invocations by itself, not as a part of something else.
fn made<'a>(view: &View<'a>, of: &[Measured<'a>]) -> BTreeMap<Site<'a>, Vec<Turn>> {
    let mut sites: BTreeMap<Site<'a>, Vec<Turn>> = BTreeMap::new();
    for (position, measured) in of.iter().enumerate() {
        for &index in &measured.calls {
            let call = view.call(index);
            let makes = matches!(call.kind, CallKind::Client | CallKind::Connect);
            if !makes || call.parent.is_some() {
                continue;
            }
            let turns = sites.entry(Site::of(call)).or_default();
            match turns.last_mut() {
                Some(turn) if turn.position == position => turn.calls.push(index),
                _ => turns.push(Turn {
                    position,
                    calls: vec![index],
                }),
            }
        }
    }
    sites
}

/// Tells whether one environment has made it in two invocations, of which one is warm.
fn is_per_invocation(view: &View<'_>, warm: &[Turn], cold: &[Turn]) -> bool {
    let warm = warm
        .iter()
        .map(|turn| view.measured[turn.position].invocation);
    let cold = cold.iter().map(|turn| view.cold[turn.position].invocation);
    let mut environments = BTreeMap::new();
    for invocation in warm.chain(cold) {
        let (n, is_warm) = environments
            .entry(invocation.environment)
            .or_insert((0, false));
        *n += 1;
        *is_warm |= !invocation.cold;
    }
    environments.values().any(|&(n, is_warm)| n > 1 && is_warm)
}

fn draft(
    view: &View<'_>,
    turns: &[Turn],
    cold: &[Turn],
    later: &BTreeMap<&str, f64>,
) -> Option<Draft> {
    let is_warm = |turn: &&Turn| !view.measured[turn.position].invocation.cold;
    let warm: Vec<Turn> = turns.iter().filter(is_warm).cloned().collect();
    let costs: Vec<Costs> = warm
        .iter()
        .map(|turn| Costs::of(view, turn, later))
        .collect();
    let cases: Vec<Case> = costs
        .iter()
        .map(|costs| Case::exact(costs.all(), 0.0))
        .collect();
    let effect = Effect::of(&cases)?;
    let first = view.call(*warm.first()?.calls.first()?);
    let at_init = at_init(view, &warm, cold);
    let showing = site::positions(&warm);
    let share = view.share(&showing);
    let warm_share = 1.0 - view.profile.subject.cold_share.clamp(0.0, 1.0);
    let middle = |part: fn(&Costs) -> f64| median(costs.iter().map(part)).unwrap_or_default();
    let mut evidence = vec![format!(
        "making it takes {}",
        ms(middle(|costs| costs.making))
    )];
    if middle(|costs| costs.connecting) > 0.0 {
        let connecting = ms(middle(|costs| costs.connecting));
        evidence.push(format!(
            "connections that its calls open anew take {connecting}"
        ));
    }
    if middle(|costs| costs.starting) > 0.0 {
        let starting = ms(middle(|costs| costs.starting));
        evidence.push(format!(
            "its first call takes {starting} longer on the client's side than later calls do"
        ));
    }
    Some(Draft {
        message: format!(
            "`{}`{} at {} is made anew in every invocation, at {} each; made once at init, it costs {} per environment",
            first.operation,
            of_target(first),
            place_of(view.profile, first),
            ms(effect.now.estimate),
            ms(at_init.map_or(0.0, |effect| effect.after.estimate)),
        ),
        advice: "Make it once at the top level of the module, so that warm invocations find it and its connections.".to_owned(),
        evidence,
        place: site::place(view, &warm),
        showing,
        init: at_init,
        invocation: Some(effect),
        price: Price::Millis(effect.saved * share * warm_share),
        calls: site::calls(&warm),
        ..Draft::default()
    })
}

fn of_target(call: &Call) -> String {
    match call.target.as_str() {
        "" => String::new(),
        target => format!(" for `{target}`"),
    }
}

/// Returns what init pays instead: what the first one of an environment took, or else any.
fn at_init(view: &View<'_>, warm: &[Turn], cold: &[Turn]) -> Option<Effect> {
    let turns = if cold.is_empty() { warm } else { cold };
    let cases: Vec<Case> = turns
        .iter()
        .map(|turn| {
            Case::exact(
                0.0,
                union_ms(turn.calls.iter().map(|&call| view.call(call))),
            )
        })
        .collect();
    Effect::of(&cases)
}

/// What one invocation pays for making something.
#[derive(Debug)]
struct Costs {
    making: f64,
    connecting: f64,
    starting: f64,
}

impl Costs {
    fn of(view: &View<'_>, turn: &Turn, later: &BTreeMap<&str, f64>) -> Self {
        let made: Vec<&Call> = turn.calls.iter().map(|&call| view.call(call)).collect();
        let outermost = &view.measured[turn.position].outermost;
        let (mut connecting, mut starting) = (0.0, 0.0);
        let mut charged = BTreeSet::new();
        for &client in &made {
            let served: Vec<usize> = outermost
                .iter()
                .copied()
                .filter(|&index| start(view.call(index)) >= end(client))
                .filter(|&index| serves(client, view.call(index)) && charged.insert(index))
                .collect();
            let Some((&first, others)) = served.split_first() else {
                continue;
            };
            // Where every call opens a connection, it is not the new client's doing.
            if others.iter().all(|&other| connect_ms(view, other) <= 0.0) {
                connecting += connect_ms(view, first);
            }
            starting += first_steps(view, first, later);
        }
        Self {
            making: union_ms(made),
            connecting,
            starting,
        }
    }

    fn all(&self) -> f64 {
        self.making + self.connecting + self.starting
    }
}

/// Returns what the first call of a new client takes longer than later ones on the client's side.
fn first_steps(view: &View<'_>, first: usize, later: &BTreeMap<&str, f64>) -> f64 {
    let part = Parts::of(view, first).client;
    match later.get(view.call(first).library.as_str()) {
        Some(usual) => (part - usual).max(0.0),
        None if view.call(first).kind == CallKind::Aws => part * FIRST_STEPS,
        None => 0.0,
    }
}

/// Tells whether a call is made through something like this client.
pub(super) fn serves(client: &Call, call: &Call) -> bool {
    match (call.kind, client.library.as_str()) {
        (CallKind::Aws, "boto3" | "botocore" | "aiobotocore" | "aioboto3") => {
            let service = call.operation.split('.').next().unwrap_or_default();
            client.target.is_empty() || service::plain(service) == service::plain(&client.target)
        }
        (CallKind::Connect, _) => false,
        (CallKind::Sql, library) => {
            library == call.library || library.eq_ignore_ascii_case("sqlalchemy")
        }
        (_, library) => library == call.library,
    }
}

/// Returns by library the client's part of calls that are not the first of an invocation.
fn client_parts<'a>(view: &View<'a>) -> BTreeMap<&'a str, f64> {
    let mut parts: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for measured in &view.measured {
        let mut seen = BTreeSet::new();
        for &index in &measured.outermost {
            let call = view.call(index);
            if !seen.insert((&call.library, &call.operation)) {
                parts
                    .entry(&call.library)
                    .or_default()
                    .push(Parts::of(view, index).client);
            }
        }
    }
    let medians = parts.into_iter();
    medians
        .filter_map(|(library, parts)| Some((library, median(parts)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Made, Trace, aws, http, near, of_kind};
    use super::*;
    use crate::document::Worth;

    fn client(millis: f64) -> Made {
        let client = of_kind(CallKind::Client, "boto3", "boto3.client").took(millis);
        client.line(8).with(|call| call.target = "dynamodb".into())
    }

    fn read(client: f64, connect: f64) -> Made {
        let request = http("POST", "dynamodb")
            .took(3.0 + connect)
            .connects(connect);
        aws("DynamoDB.GetItem", "orders")
            .took(3.0 + connect + client)
            .child(request)
    }

    fn calls() -> Vec<Made> {
        vec![client(6.0), read(2.0, 1.5), read(0.5, 0.0)]
    }

    #[test]
    fn what_every_invocation_makes_is_paid_once() {
        let mut trace = Trace::new();
        trace.cold(0, vec![client(60.0), read(2.0, 1.5), read(0.5, 0.0)]);
        for _ in 0..6 {
            trace.warm(0, calls());
        }
        let found = trace.only(&PATTERN);
        let now = found.invocation_now_ms.unwrap();
        // The client, its connection, and its lazy first steps.
        assert!((now.estimate - (6.0 + 1.5 + 1.5)).abs() < 1e-9, "{now:?}");
        assert!(near(found.invocation_after_ms, 0.0));
        assert!((found.init_after_ms.unwrap().estimate - 60.0).abs() < 1e-9);
        let dollars = 0.99 * 9.0 / 1e3 * (1769.0 / 1024.0) * 16.666_7;
        assert!((found.saved_dollars_per_million - dollars).abs() < 1e-6);
        assert_eq!((found.worth, found.line), (Worth::Fix, Some(8)));
        assert_eq!(
            found.message,
            "`boto3.client` for `dynamodb` at `app.py:8` is made anew in every invocation, at 9.00 ms each; \
             made once at init, it costs 60.0 ms per environment"
        );
    }

    #[test]
    fn the_first_steps_of_an_only_call_are_half_of_the_clients_part() {
        let mut trace = Trace::new();
        for _ in 0..3 {
            trace.warm(0, vec![client(6.0), read(2.0, 1.5)]);
        }
        assert!(near(
            trace.only(&PATTERN).invocation_now_ms,
            6.0 + 1.5 + 1.0
        ));
    }

    #[test]
    fn connections_that_every_call_opens_are_not_the_clients() {
        let mut trace = Trace::new();
        for _ in 0..3 {
            trace.warm(0, vec![client(6.0), read(0.5, 1.5), read(0.5, 1.5)]);
        }
        assert!(near(trace.only(&PATTERN).invocation_now_ms, 6.0));
    }

    #[test]
    fn what_is_made_once_per_environment_is_left_alone() {
        let mut trace = Trace::new();
        trace.cold(0, calls());
        trace.warm(0, vec![read(0.5, 0.0)]);
        // Another event is first to need it, in a warm invocation.
        trace.cold(0, vec![]);
        trace.warm(1, calls());
        trace.warm(1, vec![read(0.5, 0.0)]);
        assert_eq!(trace.find(&PATTERN), []);
    }

    #[test]
    fn cold_invocations_alone_prove_nothing() {
        let mut trace = Trace::new();
        trace.cold(0, calls());
        trace.cold(0, calls());
        assert_eq!(trace.find(&PATTERN), []);
    }

    #[test]
    fn a_session_that_a_library_makes_for_one_call_is_not_the_users() {
        let mut trace = Trace::new();
        for _ in 0..3 {
            let session = of_kind(CallKind::Client, "requests", "requests.Session");
            trace.warm(0, vec![http("GET", "a").child(session)]);
        }
        assert_eq!(trace.find(&PATTERN), []);
    }

    #[test]
    fn a_connection_to_a_database_counts_too() {
        let mut trace = Trace::new();
        for _ in 0..3 {
            trace.warm(
                0,
                vec![of_kind(CallKind::Connect, "psycopg", "psycopg.connect").took(12.0)],
            );
        }
        assert!((trace.only(&PATTERN).invocation_now_ms.unwrap().estimate - 12.0).abs() < 1e-9);
    }

    #[test]
    fn a_session_that_costs_nothing_is_not_worth_it() {
        let mut trace = Trace::new();
        for _ in 0..3 {
            trace.warm(0, vec![client(0.03)]);
        }
        assert_eq!(trace.only(&PATTERN).worth, Worth::NotWorthIt);
    }
}
