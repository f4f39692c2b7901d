//! One environment's clock: what a time of the recording is in the profile, and whose it is.

use std::collections::HashMap;

use crate::document::Millis;
use crate::recording::{Moment, Process};

use super::Run;

/// The clock of one environment that was recorded.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    /// When the process of the interpreter started.
    origin: u64,
    /// When the handler was there.
    init_done: u64,
    /// Invocations, in order.
    windows: Vec<Window>,
    /// Which window is that of an invocation.
    by_invocation: HashMap<usize, usize>,
}

/// When an invocation was under way.
#[derive(Debug, Clone)]
pub(super) struct Window {
    /// Its index in the profile.
    pub(super) invocation: usize,
    /// When its event was there.
    pub(super) start: u64,
    /// When its response was sent.
    pub(super) end: u64,
    /// Its moments, as indices into the marks of the interpreter's own process.
    pub(super) marks: Vec<usize>,
}

/// What was under way at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Init.
    Init,
    /// An invocation.
    Invocation(usize),
    /// Neither: the environment waited, and may have been frozen.
    Between,
}

/// Returns the clock of each run; there is none without a recording.
pub(super) fn of_runs(runs: &[Run]) -> Vec<Option<Clock>> {
    let mut first = 0;
    runs.iter()
        .map(|run| {
            let clock = of_run(run, first);
            first += run.invocations.len();
            clock
        })
        .collect()
}

/// Returns the clock of a run whose first invocation has the index `first` in the profile.
fn of_run(run: &Run, first: usize) -> Option<Clock> {
    let own = run.recording.as_ref()?.processes.first()?;
    let at = |moment: Moment| own.marks.iter().find(|mark| mark.moment == moment);
    let windows = windows(run, own, first);
    let cold_start = run
        .invocations
        .first()
        .and_then(|each| each.completed.cold_start);
    let runtime_init = cold_start.and_then(|cold_start| cold_start.runtime_init);
    let origin = match (at(Moment::ImportStarted), runtime_init) {
        (Some(mark), Some(before)) => {
            let before = u64::try_from(before.as_nanos()).unwrap_or(u64::MAX);
            mark.time.saturating_sub(before)
        }
        // Behind the start of the process by what the interpreter takes to start.
        _ => own.facts.started,
    };
    let received = windows.first().map(|window| window.start);
    let init_done = at(Moment::ImportDone).map(|mark| mark.time).or(received);
    Some(Clock {
        origin,
        init_done: init_done.unwrap_or(u64::MAX),
        by_invocation: windows
            .iter()
            .enumerate()
            .map(|(place, window)| (window.invocation, place))
            .collect(),
        windows,
    })
}

fn windows(run: &Run, own: &Process, first: usize) -> Vec<Window> {
    let mut by_id: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, mark) in own.marks.iter().enumerate() {
        if let Some(id) = mark.request_id.as_deref() {
            by_id.entry(id).or_default().push(index);
        }
    }
    let mut windows: Vec<Window> = Vec::new();
    for (offset, handled) in run.invocations.iter().enumerate() {
        let id = handled.completed.request_id.0.as_str();
        let marks = by_id.remove(id).unwrap_or_default();
        let mut of_window = marks.iter().map(|&index| &own.marks[index]);
        let Some(start) = of_window.find(|mark| mark.moment == Moment::Received) else {
            continue;
        };
        let sent = of_window.find(|mark| mark.moment == Moment::Sent);
        windows.push(Window {
            invocation: first + offset,
            start: start.time,
            end: sent.map_or(u64::MAX, |mark| mark.time.max(start.time)),
            marks,
        });
    }
    windows.sort_by_key(|window| window.start);
    for index in 1..windows.len() {
        let next = windows[index].start;
        let window = &mut windows[index - 1];
        window.end = window.end.min(next);
    }
    windows
}

impl Clock {
    /// Returns a time as the profile has it: from the start of the environment's process.
    pub(super) fn at(&self, time: u64) -> Millis {
        if time < self.origin {
            Millis::ZERO - Millis::from_nanos(self.origin - time)
        } else {
            Millis::from_nanos(time - self.origin)
        }
    }

    /// Returns the window of an invocation.
    pub(super) fn window(&self, invocation: usize) -> Option<&Window> {
        self.by_invocation
            .get(&invocation)
            .map(|&place| &self.windows[place])
    }

    /// Returns the invocation that something begun at a time belongs to; none is init. What a thread
    /// begins between two invocations belongs to the one before.
    pub(super) fn invocation(&self, time: u64) -> Option<usize> {
        self.latest(time).map(|window| window.invocation)
    }

    /// Returns what was under way at a time.
    pub(super) fn phase(&self, time: u64) -> Phase {
        match self.latest(time) {
            Some(window) if time <= window.end => Phase::Invocation(window.invocation),
            None if time <= self.init_done => Phase::Init,
            _ => Phase::Between,
        }
    }

    /// Returns the invocations that were recorded.
    pub(super) fn n_invocations(&self) -> usize {
        self.windows.len()
    }

    fn latest(&self, time: u64) -> Option<&Window> {
        let after = self.windows.partition_point(|window| window.start <= time);
        after.checked_sub(1).map(|index| &self.windows[index])
    }
}
