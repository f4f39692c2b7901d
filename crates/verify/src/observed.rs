//! What a caller observed of one environment from outside, together with what the witness recorded
//! inside.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::behaviour::Ran;
use crate::tape::Tape;

/// What a caller observed of one environment.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// Lines of output before the first invocation.
    pub init_output: Vec<Vec<u8>>,
    /// The error with which init ended, if it did: type and document.
    pub invocations: Vec<Invocation>,
    /// What the witness recorded.
    pub recording: Vec<u8>,
}

/// What a caller observed of one invocation.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// Platform error type, when it failed.
    pub error_type: Option<String>,
    /// Response, or error document.
    pub payload: Vec<u8>,
    /// Lines of output.
    pub output: Vec<Vec<u8>>,
    /// From handing over the event until the response.
    pub duration: Duration,
}

/// What the two sources say together.
#[derive(Debug, Clone)]
pub struct Joined {
    /// What others could see.
    pub ran: Ran,
    /// Calls to other services with their answers, for replays.
    pub tape: Tape,
    /// Files of the package and its layers that were read, listed or looked for and found, as the
    /// function named them.
    pub touched: BTreeSet<String>,
    /// Modules that were loaded at the end.
    pub modules: BTreeSet<String>,
    /// Time that the witness took for itself, out of the time of init and of all invocations.
    pub own_time: Duration,
    /// Time of init and of all invocations.
    pub whole_time: Duration,
    /// What a reader should know: calls that were seen but cannot be replayed, a recording cut off.
    pub notes: Vec<String>,
}
