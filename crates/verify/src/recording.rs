//! What the witness wrote: JSON objects, one a line, each with its `kind`.
//!
//! | kind | other members |
//! |---|---|
//! | `begin` | a process begins: `python`, `process` |
//! | `phase` | init (`number` 0) or an invocation begins |
//! | `log` | `record`: what was given to `logging` |
//! | `call` | `call`: a call to another service that has ended; `n`: its place among all by when it began; `lane`: absent for the thread that runs the handler, else the number of the thread, task or work item |
//! | `tape` | a call with its answer, as [`Tape`](crate::tape::Tape) keeps it; `n`: its place |
//! | `left` | a phase is over: `files`, `state` (parts that have changed, `null` for those that are as at first), `own_ns`, `whole_ns` |
//! | `touched` | `files`, `modules`: names that were not told before |
//! | `note` | `text`: what a reader should know |
//!
//! `child` marks lines of processes that the function forked. Lines that cannot be read are left
//! out and counted.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::value::Value;

/// Most bytes of a file that are looked at.
pub const MOST_BYTES: usize = 512 << 20;
/// Longest line that is looked at: a body of an answer has at most 16 MiB, which may be escaped.
pub const LONGEST_LINE: usize = 100 << 20;
/// Most lines that are looked at.
pub const MOST_LINES: usize = 1_000_000;

/// What was recorded of one environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recording {
    /// Init and invocations, in order.
    pub phases: Vec<Phase>,
    /// Calls with their answers, as they stand in the file, each with its place.
    pub tape: Vec<(u64, String)>,
    /// Files that were touched.
    pub touched: BTreeSet<String>,
    /// Modules that were loaded.
    pub modules: BTreeSet<String>,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Lines that could not be read.
    pub n_damaged: usize,
    /// Whether there was more than is looked at.
    pub truncated: bool,
}

/// What was recorded of init or of an invocation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phase {
    /// 0 for init.
    pub number: u64,
    /// Records given to `logging`.
    pub log: Vec<Value>,
    /// Calls that have ended.
    pub calls: Vec<Call>,
    /// What was seen at its end; absent when the process was lost.
    pub left: Option<Left>,
}

/// A call to another service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its place among all, by when it began.
    pub place: u64,
    /// Which thread, task or work item made it; none for the thread that runs the handler.
    pub lane: Option<String>,
    /// What it is.
    pub call: Value,
}

/// What was seen at the end of a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Files that are different from before.
    pub files: Value,
    /// Parts of the state that are different from before.
    pub state: Vec<(String, Value)>,
    /// Time that the witness took.
    pub own: Duration,
    /// Time that the phase took.
    pub whole: Duration,
}

/// Reads a recording; what cannot be read is left out and counted.
#[must_use]
pub fn read(text: &[u8]) -> Recording {
    let mut recording = Recording::default();
    let within = &text[..text.len().min(MOST_BYTES)];
    let mut lines = within.split(|&byte| byte == b'\n');
    for line in lines.by_ref().take(MOST_LINES) {
        if !line.is_empty() && recording.take(line).is_none() {
            recording.n_damaged += 1;
        }
    }
    recording.truncated = within.len() < text.len() || lines.next().is_some();
    recording.tape.sort_by_key(|(place, _)| *place);
    for phase in &mut recording.phases {
        phase.calls.sort_by_key(|call| call.place);
    }
    recording
}

impl Recording {
    /// Takes one line; `None` when it cannot be read.
    fn take(&mut self, line: &[u8]) -> Option<()> {
        if line.len() > LONGEST_LINE {
            return None;
        }
        let Ok(Value::Map(members)) = Value::read(line) else {
            return None;
        };
        let mut members = Members(members);
        let kind = members.text("kind")?;
        let is_child = members.take("child").is_some();
        match kind.as_str() {
            "phase" if !is_child => self.phases.push(Phase {
                number: members.number("number")?,
                ..Phase::default()
            }),
            "left" if !is_child => {
                let number = members.number("number")?;
                let last = self.phases.last_mut()?;
                if last.number != number {
                    return None;
                }
                last.left = Some(members.left()?);
            }
            "log" => {
                let record = members.take("record")?;
                self.phases.last_mut()?.log.push(record);
            }
            "call" => {
                let call = members.call()?;
                self.phases.last_mut()?.calls.push(call);
            }
            "tape" => {
                let line = String::from_utf8(line.to_vec()).ok()?;
                self.tape.push((members.number("n")?, line));
            }
            "touched" => {
                self.touched.extend(members.texts("files"));
                self.modules.extend(members.texts("modules"));
            }
            "note" => self.notes.push(members.text("text")?),
            // `begin`, phases of processes that were forked, and kinds of a later witness.
            _ => {}
        }
        Some(())
    }
}

/// Members of a line, taken one by one.
struct Members(Vec<(String, Value)>);

impl Members {
    fn take(&mut self, name: &str) -> Option<Value> {
        let at = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.swap_remove(at).1)
    }

    fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn number(&mut self, name: &str) -> Option<u64> {
        match self.take(name)? {
            Value::Number(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn texts(&mut self, name: &str) -> Vec<String> {
        let Some(Value::List(items)) = self.take(name) else {
            return Vec::new();
        };
        let text = |item| match item {
            Value::Text(text) => Some(text),
            _ => None,
        };
        items.into_iter().filter_map(text).collect()
    }

    fn call(&mut self) -> Option<Call> {
        let lane = self.take("lane").filter(|lane| *lane != Value::Null);
        Some(Call {
            place: self.number("n")?,
            lane: lane.map(|lane| lane.to_string()),
            call: self.take("call")?,
        })
    }

    fn left(&mut self) -> Option<Left> {
        let Value::Map(state) = self.take("state")? else {
            return None;
        };
        Some(Left {
            files: self.take("files")?,
            state,
            own: Duration::from_nanos(self.number("own_ns")?),
            whole: Duration::from_nanos(self.number("whole_ns")?),
        })
    }
}

#[cfg(test)]
mod tests;
