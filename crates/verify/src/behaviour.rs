//! What an invocation, or an init, did that others can see.

use crate::value::Value;

/// What one invocation did; an init has no result and no events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behaviour {
    /// How it ended: `{"status": "success", "payload": …}`, or `{"status": "error", "type": …,
    /// "message": …}`, with the payload as a text where it is no JSON.
    pub outcome: Value,
    /// Lines written to standard output and standard error, in order.
    pub output: Value,
    /// Records given to `logging`, in order: level, logger, message, exception's type and text.
    pub log: Value,
    /// Files made, changed or removed outside the package, by path: size and digest of the content.
    pub files: Value,
    /// Calls to other services in order: service or host, operation, arguments, how each ended.
    pub calls: Value,
    /// What is left for the next invocation: variables, working folder, files, logging, signals,
    /// threads, globals of the function's own modules.
    pub state: Value,
}

impl Behaviour {
    /// Returns the parts by name, in the order in which differences are told.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, &Value); 6] {
        [
            ("outcome", &self.outcome),
            ("calls", &self.calls),
            ("files", &self.files),
            ("log", &self.log),
            ("output", &self.output),
            ("state", &self.state),
        ]
    }
}

/// What one environment did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// Its init.
    pub init: Behaviour,
    /// Its invocations in order; fewer than asked for when the environment was lost.
    pub invocations: Vec<Behaviour>,
}
