//! What may come out of evaluating something, and whose object that is.

use crate::pass::defer::analysis::facts::{BlockId, ClassId};
use crate::pass::defer::analysis::tree::ModuleId;

/// A dotted path into the standard library, or a text of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::pass::defer::analysis) struct Path(pub(super) u32);

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::pass::defer::analysis) enum Shape {
    Module(ModuleId),
    Function(ModuleId, BlockId),
    Class(ModuleId, ClassId),
    /// An object of a class of the package.
    Instance(ModuleId, ClassId),
    /// Something of the standard library, by its path; `()` after it stands for what it returns.
    Standard(Path),
    /// Something of an extension module.
    Native(ModuleId),
    /// A text, number, tuple, list, dictionary.
    Data,
    Unknown,
}

/// Whose an object is: who sees it when it is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::pass::defer::analysis) enum Owner {
    /// It was made in the course of what is evaluated.
    Fresh,
    /// It belongs to a module of the package.
    Module(ModuleId),
    /// It belongs to the interpreter or its library.
    Shared,
    /// It belongs to whoever passed this parameter.
    Parameter(u8),
    /// It is what an attribute of this parameter holds.
    Within(u8, Path),
    Unknown,
}

/// An object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::pass::defer::analysis) struct Value {
    pub(super) shape: Shape,
    pub(super) owner: Owner,
}

/// What may come out: none of it is what never returns.
pub(super) type Values = Vec<Value>;

/// Most values that are told apart.
const MOST: usize = 6;

impl Value {
    pub(super) const FRESH: Self = Self {
        shape: Shape::Data,
        owner: Owner::Fresh,
    };

    pub(super) const UNKNOWN: Self = Self {
        shape: Shape::Unknown,
        owner: Owner::Unknown,
    };

    pub(super) fn of(shape: Shape, owner: Owner) -> Self {
        Self { shape, owner }
    }

    pub(super) fn with(self, owner: Owner) -> Self {
        Self { owner, ..self }
    }
}

/// Adds values to others, in order and each once; too many become one that is unknown.
pub(super) fn add(all: &mut Values, more: impl IntoIterator<Item = Value>) {
    for value in more {
        if let Err(place) = all.binary_search(&value) {
            all.insert(place, value);
        }
    }
    if all.len() > MOST {
        all.clear();
        all.push(Value::UNKNOWN);
    }
}
