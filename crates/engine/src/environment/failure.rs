//! How an init or an invocation fails, in the platform's error types and messages.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::Duration;

use serde_json::Value;
use warmfront_model::invocation::{Outcome, PAYLOAD_LIMIT, RequestId, Status};

/// A failure of the function's, its runtime's or its process's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// The runtime told it.
    Told {
        /// Its type.
        error_type: String,
        /// Its document.
        document: Vec<u8>,
    },
    /// The process ended.
    Exited {
        /// How.
        status: ExitStatus,
        /// Whether the kernel killed it for its memory.
        out_of_memory: bool,
    },
    /// The function's timeout passed.
    Timeout {
        /// The timeout.
        after: Duration,
    },
    /// The init's limit passed, which the invocation does not see: it starts over.
    InitTimeout,
    /// The response was over the limit.
    ResponseTooLarge,
    /// The interpreter could not be started.
    NotStarted {
        /// Why.
        reason: String,
    },
}

impl Failure {
    /// Reads a document that a runtime posted; the header's type counts before the document's.
    pub(super) fn told(document: Vec<u8>, header: Option<String>) -> Self {
        let in_document = || {
            let parsed: Value = serde_json::from_slice(&document).ok()?;
            Some(parsed.get("errorType")?.as_str()?.to_owned())
        };
        let error_type = header
            .or_else(in_document)
            .unwrap_or_else(|| "Runtime.Unknown".to_owned());
        Self::Told {
            error_type,
            document,
        }
    }

    /// Returns how a phase with this failure ended.
    pub(super) fn status(&self) -> Status {
        match self {
            Self::Timeout { .. } | Self::InitTimeout => Status::Timeout,
            _ => Status::Error,
        }
    }

    /// Returns the error type that stands on the platform's lines.
    pub(super) fn platform_type(&self) -> Option<String> {
        match self {
            Self::Told { error_type, .. } if is_platform_type(error_type) => {
                Some(error_type.clone())
            }
            Self::Told { error_type, .. } if error_type.starts_with("Function.") => {
                Some("Function.Unknown".to_owned())
            }
            Self::Told { .. } => Some("Runtime.Unknown".to_owned()),
            Self::Exited {
                out_of_memory: true,
                ..
            } => Some("Runtime.OutOfMemory".to_owned()),
            Self::Exited { .. } => Some("Runtime.ExitError".to_owned()),
            Self::Timeout { .. } | Self::InitTimeout => None,
            Self::ResponseTooLarge => Some("Function.ResponseSizeTooLarge".to_owned()),
            Self::NotStarted { .. } => Some("Runtime.InvalidEntrypoint".to_owned()),
        }
    }

    /// Returns what the client receives.
    pub(super) fn outcome(&self, request_id: &RequestId) -> Outcome {
        let error_type = match self {
            Self::Told { error_type, .. } => error_type.clone(),
            Self::Timeout { .. } | Self::InitTimeout => "Sandbox.Timedout".to_owned(),
            // The client is told of an exit by a signal; only the log names the memory.
            Self::Exited { .. } => "Runtime.ExitError".to_owned(),
            _ => self.platform_type().unwrap_or_default(),
        };
        let payload = match self {
            Self::Told { document, .. } => document.clone(),
            Self::ResponseTooLarge => {
                let message = format!(
                    "Response payload size exceeded maximum allowed payload size ({PAYLOAD_LIMIT} bytes)."
                );
                document_of(&error_type, &message)
            }
            _ => {
                let message = format!("RequestId: {request_id} Error: {}", self.reason());
                document_of(&error_type, &message)
            }
        };
        Outcome::FunctionError {
            error_type,
            payload,
        }
    }

    /// Returns the platform's message in the function's log.
    pub(super) fn message(&self, request_id: &RequestId, now: jiff::Timestamp) -> Option<String> {
        match self {
            Self::Told { .. } | Self::InitTimeout | Self::ResponseTooLarge => None,
            Self::Timeout { .. } => {
                let now = now.strftime("%Y-%m-%dT%H:%M:%S%.3fZ");
                Some(format!("{now} {request_id} {}\n", self.reason()))
            }
            Self::Exited { .. } => Some(format!(
                "RequestId: {request_id} Error: {}\nRuntime.ExitError",
                self.reason()
            )),
            Self::NotStarted { .. } => Some(format!(
                "RequestId: {request_id} Error: {}\nRuntime.InvalidEntrypoint",
                self.reason()
            )),
        }
    }

