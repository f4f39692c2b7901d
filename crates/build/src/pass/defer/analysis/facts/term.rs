//! What is evaluated, as far as it matters whose object comes out.

use super::Symbol;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(in crate::pass::defer::analysis) struct $name(u32);

        impl $name {
            /// Numbers the next of a list.
            pub(in crate::pass::defer::analysis) fn next<T>(list: &[T]) -> Self {
                Self(u32::try_from(list.len()).unwrap_or(u32::MAX))
            }

            /// Returns where it is in its list.
            pub(in crate::pass::defer::analysis) fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

number!(
    /// A term of one source.
    TermId
);
number!(
    /// A block of one source.
    BlockId
);
number!(
    /// A call of one source.
    CallId
);
number!(
    /// A class of one source.
    ClassId
);
number!(
    /// An alias of an import statement of one source.
    ImportId
);

impl BlockId {
    /// The module itself.
    pub(in crate::pass::defer::analysis) const MODULE: Self = Self(0);
}

/// Something that is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pass::defer::analysis) enum Term {
    /// An object that is made here, or one that cannot change: a literal, a sum.
    Fresh,
    /// A text that is written out.
    Text(Symbol),
    /// A name of the module, or a builtin.
    Name(Symbol),
    /// A name of the block.
    Local(Symbol),
    /// A name of a block around this one.
    Outer(BlockId, Symbol),
    Attribute(TermId, Symbol),
    /// What iterating over it gives, or an item of it.
    Item(TermId),
    /// Its item under a key.
    Element(TermId, TermId),
    /// What a call returns.
    Call(CallId),
    Function(BlockId),
    Class(ClassId),
    /// What an alias binds.
    Import(ImportId),
    /// One of these.
    Either(TermId, TermId),
    /// A tuple, list or dictionary that holds this, and that is made here.
    Holding(TermId),
    /// Nothing: the name is deleted.
    Deleted,
    Unknown,
}
