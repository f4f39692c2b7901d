//! What is not deterministic in the reference, and what must hold there all the same.
//!
//! Several runs of the reference give a [`Pattern`]: a value in which the places that varied are
//! masked by their kind. A time must still be a time in the same format, a random token must have
//! the same length and alphabet, a shuffled list the same items. What varied in its structure is
//! not judged, and says so.

mod kind;
mod known;
mod learn;
mod list;
mod map;
mod place;
mod skeleton;
mod text;
mod told;

pub use kind::{Alphabet, Epoch, Kind};
pub use known::Known;
pub use learn::learn;
pub use told::{Judged, Mask, share, told};

pub(crate) use learn::inside;
pub(crate) use text::matches;
pub(crate) use told::shown;

use crate::value::Value;

/// What a value must be like to be that of the reference.
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// This value.
    Exact(Value),
    /// A number of a kind.
    Number(Slot),
    /// A text in which pieces vary.
    Text(Vec<Piece>),
    /// A text that holds JSON of this pattern.
    Json(Box<Pattern>),
    /// Items in order.
    List(Vec<Pattern>),
    /// Items in any order.
    Shuffled(Vec<Pattern>),
    /// Items in order, with any others among them.
    Gapped(Gapped),
    /// Members.
    Map(Members),
    /// Anything; the text says why.
    Unjudged(&'static str),
}

/// Items that are in every run, among others.
#[derive(Debug, Clone, PartialEq)]
pub struct Gapped {
    /// The items.
    pub items: Vec<Pattern>,
    /// How many of them come before each place where some run has others.
    pub gaps: Vec<usize>,
}

/// Members of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Members {
    /// Members whose names do not vary.
    pub fixed: Vec<(String, Pattern)>,
    /// Members whose names vary.
    pub named: Vec<(Vec<Piece>, Pattern)>,
    /// Whether the order varies.
    pub order: Order,
    /// Whether further members may be there, since they are in some runs only.
    pub others: Others,
}

/// Whether an order is always the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// It is.
    Kept,
    /// It is not.
    Varies,
}

/// Whether there may be further members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// There are none.
    None,
    /// Some runs have some.
    Unjudged,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// This text.
    Literal(String),
    /// A token of a kind.
    Masked(Slot),
    /// These tokens in any order.
    Shuffled(Vec<String>),
    /// Anything.
    Free,
}

/// A masked place.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// Of what kind it is.
    pub kind: Kind,
    /// What stood there, by run; empty where places of different runs cannot be told to be the
    /// same.
    pub variants: Vec<String>,
}
