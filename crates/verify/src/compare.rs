//! All differences between a value and what it must be like, each as small as it can be.
//!
//! Items of lists are aligned, so that an inserted item is one difference; members are found by
//! name; of texts the part that differs is shown.

mod align;
mod excerpt;
mod list;
mod map;
#[cfg(test)]
mod tests;

pub use align::{Edit, align};
pub use excerpt::{clipped, unified};

use crate::mask::{Order, Pattern, Piece, inside, matches, shown};
use crate::value::{Path, Step, Value};

/// Most differences between two values that are told.
pub const MOST_FOUND: usize = 200;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub path: Path,
    /// In which way.
    pub change: Change,
    /// What the reference has there, if anything.
    pub reference: Option<Value>,
    /// What the candidate has there, if anything.
    pub candidate: Option<Value>,
}

/// In which way two values differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is another.
    Changed,
    /// It should not be there.
    Added,
    /// It should be there.
    Removed,
    /// It is in another place of the same list, or members are in another order.
    Moved,
    /// It should be the same as in another place, and is not.
    Disagrees,
}

impl Found {
    /// Returns how much there is to read.
    #[must_use]
    pub fn weight(&self) -> usize {
        let weight = |value: &Option<Value>| value.as_ref().map_or(0, Value::weight);
        weight(&self.reference) + weight(&self.candidate)
    }
}

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Differences, smallest first; [`MOST_FOUND`] at most.
    pub found: Vec<Found>,
    /// What stood in masked places.
    pub seen: Vec<Seen>,
}

/// What stood in a masked place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Where.
    pub path: Path,
    /// What the reference had there, by run.
    pub variants: Vec<String>,
    /// What the candidate has there.
    pub text: String,
}

/// Returns all differences between two values, smallest first.
#[must_use]
pub fn differences(reference: &Value, candidate: &Value) -> Vec<Found> {
    let mut comparer = Comparer::new(Order::Kept);
    comparer.compare(Expect::Value(reference), candidate);
    comparer.finish().found
}

/// Compares a value with what it must be like; `members` says whether their order matters.
#[must_use]
pub fn against(pattern: &Pattern, candidate: &Value, members: Order) -> Comparison {
    let mut comparer = Comparer::new(members);
    comparer.compare(Expect::Pattern(pattern), candidate);
    comparer.finish()
}

/// What a value must be like.
#[derive(Clone, Copy)]
enum Expect<'a> {
    Value(&'a Value),
    Pattern(&'a Pattern),
}

impl Expect<'_> {
    /// Takes a pattern that is a value for what it is.
    fn plain(self) -> Self {
        match self {
            Self::Pattern(Pattern::Exact(value)) => Self::Value(value),
            other => other,
        }
    }

    fn shown(self) -> Value {
        match self {
            Self::Value(value) => value.clone(),
            Self::Pattern(pattern) => pattern.shown(),
        }
    }

    fn accepts(self, value: &Value, members: Order) -> bool {
        if let Self::Value(own) = self.plain() {
            return own == value;
        }
        let mut comparer = Comparer::new(members);
        comparer.wanted = Wanted::Whether;
        comparer.compare(self, value);
        comparer.n_found == 0
    }
}

/// What a comparison is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// All differences.
    All,
    /// Whether there are any.
    Whether,
}

struct Comparer {
    members: Order,
    wanted: Wanted,
    path: Path,
    n_found: usize,
    comparison: Comparison,
}

impl Comparer {
    fn new(members: Order) -> Self {
        Self {
            members,
            wanted: Wanted::All,
            path: Path::default(),
            n_found: 0,
            comparison: Comparison::default(),
        }
    }

    fn finish(self) -> Comparison {
        let mut comparison = self.comparison;
        comparison.found.sort_by_cached_key(Found::weight);
        comparison
    }

    fn compare(&mut self, expect: Expect, value: &Value) {
        if self.wanted == Wanted::Whether && self.n_found > 0 {
            return;
        }
        match expect.plain() {
            Expect::Value(own) => self.values(own, value),
            Expect::Pattern(pattern) => self.pattern(pattern, value),
        }
    }

