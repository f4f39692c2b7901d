//! Where a cold start and a warm invocation spend their time: one bar for each event and kind.

use serde::Serialize;
use warmfront_profile::document::Profile;
use warmfront_profile::phases::{self, Breakdown, Phase};
use warmfront_profile::rank;

use super::columns::millis;

/// Parts of a bar, in the order in which they are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(super) struct Parts {
    pub(super) spawn: f64,
    pub(super) runtime: f64,
    pub(super) function: f64,
    /// Init that is neither runtime nor the handler's module.
    pub(super) rest: f64,
    pub(super) cpu: f64,
    pub(super) waiting: f64,
    pub(super) gc: f64,
    pub(super) paused: f64,
    /// The event being parsed and the response being written.
    pub(super) json: f64,
    /// What else belongs to the duration: the exchange with the runtime.
    pub(super) exchange: f64,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Bar {
    /// The event; absent for all of them.
    pub(super) event: Option<usize>,
    pub(super) cold: bool,
    /// Runs that it is the median of.
    pub(super) n: usize,
    /// The invocation that it shows.
    pub(super) invocation: Option<usize>,
    pub(super) parts: Parts,
    pub(super) total: f64,
    /// Dollars for a million of them, on average.
    pub(super) dollars: Option<f64>,
}

/// Returns the bars: those of all events first, then event by event, the cold one first.
pub(super) fn of(profile: &Profile) -> Vec<Bar> {
    let mut bars = Vec::new();
    let events = rank::events(profile).into_iter();
    let of_events = events.map(|times| (Some(times.event), times));
    for (event, times) in std::iter::once((None, rank::all(profile))).chain(of_events) {
        let cold = phases::cold_of(profile, event);
        // Not every event is the first one of an environment.
        let cold = cold.filter(|cold| event.is_none() || cold.invocation.is_some());
        let cold = cold.map(|cold| Bar::new(event, true, &cold, times.cold_dollars));
        let warm = phases::warm(profile, event);
        let warm = warm.map(|warm| Bar::new(event, false, &warm, times.warm_dollars));
        bars.extend(cold.into_iter().chain(warm));
    }
    bars
}

impl Bar {
    fn new(event: Option<usize>, cold: bool, breakdown: &Breakdown, dollars: Option<f64>) -> Self {
        let part = |phase| millis(breakdown.of(phase).0);
        Self {
            event,
            cold,
            n: breakdown.n,
            invocation: breakdown.invocation,
            parts: Parts {
                spawn: part(Phase::Spawn),
                runtime: part(Phase::RuntimeInit),
                function: part(Phase::FunctionInit),
                rest: part(Phase::Init),
                cpu: part(Phase::HandlerCpu),
                waiting: part(Phase::Waiting),
                gc: part(Phase::Collecting),
                paused: part(Phase::Idle),
                json: part(Phase::EventParsing) + part(Phase::Serialising),
                exchange: part(Phase::Invocation),
            },
            total: millis(breakdown.total_ms.0),
            dollars,
        }
    }
}
