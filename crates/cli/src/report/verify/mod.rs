//! Reports of a verdict: for people and for programs.

mod json;
mod text;

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use warmfront_verify::verdict::Verdict;

pub(crate) use json::Document;
pub(crate) use text::lines;

use crate::args::OutputFormat;
use crate::exit::OutputError;

/// What was compared.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) function: String,
    pub(crate) reference: PathBuf,
    pub(crate) candidate: PathBuf,
    pub(crate) python: String,
    /// How long it took, from the first environment to the verdict.
    pub(crate) took: Duration,
}

/// Returns the witness's part of the time that the function took without it.
fn bookkeeping(verdict: &Verdict) -> f64 {
    let own = verdict.whole_time.saturating_sub(verdict.own_time);
    if own.is_zero() {
        0.0
    } else {
        verdict.own_time.as_secs_f64() / own.as_secs_f64()
    }
}

/// Writes the verdict to standard output.
pub(crate) fn write(
    subject: &Subject,
    verdict: &Verdict,
    format: OutputFormat,
) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    let written = match format {
        OutputFormat::Text => {
            let text = text::report(subject, verdict);
            stdout.write_all(text.as_bytes())
        }
        OutputFormat::Json => {
            let document = Document::new(subject, verdict);
            super::json::write(&mut stdout, &document)
        }
    };
    written
        .and_then(|()| stdout.flush())
        .map_err(OutputError::from)?;
    Ok(())
}
