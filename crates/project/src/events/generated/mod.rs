//! Plausible events where a project has none: shaped by what triggers the function, filled with what
//! its code reads, and varied where the code decides.
//!
//! It runs nothing: a closure says how an event ended. What it makes is a guess, the same on every
//! run; only people know what their function is really given.

mod code;
mod encoded;
mod fill;
mod select;
mod shape;
mod start;
#[cfg(test)]
mod tests;
mod value;
mod vary;
mod wanted;

use serde_json::Value as Json;

use crate::functions::Found;
use crate::trigger::Trigger;
use code::{Entry, Sources};
pub use select::{Ending, MOST_KEPT, Ran};
use start::Start;
use vary::{Solved, solve};

/// Most events that are run to choose from.
pub const MOST_RUN: usize = 60;

/// Fewest events that each way of invoking the function is given.
const LEAST_EACH: usize = 4;

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

/// Has an event run: `None` when no more are to be run.
pub type Run<'r, E> = dyn FnMut(&Candidate) -> Result<Option<Ran>, E> + 'r;

/// Makes events for a function, has them run, and returns those worth keeping with how they ended.
pub fn make<E>(
    found: &Found,
    triggers: &[Trigger],
    run: &mut Run<'_, E>,
) -> Result<Vec<(Candidate, Ran)>, E> {
    let handler = &found.function.handler;
    let (module, name) = handler.rsplit_once('.').unwrap_or((handler, "handler"));
    let sources = Sources::load(&found.function.code, module);
    let entry = Entry::Handler {
        module: module.to_owned(),
        name: name.to_owned(),
    };
    let starts = start::all(triggers, &sources, &entry);
    let each = (MOST_RUN / starts.len().max(1)).max(LEAST_EACH);
    let mut trial = Trial {
        sources: &sources,
        run,
        ran: Vec::new(),
        is_over: false,
    };
    for start in &starts {
        trial.start(start, each)?;
        if trial.is_over || trial.ran.len() >= MOST_RUN {
            break;
        }
    }
    Ok(uniquely_named(select::choose(trial.ran)))
}

/// Events that were run so far.
struct Trial<'t, 'r, E> {
    sources: &'t Sources,
    run: &'t mut Run<'r, E>,
    ran: Vec<(Candidate, Ran)>,
    is_over: bool,
}

impl<E> Trial<'_, '_, E> {
    /// Tries the events of one way in which the function is invoked, of which there are so many.
    fn start(&mut self, start: &Start, each: usize) -> Result<(), E> {
        let base = solve(self.sources, start, None);
        let until = self.ran.len() + each;
        // The least that the code needs, else all that it can take.
        let mut is_full = false;
        let ending = self.one(start, (&base, false), ("", ""))?;
        if ending != Some(Ending::Good) {
            let full = self.one(
                start,
                (&base, true),
                ("full", "with all that the code reads"),
            )?;
            is_full = full == Some(Ending::Good);
        }
        for variation in base.variations(start) {
            if self.is_over || self.ran.len() >= until {
                return Ok(());
            }
            let solved = solve(self.sources, start, Some(&variation.change));
            self.one(start, (&solved, is_full), (&variation.name, &variation.why))?;
        }
        if !is_full && !self.is_over {
            self.one(
                start,
                (&base, true),
                ("full", "with all that the code reads"),
            )?;
        }
        Ok(())
    }

    fn one(
        &mut self,
        start: &Start,
        (solved, is_full): (&Solved, bool),
        (name, why): (&str, &str),
    ) -> Result<Option<Ending>, E> {
        let event = solved.event(start, is_full);
        let known = self.ran.iter().find(|(known, _)| known.event == event);
        if let Some((_, ran)) = known {
            return Ok(Some(ran.ending));
        }
        let with = |own: &str, more: &str, between: &str| {
            if more.is_empty() {
                own.to_owned()
            } else {
                format!("{own}{between}{more}")
            }
        };
        let candidate = Candidate {
            name: with(&start.name, name, "-"),
            why: with(&start.why, why, ", "),
            event,
        };
        let Some(ran) = (self.run)(&candidate)? else {
            self.is_over = true;
            return Ok(None);
        };
        let ending = ran.ending;
        self.ran.push((candidate, ran));
        Ok(Some(ending))
    }
}

/// Tells events of the same name apart by number.
fn uniquely_named(mut kept: Vec<(Candidate, Ran)>) -> Vec<(Candidate, Ran)> {
    let mut names: Vec<String> = Vec::new();
    for (candidate, _) in &mut kept {
        let own = candidate.name.clone();
        let mut number = 2;
        while names.contains(&candidate.name) {
            candidate.name = format!("{own}-{number}");
            number += 1;
        }
        names.push(candidate.name.clone());
    }
    kept
}
