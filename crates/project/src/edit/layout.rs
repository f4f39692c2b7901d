//! How a document is laid out in its text: which bytes are which value.

use std::collections::BTreeSet;
use std::ops::Range;

/// A document's layout.
#[derive(Debug)]
pub(super) struct Layout {
    /// The outermost value, where there is any.
    pub(super) root: Option<Piece>,
    /// Anchors that an alias names.
    pub(super) aliased: BTreeSet<usize>,
    /// How keys that are inserted are written.
    pub(super) keys: Keys,
}

/// How keys are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// Without quotes where they need none.
    Bare,
    /// Always in quotes.
    Quoted,
}

/// A value in its text.
#[derive(Debug)]
pub(super) struct Piece {
    /// Its bytes; of a map without braces, only where it begins.
    pub(super) range: Range<usize>,
    /// Its anchor, or 0.
    pub(super) anchor: usize,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Kind {
    /// A number, a text or the like on one line, without a tag or an anchor.
    Scalar,
    /// The same over several lines, or where the parser is not exact.
    Text,
    /// What a tag makes of something, such as `!Ref X`.
    Tagged,
    /// Another name for a value elsewhere.
    Alias,
    /// A list.
    List,
    /// A map by indentation.
    Block(Vec<Entry>),
    /// A map in braces.
    Flow(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug)]
pub(super) struct Entry {
    /// The key, where it is a plain text.
    pub(super) key: Option<String>,
    /// The bytes of the key.
    pub(super) place: Range<usize>,
    /// The value.
    pub(super) value: Piece,
}
