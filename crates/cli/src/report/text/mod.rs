//! The text report: the log as it comes, then the responses, then a table.

pub(crate) mod cells;
mod functions;
pub(crate) mod log;
mod summary;
pub(crate) mod table;

use std::io::{self, Write};

use warmfront_model::event::Event;

pub(crate) use functions::functions;

use super::response::{Response, Responses};
use super::summary::Summary;
use super::{Ended, Invocation, LogLines, Report, Subject};

/// What a carriage return within a line of the log becomes. The runtime writes a traceback as one
/// line that has them for line ends, so that `CloudWatch` keeps it as one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CarriageReturn {
    /// Itself: every byte is as the function wrote it.
    Kept,
    /// A line end, as the console shows it: a terminal would overwrite the line with its rest.
    LineEnd,
}

/// Renders a run for people.
pub(crate) struct TextReport<W> {
    out: W,
    carriage_return: CarriageReturn,
    log: Option<LogLines>,
    logged: bool,
    responses: Responses,
    refusals: Vec<String>,
    failed: Option<io::Error>,
}

impl<W: Write> TextReport<W> {
    /// Makes a report; without `log` the log is left out.
    pub(crate) fn new(out: W, log: Option<LogLines>, carriage_return: CarriageReturn) -> Self {
        Self {
            out,
            carriage_return,
            log,
            logged: false,
            responses: Responses::default(),
            refusals: Vec::new(),
            failed: None,
        }
    }

    fn write(&mut self, parts: &[&[u8]]) {
        if self.failed.is_none() {
            let written = parts.iter().try_for_each(|part| self.out.write_all(part));
            self.failed = written.err();
        }
    }

    fn response(&mut self, response: &Response, label: Option<String>) {
        let text = String::from_utf8_lossy(&response.payload);
        let end = if text.ends_with('\n') { "" } else { "\n" };
        let label = label.unwrap_or_default();
        self.write(&[label.as_bytes(), text.as_bytes(), end.as_bytes()]);
    }

    fn responses(&mut self, subject: &Subject) {
        let responses = std::mem::take(&mut self.responses);
        if self.logged && !responses.kept.is_empty() {
            self.write(&[b"\n"]);
        }
        let alone = responses.kept.len() == 1;
        for response in &responses.kept {
            let name = &subject.events[response.event];
            let label = match response.n {
                _ if alone => None,
                1 => Some(format!("response to {name}:\n")),
                n => Some(format!("response to {name}, {n} times:\n")),
            };
            self.response(response, label);
        }
        if responses.n_others > 0 {
            let others = format!("and {} other responses\n", responses.n_others);
            self.write(&[others.as_bytes()]);
        }
        for refusal in std::mem::take(&mut self.refusals) {
            self.write(&[refusal.as_bytes(), b"\n"]);
        }
    }
}

impl<W: Write> Report for TextReport<W> {
    fn event(&mut self, event: &Event) {
        if let Some(mut line) = self.log.as_ref().and_then(|log| log.of(event)) {
            if self.carriage_return == CarriageReturn::LineEnd && line.contains(&b'\r') {
                for byte in line.to_mut().iter_mut().filter(|byte| **byte == b'\r') {
                    *byte = b'\n';
                }
            }
            self.write(&[&line, b"\n"]);
            self.logged = true;
        }
    }

    fn invocation(&mut self, invocation: Invocation) {
        if let Ended::Refused(refusal) = &invocation.ended {
            let refusal = refusal.to_string();
            // One line tells of a thousand alike.
            if self.refusals.len() < 10 {
                self.refusals.push(refusal);
            }
        }
        self.responses.add(&invocation);
    }

    fn is_broken(&self) -> bool {
        self.failed.is_some()
    }

    fn finish(mut self: Box<Self>, subject: &Subject, summary: &Summary) -> io::Result<()> {
        self.responses(subject);
        let table = summary::render(subject, summary);
        self.write(&[b"\n", table.as_bytes()]);
        match self.failed {
            Some(failed) => Err(failed),
            None => self.out.flush(),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
