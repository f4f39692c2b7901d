//! When things happened, in nanoseconds from the start of an environment's process.

use crate::document::{Environment, Invocation, MarkName, Millis, Mode, Module, Profile};

/// Name of the part of an invocation in which the handler runs.
pub(super) const HANDLER: &str = "handler";

/// An environment whose times are true.
pub(super) struct Shown<'a> {
    /// Its index.
    pub(super) index: usize,
    /// Itself.
    pub(super) environment: &'a Environment,
    /// Its invocations.
    pub(super) invocations: Vec<Placed<'a>>,
}

/// An invocation with its place in time.
pub(super) struct Placed<'a> {
    /// Its index.
    pub(super) index: usize,
    /// Itself.
    pub(super) invocation: &'a Invocation,
    /// When it began.
    pub(super) start: i64,
    /// When it ended.
    pub(super) end: i64,
    /// Whether its start was measured, or is that of back-to-back invocations.
    pub(super) measured: bool,
}

/// Returns the environments whose times are true, with their invocations.
pub(super) fn environments(profile: &Profile) -> Vec<Shown<'_>> {
    let mut shown: Vec<Shown<'_>> = Vec::new();
    let mut place = vec![None; profile.environments.len()];
    for (index, environment) in profile.environments.iter().enumerate() {
        if environment.mode != Some(Mode::Survey) {
            place[index] = Some(shown.len());
            shown.push(Shown {
                index,
                environment,
                invocations: Vec::new(),
            });
        }
    }
    for (index, invocation) in profile.invocations.iter().enumerate() {
        let at = place.get(invocation.environment).copied().flatten();
        if let Some(at) = at {
            shown[at].add(index, invocation);
        }
    }
    shown
}

impl<'a> Shown<'a> {
    /// Returns the parts of its init, in order: name, start and end.
    pub(super) fn phases(&self) -> Vec<(&'static str, i64, i64)> {
        let environment = self.environment;
        let mut phases = vec![("spawn", -nanos(environment.spawn_ms), 0)];
        let (Some(runtime), Some(function)) =
            (environment.runtime_init_ms, environment.function_init_ms)
        else {
            phases.push(("init", 0, self.end_of_init()));
            return phases;
        };
        let (runtime, function) = (nanos(runtime), nanos(function));
        phases.push(("runtime init", 0, runtime));
        let done = runtime.saturating_add(function);
        phases.push(("function init", runtime, done));
        phases
    }

    /// When its init was done.
    pub(super) fn end_of_init(&self) -> i64 {
        let environment = self.environment;
        (nanos(environment.init_ms) - nanos(environment.spawn_ms)).max(0)
    }

    /// When it had done all that is known of.
    pub(super) fn end(&self) -> i64 {
        let last = self.invocations.iter().map(|placed| placed.end).max();
        last.unwrap_or(0).max(self.end_of_init())
    }

    fn add(&mut self, index: usize, invocation: &'a Invocation) {
        let start = invocation.start_ms.map(nanos);
        let begin = start.unwrap_or_else(|| self.end());
        self.invocations.push(Placed {
            index,
            invocation,
            start: begin,
            end: begin.saturating_add(nanos(invocation.duration_ms)),
            measured: start.is_some(),
        });
    }
}

impl Placed<'_> {
    /// Returns what happened inside, in order: name, start and end; [`HANDLER`] is among them where
    /// it is known.
    pub(super) fn parts(&self) -> Vec<(&'static str, i64, i64)> {
        let at = |name| {
            let mark = self.invocation.marks.iter().find(|mark| mark.name == name);
            mark.map(|mark| nanos(mark.at_ms))
        };
        let part = |name, from, to| Some((name, at(from)?, at(to)?));
        [
            part("parse event", MarkName::Received, MarkName::Called),
            part(HANDLER, MarkName::Called, MarkName::Returned),
            part("write response", MarkName::Returned, MarkName::Serialised),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Returns the environment that an import happened in.
pub(super) fn environment_of(profile: &Profile, module: &Module) -> Option<usize> {
    match module.invocation {
        Some(invocation) => Some(profile.invocations.get(invocation)?.environment),
        None => environment_of_imports(profile),
    }
}

/// Returns the environment whose imports are shown: the account is of it.
fn environment_of_imports(profile: &Profile) -> Option<usize> {
    let timed = |environment: &Environment| environment.mode == Some(Mode::Timed);
    let of_the_account = |environment: &Environment| {
        timed(environment) && environment.init_ms == profile.account.init_ms
    };
    let environments = &profile.environments;
    let found = environments.iter().position(of_the_account);
    found.or_else(|| environments.iter().position(timed))
}

/// Returns whole nanoseconds; what is no number is none, and nothing is longer than a year.
pub(super) fn nanos(time: Millis) -> i64 {
    const MOST: f64 = 3.2e16;
    let nanos = if time.0.is_finite() {
        time.0 * 1e6
    } else {
        0.0
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is a whole number within bounds"
    )]
    let nanos = nanos.round().clamp(-MOST, MOST) as i64;
    nanos
}
