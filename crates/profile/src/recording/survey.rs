//! What only a survey tells: who asked for whom, what was needed, with which strings.

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
    /// The import, an index.
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
