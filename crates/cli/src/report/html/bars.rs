//! Where a cold start and a warm invocation spend their time: one bar for each event and kind.
//!
//! A bar shows one real invocation, the one of median duration, so that its parts belong together
//! and add up. Init is taken from environments without the agent where there are some.

use serde::Serialize;
use warmfront_profile::document::{Environment, Invocation, MarkName, Mode, Profile};

use super::columns::millis;

/// Parts of a bar, in the order in which they are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(super) struct Parts {
    pub(super) spawn: f64,
    pub(super) runtime: f64,
    pub(super) function: f64,
    /// Init that is neither runtime nor the handler's module.
    pub(super) rest: f64,
    /// The handler, computing.
    pub(super) cpu: f64,
    pub(super) waiting: f64,
    pub(super) gc: f64,
    /// The handler, neither computing nor in a call that is known: throttled or blocked.
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
    /// Invocations that it is the median of.
    pub(super) n: usize,
    /// The invocation that it shows.
    pub(super) invocation: usize,
    pub(super) parts: Parts,
    pub(super) total: f64,
    /// Dollars for a million such invocations.
    pub(super) dollars: f64,
}

/// Returns the bars: those of all events first, then event by event, the cold one first.
pub(super) fn of(profile: &Profile) -> Vec<Bar> {
    let events = (0..profile.subject.events.len()).map(Some);
    let kinds = std::iter::once(None)
        .chain(events)
        .flat_map(|event| [(event, true), (event, false)]);
    kinds
        .filter_map(|(event, cold)| bar(profile, event, cold))
        .collect()
}

fn bar(profile: &Profile, event: Option<usize>, cold: bool) -> Option<Bar> {
    let is_wanted = |invocation: &Invocation| {
        invocation.cold == cold && event.is_none_or(|event| invocation.event == event)
    };
    let all = || {
        let numbered = profile.invocations.iter().enumerate();
        numbered.filter(|(_, invocation)| is_wanted(invocation))
    };
    // The closer it was looked at while its times stay true, the better it can be told apart.
    let looked_at = |mode: Option<Mode>| {
        let is_so = |(_, each): &(usize, &Invocation)| {
            let environment = profile.environments.get(each.environment);
            environment.is_some_and(|environment| environment.mode == mode)
        };
        let fit = all().filter(is_so);
        let (good, bad): (Vec<_>, Vec<_>) = fit.partition(|(_, i)| i.error.is_none());
        if good.is_empty() { bad } else { good }
    };
    let timed = looked_at(Some(Mode::Timed));
    let chosen = if timed.is_empty() {
        looked_at(None)
    } else {
        timed
    };
    let n = chosen.len();
    let (invocation, shown) = median(chosen, |(_, each)| each.duration_ms.0)?;
    let mut parts = invocation_parts(shown);
    if cold {
        add_init(profile, &mut parts);
    }
    Some(Bar {
        event,
        cold,
        n,
        invocation,
        parts,
        total: millis(parts.total()),
        dollars: shown.dollars_per_million,
    })
}

fn add_init(profile: &Profile, parts: &mut Parts) {
    let of_mode = |mode: Option<Mode>| {
        let fit = profile.environments.iter();
        let fit: Vec<&Environment> = fit.filter(|each| each.mode == mode).collect();
        median(fit, |each| each.init_ms.0)
    };
    let Some(init) = of_mode(None).or_else(|| of_mode(Some(Mode::Timed))) else {
        return;
    };
    let agent = init.agent_ms.unwrap_or_default().0;
    let or_none = |time: Option<warmfront_profile::document::Millis>| time.unwrap_or_default().0;
    parts.spawn = millis(init.spawn_ms.0);
    parts.runtime = millis((or_none(init.runtime_init_ms) - agent).max(0.0));
    parts.function = millis(or_none(init.function_init_ms));
    let known = parts.spawn + parts.runtime + parts.function;
    parts.rest = millis((init.init_ms.0 - agent - known).max(0.0));
}

fn invocation_parts(invocation: &Invocation) -> Parts {
    let duration = invocation.duration_ms.0.max(0.0);
    let mark = |name| invocation.marks.iter().find(|mark| mark.name == name);
    let (Some(called), Some(returned)) = (mark(MarkName::Called), mark(MarkName::Returned)) else {
        let cpu = invocation.cpu_ms.0.clamp(0.0, duration);
        return Parts {
            cpu: millis(cpu),
            paused: millis(duration - cpu),
            ..Parts::default()
        };
    };
    let handler = (returned.at_ms.0 - called.at_ms.0).clamp(0.0, duration);
    let waiting = invocation.waiting_ms.unwrap_or_default().0;
    let waiting = waiting.clamp(0.0, handler);
    let gc = invocation.collecting_ms.unwrap_or_default().0;
    let gc = gc.clamp(0.0, handler - waiting);
    let left = handler - waiting - gc;
    let cpu = (returned.cpu_ms.0 - called.cpu_ms.0 - gc).clamp(0.0, left);
    let before = mark(MarkName::Received).map_or(0.0, |mark| called.at_ms.0 - mark.at_ms.0);
    let after = mark(MarkName::Serialised).map_or(0.0, |mark| mark.at_ms.0 - returned.at_ms.0);
    let json = (before.max(0.0) + after.max(0.0)).min(duration - handler);
    Parts {
        cpu: millis(cpu),
        waiting: millis(waiting),
        gc: millis(gc),
        paused: millis(left - cpu),
        json: millis(json),
        exchange: millis(duration - handler - json),
        ..Parts::default()
    }
}

impl Parts {
    fn total(self) -> f64 {
        let init = self.spawn + self.runtime + self.function + self.rest;
        let handler = self.cpu + self.waiting + self.gc + self.paused;
        init + handler + self.json + self.exchange
    }
}

/// Returns the item whose figure is in the middle, the lower one of two.
fn median<T>(mut items: Vec<T>, figure: impl Fn(&T) -> f64) -> Option<T> {
    items.sort_by(|one, other| figure(one).total_cmp(&figure(other)));
    let middle = items.len().checked_sub(1)? / 2;
    Some(items.swap_remove(middle))
}
