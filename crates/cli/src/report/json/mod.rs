//! The JSON report: one document, written at the end.
//!
//! Its types are the only ones of this crate that are serialized. Durations are milliseconds, as
//! the suffix `_ms` says; money is text, so that no digit is lost.

pub(super) mod base64;
mod document;
mod functions;
mod invocation;
pub(crate) mod log;
mod statistics;

use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;
use warmfront_model::event::Event;

pub(crate) use functions::write_functions;

use super::summary::Summary;
use super::{Invocation, LogLines, Report, Subject};
use document::Document;

/// Renders a run for programs.
pub(crate) struct JsonReport<W> {
    out: W,
    log: Option<LogLines>,
    lines: Vec<String>,
    invocations: Vec<Invocation>,
}

impl<W: Write> JsonReport<W> {
    /// Makes a report; without `log` the log is left out.
    pub(crate) fn new(out: W, log: Option<LogLines>) -> Self {
        Self {
            out,
            log,
            lines: Vec::new(),
            invocations: Vec::new(),
        }
    }
}

impl<W: Write> Report for JsonReport<W> {
    fn event(&mut self, event: &Event) {
        if let Some(line) = self.log.as_ref().and_then(|log| log.of(event)) {
            let text = String::from_utf8_lossy(&line);
            // END and REPORT are one event and two lines.
            self.lines.extend(text.split('\n').map(str::to_owned));
        }
    }

    fn invocation(&mut self, invocation: Invocation) {
        self.invocations.push(invocation);
    }

    fn is_broken(&self) -> bool {
        false
    }

    fn finish(mut self: Box<Self>, subject: &Subject, summary: &Summary) -> io::Result<()> {
        let document = Document::new(subject, summary, &self.invocations, &self.lines);
        write(&mut self.out, &document)
    }
}

pub(crate) fn write(out: &mut (impl Write + ?Sized), document: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Returns milliseconds of a duration.
pub(crate) fn millis(duration: Duration) -> f64 {
    nearest(duration.as_secs_f64() * 1e3)
}

/// Returns milliseconds to the nearest nanosecond, so that no rounding error of a float is printed.
fn nearest(millis: f64) -> f64 {
    (millis * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests;
