//! Functions: sampled stacks, and counted calls.

/// A function of sampled stacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Name, a text.
    pub name: usize,
    /// File, a text.
    pub file: usize,
    /// Line that it begins at.
    pub first_line: u32,
}

/// A frame at a line, below another stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stack {
    /// Stack that it is below; its index is lower.
    pub parent: Option<usize>,
    /// The frame.
    pub frame: usize,
    /// The line.
    pub line: u32,
}

/// A sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// When.
    pub time: u64,
    /// Thread.
    pub thread: u64,
    /// Its stack.
    pub stack: usize,
    /// CPU time of the thread since its last sample.
    pub cpu: u64,
    /// Wall time since then.
    pub wall: u64,
}

/// Calls of one of the user's functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionCalls {
    /// Whether they were made during init.
    pub during_init: bool,
    /// Name, a text.
    pub name: usize,
    /// File, a text.
    pub file: usize,
    /// Line that it begins at.
    pub first_line: u32,
    /// How many.
    pub count: u64,
    /// Wall time with what was called; recursion is counted once.
    pub wall: u64,
    /// Whether counting stopped.
    pub stopped: bool,
}
