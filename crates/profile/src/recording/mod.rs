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
//! | `["import", SEQUENCE, PARENT, THREAD, MODULE, FILE, LINE, START, END, CPU, RESIDENT, STATS, FAILED, ORIGIN, CACHED, LOADER]` | an import that was not satisfied by `sys.modules`: numbers count from 0 by start, parent is that of the import it happened under in the same thread or -1; file and line of the statement; CPU time of the thread, growth of resident bytes and files asked for between start and end, imports below included; `FAILED` 0 or 1; origin, bytecode file and class of loader of its spec |
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

use std::collections::BTreeMap;

use serde::Deserialize;

/// What was recorded in one environment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recording {
    /// Processes, the interpreter's own first.
    pub processes: Vec<Process>,
    /// Lines that could not be read.
    pub n_damaged: usize,
    /// Whether reading ended at a bound instead of the end of the file.
    pub truncated: bool,
}

/// What was recorded in one process. A number of a text, frame or stack is an index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Process {
    /// Its id inside the environment.
    pub pid: u32,
    /// Its parent's.
    pub parent: u32,
    /// What it told of itself.
    pub facts: Facts,
    /// Strings.
    pub texts: Vec<String>,
    /// Moments, in order.
    pub marks: Vec<Mark>,
    /// Imports, by start.
    pub imports: Vec<Import>,
    /// Garbage collections.
    pub collections: Vec<Collection>,
    /// Calls.
    pub spans: Vec<Span>,
    /// Functions of sampled stacks.
    pub frames: Vec<Frame>,
    /// Stacks.
    pub stacks: Vec<Stack>,
    /// Samples.
    pub samples: Vec<Sample>,
    /// Calls of the user's functions.
    pub functions: Vec<FunctionCalls>,
    /// Import statements that ran.
    pub edges: Vec<Edge>,
    /// What was needed.
    pub used: Vec<Used>,
    /// Who needed whom during init.
    pub needs: Vec<Need>,
    /// String constants that ran, by request.
    pub names: Vec<Names>,
    /// Native libraries.
    pub libraries: Vec<Library>,
    /// JSON that was parsed or written.
    pub json: Vec<Json>,
    /// Notes.
    pub notes: Vec<String>,
    /// Whether it ended in good order.
    pub ended: bool,
}

/// What a process told of itself.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Full version of the interpreter.
    pub python: String,
    /// Magic number of its bytecode, in hexadecimal.
    pub magic: String,
    /// When the bootstrap began.
    pub started: u64,
    /// When the agent began.
    pub agent: u64,
    /// When it was ready.
    pub ready: u64,
    /// `timed` or `survey`.
    pub mode: String,
    /// Search path.
    pub path: Vec<String>,
    /// `sys.prefix`.
    pub prefix: String,
    /// Folders of the standard library.
    pub stdlib: Vec<String>,
}

/// A moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Which.
    pub moment: Moment,
    /// When.
    pub time: u64,
    /// CPU time of the process until then.
    pub cpu: u64,
    /// Resident bytes then.
    pub resident: u64,
    /// The invocation; absent for init.
    pub request_id: Option<String>,
}

/// The moments that are told, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// The handler's module is asked for.
    ImportStarted,
    /// The handler is there.
    ImportDone,
    /// The bytes of an event are there.
    Received,
    /// The event is parsed, and the handler is called.
    Called,
    /// The handler has returned or raised.
    Returned,
    /// The response is written as JSON.
    Serialised,
    /// The response is sent.
    Sent,
}

/// An import.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Import that it happened under in the same thread.
    pub parent: Option<usize>,
    /// Thread.
    pub thread: u64,
    /// Full name of the module, a text.
    pub module: usize,
    /// File of the statement, a text.
    pub file: Option<usize>,
    /// Line of the statement.
    pub line: u32,
    /// Start.
    pub start: u64,
    /// End.
    pub end: u64,
    /// CPU time of the thread.
    pub cpu: u64,
    /// Growth of resident bytes.
    pub resident: i64,
    /// Files asked for.
    pub stats: u32,
    /// Whether it raised.
    pub failed: bool,
    /// Origin of its spec, a text.
    pub origin: Option<usize>,
    /// Bytecode file of its spec, a text.
    pub cached: Option<usize>,
    /// Class of its loader, a text.
    pub loader: Option<usize>,
}

/// A garbage collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Collection {
    /// Generation.
    pub generation: u8,
    /// Start.
    pub start: u64,
    /// End.
    pub end: u64,
    /// Objects that went.
    pub collected: u64,
}

