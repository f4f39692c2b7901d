//! Tables that are looked through item by item: DynamoDB scans, and queries that keep little of what
//! they look at.
//!
//! **Model.** Looking at items is what the service's part of the time goes to, and read capacity with
//! it, which is charged for items that were looked at. A query by key looks at what it returns: the
//! client's part of one call stays, and of the service's part the share of items that were kept, but
//! no less than the shortest call of that service in the profile took. A scan that keeps all it looks
//! at is what it is; it still grows with the table, which is a risk.

use std::collections::BTreeMap;

use super::Pattern;
use super::draft::{Draft, Price};
use super::effect::{Case, Effect, median};
use super::parts::Parts;
use super::service;
use super::site::{self, Turn};
use super::view::{View, duration, union_ms};
use super::wording::{count, ms, place_of, what};
use crate::document::{Call, CallKind, Finding};

pub(super) const PATTERN: Pattern = Pattern {
    name: "whole-table-scan",
    saves_calls: true,
    find,
};

/// A query that looks at this many times what it keeps is as bad as a scan,
const TIMES_KEPT: u64 = 10;

/// from this many items on.
const LEAST_SCANNED: u64 = 100;

fn find(view: &View<'_>) -> Vec<Finding> {
    let fastest = fastest(view);
    let found = site::outermost(view).into_values().filter_map(|turns| {
        let scanning: Vec<Turn> = turns
            .into_iter()
            .filter(|turn| turn.calls.iter().any(|&call| is_scan(view.call(call))))
            .collect();
        draft(view, &scanning, &fastest)
    });
    found
        .map(|draft| draft.finish(PATTERN.name, view))
        .collect()
}

fn is_scan(call: &Call) -> bool {
    if call.kind != CallKind::Aws {
        return false;
    }
    let scanned = call
        .detail
        .as_ref()
        .and_then(|detail| detail.scanned)
        .unwrap_or(0);
    let kept = call.rows.unwrap_or(scanned).max(1);
    let wasteful = scanned >= LEAST_SCANNED && scanned / kept >= TIMES_KEPT;
    match call.operation.as_str() {
        "DynamoDB.Scan" => true,
        "DynamoDB.Query" => wasteful,
        _ => false,
    }
}

/// Returns the shortest call of each service.
fn fastest(view: &View<'_>) -> BTreeMap<String, f64> {
    let mut fastest: BTreeMap<String, f64> = BTreeMap::new();
    for &index in view
        .measured
        .iter()
        .flat_map(|measured| &measured.outermost)
    {
        let call = view.call(index);
        if call.kind == CallKind::Aws {
            let shortest = fastest.entry(service_of(call)).or_insert(f64::INFINITY);
            *shortest = shortest.min(duration(call));
        }
    }
    fastest
}

fn service_of(call: &Call) -> String {
    service::plain(call.operation.split('.').next().unwrap_or_default())
}

/// Items that were looked at and kept by the calls of one invocation.
fn items(view: &View<'_>, turn: &Turn) -> (u64, u64) {
    let calls = turn.calls.iter().map(|&call| view.call(call));
    calls.fold((0, 0), |(scanned, kept), call| {
        let rows = call.rows.unwrap_or(0);
        let looked = call
            .detail
            .as_ref()
            .and_then(|detail| detail.scanned)
            .unwrap_or(rows);
        (
            looked.max(rows).saturating_add(scanned),
            rows.saturating_add(kept),
        )
    })
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of counts")]
fn case(view: &View<'_>, turn: &Turn, fastest: &BTreeMap<String, f64>) -> Case {
    let now = union_ms(turn.calls.iter().map(|&call| view.call(call)));
    let (scanned, kept) = items(view, turn);
    if kept >= scanned {
        return Case::exact(now, now);
    }
    let parts: Vec<Parts> = turn
        .calls
        .iter()
        .map(|&call| Parts::of(view, call))
        .collect();
    let client = median(parts.iter().map(|parts| parts.client)).unwrap_or_default();
    let service: f64 = parts.iter().map(|parts| parts.service).sum();
    let shortest = turn
        .calls
        .first()
        .and_then(|&call| fastest.get(&service_of(view.call(call))));
    let shortest = shortest.copied().unwrap_or(0.0);
    let after = client + service * (kept as f64 / scanned as f64);
    Case::exact(now, after.max(shortest).min(now))
}

fn draft(view: &View<'_>, turns: &[Turn], fastest: &BTreeMap<String, f64>) -> Option<Draft> {
    let cases: Vec<Case> = turns.iter().map(|turn| case(view, turn, fastest)).collect();
    let effect = Effect::of(&cases)?;
    let typical = turns.iter().max_by_key(|turn| items(view, turn).0)?;
    let first = view.call(*typical.calls.first()?);
    let (scanned, kept) = items(view, typical);
    let reads = if first.operation == "DynamoDB.Scan" {
        "reads the whole table"
    } else {
        "looks at more than it returns"
    };
    Some(Draft {
        message: format!(
            "{} from {} {reads}: {scanned} items looked at in {}, {kept} kept; it takes {} of an invocation, and a query \
             by key about {}",
            what(first),
            place_of(view.profile, first),
            count(typical.calls.len(), "call"),
            ms(effect.now.estimate),
            ms(effect.after.estimate),
        ),
        advice: "Query by the table's key, or by that of a global secondary index, instead of filtering what was read.".to_owned(),
        evidence: vec!["time and read capacity grow with the table, not with what is kept".to_owned()],
        place: site::place(view, turns),
        showing: site::positions(turns),
        invocation: Some(effect),
        price: Price::Risk,
        calls: site::calls(turns),
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Made, Trace, aws, http, near};
    use super::*;
    use crate::document::Worth;

    fn read(operation: &str, scanned: u64, kept: u64) -> Made {
        let read = aws(operation, "orders")
            .took(41.0)
            .child(http("POST", "d").took(40.0));
        let read = read.with(|call| call.rows = Some(kept));
        read.detail(|detail| detail.scanned = Some(scanned))
    }

    #[test]
    fn a_scan_that_keeps_little_would_be_a_query() {
        let mut trace = Trace::new();
        trace.warm(
            0,
            vec![
                read("DynamoDB.Scan", 1_000, 100),
                read("DynamoDB.Scan", 1_000, 0),
            ],
        );
        let found = trace.only(&PATTERN);
        assert!(near(found.invocation_now_ms, 82.0));
        // No call took less than 41 ms.
        assert!(near(found.invocation_after_ms, 41.0));
        assert_eq!(found.worth, Worth::Fix);
        assert!(
            found
                .message
                .contains("2000 items looked at in 2 calls, 100 kept"),
            "{}",
            found.message
        );
    }

    #[test]
    fn a_scan_that_keeps_all_is_a_risk() {
        let mut trace = Trace::new();
        trace.warm(0, vec![read("DynamoDB.Scan", 5, 5)]);
        assert_eq!(trace.only(&PATTERN).worth, Worth::Risk);
    }

    #[test]
    fn a_query_is_found_only_if_it_looks_at_much_and_keeps_little() {
        let mut trace = Trace::new();
        trace.warm(
            0,
            vec![
                read("DynamoDB.Query", 500, 20),
                aws("DynamoDB.GetItem", "orders"),
            ],
        );
        assert!(near(trace.only(&PATTERN).invocation_after_ms, 4.0));
        for (scanned, kept) in [(500, 100), (50, 1), (20, 20)] {
            let mut trace = Trace::new();
            trace.warm(0, vec![read("DynamoDB.Query", scanned, kept)]);
            assert_eq!(trace.find(&PATTERN), []);
        }
    }
}
