//! What executing something does to others.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::value::{Path, Values};
use crate::pass::defer::analysis::hazard::Severity;
use crate::pass::defer::analysis::tree::ModuleId;

/// Most effects of one function that are told apart.
const MOST: usize = 48;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::pass::defer::analysis) enum Effect {
    /// Changes what belongs to a module of the package.
    Changes(ModuleId, Path),
    /// Calls or changes something of the standard library that others see.
    Shared(Path),
    /// Defines a class below one whose subclasses are listed there.
    JoinsHierarchy(ModuleId, Path),
    /// Builds a class on something of which nothing is known.
    UnknownBase(Path),
    /// Calls something of which nothing is known.
    Unknown(Path),
    /// Changes something of which nothing is known.
    ChangesUnknown(Path),
    /// Calls into an extension module something that sounds as if it had an effect.
    Native(Path),
    /// Changes what it was given.
    ChangesParameter(u8),
    /// Changes what an attribute of something holds that it was given.
    ChangesWithin(u8, Path),
    /// Calls a method of what it was given.
    CallsMethod(u8, Path),
    /// Calls what it was given.
    CallsParameter(u8),
    /// There is more than can be told apart.
    TooMuch,
}

/// Where something is done, and whether it is done at all events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pass::defer::analysis) struct Done {
    pub(in crate::pass::defer::analysis) place: Place,
    pub(in crate::pass::defer::analysis) severity: Severity,
}

/// Where something is done.
pub(in crate::pass::defer::analysis) type Place = (ModuleId, u32);

/// What executing a function or a module does, as far as others see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::pass::defer::analysis) struct Summary {
    /// Each with where it is done.
    pub(in crate::pass::defer::analysis) effects: BTreeMap<Effect, Done>,
    /// Modules that it imports.
    pub(in crate::pass::defer::analysis) loads: BTreeSet<ModuleId>,
    /// What it returns.
    pub(super) returns: Values,
}

impl Summary {
    /// Adds an effect, and returns whether that is news.
    pub(super) fn add(&mut self, effect: Effect, done: Done) -> bool {
        let is_new = !self.effects.contains_key(&effect);
        let effect = if self.effects.len() >= MOST && is_new {
            Effect::TooMuch
        } else {
            effect
        };
        match self.effects.entry(effect) {
            Entry::Vacant(vacant) => {
                vacant.insert(done);
                true
            }
            Entry::Occupied(mut known) if known.get().severity < done.severity => {
                known.insert(done);
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// Adds another's, and returns whether that added anything.
    pub(super) fn absorb(&mut self, other: Self) -> bool {
        let before = (self.loads.len(), self.returns.clone());
        let mut has_news = false;
        for (effect, done) in other.effects {
            has_news |= self.add(effect, done);
        }
        self.loads.extend(other.loads);
        super::value::add(&mut self.returns, other.returns);
        has_news || before != (self.loads.len(), self.returns.clone())
    }
}
