//! Exit status, and how a failure of the tool is told.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::hint;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Everything is good.
    Good,
    /// The tool did its work, and an invocation failed or a gate did.
    Findings,
    /// The tool failed.
    Failed,
    /// A signal ended the work.
    Interrupted,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Good => 0,
            Status::Findings => 1,
            Status::Failed => 2,
            // As a shell reports a process that SIGINT ended: 128 + 2.
            Status::Interrupted => 130,
        })
    }
}

/// The work was ended by SIGINT or SIGTERM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("interrupted")]
pub(crate) struct Interrupted;

/// The result could not be written.
#[derive(Debug, thiserror::Error)]
#[error("could not write to standard output")]
pub(crate) struct OutputError(#[from] io::Error);

/// Tells of a failure and returns the status that it leads to.
pub(crate) fn failure(error: &anyhow::Error, stderr: &mut dyn Write) -> Status {
    if reader_left(error) {
        return Status::Good;
    }
    if error.is::<Interrupted>() {
        return Status::Interrupted;
    }
    tell(&folded(error), error, stderr);
    Status::Failed
}

/// Tells of a failure that did not end the work: what it means, and why it came about.
pub(crate) fn failure_of(what: &str, error: &anyhow::Error, stderr: &mut dyn Write) {
    tell(&format!("{what}: {}", folded(error)), error, stderr);
}

fn tell(line: &str, error: &anyhow::Error, stderr: &mut dyn Write) {
    // A failure to write to standard error cannot be told anywhere.
    let _ = writeln!(stderr, "error: {line}");
    let lines = hint::lines(error).unwrap_or_default();
    for line in lines.lines() {
        let _ = writeln!(stderr, "{line}");
    }
    if let Some(hint) = hint::of(error) {
        let _ = writeln!(stderr, "hint: {hint}");
    }
}

/// Tells whether whoever read standard output has read enough, as `head` does.
fn reader_left(error: &anyhow::Error) -> bool {
    let output = error.downcast_ref::<OutputError>();
    output.is_some_and(|OutputError(cause)| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Returns the error and its causes on one line, without a cause that only repeats what is said;
/// what an error quotes from another program has lines of its own.
pub(crate) fn folded(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain() {
        let text = cause.to_string();
        if line.ends_with(&text) {
            continue;
        }
        if !line.is_empty() {
            line.push_str(": ");
        }
        line.push_str(&text);
    }
    line
}

#[cfg(test)]
mod tests {
    use std::io;

    use anyhow::Context;

    use super::{OutputError, Status, failure};

    fn check(error: &anyhow::Error) -> (Status, String) {
        let mut stderr = Vec::new();
        let status = failure(error, &mut stderr);
        (status, String::from_utf8(stderr).unwrap())
    }

    #[test]
    fn causes_are_folded_into_one_line() {
        let error = Err::<(), _>(anyhow::anyhow!("no such file"))
            .context("could not read `a.json`")
            .unwrap_err();
        let (status, told) = check(&error);
        assert_eq!(status, Status::Failed);
        assert_eq!(told, "error: could not read `a.json`: no such file\n");
    }

    #[test]
    fn a_broken_pipe_is_good() {
        let error = OutputError(io::ErrorKind::BrokenPipe.into());
        assert_eq!(check(&error.into()), (Status::Good, String::new()));
    }

    #[test]
    fn a_full_disk_is_a_failure() {
        let error = OutputError(io::ErrorKind::StorageFull.into());
        assert_eq!(check(&error.into()).0, Status::Failed);
    }

    #[test]
    fn an_interrupt_has_nothing_to_say() {
        assert_eq!(
            check(&super::Interrupted.into()),
            (Status::Interrupted, String::new())
        );
    }
}
