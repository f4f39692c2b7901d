//! What is run: which events are handled, by which package, in which environments.
//!
//! With four given events and the default numbers, the reference runs 4 environments for each event
//! alone, 2 for all in sequence and 1 for generated events, each twice, and the candidate each
//! once: 21 environments. Each difference costs pairs of environments on top, up to
//! [`Plan::n_confirmations`].

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::tape::Tape;

/// Most generated events that one environment handles.
const MOST_IN_SEQUENCE: usize = 40;

/// Which package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The one that is right by definition.
    Reference,
    /// The one that is judged.
    Candidate,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What it is called.
    pub name: String,
    /// JSON text.
    pub payload: String,
    /// Whether it was made from the shape of another.
    pub generated: bool,
}

/// One environment to run.
#[derive(Debug, Clone)]
pub struct Job {
    /// Of which package.
    pub side: Side,
    /// The events that it handles, in order, by their number.
    pub events: Vec<usize>,
    /// Where calls to other services are answered from; without it they are made.
    pub replay: Option<Rc<Tape>>,
}

/// The parts of a behaviour, in the order in which differences are told.
pub const PARTS: [&str; 6] = ["outcome", "calls", "files", "log", "output", "state"];

/// A difference that is meant, such as a variable that a change of settings sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// The part of the behaviour.
    pub part: &'static str,
    /// Where in it, and below: a path such as `$.variables.MALLOC_ARENA_MAX`, in which `*` stands
    /// for anything.
    pub path: String,
    /// Why it is meant.
    pub why: String,
}

/// How much is run, and what is known of the packages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Runs of the reference that show what is not deterministic, at least two.
    pub n_reference: usize,
    /// Most given events that are also handled alone.
    pub n_alone: usize,
    /// Most orders in which all given events are handled.
    pub n_orders: usize,
    /// Most events that are generated.
    pub n_generated: usize,
    /// Times that a difference is looked for again, by both packages, before it is told; twice as
    /// often and once more where it may be by chance, as orders are.
    pub n_rounds: usize,
    /// Most pairs of environments that are spent on that.
    pub n_confirmations: usize,
    /// Seed of whatever is chosen.
    pub seed: u64,
    /// Differences that are meant.
    pub allowed: Vec<Allowed>,
    /// Folders of the reference and of the candidate, where the functions see them; in texts each
    /// counts as the platform's.
    pub roots: [Vec<String>; 2],
    /// Top-level modules of the function's own code; frames of other code in stack traces are not
    /// compared. When empty, all that is neither installed nor Python's counts as own.
    pub own_modules: BTreeSet<String>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            n_reference: 2,
            n_alone: 16,
            n_orders: 2,
            n_generated: 24,
            n_rounds: 3,
            n_confirmations: 16,
            seed: 0,
            allowed: Vec::new(),
            roots: [Vec::new(), Vec::new()],
            own_modules: BTreeSet::new(),
        }
    }
}

impl Plan {
    /// Returns what environments handle: each given event alone; all in order and the first again,
    /// the same from the end, further orders by chance; generated events in sequence.
    #[must_use]
    pub fn scripts(&self, events: &[Event]) -> Vec<Vec<usize>> {
        let of = |generated| {
            let is = move |&index: &usize| events[index].generated == generated;
            (0..events.len()).filter(is).collect::<Vec<usize>>()
        };
        let (given, generated) = (of(false), of(true));
        let mut scripts: Vec<Vec<usize>> = Vec::new();
        scripts.extend(given.iter().take(self.n_alone).map(|&index| vec![index]));
        let mut chance = Chance::new(self.seed);
        for n_order in 0..self.n_orders {
            let mut order = given.clone();
            match n_order {
                0 => {}
                1 => order.reverse(),
                _ => chance.shuffle(&mut order),
            }
            order.extend(order.first().copied());
            if order.len() > 1 && !scripts.contains(&order) {
                scripts.push(order);
            }
        }
        scripts.extend(generated.chunks(MOST_IN_SEQUENCE).map(<[usize]>::to_vec));
        scripts
    }
}

/// Numbers that follow from a seed: `SplitMix64`, the same on every machine and in every release.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `n`, which is not zero; that some are likelier by a hair is no harm.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(u64::MAX);
        usize::try_from(self.next() % n).unwrap_or_default()
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            items.swap(index, self.below(index + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(n_given: usize, n_generated: usize, n_orders: usize, expect: &[&[usize]]) {
        let event = |index| Event {
            name: format!("{index}"),
            payload: String::new(),
            generated: index >= n_given,
        };
        let events: Vec<Event> = (0..n_given + n_generated).map(event).collect();
        let plan = Plan {
            n_orders,
            ..Plan::default()
        };
        assert_eq!(plan.scripts(&events), expect);
    }

    #[test]
    fn every_event_is_handled_cold_and_warm() {
        check(1, 0, 2, &[&[0], &[0, 0]]);
        check(2, 3, 2, &[&[0], &[1], &[0, 1, 0], &[1, 0, 1], &[2, 3, 4]]);
        check(0, 0, 2, &[]);
        check(
            3,
            0,
            3,
            &[
                &[0],
                &[1],
                &[2],
                &[0, 1, 2, 0],
                &[2, 1, 0, 2],
                &[2, 0, 1, 2],
            ],
        );
    }
}
