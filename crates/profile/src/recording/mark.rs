//! Points in time: moments of init and of invocations, and garbage collections between them.

use serde::Deserialize;

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
    /// The first event is there, and the agent begins to write what it saw of init.
    Flushing,
    /// The bytes of an event are there, and the agent has written what it saw of init.
    Received,
    /// The event is parsed, and the handler is called.
    Called,
    /// The handler has returned or raised.
    Returned,
    /// The response is written as JSON.
    Serialised,
    /// The response is sent.
    Sent,
    /// The agent has written what it saw, after a response.
    Flushed,
}

/// A garbage collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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
