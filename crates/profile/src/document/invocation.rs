//! Environments and their invocations: the timeline.

use serde::{Deserialize, Serialize};

use super::Millis;
use crate::agent;

/// One execution environment that was run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// How closely the agent looked; absent where there was none.
    pub mode: Option<Mode>,
    /// From the supervisor's decision until the interpreter was executing.
    pub spawn_ms: Millis,
    /// From there until the handler's module was asked for; the agent's own start is included.
    pub runtime_init_ms: Option<Millis>,
    /// Import of the handler's module.
    pub function_init_ms: Option<Millis>,
    /// The whole init as Lambda would report it.
    pub init_ms: Millis,
    /// CPU time of the whole init.
    pub init_cpu_ms: Millis,
    /// What the agent took for its own start, out of the runtime init.
    pub agent_ms: Option<Millis>,
    /// Resident memory when init was done, in bytes.
    pub resident_after_init: Option<u64>,
    /// Garbage collections, those of init and of invocations.
    pub collections: Vec<Collection>,
}

/// How closely the agent looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Times are true.
    Timed,
    /// Times are not, and are not shown.
    Survey,
}

impl From<agent::Mode> for Mode {
    fn from(mode: agent::Mode) -> Self {
        match mode {
            agent::Mode::Timed => Self::Timed,
            agent::Mode::Survey => Self::Survey,
        }
    }
}

/// One garbage collection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Collection {
    /// When it began, from the start of the process.
    pub start_ms: Millis,
    /// How long it took.
    pub duration_ms: Millis,
    /// Generation that was collected.
    pub generation: u8,
    /// Invocation that it interrupted; absent for init.
    pub invocation: Option<usize>,
}

/// One invocation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invocation {
    /// Its environment.
    pub environment: usize,
    /// The event.
    pub event: usize,
    /// Whether it waited for the init of its environment.
    pub cold: bool,
    /// When the event was there, from the start of the process; absent without an agent.
    pub start_ms: Option<Millis>,
    /// Duration, as on the REPORT line, without init.
    pub duration_ms: Millis,
    /// CPU time of all processes of the environment.
    pub cpu_ms: Millis,
    /// Moments inside, in order; empty without an agent.
    pub marks: Vec<Mark>,
    /// Time that calls to other services took, overlaps counted once.
    pub waiting_ms: Option<Millis>,
    /// Time in garbage collection.
    pub collecting_ms: Option<Millis>,
    /// Bytes of log lines.
    pub log_bytes: u64,
    /// Size of the response.
    pub response_bytes: u64,
    /// Type of the error, where it failed.
    pub error: Option<String>,
    /// Max memory used so far, in megabytes.
    pub max_memory_used_mb: u32,
    /// Dollars for a million invocations like it, the fee per request included.
    pub dollars_per_million: f64,
    /// What was parsed from and written as JSON, where that was looked at.
    pub json: Vec<JsonWork>,
}

/// A moment of an invocation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Which.
    pub name: MarkName,
    /// When, from the start of the process.
    pub at_ms: Millis,
    /// CPU time of the process until then.
    pub cpu_ms: Millis,
}

/// The moments of an invocation, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkName {
    /// The event's bytes are there.
    Received,
    /// The event is parsed, and the handler is called.
    Called,
    /// The handler has returned or raised.
    Returned,
    /// The response is written as JSON.
    Serialised,
}

/// JSON that was parsed or written by the user's code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JsonWork {
    /// `loads` or `dumps`.
    pub operation: String,
    /// Identifies the text.
    pub digest: String,
    /// Size of the text.
    pub bytes: u64,
    /// How long it took, looked at closely.
    pub duration_ms: Millis,
    /// Where.
    pub file: String,
    /// Line.
    pub line: u32,
}
