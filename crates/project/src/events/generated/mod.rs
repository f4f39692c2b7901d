//! Plausible events where a project has none: shaped by what triggers the function, filled with what
//! its code reads, and varied where the code decides.
//!
//! It runs nothing: a closure says how an event ended. What it makes is a guess, the same on every
//! run; only people know what their function is really given.

mod encoded;
mod fill;
mod select;
mod shape;
mod value;
mod wanted;

use serde_json::Value as Json;

use crate::functions::Found;
use crate::trigger::Trigger;
pub use select::{Ending, MOST_KEPT, Ran};

/// Most events that are run to choose from.
pub const MOST_RUN: usize = 60;

/// An event that may be worth keeping.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its name, fit for a file.
    pub name: String,
    /// What it is, and what is special about it, for people.
    pub why: String,
    /// The event.
    pub event: Json,
}

/// Makes events for a function, has them run, and returns those worth keeping with how they ended.
///
/// `run` says `None` when no more are to be run.
pub fn make<E>(
    _found: &Found,
    triggers: &[Trigger],
    run: &mut dyn FnMut(&Candidate) -> Result<Option<Ran>, E>,
) -> Result<Vec<(Candidate, Ran)>, E> {
    let mut ran = Vec::new();
    for (n, trigger) in triggers.iter().take(MOST_RUN).enumerate() {
        let mut event = shape::of(trigger);
        shape::settle(trigger, &mut event);
        let candidate = Candidate {
            name: format!("event-{}", n + 1),
            why: format!("an event of trigger {}", n + 1),
            event,
        };
        let Some(ended) = run(&candidate)? else {
            break;
        };
        ran.push((candidate, ended));
    }
    Ok(select::choose(ran))
}
