//! The trace event format of Chrome's `about:tracing`, which Perfetto opens.
//!
//! Each environment is a process of the trace and begins at the same moment, so that cold starts can
//! be compared; one track has its phases, others what its threads did. Tasks that take turns in a
//! thread have a track each, since slices of one track must nest.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::Format;
use super::nesting::{Slice, lanes};
use super::timeline::{self, Placed, Shown, nanos};
use crate::document::{Call, Module, Profile};

pub(super) const FORMAT: Format = Format {
    name: "chrome-trace",
    about: "https://ui.perfetto.dev, chrome://tracing",
    extension: "trace.json",
    write,
};

/// What the threads of an environment did, by process and thread.
type Threads<'a> = BTreeMap<(u32, u32), Vec<Slice<Shows<'a>>>>;

/// What a slice shows.
enum Shows<'a> {
    Phase(&'static str),
    Invocation(&'a Placed<'a>),
    Part(&'static str),
    Collection(u8),
    Import(&'a Module),
    Call(&'a Call),
}

fn write(profile: &Profile, out: &mut dyn Write) -> io::Result<()> {
    let shown = timeline::environments(profile);
    let spawns = shown.iter().map(|shown| nanos(shown.environment.spawn_ms));
    let mut trace = Trace {
        out,
        profile,
        first: true,
        // Viewers drop what is before zero.
        shift: spawns.max().unwrap_or(0).max(0),
    };
    trace
        .out
        .write_all(b"{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n")?;
    let mut threads = threads(profile, &shown);
    for shown in &shown {
        let threads = threads.remove(&shown.index).unwrap_or_default();
        environment(&mut trace, shown, threads)?;
    }
    trace.out.write_all(b"\n]}\n")
}

/// Writes one environment: its phases, then its threads.
fn environment(trace: &mut Trace<'_>, shown: &Shown<'_>, threads: Threads<'_>) -> io::Result<()> {
    let number = shown.index + 1;
    let how = match shown.environment.mode {
        None => "plain",
        Some(_) => "timed",
    };
    let mut named = None;
    for ((process, thread), slices) in threads {
        let pid = number * 10_000 + process as usize;
        if named.replace(process) != Some(process) {
            let name = match process {
                0 => format!("environment {number}, {how}"),
                child => format!("environment {number}, child process {child}"),
            };
            trace.metadata("process_name", pid, 0, &json!({"name": name}))?;
            trace.metadata("process_sort_index", pid, 0, &json!({"sort_index": pid}))?;
        }
        if (process, thread) == (0, 0) {
            trace.metadata("thread_name", pid, 0, &json!({"name": "phases"}))?;
            for slice in phases(shown) {
                trace.slice(pid, 0, &slice)?;
            }
        }
        for (lane, slices) in lanes(slices).iter().enumerate() {
            let row = thread as usize * 1000 + lane + 1;
            let name = match lane {
                0 => format!("thread {thread}"),
                _ => format!("thread {thread}, task {lane}"),
            };
            trace.metadata("thread_name", pid, row, &json!({"name": name}))?;
            trace.metadata("thread_sort_index", pid, row, &json!({"sort_index": row}))?;
            for slice in slices {
                trace.slice(pid, row, slice)?;
            }
        }
    }
    Ok(())
}

fn phases<'a>(shown: &'a Shown<'a>) -> Vec<Slice<Shows<'a>>> {
    let phases = shown.phases().into_iter();
    let phases = phases.map(|(name, start, end)| slice(start, end, Shows::Phase(name)));
    let invocations = shown.invocations.iter();
    let invocations =
        invocations.map(|placed| slice(placed.start, placed.end, Shows::Invocation(placed)));
    let mut slices: Vec<Slice<Shows<'a>>> = phases.chain(invocations).collect();
    // Phases follow each other; what clocks told otherwise is cut where the next one begins.
    slices.sort_by_key(|slice| slice.start);
    let starts: Vec<i64> = slices.iter().skip(1).map(|slice| slice.start).collect();
    for (slice, next) in slices.iter_mut().zip(starts) {
        slice.end = slice.end.min(next);
    }
    slices
}

/// Returns what each thread did, by environment; times of one that is not shown are not true.
fn threads<'a>(profile: &'a Profile, shown: &'a [Shown<'a>]) -> BTreeMap<usize, Threads<'a>> {
    let main = |shown: &'a Shown<'a>| (shown.index, Threads::from([((0, 0), supervised(shown))]));
    let mut threads: BTreeMap<usize, Threads<'a>> = shown.iter().map(main).collect();
    for module in &profile.modules {
        let environment = timeline::environment_of(profile, module);
        if let Some(threads) = environment.and_then(|index| threads.get_mut(&index)) {
            let start = nanos(module.start_ms);
            let end = start + nanos(module.total_ms);
            let slices = threads.entry((0, 0)).or_default();
            slices.push(slice(start, end, Shows::Import(module)));
        }
    }
    for call in &profile.calls {
        if let Some(threads) = threads.get_mut(&call.environment) {
            let start = nanos(call.start_ms);
            let end = start + nanos(call.duration_ms);
            let slices = threads.entry((call.process, call.thread)).or_default();
            slices.push(slice(start, end, Shows::Call(call)));
        }
    }
    threads
}

