//! One process: what it told of itself, and everything that happened in it.

use serde::Deserialize;

use super::text::{self, Few};
use super::{
    Collection, Edge, Frame, FunctionCalls, Import, Json, Library, Mark, Names, Need, Sample, Span,
    Stack, Used,
};

/// What was recorded in one process. A number of a text, frame or stack is an index, and in bounds.
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
    /// Imports, by start; a parent stands before what happened under it.
    pub imports: Vec<Import>,
    /// Garbage collections.
    pub collections: Vec<Collection>,
    /// Calls.
    pub spans: Vec<Span>,
    /// Functions of sampled stacks.
    pub frames: Vec<Frame>,
    /// Stacks; a stack stands behind the one that it is below.
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
#[derive(Debug, Clone, Default, PartialEq)]
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

/// Most folders that are taken from a list.
const MOST_FOLDERS: usize = 256;

/// The same as it is written.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    #[serde(deserialize_with = "text::owned")]
    python: String,
    #[serde(deserialize_with = "text::owned")]
    magic: String,
    started: u64,
    agent: u64,
    ready: u64,
    #[serde(deserialize_with = "text::owned")]
    mode: String,
    path: Few<text::Owned, MOST_FOLDERS>,
    #[serde(deserialize_with = "text::owned")]
    prefix: String,
    stdlib: Few<text::Owned, MOST_FOLDERS>,
}

impl From<Told> for Facts {
    fn from(told: Told) -> Self {
        let strings = |few: Few<text::Owned, MOST_FOLDERS>| few.0.into_iter().map(|each| each.0);
        Self {
            python: told.python,
            magic: told.magic,
            started: told.started,
            agent: told.agent,
            ready: told.ready,
            mode: told.mode,
            path: strings(told.path).collect(),
            prefix: told.prefix,
            stdlib: strings(told.stdlib).collect(),
        }
    }
}
