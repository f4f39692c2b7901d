//! Durations of init, cold starts and warm invocations, with intervals.

use serde::Serialize;
use warmfront_stats::bootstrap::{self, BootstrapError, Interval};
use warmfront_stats::probability::Confidence;
use warmfront_stats::quantile::Sample;

use crate::document::{Environment, Millis, Mode, Profile};
use crate::rank;

/// Comparing the same two profiles again gives the same intervals.
const SEED: u64 = 0x5741_524d;

/// What a duration is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Init alone.
    Init,
    /// A cold start: init and the first invocation.
    ColdStart,
    /// A warm invocation.
    Warm,
}

/// A duration that was measured in both, or in one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimeChange {
    /// What it is of.
    pub what: What,
    /// Name of the event; absent for init.
    pub event: Option<String>,
    /// Before.
    pub old: Option<Measured>,
    /// After.
    pub new: Option<Measured>,
    /// By how much it changed.
    pub difference_ms: Option<Difference>,
    /// What can be said of it.
    pub verdict: Verdict,
}

/// A sample in two figures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measured {
    /// Median.
    pub p50_ms: Millis,
    /// Measurements.
    pub n: usize,
}

/// A difference of medians, with what it is likely between at 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// The difference; less than nothing where the new one is faster.
    pub estimate: Millis,
    /// Lower bound; absent where there are too few measurements for one.
    pub lower: Option<Millis>,
    /// Upper bound.
    pub upper: Option<Millis>,
}

/// What can be said of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The new one is faster.
    Faster,
    /// The new one is slower.
    Slower,
    /// No difference can be told from none.
    NoDifference,
    /// There are too few measurements to tell; so many are needed on each side.
    TooFew(usize),
    /// Only one of the profiles has it.
    Incomparable,
}

/// Compares init, then every event of either profile.
pub(super) fn compare(old: &Profile, new: &Profile) -> Vec<TimeChange> {
    let mut changes = vec![change(What::Init, None, &inits(old), &inits(new))];
    let (before, after) = (named(old), named(new));
    let mut names: Vec<&str> = before.iter().map(|(name, _)| *name).collect();
    for (name, _) in &after {
        if !names.contains(name) {
            names.push(name);
        }
    }
    for what in [What::ColdStart, What::Warm] {
        for name in &names {
            let of = |times: &[(&str, rank::EventTimes)]| -> Vec<f64> {
                let found = times.iter().find(|(each, _)| each == name);
                let times = found.map(|(_, times)| match what {
                    What::Warm => times.warm.clone(),
                    _ => times.cold.clone(),
                });
                times.unwrap_or_default()
            };
            changes.push(change(what, Some(name), &of(&before), &of(&after)));
        }
    }
    changes.retain(|change| change.old.is_some() || change.new.is_some());
    changes
}

fn named(profile: &Profile) -> Vec<(&str, rank::EventTimes)> {
    let events = &profile.subject.events;
    let times = rank::events(profile).into_iter();
    times
        .map(|times| (events[times.event].name.as_str(), times))
        .collect()
}

/// Returns the times of init: without the agent, where they were measured so.
fn inits(profile: &Profile) -> Vec<f64> {
    let of = |mode: Option<Mode>| {
        let environments = profile.environments.iter();
        let times = environments
            .filter(move |environment: &&Environment| environment.mode == mode)
            .map(|environment| environment.init_ms.0);
        times.filter(|time| time.is_finite()).collect::<Vec<f64>>()
    };
    let plain = of(None);
    if plain.is_empty() {
        of(Some(Mode::Timed))
    } else {
        plain
    }
}

fn change(what: What, event: Option<&str>, old: &[f64], new: &[f64]) -> TimeChange {
    let samples = [old, new].map(|values| Sample::new(values.to_vec()).ok());
    let measured = |sample: &Option<Sample>| {
        sample.as_ref().map(|sample| Measured {
            p50_ms: Millis(sample.median()),
            n: sample.len(),
        })
    };
    let (difference_ms, verdict) = match &samples {
        [Some(old), Some(new)] => judge(old, new),
        _ => (None, Verdict::Incomparable),
    };
    TimeChange {
        what,
        event: event.map(str::to_owned),
        old: measured(&samples[0]),
        new: measured(&samples[1]),
        difference_ms,
        verdict,
    }
}

fn judge(old: &Sample, new: &Sample) -> (Option<Difference>, Verdict) {
    match bootstrap::difference_of_medians(new, old, Confidence::P95, SEED) {
        Ok(interval) => {
            let difference = Difference {
                estimate: Millis(interval.estimate),
                lower: Some(Millis(interval.lower)),
                upper: Some(Millis(interval.upper)),
            };
            (Some(difference), verdict(interval))
        }
        Err(refusal) => {
            let difference = Difference {
                estimate: Millis(new.median() - old.median()),
                lower: None,
                upper: None,
            };
            let needed = match refusal {
                BootstrapError::TooFew { needed, .. } => needed,
                BootstrapError::NotPositive { .. } => 0,
            };
            (Some(difference), Verdict::TooFew(needed))
        }
    }
}

fn verdict(interval: Interval) -> Verdict {
    if interval.upper < 0.0 {
        Verdict::Faster
    } else if interval.lower > 0.0 {
        Verdict::Slower
    } else {
        Verdict::NoDifference
    }
}
