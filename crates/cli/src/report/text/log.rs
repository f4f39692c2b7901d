//! The platform's log lines in their text form, byte for byte as CloudWatch has them.

use std::fmt::Write;
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
        // Writing to a string cannot fail.
        let _ = write!(line, "Init Duration: {}\t", millis(init));
    }
    if let Some(restore) = report.restore_duration {
        let billed = billed_restore(report);
        let restore = millis(restore);
        let _ = write!(
            line,
            "Restore Duration: {restore}\tBilled Restore Duration: {billed} ms\t"
        );
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
        insta::assert_snapshot!(check(&samples::cold_start()), @"
        INIT_START Runtime Version: python:3.12.1→Runtime Version ARN: arn:aws:lambda:eu-west-2::runtime:local
        START RequestId: 8fc6f963-411b-58b5-8483-a32130c0f45d Version: $LATEST
        hello
        END RequestId: 8fc6f963-411b-58b5-8483-a32130c0f45d
        REPORT RequestId: 8fc6f963-411b-58b5-8483-a32130c0f45d→Duration: 201.67 ms→Billed Duration: 682 ms→Memory Size: 2048 MB→Max Memory Used: 81 MB→Init Duration: 480.25 ms→
        ");
    }

    #[test]
    fn a_failed_init_is_reported_twice() {
        insta::assert_snapshot!(check(&samples::failed_init()), @"
        INIT_START Runtime Version: python:3.12.1→Runtime Version ARN: arn:aws:lambda:eu-west-2::runtime:local
        INIT_REPORT Init Duration: 480.25 ms→Phase: init→Status: error→Error Type: Runtime.ImportModuleError
        INIT_REPORT Init Duration: 480.25 ms→Phase: invoke→Status: error→Error Type: Runtime.ImportModuleError
        START RequestId: 8fc6f963-411b-58b5-8483-a32130c0f45d Version: $LATEST
        hello
        END RequestId: 8fc6f963-411b-58b5-8483-a32130c0f45d
        REPORT RequestId: 8fc6f963-411b-58b5-8483-a32130c0f45d→Duration: 201.67 ms→Billed Duration: 682 ms→Memory Size: 2048 MB→Max Memory Used: 81 MB→Status: error→Error Type: Runtime.ImportModuleError
        ");
    }

    #[test]
    fn a_timeout_is_told_before_the_end() {
        insta::assert_snapshot!(check(&samples::timeout()), @"
        START RequestId: 8fc6f963-411b-58b5-8483-a32130c0f45d Version: $LATEST
        hello
        2026-10-08T07:30:27.768Z 8fc6f963-411b-58b5-8483-a32130c0f45d Task timed out after 3.00 seconds
        END RequestId: 8fc6f963-411b-58b5-8483-a32130c0f45d
        REPORT RequestId: 8fc6f963-411b-58b5-8483-a32130c0f45d→Duration: 3000.00 ms→Billed Duration: 3000 ms→Memory Size: 2048 MB→Max Memory Used: 81 MB→Status: timeout
        ");
    }

    #[test]
    fn a_restore_is_billed_in_part() {
        insta::assert_snapshot!(check(&samples::restore()), @"
        RESTORE_START Runtime Version: python:3.12.1→Runtime Version ARN: arn:aws:lambda:eu-west-2::runtime:local
        RESTORE_REPORT Restore Duration: 511.25 ms
        START RequestId: 8fc6f963-411b-58b5-8483-a32130c0f45d Version: $LATEST
        hello
        END RequestId: 8fc6f963-411b-58b5-8483-a32130c0f45d
        REPORT RequestId: 8fc6f963-411b-58b5-8483-a32130c0f45d→Duration: 149.53 ms→Billed Duration: 313 ms→Memory Size: 2048 MB→Max Memory Used: 81 MB→Restore Duration: 789.64 ms→Billed Restore Duration: 163 ms→
        RESTORE_REPORT Restore Duration: 1236.04 ms→Status: error→Error Type: Runtime.ExitError
        ");
    }
}
