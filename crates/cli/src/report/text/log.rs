//! The platform's log lines in their text form, byte for byte as CloudWatch has them.

use std::time::Duration;

use warmfront_model::event::{InitPhase, Record};
use warmfront_model::invocation::{Report, RequestId, Status};

use crate::report::LogLines;

/// Returns what the platform writes about an event, if it writes anything.
pub(crate) fn line(record: &Record, log: &LogLines) -> Option<String> {
    Some(match record {
        // An init that runs again under an invocation has no INIT_START of its own.
        Record::InitStart {
            phase: InitPhase::Init,
            runtime_version,
            ..
        } => format!("INIT_START {}", version(runtime_version, log)),
        // A good init stands on the REPORT line instead.
        Record::InitReport {
            phase,
            status,
            error_type,
            duration,
            ..
        } if *status != Status::Success => format!(
            "INIT_REPORT Init Duration: {}\tPhase: {}\t{}",
            millis(*duration),
            phase.as_str(),
            ending(*status, error_type.as_deref())
        ),
        Record::RestoreStart {
            runtime_version, ..
        } => format!("RESTORE_START {}", version(runtime_version, log)),
        Record::RestoreReport {
            status,
            error_type,
            duration,
        } => {
            let mut line = format!("RESTORE_REPORT Restore Duration: {}", millis(*duration));
            if *status != Status::Success {
                line.push('\t');
                line.push_str(&ending(*status, error_type.as_deref()));
            }
            line
        }
        Record::Start { request_id } => {
            format!("START RequestId: {request_id} Version: $LATEST")
        }
        Record::Report { request_id, report } => end_and_report(request_id, report),
        _ => return None,
    })
}

fn version(runtime_version: &str, log: &LogLines) -> String {
    let arn = log.runtime_arn();
    format!("Runtime Version: {runtime_version}\tRuntime Version ARN: {arn}")
}

/// END stands right before REPORT, after any message of the platform's.
fn end_and_report(request_id: &RequestId, report: &Report) -> String {
    let mut line = format!(
        "END RequestId: {request_id}\n\
         REPORT RequestId: {request_id}\tDuration: {}\tBilled Duration: {} ms\t\
         Memory Size: {}\tMax Memory Used: {} MB\t",
        millis(report.duration),
        report.billed_duration.millis(),
        report.memory_size,
        report.max_memory_used_mb,
    );
    if let Some(init) = report.init_duration {
        line.push_str(&format!("Init Duration: {}\t", millis(init)));
    }
    if let Some(restore) = report.restore_duration {
        line.push_str(&format!(
            "Restore Duration: {}\tBilled Restore Duration: {} ms\t",
            millis(restore),
            billed_restore(report)
        ));
    }
    if report.status != Status::Success {
        line.push_str(&ending(report.status, report.error_type.as_deref()));
    }
    line
}

/// Returns the whole milliseconds by which a restore is billed: what is billed beyond the
/// duration. It is exact, because the two together are rounded up by less than a millisecond.
pub(crate) fn billed_restore(report: &Report) -> u128 {
    let billed = Duration::from_millis(report.billed_duration.millis());
    billed.saturating_sub(report.duration).as_millis()
}

fn ending(status: Status, error_type: Option<&str>) -> String {
    match error_type {
        Some(error_type) => format!("Status: {}\tError Type: {error_type}", status.as_str()),
        None => format!("Status: {}", status.as_str()),
    }
}

fn millis(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use crate::report::log::samples::{self, check_lines};
    use warmfront_model::function::LogFormat;

    fn check(samples: &[warmfront_model::event::Event]) -> String {
        // Tabs are shown, so that a missing or an extra one is seen.
        check_lines(LogFormat::Text, samples).replace('\t', "→")
    }

    #[test]
    fn a_cold_start_reads_as_in_cloudwatch() {
        insta::assert_snapshot!(check(&samples::cold_start()), @"");
    }

    #[test]
    fn a_failed_init_is_reported_twice() {
        insta::assert_snapshot!(check(&samples::failed_init()), @"");
    }

    #[test]
    fn a_timeout_is_told_before_the_end() {
        insta::assert_snapshot!(check(&samples::timeout()), @"");
    }

    #[test]
    fn a_restore_is_billed_in_part() {
        insta::assert_snapshot!(check(&samples::restore()), @"");
    }
}
