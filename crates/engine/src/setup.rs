//! What a caller says to the engine, and what it hears back.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use warmfront_model::event::{Event, InitializationType};
use warmfront_model::function::{Function, PythonVersion};
use warmfront_model::invocation::{Completed, RequestId};

/// Time that Lambda gives to an on-demand init before it starts over under the invocation.
pub const INIT_LIMIT: Duration = Duration::from_secs(10);

/// Everything the engine needs to run one function; nothing is read from elsewhere.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The function, with memory size, timeout and the rest as they shall apply.
    pub function: Function,
    /// The interpreter that runs it.
    pub interpreter: Interpreter,
    /// The program inside the environment that speaks the Runtime API.
    pub runtime_client: RuntimeClient,
    /// Folders of installed packages, searched after the task root and the layers.
    pub site_packages: Vec<PathBuf>,
    /// Variables from outside the function's configuration, such as credentials and proxies;
    /// the function's own win.
    pub environment: BTreeMap<String, String>,
    /// AWS region that the function believes itself in.
    pub region: String,
    /// AWS account that the function's ARN names.
    pub account: String,
    /// Why environments are initialised.
    pub initialization_type: InitializationType,
    /// CPU share during init.
    pub init_cpu: InitCpu,
    /// Time that an on-demand init has before it starts over under the invocation; [`INIT_LIMIT`]
    /// unless something slows it down.
    pub init_limit: Duration,
    /// What watches the function from inside; only the embedded client starts it.
    pub agent: Option<Agent>,
    /// Which limits to try for.
    pub limits: LimitsWanted,
    /// What happens to the package's pages in the page cache before a cold start.
    pub page_cache: PageCache,
    /// Most environments at once; an invocation beyond is throttled.
    pub concurrency_limit: usize,
    /// Folder for what a run needs while it lives; stale runs in it are cleaned up.
    pub state_folder: PathBuf,
    /// Folder for what later runs can use again.
    pub cache_folder: PathBuf,
}

/// A Python interpreter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpreter {
    /// Path of the program.
    pub program: PathBuf,
    /// Its minor version.
    pub version: PythonVersion,
    /// Its full version, such as `3.12.1`.
    pub full_version: String,
}

/// The program inside the environment that speaks the Runtime API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RuntimeClient {
    /// Warmfront's own bootstrap.
    #[default]
    Embedded,
    /// AWS's runtime interface client, importable by the interpreter or from `site_packages`.
    Awslambdaric,
}

/// Python that watches a function from inside its interpreter, on its way through init and events.
///
/// The bootstrap runs the first source as the module of that name, and calls its
/// `start(bootstrap, descriptor, options)` with its own namespace ahead of the handler's import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// Modules by name, with their sources; all lie compiled in the folder of the first.
    pub sources: &'static [(&'static str, &'static str)],
    /// What it is told.
    pub options: String,
    /// Folder in which the environment with number N appends what it recorded to the file `N`.
    pub recordings: PathBuf,
    /// Folder that it reads from, which the function sees in its place, wherever that is.
    pub reads: Option<PathBuf>,
}

/// CPU share during init.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum InitCpu {
    /// Un-throttled, as observed on Lambda.
    #[default]
    Full,
    /// The share of the memory size.
    Share,
}

/// Which limits to try for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LimitsWanted {
    /// The best this machine allows.
    #[default]
    Auto,
    /// The analytic model, even where control groups can be had.
    Modelled,
}

/// What happens to the package's pages in the page cache before a cold start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PageCache {
    /// They stay.
    #[default]
    Keep,
    /// They are dropped, so that the files are read from the disk again.
    Drop,
}

/// One event to hand to the function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The event, as JSON text.
    pub payload: Bytes,
    /// Client context, as JSON text.
    pub client_context: Option<String>,
    /// Cognito identity, as JSON text.
    pub cognito_identity: Option<String>,
}

/// What the engine tells while it works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observation {
    /// A lifecycle event, in order per environment.
    Event(Event),
    /// An invocation is finished.
    Completed(Box<Completed>),
    /// An invocation was not accepted.
    Refused(Refusal),
}

/// Why an invocation was not accepted; no environment saw it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Every environment is busy and the concurrency limit is reached.
    #[error("rate exceeded: {request_id} was throttled at the concurrency limit of {limit}")]
    Throttled {
        /// The invocation.
        request_id: RequestId,
        /// The concurrency limit.
        limit: usize,
    },
    /// The payload is over Lambda's limit.
    #[error(
        "request must be smaller than 6291456 bytes for the InvokeFunction operation, and has {size}"
    )]
    RequestTooLarge {
        /// Size of the payload.
        size: usize,
    },
}
