//! Traces of OpenTelemetry, as OTLP's JSON, with its conventions for functions and calls.
//!
//! Each invocation is a trace. Its root is what the caller waits for, so that of a cold start
//! covers the init, as in the platform's own traces. A profile keeps no date: time begins at
//! [`EPOCH`], and environments follow each other. Ids come from the profile's content, so the same
//! profile gives the same traces, and another one others.

mod attributes;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use self::attributes::Attributes;
use super::Format;
use super::timeline::{self, HANDLER, Placed, Shown, nanos};
use crate::document::{CallKind, MarkName, Profile};

pub(super) const FORMAT: Format = Format {
    name: "otlp",
    about: "an OpenTelemetry collector's `otlpjsonfile` receiver, Jaeger, otel-desktop-viewer",
    extension: "otlp.json",
    write,
};

/// The first moment of 2000, in nanoseconds since 1970: plainly not when it happened.
const EPOCH: i64 = 946_684_800_000_000_000;

/// Kinds of spans, by their numbers.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Internal = 1,
    Server = 2,
    Client = 3,
}

fn write(profile: &Profile, out: &mut dyn Write) -> io::Result<()> {
    let ids = Ids::of(profile)?;
    out.write_all(b"{\"resourceSpans\":[")?;
    let mut begin = EPOCH;
    let by_environment = ByEnvironment::new(profile);
    for (number, shown) in timeline::environments(profile).iter().enumerate() {
        if number > 0 {
            out.write_all(b",")?;
        }
        let resource = json!({"attributes": attributes::of_resource(profile, shown.index)});
        write!(
            out,
            "\n{{\"resource\":{resource},\"scopeSpans\":[{{\"scope\":"
        )?;
        let scope = json!({"name": "warmfront.profile", "version": env!("CARGO_PKG_VERSION")});
        write!(out, "{scope},\"spans\":[")?;
        let spawn = nanos(shown.environment.spawn_ms).max(0);
        let mut spans = Spans {
            out,
            first: true,
            profile,
            ids: &ids,
            origin: begin.saturating_add(spawn),
        };
        spans.environment(shown, &by_environment)?;
        begin = begin
            .saturating_add(spawn)
            .saturating_add(shown.end().max(0));
        out.write_all(b"\n]}]}")?;
    }
    out.write_all(b"\n]}\n")
}

/// What happened in each environment.
struct ByEnvironment {
    modules: Vec<Vec<usize>>,
    calls: Vec<Vec<usize>>,
}

impl ByEnvironment {
    fn new(profile: &Profile) -> Self {
        let n = profile.environments.len();
        let (mut modules, mut calls) = (vec![Vec::new(); n], vec![Vec::new(); n]);
        for (index, module) in profile.modules.iter().enumerate() {
            let environment = timeline::environment_of(profile, module);
            if let Some(modules) = environment.and_then(|at| modules.get_mut(at)) {
                modules.push(index);
            }
        }
        for (index, call) in profile.calls.iter().enumerate() {
            if let Some(calls) = calls.get_mut(call.environment) {
                calls.push(index);
            }
        }
        Self { modules, calls }
    }
}

/// What a span is of, as ids are made from it.
#[derive(Debug, Clone, Copy)]
enum Of {
    Environment(usize),
    Phase(usize, usize),
    Invocation(usize),
    Part(usize, &'static str),
    Module(usize),
    Call(usize),
}

/// Ids from the content of a profile.
struct Ids {
    seed: u64,
}

impl Ids {
    fn of(profile: &Profile) -> io::Result<Self> {
        let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
        serde_json::to_writer(&mut hash, profile)?;
        Ok(Self { seed: hash.0 })
    }

    fn span(&self, of: Of) -> String {
        format!("{:016x}", self.hash(1, of))
    }

    /// Returns the id of the trace that a span of this is the root of.
    fn trace(&self, of: Of) -> String {
        format!("{:016x}{:016x}", self.hash(2, of), self.hash(3, of))
    }

