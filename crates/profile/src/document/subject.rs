//! What was profiled, and on what.

use serde::{Deserialize, Serialize};

/// What was profiled, and on what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// Name of the function.
    pub function: String,
    /// Its handler, as configured.
    pub handler: String,
    /// Folder of its code.
    pub code: String,
    /// Configured memory size.
    pub memory_size_mb: u32,
    /// Instruction set that it is priced for, in Lambda's words.
    pub architecture: String,
    /// Full version of the interpreter.
    pub python: String,
    /// How limits were put into force.
    pub limits: String,
    /// Events, in the order in which they were run.
    pub events: Vec<EventFacts>,
    /// Share of invocations that are cold starts, assumed for costs per invocation.
    pub cold_share: f64,
    /// Dollars per GB-second.
    pub dollars_per_gb_second: f64,
    /// Dollars per gigabyte of log that is taken in.
    pub dollars_per_log_gb: f64,
    /// What a reader should know of how the figures were obtained.
    pub notes: Vec<String>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventFacts {
    /// Where it is from.
    pub name: String,
    /// Size of its JSON text.
    pub bytes: u64,
}

impl Subject {
    /// Returns the dollars for a million times so many milliseconds.
    #[must_use]
    pub fn dollars_per_million(&self, millis: f64) -> f64 {
        let gigabytes = f64::from(self.memory_size_mb) / 1024.0;
        millis / 1e3 * gigabytes * self.dollars_per_gb_second * 1e6
    }
}
