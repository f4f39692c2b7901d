//! The platform's log lines in their JSON form, as CloudWatch has them at the default level.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use serde::Serialize;
use warmfront_model::event::{Event, InitializationType, Record};
use warmfront_model::invocation::{Report, Status};
use warmfront_model::units::MemorySize;

use crate::report::LogLines;
use crate::report::text::log::billed_restore;

#[derive(Serialize)]
struct Line<'a> {
    time: String,
    #[serde(flatten)]
    body: Body<'a>,
}

#[derive(Serialize)]
#[serde(tag = "type", content = "record")]
enum Body<'a> {
    #[serde(rename = "platform.initStart")]
    InitStart(Initialization<'a>),
    #[serde(rename = "platform.initRuntimeDone")]
    InitRuntimeDone(Phase<'a>),
    #[serde(rename = "platform.initReport")]
    InitReport(Phase<'a>),
    #[serde(rename = "platform.restoreStart")]
    RestoreStart(Initialization<'a>),
    #[serde(rename = "platform.restoreRuntimeDone")]
    RestoreRuntimeDone(Phase<'a>),
    #[serde(rename = "platform.restoreReport")]
    RestoreReport(Phase<'a>),
    #[serde(rename = "platform.start")]
    Start(Start<'a>),
    #[serde(rename = "platform.runtimeDone")]
    RuntimeDone(Invocation<'a>),
    #[serde(rename = "platform.report")]
    Report(Invocation<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are the schema's")]
struct Initialization<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    initialization_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'static str>,
    runtime_version: &'a str,
    runtime_version_arn: String,
    function_name: &'a str,
    function_version: &'static str,
    instance_id: &'a str,
    instance_max_memory: u64,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are the schema's")]
struct Phase<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    initialization_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'static str>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics: Option<Metrics>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Start<'a> {
    request_id: &'a str,
    function_arn: &'a str,
    version: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    request_id: &'a str,
    metrics: Metrics,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<&'a str>,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    duration_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    billed_duration_ms: Option<u64>,
    #[serde(rename = "memorySizeMB", skip_serializing_if = "Option::is_none")]
    memory_size: Option<u32>,
    #[serde(rename = "maxMemoryUsedMB", skip_serializing_if = "Option::is_none")]
    max_memory_used: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    init_duration_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    restore_duration_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    billed_restore_duration_ms: Option<u128>,
    #[serde(skip_serializing_if = "Option::is_none")]
    produced_bytes: Option<u64>,
}

/// Returns what the platform writes about an event at the default level, INFO, if it writes
/// anything. The "system log level event mapping" of the Lambda documentation has good
/// `initRuntimeDone`, `initReport` and `runtimeDone` at DEBUG, and failed ones at WARN.
pub(crate) fn line(event: &Event, log: &LogLines) -> Option<String> {
    let body = body(&event.record, log)?;
    let line = Line {
        time: time(event.time),
        body,
    };
    Some(serde_json::to_string(&line).expect("plain structures serialize"))
}

fn body<'a>(record: &'a Record, log: &'a LogLines) -> Option<Body<'a>> {
    Some(match record {
        Record::InitStart { .. } | Record::RestoreStart { .. } => start_of_phase(record, log)?,
        Record::Start { request_id } => Body::Start(Start {
            request_id: &request_id.0,
            function_arn: &log.function_arn,
            version: "$LATEST",
        }),
        Record::RuntimeDone {
            request_id,
            status,
            error_type,
            duration,
            produced_bytes,
            ..
        } if failed(*status) => Body::RuntimeDone(Invocation {
            request_id: &request_id.0,
            metrics: Metrics {
                duration_ms: millis(*duration, 1e3),
                produced_bytes: *produced_bytes,
                ..Metrics::default()
            },
            status: status.as_str(),
            error_type: error_type.as_deref(),
        }),
        Record::Report { request_id, report } => Body::Report(Invocation {
            request_id: &request_id.0,
            metrics: metrics(report),
            status: report.status.as_str(),
            error_type: report.error_type.as_deref(),
        }),
        _ => return end_of_phase(record),
    })
}

fn start_of_phase<'a>(record: &'a Record, log: &LogLines) -> Option<Body<'a>> {
    Some(match record {
        Record::InitStart {
            initialization_type,
            phase,
            runtime_version,
            function_name,
            instance_id,
            memory_size,
        } => Body::InitStart(Initialization {
            initialization_type: Some(initialization_type.as_str()),
            phase: Some(phase.as_str()),
            ..initialization(
                runtime_version,
                function_name,
                instance_id,
                *memory_size,
                log,
            )
        }),
        Record::RestoreStart {
            runtime_version,
            function_name,
            instance_id,
            memory_size,
        } => Body::RestoreStart(initialization(
            runtime_version,
            function_name,
            instance_id,
            *memory_size,
            log,
        )),
        _ => return None,
    })
}

fn initialization<'a>(
    runtime_version: &'a str,
    function_name: &'a str,
    instance_id: &'a str,
    memory_size: MemorySize,
    log: &LogLines,
) -> Initialization<'a> {
    Initialization {
        initialization_type: None,
        phase: None,
        runtime_version,
        runtime_version_arn: log.runtime_arn(),
        function_name,
        function_version: "$LATEST",
        instance_id,
        instance_max_memory: memory_size.bytes(),
    }
}

fn end_of_phase(record: &Record) -> Option<Body<'_>> {
    Some(match record {
        Record::InitRuntimeDone {
            initialization_type,
            phase,
            status,
            error_type,
        } if failed(*status) => Body::InitRuntimeDone(Phase {
            initialization_type: Some(initialization_type.as_str()),
            phase: Some(phase.as_str()),
            ..ended(*status, error_type.as_deref(), None)
        }),
        Record::InitReport {
            initialization_type,
            phase,
            status,
            error_type,
            duration,
        } if failed(*status) || *initialization_type != InitializationType::OnDemand => {
            Body::InitReport(Phase {
                initialization_type: Some(initialization_type.as_str()),
                phase: Some(phase.as_str()),
                ..ended(*status, error_type.as_deref(), Some(*duration))
            })
        }
        Record::RestoreRuntimeDone { status, error_type } if failed(*status) => {
            Body::RestoreRuntimeDone(ended(*status, error_type.as_deref(), None))
        }
        Record::RestoreReport {
            status,
            error_type,
            duration,
        } => Body::RestoreReport(ended(*status, error_type.as_deref(), Some(*duration))),
        _ => return None,
    })
}

fn ended(status: Status, error_type: Option<&str>, duration: Option<Duration>) -> Phase<'_> {
    Phase {
        status: status.as_str(),
        error_type,
        metrics: duration.map(|duration| Metrics {
            duration_ms: millis(duration, 1e3),
            ..Metrics::default()
        }),
        ..Phase::default()
    }
}

fn metrics(report: &Report) -> Metrics {
    Metrics {
        duration_ms: millis(report.duration, 1e2),
        billed_duration_ms: Some(report.billed_duration.millis()),
        memory_size: Some(report.memory_size.megabytes()),
        max_memory_used: Some(report.max_memory_used_mb),
        init_duration_ms: report.init_duration.map(|init| millis(init, 1e3)),
        restore_duration_ms: report.restore_duration.map(|restore| millis(restore, 1e3)),
        billed_restore_duration_ms: report.restore_duration.map(|_| billed_restore(report)),
        produced_bytes: None,
    }
}

fn failed(status: Status) -> bool {
    status != Status::Success
}

/// Returns milliseconds, rounded to one part of `parts`.
fn millis(duration: Duration, parts: f64) -> f64 {
    (duration.as_secs_f64() * 1e3 * parts).round() / parts
}

fn time(time: SystemTime) -> String {
    let time = Timestamp::try_from(time).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{time:.3}")
}

#[cfg(test)]
mod tests;