    fn values(&mut self, own: &Value, value: &Value) {
        match (own, value) {
            (Value::List(own), Value::List(items)) => {
                let own: Vec<Expect> = own.iter().map(Expect::Value).collect();
                self.list((&own, &[]), items);
            }
            (Value::Map(own), Value::Map(members)) => self.plain_map(own, members),
            (Value::Text(one), Value::Text(other)) if one != other => self.texts(own, value),
            _ if own == value => {}
            _ => self.changed(Expect::Value(own), value),
        }
    }

    /// Texts that differ; those that hold JSON where it differs.
    fn texts(&mut self, own: &Value, value: &Value) {
        let n_found = self.n_found;
        if let Some(own) = own.as_text().and_then(inside)
            && let Some(value) = value.as_text().and_then(inside)
        {
            self.below(Step::Inside, Expect::Value(&own), &value);
        }
        if self.n_found == n_found {
            self.changed(Expect::Value(own), value);
        }
    }

    fn pattern(&mut self, pattern: &Pattern, value: &Value) {
        let expect = Expect::Pattern(pattern);
        match (pattern, value) {
            (Pattern::Unjudged(_), _) => {}
            (Pattern::Number(slot), Value::Number(number)) if slot.kind.accepts(number) => {
                if slot.kind.identifies(number) {
                    self.see(slot.variants.clone(), number.clone());
                }
            }
            (Pattern::Text(pieces), Value::Text(text)) => {
                if !self.pieces(pieces, text) {
                    self.changed(expect, value);
                }
            }
            (Pattern::Json(inner), Value::Text(text)) => match inside(text) {
                Some(value) => self.below(Step::Inside, Expect::Pattern(inner), &value),
                None => self.changed(expect, value),
            },
            (Pattern::List(own), Value::List(items)) => {
                let own: Vec<Expect> = own.iter().map(Expect::Pattern).collect();
                self.list((&own, &[]), items);
            }
            (Pattern::Gapped(list), Value::List(items)) => {
                let own: Vec<Expect> = list.items.iter().map(Expect::Pattern).collect();
                self.list((&own, &list.gaps), items);
            }
            (Pattern::Shuffled(own), Value::List(items)) => self.shuffled(own, items),
            (Pattern::Map(own), Value::Map(members)) => self.masked_map(own, members),
            _ => self.changed(expect, value),
        }
    }

    /// Whether a text is like these pieces; notes what stands in masked places.
    fn pieces(&mut self, pieces: &[Piece], text: &str) -> bool {
        let Some(captured) = matches(pieces, text) else {
            return false;
        };
        for captured in captured {
            self.see(captured.variants.to_vec(), captured.text);
        }
        true
    }

    fn below(&mut self, step: Step, expect: Expect, value: &Value) {
        self.path.0.push(step);
        self.compare(expect, value);
        self.path.0.pop();
    }

    fn see(&mut self, variants: Vec<String>, text: String) {
        if self.wanted == Wanted::All && !variants.is_empty() {
            let path = self.path.clone();
            self.comparison.seen.push(Seen {
                path,
                variants,
                text,
            });
        }
    }

    fn changed(&mut self, own: Expect, value: &Value) {
        self.found(Change::Changed, Some(own), Some(value));
    }

    fn found(&mut self, change: Change, own: Option<Expect>, value: Option<&Value>) {
        self.n_found += 1;
        if self.wanted == Wanted::All && self.n_found <= MOST_FOUND {
            self.comparison.found.push(Found {
                path: self.path.clone(),
                change,
                reference: own.map(Expect::shown),
                candidate: value.cloned(),
            });
        }
    }

    /// Finds something one step down.
    fn found_below(&mut self, step: Step, change: Change, sides: (Option<Expect>, Option<&Value>)) {
        self.path.0.push(step);
        self.found(change, sides.0, sides.1);
        self.path.0.pop();
    }
}

/// Returns whether a name is like these pieces.
fn is_named(pieces: &[Piece], name: &str) -> bool {
    matches(pieces, name).is_some()
}

/// Returns pieces as the name of a member.
fn name_of(pieces: &[Piece]) -> String {
    shown(pieces)
}
