//! What patterns look at, put in order once: the measured invocations and the calls they made.
//!
//! A profile may come from a file that anybody has written: indices are checked here, times are
//! cleaned, and circles of parents end. Patterns take calls and invocations only from here.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::Evidence;
use super::effect::{clean, median};
use crate::document::{Call, Environment, Invocation, Mode, Profile};

/// Calls nest no deeper than this; what is deeper goes round in a circle.
const DEEPEST: usize = 64;

/// One invocation that patterns judge by.
#[derive(Debug)]
pub(super) struct Measured<'a> {
    /// The invocation.
    pub(super) invocation: &'a Invocation,
    /// All its calls, by start.
    pub(super) calls: Vec<usize>,
    /// Those of them that wait and are part of no other that waits.
    pub(super) outermost: Vec<usize>,
    /// What [`super::cpu`] says of these calls, once it was asked.
    pub(super) cpu_per_call_ms: OnceCell<f64>,
}

/// The evidence, put in order.
#[derive(Debug)]
pub(super) struct View<'a> {
    /// The profile.
    pub(super) profile: &'a Profile,
    /// By event, the string constants of the user's code that ran.
    pub(super) names: &'a [Vec<String>],
    /// Invocations of environments whose times are true: of each event the warm ones, or the cold
    /// ones where there are no others. What most invocations cost is what the warm ones cost. Those
    /// that failed count only for events that always fail.
    pub(super) measured: Vec<Measured<'a>>,
    /// The cold ones of the events that have warm ones.
    pub(super) cold: Vec<Measured<'a>>,
    children: BTreeMap<usize, Vec<usize>>,
}

