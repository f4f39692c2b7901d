//! One event handled: what goes in, how it ends, and the report on it.

use std::fmt;
use std::time::Duration;

use crate::units::{BilledDuration, MemorySize};

/// Largest payload of a request or a buffered response, as the Runtime API enforces it:
/// 6 MiB and 100 bytes (the emulator's `MaxPayloadSize`).
pub const PAYLOAD_LIMIT: usize = 6 * 1024 * 1024 + 100;

/// Identifier of one invocation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub String);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a phase or an invocation ended, in the Telemetry API's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// It ended well.
    Success,
    /// The function, or the runtime in its process, failed.
    Error,
    /// The platform failed.
    Failure,
    /// Time ran out.
    Timeout,
}

impl Status {
    /// Returns the Telemetry API's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Error => "error",
            Self::Failure => "failure",
            Self::Timeout => "timeout",
        }
    }
}

/// What the client of an invocation receives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The handler returned; the payload is as the runtime sent it.
    Success {
        /// Response payload, JSON unless the handler returned bytes.
        payload: Vec<u8>,
    },
    /// The handler, its init or its process failed; the payload is the error document.
    FunctionError {
        /// Platform error type, such as `Runtime.ExitError`, or the exception's class.
        error_type: String,
        /// JSON document as the client receives it.
        payload: Vec<u8>,
    },
}

impl Outcome {
    /// Returns the payload, whichever way the invocation ended.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        match self {
            Self::Success { payload } | Self::FunctionError { payload, .. } => payload,
        }
    }
}

/// The figures of a REPORT line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Time from the event's delivery until the runtime asks for the next one.
    pub duration: Duration,
    /// What is billed, init included where init is billed.
    pub billed_duration: BilledDuration,
    /// Configured memory size.
    pub memory_size: MemorySize,
    /// High-water mark of the environment, in whole megabytes.
    pub max_memory_used_mb: u32,
    /// Init of this cold start; absent on a warm invocation and after a suppressed init.
    pub init_duration: Option<Duration>,
    /// Restore from a snapshot, where `SnapStart` applies.
    pub restore_duration: Option<Duration>,
    /// How the invocation ended.
    pub status: Status,
    /// Platform error type that stands on the REPORT line.
    pub error_type: Option<String>,
}

/// Wall and CPU time of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Elapsed time.
    pub wall: Duration,
    /// CPU time of all processes of the environment.
    pub cpu: Duration,
}

/// The stretches of one cold start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ColdStart {
    /// Making the environment, ahead of the init and no part of it: control groups, `/tmp`.
    pub preparation: Duration,
    /// From the supervisor's decision until the interpreter is executing.
    pub spawn: Duration,
    /// From there until the handler's module is asked for; absent when the runtime client does not tell.
    pub runtime_init: Option<Duration>,
    /// Import of the handler's module; absent when the runtime client does not tell.
    pub function_init: Option<Duration>,
    /// The whole init as Lambda would report it: runtime and function.
    pub init: Spent,
}

/// One finished invocation, with everything measured about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completed {
    /// Identifier of the invocation.
    pub request_id: RequestId,
    /// What the client receives.
    pub outcome: Outcome,
    /// The figures of its REPORT line.
    pub report: Report,
    /// From handing over the event until the response's last byte, as the client sees it;
    /// without the wait for an init.
    pub round_trip: Duration,
    /// CPU time of all processes of the environment during the invocation.
    pub cpu: Duration,
    /// The cold start that this invocation waited for.
    pub cold_start: Option<ColdStart>,
    /// Number of the execution environment, counted from 1.
    pub environment: u32,
}

impl Completed {
    /// Tells whether the process that handled it is gone, so that the next event starts another.
    #[must_use]
    pub fn ended_its_environment(&self) -> bool {
        if self.report.status == Status::Timeout {
            return true;
        }
        match &self.outcome {
            Outcome::Success { .. } => false,
            Outcome::FunctionError { error_type, .. } => {
                error_type.starts_with("Runtime.") || error_type.starts_with("Sandbox.")
            }
        }
    }
}
