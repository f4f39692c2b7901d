//! Long lists of a profile, column by column: a page with a hundred thousand calls stays small
//! and is read in a moment.

use serde::Serialize;
use warmfront_profile::document::{
    Bytecode, Call, CallKind, Connection, Edge, ImportOutcome, Millis, Module, Origin, Stacks,
    Timeout, Usage,
};

use super::texts::Texts;

/// Rounds to the microsecond: nothing on a page is finer.
pub(super) fn millis(millis: f64) -> f64 {
    (millis * 1e3).round() / 1e3
}

fn times<'a, T: 'a>(list: &'a [T], time: impl Fn(&T) -> Millis) -> Vec<f64> {
    list.iter().map(|each| millis(time(each).0)).collect()
}

fn column<'a, T, U>(list: &'a [T], value: impl FnMut(&'a T) -> U) -> Vec<U> {
    list.iter().map(value).collect()
}

/// Imports; texts by number.
#[derive(Debug, Serialize)]
pub(super) struct Modules<'a> {
    name: Vec<usize>,
    parent: Vec<Option<usize>>,
    file: Vec<Option<usize>>,
    line: Vec<Option<u32>>,
    path: Vec<Option<usize>>,
    start: Vec<f64>,
    total: Vec<f64>,
    own: Vec<f64>,
    cpu: Vec<f64>,
    retained: Vec<f64>,
    memory: Vec<i64>,
    retained_memory: Vec<i64>,
    stats: Vec<u32>,
    bytes: Vec<u64>,
    origin: Vec<Origin>,
    bytecode: Vec<Bytecode>,
    distribution: Vec<Option<usize>>,
    failed: Vec<bool>,
    usage: Vec<Option<&'a Usage>>,
    libraries: Vec<&'a [String]>,
    invocation: Vec<Option<usize>>,
}

impl<'a> Modules<'a> {
    /// Takes the columns of a list.
    pub(super) fn new(list: &'a [Module], texts: &mut Texts<'a>) -> Self {
        Self {
            name: column(list, |module| texts.number(&module.name)),
            parent: column(list, |module| module.parent),
            file: column(list, |module| texts.optional(module.file.as_deref())),
            line: column(list, |module| module.line),
            path: column(list, |module| texts.optional(module.path.as_deref())),
            start: times(list, |module| module.start_ms),
            total: times(list, |module| module.total_ms),
            own: times(list, |module| module.self_ms),
            cpu: times(list, |module| module.self_cpu_ms),
            retained: times(list, |module| module.retained_ms),
            memory: column(list, |module| module.self_resident),
            retained_memory: column(list, |module| module.retained_resident),
            stats: column(list, |module| module.self_stats),
            bytes: column(list, |module| module.bytes_read),
            origin: column(list, |module| module.origin),
            bytecode: column(list, |module| module.bytecode),
            distribution: column(list, |module| module.distribution),
            failed: column(list, |module| module.outcome == ImportOutcome::Failed),
            usage: column(list, |module| module.usage.as_ref()),
            libraries: column(list, |module| module.libraries.as_slice()),
            invocation: column(list, |module| module.invocation),
        }
    }
}

/// Import statements.
#[derive(Debug, Serialize)]
pub(super) struct Edges {
    from: Vec<Option<usize>>,
    to: Vec<usize>,
    line: Vec<u32>,
}

impl Edges {
    /// Takes the columns of a list.
    pub(super) fn new(list: &[Edge]) -> Self {
        Self {
            from: column(list, |edge| edge.from),
            to: column(list, |edge| edge.to),
            line: column(list, |edge| edge.line),
        }
    }
}

/// Calls; texts by number.
#[derive(Debug, Serialize)]
pub(super) struct Calls<'a> {
    parent: Vec<Option<usize>>,
    environment: Vec<usize>,
    invocation: Vec<Option<usize>>,
    process: Vec<u32>,
    thread: Vec<u32>,
    start: Vec<f64>,
    duration: Vec<f64>,
    kind: Vec<CallKind>,
    library: Vec<usize>,
    operation: Vec<usize>,
    target: Vec<usize>,
    file: Vec<Option<usize>>,
    line: Vec<Option<u32>>,
    function: Vec<Option<usize>>,
    error: Vec<Option<usize>>,
    attempts: Vec<Option<u32>>,
    status: Vec<Option<u16>>,
    sent: Vec<Option<u64>>,
    received: Vec<Option<u64>>,
    rows: Vec<Option<u64>>,
    connection: Vec<Option<Connection>>,
    connect: Vec<Option<f64>>,
    timeout: Vec<Timeout>,
    statement: Vec<Option<usize>>,
    details: Vec<Closer<'a>>,
}