    fn reason(&self) -> String {
        match self {
            Self::Exited { status, .. } => describe(*status),
            Self::Timeout { after } => {
                format!("Task timed out after {:.2} seconds", after.as_secs_f64())
            }
            Self::NotStarted { reason } => reason.clone(),
            Self::Told { .. } | Self::InitTimeout | Self::ResponseTooLarge => String::new(),
        }
    }
}

/// Tells whether a type has the form of the platform's, which alone stand on its lines; the class of
/// an exception does not (the emulator's `GetValidRuntimeOrFunctionErrorType`).
fn is_platform_type(error_type: &str) -> bool {
    let name = error_type
        .strip_prefix("Runtime.")
        .or_else(|| error_type.strip_prefix("Function."));
    name.is_some_and(|name| {
        name.starts_with(|first: char| first.is_ascii_uppercase())
            && name
                .chars()
                .nth(1)
                .is_some_and(|second| second.is_ascii_alphabetic())
    })
}

/// Writes the platform's own error document, with its keys in the platform's order.
fn document_of(error_type: &str, message: &str) -> Vec<u8> {
    let (error_type, message) = (Value::from(error_type), Value::from(message));
    format!(r#"{{"errorType":{error_type},"errorMessage":{message}}}"#).into_bytes()
}

/// Describes an exit as the platform does, in the words of Go's `os/exec` and `syscall.Signal`.
fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(0), _) | (None, None) => "Runtime exited without providing a reason".to_owned(),
        (Some(code), _) => format!("Runtime exited with error: exit status {code}"),
        (None, Some(signal)) => {
            let core = if status.core_dumped() {
                " (core dumped)"
            } else {
                ""
            };
            format!(
                "Runtime exited with error: signal: {}{core}",
                signal_name(signal)
            )
        }
    }
}

fn signal_name(signal: i32) -> String {
    let name = match signal {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        10 => "user defined signal 1",
        11 => "segmentation fault",
        12 => "user defined signal 2",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        other => return format!("signal {other}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: i32, expected: &str) {
        assert_eq!(describe(ExitStatus::from_raw(raw)), expected);
    }

    #[test]
    fn exits_are_described_in_the_platforms_words() {
        check(0, "Runtime exited without providing a reason");
        check(1 << 8, "Runtime exited with error: exit status 1");
        check(9, "Runtime exited with error: signal: killed");
        check(
            0x8b,
            "Runtime exited with error: signal: segmentation fault (core dumped)",
        );
    }

    #[test]
    fn client_learns_of_a_signal_where_the_log_names_memory() {
        let failure = Failure::Exited {
            status: ExitStatus::from_raw(9),
            out_of_memory: true,
        };
        let outcome = failure.outcome(&RequestId("r".to_owned()));
        assert_eq!(
            String::from_utf8_lossy(outcome.payload()),
            r#"{"errorType":"Runtime.ExitError","errorMessage":"RequestId: r Error: Runtime exited with error: signal: killed"}"#
        );
        assert_eq!(
            failure.platform_type().as_deref(),
            Some("Runtime.OutOfMemory")
        );
    }

    #[test]
    fn class_of_an_exception_is_for_the_client_only() {
        let failure = Failure::told(br#"{"errorType":"KeyError"}"#.to_vec(), None);
        assert_eq!(failure.platform_type().as_deref(), Some("Runtime.Unknown"));
        let outcome = failure.outcome(&RequestId("r".to_owned()));
        assert!(
            matches!(outcome, Outcome::FunctionError { error_type, .. } if error_type == "KeyError")
        );
        let failure = Failure::told(Vec::new(), Some("Function.x".to_owned()));
        assert_eq!(failure.platform_type().as_deref(), Some("Function.Unknown"));
    }

    #[test]
    fn document_without_a_type_is_unknown_and_the_header_wins() {
        let kind = |failure: Failure| failure.platform_type().unwrap();
        assert_eq!(
            kind(Failure::told(b"no json".to_vec(), None)),
            "Runtime.Unknown"
        );
        assert_eq!(
            kind(Failure::told(
                br#"{"errorType":"Runtime.HandlerNotFound"}"#.to_vec(),
                None
            )),
            "Runtime.HandlerNotFound"
        );
        let header = Some("Runtime.ImportModuleError".to_owned());
        assert_eq!(
            kind(Failure::told(br#"{"errorType":"X"}"#.to_vec(), header)),
            "Runtime.ImportModuleError"
        );
    }
}
