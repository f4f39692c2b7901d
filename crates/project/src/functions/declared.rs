//! A function as a file declares it, before anything on the disk was looked at.

use std::collections::BTreeMap;
use std::time::Duration;

use warmfront_model::function::{Architecture, LogFormat, PythonVersion};
use warmfront_model::units::{EphemeralStorage, MemorySize};

use crate::problem::Mark;

/// A function as a file declares it. What is `None` has Lambda's default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Logical id or name.
    pub name: String,
    /// Where the declaration stands.
    pub mark: Option<Mark>,
    /// Handler, as written.
    pub handler: String,
    /// Where the code is.
    pub code: Code,
    /// Declared Python version.
    pub runtime: Option<PythonVersion>,
    /// Declared memory size.
    pub memory_size: Option<MemorySize>,
    /// Declared timeout.
    pub timeout: Option<Duration>,
    /// Declared size of `/tmp`.
    pub ephemeral_storage: Option<EphemeralStorage>,
    /// Declared instruction set.
    pub architecture: Option<Architecture>,
    /// Declared environment variables.
    pub environment: BTreeMap<String, String>,
    /// Declared layers, in order.
    pub layers: Vec<Code>,
    /// Whether `SnapStart` applies.
    pub snap_start: bool,
    /// Declared log format.
    pub log_format: Option<LogFormat>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

impl Declared {
    pub(crate) fn new(name: impl Into<String>, handler: impl Into<String>, code: Code) -> Self {
        Self {
            name: name.into(),
            mark: None,
            handler: handler.into(),
            code,
            runtime: None,
            memory_size: None,
            timeout: None,
            ephemeral_storage: None,
            architecture: None,
            environment: BTreeMap::new(),
            layers: Vec::new(),
            snap_start: false,
            log_format: None,
            notes: Vec::new(),
        }
    }
}

/// Where code or a layer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// A folder or an archive, relative to the declaring file's folder.
    Local(String),
    /// The text of one module, `index`.
    Inline(String),
    /// Not on this machine, and why.
    Elsewhere(String),
}

/// Something that was seen and left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its name in the file.
    pub name: String,
    /// Why it was left out.
    pub reason: String,
}

/// What one file declares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declarations {
    /// Python functions, by name.
    pub functions: Vec<Declared>,
    /// Functions that are not for this tool.
    pub skipped: Vec<Skipped>,
    /// Further templates that this one includes, relative to its folder.
    pub nested: Vec<String>,
}

impl Declarations {
    pub(crate) fn skip(&mut self, name: &str, reason: impl Into<String>) {
        self.skipped.push(Skipped {
            name: name.to_owned(),
            reason: reason.into(),
        });
    }
}
