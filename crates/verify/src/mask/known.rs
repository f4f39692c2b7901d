//! What is known to vary, from wherever it was seen.
//!
//! Two runs of the reference may agree by chance: they fell into the same second. What another run
//! or another event has shown to vary at the same place is not told as a difference, if it differs
//! in the same telling way, such as in a time only.

use std::collections::BTreeSet;

use super::kind::differing;
use super::{Gapped, Judged, Members, Pattern, Piece, told};
use crate::value::{Path, Step, Value};

/// What runs may agree in by chance.
const CHANCY: [&str; 2] = ["an order", "a whole number"];

/// Telling kinds by part and place, whichever item of a list it is in.
#[derive(Debug, Clone, Default)]
pub struct Known {
    seen: BTreeSet<(&'static str, Path, &'static str)>,
    chancy: bool,
}

impl Known {
    /// Notes what varies in a part.
    pub fn note(&mut self, part: &'static str, pattern: &Pattern) {
        let mut path = Path::default();
        self.pattern(part, &mut path, pattern);
        self.chancy |= told(pattern).iter().any(|mask| CHANCY.contains(&mask.kind))
            || told(pattern).iter().any(|mask| mask.judged == Judged::Not);
    }

    /// Returns whether anything varies of which there are few, such as an order: two runs, and more,
    /// may well agree in it.
    #[must_use]
    pub fn is_chancy(&self) -> bool {
        self.chancy
    }

    /// Returns whether two values at a place differ in nothing but what is known to vary there.
    #[must_use]
    pub fn explains(&self, part: &'static str, path: &Path, values: [&Value; 2]) -> bool {
        let ([Value::Text(reference), Value::Text(candidate)]
        | [Value::Number(reference), Value::Number(candidate)]) = values
        else {
            return false;
        };
        let Some(kinds) = differing(reference, candidate) else {
            return false;
        };
        let path = path.any_item();
        !kinds.is_empty()
            && kinds.iter().all(|kind| {
                kind.is_telling() && self.seen.contains(&(part, path.clone(), kind.name()))
            })
    }

    fn pattern(&mut self, part: &'static str, path: &mut Path, pattern: &Pattern) {
        match pattern {
            Pattern::Exact(_) | Pattern::Unjudged(_) => {}
            Pattern::Number(slot) => {
                self.seen.insert((part, path.clone(), slot.kind.name()));
            }
            Pattern::Text(pieces) => self.pieces(part, path, pieces),
            Pattern::Json(inner) => self.below(part, path, (Step::Inside, inner)),
            Pattern::List(items)
            | Pattern::Shuffled(items)
            | Pattern::Gapped(Gapped { items, .. }) => {
                for item in items {
                    self.below(part, path, (Step::Index(usize::MAX), item));
                }
            }
            Pattern::Map(Members { fixed, .. }) => {
                for (name, member) in fixed {
                    self.below(part, path, (Step::Key(name.clone()), member));
                }
            }
        }
    }

    fn pieces(&mut self, part: &'static str, path: &Path, pieces: &[Piece]) {
        for piece in pieces {
            if let Piece::Masked(slot) = piece {
                self.seen.insert((part, path.clone(), slot.kind.name()));
            }
        }
    }

    fn below(&mut self, part: &'static str, path: &mut Path, (step, pattern): (Step, &Pattern)) {
        path.0.push(step);
        self.pattern(part, path, pattern);
        path.0.pop();
    }
}