    fn hash(&self, purpose: u64, of: Of) -> u64 {
        let (kind, one, other) = match of {
            Of::Environment(index) => (1, index, 0),
            Of::Phase(index, phase) => (2, index, phase),
            Of::Invocation(index) => (3, index, 0),
            // Parts are told apart by the lengths of their names.
            Of::Part(index, name) => (4, index, name.len()),
            Of::Module(index) => (5, index, 0),
            Of::Call(index) => (6, index, 0),
        };
        let words = [self.seed, purpose, kind, one as u64, other as u64];
        let mixed = words.iter().fold(0, |sum: u64, word| mix(sum ^ word));
        // An id of zeros is none.
        mixed.max(1)
    }
}

/// The last step of `SplitMix64`, which spreads every bit over all.
fn mix(word: u64) -> u64 {
    let mut mixed = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// FNV-1a, whose values no release of a library changes.
struct Fnv(u64);

impl Write for Fnv {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A span that is about to be written.
struct Span<'a> {
    trace: &'a str,
    of: Of,
    parent: Option<Of>,
    name: &'a str,
    kind: Kind,
    start: i64,
    end: i64,
    attributes: Attributes,
    /// Type of the error that it ended with.
    error: Option<&'a str>,
}

/// The spans of one environment, one per line.
struct Spans<'a> {
    out: &'a mut dyn Write,
    first: bool,
    profile: &'a Profile,
    ids: &'a Ids,
    /// Start of the environment's process, in nanoseconds since 1970.
    origin: i64,
}

impl Spans<'_> {
    fn environment(&mut self, shown: &Shown<'_>, all: &ByEnvironment) -> io::Result<()> {
        // What happened outside any invocation belongs to the trace of the first one.
        let first = shown.invocations.first();
        let root = match first {
            Some(placed) => Of::Invocation(placed.index),
            None => Of::Environment(shown.index),
        };
        let trace = self.ids.trace(root);
        self.init(shown, &trace, root)?;
        for (number, placed) in shown.invocations.iter().enumerate() {
            self.invocation(shown, placed, number == 0)?;
        }
        for index in &all.modules[shown.index] {
            self.import(*index, &trace, Of::Phase(shown.index, LAST))?;
        }
        for index in &all.calls[shown.index] {
            self.call(*index, &trace, Of::Phase(shown.index, LAST))?;
        }
        Ok(())
    }

    fn init(&mut self, shown: &Shown<'_>, trace: &str, root: Of) -> io::Result<()> {
        if let Of::Environment(_) = root {
            let function = &self.profile.subject.function;
            let (start, end) = (-nanos(shown.environment.spawn_ms), shown.end());
            let attributes = Attributes::default();
            self.span(&Span {
                trace,
                of: root,
                parent: None,
                name: function,
                kind: Kind::Internal,
                start,
                end,
                attributes,
                error: None,
            })?;
        }
        let phases = shown.phases();
        let last = phases.len().saturating_sub(1);
        for (number, (name, start, end)) in phases.into_iter().enumerate() {
            // Imports are below the last one, whichever that is.
            let number = if number == last { LAST } else { number };
            self.span(&Span {
                trace,
                of: Of::Phase(shown.index, number),
                parent: Some(root),
                name,
                kind: Kind::Internal,
                start,
                end,
                attributes: Attributes::default(),
                error: None,
            })?;
        }
        Ok(())
    }

    fn invocation(
        &mut self,
        shown: &Shown<'_>,
        placed: &Placed<'_>,
        is_first: bool,
    ) -> io::Result<()> {
        let root = Of::Invocation(placed.index);
        let trace = self.ids.trace(root);
        let waited_from = if is_first {
            -nanos(shown.environment.spawn_ms)
        } else {
            placed.start
        };
        self.span(&Span {
            trace: &trace,
            of: root,
            parent: None,
            name: &self.profile.subject.function,
            kind: Kind::Server,
            start: waited_from,
            end: placed.end,
            attributes: attributes::of_invocation(self.profile, placed, &trace),
            error: placed.invocation.error.as_deref(),
        })?;
        for (name, start, end) in placed.parts() {
            self.span(&Span {
                trace: &trace,
                of: Of::Part(placed.index, name),
                parent: Some(root),
                name,
                kind: Kind::Internal,
                start,
                end,
                attributes: Attributes::default(),
                error: None,
            })?;
        }
        Ok(())
    }

