//! What the agent wrote, line by line: the form that `python/` writes and [`Recording`] reads.
//!
//! One file per environment. Each line is a JSON array that begins with the name of its kind; lines
//! are written many at a time, in one append each, so that processes that fork can share the file.
//! It comes from inside the user's interpreter and is not trusted: what cannot be read is counted
//! and left out, numbers are kept within bounds, and the end may be missing.
//!
//! Times are nanoseconds of `CLOCK_MONOTONIC`, CPU times nanoseconds of the thread or the process,
//! as said. `TEXT` is the number of a string told before by the same process in a `text` line; -1 is
//! none. `LINE` is a line number, 0 where it is unknown.
//!
//! | line | meaning |
//! |---|---|
//! | `["batch", PID]` | what follows, until the next, is of this process |
//! | `["process", PID, PARENT_PID, {"python", "magic", "started", "agent", "ready", "mode", "path", "prefix", "stdlib"}]` | first line of a process: full version; bytecode's magic number in hexadecimal; when the bootstrap began, when the agent began, and when it was ready; `timed` or `survey`; search path; `sys.prefix`; folders of the standard library |
//! | `["text", NUMBER, STRING]` | a string |
//! | `["mark", NAME, TIME, PROCESS_CPU, RESIDENT, REQUEST_ID]` | a moment; see [`Moment`]; the request id is `null` during init |
//! | `["import", SEQUENCE, PARENT, THREAD, MODULE, FILE, LINE, START, END, CPU, RESIDENT, STATS, FAILED, ORIGIN, CACHED, LOADER]` | an import that was not satisfied by `sys.modules`: numbers count from 0 by start, parent is that of the import it happened under in the same thread or -1; file and line of the statement; CPU time of the thread, growth of resident bytes and files asked for between start and end, imports below included, the first two taken to grow evenly over stretches of up to 2 ms; `FAILED` 0 or 1; origin, bytecode file and class of loader of its spec |
//! | `["gc", GENERATION, START, END, COLLECTED]` | a garbage collection |
//! | `["span", ID, PARENT_ID, THREAD, START, END, KIND, LIBRARY, OPERATION, TARGET, FILE, LINE, FUNCTION, ERROR, ATTRIBUTES]` | a call; ids are unique over the processes of an environment, parent is `null` for none; kind as [`CallKind`](crate::document::CallKind) is written; library, operation, target, file, function and error are strings or `null`; see [`Attributes`] |
//! | `["frame", NUMBER, NAME, FILE, FIRST_LINE]` | a function of sampled stacks; name and file are `TEXT` |
//! | `["stack", NUMBER, PARENT, FRAME, LINE]` | a stack: a frame at a line below another stack, -1 for none |
//! | `["sample", TIME, THREAD, STACK, CPU, WALL]` | CPU time of the thread and wall time since its last sample |
//! | `["function", PHASE, NAME, FILE, FIRST_LINE, COUNT, WALL, STOPPED]` | calls of one of the user's functions since the last such line: phase `init` or `handler`, name and file are `TEXT`, `STOPPED` 0 or 1 |
//! | `["edge", FROM, TO, LINE]` | survey: an import statement ran; names of modules are `TEXT` |
//! | `["used", REQUEST_ID, MODULE, HOW]` | survey: something of a module was needed; request id is `null` for init; how is `ran`, `named` or `base` |
//! | `["need", FROM, TO]` | survey: during init, one module needed something of another; names of modules are `TEXT` |
//! | `["names", REQUEST_ID, [STRING, ...]]` | survey: string constants of the user's code that ran, names of attributes it asked for, and of arguments it took |
//! | `["library", SEQUENCE, PATH]` | survey: a native library that was mapped during this import |
//! | `["json", OPERATION, REQUEST_ID, DIGEST, BYTES, WALL, FILE, LINE]` | survey: the user's code parsed or wrote JSON |
//! | `["note", STRING]` | what a reader should know, such as a patch that did not fit |
//! | `["end"]` | the process ended in good order |

mod draft;
mod import;
mod line;
mod mark;
mod process;
mod read;
mod span;
mod stack;
mod survey;
mod text;

pub use import::Import;
pub use mark::{Collection, Mark, Moment};
pub use process::{Facts, Process};
pub use read::{LONGEST_LINE, MOST_BYTES, MOST_LINES, read};
pub use span::{Attributes, Closer, Span, TimeLimit};
pub use stack::{Frame, FunctionCalls, Sample, Stack};
pub use survey::{Edge, Json, Library, Names, Need, Used};

/// What was recorded in one environment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recording {
    /// Processes, the interpreter's own first.
    pub processes: Vec<Process>,
    /// Lines that could not be read, or that refer to what was never told.
    pub n_damaged: usize,
    /// Whether reading ended at a bound instead of the end of the file.
    pub truncated: bool,
}

#[cfg(test)]
pub(crate) mod tests;
