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
type Threads = BTreeMap<(u32, u32), Vec<Slice<Shows>>>;

/// What a slice shows.
struct Shows {
    name: String,
    category: &'static str,
    arguments: Value,
}

fn write(profile: &Profile, out: &mut dyn Write) -> io::Result<()> {
    let shown = timeline::environments(profile);
    let spawns = shown.iter().map(|shown| nanos(shown.environment.spawn_ms));
    let mut trace = Trace {
        out,
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
fn environment(trace: &mut Trace<'_>, shown: &Shown<'_>, threads: Threads) -> io::Result<()> {
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

fn phases(shown: &Shown<'_>) -> Vec<Slice<Shows>> {
    let mut slices: Vec<Slice<Shows>> = (shown.phases().into_iter())
        .map(|(name, start, end)| slice(start, end, name, "phase", Value::Null))
        .collect();
    for placed in &shown.invocations {
        let invocation = placed.invocation;
        let name = if invocation.cold {
            "cold invocation"
        } else {
            "warm invocation"
        };
        let arguments = json!({
            "event": invocation.event,
            "error": invocation.error,
            "dollars_per_million": invocation.dollars_per_million,
            "max_memory_used_mb": invocation.max_memory_used_mb,
            "start_is_measured": placed.measured,
        });
        slices.push(slice(placed.start, placed.end, name, "phase", arguments));
    }
    // Phases follow each other; what clocks told otherwise is cut where the next one begins.
    slices.sort_by_key(|slice| slice.start);
    let starts: Vec<i64> = slices.iter().skip(1).map(|slice| slice.start).collect();
    for (slice, next) in slices.iter_mut().zip(starts) {
        slice.end = slice.end.min(next);
    }
    slices
}

/// Returns what each thread did, by environment; times of one that is not shown are not true.
fn threads(profile: &Profile, shown: &[Shown<'_>]) -> BTreeMap<usize, Threads> {
    let main = |shown: &Shown<'_>| (shown.index, Threads::from([((0, 0), supervised(shown))]));
    let mut threads: BTreeMap<usize, Threads> = shown.iter().map(main).collect();
    for module in &profile.modules {
        let environment = timeline::environment_of(profile, module);
        if let Some(threads) = environment.and_then(|index| threads.get_mut(&index)) {
            threads
                .entry((0, 0))
                .or_default()
                .push(import(profile, module));
        }
    }
    for call in &profile.calls {
        if let Some(threads) = threads.get_mut(&call.environment) {
            let thread = (call.process, call.thread);
            threads.entry(thread).or_default().push(made(call));
        }
    }
    threads
}

/// Returns the parts of invocations, and what interrupted them.
fn supervised(shown: &Shown<'_>) -> Vec<Slice<Shows>> {
    let parts = shown.invocations.iter().flat_map(Placed::parts);
    let parts = parts.map(|(name, start, end)| slice(start, end, name, "handler", Value::Null));
    let collections = shown.environment.collections.iter().map(|collection| {
        let start = nanos(collection.start_ms);
        let end = start + nanos(collection.duration_ms);
        let arguments = json!({"generation": collection.generation});
        slice(start, end, "garbage collection", "gc", arguments)
    });
    parts.chain(collections).collect()
}

fn import(profile: &Profile, module: &Module) -> Slice<Shows> {
    let start = nanos(module.start_ms);
    let distribution = module
        .distribution
        .and_then(|index| profile.distributions.get(index));
    let arguments = json!({
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
    });
    let end = start + nanos(module.total_ms);
    slice(start, end, &module.name, "import", arguments)
}

fn made(call: &Call) -> Slice<Shows> {
    let start = nanos(call.start_ms);
    let arguments = json!({
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
    });
    let end = start + nanos(call.duration_ms);
    slice(start, end, &call.operation, "call", arguments)
}

fn slice(
    start: i64,
    end: i64,
    name: &str,
    category: &'static str,
    arguments: Value,
) -> Slice<Shows> {
    Slice {
        start,
        end: end.max(start),
        item: Shows {
            name: name.to_owned(),
            category,
            arguments: without_nulls(arguments),
        },
    }
}

/// Returns what is known of a slice.
fn without_nulls(arguments: Value) -> Value {
    match arguments {
        Value::Object(mut fields) => {
            fields.retain(|_, value| !value.is_null());
            Value::Object(fields)
        }
        _ => json!({}),
    }
}

/// A trace that is being written, one event per line.
struct Trace<'a> {
    out: &'a mut dyn Write,
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

    fn slice(&mut self, pid: usize, tid: usize, slice: &Slice<Shows>) -> io::Result<()> {
        let shows = &slice.item;
        self.event(&json!({
            "ph": "X",
            "name": shows.name,
            "cat": shows.category,
            "ts": micros(slice.start.saturating_add(self.shift)),
            "dur": micros(slice.end.saturating_sub(slice.start)),
            "pid": pid,
            "tid": tid,
            "args": shows.arguments,
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