/// Returns the parts of invocations, and what interrupted them.
fn supervised<'a>(shown: &'a Shown<'a>) -> Vec<Slice<Shows<'a>>> {
    let parts = shown.invocations.iter().flat_map(Placed::parts);
    let parts = parts.map(|(name, start, end)| slice(start, end, Shows::Part(name)));
    let collections = shown.environment.collections.iter().map(|collection| {
        let start = nanos(collection.start_ms);
        let end = start + nanos(collection.duration_ms);
        slice(start, end, Shows::Collection(collection.generation))
    });
    parts.chain(collections).collect()
}

fn slice(start: i64, end: i64, item: Shows<'_>) -> Slice<Shows<'_>> {
    Slice {
        start,
        end: end.max(start),
        item,
    }
}

impl Shows<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Phase(name) | Self::Part(name) => name,
            Self::Invocation(placed) if placed.invocation.cold => "cold invocation",
            Self::Invocation(_) => "warm invocation",
            Self::Collection(_) => "garbage collection",
            Self::Import(module) => &module.name,
            Self::Call(call) => &call.operation,
        }
    }

    fn category(&self) -> &'static str {
        match self {
            Self::Phase(_) | Self::Invocation(_) => "phase",
            Self::Part(_) => "handler",
            Self::Collection(_) => "gc",
            Self::Import(_) => "import",
            Self::Call(_) => "call",
        }
    }

    /// Returns what is known of it.
    fn arguments(&self, profile: &Profile) -> Value {
        let mut arguments = match self {
            Self::Phase(_) | Self::Part(_) => json!({}),
            Self::Collection(generation) => json!({"generation": generation}),
            Self::Invocation(placed) => of_invocation(placed),
            Self::Import(module) => of_import(profile, module),
            Self::Call(call) => of_call(call),
        };
        if let Value::Object(fields) = &mut arguments {
            fields.retain(|_, value| !value.is_null());
        }
        arguments
    }
}

fn of_invocation(placed: &Placed<'_>) -> Value {
    let invocation = placed.invocation;
    json!({
        "event": invocation.event,
        "error": invocation.error,
        "dollars_per_million": invocation.dollars_per_million,
        "max_memory_used_mb": invocation.max_memory_used_mb,
        "start_is_measured": placed.measured,
    })
}

fn of_import(profile: &Profile, module: &Module) -> Value {
    let distribution = module
        .distribution
        .and_then(|index| profile.distributions.get(index));
    json!({
        "file": module.file,
        "line": module.line,
        "path": module.path,
        "distribution": distribution.map(|distribution| &distribution.name),
        "version": distribution.and_then(|distribution| distribution.version.as_ref()),
        "self_ms": module.self_ms,
        "retained_ms": module.retained_ms,
        "self_resident": module.self_resident,
        "bytecode": module.bytecode,
        "outcome": module.outcome,
        "needed_by_events": module.usage.as_ref().map(|usage| usage.events.len()),
    })
}

fn of_call(call: &Call) -> Value {
    json!({
        "kind": call.kind,
        "library": call.library,
        "target": call.target,
        "file": call.file,
        "line": call.line,
        "function": call.function,
        "error": call.error,
        "attempts": call.attempts,
        "status": call.status,
        "request_bytes": call.request_bytes,
        "response_bytes": call.response_bytes,
        "rows": call.rows,
        "connection": call.connection,
        "connect_ms": call.connect_ms,
        "statement": call.statement,
    })
}

/// A trace that is being written, one event per line.
struct Trace<'a> {
    out: &'a mut dyn Write,
    profile: &'a Profile,
    first: bool,
    /// What is added to every moment, in nanoseconds.
    shift: i64,
}

impl Trace<'_> {
    fn event(&mut self, event: &Value) -> io::Result<()> {
        if !std::mem::take(&mut self.first) {
            self.out.write_all(b",\n")?;
        }
        serde_json::to_writer(&mut *self.out, event)?;
        Ok(())
    }

    fn metadata(&mut self, name: &str, pid: usize, tid: usize, value: &Value) -> io::Result<()> {
        self.event(&json!({"ph": "M", "name": name, "pid": pid, "tid": tid, "args": value}))
    }

    fn slice(&mut self, pid: usize, tid: usize, slice: &Slice<Shows<'_>>) -> io::Result<()> {
        let shows = &slice.item;
        self.event(&json!({
            "ph": "X",
            "name": shows.name(),
            "cat": shows.category(),
            "ts": micros(slice.start.saturating_add(self.shift)),
            "dur": micros(slice.end.saturating_sub(slice.start)),
            "pid": pid,
            "tid": tid,
            "args": shows.arguments(self.profile),
        }))
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a stretch of time is far below 2^53 ns"
)]
fn micros(nanos: i64) -> f64 {
    nanos as f64 / 1e3
}