impl<'a> View<'a> {
    /// Puts evidence in order.
    pub(super) fn of(evidence: &Evidence<'a>) -> Self {
        let profile = evidence.profile;
        let mut calls: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, call) in profile.calls.iter().enumerate() {
            if let Some(invocation) = call.invocation {
                calls.entry(invocation).or_default().push(index);
            }
            if let Some(parent) = call.parent {
                children.entry(parent).or_default().push(index);
            }
        }
        let fine: BTreeSet<usize> = timed(profile)
            .filter(|(_, invocation)| invocation.error.is_none())
            .map(|(_, invocation)| invocation.event)
            .collect();
        let counts = |invocation: &Invocation| {
            invocation.error.is_none() || !fine.contains(&invocation.event)
        };
        let warm_events: BTreeSet<usize> = timed(profile)
            .filter(|(_, invocation)| !invocation.cold && counts(invocation))
            .map(|(_, invocation)| invocation.event)
            .collect();
        let (measured, cold): (Vec<_>, Vec<_>) = timed(profile)
            .filter_map(|(index, invocation)| {
                let calls = calls.remove(&index).unwrap_or_default();
                let left_out = calls.is_empty() && waited(invocation);
                (!left_out && counts(invocation)).then_some((invocation, calls))
            })
            .map(|(invocation, mut calls)| {
                calls.sort_by(|&one, &other| {
                    start(&profile.calls[one]).total_cmp(&start(&profile.calls[other]))
                });
                let outermost = calls
                    .iter()
                    .copied()
                    .filter(|&call| is_outermost(profile, call))
                    .collect();
                Measured {
                    invocation,
                    calls,
                    outermost,
                    cpu_per_call_ms: OnceCell::new(),
                }
            })
            .partition(|each| {
                !(each.invocation.cold && warm_events.contains(&each.invocation.event))
            });
        Self {
            profile,
            names: evidence.names,
            measured,
            cold,
            children,
        }
    }

    /// Returns a call.
    pub(super) fn call(&self, index: usize) -> &'a Call {
        &self.profile.calls[index]
    }

    /// Returns the calls that one made itself.
    pub(super) fn children(&self, index: usize) -> &[usize] {
        self.children.get(&index).map_or(&[], Vec::as_slice)
    }

    /// Returns a call and all below it.
    pub(super) fn with_descendants(&self, index: usize) -> Vec<usize> {
        let mut found = vec![index];
        if self.children(index).is_empty() {
            return found;
        }
        let mut seen = BTreeSet::from([index]);
        let mut next = 0;
        while let Some(&each) = found.get(next) {
            found.extend(
                self.children(each)
                    .iter()
                    .filter(|&&child| seen.insert(child)),
            );
            next += 1;
        }
        found
    }

    /// Returns the share of invocations that some of the measured ones stand for, each event being
    /// as frequent as any other.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of invocations are small"
    )]
    pub(super) fn share(&self, positions: &BTreeSet<usize>) -> f64 {
        let mut events: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for (position, measured) in self.measured.iter().enumerate() {
            let (showing, all) = events.entry(measured.invocation.event).or_default();
            *showing += usize::from(positions.contains(&position));
            *all += 1;
        }
        let shares = events
            .values()
            .map(|&(showing, all)| showing as f64 / all as f64);
        shares.sum::<f64>() / (events.len().max(1)) as f64
    }

    /// Returns the median duration of the measured invocations.
    pub(super) fn duration_ms(&self) -> f64 {
        let durations = self
            .measured
            .iter()
            .map(|each| clean(each.invocation.duration_ms.0));
        median(durations).unwrap_or_default()
    }

    /// Returns the environments whose times are true and known in detail.
    pub(super) fn environments(&self) -> impl Iterator<Item = (usize, &'a Environment)> {
        let environments = self.profile.environments.iter().enumerate();
        environments.filter(|(_, environment)| environment.mode == Some(Mode::Timed))
    }

    /// Returns what a part of the function's init takes in each environment, given what it takes in
    /// the one whose imports are shown, its share of the whole being the same.
    ///
    /// Environments are those without the agent where there are any: what it adds to imports is
    /// nothing that a fix saves.
    pub(super) fn at_init(&self, shown_ms: f64) -> impl Iterator<Item = f64> {
        let account = &self.profile.account;
        let shown = account.init_ms - account.runtime_init_ms - account.agent_ms;
        let plain = self.profile.environments.iter();
        let plain = plain.filter(|environment| environment.mode.is_none());
        let of_function = plain.filter_map(|each| Some(each.init_ms - each.runtime_init_ms?));
        let mut ratios: Vec<f64> = of_function
            .map(|init| clean(init.0) / clean(shown.0))
            .filter(|ratio| ratio.is_finite() && *ratio > 0.0)
            .collect();
        if ratios.is_empty() {
            ratios = self.watched_inits();
        }
        ratios.into_iter().map(move |ratio| shown_ms * ratio)
    }

    /// Returns the inits of environments with the agent, as shares of the one whose imports are
    /// shown.
    fn watched_inits(&self) -> Vec<f64> {
        let shown = clean(self.profile.account.init_ms.0);
        let inits = self.environments().map(|(_, each)| clean(each.init_ms.0));
        let usable = |ratio: f64| ratio.is_finite() && ratio > 0.0;
        let ratios: Vec<f64> = inits
            .map(|init| init / shown)
            .map(|ratio| if usable(ratio) { ratio } else { 1.0 })
            .collect();
        if ratios.is_empty() { vec![1.0] } else { ratios }
    }

    /// Returns the median init, of environments without the agent where there are any.
    pub(super) fn init_ms(&self) -> f64 {
        let of = |mode: Option<Mode>| {
            let environments = self.profile.environments.iter();
            let like = environments.filter(move |environment| environment.mode == mode);
            median(like.map(|environment| clean(environment.init_ms.0)))
        };
        of(None)
            .or_else(|| of(Some(Mode::Timed)))
            .unwrap_or_default()
    }
}

/// Returns the invocations of environments whose times are true.
fn timed(profile: &Profile) -> impl Iterator<Item = (usize, &Invocation)> {
    let invocations = profile.invocations.iter().enumerate();
    invocations.filter(|(_, invocation)| {
        let environment = profile.environments.get(invocation.environment);
        environment.is_some_and(|environment| environment.mode == Some(Mode::Timed))
    })
}

/// Tells whether an invocation has waited for calls; if it shows none, they were left out of the
/// profile to keep it small.
fn waited(invocation: &Invocation) -> bool {
    invocation.waiting_ms.is_some_and(|waiting| waiting.0 > 0.0)
}

/// Tells whether a call waits and is part of no other that does.
fn is_outermost(profile: &Profile, index: usize) -> bool {
    if !profile.calls[index].kind.waits() {
        return false;
    }
    let mut above = profile.calls[index].parent;
    for _ in 0..DEEPEST {
        let Some(call) = above.and_then(|parent| profile.calls.get(parent)) else {
            return true;
        };
        if call.kind.waits() {
            return false;
        }
        above = call.parent;
    }
    false
}

