//! REPORT lines of a log, in text or JSON, among any other lines.
//!
//! They come from files that people saved: with time stamps before them, with tabs turned into spaces,
//! with Windows' line ends, cut off. A line that does not have what a REPORT has is counted, not
//! guessed at.

use std::time::Duration;

use serde::Deserialize;
use warmfront_model::invocation::{Report, Status};
use warmfront_model::units::{BilledDuration, MemorySize};

/// What a log says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Read {
    /// The figures of its REPORT lines, in order.
    pub reports: Vec<Report>,
    /// Lines that begin as a REPORT does and cannot be read.
    pub n_broken: usize,
}

/// Reads the REPORT lines of a log.
#[must_use]
pub fn read(log: &str) -> Read {
    let mut read = Read::default();
    for line in log.lines() {
        let report = if let Some(at) = line.find("REPORT RequestId:") {
            // `INIT_REPORT` and `RESTORE_REPORT` have no request id.
            of_text(&line[at..])
        } else if line.contains("platform.report") {
            of_json(line)
        } else {
            continue;
        };
        match report {
            Some(report) => read.reports.push(report),
            None => read.n_broken += 1,
        }
    }
    read
}

/// Names of fields as they stand on the line, each with the colon behind it.
const NAMES: [&str; 9] = [
    "Billed Restore Duration:",
    "Restore Duration:",
    "Billed Duration:",
    "Init Duration:",
    "Duration:",
    "Memory Size:",
    "Max Memory Used:",
    "Error Type:",
    "Status:",
];

fn of_text(line: &str) -> Option<Report> {
    let memory_size = megabytes(field(line, "Memory Size:")?)?;
    let status = match field(line, "Status:") {
        None => Status::Success,
        Some(word) => status(word)?,
    };
    let optional = |name| match field(line, name) {
        None => Some(None),
        Some(text) => milliseconds(text).map(Some),
    };
    let billed = field(line, "Billed Duration:")?.strip_suffix("ms")?.trim();
    Some(Report {
        duration: milliseconds(field(line, "Duration:")?)?,
        billed_duration: BilledDuration::from_millis(billed.parse().ok()?),
        memory_size: MemorySize::new(memory_size.into()).ok()?,
        max_memory_used_mb: megabytes(field(line, "Max Memory Used:")?)?,
        init_duration: optional("Init Duration:")?,
        restore_duration: optional("Restore Duration:")?,
        status,
        error_type: field(line, "Error Type:").map(str::to_owned),
    })
}

/// Returns what stands behind a name, up to the next one.
fn field<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let is_name = |at: usize| {
        // `Duration:` is the end of three longer names.
        let longer = NAMES
            .iter()
            .filter(|other| other.len() > name.len() && other.ends_with(name));
        let end = at + name.len();
        !longer
            .into_iter()
            .any(|longer| line[..end].ends_with(longer))
    };
    let (at, _) = line.match_indices(name).find(|(at, _)| is_name(*at))?;
    let behind = &line[at + name.len()..];
    let ends = NAMES.iter().chain(&["XRAY TraceId:", "\t"]);
    let end = ends.filter_map(|end| behind.find(end)).min();
    Some(behind[..end.unwrap_or(behind.len())].trim())
}

fn milliseconds(text: &str) -> Option<Duration> {
    let number = text.strip_suffix("ms")?.trim();
    let digits = number
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    duration(number.parse().ok().filter(|_| digits)?)
}

/// Takes milliseconds, up to more than any invocation lasts.
fn duration(millis: f64) -> Option<Duration> {
    let within = (0.0..=1e9).contains(&millis);
    within.then(|| Duration::from_secs_f64(millis / 1e3))
}

fn megabytes(text: &str) -> Option<u32> {
    text.strip_suffix("MB")?.trim().parse().ok()
}

fn status(word: &str) -> Option<Status> {
    let all = [
        Status::Success,
        Status::Error,
        Status::Failure,
        Status::Timeout,
    ];
    all.into_iter().find(|status| status.as_str() == word)
}

#[derive(Deserialize)]
struct Event {
    r#type: String,
    record: Record,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    metrics: Metrics,
    status: Option<String>,
    error_type: Option<String>,
}

#[derive(Deserialize)]
struct Metrics {
    #[serde(rename = "durationMs")]
    duration: f64,
    #[serde(rename = "billedDurationMs")]
    billed: u64,
    #[serde(rename = "memorySizeMB")]
    memory_size: u64,
    #[serde(rename = "maxMemoryUsedMB")]
    max_memory_used: u32,
    #[serde(rename = "initDurationMs")]
    init: Option<f64>,
    #[serde(rename = "restoreDurationMs")]
    restore: Option<f64>,
}

fn of_json(line: &str) -> Option<Report> {
    let json = &line[line.find('{')?..];
    let event = serde_json::Deserializer::from_str(json)
        .into_iter()
        .next()?
        .ok();
    let event: Event = event.filter(|event: &Event| event.r#type == "platform.report")?;
    let Record {
        metrics,
        status: word,
        error_type,
    } = event.record;
    let optional = |millis: Option<f64>| match millis {
        None => Some(None),
        Some(millis) => duration(millis).map(Some),
    };
    Some(Report {
        duration: duration(metrics.duration)?,
        billed_duration: BilledDuration::from_millis(metrics.billed),
        memory_size: MemorySize::new(metrics.memory_size).ok()?,
        max_memory_used_mb: metrics.max_memory_used,
        init_duration: optional(metrics.init)?,
        restore_duration: optional(metrics.restore)?,
        status: word.map_or(Some(Status::Success), |word| status(&word))?,
        error_type,
    })
}
