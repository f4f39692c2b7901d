//! What a cold start and a warm invocation are made of: the parts of the one in the middle.
//!
//! Parts of one real run add up to its whole, which medians of parts do not. So the run whose time
//! is the median stands for all: init of an environment without the agent where there is one, and
//! an invocation that the agent timed.

use serde::Serialize;

use crate::document::{Environment, Invocation, Mark, MarkName, Millis, Mode, Profile};

/// A part of a cold start or an invocation, in the order in which they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The interpreter is being started.
    Spawn,
    /// From there until the handler's module is asked for.
    RuntimeInit,
    /// Import of the handler's module.
    FunctionInit,
    /// The rest of init, or all of it where its parts are not known.
    Init,
    /// The event is parsed.
    EventParsing,
    /// The handler runs on a CPU.
    HandlerCpu,
    /// The handler waits for other services.
    Waiting,
    /// Garbage is collected.
    Collecting,
    /// Nothing runs, and no call that was seen is waited for: the handler sleeps or waits for a disk or
    /// a lock, or the CPU share is used up.
    Idle,
    /// The response is written as JSON.
    Serialising,
    /// The rest of an invocation, or all of it where its parts are not known.
    Invocation,
}

/// The parts of one run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Breakdown {
    /// How long it took.
    pub total_ms: Millis,
    /// Its parts that took any time, which add up to that.
    pub parts: Vec<(Phase, Millis)>,
    /// Runs of which it is the one in the middle.
    pub n: usize,
    /// The invocation in it, where there is one.
    pub invocation: Option<usize>,
}

impl Breakdown {
    /// Returns how long a part took.
    #[must_use]
    pub fn of(&self, phase: Phase) -> Millis {
        let parts = self.parts.iter().filter(|(each, _)| *each == phase);
        parts.map(|(_, time)| *time).sum()
    }
}

/// Returns the parts of a cold start with its first invocation.
#[must_use]
pub fn cold(profile: &Profile) -> Option<Breakdown> {
    cold_of(profile, None)
}

/// Returns the parts of a cold start with its first invocation, of one event or of all.
#[must_use]
pub fn cold_of(profile: &Profile, event: Option<usize>) -> Option<Breakdown> {
    let init = init(profile)?;
    let of = |invocation: &Invocation| invocation.cold && is_of(invocation, event);
    let Some(first) = middle_invocation(profile, of) else {
        return Some(init);
    };
    let mut parts = init.parts;
    parts.extend(first.parts);
    Some(Breakdown {
        total_ms: init.total_ms + first.total_ms,
        parts,
        n: init.n,
        invocation: first.invocation,
    })
}

/// Returns the parts of an init.
#[must_use]
pub fn init(profile: &Profile) -> Option<Breakdown> {
    let plain = |environment: &&Environment| environment.mode.is_none();
    let timed = |environment: &&Environment| environment.mode == Some(Mode::Timed);
    let mut environments: Vec<&Environment> = profile.environments.iter().filter(plain).collect();
    if environments.is_empty() {
        environments = profile.environments.iter().filter(timed).collect();
    }
    let n = environments.len();
    let environment = middle(environments, |environment| environment.init_ms)?;
    Some(parts_of_init(environment, n))
}

/// Returns the parts of a warm invocation, of one event or of all.
#[must_use]
pub fn warm(profile: &Profile, event: Option<usize>) -> Option<Breakdown> {
    middle_invocation(profile, |invocation| {
        !invocation.cold && is_of(invocation, event)
    })
}

fn is_of(invocation: &Invocation, event: Option<usize>) -> bool {
    event.is_none_or(|event| invocation.event == event)
}

/// Tells whether the times of an invocation are true.
#[must_use]
pub fn is_true(profile: &Profile, invocation: &Invocation) -> bool {
    let environment = profile.environments.get(invocation.environment);
    environment.is_some_and(|environment| environment.mode != Some(Mode::Survey))
}

