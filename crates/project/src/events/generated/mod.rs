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

use std::collections::VecDeque;

use serde_json::Value as Json;

use crate::functions::Found;
use crate::trigger::Trigger;
use code::{Entry, Sources};
pub use select::{Ending, MOST_KEPT, Ran};
use start::Start;
use vary::{Solved, Variation, solve};

/// Most events that are run to choose from.
pub const MOST_RUN: usize = 60;

/// What an event is called that has all that the code can take.
const FULL: (&str, &str) = ("full", "with all that the code reads");

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
    let mut trial = Trial {
        sources: &sources,
        run,
        ran: Vec::new(),
        is_over: false,
    };
    let mut open = Vec::new();
    for start in &starts {
        open.push(trial.begin(start)?);
    }
    trial.vary(&mut open)?;
    Ok(uniquely_named(select::choose(trial.ran)))
}

/// Events that were run so far.
struct Trial<'t, 'r, E> {
    sources: &'t Sources,
    run: &'t mut Run<'r, E>,
    ran: Vec<(Candidate, Ran)>,
    is_over: bool,
}

/// One way in which the function is invoked, and what is still to be tried of it.
struct Open<'s> {
    start: &'s Start,
    variations: VecDeque<Variation>,
    otherwise: Option<(wanted::Path, code::Decision)>,
    is_full: bool,
}

impl<E> Trial<'_, '_, E> {
    /// Tries the event of one way in which the function is invoked: with the least that the code
    /// needs, else with all that it can take.
    fn begin<'s>(&mut self, start: &'s Start) -> Result<Open<'s>, E> {
        let base = solve(self.sources, start, &[]);
        let mut is_full = false;
        if self.one(start, (&base, false), ("", ""))? != Some(Ending::Good) {
            let full = self.one(start, (&base, true), FULL)?;
            is_full = full == Some(Ending::Good);
        }
        Ok(Open {
            start,
            variations: base.variations(start).into(),
            otherwise: base.otherwise(),
            is_full,
        })
    }

    /// Tries variations of all by turns.
    fn vary(&mut self, open: &mut [Open<'_>]) -> Result<(), E> {
        while open.iter().any(|each| !each.variations.is_empty()) {
            for each in &mut *open {
                let Some(variation) = each.variations.pop_front() else {
                    continue;
                };
                let named = (variation.name.as_str(), variation.why.as_str());
                let solved = solve(self.sources, each.start, &[&variation.change]);
                let ending = self.one(each.start, (&solved, each.is_full), named)?;
                if ending == Some(Ending::Failed)
                    && let Some(other) = &each.otherwise
                    && other.0 != variation.change.0
                {
                    let solved = solve(self.sources, each.start, &[&variation.change, other]);
                    self.one(each.start, (&solved, each.is_full), named)?;
                }
                if self.is_over || self.ran.len() >= MOST_RUN {
                    return Ok(());
                }
            }
        }
        for each in open.iter().filter(|each| !each.is_full) {
            let base = solve(self.sources, each.start, &[]);
            self.one(each.start, (&base, true), FULL)?;
        }
        Ok(())
    }

    fn one(
        &mut self,
        start: &Start,
        (solved, is_full): (&Solved, bool),
        (name, why): (&str, &str),
    ) -> Result<Option<Ending>, E> {
        if self.is_over {
            return Ok(None);
        }
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
