//! Sets of small facts: what a module does at all, and how a statement comes to be executed.

use std::ops::BitOr;

/// Something that matters of a module as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pass::defer::analysis) enum Trait {
    /// It cannot be parsed for this Python, or is not UTF-8.
    Broken,
    /// It reads its names as a dictionary: `globals()`, `vars()`, `eval`.
    ReadsItsNames,
    /// Annotations are texts: `from __future__ import annotations`.
    LateAnnotations,
    /// It reads annotations of others: `get_type_hints` and the like.
    ReadsAnnotations,
    /// It puts something else in its place in `sys.modules`, or gives itself another class.
    ReplacesItself,
    /// It changes where its submodules are found.
    ChangesItsPath,
    /// It has a `__getattr__` of its own.
    HasGetattr,
    /// What `__all__` holds is computed.
    ComputesAll,
}

/// A set of [`Trait`]s.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::pass::defer::analysis) struct Traits(u16);

impl Traits {
    /// Adds one.
    pub(super) fn insert(&mut self, one: Trait) {
        self.0 |= 1 << one as u16;
    }

    /// Returns whether it is among them.
    pub(in crate::pass::defer::analysis) fn has(self, one: Trait) -> bool {
        self.0 & (1 << one as u16) != 0
    }
}

/// How a statement comes to be executed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::pass::defer::analysis) struct Circumstances(u8);

impl Circumstances {
    /// Whenever its block is.
    pub(in crate::pass::defer::analysis) const ALWAYS: Self = Self(0);
    /// Where a condition holds that is not known.
    pub(in crate::pass::defer::analysis) const CONDITIONAL: Self = Self(1);
    /// In a `try` whose handlers see its failure.
    pub(in crate::pass::defer::analysis) const CAUGHT: Self = Self(2);
    /// In a handler of an exception.
    pub(in crate::pass::defer::analysis) const HANDLER: Self = Self(4);
    /// In a `with`.
    pub(in crate::pass::defer::analysis) const WITHIN: Self = Self(8);
    /// In a loop.
    pub(in crate::pass::defer::analysis) const LOOPED: Self = Self(16);
    /// In the body of a class.
    pub(in crate::pass::defer::analysis) const IN_CLASS: Self = Self(32);

    /// In a `try` that handles more than a failing import.
    pub(in crate::pass::defer::analysis) const CAUGHT_ALL: Self = Self(128);
    /// Where filters of warnings are put back afterwards.
    pub(in crate::pass::defer::analysis) const QUIET: Self = Self(64);
    /// All under which it is not sure that a statement is executed.
    pub(in crate::pass::defer::analysis) const DOUBTFUL: Self =
        Self(Self::CONDITIONAL.0 | Self::HANDLER.0 | Self::LOOPED.0);

    /// Returns whether all of these hold.
    pub(in crate::pass::defer::analysis) fn has(self, these: Self) -> bool {
        self.0 & these.0 == these.0
    }

    /// Returns whether any of these holds.
    pub(in crate::pass::defer::analysis) fn has_any(self, these: Self) -> bool {
        self.0 & these.0 != 0
    }
}

impl BitOr for Circumstances {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
