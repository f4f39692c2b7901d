//! What an environment would have recorded, in milliseconds from the start of its process.

use std::time::Duration;

use warmfront_model::invocation::{
    ColdStart, Completed, Outcome, Report, RequestId, Spent, Status,
};
use warmfront_model::units::MemorySize;

use super::super::*;
use crate::document::{EventFacts, Subject};
use crate::recording;

/// When processes start, in nanoseconds.
const START: u64 = 1_000_000_000;

/// Lines of one environment, whose handler's module is asked for at 10 ms.
pub(super) struct Script {
    text: String,
    n_texts: usize,
    n_imports: usize,
    n_spans: u64,
}

/// An import to be changed before it is written.
pub(super) struct Import<'a> {
    pub(super) name: &'a str,
    pub(super) parent: Option<usize>,
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) origin: Option<&'a str>,
    pub(super) loader: &'a str,
    pub(super) resident: i64,
}

/// A call to be changed before it is written.
pub(super) struct Call<'a> {
    pub(super) parent: Option<u64>,
    pub(super) thread: u64,
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) kind: &'a str,
    pub(super) operation: &'a str,
    pub(super) line: u32,
    pub(super) attributes: &'a str,
}

impl Default for Call<'_> {
    fn default() -> Self {
        Self {
            parent: None,
            thread: 1,
            start: 110.0,
            end: 120.0,
            kind: "http",
            operation: "GET",
            line: 5,
            attributes: "{}",
        }
    }
}

fn nanos(millis: f64) -> u64 {
    START + u64::try_from(Duration::from_secs_f64(millis / 1e3).as_nanos()).unwrap()
}