/// What a closer look saw of one call.
#[derive(Debug, Serialize)]
struct Closer<'a> {
    call: usize,
    plan: Option<&'a str>,
    scanned: Option<u64>,
    fields: &'a [(String, u64)],
}

impl<'a> Calls<'a> {
    /// Takes the columns of a list.
    pub(super) fn new(list: &'a [Call], texts: &mut Texts<'a>) -> Self {
        let numbered = list.iter().enumerate();
        let details = numbered.filter_map(|(call, each)| Closer::new(call, each));
        Self {
            parent: column(list, |call| call.parent),
            environment: column(list, |call| call.environment),
            invocation: column(list, |call| call.invocation),
            process: column(list, |call| call.process),
            thread: column(list, |call| call.thread),
            start: times(list, |call| call.start_ms),
            duration: times(list, |call| call.duration_ms),
            kind: column(list, |call| call.kind),
            library: column(list, |call| texts.number(&call.library)),
            operation: column(list, |call| texts.number(&call.operation)),
            target: column(list, |call| texts.number(&call.target)),
            file: column(list, |call| texts.optional(call.file.as_deref())),
            line: column(list, |call| call.line),
            function: column(list, |call| texts.optional(call.function.as_deref())),
            error: column(list, |call| texts.optional(call.error.as_deref())),
            attempts: column(list, |call| call.attempts),
            status: column(list, |call| call.status),
            sent: column(list, |call| call.request_bytes),
            received: column(list, |call| call.response_bytes),
            rows: column(list, |call| call.rows),
            connection: column(list, |call| call.connection),
            connect: column(list, |call| call.connect_ms.map(|time| millis(time.0))),
            timeout: column(list, |call| call.timeout),
            statement: column(list, |call| texts.optional(call.statement.as_deref())),
            details: details.collect(),
        }
    }
}

impl<'a> Closer<'a> {
    fn new(call: usize, each: &'a Call) -> Option<Self> {
        let detail = each.detail.as_ref()?;
        let closer = Self {
            call,
            plan: detail.plan.as_deref(),
            scanned: detail.scanned,
            fields: &detail.fields,
        };
        let tells = closer.plan.is_some() || closer.scanned.is_some() || !closer.fields.is_empty();
        tells.then_some(closer)
    }
}

/// Sampled stacks; texts by number.
#[derive(Debug, Serialize)]
pub(super) struct StackColumns {
    name: Vec<usize>,
    file: Vec<usize>,
    first_line: Vec<u32>,
    parent: Vec<Option<usize>>,
    frame: Vec<usize>,
    line: Vec<u32>,
    init: Samples,
    handler: Samples,
    native: Samples,
    n_inits: usize,
    n_invocations: usize,
}

/// Time at the tops of stacks.
#[derive(Debug, Serialize)]
struct Samples {
    stack: Vec<usize>,
    n: Vec<u64>,
    cpu: Vec<f64>,
    wall: Vec<f64>,
}

impl StackColumns {
    /// Takes the columns of what was sampled.
    pub(super) fn new<'a>(stacks: &'a Stacks, texts: &mut Texts<'a>) -> Self {
        let samples = |list: &[warmfront_profile::document::Sampled]| Samples {
            stack: column(list, |sampled| sampled.stack),
            n: column(list, |sampled| sampled.n_samples),
            cpu: times(list, |sampled| sampled.cpu_ms),
            wall: times(list, |sampled| sampled.wall_ms),
        };
        Self {
            name: column(&stacks.frames, |frame| texts.number(&frame.name)),
            file: column(&stacks.frames, |frame| texts.number(&frame.file)),
            first_line: column(&stacks.frames, |frame| frame.first_line),
            parent: column(&stacks.stacks, |stack| stack.parent),
            frame: column(&stacks.stacks, |stack| stack.frame),
            line: column(&stacks.stacks, |stack| stack.line),
            init: samples(&stacks.init),
            handler: samples(&stacks.handler),
            native: samples(&stacks.native),
            n_inits: stacks.n_inits,
            n_invocations: stacks.n_invocations,
        }
    }
}
