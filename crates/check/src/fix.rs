//! Changes of files that mend what was found.

use std::path::PathBuf;

/// How to mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether it can be applied unseen.
    pub applicability: Applicability,
    /// What it does, in one line: "keep the client in a cached accessor".
    pub summary: String,
    /// Changes, which do not overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix can be applied unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// It cannot change behaviour.
    Safe,
    /// It needs a look.
    Unsafe,
}

/// Other text for a range of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The file, as the caller named it.
    pub file: PathBuf,
    /// What is replaced; nothing, where text is inserted.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

/// A range of bytes of a file, from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}
