//! Calls to other services, and what belongs to them: clients made, connections opened.

use serde::{Deserialize, Serialize};

use super::Millis;

/// One call, of an environment whose times are true.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Call that it was made by, such as the AWS operation of an HTTP request.
    pub parent: Option<usize>,
    /// Its environment.
    pub environment: usize,
    /// Its invocation; absent for init.
    pub invocation: Option<usize>,
    /// Process that made it, counted from 0 in the environment.
    pub process: u32,
    /// Thread that made it, counted from 0 in the process.
    pub thread: u32,
    /// When it began, from the start of the environment's process.
    pub start_ms: Millis,
    /// How long it took.
    pub duration_ms: Millis,
    /// What it is.
    pub kind: CallKind,
    /// Library that made it.
    pub library: String,
    /// What it does: `DynamoDB.GetItem`, `GET`, `SELECT`, `boto3.client`.
    pub operation: String,
    /// Whom it is for: table, bucket, host, database; empty where that is unknown.
    pub target: String,
    /// Line of the user's that led to it; the innermost one of the task root.
    pub file: Option<String>,
    /// Its number.
    pub line: Option<u32>,
    /// Function that the line is in.
    pub function: Option<String>,
    /// Type of the error that it ended with.
    pub error: Option<String>,
    /// Attempts, where more than one can be made.
    pub attempts: Option<u32>,
    /// Status that the service gave, as of HTTP.
    pub status: Option<u16>,
    /// Bytes sent.
    pub request_bytes: Option<u64>,
    /// Bytes received.
    pub response_bytes: Option<u64>,
    /// Rows or items received.
    pub rows: Option<u64>,
    /// Whether a new connection was made.
    pub connection: Option<Connection>,
    /// Time for making it: name lookup, TCP and TLS.
    pub connect_ms: Option<Millis>,
    /// The time limit of the call.
    pub timeout: Timeout,
    /// Statement of a query language, without its parameters.
    pub statement: Option<String>,
    /// What a closer look saw of the same call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Detail>,
}

/// What a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallKind {
    /// An operation of an AWS service.
    Aws,
    /// An HTTP request.
    Http,
    /// A statement for a database.
    Sql,
    /// A command for Redis.
    Redis,
    /// A command for `MongoDB`.
    Mongodb,
    /// A connection to a database or a server being opened by name.
    Connect,
    /// A client, session, engine or pool being made; nothing waits on a network.
    Client,
    /// Another process being run.
    Process,
}

impl CallKind {
    /// Tells whether the time of such a call is spent waiting for something outside.
    #[must_use]
    pub fn waits(self) -> bool {
        self != Self::Client
    }
}

/// Whether a new connection was made for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// One was made.
    New,
    /// One was there.
    Reused,
}

/// The time limit of a call.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timeout {
    /// The library does not tell.
    #[default]
    Unknown,
    /// It may wait for ever.
    Unlimited,
    /// Seconds.
    Seconds(f64),
}

/// What a closer look saw of a call: of the same line, operation and turn in a survey.
///
/// Values are kept as digests: equal values have equal digests, and nothing else can be told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// Digest of everything that was asked: equal for two reads of the same.
    pub params: String,
    /// Digest of the answer.
    pub answer: String,
    /// Digest of the operation and the names of its parameters, without their values.
    pub shape: String,
    /// Digests of the single values that were sent.
    pub inputs: Vec<u32>,
    /// Digests of the single values that came back.
    pub outputs: Vec<u32>,
    /// Attributes or columns that came back, with their bytes over all items.
    pub fields: Vec<(String, u64)>,
    /// Items that the service looked at, where it tells.
    pub scanned: Option<u64>,
    /// Whether it asked for some attributes only.
    pub projected: bool,
    /// What the database says of how it finds the rows.
    pub plan: Option<String>,
    /// Whether this call changes nothing at the service.
    pub reads: bool,
    /// Names of the top-level parameters that were given.
    pub parameters: Vec<String>,
}