/// A call.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// Its id, unique over the processes of an environment.
    pub id: u64,
    /// The call that it was made by.
    pub parent: Option<u64>,
    /// Thread.
    pub thread: u64,
    /// Start.
    pub start: u64,
    /// End.
    pub end: u64,
    /// Kind, as [`CallKind`](crate::document::CallKind) is written.
    pub kind: String,
    /// Library.
    pub library: String,
    /// Operation.
    pub operation: String,
    /// Target.
    pub target: String,
    /// File of the user's line.
    pub file: Option<String>,
    /// The line.
    pub line: u32,
    /// Function that the line is in.
    pub function: Option<String>,
    /// Type of the error.
    pub error: Option<String>,
    /// The rest.
    pub attributes: Attributes,
}

/// What is known of a call besides; all of it may be absent.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Attributes {
    /// Attempts, the first included.
    pub attempts: Option<u32>,
    /// Status.
    pub status: Option<u16>,
    /// Bytes sent.
    pub request_bytes: Option<u64>,
    /// Bytes received.
    pub response_bytes: Option<u64>,
    /// Rows or items received.
    pub rows: Option<u64>,
    /// `new` or `reused`.
    pub connection: Option<String>,
    /// Time for making the connection, in nanoseconds.
    pub connect: Option<u64>,
    /// Time limit in seconds; `"none"` where there is none.
    pub timeout: Option<TimeLimit>,
    /// Statement without its parameters.
    pub statement: Option<String>,
    /// Survey: digest of all that was asked, in hexadecimal.
    pub params: Option<String>,
    /// Survey: digest of the answer.
    pub answer: Option<String>,
    /// Survey: digest of the operation and its parameters' names.
    pub shape: Option<String>,
    /// Survey: digests of the single values that were sent, those of one or two characters and
    /// small numbers left out.
    pub inputs: Vec<u32>,
    /// Survey: digests of the single values that came back.
    pub outputs: Vec<u32>,
    /// Survey: bytes of each attribute or column that came back.
    pub fields: BTreeMap<String, u64>,
    /// Survey: items that the service looked at.
    pub scanned: Option<u64>,
    /// Survey: whether it asked for some attributes only.
    pub projected: bool,
    /// Survey: what the database says of how it finds the rows.
    pub plan: Option<String>,
    /// Survey: whether it changes nothing at the service.
    pub reads: bool,
    /// Survey: names of the top-level parameters.
    pub parameters: Vec<String>,
}

/// A time limit.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum TimeLimit {
    /// Seconds.
    Seconds(f64),
    /// The word `none`.
    Word(String),
}

/// A function of sampled stacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Name, a text.
    pub name: usize,
    /// File, a text.
    pub file: usize,
    /// Line that it begins at.
    pub first_line: u32,
}

/// A frame at a line, below another stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stack {
    /// Stack that it is below.
    pub parent: Option<usize>,
    /// The frame.
    pub frame: usize,
    /// The line.
    pub line: u32,
}

/// A sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// When.
    pub time: u64,
    /// Thread.
    pub thread: u64,
    /// Its stack.
    pub stack: usize,
    /// CPU time of the thread since its last sample.
    pub cpu: u64,
    /// Wall time since then.
    pub wall: u64,
}

/// Calls of one of the user's functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionCalls {
    /// Whether they were made during init.
    pub during_init: bool,
    /// Name, a text.
    pub name: usize,
    /// File, a text.
    pub file: usize,
    /// Line that it begins at.
    pub first_line: u32,
    /// How many.
    pub count: u64,
    /// Wall time with what was called; recursion is counted once.
    pub wall: u64,
    /// Whether counting stopped.
    pub stopped: bool,
}

/// An import statement that ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// Module that asked, a text.
    pub from: usize,
    /// Module that it got, a text.
    pub to: usize,
    /// The line.
    pub line: u32,
}

/// Something of a module was needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// The invocation; absent for init.
    pub request_id: Option<String>,
    /// The module, a text.
    pub module: usize,
    /// `ran`, `named` or `base`.
    pub how: String,
}

/// During init, one module needed something of another: it called or inherited from it, or used a
/// value of it, other than to import it and pass it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// Module that needed, a text.
    pub from: usize,
    /// Module that was needed, a text.
    pub to: usize,
}

/// String constants of the user's code that ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The invocation; absent for init.
    pub request_id: Option<String>,
    /// The strings.
    pub names: Vec<String>,
}

/// A native library that was mapped during an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    /// The import.
    pub import: usize,
    /// Its file.
    pub path: String,
}

/// JSON that was parsed or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json {
    /// `loads` or `dumps`.
    pub operation: String,
    /// The invocation; absent for init.
    pub request_id: Option<String>,
    /// Digest of the text.
    pub digest: String,
    /// Its size.
    pub bytes: u64,
    /// How long it took.
    pub wall: u64,
    /// Where.
    pub file: String,
    /// Line.
    pub line: u32,
}

/// Reads a recording; what cannot be read is left out and counted.
#[must_use]
pub fn read(_text: &[u8]) -> Recording {
    Recording::default()
}
