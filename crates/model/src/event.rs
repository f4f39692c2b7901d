//! Lifecycle events of an execution environment, mirroring the Telemetry API.

use std::time::{Duration, SystemTime};

use crate::invocation::{Report, RequestId, Status};
use crate::units::MemorySize;

/// One event of one execution environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When it happened.
    pub time: SystemTime,
    /// Number of the execution environment, counted from 1.
    pub environment: u32,
    /// What happened.
    pub record: Record,
}

/// Why an environment is initialised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InitializationType {
    /// A request needed it.
    OnDemand,
    /// It is made ahead, from or for a snapshot.
    SnapStart,
}

impl InitializationType {
    /// Returns the Telemetry API's word, which is `AWS_LAMBDA_INITIALIZATION_TYPE` too.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OnDemand => "on-demand",
            Self::SnapStart => "snap-start",
        }
    }
}

/// When an init runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InitPhase {
    /// In its own phase, before any invocation.
    Init,
    /// Again, under an invocation, after an init failed or the runtime was lost ("suppressed init").
    Invoke,
}

impl InitPhase {
    /// Returns the Telemetry API's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::Invoke => "invoke",
        }
    }
}

/// What happened, in the Telemetry API's terms; `Function` is a line of the function's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// Init begins.
    InitStart {
        /// Why.
        initialization_type: InitializationType,
        /// In which phase.
        phase: InitPhase,
        /// Runtime and its exact version, such as `python:3.12.1`.
        runtime_version: String,
        /// Name of the function.
        function_name: String,
        /// Identifier of the environment, which is its log stream too.
        instance_id: String,
        /// Configured memory size.
        memory_size: MemorySize,
    },
    /// The runtime asked for its first event, or failed to get so far.
    InitRuntimeDone {
        /// Why.
        initialization_type: InitializationType,
        /// In which phase.
        phase: InitPhase,
        /// How it ended.
        status: Status,
        /// Platform error type.
        error_type: Option<String>,
    },
    /// Init is over.
    InitReport {
        /// Why.
        initialization_type: InitializationType,
        /// In which phase.
        phase: InitPhase,
        /// How it ended.
        status: Status,
        /// Platform error type.
        error_type: Option<String>,
        /// How long it took.
        duration: Duration,
    },
    /// A snapshot is restored.
    RestoreStart {
        /// Runtime and its exact version.
        runtime_version: String,
        /// Name of the function.
        function_name: String,
        /// Identifier of the environment.
        instance_id: String,
        /// Configured memory size.
        memory_size: MemorySize,
    },
    /// The after-restore hooks are done, or failed.
    RestoreRuntimeDone {
        /// How it ended.
        status: Status,
        /// Platform error type.
        error_type: Option<String>,
    },
    /// The restore is over.
    RestoreReport {
        /// How it ended.
        status: Status,
        /// Platform error type.
        error_type: Option<String>,
        /// How long it took.
        duration: Duration,
    },
    /// An invocation begins.
    Start {
        /// Which.
        request_id: RequestId,
    },
    /// The runtime is done with an invocation.
    RuntimeDone {
        /// Which.
        request_id: RequestId,
        /// How it ended.
        status: Status,
        /// Platform error type.
        error_type: Option<String>,
        /// From the event's delivery until the runtime asks for the next one.
        duration: Duration,
        /// From the event's delivery until the first byte of the response.
        response_latency: Option<Duration>,
        /// From the first byte of the response until its last.
        response_duration: Option<Duration>,
        /// From the last byte of the response until the runtime asks for the next event.
        runtime_overhead: Option<Duration>,
        /// Size of the response.
        produced_bytes: Option<u64>,
    },
    /// The platform's report on an invocation.
    Report {
        /// Which.
        request_id: RequestId,
        /// The figures.
        report: Report,
    },
    /// A message of the platform's in the function's log, such as `Task timed out after 3.00 seconds`.
    Platform {
        /// Text without a line end.
        message: String,
    },
    /// A line that the function or the runtime wrote to standard output or standard error.
    Function {
        /// Bytes without the line end; not necessarily UTF-8.
        line: Vec<u8>,
    },
}
