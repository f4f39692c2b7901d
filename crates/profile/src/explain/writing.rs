//! Takes out of what the engine measured the time in which the agent wrote what it had seen.
//!
//! It writes when init is done and when a response is sent: outside of the handler, but ahead of the
//! request for the next event, which is where an init and a duration end.

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
        let of_init = after_init(own);
        let by_request = after_responses(own);
        let usual = median(by_request.values().copied());
        for handled in &mut run.invocations {
            let completed = &mut handled.completed;
            // The last one before an environment ends is never told.
            let known = by_request.get(completed.request_id.0.as_str());
            shorten(completed, known.copied().unwrap_or(usual));
            shorten_init(completed, of_init);
        }
    }
}

/// Returns what writing took after the import of the handler.
fn after_init(own: &Process) -> Spent {
    let of_init = |moment| {
        let mut marks = own.marks.iter();
        marks.find(|mark| mark.request_id.is_none() && mark.moment == moment)
    };
    match (of_init(Moment::ImportDone), of_init(Moment::Flushed)) {
        (Some(done), Some(flushed)) => between(done, flushed),
        _ => Spent::default(),
    }
}

/// Returns what writing took after each response that it is known of.
fn after_responses(own: &Process) -> HashMap<&str, Spent> {
    let mut sent: HashMap<&str, &Mark> = HashMap::new();
    let mut taken = HashMap::new();
    for mark in &own.marks {
        let Some(id) = mark.request_id.as_deref() else {
            continue;
        };
        match mark.moment {
            Moment::Sent => drop(sent.insert(id, mark)),
            Moment::Flushed => {
                if let Some(sent) = sent.remove(id) {
                    taken.insert(id, between(sent, mark));
                }
            }
            _ => {}
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

fn shorten_init(completed: &mut Completed, by: Spent) {
    let Some(cold_start) = &mut completed.cold_start else {
        return;
    };
    let by_wall = by.wall.min(cold_start.init.wall);
    cold_start.init.wall -= by_wall;
    cold_start.init.cpu = cold_start.init.cpu.saturating_sub(by.cpu);
    if let Some(init) = &mut completed.report.init_duration {
        *init = init.saturating_sub(by_wall);
        completed.report.billed_duration = less(completed.report.billed_duration, by_wall);
    }
}

fn less(billed: BilledDuration, by: Duration) -> BilledDuration {
    Duration::from(billed).saturating_sub(by).into()
}
