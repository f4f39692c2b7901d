//! Environments and invocations: when what happened, and how long calls and collections held it up.

use std::time::Duration;

use warmfront_model::invocation::{ColdStart, Outcome};
use warmfront_model::price::PriceTable;

use crate::document::{self, Environment, Invocation, MarkName, Millis, Subject};
use crate::recording::{Moment, Process, Recording};

use super::clock::{Clock, Window};
use super::{Handled, Mode, Run};

/// Returns the environments.
pub(super) fn environments(runs: &[Run], clocks: &[Option<Clock>]) -> Vec<Environment> {
    let runs = runs.iter().zip(clocks);
    runs.map(|(run, clock)| environment(run, clock.as_ref()))
        .collect()
}

fn environment(run: &Run, clock: Option<&Clock>) -> Environment {
    let cold_start = cold_start(run);
    let own = own_process(run);
    let init_done = own.and_then(|own| {
        let mut marks = own.marks.iter();
        marks.find(|mark| mark.moment == Moment::ImportDone)
    });
    Environment {
        mode: run.mode.map(Into::into),
        spawn_ms: cold_start.spawn.into(),
        runtime_init_ms: cold_start.runtime_init.map(Into::into),
        function_init_ms: cold_start.function_init.map(Into::into),
        init_ms: cold_start.init.wall.into(),
        init_cpu_ms: cold_start.init.cpu.into(),
        agent_ms: own.map(agent_start),
        resident_after_init: init_done.map(|mark| mark.resident),
        collections: own
            .zip(clock)
            .map_or_else(Vec::new, |(own, clock)| collections(own, clock)),
    }
}

/// Returns the cold start that a run began with.
pub(super) fn cold_start(run: &Run) -> ColdStart {
    let first = run.invocations.first();
    first
        .and_then(|handled| handled.completed.cold_start)
        .unwrap_or_default()
}

fn own_process(run: &Run) -> Option<&Process> {
    run.recording.as_ref()?.processes.first()
}

fn agent_start(own: &Process) -> Millis {
    Millis::from_nanos(own.facts.ready.saturating_sub(own.facts.agent))
}

fn collections(own: &Process, clock: &Clock) -> Vec<document::Collection> {
    let collection = |each: &crate::recording::Collection| document::Collection {
        start_ms: clock.at(each.start),
        duration_ms: Millis::from_nanos(each.end - each.start),
        generation: each.generation,
        invocation: clock.invocation(each.start),
    };
    own.collections.iter().map(collection).collect()
}

/// Returns the invocations of all runs.
pub(super) fn invocations(
    subject: &Subject,
    runs: &[Run],
    clocks: &[Option<Clock>],
) -> Vec<Invocation> {
    let mut invocations = Vec::new();
    for (environment, (run, clock)) in runs.iter().zip(clocks).enumerate() {
        let waits = run.recording.as_ref().map(waits).unwrap_or_default();
        for handled in &run.invocations {
            let index = invocations.len();
            let mut invocation = measured(subject, environment, handled);
            if let (Some(own), Some(clock), Some(Mode::Timed)) = (own_process(run), clock, run.mode)
                && let Some(window) = clock.window(index)
            {
                watch(&mut invocation, own, clock, window);
                invocation.waiting_ms = Some(clipped(&waits, window));
            }
            invocations.push(invocation);
        }
    }
    invocations
}

/// Returns what the engine says of an invocation.
fn measured(subject: &Subject, environment: usize, handled: &Handled) -> Invocation {
    let completed = &handled.completed;
    Invocation {
        environment,
        event: handled.event,
        cold: completed.cold_start.is_some(),
        start_ms: None,
        duration_ms: completed.report.duration.into(),
        cpu_ms: completed.cpu.into(),
        marks: Vec::new(),
        waiting_ms: None,
        collecting_ms: None,
        log_bytes: handled.log_bytes,
        response_bytes: completed.outcome.payload().len() as u64,
        error: match &completed.outcome {
            Outcome::Success { .. } => None,
            Outcome::FunctionError { error_type, .. } => Some(error_type.clone()),
        },
        max_memory_used_mb: completed.report.max_memory_used_mb,
        dollars_per_million: dollars_per_million(subject, handled),
        json: Vec::new(),
    }
}

/// Returns the dollars for a million such invocations, at the subject's price of compute and the fee
/// per request, which is the same in all regions of the built-in list.
fn dollars_per_million(subject: &Subject, handled: &Handled) -> f64 {
    let billed = Duration::from(handled.completed.report.billed_duration);
    let fee = PriceTable::default().request.of(1_000_000).to_decimal();
    subject.dollars_per_million(Millis::from(billed).0) + fee.parse().unwrap_or(0.0)
}

/// Adds what the agent saw of an invocation.
fn watch(invocation: &mut Invocation, own: &Process, clock: &Clock, window: &Window) {
    invocation.start_ms = Some(clock.at(window.start));
    invocation.marks = window
        .marks
        .iter()
        .filter_map(|&mark| {
            let mark = &own.marks[mark];
            Some(document::Mark {
                name: name(mark.moment)?,
                at_ms: clock.at(mark.time),
                cpu_ms: Millis::from_nanos(mark.cpu),
            })
        })
        .collect();
    let collections: Vec<_> = own
        .collections
        .iter()
        .map(|each| (each.start, each.end))
        .collect();
    invocation.collecting_ms = Some(clipped(&merged(collections), window));
}

fn name(moment: Moment) -> Option<MarkName> {
    match moment {
        Moment::Received => Some(MarkName::Received),
        Moment::Called => Some(MarkName::Called),
        Moment::Returned => Some(MarkName::Returned),
        Moment::Serialised => Some(MarkName::Serialised),
        Moment::ImportStarted
        | Moment::ImportDone
        | Moment::Flushing
        | Moment::Sent
        | Moment::Flushed => None,
    }
}

/// Returns when any call of any process waited for something outside.
fn waits(recording: &Recording) -> Vec<(u64, u64)> {
    let spans = recording
        .processes
        .iter()
        .flat_map(|process| &process.spans);
    let waiting = spans.filter(|span| span.kind.waits());
    merged(waiting.map(|span| (span.start, span.end)).collect())
}

/// Returns stretches of time in order, joined where they overlap.
fn merged(mut stretches: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    stretches.sort_unstable();
    let mut merged: Vec<(u64, u64)> = Vec::new();
    for (start, end) in stretches {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

/// Returns how much of a window is covered by stretches that are in order and apart.
fn clipped(stretches: &[(u64, u64)], window: &Window) -> Millis {
    let first = stretches.partition_point(|&(_, end)| end <= window.start);
    let within = stretches[first..].iter();
    let covered = within
        .take_while(|&&(start, _)| start < window.end)
        .map(|&(start, end)| end.min(window.end) - start.max(window.start));
    Millis::from_nanos(covered.sum())
}