impl Script {
    pub(super) fn new() -> Self {
        let mut script = Self {
            text: String::new(),
            n_texts: 0,
            n_imports: 0,
            n_spans: 0,
        };
        script.line(r#"["batch", 1]"#);
        let (started, agent, ready) = (nanos(5.0), nanos(6.0), nanos(8.0));
        let facts = format!(
            r#"{{"python": "3.13.0", "magic": "f30d0d0a", "started": {started}, "agent": {agent}, "ready": {ready}, "mode": "timed", "path": [], "prefix": "/usr", "stdlib": ["/usr/lib/python3.13"]}}"#
        );
        script.line(&format!(r#"["process", 1, 0, {facts}]"#));
        script.mark("import_started", 10.0, None);
        script.mark("import_done", 100.0, None);
        script
    }

    pub(super) fn line(&mut self, line: &str) {
        self.text += line;
        self.text += "\n";
    }

    pub(super) fn mark(&mut self, moment: &str, at: f64, request: Option<usize>) {
        let id = request.map_or("null".to_owned(), |request| format!(r#""r{request}""#));
        let at = nanos(at);
        self.line(&format!(
            r#"["mark", "{moment}", {at}, 7000000, 5000, {id}]"#
        ));
    }

    /// Marks an invocation, whose handler runs but for 1 ms at both ends.
    pub(super) fn invocation(&mut self, request: usize, start: f64, end: f64) {
        self.mark("received", start, Some(request));
        self.mark("called", start + 1.0, Some(request));
        self.mark("returned", end - 1.0, Some(request));
        self.mark("serialised", end - 0.5, Some(request));
        self.mark("sent", end, Some(request));
    }

    pub(super) fn text(&mut self, text: &str) -> usize {
        self.n_texts += 1;
        let number = self.n_texts - 1;
        self.line(&format!(r#"["text", {number}, "{text}"]"#));
        number
    }

    pub(super) fn import(
        &mut self,
        name: &str,
        parent: Option<usize>,
        start: f64,
        end: f64,
    ) -> usize {
        self.import_of(&Import {
            name,
            parent,
            start,
            end,
            origin: None,
            loader: "SourceFileLoader",
            resident: 0,
        })
    }

    pub(super) fn import_of(&mut self, import: &Import<'_>) -> usize {
        let name = self.text(import.name);
        let loader = self.text(import.loader);
        let origin = import
            .origin
            .map_or(-1, |origin| i64::try_from(self.text(origin)).unwrap());
        let sequence = self.n_imports;
        let parent = import
            .parent
            .map_or(-1, |parent| i64::try_from(parent).unwrap());
        let (start, end) = (nanos(import.start), nanos(import.end));
        let resident = import.resident;
        let cpu = (end - start) / 2;
        self.line(&format!(
            r#"["import", {sequence}, {parent}, 1, {name}, -1, 3, {start}, {end}, {cpu}, {resident}, 4, 0, {origin}, -1, {loader}]"#
        ));
        self.n_imports += 1;
        sequence
    }

    /// Records a call, and returns its id.
    pub(super) fn call(&mut self, call: &Call<'_>) -> u64 {
        let id = 100 + self.n_spans;
        self.n_spans += 1;
        let parent = call
            .parent
            .map_or("null".to_owned(), |parent| parent.to_string());
        let (start, end) = (nanos(call.start), nanos(call.end));
        let Call {
            thread,
            kind,
            operation,
            line,
            attributes,
            ..
        } = call;
        self.line(&format!(
            r#"["span", {id}, {parent}, {thread}, {start}, {end}, "{kind}", "lib", "{operation}", "t", "/app.py", {line}, "f", null, {attributes}]"#
        ));
        id
    }

    pub(super) fn collection(&mut self, start: f64, end: f64) {
        let (start, end) = (nanos(start), nanos(end));
        self.line(&format!(r#"["gc", 2, {start}, {end}, 3]"#));
    }

    /// Records samples of stacks `outer` alone and `outer` over `inner`, in two numberings.
    pub(super) fn samples(&mut self, inner: &str, times: &[f64]) {
        let (outer, inner, file) = (self.text("outer"), self.text(inner), self.text("/app.py"));
        let (one, other) = (outer * 10, inner * 10);
        self.line(&format!(r#"["frame", {one}, {outer}, {file}, 1]"#));
        self.line(&format!(r#"["frame", {other}, {inner}, {file}, 9]"#));
        self.line(&format!(r#"["stack", {one}, -1, {one}, 2]"#));
        self.line(&format!(r#"["stack", {other}, {one}, {other}, 10]"#));
        for &time in times {
            let time = nanos(time);
            self.line(&format!(
                r#"["sample", {time}, 1, {other}, 4000000, 5000000]"#
            ));
        }
    }

    pub(super) fn edge(&mut self, from: &str, to: &str) {
        let (from, to) = (self.text(from), self.text(to));
        self.line(&format!(r#"["edge", {from}, {to}, 1]"#));
    }

    pub(super) fn need(&mut self, from: &str, to: &str) {
        let (from, to) = (self.text(from), self.text(to));
        self.line(&format!(r#"["need", {from}, {to}]"#));
    }

    pub(super) fn used(&mut self, request: Option<usize>, module: &str) {
        let module = self.text(module);
        let id = request.map_or("null".to_owned(), |request| format!(r#""r{request}""#));
        self.line(&format!(r#"["used", {id}, {module}, "ran"]"#));
    }
}

/// Returns an environment that handled events; its init took 100 ms.
pub(super) fn run(mode: Option<Mode>, events: &[usize], script: Script) -> Run {
    run_of(mode, events, script, 100)
}

/// Returns an environment whose init took so many milliseconds.
pub(super) fn run_of(mode: Option<Mode>, events: &[usize], script: Script, init: u64) -> Run {
    let cold_start = ColdStart {
        runtime_init: Some(Duration::from_millis(10)),
        function_init: Some(Duration::from_millis(init - 10)),
        init: Spent {
            wall: Duration::from_millis(init),
            cpu: Duration::from_millis(50),
        },
        ..ColdStart::default()
    };
    let handled = events.iter().enumerate().map(|(index, &event)| Handled {
        event,
        completed: completed(index, (index == 0).then_some(cold_start)),
        log_bytes: 30,
    });
    Run {
        mode,
        invocations: handled.collect(),
        recording: Some(recording::read(&script.text.into_bytes())),
    }
}

fn completed(index: usize, cold_start: Option<ColdStart>) -> Completed {
    let duration = Duration::from_millis(40);
    Completed {
        request_id: RequestId(format!("r{index}")),
        outcome: Outcome::Success {
            payload: b"{}".to_vec(),
        },
        report: Report {
            duration,
            billed_duration: duration.into(),
            memory_size: MemorySize::default(),
            max_memory_used_mb: 90,
            init_duration: None,
            restore_duration: None,
            status: Status::Success,
            error_type: None,
        },
        round_trip: duration,
        cpu: duration / 4,
        cold_start,
        environment: 1,
    }
}

pub(super) fn subject() -> Subject {
    Subject {
        function: "orders".to_owned(),
        handler: "app.handler".to_owned(),
        code: "/app".to_owned(),
        memory_size_mb: 1024,
        architecture: "x86_64".to_owned(),
        python: "3.13.0".to_owned(),
        limits: "modelled".to_owned(),
        events: vec![
            EventFacts {
                name: "a.json".to_owned(),
                bytes: 2,
            };
            2
        ],
        cold_share: 0.1,
        dollars_per_gb_second: 0.00002,
        dollars_per_log_gb: 0.5,
        notes: Vec::new(),
    }
}

pub(super) fn places() -> Places {
    Places {
        task_root: "/app".into(),
        layers: vec!["/opt/python".into()],
        site_packages: vec!["/packages".into()],
    }
}
