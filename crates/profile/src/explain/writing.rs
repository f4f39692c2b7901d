//! Takes out of what the engine measured the time in which the agent wrote what it had seen.
//!
//! It writes what it saw of init when the first event is there, and the rest when a response is sent:
//! outside of the handler, but behind the end of an init and ahead of the request for the next event,
//! between which a duration is taken.

use std::collections::HashMap;
use std::time::Duration;

use warmfront_model::invocation::{Completed, Spent};
use warmfront_model::units::BilledDuration;

use crate::agent::Mode;
use crate::recording::{Mark, Moment, Process};

use super::Run;

/// Takes the agent's writing out of all runs whose times are shown.
pub(super) fn take_out(runs: &mut [Run]) {
    for run in runs.iter_mut().filter(|run| run.mode == Some(Mode::Timed)) {
        let recording = run.recording.as_ref();
        let Some(own) = recording.and_then(|recording| recording.processes.first()) else {
            continue;
        };
        let of_init = taken(own, [Moment::Flushing, Moment::Received]);
        let of_responses = taken(own, [Moment::Sent, Moment::Flushed]);
        let usual = median(of_responses.values().copied());
        for handled in &mut run.invocations {
            let completed = &mut handled.completed;
            let id = completed.request_id.0.as_str();
            let before = of_init.get(id).copied().unwrap_or_default();
            // The last one before an environment ends is never told.
            let after = of_responses.get(id).copied().unwrap_or(usual);
            shorten(completed, before);
            shorten(completed, after);
        }
    }
}

/// Returns what writing took, by request, where the moments on both sides of it are known.
fn taken(own: &Process, [first, last]: [Moment; 2]) -> HashMap<&str, Spent> {
    let mut begun: HashMap<&str, &Mark> = HashMap::new();
    let mut taken = HashMap::new();
    for mark in &own.marks {
        let Some(id) = mark.request_id.as_deref() else {
            continue;
        };
        if mark.moment == first {
            begun.insert(id, mark);
        } else if mark.moment == last
            && let Some(earlier) = begun.remove(id)
        {
            taken.insert(id, between(earlier, mark));
        }
    }
    taken
}

fn between(start: &Mark, end: &Mark) -> Spent {
    Spent {
        wall: Duration::from_nanos(end.time.saturating_sub(start.time)),
        cpu: Duration::from_nanos(end.cpu.saturating_sub(start.cpu)),
    }
}

fn median(all: impl Iterator<Item = Spent>) -> Spent {
    let mut all: Vec<Spent> = all.collect();
    all.sort_unstable_by_key(|spent| spent.wall);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// Shortens a duration, which cannot be less than nothing whatever a recording says.
fn shorten(completed: &mut Completed, by: Spent) {
    let report = &mut completed.report;
    let by_wall = by.wall.min(report.duration);
    report.duration -= by_wall;
    report.billed_duration = less(report.billed_duration, by_wall);
    completed.cpu = completed.cpu.saturating_sub(by.cpu);
}

fn less(billed: BilledDuration, by: Duration) -> BilledDuration {
    Duration::from(billed).saturating_sub(by).into()
}
