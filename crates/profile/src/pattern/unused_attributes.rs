//! Attributes and columns that came back and that the code never mentions.
//!
//! Known are the names that the user's code mentions while it handles an event: string constants,
//! names of attributes, arguments. Only reads are judged of whose fields some are mentioned and
//! some are not: code that mentions none passes the whole on, and needs what it needs.
//!
//! **Model.** Unneeded bytes cost what bytes cost: the slope of duration over bytes received, over all
//! reads of the same library in the profile (the median of slopes between pairs of calls, as Theil and
//! Sen have it). Where sizes hardly differ no slope is known, and nothing is predicted. A projection does
//! not lower the read capacity that `DynamoDB` charges, which goes by the size of items.

use std::collections::{BTreeMap, BTreeSet};

use super::Pattern;
use super::draft::Draft;
use super::effect::{Case, Effect, median};
use super::site::{self, Turn};
use super::view::{View, duration};
use super::wording::{bytes, list, ms, place_of, what};
use crate::document::{Call, CallKind, Finding};

pub(super) const PATTERN: Pattern = Pattern {
    name: "unused-attributes",
    saves_calls: false,
    find,
};

/// Calls of a library that a slope rests on: at least, and at most.
const FEWEST: usize = 6;
const MOST: usize = 200;

fn find(view: &View<'_>) -> Vec<Finding> {
    if view.names.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let slopes = slopes(view);
    let found = site::outermost(view).into_values().filter_map(|turns| {
        let unused = Unused::of(view, &turns)?;
        let slope = slopes
            .get(view.call(turns[0].calls[0]).library.as_str())
            .copied();
        draft(view, &turns, &unused, slope)
    });
    found
        .map(|draft| draft.finish(PATTERN.name, view))
        .collect()
}

/// Fields of a site's answers that no event's code mentions.
#[derive(Debug)]
struct Unused {
    names: Vec<String>,
    n_fields: usize,
}

impl Unused {
    fn of(view: &View<'_>, turns: &[Turn]) -> Option<Self> {
        let mut fields: BTreeSet<&str> = BTreeSet::new();
        let mut mentioned: BTreeSet<&str> = BTreeSet::new();
        for turn in turns {
            let event = view.measured[turn.position].invocation.event;
            mentioned.extend(view.names.get(event)?.iter().map(String::as_str));
            for &call in &turn.calls {
                let call = view.call(call);
                let detail = call.detail.as_ref().filter(|_| has_names(call))?;
                if detail.projected {
                    return None;
                }
                fields.extend(detail.fields.iter().map(|(name, _)| name.as_str()));
            }
        }
        let (used, unused): (Vec<&str>, Vec<&str>) =
            fields.iter().partition(|name| mentioned.contains(**name));
        let some = !used.is_empty() && !unused.is_empty();
        some.then(|| Self {
            names: unused.into_iter().map(str::to_owned).collect(),
            n_fields: fields.len(),
        })
    }

    /// Returns the bytes of these fields in a call's answer.
    fn bytes(&self, call: &Call) -> u64 {
        let fields = call.detail.iter().flat_map(|detail| &detail.fields);
        let unused = fields.filter(|(name, _)| self.names.contains(name));
        unused.fold(0, |sum, (_, bytes)| bytes.saturating_add(sum))
    }
}

/// Tells whether a call's answer has fields that could have been left out.
fn has_names(call: &Call) -> bool {
    let star = |statement: &str| statement.contains('*');
    match call.kind {
        CallKind::Aws => call.operation.starts_with("DynamoDB."),
        CallKind::Sql => call.statement.as_deref().is_some_and(star),
        CallKind::Mongodb => true,
        _ => false,
    }
}

/// Returns the milliseconds that a byte takes, by library, where sizes differ enough to tell.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53 bytes")]
fn slopes<'a>(view: &View<'a>) -> BTreeMap<&'a str, f64> {
    let mut points: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for &index in view
        .measured
        .iter()
        .flat_map(|measured| &measured.outermost)
    {
        let call = view.call(index);
        let points = points.entry(&call.library).or_default();
        if let Some(bytes) = call.response_bytes.filter(|_| points.len() < MOST) {
            points.push((bytes as f64, duration(call)));
        }
    }
    let slopes = points.into_iter().filter_map(|(library, points)| {
        let sizes = points.iter().map(|&(bytes, _)| bytes);
        let (least, most) = sizes.fold((f64::INFINITY, 0.0_f64), |(least, most), bytes| {
            (least.min(bytes), most.max(bytes))
        });
        let slope = (points.len() >= FEWEST && most >= 2.0 * least).then(|| slope(&points))?;
        slope
            .filter(|slope| *slope > 0.0)
            .map(|slope| (library, slope))
    });
    slopes.collect()
}

fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let pairs = points.iter().enumerate().flat_map(|(index, one)| {
        let others = points[index + 1..].iter();
        others
            .filter(|other| (other.0 - one.0).abs() >= 1.0)
            .map(|other| (other.1 - one.1) / (other.0 - one.0))
    });
    median(pairs)
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53 bytes")]
fn draft(view: &View<'_>, turns: &[Turn], unused: &Unused, slope: Option<f64>) -> Option<Draft> {
    let of_turn = |turn: &Turn| -> u64 {
        let calls = turn.calls.iter().map(|&call| unused.bytes(view.call(call)));
        calls.fold(0, u64::saturating_add)
    };
    let cases: Vec<Case> = turns
        .iter()
        .map(|turn| {
            let now: f64 = turn
                .calls
                .iter()
                .map(|&call| duration(view.call(call)))
                .sum();
            let saved = slope.unwrap_or(0.0) * of_turn(turn) as f64;
            Case::exact(now, (now - saved).max(0.0))
        })
        .collect();
    let effect = Effect::of(&cases)?;
    let first = view.call(*turns.first()?.calls.first()?);
    let most = turns.iter().map(of_turn).max().unwrap_or_default();
    let mut evidence =
        vec!["whole items that are passed on without naming their parts may need more".to_owned()];
    if slope.is_none() {
        evidence.push(
            "what a byte costs cannot be told from answers of about the same size".to_owned(),
        );
    }
    let advice = match first.kind {
        CallKind::Aws => {
            "Ask for what is needed with `ProjectionExpression`; it saves time on the wire and in parsing, not read capacity."
        }
        CallKind::Sql => "Name the columns that are needed instead of `*`.",
        _ => "Ask for what is needed with a projection.",
    };
    let time = match slope {
        Some(_) => format!(
            ", {} of {}",
            ms(effect.saved.max(0.0)),
            ms(effect.now.estimate)
        ),
        None => String::new(),
    };
    Some(Draft {
        message: format!(
            "{} of {} fields that {} from {} brings back are never mentioned ({}): {} per invocation{time}",
            unused.names.len(),
            unused.n_fields,
            what(first),
            place_of(view.profile, first),
            list(&unused.names, 4),
            bytes(most),
        ),
        advice: advice.to_owned(),
        evidence,
        place: site::place(view, turns),
        showing: site::positions(turns),
        invocation: Some(effect),
        calls: site::calls(turns),
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Made, Trace, aws, near, sql};
    use super::*;
    use crate::document::Worth;

    fn read(size: u64) -> Made {
        let read = aws("DynamoDB.GetItem", "orders").with(|call| call.response_bytes = Some(size));
        // 2 ms, and one for each 10 kB.
        let read = read.took(2.0 + f64::from(u32::try_from(size).unwrap()) / 1e4);
        read.detail(|detail| detail.fields = vec![("id".into(), 10), ("history".into(), size - 10)])
    }

    fn trace(calls: Vec<Made>, names: &[&str]) -> Trace {
        let mut trace = Trace::new();
        trace.warm(0, calls);
        trace.names = vec![names.iter().map(|&name| name.to_owned()).collect()];
        trace
    }

    #[test]
    fn what_is_never_mentioned_costs_what_bytes_cost() {
        let sizes = [10_000, 20_000, 30_000, 40_000, 50_000, 60_000];
        let found = trace(sizes.map(read).to_vec(), &["id", "x"]).only(&PATTERN);
        assert!(near(found.invocation_now_ms, 33.0), "{found:?}");
        // All but 60 bytes of 210 kB.
        assert!(near(found.invocation_after_ms, 12.006), "{found:?}");
        assert_eq!(found.worth, Worth::Fix);
        assert!(
            found
                .message
                .starts_with("1 of 2 fields that `DynamoDB.GetItem` on `orders`"),
            "{}",
            found.message
        );
    }

    #[test]
    fn without_a_slope_nothing_is_promised() {
        let found = trace(vec![read(10_000)], &["id"]).only(&PATTERN);
        assert_eq!(found.worth, Worth::NotWorthIt);
    }

    #[test]
    fn code_that_mentions_all_or_none_is_left_alone() {
        assert_eq!(
            trace(vec![read(100)], &["id", "history"]).find(&PATTERN),
            []
        );
        assert_eq!(trace(vec![read(100)], &["x"]).find(&PATTERN), []);
        assert_eq!(trace(vec![read(100)], &[]).find(&PATTERN), []);
        let projected = read(100).detail(|detail| detail.projected = true);
        assert_eq!(trace(vec![projected], &["id"]).find(&PATTERN), []);
        let named = sql("SELECT id, history FROM t").detail(|detail| {
            detail.fields = vec![("id".into(), 1), ("history".into(), 9)];
        });
        assert_eq!(trace(vec![named], &["id"]).find(&PATTERN), []);
    }
}