/// Returns when a call began.
pub(super) fn start(call: &Call) -> f64 {
    clean(call.start_ms.0)
}

/// Returns how long a call took.
pub(super) fn duration(call: &Call) -> f64 {
    clean(call.duration_ms.0)
}

/// Returns when a call ended.
pub(super) fn end(call: &Call) -> f64 {
    start(call) + duration(call)
}

/// Returns the time that calls took together, overlaps counted once.
pub(super) fn union_ms<'a>(calls: impl IntoIterator<Item = &'a Call>) -> f64 {
    let mut spans: Vec<(f64, f64)> = calls
        .into_iter()
        .map(|call| (start(call), end(call)))
        .collect();
    spans.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut sum, mut until) = (0.0, 0.0_f64);
    for (start, end) in spans {
        sum += (end - start.max(until)).max(0.0);
        until = until.max(end);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Trace, aws, http};
    use super::*;

    #[test]
    fn warm_invocations_stand_for_an_event_where_there_are_any() {
        let mut trace = Trace::new();
        trace.cold(0, vec![]);
        trace.warm(0, vec![]);
        trace.cold(1, vec![]);
        let view = trace.view();
        let events = |of: &[Measured<'_>]| -> Vec<(usize, bool)> {
            let facts = of
                .iter()
                .map(|each| (each.invocation.event, each.invocation.cold));
            facts.collect()
        };
        assert_eq!(events(&view.measured), [(0, false), (1, true)]);
        assert_eq!(events(&view.cold), [(0, true)]);
    }

    #[test]
    fn failures_count_only_for_events_that_always_fail() {
        let mut trace = Trace::new();
        trace.warm(0, vec![]).error = Some("KeyError".into());
        trace.warm(0, vec![]);
        trace.warm(1, vec![]).error = Some("KeyError".into());
        let view = trace.view();
        let kept = view
            .measured
            .iter()
            .map(|each| (each.invocation.event, each.invocation.error.is_some()));
        assert_eq!(kept.collect::<Vec<_>>(), [(0, false), (1, true)]);
    }

    #[test]
    fn an_invocation_whose_calls_were_left_out_proves_nothing() {
        let mut trace = Trace::new();
        trace.warm(0, vec![http("GET", "api")]);
        trace.warm(0, vec![http("GET", "api")]);
        trace.warm(0, vec![]);
        trace.profile.calls.truncate(1);
        assert_eq!(trace.view().measured.len(), 2);
    }

    #[test]
    fn only_the_outer_one_of_nested_calls_is_outermost() {
        let mut trace = Trace::new();
        trace.warm(0, vec![aws("S3.GetObject", "b").child(http("GET", "s3"))]);
        let view = trace.view();
        assert_eq!(view.measured[0].calls, [0, 1]);
        assert_eq!(view.measured[0].outermost, [0]);
        assert_eq!(view.with_descendants(0), [0, 1]);
    }

    #[test]
    fn parents_that_go_round_in_a_circle_end() {
        let mut trace = Trace::new();
        trace.warm(0, vec![aws("S3.GetObject", "b"), aws("S3.GetObject", "b")]);
        trace.profile.calls[0].parent = Some(1);
        trace.profile.calls[1].parent = Some(0);
        let view = trace.view();
        assert_eq!(view.measured[0].outermost, [0; 0]);
        assert_eq!(view.with_descendants(0), [0, 1]);
    }

    #[test]
    fn share_weighs_events_alike() {
        let mut trace = Trace::new();
        trace.warm(0, vec![]);
        trace.warm(1, vec![]);
        trace.warm(1, vec![]);
        let view = trace.view();
        let share = |positions: &[usize]| view.share(&positions.iter().copied().collect());
        assert!((share(&[0]) - 0.5).abs() < 1e-12);
        assert!((share(&[1]) - 0.25).abs() < 1e-12);
    }

    #[test]
    fn overlaps_count_once() {
        let mut calls = [
            http("GET", "a").took(10.0).call,
            http("GET", "b").took(10.0).call,
        ];
        calls[0].start_ms = crate::document::Millis(5.0);
        calls[1].start_ms = crate::document::Millis(10.0);
        assert!((union_ms(&calls) - 15.0).abs() < 1e-12);
    }
}