fn parts_of_init(environment: &Environment, n: usize) -> Breakdown {
    let mut parts = Parts::new(environment.init_ms);
    parts.add(Phase::Spawn, environment.spawn_ms);
    if let Some(time) = environment.runtime_init_ms {
        parts.add(Phase::RuntimeInit, time);
    }
    if let Some(time) = environment.function_init_ms {
        parts.add(Phase::FunctionInit, time);
    }
    parts.finish(Phase::Init, n)
}

/// Returns the parts of the invocation in the middle: of those that succeeded and whose parts are
/// known, if there are any.
fn middle_invocation(profile: &Profile, of: impl Fn(&Invocation) -> bool) -> Option<Breakdown> {
    let mut invocations: Vec<(usize, &Invocation)> = (profile.invocations.iter().enumerate())
        .filter(|(_, invocation)| of(invocation) && is_true(profile, invocation))
        .collect();
    prefer(&mut invocations, |(_, each)| !each.marks.is_empty());
    prefer(&mut invocations, |(_, each)| each.error.is_none());
    let n = invocations.len();
    let (number, invocation) = middle(invocations, |(_, each)| each.duration_ms)?;
    Some(Breakdown {
        invocation: Some(number),
        ..parts_of_invocation(invocation, n)
    })
}

fn prefer<T>(of: &mut Vec<T>, wanted: impl Fn(&T) -> bool) {
    if of.iter().any(&wanted) {
        of.retain(wanted);
    }
}

fn parts_of_invocation(invocation: &Invocation, n: usize) -> Breakdown {
    let mark = |name| invocation.marks.iter().find(|mark| mark.name == name);
    let mut parts = Parts::new(invocation.duration_ms);
    let [received, called, returned, serialised] = [
        MarkName::Received,
        MarkName::Called,
        MarkName::Returned,
        MarkName::Serialised,
    ]
    .map(mark);
    if let (Some(from), Some(to)) = (received, called) {
        parts.add_computing(Phase::EventParsing, from, to);
    }
    if let (Some(from), Some(to)) = (called, returned) {
        let mut handler = Parts::new(to.at_ms - from.at_ms);
        handler.add(Phase::Waiting, invocation.waiting_ms.unwrap_or_default());
        let collecting = invocation.collecting_ms.unwrap_or_default();
        handler.add(Phase::Collecting, collecting);
        handler.add(Phase::HandlerCpu, to.cpu_ms - from.cpu_ms - collecting);
        for (phase, time) in handler.finish(Phase::Idle, n).parts {
            parts.add(phase, time);
        }
    }
    if let (Some(from), Some(to)) = (returned, serialised) {
        parts.add_computing(Phase::Serialising, from, to);
    }
    parts.finish(Phase::Invocation, n)
}

/// A whole that is being divided. Measurements of different clocks may not add up; the whole is
/// what counts, and nothing gets more than what is left of it.
struct Parts {
    total: Millis,
    left: f64,
    found: Vec<(Phase, Millis)>,
}

impl Parts {
    fn new(total: Millis) -> Self {
        let left = if total.0.is_finite() { total.0 } else { 0.0 };
        Self {
            total: Millis(left.max(0.0)),
            left: left.max(0.0),
            found: Vec::new(),
        }
    }

    fn add(&mut self, phase: Phase, time: Millis) {
        // Below no time, and where it is no number, there is none.
        let time = time.0.max(0.0).min(self.left);
        if time > 0.0 {
            self.left -= time;
            match self.found.iter_mut().find(|(known, _)| *known == phase) {
                Some((_, sum)) => sum.0 += time,
                None => self.found.push((phase, Millis(time))),
            }
        }
    }

    /// Adds what does nothing but compute: what it takes longer than that, it stands still, where a
    /// handler has used up its share of CPU in particular.
    fn add_computing(&mut self, phase: Phase, from: &Mark, to: &Mark) {
        let (wall, cpu) = (to.at_ms - from.at_ms, to.cpu_ms - from.cpu_ms);
        let computing = Millis(cpu.0.min(wall.0));
        self.add(phase, computing);
        self.add(Phase::Idle, wall - computing);
    }

