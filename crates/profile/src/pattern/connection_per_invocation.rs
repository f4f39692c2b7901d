//! A new connection in every invocation, though nothing made a new client: keep-alive is off, or the
//! library opens one per call.
//!
//! Per invocation means the same as for `client-in-handler`: one environment did so at least twice.
//! Where a client of the user's was made before it in the same invocation, that pattern has it.
//!
//! **Model.** A connection that is kept costs nothing; what opening it took (name lookup, TCP, TLS)
//! was measured.

use std::collections::BTreeMap;

use super::Pattern;
use super::client_in_handler::serves;
use super::draft::Draft;
use super::effect::{Case, Effect};
use super::parts::connect_ms;
use super::site::{self, Turn};
use super::view::{Measured, View, end, start};
use super::wording::{ms, place_of, range, what};
use crate::document::{Call, CallKind, Finding};

pub(super) const PATTERN: Pattern = Pattern {
    name: "connection-per-invocation",
    saves_calls: false,
    find,
};

fn find(view: &View<'_>) -> Vec<Finding> {
    let found = site::outermost(view).into_values().filter_map(|turns| {
        let connecting: Vec<Turn> = turns
            .into_iter()
            .map(|mut turn| {
                let measured = &view.measured[turn.position];
                turn.calls.retain(|&call| opens(view, measured, call));
                turn
            })
            .filter(|turn| !turn.calls.is_empty())
            .filter(|turn| !view.measured[turn.position].invocation.cold)
            .collect();
        is_per_invocation(view, &connecting).then(|| draft(view, &connecting))?
    });
    found
        .map(|draft| draft.finish(PATTERN.name, view))
        .collect()
}

/// Tells whether a call opened a connection that no new client of the user's accounts for.
fn opens(view: &View<'_>, measured: &Measured<'_>, index: usize) -> bool {
    let call = view.call(index);
    if call.kind == CallKind::Connect || connect_ms(view, index) <= 0.0 {
        return false;
    }
    let clients = measured.calls.iter().map(|&each| view.call(each));
    let makes = |client: &&Call| matches!(client.kind, CallKind::Client | CallKind::Connect);
    let mut clients = clients
        .filter(makes)
        .filter(|client| client.parent.is_none());
    !clients.any(|client| end(client) <= start(call) && serves(client, call))
}

/// Tells whether one environment did so in two warm invocations.
fn is_per_invocation(view: &View<'_>, turns: &[Turn]) -> bool {
    let mut environments: BTreeMap<usize, usize> = BTreeMap::new();
    for turn in turns {
        let environment = view.measured[turn.position].invocation.environment;
        *environments.entry(environment).or_default() += 1;
    }
    environments.values().any(|&n| n > 1)
}

fn draft(view: &View<'_>, turns: &[Turn]) -> Option<Draft> {
    let cases: Vec<Case> = turns
        .iter()
        .map(|turn| {
            Case::exact(
                turn.calls.iter().map(|&call| connect_ms(view, call)).sum(),
                0.0,
            )
        })
        .collect();
    let effect = Effect::of(&cases)?;
    let first = view.call(*turns.first()?.calls.first()?);
    let counts: Vec<usize> = turns.iter().map(|turn| turn.calls.len()).collect();
    let connections = if counts.iter().all(|&n| n == 1) {
        "a new connection".to_owned()
    } else {
        format!("{} new connections", range(&counts))
    };
    Some(Draft {
        message: format!(
            "{} from {} opens {connections} in every invocation, which takes {}",
            what(first),
            place_of(view.profile, first),
            ms(effect.now.estimate),
        ),
        advice: advice(&first.library).to_owned(),
        evidence: evidence(&counts),
        place: site::place(view, turns),
        showing: site::positions(turns),
        invocation: Some(effect),
        calls: site::calls(turns),
        ..Draft::default()
    })
}

fn evidence(counts: &[usize]) -> Vec<String> {
    let mut facts = vec![
        "over TLS and a longer way, as in production, a connection takes several times what it takes here"
            .to_owned(),
    ];
    if counts.iter().any(|&n| n > 1) {
        facts.push(
            "calls right after each other open one each: the other side may be closing connections, as simple test \
             servers do"
                .to_owned(),
        );
    }
    facts
}

fn advice(library: &str) -> &'static str {
    match library {
        "requests" => {
            "Make a `requests.Session` at the top level of the module and call through it."
        }
        "httpx" => "Make an `httpx.Client` at the top level of the module and call through it.",
        "urllib.request" | "http.client" => {
            "Keep an `http.client.HTTPConnection` or a `urllib3.PoolManager` at the top level of the module."
        }
        "aiohttp" => {
            "Keep one `aiohttp.ClientSession` and one event loop for all invocations of an environment."
        }
        _ => {
            "Keep the client and its connections at the top level of the module, with keep-alive on."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Trace, http, near, of_kind};
    use super::*;

    #[test]
    fn a_connection_for_every_invocation_is_found() {
        let mut trace = Trace::new();
        for _ in 0..3 {
            trace.warm(
                0,
                vec![
                    http("GET", "api")
                        .took(20.0)
                        .child(http("GET", "api").connects(8.0)),
                ],
            );
        }
        let found = trace.only(&PATTERN);
        assert!(near(found.invocation_now_ms, 8.0) && near(found.invocation_after_ms, 0.0));
    }

    #[test]
    fn one_connection_or_one_of_a_new_client_is_not() {
        let mut trace = Trace::new();
        trace.warm(0, vec![http("GET", "api").connects(8.0)]);
        trace.warm(0, vec![http("GET", "api")]);
        trace.warm(0, vec![http("GET", "api")]);
        assert_eq!(trace.find(&PATTERN), []);
        let mut trace = Trace::new();
        for _ in 0..3 {
            let session = of_kind(CallKind::Client, "urllib3", "urllib3.PoolManager");
            trace.warm(0, vec![session, http("GET", "api").connects(8.0)]);
        }
        assert_eq!(trace.find(&PATTERN), []);
    }
}
