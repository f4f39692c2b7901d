//! How long each event takes, cold and warm apart.

use warmfront_stats::quantile::Sample;

use crate::document::{Invocation, Profile};
use crate::phases;

/// Times of one event's invocations, in milliseconds; those that failed are left out, unless all
/// did.
#[derive(Debug, Clone, PartialEq)]
pub struct EventTimes {
    /// Which of the subject's events.
    pub event: usize,
    /// Cold starts, init included, of environments without the agent where there are any.
    pub cold: Vec<f64>,
    /// Durations of warm invocations, likewise.
    pub warm: Vec<f64>,
    /// Dollars of a million cold starts, on average.
    pub cold_dollars: Option<f64>,
    /// Dollars of a million warm invocations, on average.
    pub warm_dollars: Option<f64>,
    /// Invocations that failed.
    pub n_failed: usize,
}

/// Returns the times of each event, in the order of the events.
#[must_use]
pub fn events(profile: &Profile) -> Vec<EventTimes> {
    let n = profile.subject.events.len();
    (0..n).map(|event| times(profile, Some(event))).collect()
}

/// Returns the times of all events together.
#[must_use]
pub fn all(profile: &Profile) -> EventTimes {
    times(profile, None)
}

fn times(profile: &Profile, event: Option<usize>) -> EventTimes {
    let of_event = |invocation: &&Invocation| {
        event.is_none_or(|event| invocation.event == event) && phases::is_true(profile, invocation)
    };
    let all: Vec<&Invocation> = profile.invocations.iter().filter(of_event).collect();
    let cold = chosen(profile, &all, true);
    let warm = chosen(profile, &all, false);
    let init = |invocation: &Invocation| {
        let environment = profile.environments.get(invocation.environment);
        environment.map_or(0.0, |environment| environment.init_ms.0)
    };
    EventTimes {
        event: event.unwrap_or_default(),
        cold_dollars: dollars(&cold),
        warm_dollars: dollars(&warm),
        cold: finite(cold.iter().map(|each| init(each) + each.duration_ms.0)),
        warm: finite(warm.iter().map(|each| each.duration_ms.0)),
        n_failed: all.iter().filter(|each| each.error.is_some()).count(),
    }
}

/// Returns those that stand for all: without an agent and without an error, as far as there are any.
fn chosen<'a>(profile: &Profile, all: &[&'a Invocation], cold: bool) -> Vec<&'a Invocation> {
    let mut chosen: Vec<&Invocation> = all
        .iter()
        .copied()
        .filter(|each| each.cold == cold)
        .collect();
    let plain = |each: &&Invocation| {
        let environment = profile.environments.get(each.environment);
        environment.is_some_and(|environment| environment.mode.is_none())
    };
    for wanted in [&plain as &dyn Fn(&&Invocation) -> bool, &|each| {
        each.error.is_none()
    }] {
        if chosen.iter().any(wanted) {
            chosen.retain(wanted);
        }
    }
    chosen
}

fn dollars(invocations: &[&Invocation]) -> Option<f64> {
    let dollars = invocations.iter().map(|each| each.dollars_per_million);
    Sample::new(finite(dollars))
        .ok()
        .map(|sample| sample.mean())
}

fn finite(values: impl Iterator<Item = f64>) -> Vec<f64> {
    values.filter(|value| value.is_finite()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_watched_and_did_not_fail_stands_for_all() {
        let mut profile = Profile::from_json(include_bytes!("../../fixtures/orders.json")).unwrap();
        let counts = |profile: &Profile| {
            let of = |times: &EventTimes| (times.cold.len(), times.warm.len(), times.n_failed);
            events(profile).iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(counts(&profile), [(6, 6, 0), (0, 12, 0), (0, 12, 1)]);
        assert_eq!(all(&profile).warm.len(), 30);
        for environment in &mut profile.environments {
            environment.mode = Some(crate::document::Mode::Timed);
        }
        // The one that failed is now among those that stand for all, and is left out.
        assert_eq!(counts(&profile), [(9, 8, 0), (0, 17, 0), (0, 16, 1)]);
    }
}
