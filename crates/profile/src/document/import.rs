//! Imports: what was loaded, by whom, at what cost, and whether anybody needed it.

use serde::{Deserialize, Serialize};

use super::Millis;

/// The import of one module, in the environment whose imports are shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Module {
    /// Full name.
    pub name: String,
    /// Import that this one happened under, because that module was first to ask for it.
    pub parent: Option<usize>,
    /// File of the statement that caused it.
    pub file: Option<String>,
    /// Line of the statement.
    pub line: Option<u32>,
    /// When it began, from the start of the process.
    pub start_ms: Millis,
    /// How long it took, with all that it loaded.
    pub total_ms: Millis,
    /// How long it took without what it loaded.
    pub self_ms: Millis,
    /// CPU time without what it loaded.
    pub self_cpu_ms: Millis,
    /// Growth of resident memory without what it loaded, in bytes; memory may shrink.
    pub self_resident: i64,
    /// Files asked for without what it loaded.
    pub self_stats: u32,
    /// File that it was loaded from.
    pub path: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// State of its bytecode.
    pub bytecode: Bytecode,
    /// Bytes read to load it.
    pub bytes_read: u64,
    /// Native libraries that were loaded along with it.
    pub libraries: Vec<String>,
    /// Package that it belongs to.
    pub distribution: Option<usize>,
    /// How it ended.
    pub outcome: Outcome,
    /// Time that would be saved if this module were never imported: its own and that of all which
    /// is then imported by nobody.
    pub retained_ms: Millis,
    /// Resident memory that would be saved likewise, in bytes.
    pub retained_resident: i64,
    /// Whether it was needed; absent where that was not looked at.
    pub usage: Option<Usage>,
    /// Whether the import happened in an invocation, which one; absent for init.
    pub invocation: Option<usize>,
}

/// Where a module comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The user's own code.
    FirstParty,
    /// An installed package, in the task root, a layer or beside.
    ThirdParty,
    /// The standard library.
    Standard,
    /// Part of the interpreter.
    BuiltIn,
    /// A folder without `__init__.py`.
    Namespace,
    /// Unknown, as for modules that programs make.
    Unknown,
}

/// State of a module's bytecode when it was imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bytecode {
    /// It was used; the date and size of its source were right.
    Valid,
    /// It was used without a look at the source.
    Unchecked,
    /// There was some for another date or size of the source, or another interpreter: compiled anew.
    Stale,
    /// There was none: compiled.
    Absent,
    /// The module has none by its nature: native, built in, a folder.
    None,
}

/// How an import ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The module is there.
    Loaded,
    /// It raised an error.
    Failed,
}

/// Who needed a module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// During init something of it was called, inherited from or otherwise needed by another module.
    pub at_init: bool,
    /// Modules that needed it then, where that was looked at: whether it stays needed hangs on
    /// whether they do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needed_by: Vec<usize>,
    /// Events whose handling needed something of it.
    pub events: Vec<usize>,
}

impl Usage {
    /// Tells whether no event needed it after init.
    #[must_use]
    pub fn is_never_needed_by_events(&self) -> bool {
        self.events.is_empty()
    }
}

/// An import statement that ran: who asked for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// Module that asked, as an index; absent for the bootstrap.
    pub from: Option<usize>,
    /// Module that it got.
    pub to: usize,
    /// Line of the statement in the file of the module that asked.
    pub line: u32,
}

/// An installed package.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Name on `PyPI`.
    pub name: String,
    /// Version, where it is known.
    pub version: Option<String>,
    /// Modules of it that were imported.
    pub n_modules: usize,
    /// Sum of their self times.
    pub self_ms: Millis,
    /// Time that would be saved if none of them were imported.
    pub retained_ms: Millis,
    /// Sum of the growth of resident memory, in bytes.
    pub self_resident: i64,
    /// Whether any event needed any of its modules after init; absent where that was not looked at.
    pub needed: Option<bool>,
}
