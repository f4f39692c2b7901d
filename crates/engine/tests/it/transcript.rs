//! What happened during one invocation, as text: the log as Lambda would write it without what
//! differs from run to run, then what the client got.

use std::fmt::Write as _;

use warmfront_engine::Observation;
use warmfront_model::event::{InitPhase, Record};
use warmfront_model::invocation::{Completed, Outcome, Report, Status};

/// Longest text that is shown whole.
const LONGEST: usize = 4000;

/// Collects the observations of one invocation; what it keeps does not grow with the output.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    lines: Vec<String>,
    repeated: Option<(String, u64)>,
    /// The invocation's end.
    pub(crate) completed: Option<Completed>,
}

impl Transcript {
    /// Takes the next observation.
    pub(crate) fn observe(&mut self, observation: Observation) {
        match observation {
            Observation::Event(event) => self.record(event.record),
            Observation::Refused(refusal) => self.line(format!("refused: {refusal}")),
            Observation::Completed(completed) => {
                let outcome = match &completed.outcome {
                    Outcome::Success { payload } => format!("success: {}", shown(payload)),
                    Outcome::FunctionError { payload, .. } => format!("error: {}", shown(payload)),
                };
                self.line(outcome);
                self.completed = Some(*completed);
            }
        }
    }

    fn record(&mut self, record: Record) {
        match record {
            Record::InitReport {
                phase,
                status,
                error_type,
                ..
            } => {
                let is_noted = status != Status::Success || phase == InitPhase::Invoke;
                let line = format!("INIT_REPORT Phase: {}", phase.as_str());
                self.line_if(is_noted, line + &ending(status, error_type.as_deref()));
            }
            Record::RestoreReport {
                status, error_type, ..
            } => {
                self.line(format!(
                    "RESTORE_REPORT{}",
                    ending(status, error_type.as_deref())
                ));
            }
            Record::Start { .. } => self.line("START".to_owned()),
            Record::RuntimeDone { .. } => self.line("END".to_owned()),
            Record::Report { report, .. } => self.line(report_line(&report)),
            Record::Platform { message } => {
                message.lines().for_each(|line| self.line(line.to_owned()));
            }
            Record::Function { line } => self.function_line(&line),
            Record::InitStart { .. }
            | Record::InitRuntimeDone { .. }
            | Record::RestoreStart { .. }
            | Record::RestoreRuntimeDone { .. } => {}
        }
    }

    /// A flood of one line takes one line here.
    fn function_line(&mut self, line: &[u8]) {
        let line = format!("| {}", shown(line));
        match &mut self.repeated {
            Some((last, times)) if *last == line => *times += 1,
            _ => {
                self.flush();
                self.repeated = Some((line, 1));
            }
        }
    }

    fn line_if(&mut self, condition: bool, line: String) {
        if condition {
            self.line(line);
        }
    }

    fn line(&mut self, line: String) {
        self.flush();
        self.lines.push(line);
    }

    fn flush(&mut self) {
        match self.repeated.take() {
            Some((line, 1)) => self.lines.push(line),
            Some((line, times)) => self.lines.push(format!("{line} (times {times})")),
            None => {}
        }
    }

    /// Returns the text, with the invocation's id and the task root replaced.
    pub(crate) fn text(mut self, task_root: &str) -> String {
        self.flush();
        let mut text = String::new();
        for line in &self.lines {
            // Carriage returns and no-break spaces keep a traceback one event of the log.
            let line = line.trim_end().replace('\r', "\\r").replace('\u{a0}', " ");
            let _ = writeln!(text, "{}", line.replace(task_root, "/var/task"));
        }
        match &self.completed {
            Some(completed) => text.replace(&completed.request_id.0, "<id>"),
            None => text,
        }
    }
}

fn report_line(report: &Report) -> String {
    let mut line = "REPORT".to_owned();
    if report.status == Status::Timeout {
        let _ = write!(
            line,
            " Duration: {:.2} ms",
            report.duration.as_secs_f64() * 1e3
        );
    }
    if report.max_memory_used_mb == report.memory_size.megabytes() {
        let _ = write!(line, " Max Memory Used: {} MB", report.max_memory_used_mb);
    }
    if report.init_duration.is_some() {
        line += " Init Duration";
    }
    if report.restore_duration.is_some() {
        line += " Restore Duration";
    }
    // A function error that the handler raised and the runtime told leaves no mark here.
    if report.status == Status::Error && report.error_type.is_none() {
        return line;
    }
    line + &ending(report.status, report.error_type.as_deref())
}

fn ending(status: Status, error_type: Option<&str>) -> String {
    let mut text = String::new();
    if status != Status::Success {
        let _ = write!(text, " Status: {}", status.as_str());
    }
    if let Some(error_type) = error_type {
        let _ = write!(text, " Error Type: {error_type}");
    }
    text
}

fn shown(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.escape_ascii().to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some(_) => format!(
            "{}… ({} bytes)",
            text.chars().take(8).collect::<String>(),
            bytes.len()
        ),
        None => text,
    }
}