    fn import(&mut self, index: usize, trace_of_init: &str, init: Of) -> io::Result<()> {
        let module = &self.profile.modules[index];
        let (trace, top) = self.home(module.invocation, trace_of_init, init);
        // A parent that happened elsewhere is in another trace.
        let modules = &self.profile.modules;
        let above = module.parent.filter(|parent| {
            (modules.get(*parent)).is_some_and(|parent| parent.invocation == module.invocation)
        });
        let start = nanos(module.start_ms);
        self.span(&Span {
            trace: &trace,
            of: Of::Module(index),
            parent: Some(above.map_or(top, Of::Module)),
            name: &format!("import {}", module.name),
            kind: Kind::Internal,
            start,
            end: start + nanos(module.total_ms),
            attributes: attributes::of_import(self.profile, module),
            error: None,
        })
    }

    fn call(&mut self, index: usize, trace_of_init: &str, init: Of) -> io::Result<()> {
        let call = &self.profile.calls[index];
        let (trace, top) = self.home(call.invocation, trace_of_init, init);
        let calls = &self.profile.calls;
        let above = call.parent.filter(|parent| {
            (calls.get(*parent)).is_some_and(|parent| parent.invocation == call.invocation)
        });
        let start = nanos(call.start_ms);
        let kind = match call.kind {
            CallKind::Client | CallKind::Process => Kind::Internal,
            _ => Kind::Client,
        };
        self.span(&Span {
            trace: &trace,
            of: Of::Call(index),
            parent: Some(above.map_or(top, Of::Call)),
            name: &attributes::name_of_call(call),
            kind,
            start,
            end: start + nanos(call.duration_ms),
            attributes: attributes::of_call(call),
            error: call.error.as_deref(),
        })
    }

    /// Returns the trace that something belongs to, and what it is below unless it has a parent.
    fn home(&self, invocation: Option<usize>, trace_of_init: &str, init: Of) -> (String, Of) {
        match invocation {
            Some(index) => {
                let root = Of::Invocation(index);
                let invocation = self.profile.invocations.get(index);
                let has = |name| {
                    let marks = invocation.map(|invocation| &invocation.marks);
                    marks.is_some_and(|marks| marks.iter().any(|mark| mark.name == name))
                };
                let top = if has(MarkName::Called) && has(MarkName::Returned) {
                    Of::Part(index, HANDLER)
                } else {
                    root
                };
                (self.ids.trace(root), top)
            }
            None => (trace_of_init.to_owned(), init),
        }
    }

    fn span(&mut self, span: &Span<'_>) -> io::Result<()> {
        if !std::mem::take(&mut self.first) {
            self.out.write_all(b",")?;
        }
        self.out.write_all(b"\n")?;
        let at = |moment: i64| self.origin.saturating_add(moment).max(0).to_string();
        let status = span.error.map(|_| Status { code: ERROR });
        let written = Written {
            trace_id: span.trace,
            span_id: self.ids.span(span.of),
            parent_span_id: span.parent.map(|parent| self.ids.span(parent)),
            name: span.name,
            kind: span.kind as u8,
            start_time_unix_nano: at(span.start),
            end_time_unix_nano: at(span.end.max(span.start)),
            attributes: &span.attributes,
            status,
        };
        serde_json::to_writer(&mut *self.out, &written)?;
        Ok(())
    }
}

/// A span as it is written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    trace_id: &'a str,
    span_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_span_id: Option<String>,
    name: &'a str,
    kind: u8,
    start_time_unix_nano: String,
    end_time_unix_nano: String,
    attributes: &'a Attributes,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
}

#[derive(Serialize)]
struct Status {
    code: u8,
}

/// Code of the status of what failed.
const ERROR: u8 = 2;

/// Number of the last phase of an init.
const LAST: usize = usize::MAX;
