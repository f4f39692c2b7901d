//! What is asked of the caller, and what it answers: invocations at a size.

use std::time::Duration;

use warmfront_model::invocation::Spent;
use warmfront_model::units::MemorySize;

/// Invocations to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// Memory size to run at.
    pub size: MemorySize,
    /// Index of the event in the plan's weights.
    pub event: usize,
    /// How many, one after the other; at least one.
    pub n: usize,
    /// In which environment.
    pub environment: Environment,
}

/// Which execution environment serves a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Environment {
    /// A new one: the first of the invocations is a cold start, the others are warm.
    New,
    /// One of that size that is there; a new one if there is none, or it has ended.
    Kept,
}

/// One invocation, as it was.
///
/// A closure may answer with fewer than were asked for, as when the function cannot go on; what it
/// answers with is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The init that it waited for, wall and CPU time; none on a warm start.
    pub init: Option<Spent>,
    /// Duration of the invocation, without the init.
    pub wall: Duration,
    /// CPU time of all processes of the environment during it.
    pub cpu: Duration,
    /// High-water mark of the environment's memory in megabytes.
    pub max_memory_mb: u32,
    /// How it ended.
    pub end: End,
}

/// How an invocation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The handler returned.
    Finished,
    /// Memory ran out.
    OutOfMemory,
    /// Time ran out.
    TimedOut,
    /// The function failed otherwise.
    Failed {
        /// The platform's error type or the exception's class.
        kind: String,
        /// What it said.
        message: String,
    },
}
