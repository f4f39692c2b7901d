//! Functions: sampled stacks, and counts and times of the user's own.

use serde::{Deserialize, Serialize};

use super::Millis;

/// Sampled stacks. Each stack is a frame below another stack, so that a common path is kept once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Stacks {
    /// Functions that were seen.
    pub frames: Vec<Frame>,
    /// Paths to them; a stack comes after the one that it is below.
    pub stacks: Vec<Stack>,
    /// What was sampled during init, summed over environments.
    pub init: Vec<Sampled>,
    /// What was sampled during invocations, summed over them.
    pub handler: Vec<Sampled>,
    /// What was sampled during invocations from outside, with native frames; wall time only.
    #[serde(default)]
    pub native: Vec<Sampled>,
    /// Environments that `init` sums up.
    pub n_inits: usize,
    /// Invocations that `handler` sums up.
    pub n_invocations: usize,
}

/// A function that was seen on a stack.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Frame {
    /// Qualified name, or the plain one before Python 3.11.
    pub name: String,
    /// Its file.
    pub file: String,
    /// Line that it begins at.
    pub first_line: u32,
}

/// A frame at a line, below another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stack {
    /// Stack that it is below; absent for the outermost frame.
    pub parent: Option<usize>,
    /// The frame.
    pub frame: usize,
    /// Line that it was at.
    pub line: u32,
}

/// Time that was seen at the top of one stack.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sampled {
    /// The stack.
    pub stack: usize,
    /// Samples.
    pub n_samples: u64,
    /// CPU time of the thread between its samples.
    pub cpu_ms: Millis,
    /// Wall time between samples.
    pub wall_ms: Millis,
}

/// Calls of one of the user's functions, over all invocations of environments whose times are true.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FunctionTime {
    /// Qualified name.
    pub name: String,
    /// Its file.
    pub file: String,
    /// Line that it begins at.
    pub first_line: u32,
    /// Calls during init.
    pub n_init: u64,
    /// Calls during invocations.
    pub n_handler: u64,
    /// Wall time during init, with what it called; recursion is counted once.
    pub init_ms: Millis,
    /// Wall time during invocations, likewise.
    pub handler_ms: Millis,
    /// Whether counting stopped because the function is too short and too frequent to time.
    pub stopped: bool,
}
