//! What one measurement of a function says: a cold start, and invocations after it.

use serde::{Deserialize, Serialize};

/// One execution environment: its cold start, and what it was given then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Time of init.
    pub init: Time,
    /// Time of the first invocation, without init.
    pub first: Time,
    /// Times of the invocations after it.
    pub warm: Vec<Time>,
    /// Most memory used, in megabytes.
    pub max_memory_mb: u32,
    /// The memory size that it had, in megabytes: it sets the price.
    pub memory_size_mb: u32,
}

/// How long something took, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Time {
    /// By the clock: what is billed.
    pub wall: f64,
    /// On processors: what other work of the machine disturbs least.
    pub cpu: f64,
}
