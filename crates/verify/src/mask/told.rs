//! What of a pattern is told: which places are masked, and how much of the whole.

use super::{Gapped, Order, Others, Pattern, Piece};
use crate::value::{Path, Step, Value};

/// A place that varies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mask {
    /// Where.
    pub path: Path,
    /// What it is, such as `a time`, or why it is not judged.
    pub kind: &'static str,
    /// Whether what stands there is looked at.
    pub judged: Judged,
}

/// Whether a masked place is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judged {
    /// It must be of the same kind.
    ByKind,
    /// It may be anything.
    Not,
}

/// What stands where anything may.
const TEXT: &str = "a text that varies";

/// Returns the masked places.
#[must_use]
pub fn told(pattern: &Pattern) -> Vec<Mask> {
    let mut teller = Teller::default();
    teller.pattern(pattern);
    teller.masks.sort();
    teller.masks.dedup();
    teller.masks
}

/// Returns which share of what is written is masked, from nothing to one.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
pub fn share(pattern: &Pattern) -> f64 {
    let mut weights = Weights { masked: 0, all: 0 };
    weights.pattern(pattern);
    weights.masked as f64 / weights.all.max(1) as f64
}

#[derive(Default)]
struct Teller {
    path: Path,
    masks: Vec<Mask>,
}

impl Teller {
    fn pattern(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Exact(_) => {}
            Pattern::Number(slot) => self.tell(slot.kind.name(), Judged::ByKind),
            Pattern::Text(pieces) => self.pieces(pieces),
            Pattern::Json(inner) => self.below(Step::Inside, inner),
            Pattern::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.below(Step::Index(index), item);
                }
            }
            Pattern::Shuffled(items) => {
                self.tell("an order", Judged::ByKind);
                for item in items {
                    self.below(Step::Index(usize::MAX), item);
                }
            }
            Pattern::Gapped(list) => {
                self.tell("further items that vary", Judged::Not);
                for item in &list.items {
                    self.below(Step::Index(usize::MAX), item);
                }
            }
            Pattern::Map(members) => {
                if members.order == Order::Varies {
                    self.tell("an order", Judged::ByKind);
                }
                if members.others == Others::Unjudged {
                    self.tell("members that vary", Judged::Not);
                }
                for (name, member) in &members.fixed {
                    self.below(Step::Key(name.clone()), member);
                }
                for (name, member) in &members.named {
                    self.path.0.push(Step::Key(shown(name)));
                    self.pieces(name);
                    self.pattern(member);
                    self.path.0.pop();
                }
            }
            Pattern::Unjudged(why) => self.tell(why, Judged::Not),
        }
    }

    fn below(&mut self, step: Step, pattern: &Pattern) {
        self.path.0.push(step);
        self.pattern(pattern);
        self.path.0.pop();
    }

    fn pieces(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Literal(_) => {}
                Piece::Masked(slot) => self.tell(slot.kind.name(), Judged::ByKind),
                Piece::Shuffled(_) => self.tell("an order", Judged::ByKind),
                Piece::Free => self.tell(TEXT, Judged::Not),
            }
        }
    }

    fn tell(&mut self, kind: &'static str, judged: Judged) {
        self.masks.push(Mask {
            path: self.path.clone(),
            kind,
            judged,
        });
    }
}

/// Bytes that are masked, out of all.
struct Weights {
    masked: usize,
    all: usize,
}

/// What is charged for a place whose size is not known.
const UNKNOWN: usize = 64;

impl Weights {
    fn add(&mut self, judged: Judged, weight: usize) {
        self.all += weight;
        if judged == Judged::Not {
            self.masked += weight;
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Exact(value) => self.add(Judged::ByKind, value.weight()),
            Pattern::Number(slot) => self.add(Judged::Not, length(&slot.variants)),
            Pattern::Text(pieces) => self.pieces(pieces),
            Pattern::Json(inner) => self.pattern(inner),
            Pattern::List(items) | Pattern::Shuffled(items) => {
                for item in items {
                    self.pattern(item);
                }
            }
            Pattern::Gapped(list) => {
                self.add(Judged::Not, UNKNOWN);
                for item in &list.items {
                    self.pattern(item);
                }
            }
            Pattern::Map(members) => {
                for (name, member) in &members.fixed {
                    self.add(Judged::ByKind, name.len());
                    self.pattern(member);
                }
                for (name, member) in &members.named {
                    self.pieces(name);
                    self.pattern(member);
                }
            }
            Pattern::Unjudged(_) => self.add(Judged::Not, UNKNOWN),
        }
    }

    fn pieces(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Literal(text) => self.add(Judged::ByKind, text.len()),
                Piece::Masked(slot) => self.add(Judged::Not, length(&slot.variants)),
                Piece::Shuffled(tokens) => {
                    self.add(Judged::ByKind, tokens.iter().map(String::len).sum());
                }
                Piece::Free => self.add(Judged::Not, UNKNOWN),
            }
        }
    }
}

fn length(variants: &[String]) -> usize {
    variants.first().map_or(UNKNOWN, String::len)
}

/// Returns pieces as a text in which masked places are named.
pub(crate) fn shown(pieces: &[Piece]) -> String {
    let shown = |piece: &Piece| match piece {
        Piece::Literal(text) => text.clone(),
        Piece::Masked(slot) => format!("<{}>", slot.kind.name()),
        Piece::Shuffled(_) => "<an order>".to_owned(),
        Piece::Free => "<anything>".to_owned(),
    };
    pieces.iter().map(shown).collect()
}

impl Pattern {
    /// Returns it as a value in which masked places are named.
    #[must_use]
    pub fn shown(&self) -> Value {
        match self {
            Self::Exact(value) => value.clone(),
            Self::Number(slot) => Value::Text(format!("<{}>", slot.kind.name())),
            Self::Text(pieces) => Value::Text(shown(pieces)),
            Self::Json(inner) => Value::Text(inner.shown().to_string()),
            Self::List(items) | Self::Shuffled(items) | Self::Gapped(Gapped { items, .. }) => {
                Value::List(items.iter().map(Self::shown).collect())
            }
            Self::Map(members) => {
                let fixed = members
                    .fixed
                    .iter()
                    .map(|(name, member)| (name.clone(), member));
                let named = members
                    .named
                    .iter()
                    .map(|(name, member)| (shown(name), member));
                Value::Map(
                    fixed
                        .chain(named)
                        .map(|(name, member)| (name, member.shown()))
                        .collect(),
                )
            }
            Self::Unjudged(why) => Value::Text(format!("<{why}>")),
        }
    }
}
