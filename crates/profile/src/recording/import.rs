//! One import.

/// An import that was not satisfied by what was loaded already.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Import that it happened under in the same thread; its index is lower.
    pub parent: Option<usize>,
    /// Thread.
    pub thread: u64,
    /// Full name of the module, a text.
    pub module: usize,
    /// File of the statement, a text.
    pub file: Option<usize>,
    /// Line of the statement.
    pub line: u32,
    /// Start.
    pub start: u64,
    /// End, not before the start.
    pub end: u64,
    /// CPU time of the thread.
    pub cpu: u64,
    /// Growth of resident bytes.
    pub resident: i64,
    /// Files asked for.
    pub stats: u32,
    /// Whether it raised.
    pub failed: bool,
    /// Origin of its spec, a text.
    pub origin: Option<usize>,
    /// Bytecode file of its spec, a text.
    pub cached: Option<usize>,
    /// Class of its loader, a text.
    pub loader: Option<usize>,
}
