//! Calls that needed more than one attempt.
//!
//! **Model.** Without the cause of the retries, a call takes what its library does besides requests
//! and its last request. Where requests are not known apart, each attempt is taken to be as long as
//! the others. The pauses between attempts go as well.

use super::Pattern;
use super::draft::Draft;
use super::effect::{Case, Effect};
use super::site::{self, Turn};
use super::view::{View, duration};
use super::wording::{count, ms, place_of, what};
use crate::document::Finding;

pub(super) const PATTERN: Pattern = Pattern {
    name: "retried-call",
    saves_calls: true,
    find,
};

fn find(view: &View<'_>) -> Vec<Finding> {
    let found = site::outermost(view).into_values().filter_map(|turns| {
        let n_calls = turns.iter().map(|turn| turn.calls.len()).sum();
        let retried: Vec<Turn> = turns
            .into_iter()
            .map(|mut turn| {
                turn.calls
                    .retain(|&call| view.call(call).attempts.is_some_and(|n| n > 1));
                turn
            })
            .filter(|turn| !turn.calls.is_empty())
            .collect();
        draft(view, &retried, n_calls)
    });
    found
        .map(|draft| draft.finish(PATTERN.name, view))
        .collect()
}

fn draft(view: &View<'_>, turns: &[Turn], n_calls: usize) -> Option<Draft> {
    let cases: Vec<Case> = turns
        .iter()
        .map(|turn| {
            let now = turn
                .calls
                .iter()
                .map(|&call| duration(view.call(call)))
                .sum();
            let after = turn.calls.iter().map(|&call| once(view, call)).sum();
            Case::exact(now, after)
        })
        .collect();
    let effect = Effect::of(&cases)?;
    let first = view.call(*turns.first()?.calls.first()?);
    let n_retried: usize = turns.iter().map(|turn| turn.calls.len()).sum();
    let calls = turns
        .iter()
        .flat_map(|turn| &turn.calls)
        .map(|&call| view.call(call));
    let most = calls.filter_map(|call| call.attempts).max()?;
    Some(Draft {
        message: format!(
            "{n_retried} of {} of {} from {} needed more than one attempt, up to {most}; they take {} of an \
             invocation, and {} if the first succeeds",
            count(n_calls, "call"),
            what(first),
            place_of(view.profile, first),
            ms(effect.now.estimate),
            ms(effect.after.estimate),
        ),
        advice: "Find out why the first attempt fails: throttling (capacity, rate), a dropped connection, a time limit that is too short.".to_owned(),
        place: site::place(view, turns),
        showing: site::positions(turns),
        invocation: Some(effect),
        calls: site::calls(turns),
        ..Draft::default()
    })
}

/// Returns what a retried call takes if its first attempt succeeds.
fn once(view: &View<'_>, index: usize) -> f64 {
    let call = view.call(index);
    let requests = view.children(index);
    match requests {
        [_, .., last] => {
            let all: f64 = requests.iter().map(|&each| duration(view.call(each))).sum();
            let pauses = duration(call) - all;
            // The library's own work is not told from its pauses: the shortest request bounds it.
            let own = requests
                .iter()
                .map(|&each| duration(view.call(each)))
                .fold(pauses, f64::min);
            (own.max(0.0) + duration(view.call(*last))).min(duration(call))
        }
        _ => duration(call) / f64::from(call.attempts.unwrap_or(1).max(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Trace, aws, http, near};
    use super::*;

    #[test]
    fn a_retry_costs_the_first_attempt_and_the_pause() {
        let mut trace = Trace::new();
        let retried = aws("DynamoDB.GetItem", "orders")
            .took(60.0)
            .with(|call| call.attempts = Some(2));
        let retried = retried
            .child(http("POST", "d").took(5.0))
            .child(http("POST", "d").took(4.0));
        trace.warm(
            0,
            vec![
                retried,
                aws("DynamoDB.GetItem", "orders").with(|call| call.attempts = Some(1)),
            ],
        );
        let found = trace.only(&PATTERN);
        assert!(near(found.invocation_now_ms, 60.0) && near(found.invocation_after_ms, 8.0));
        assert!(
            found
                .message
                .starts_with("1 of 2 calls of `DynamoDB.GetItem` on `orders` from `app.py:14`")
        );
        assert_eq!(found.calls, [0]);
    }

    #[test]
    fn without_requests_attempts_are_alike() {
        let mut trace = Trace::new();
        trace.warm(
            0,
            vec![
                aws("S3.PutObject", "b")
                    .took(30.0)
                    .with(|call| call.attempts = Some(3)),
            ],
        );
        assert!(near(trace.only(&PATTERN).invocation_after_ms, 10.0));
    }

    #[test]
    fn first_attempts_that_succeed_are_fine() {
        let mut trace = Trace::new();
        trace.warm(
            0,
            vec![
                aws("S3.PutObject", "b").with(|call| call.attempts = Some(1)),
                aws("S3.PutObject", "b"),
            ],
        );
        assert_eq!(trace.find(&PATTERN), []);
    }
}
