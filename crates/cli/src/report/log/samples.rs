//! Events as the engine tells them, for tests of the renderers.

use std::time::{Duration, SystemTime};

use warmfront_model::event::{Event, InitPhase, InitializationType, Record};
use warmfront_model::function::LogFormat;
use warmfront_model::invocation::{Report, RequestId, Status};
use warmfront_model::units::MemorySize;

use super::LogLines;

/// Renders events as log lines.
pub(crate) fn check_lines(format: LogFormat, events: &[Event]) -> String {
    let log = log_lines(format);
    let lines: Vec<String> = events
        .iter()
        .filter_map(|event| log.of(event))
        .map(|line| String::from_utf8_lossy(&line).into_owned())
        .collect();
    lines.join("\n")
}

pub(crate) fn log_lines(format: LogFormat) -> LogLines {
    LogLines {
        format,
        region: "eu-west-2".to_owned(),
        function_arn: "arn:aws:lambda:eu-west-2:012345678912:function:Orders".to_owned(),
    }
}

pub(crate) fn request_id() -> RequestId {
    RequestId("8fc6f963-411b-58b5-8483-a32130c0f45d".to_owned())
}

pub(crate) fn report() -> Report {
    let duration = Duration::from_micros(201_671);
    let init = Duration::from_micros(480_252);
    Report {
        duration,
        billed_duration: (duration + init).into(),
        memory_size: MemorySize::new(2048).unwrap(),
        max_memory_used_mb: 81,
        init_duration: Some(init),
        restore_duration: None,
        status: Status::Success,
        error_type: None,
    }
}

pub(crate) fn events(records: Vec<Record>) -> Vec<Event> {
    let start = SystemTime::UNIX_EPOCH + Duration::from_millis(1_791_444_627_768);
    records
        .into_iter()
        .map(|record| Event {
            time: start,
            environment: 1,
            record,
        })
        .collect()
}

pub(crate) fn cold_start() -> Vec<Event> {
    let mut records = init(InitPhase::Init, Status::Success, None);
    records.extend(invocation(report()));
    events(records)
}

pub(crate) fn failed_init() -> Vec<Event> {
    let error_type = Some("Runtime.ImportModuleError");
    let mut records = init(InitPhase::Init, Status::Error, error_type);
    records.extend(init(InitPhase::Invoke, Status::Error, error_type));
    records.extend(invocation(Report {
        init_duration: None,
        status: Status::Error,
        error_type: error_type.map(str::to_owned),
        ..report()
    }));
    events(records)
}

pub(crate) fn timeout() -> Vec<Event> {
    let duration = Duration::from_secs(3);
    let message = format!(
        "2026-10-08T07:30:27.768Z {} Task timed out after 3.00 seconds",
        request_id()
    );
    let mut records = invocation(Report {
        duration,
        billed_duration: duration.into(),
        init_duration: None,
        status: Status::Timeout,
        ..report()
    });
    records.insert(3, Record::Platform { message });
    events(records)
}

pub(crate) fn restore() -> Vec<Event> {
    let mut records = vec![
        Record::RestoreStart {
            runtime_version: "python:3.12.1".to_owned(),
            function_name: "Orders".to_owned(),
            instance_id: "2026/10/08/Orders[$LATEST]22be".to_owned(),
            memory_size: report().memory_size,
        },
        Record::RestoreRuntimeDone {
            status: Status::Success,
            error_type: None,
        },
        Record::RestoreReport {
            status: Status::Success,
            error_type: None,
            duration: Duration::from_micros(511_250),
        },
    ];
    let duration = Duration::from_micros(149_530);
    records.extend(invocation(Report {
        duration,
        billed_duration: (duration + Duration::from_millis(163)).into(),
        init_duration: None,
        restore_duration: Some(Duration::from_micros(789_640)),
        ..report()
    }));
    records.push(Record::RestoreReport {
        status: Status::Error,
        error_type: Some("Runtime.ExitError".to_owned()),
        duration: Duration::from_micros(1_236_040),
    });
    events(records)
}

fn init(phase: InitPhase, status: Status, error_type: Option<&str>) -> Vec<Record> {
    let error_type = error_type.map(str::to_owned);
    let initialization_type = InitializationType::OnDemand;
    vec![
        Record::InitStart {
            initialization_type,
            phase,
            runtime_version: "python:3.12.1".to_owned(),
            function_name: "Orders".to_owned(),
            instance_id: "2026/10/08/Orders[$LATEST]22be".to_owned(),
            memory_size: report().memory_size,
        },
        Record::InitRuntimeDone {
            initialization_type,
            phase,
            status,
            error_type: error_type.clone(),
        },
        Record::InitReport {
            initialization_type,
            phase,
            status,
            error_type,
            duration: Duration::from_micros(480_252),
        },
    ]
}

fn invocation(report: Report) -> Vec<Record> {
    let request_id = request_id();
    vec![
        Record::Start {
            request_id: request_id.clone(),
        },
        Record::Function {
            line: b"hello".to_vec(),
        },
        Record::RuntimeDone {
            request_id: request_id.clone(),
            status: report.status,
            error_type: report.error_type.clone(),
            duration: report.duration,
            response_latency: None,
            response_duration: None,
            runtime_overhead: None,
            produced_bytes: Some(16),
        },
        Record::Report { request_id, report },
    ]
}
