//! What a caller observed of one environment from outside, joined to what the witness recorded
//! inside.

mod outcome;

use std::collections::BTreeSet;
use std::time::Duration;

use crate::behaviour::{Behaviour, Ran};
use crate::recording::{self, Call, Phase, Recording};
use crate::tape::Tape;
use crate::value::Value;

/// The part of the state that has the environment variables.
const VARIABLES: &str = "variables";

/// What a caller observed of one environment.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// Lines of output before the first invocation.
    pub init_output: Vec<Vec<u8>>,
    /// Its invocations, in order; when init failed, the first tells of that.
    pub invocations: Vec<Invocation>,
    /// What the witness recorded.
    pub recording: Vec<u8>,
}

/// What a caller observed of one invocation.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// Platform error type, when it failed.
    pub error_type: Option<String>,
    /// Response, or error document.
    pub payload: Vec<u8>,
    /// Lines of output.
    pub output: Vec<Vec<u8>>,
    /// From handing over the event until the response.
    pub duration: Duration,
}

/// What the two sources say together.
#[derive(Debug, Clone)]
pub struct Joined {
    /// What others could see.
    pub ran: Ran,
    /// Calls to other services with their answers, for replays.
    pub tape: Tape,
    /// Files of the package and its layers that were read, listed or looked for and found, as the
    /// function named them.
    pub touched: BTreeSet<String>,
    /// Modules that were loaded at the end.
    pub modules: BTreeSet<String>,
    /// Time that the witness took for itself, out of the time of init and of all invocations.
    pub own_time: Duration,
    /// Time of init and of all invocations.
    pub whole_time: Duration,
    /// What a reader should know: calls that were seen but cannot be replayed, a recording cut off.
    pub notes: Vec<String>,
}

/// Joins the two sources.
///
/// Of an invocation that the process did not live to the end of, files and state are `null`. The
/// init of a further process in the same environment counts with the invocation that it served.
#[must_use]
pub fn join(observed: Observed) -> Joined {
    let Observed {
        init_output,
        invocations,
        recording,
    } = observed;
    let observed_time = invocations.iter().map(|one| one.duration).sum();
    let mut recording = recording::read(&recording);
    recording.notes.extend(damage(&recording));
    let (own_time, whole_time) = times(&recording.phases);
    let (init, mut phases) = split(recording.phases);
    let mut state = State::default();
    let init = behaviour(Value::Null, &init_output, init, &mut state);
    // What handled nothing has no phase: its place is the end.
    phases.resize_with(phases.len().max(invocations.len()), Phase::default);
    let invocations = invocations
        .into_iter()
        .zip(phases)
        .map(|(invocation, phase)| {
            let outcome = outcome::outcome(invocation.error_type.as_deref(), &invocation.payload);
            behaviour(outcome, &invocation.output, phase, &mut state)
        })
        .collect();
    Joined {
        ran: Ran { init, invocations },
        tape: Tape {
            calls: recording.tape.into_iter().map(|(_, call)| call).collect(),
        },
        touched: recording.touched,
        modules: recording.modules,
        own_time,
        whole_time: whole_time.max(observed_time),
        notes: recording.notes,
    }
}

/// Returns a note of what is missing.
fn damage(recording: &Recording) -> Option<String> {
    let end = if recording.truncated {
        ", and its end was left out"
    } else {
        ""
    };
    let n_damaged = recording.n_damaged;
    (n_damaged > 0 || recording.truncated)
        .then(|| format!("{n_damaged} lines of the recording could not be read{end}"))
}

fn times(phases: &[Phase]) -> (Duration, Duration) {
    let ends = || phases.iter().filter_map(|phase| phase.left.as_ref());
    let own = ends().map(|left| left.own).sum();
    let whole: Duration = ends().map(|left| left.whole).sum();
    (own, whole)
}

/// Returns the first init, and the invocations.
fn split(phases: Vec<Phase>) -> (Phase, Vec<Phase>) {
    let mut init = None;
    let mut invocations: Vec<Phase> = Vec::new();
    let mut again: Option<Phase> = None;
    for mut phase in phases {
        if phase.number == 0 {
            match init {
                None => init = Some(phase),
                Some(_) => again = Some(phase),
            }
            continue;
        }
        if let Some(before) = again.take() {
            phase.log.splice(..0, before.log);
            phase.calls.splice(..0, before.calls);
        }
        invocations.push(phase);
    }
    invocations.extend(again);
    (init.unwrap_or_default(), invocations)
}

/// Parts of the state, as they were told last.
#[derive(Default)]
struct State(std::collections::BTreeMap<String, Value>);

impl State {
    fn after(&mut self, changed: Vec<(String, Value)>) -> Value {
        for (name, value) in changed {
            if value == Value::Null {
                self.0.remove(&name);
            } else {
                self.0.insert(name, value);
            }
        }
        // None that differs from the start is no other shape than some.
        let none = || Value::Map(Vec::new());
        self.0.entry(VARIABLES.to_owned()).or_insert_with(none);
        let members = self.0.iter();
        Value::Map(members.map(|(k, v)| (k.clone(), v.clone())).collect())
    }
}

fn behaviour(outcome: Value, output: &[Vec<u8>], phase: Phase, state: &mut State) -> Behaviour {
    let line = |line: &Vec<u8>| Value::Text(String::from_utf8_lossy(line).into_owned());
    let (files, state) = match phase.left {
        Some(left) => (left.files, state.after(left.state)),
        None => (Value::Null, Value::Null),
    };
    Behaviour {
        outcome,
        output: Value::List(output.iter().map(line).collect()),
        log: Value::List(phase.log),
        files,
        calls: calls(phase.calls),
        state,
    }
}

/// Returns calls in order; those beside the handler's own thread are put together until the next
/// one that is its own, lane by lane, in an order that does not depend on which was quicker.
fn calls(calls: Vec<Call>) -> Value {
    let mut told = Vec::new();
    let mut lanes: Vec<(String, Vec<Value>)> = Vec::new();
    for call in calls {
        let Some(name) = call.lane else {
            told.extend(concurrent(&mut lanes));
            told.push(call.call);
            continue;
        };
        match lanes.iter_mut().find(|(lane, _)| *lane == name) {
            Some((_, calls)) => calls.push(call.call),
            None => lanes.push((name, vec![call.call])),
        }
    }
    told.extend(concurrent(&mut lanes));
    Value::List(told)
}

fn concurrent(lanes: &mut Vec<(String, Vec<Value>)>) -> Option<Value> {
    let mut lists: Vec<_> = std::mem::take(lanes)
        .into_iter()
        .map(|(_, calls)| Value::List(calls))
        .collect();
    lists.sort_by_cached_key(Value::to_string);
    let together = ("concurrent".to_owned(), Value::List(lists.clone()));
    (!lists.is_empty()).then(|| Value::Map(vec![together]))
}

#[cfg(test)]
mod tests;
