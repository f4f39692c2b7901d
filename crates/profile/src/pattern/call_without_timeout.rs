//! Calls that may wait for ever.
//!
//! **Model.** They cost nothing while the other side answers, so nothing is saved and no time is
//! predicted. When it hangs, the invocation lasts, and is billed, until the function's own timeout,
//! and ends as a function error instead of one that the code could handle. That is a risk, listed
//! below what saves money. Running another process is left out: it is the function's own.

use std::collections::{BTreeMap, BTreeSet};

use super::Pattern;
use super::draft::{Draft, Place, Price};
use super::view::View;
use super::wording::{count, list, place};
use crate::document::{CallKind, Finding, Timeout};

pub(super) const PATTERN: Pattern = Pattern {
    name: "call-without-timeout",
    saves_calls: false,
    find,
};

fn find(view: &View<'_>) -> Vec<Finding> {
    let mut libraries: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let all = view.measured.iter().chain(&view.cold);
    for &index in all.flat_map(|measured| &measured.outermost) {
        let call = view.call(index);
        // Only the outer call's own word counts: it may limit what the one below it does not.
        if call.kind != CallKind::Process && call.timeout == Timeout::Unlimited {
            libraries.entry(&call.library).or_default().push(index);
        }
    }
    let found = libraries.into_iter();
    let found = found.map(|(library, calls)| draft(view, library, calls));
    found
        .map(|draft| draft.finish(PATTERN.name, view))
        .collect()
}

fn draft(view: &View<'_>, library: &str, calls: Vec<usize>) -> Draft {
    let of = || calls.iter().map(|&call| view.call(call));
    let whom: BTreeSet<&str> = of().map(|call| call.target.as_str()).collect();
    let whom: Vec<&str> = whom
        .into_iter()
        .filter(|target| !target.is_empty())
        .collect();
    let to = match whom.as_slice() {
        [] => String::new(),
        whom => format!(" to {}", list(whom, 3)),
    };
    let mut lines: BTreeMap<Place, usize> = BTreeMap::new();
    for call in of() {
        *lines.entry(Place::of(call)).or_default() += 1;
    }
    let shown = |at: &Place| place(view.profile, at.file.as_deref(), at.line);
    let mut from = lines
        .keys()
        .take(3)
        .map(shown)
        .collect::<Vec<String>>()
        .join(", ");
    if lines.len() > 3 {
        from = format!("{from} and {}", count(lines.len() - 3, "more line"));
    }
    let invocations = of().filter_map(|call| view.profile.invocations.get(call.invocation?));
    let events: BTreeSet<usize> = invocations.map(|invocation| invocation.event).collect();
    Draft {
        message: format!(
            "What `{library}` calls{to} from {from} has no time limit: when the other side hangs, the invocation \
             lasts until the function's own timeout"
        ),
        advice: advice(library).to_owned(),
        evidence: lines
            .iter()
            .take(20)
            .map(|(at, n)| format!("{} from {}", count(*n, "call"), shown(at)))
            .collect(),
        place: lines.keys().next().cloned().unwrap_or_default(),
        events: events.into_iter().collect(),
        price: Price::Risk,
        calls,
        ..Draft::default()
    }
}

fn advice(library: &str) -> &'static str {
    match library {
        "requests" => {
            "Pass `timeout=(connect, read)` in seconds, each well below the function's timeout."
        }
        "urllib.request" | "http.client" | "urllib3" => {
            "Pass `timeout=` in seconds, well below the function's timeout."
        }
        "httpx" => {
            "Do not pass `timeout=None`: the default of 5 seconds, or `httpx.Timeout`, is a limit."
        }
        "aiohttp" => {
            "Pass `timeout=aiohttp.ClientTimeout(total=..)`, well below the function's timeout."
        }
        "redis" => "Make the client with `socket_timeout` and `socket_connect_timeout`.",
        "pymongo" => {
            "Make the client with `timeoutMS`, or `socketTimeoutMS` and `serverSelectionTimeoutMS`."
        }
        "psycopg" | "psycopg2" => {
            "Connect with `connect_timeout`, and set `statement_timeout` in the session."
        }
        _ => {
            "Give the call, or the client that makes it, a time limit well below the function's timeout."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Made, Trace, http, of_kind};
    use super::*;
    use crate::document::Worth;

    fn limited(made: Made, timeout: Timeout) -> Made {
        made.with(|call| call.timeout = timeout)
    }

    #[test]
    fn a_call_that_may_wait_for_ever_is_a_risk() {
        let mut trace = Trace::new();
        for _ in 0..2 {
            trace.warm(
                0,
                vec![limited(http("GET", "api.example.com"), Timeout::Unlimited)],
            );
        }
        let found = trace.only(&PATTERN);
        assert_eq!(found.worth, Worth::Risk);
        assert!(found.message.starts_with(
            "What `urllib3` calls to `api.example.com` from `app.py:14` has no time limit"
        ));
        assert_eq!(
            (found.events.as_slice(), found.calls.as_slice()),
            (&[0][..], &[0, 1][..])
        );
        assert!(found.saved_dollars_per_million.abs() < f64::EPSILON);
    }

    #[test]
    fn lines_of_one_library_are_one_risk() {
        let mut trace = Trace::new();
        let at = |line| limited(http("GET", "a").line(line), Timeout::Unlimited);
        trace.warm(0, [1, 2, 3, 4, 5].map(at).to_vec());
        let found = trace.only(&PATTERN);
        assert!(
            found.message.contains("`app.py:3` and 2 more lines"),
            "{}",
            found.message
        );
        assert_eq!((found.line, found.evidence.len()), (Some(1), 5));
    }

    #[test]
    fn a_limit_or_silence_is_no_risk() {
        let mut trace = Trace::new();
        let limit = Timeout::Seconds(3.0);
        let inner = limited(http("GET", "a"), Timeout::Unlimited);
        trace.warm(
            0,
            vec![
                limited(http("GET", "a"), limit).child(inner),
                limited(http("GET", "b"), Timeout::Unknown),
                limited(
                    of_kind(CallKind::Process, "subprocess", "ls"),
                    Timeout::Unlimited,
                ),
            ],
        );
        assert_eq!(trace.find(&PATTERN), []);
    }
}
