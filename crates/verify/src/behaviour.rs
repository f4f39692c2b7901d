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
    /// Files made, changed or removed outside the package, by path: type, mode, size, and the text
    /// where it is short, else a hash of the first 8 MiB; `null` for what was removed.
    pub files: Value,
    /// Calls to other services in order: `kind` (`aws`, `http`, `sql`, …), what was asked of whom,
    /// `outcome`, and in `wire` the requests that a library made of it. Calls made beside the
    /// handler's own thread and task stand together, ahead of its next one, as `{"concurrent":
    /// [[…], …]}`: a list for each thread, task or item of work, sorted by what is in it.
    pub calls: Value,
    /// What is left for the next invocation, as far as it is not what it was when the process
    /// began: variables, working folder, files, logging, signals, threads, …, and by
    /// `globals:MODULE` the globals of the function's own modules that are data.
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
