//! Reads a file line by line, within bounds.

use std::collections::HashMap;

use super::draft::{Damaged, Draft};
use super::line::Line;
use super::{Mark, Moment, Process, Recording};

/// Longest line that is looked at; a longer one is damaged.
pub const LONGEST_LINE: usize = 4 << 20;

/// Most bytes of a file that are looked at.
pub const MOST_BYTES: usize = 256 << 20;

/// Most lines that are looked at.
pub const MOST_LINES: usize = 4_000_000;

/// Most processes that are told apart; further ones are left out.
const MOST_PROCESSES: usize = 4096;

/// Most calls that are kept of an environment.
const MOST_SPANS: usize = 300_000;

/// How every batch begins.
const BATCH: &[u8] = br#"["batch","#;

/// Reads a recording; what cannot be read is left out and counted.
#[must_use]
pub fn read(text: &[u8]) -> Recording {
    let mut reader = Reader::default();
    let within = &text[..text.len().min(MOST_BYTES)];
    let mut lines = within.split(|&byte| byte == b'\n');
    for line in lines.by_ref().take(MOST_LINES) {
        if !line.is_empty() {
            reader.line(line);
        }
    }
    let truncated = within.len() < text.len() || lines.next().is_some();
    reader.finish(truncated)
}

#[derive(Default)]
struct Reader {
    drafts: Vec<Draft>,
    /// The latest process of each id.
    by_pid: HashMap<u32, Place>,
    /// The process that lines belong to at present.
    current: Option<usize>,
    n_damaged: usize,
    n_spans: usize,
}

/// Where a process is.
#[derive(Clone, Copy)]
struct Place {
    draft: usize,
    /// Whether it has told of itself.
    described: bool,
}

impl Reader {
    fn line(&mut self, line: &[u8]) {
        if self.try_line(line).is_ok() {
            return;
        }
        self.n_damaged += 1;
        // A process that was killed may have left half a line, and another one's batch behind it.
        // No string holds these bytes, since its quotes would be escaped.
        let half = &line[..line.len().min(LONGEST_LINE)];
        let batch = half.windows(BATCH.len()).rposition(|bytes| bytes == BATCH);
        if let Some(start) = batch.filter(|&start| start > 0) {
            let _ = self.try_line(&line[start..]);
        }
    }

    fn try_line(&mut self, line: &[u8]) -> Result<(), Damaged> {
        if line.len() > LONGEST_LINE {
            return Err(Damaged);
        }
        let line: Line<'_> = serde_json::from_slice(line).map_err(|_| Damaged)?;
        match line {
            Line::Batch(pid) => {
                // Lines of a process that cannot be kept belong to nobody.
                self.current = self.place(pid).map(|place| place.draft);
                self.current.map(|_| ()).ok_or(Damaged)
            }
            Line::Process(process) => self.describe(*process),
            line => self.take(line),
        }
    }

    fn take(&mut self, line: Line<'_>) -> Result<(), Damaged> {
        let draft = self
            .current
            .and_then(|current| self.drafts.get_mut(current));
        let draft = draft.ok_or(Damaged)?;
        if matches!(line, Line::Span(_)) {
            if self.n_spans == MOST_SPANS {
                return Err(Damaged);
            }
            self.n_spans += 1;
        }
        draft.take(line)
    }

    fn describe(&mut self, process: super::line::Process) -> Result<(), Damaged> {
        let mut place = self.place(process.pid).ok_or(Damaged)?;
        if place.described {
            // The id of a process that ended was given to another.
            place.draft = self.add(process.pid).ok_or(Damaged)?;
        }
        place.described = true;
        self.by_pid.insert(process.pid, place);
        self.current = Some(place.draft);
        self.drafts[place.draft].describe(process.parent, process.facts.into());
        Ok(())
    }

    /// Returns where the process of an id is, which begins if it is new.
    fn place(&mut self, pid: u32) -> Option<Place> {
        if let Some(&place) = self.by_pid.get(&pid) {
            return Some(place);
        }
        let place = Place {
            draft: self.add(pid)?,
            described: false,
        };
        self.by_pid.insert(pid, place);
        Some(place)
    }

    fn add(&mut self, pid: u32) -> Option<usize> {
        if self.drafts.len() == MOST_PROCESSES {
            return None;
        }
        self.drafts.push(Draft::new(pid));
        Some(self.drafts.len() - 1)
    }

    fn finish(self, truncated: bool) -> Recording {
        let mut n_damaged = self.n_damaged;
        let mut processes = Vec::with_capacity(self.drafts.len());
        for draft in self.drafts {
            let (process, n_lost) = draft.finish();
            n_damaged += n_lost;
            processes.push(process);
        }
        if let Some(own) = processes.iter().position(is_own) {
            processes[..=own].rotate_right(1);
        }
        Recording {
            processes,
            n_damaged,
            truncated,
        }
    }
}

/// Tells whether a process is the interpreter's own, which need not be the first to write.
fn is_own(process: &Process) -> bool {
    let is_init = |mark: &Mark| mark.moment == Moment::ImportStarted;
    process.marks.iter().any(is_init)
}