    fn finish(mut self, rest: Phase, n: usize) -> Breakdown {
        self.add(rest, Millis(self.left));
        self.found.sort_by_key(|(phase, _)| *phase);
        Breakdown {
            total_ms: self.total,
            parts: self.found,
            n,
            invocation: None,
        }
    }
}

/// Returns the item whose time is the median, of an even number the lower of the two.
fn middle<T>(mut items: Vec<T>, time: impl Fn(&T) -> Millis) -> Option<T> {
    items.sort_by(|one, other| time(one).0.total_cmp(&time(other).0));
    let middle = items.len().checked_sub(1)? / 2;
    items.into_iter().nth(middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orders() -> Profile {
        Profile::from_json(include_bytes!("../fixtures/orders.json")).unwrap()
    }

    fn told(breakdown: &Breakdown) -> String {
        let parts = breakdown.parts.iter();
        let parts: Vec<String> = parts
            .map(|(phase, time)| format!("{phase:?} {:.2}", time.0))
            .collect();
        let total = breakdown.total_ms.0;
        format!("{total:.2} of {}: {}", breakdown.n, parts.join(", "))
    }

    #[test]
    fn the_run_in_the_middle_is_divided() {
        let profile = orders();
        insta::assert_snapshot!(told(&cold(&profile).unwrap()), @"814.61 of 6: Spawn 6.57, RuntimeInit 40.70, FunctionInit 744.12, Init 1.40, EventParsing 0.30, HandlerCpu 7.35, Waiting 9.75, Collecting 1.50, Idle 2.51, Serialising 0.30, Invocation 0.10");
        insta::assert_snapshot!(told(&warm(&profile, Some(1)).unwrap()), @"53.07 of 4: EventParsing 0.30, HandlerCpu 3.67, Waiting 47.48, Idle 1.22, Serialising 0.30, Invocation 0.10");
        assert_eq!(warm(&profile, Some(9)), None);
    }

    #[test]
    fn a_response_that_stands_still_is_not_being_written() {
        let mut profile = orders();
        let middle = warm(&profile, Some(1)).unwrap().invocation.unwrap();
        let invocation = &mut profile.invocations[middle];
        invocation.duration_ms.0 += 10.0;
        let written = invocation.marks.iter_mut();
        let written = written.filter(|mark| mark.name == MarkName::Serialised);
        written.for_each(|mark| mark.at_ms.0 += 10.0);
        let before = warm(&orders(), Some(1)).unwrap();
        let after = parts_of_invocation(&profile.invocations[middle], 1);
        assert_eq!(after.of(Phase::Serialising), before.of(Phase::Serialising));
        let longer = after.of(Phase::Idle).0 - before.of(Phase::Idle).0;
        assert!((longer - 10.0).abs() < 1e-9, "{longer}");
    }

    #[test]
    fn cold_start_of_one_event_has_an_invocation_of_that_event() {
        let profile = orders();
        let shown = cold_of(&profile, Some(0)).unwrap().invocation.unwrap();
        assert!(profile.invocations[shown].cold && profile.invocations[shown].event == 0);
        // No environment began with this event.
        assert_eq!(cold_of(&profile, Some(1)).unwrap().invocation, None);
    }

    #[test]
    fn parts_never_exceed_the_whole() {
        let mut profile = orders();
        for invocation in &mut profile.invocations {
            invocation.waiting_ms = Some(Millis(1e9));
            invocation.collecting_ms = Some(Millis(f64::NAN));
        }
        let warm = warm(&profile, None).unwrap();
        let sum: Millis = warm.parts.iter().map(|(_, time)| *time).sum();
        assert!((sum.0 - warm.total_ms.0).abs() < 1e-9, "{}", told(&warm));
        assert_eq!(warm.of(Phase::HandlerCpu), Millis::ZERO);
    }

    #[test]
    fn nothing_is_made_of_a_profile_without_runs() {
        let mut profile = orders();
        profile.environments.clear();
        profile.invocations.clear();
        assert_eq!(cold(&profile), None);
    }
}
