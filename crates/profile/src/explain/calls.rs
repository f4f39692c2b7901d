//! Calls: spans of all processes of an environment, in order, each with the one that it belongs to.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::document::{Call, Connection, Millis, Profile, Timeout};
use crate::recording::{Process, Span, TimeLimit};

use super::clock::Clock;
use super::detail::{MomentKey, Turns};
use super::survey::Survey;
use super::{Handled, Mode, Run};

/// Adds the calls of environments whose times are true; uses up what was recorded of them.
pub(super) fn explain(
    profile: &mut Profile,
    runs: Vec<Run>,
    clocks: &[Option<Clock>],
    survey: &Survey,
) {
    let listed = profile.invocations_with_calls();
    let mut n_left_out = 0;
    let mut first = 0;
    for (environment, (mut run, clock)) in runs.into_iter().zip(clocks).enumerate() {
        let n_invocations = run.invocations.len();
        if let (Some(Mode::Timed), Some(recording), Some(clock)) =
            (run.mode, run.recording.take(), clock)
        {
            let mut turns = Turns::new(&survey.details);
            let mut calls = Calls {
                environment,
                first,
                clock,
                invocations: &run.invocations,
                listed: &listed,
                places: HashMap::new(),
                n_left_out: 0,
            };
            calls.add(recording.processes, &mut turns, &mut profile.calls);
            n_left_out += calls.n_left_out;
        }
        first += n_invocations;
    }
    if n_left_out > 0 {
        profile.subject.notes.push(format!(
            "of events that were handled more than 20 times, the calls of 20 invocations are listed; \
             {n_left_out} calls of others count in waiting times alone"
        ));
    }
}

/// Calls of one environment as they are added.
struct Calls<'a> {
    environment: usize,
    /// Its first invocation.
    first: usize,
    clock: &'a Clock,
    invocations: &'a [Handled],
    /// By invocation of the profile, whether its calls are listed.
    listed: &'a [bool],
    /// Where a call is in the profile, by its id.
    places: HashMap<u64, usize>,
    n_left_out: usize,
}

/// Where a span happened.
#[derive(Clone, Copy)]
struct Place {
    process: usize,
    thread: u32,
}

impl Calls<'_> {
    fn add(&mut self, processes: Vec<Process>, turns: &mut Turns<'_>, calls: &mut Vec<Call>) {
        let mut spans: Vec<(Place, Span)> = Vec::new();
        for (process, each) in processes.into_iter().enumerate() {
            let threads = threads(&each);
            spans.extend(each.spans.into_iter().map(|span| {
                let thread = threads.get(&span.thread).copied().unwrap_or_default();
                (Place { process, thread }, span)
            }));
        }
        // Of those that begin together the longest is first: others may be its parts.
        spans.sort_by_key(|(_, span)| (span.start, Reverse(span.end), span.id));
        for (place, span) in spans {
            let invocation = self.clock.invocation(span.start);
            let offset = invocation.map(|invocation| invocation - self.first);
            if invocation.is_some_and(|invocation| !self.listed[invocation]) {
                self.n_left_out += 1;
                continue;
            }
            let moment = MomentKey::of(self.invocations, offset);
            let detail = turns.next(moment, invocation, &span);
            let parent = span
                .parent
                .and_then(|parent| self.places.get(&parent).copied());
            // Of two with the same id the first is the one that others mean.
            self.places.entry(span.id).or_insert(calls.len());
            calls.push(Call {
                parent,
                environment: self.environment,
                invocation,
                detail,
                ..call(self.clock, place, span)
            });
        }
    }
}

/// Numbers the threads of a process: that of the first import is the main one, others by their first
/// call.
fn threads(process: &Process) -> HashMap<u64, u32> {
    let mut calls: Vec<(u64, u64)> = process
        .spans
        .iter()
        .map(|span| (span.start, span.thread))
        .collect();
    calls.sort_unstable();
    let main = process.imports.first().map(|import| import.thread);
    let mut numbers = HashMap::new();
    for thread in main
        .into_iter()
        .chain(calls.into_iter().map(|(_, thread)| thread))
    {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        numbers.entry(thread).or_insert(next);
    }
    numbers
}

fn call(clock: &Clock, place: Place, span: Span) -> Call {
    let attributes = span.attributes;
    Call {
        parent: None,
        environment: 0,
        invocation: None,
        process: u32::try_from(place.process).unwrap_or(u32::MAX),
        thread: place.thread,
        start_ms: clock.at(span.start),
        duration_ms: Millis::from_nanos(span.end - span.start),
        kind: span.kind,
        library: span.library,
        operation: span.operation,
        target: span.target,
        file: span.file,
        line: Some(span.line).filter(|&line| line > 0),
        function: span.function,
        error: span.error,
        attempts: attributes.attempts,
        status: attributes.status,
        request_bytes: attributes.request_bytes,
        response_bytes: attributes.response_bytes,
        rows: attributes.rows,
        connection: match attributes.connection.as_deref() {
            Some("new") => Some(Connection::New),
            Some("reused") => Some(Connection::Reused),
            _ => None,
        },
        connect_ms: attributes.connect.map(Millis::from_nanos),
        timeout: match attributes.timeout {
            Some(TimeLimit::Seconds(seconds)) if seconds >= 0.0 => Timeout::Seconds(seconds),
            Some(TimeLimit::Never) => Timeout::Unlimited,
            _ => Timeout::Unknown,
        },
        statement: attributes.statement,
        detail: None,
    }
}
