//! The same read more than once in one invocation, with the same answer each time.
//!
//! **Model.** The first one stays, the others go. Nothing else changes: the answer is kept in a
//! variable for the rest of the invocation.

use std::collections::{BTreeMap, BTreeSet};

use super::Pattern;
use super::draft::Draft;
use super::effect::{Case, Effect};
use super::site::{self, Turn};
use super::view::{Measured, View, duration, union_ms};
use super::wording::{ms, place_of, range, what};
use crate::document::Finding;

pub(super) const PATTERN: Pattern = Pattern {
    name: "repeated-read",
    saves_calls: true,
    find,
};

/// What is asked, and at which lines.
type Question<'a> = (&'a str, &'a str, BTreeSet<(Option<&'a str>, Option<u32>)>);

fn find(view: &View<'_>) -> Vec<Finding> {
    let mut questions: BTreeMap<Question<'_>, Vec<Turn>> = BTreeMap::new();
    for (position, measured) in view.measured.iter().enumerate() {
        for calls in repeated(view, measured) {
            let first = view.call(calls[0]);
            let lines = calls.iter().map(|&call| view.call(call));
            let lines = lines
                .map(|call| (call.file.as_deref(), call.line))
                .collect();
            let turns = questions
                .entry((&first.operation, &first.target, lines))
                .or_default();
            turns.push(Turn { position, calls });
        }
    }
    let found = questions.values().filter_map(|turns| draft(view, turns));
    found
        .map(|draft| draft.finish(PATTERN.name, view))
        .collect()
}

/// Returns groups of at least two equal reads of an invocation.
fn repeated(view: &View<'_>, measured: &Measured<'_>) -> Vec<Vec<usize>> {
    let mut equal: BTreeMap<(&str, &str, &str), Vec<usize>> = BTreeMap::new();
    for &index in &measured.outermost {
        let call = view.call(index);
        let detail = call.detail.as_ref();
        if let Some(detail) = detail.filter(|detail| detail.reads && !detail.params.is_empty()) {
            let question = (
                call.operation.as_str(),
                detail.params.as_str(),
                detail.answer.as_str(),
            );
            equal.entry(question).or_default().push(index);
        }
    }
    equal
        .into_values()
        .filter(|calls| calls.len() > 1)
        .collect()
}

fn draft(view: &View<'_>, turns: &[Turn]) -> Option<Draft> {
    let cases: Vec<Case> = turns
        .iter()
        .map(|turn| {
            let calls = turn.calls.iter().map(|&call| view.call(call));
            let now = union_ms(calls);
            let first = turn
                .calls
                .first()
                .map_or(0.0, |&call| duration(view.call(call)));
            Case::exact(now, first.min(now))
        })
        .collect();
    let effect = Effect::of(&cases)?;
    let typical = turns.iter().max_by_key(|turn| turn.calls.len())?;
    let first = view.call(*typical.calls.first()?);
    let counts: Vec<usize> = turns.iter().map(|turn| turn.calls.len()).collect();
    let mut lines: Vec<String> = typical
        .calls
        .iter()
        .map(|&call| place_of(view.profile, view.call(call)))
        .collect();
    lines.dedup();
    lines.truncate(5);
    Some(Draft {
        message: format!(
            "{} asks the same {} times in one invocation and gets the same answer, in {}; once takes {}",
            what(first),
            range(&counts),
            ms(effect.now.estimate),
            ms(effect.after.estimate),
        ),
        advice: "Ask once and keep the answer in a variable, or pass it on.".to_owned(),
        evidence: vec![format!("asked from {}", lines.join(", "))],
        place: site::place(view, std::slice::from_ref(typical)),
        showing: site::positions(turns),
        invocation: Some(effect),
        calls: site::calls(turns),
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Trace, aws, near};
    use super::*;

    #[test]
    fn equal_reads_could_be_one() {
        let mut trace = Trace::new();
        let read = |line| {
            aws("SSM.GetParameter", "/app")
                .reads("p", "a")
                .took(5.0)
                .line(line)
        };
        trace.warm(0, vec![read(3), read(3), read(9)]);
        let found = trace.only(&PATTERN);
        assert!(near(found.invocation_now_ms, 15.0) && near(found.invocation_after_ms, 5.0));
        assert_eq!(
            found.message,
            "`SSM.GetParameter` on `/app` asks the same 3 times in one invocation and gets the same answer, in \
             15.0 ms; once takes 5.00 ms"
        );
        assert_eq!(found.evidence, ["asked from `app.py:3`, `app.py:9`"]);
    }

    #[test]
    fn another_answer_or_a_write_is_no_repetition() {
        let mut trace = Trace::new();
        let read =
            |params: &str, answer: &str| aws("SSM.GetParameter", "/app").reads(params, answer);
        let write = aws("SQS.SendMessage", "q")
            .reads("p", "a")
            .detail(|detail| detail.reads = false);
        trace.warm(
            0,
            vec![
                read("p", "a"),
                read("p", "b"),
                read("q", "a"),
                write.clone(),
                write,
            ],
        );
        trace.warm(
            0,
            vec![
                aws("SSM.GetParameter", "/app"),
                aws("SSM.GetParameter", "/app"),
            ],
        );
        assert_eq!(trace.find(&PATTERN), []);
    }
}
