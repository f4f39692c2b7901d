//! One invocation in the document.

use serde::Serialize;
use serde_json::value::RawValue;
use warmfront_engine::Refusal;
use warmfront_model::invocation::{ColdStart, Completed, Outcome, Report, Status};

use super::{base64, millis};
use crate::report::{Ended, Invocation, Role};

#[derive(Serialize, Default)]
pub(super) struct InvocationJson<'a> {
    event: &'a str,
    role: &'static str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cold: Option<bool>,
    #[serde(flatten)]
    payload: Option<Payload<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<ReportJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phases: Option<PhasesJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    round_trip_ms: Option<f64>,
}

/// The response: as it is where it is JSON, as text where it is that, else in base64.
#[derive(Serialize)]
enum Payload<'a> {
    #[serde(rename = "payload")]
    Json(&'a RawValue),
    #[serde(rename = "payload_text")]
    Text(&'a str),
    #[serde(rename = "payload_base64")]
    Bytes(String),
}

impl<'a> Payload<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => serde_json::from_str(text).map_or(Self::Text(text), Self::Json),
            Err(_) => Self::Bytes(base64::encode(bytes)),
        }
    }
}

#[derive(Serialize)]
struct ReportJson<'a> {
    duration_ms: f64,
    billed_duration_ms: u64,
    memory_size_mb: u32,
    max_memory_used_mb: u32,
    init_duration_ms: Option<f64>,
    restore_duration_ms: Option<f64>,
    status: &'static str,
    error_type: Option<&'a str>,
}

impl<'a> From<&'a Report> for ReportJson<'a> {
    fn from(report: &'a Report) -> Self {
        Self {
            duration_ms: millis(report.duration),
            billed_duration_ms: report.billed_duration.millis(),
            memory_size_mb: report.memory_size.megabytes(),
            max_memory_used_mb: report.max_memory_used_mb,
            init_duration_ms: report.init_duration.map(millis),
            restore_duration_ms: report.restore_duration.map(millis),
            status: report.status.as_str(),
            error_type: report.error_type.as_deref(),
        }
    }
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "fields carry their unit")]
struct PhasesJson {
    preparation_ms: f64,
    spawn_ms: f64,
    runtime_init_ms: Option<f64>,
    function_init_ms: Option<f64>,
    init_ms: f64,
    init_cpu_ms: f64,
}

impl From<&ColdStart> for PhasesJson {
    fn from(start: &ColdStart) -> Self {
        Self {
            preparation_ms: millis(start.preparation),
            spawn_ms: millis(start.spawn),
            runtime_init_ms: start.runtime_init.map(millis),
            function_init_ms: start.function_init.map(millis),
            init_ms: millis(start.init.wall),
            init_cpu_ms: millis(start.init.cpu),
        }
    }
}

impl<'a> InvocationJson<'a> {
    pub(super) fn new(invocation: &'a Invocation, events: &'a [String]) -> Self {
        let basis = Self {
            event: &events[invocation.event],
            role: match invocation.role {
                Role::Cold => "cold",
                Role::WarmUp => "warm_up",
                Role::Warm => "warm",
            },
            ..Self::default()
        };
        match &invocation.ended {
            Ended::Completed(completed) => basis.completed(completed),
            Ended::Refused(refusal) => Self {
                outcome: match refusal {
                    Refusal::Throttled { .. } => "throttled",
                    Refusal::RequestTooLarge { .. } => "request_too_large",
                },
                refusal: Some(refusal.to_string()),
                ..basis
            },
        }
    }

    fn completed(self, completed: &'a Completed) -> Self {
        let (outcome, error_type) = match &completed.outcome {
            _ if completed.report.status == Status::Timeout => ("timeout", None),
            Outcome::Success { .. } => ("success", None),
            Outcome::FunctionError { error_type, .. } => ("function_error", Some(error_type)),
        };
        Self {
            outcome,
            error_type: error_type.map(String::as_str),
            request_id: Some(&completed.request_id.0),
            environment: Some(completed.environment),
            cold: Some(completed.cold_start.is_some()),
            payload: Some(Payload::of(completed.outcome.payload())),
            report: Some(ReportJson::from(&completed.report)),
            phases: completed.cold_start.as_ref().map(PhasesJson::from),
            cpu_ms: Some(millis(completed.cpu)),
            round_trip_ms: Some(millis(completed.round_trip)),
            ..self
        }
    }
}
