//! Reads that ask the same in several events, and get the same answer.
//!
//! One invocation of each event is looked at, since repetitions of one event ask the same by
//! nature. With fewer than two events nothing is known.
//!
//! **Model.** A warm environment that keeps answers asks only what it has not asked before: what an
//! event asks that an earlier one has asked is saved. The hit rate is that of the events as they were
//! given; real traffic has more of each, and answers that change. Where every event asks the same, one
//! environment asks once, and nothing is left at best.

use std::collections::{BTreeMap, BTreeSet};

use super::Pattern;
use super::draft::Draft;
use super::effect::{Case, Effect};
use super::site::{self, Turn};
use super::view::{View, union_ms};
use super::wording::{ms, place_of, what};
use crate::document::Finding;

pub(super) const PATTERN: Pattern = Pattern {
    name: "cacheable-read",
    saves_calls: true,
    find,
};

fn find(view: &View<'_>) -> Vec<Finding> {
    let found = site::outermost(view).into_values().filter_map(|turns| {
        let hits = Kept::of(view, &turns)?;
        draft(view, &turns, &hits)
    });
    found
        .map(|draft| draft.finish(PATTERN.name, view))
        .collect()
}

/// How often an answer could have been kept.
#[derive(Debug, Default)]
struct Kept {
    known: usize,
    asked: usize,
    questions: usize,
}

impl Kept {
    /// Counts over events; none where nothing could be kept or nothing is known.
    fn of(view: &View<'_>, turns: &[Turn]) -> Option<Self> {
        let mut hits = Self::default();
        let mut kept: BTreeMap<&str, &str> = BTreeMap::new();
        let mut events = BTreeSet::new();
        for turn in turns {
            if !events.insert(view.measured[turn.position].invocation.event) {
                continue;
            }
            let mut here: BTreeMap<&str, &str> = BTreeMap::new();
            for &call in &turn.calls {
                let detail = view.call(call).detail.as_ref()?;
                if !detail.reads || detail.params.is_empty() {
                    return None;
                }
                here.insert(&detail.params, &detail.answer);
            }
            for (params, answer) in here {
                hits.asked += 1;
                hits.known += usize::from(kept.insert(params, answer) == Some(answer));
            }
        }
        hits.questions = kept.len();
        (hits.known > 0).then_some(hits)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of calls are small")]
    fn missed(&self) -> f64 {
        1.0 - self.known as f64 / self.asked.max(1) as f64
    }
}

fn draft(view: &View<'_>, turns: &[Turn], hits: &Kept) -> Option<Draft> {
    let missed = hits.missed();
    let at_best = if hits.questions == 1 { 0.0 } else { missed };
    let cases: Vec<Case> = turns
        .iter()
        .map(|turn| {
            let now = union_ms(turn.calls.iter().map(|&call| view.call(call)));
            Case::between(now, now * missed, now * at_best, now * missed)
        })
        .collect();
    let effect = Effect::of(&cases)?;
    let first = view.call(*turns.first()?.calls.first()?);
    let Kept {
        known,
        asked,
        questions,
    } = hits;
    Some(Draft {
        message: format!(
            "{} from {} asks what an earlier event has asked, with the same answer, {known} of {asked} times; \
             keeping answers leaves {} of {} per invocation",
            what(first),
            place_of(view.profile, first),
            ms(effect.after.estimate),
            ms(effect.now.estimate),
        ),
        advice: "Keep answers in the environment, outside of the handler, for as long as an old one does no harm.".to_owned(),
        evidence: vec![format!("{questions} different questions in all events")],
        place: site::place(view, turns),
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

    fn trace(asked: &[(&str, &str)]) -> Trace {
        let mut trace = Trace::new();
        for (event, (params, answer)) in asked.iter().enumerate() {
            for _ in 0..2 {
                trace.warm(
                    event,
                    vec![
                        aws("SSM.GetParameter", "/app")
                            .reads(params, answer)
                            .took(6.0),
                    ],
                );
            }
        }
        trace
    }

    #[test]
    fn what_every_event_asks_can_be_kept() {
        let found = trace(&[("p", "a"), ("p", "a"), ("p", "a")]).only(&PATTERN);
        assert!(near(found.invocation_now_ms, 6.0) && near(found.invocation_after_ms, 2.0));
        assert!(found.message.contains("2 of 3 times"), "{}", found.message);
        assert_eq!(found.invocation_after_ms.unwrap().lower, Some(0.0));
    }

    #[test]
    fn some_hits_save_some() {
        let found = trace(&[("p", "a"), ("q", "b"), ("p", "a"), ("r", "c")]).only(&PATTERN);
        assert!(near(found.invocation_after_ms, 4.5));
    }

    #[test]
    fn one_event_other_questions_or_other_answers_keep_nothing() {
        assert_eq!(trace(&[("p", "a")]).find(&PATTERN), []);
        assert_eq!(trace(&[("p", "a"), ("q", "a")]).find(&PATTERN), []);
        assert_eq!(trace(&[("p", "a"), ("p", "b")]).find(&PATTERN), []);
    }
}
