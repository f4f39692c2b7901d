//! Recordings of every shape, and how the agent would have written them.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::*;
use crate::document::CallKind;

const N_TEXTS: usize = 4;

fn strings() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-z/.]{1,8}", any::<String>()]
}

fn stretches() -> impl Strategy<Value = (u64, u64)> {
    (any::<u64>(), any::<u64>()).prop_map(|(one, other)| (one.min(other), one.max(other)))
}

fn some_text() -> impl Strategy<Value = Option<usize>> {
    option::of(0..N_TEXTS)
}

pub(crate) fn recordings() -> impl Strategy<Value = Recording> {
    vec(processes(), 1..3).prop_map(|mut processes| {
        for (pid, process) in (1..).zip(&mut processes) {
            process.pid = pid;
        }
        Recording {
            processes,
            n_damaged: 0,
            truncated: false,
        }
    })
}

fn processes() -> impl Strategy<Value = Process> {
    let times = (
        vec(marks(), 0..4),
        vec(imports(), 0..6),
        vec(collections(), 0..3),
    );
    let functions = (
        vec((0..N_TEXTS, 0..N_TEXTS, any::<u32>()), 1..4),
        vec(any::<(u8, u8, u32)>(), 1..6),
    );
    let samples = vec(any::<(u64, u64, u8, u64, u64)>(), 0..4);
    let survey = vec(
        (0..N_TEXTS, 0..N_TEXTS, option::of(strings()), strings()),
        0..4,
    );
    let told = (
        strings(),
        any::<u32>(),
        vec(strings(), N_TEXTS),
        any::<bool>(),
    );
    (times, functions, samples, vec(spans(), 0..4), survey, told).prop_map(
        |((marks, imports, collections), (frames, stacks), samples, spans, survey, told)| {
            let mut process = Process {
                marks,
                collections,
                spans,
                texts: told.2,
                ended: told.3,
                parent: told.1,
                ..Process::default()
            };
            process.facts.python = told.0;
            process.imports = imports;
            for (index, import) in process.imports.iter_mut().enumerate() {
                import.parent = import.parent.filter(|&parent| parent < index);
            }
            add_stacks(&mut process, frames, stacks, samples);
            add_survey(&mut process, survey);
            process
        },
    )
}

fn add_stacks(
    process: &mut Process,
    frames: Vec<(usize, usize, u32)>,
    stacks: Vec<(u8, u8, u32)>,
    samples: Vec<(u64, u64, u8, u64, u64)>,
) {
    let frames = frames.into_iter();
    process.frames = frames
        .map(|(name, file, first_line)| Frame {
            name,
            file,
            first_line,
        })
        .collect();
    for (index, (parent, frame, line)) in stacks.into_iter().enumerate() {
        process.stacks.push(Stack {
            parent: Some(usize::from(parent)).filter(|&parent| parent < index),
            frame: usize::from(frame) % process.frames.len(),
            line,
        });
    }
    for (time, thread, stack, cpu, wall) in samples {
        process.samples.push(Sample {
            time,
            thread,
            stack: usize::from(stack) % process.stacks.len(),
            cpu,
            wall,
        });
        process.functions.push(FunctionCalls {
            during_init: stack % 2 == 0,
            name: 0,
            file: 1,
            first_line: 3,
            count: time,
            wall,
            stopped: stack % 3 == 0,
        });
    }
}

fn add_survey(process: &mut Process, survey: Vec<(usize, usize, Option<String>, String)>) {
    for (from, to, request_id, word) in survey {
        process.edges.push(Edge { from, to, line: 7 });
        process.needs.push(Need { from: to, to: from });
        process.used.push(Used {
            request_id: request_id.clone(),
            module: to,
            how: word.clone(),
        });
        process.names.push(Names {
            request_id: request_id.clone(),
            names: vec![word.clone(), String::new()],
        });
        process.json.push(Json {
            operation: word.clone(),
            request_id,
            digest: word.clone(),
            bytes: 5,
            wall: 6,
            file: word.clone(),
            line: 8,
        });
        if !process.imports.is_empty() {
            process.libraries.push(Library {
                import: from % process.imports.len(),
                path: word.clone(),
            });
        }
        process.notes.push(word);
    }
}

fn marks() -> impl Strategy<Value = Mark> {
    let moments = prop_oneof![
        Just(Moment::Received),
        Just(Moment::Called),
        Just(Moment::Sent),
        Just(Moment::Flushed),
        Just(Moment::Flushing),
    ];
    (moments, any::<(u64, u64, u64)>(), option::of(strings())).prop_map(
        |(moment, (time, cpu, resident), request_id)| Mark {
            moment,
            time,
            cpu,
            resident,
            request_id,
        },
    )
}

fn collections() -> impl Strategy<Value = Collection> {
    (any::<u8>(), stretches(), any::<u64>()).prop_map(|(generation, (start, end), collected)| {
        Collection {
            generation,
            start,
            end,
            collected,
        }
    })
}

fn imports() -> impl Strategy<Value = Import> {
    let texts = (
        0..N_TEXTS,
        some_text(),
        some_text(),
        some_text(),
        some_text(),
    );
    let parent = option::of(0_usize..6);
    (
        parent,
        texts,
        stretches(),
        any::<(u64, u32, u64, i64, u32, bool)>(),
    )
        .prop_map(
            |(parent, (module, file, origin, cached, loader), (start, end), rest)| Import {
                parent,
                thread: rest.0,
                module,
                file,
                line: rest.1,
                start,
                end,
                cpu: rest.2,
                resident: rest.3,
                stats: rest.4,
                failed: rest.5,
                origin,
                cached,
                loader,
            },
        )
}

fn spans() -> impl Strategy<Value = Span> {
    let kinds = prop_oneof![
        Just(CallKind::Aws),
        Just(CallKind::Sql),
        Just(CallKind::Client)
    ];
    let strings = (strings(), option::of(strings()), option::of(strings()));
    (
        any::<(u64, u64, u32, Option<u64>)>(),
        stretches(),
        kinds,
        strings,
        any::<bool>(),
    )
        .prop_map(
            |((id, thread, line, number), (start, end), kind, (word, file, error), close)| Span {
                id,
                parent: number,
                thread,
                start,
                end,
                kind,
                library: word.clone(),
                operation: word.clone(),
                target: word.clone(),
                function: file.clone(),
                file,
                line,
                error,
                attributes: Attributes {
                    rows: number,
                    connect: number,
                    timeout: number.map(|_| TimeLimit::Never),
                    statement: close.then(|| word.clone()),
                    closer: close.then(|| {
                        Box::new(Closer {
                            params: Some(word.clone()),
                            inputs: vec![line],
                            fields: vec![(word.clone(), id)],
                            reads: true,
                            parameters: vec![word],
                            ..Closer::default()
                        })
                    }),
                    ..Attributes::default()
                },
            },
        )
}

/// Writes a recording as the agent does; imports in some order, since they are told when they end.
pub(crate) fn text(recording: &Recording, order: u64) -> String {
    let mut text = String::new();
    for process in &recording.processes {
        let mut lines = vec![
            json!(["batch", process.pid]),
            json!(["process", process.pid, process.parent, {"python": process.facts.python}]),
        ];
        numbered(process, &mut lines);
        sampled(process, &mut lines);
        let mut imports = import_lines(process);
        if !imports.is_empty() {
            let turn = usize::try_from(order % imports.len() as u64).unwrap();
            imports.rotate_left(turn);
        }
        lines.extend(imports);
        lines.extend(process.spans.iter().map(span_line));
        surveyed(process, &mut lines);
        if process.ended {
            lines.push(json!(["end"]));
        }
        for line in lines {
            text += &line.to_string();
            text += "\n";
        }
    }
    text
}

fn numbered(process: &Process, lines: &mut Vec<Value>) {
    for (number, text) in process.texts.iter().enumerate() {
        lines.push(json!(["text", number, text]));
    }
    for mark in &process.marks {
        let moment = match mark.moment {
            Moment::Received => "received",
            Moment::Called => "called",
            Moment::Flushed => "flushed",
            Moment::Flushing => "flushing",
            _ => "sent",
        };
        lines.push(json!([
            "mark",
            moment,
            mark.time,
            mark.cpu,
            mark.resident,
            mark.request_id
        ]));
    }
    for each in &process.collections {
        lines.push(json!([
            "gc",
            each.generation,
            each.start,
            each.end,
            each.collected
        ]));
    }
}

fn sampled(process: &Process, lines: &mut Vec<Value>) {
    let optional = |index: Option<usize>| index.map_or(json!(-1), |index| json!(index));
    for (number, frame) in process.frames.iter().enumerate() {
        lines.push(json!([
            "frame",
            number,
            frame.name,
            frame.file,
            frame.first_line
        ]));
    }
    for (number, stack) in process.stacks.iter().enumerate() {
        lines.push(json!([
            "stack",
            number,
            optional(stack.parent),
            stack.frame,
            stack.line
        ]));
    }
    for each in &process.samples {
        lines.push(json!([
            "sample",
            each.time,
            each.thread,
            each.stack,
            each.cpu,
            each.wall
        ]));
    }
    for each in &process.functions {
        let phase = if each.during_init { "init" } else { "handler" };
        let stopped = u8::from(each.stopped);
        lines.push(json!([
            "function",
            phase,
            each.name,
            each.file,
            each.first_line,
            each.count,
            each.wall,
            stopped
        ]));
    }
}

fn import_lines(process: &Process) -> Vec<Value> {
    let optional = |index: Option<usize>| index.map_or(json!(-1), |index| json!(index));
    let imports = process.imports.iter().enumerate();
    imports
        .map(|(sequence, each)| {
            json!([
                "import",
                sequence,
                optional(each.parent),
                each.thread,
                each.module,
                optional(each.file),
                each.line,
                each.start,
                each.end,
                each.cpu,
                each.resident,
                each.stats,
                u8::from(each.failed),
                optional(each.origin),
                optional(each.cached),
                optional(each.loader)
            ])
        })
        .collect()
}

fn span_line(span: &Span) -> Value {
    let attributes = &span.attributes;
    let mut told = json!({
        "rows": attributes.rows,
        "connect": attributes.connect,
        "timeout": attributes.timeout.map(|_| "none"),
        "statement": attributes.statement,
    });
    if let Some(closer) = &attributes.closer {
        told["params"] = json!(closer.params);
        told["inputs"] = json!(closer.inputs);
        for (name, bytes) in &closer.fields {
            told["fields"] = json!({name.as_str(): bytes});
        }
        told["reads"] = json!(closer.reads);
        told["parameters"] = json!(closer.parameters);
    }
    json!([
        "span",
        span.id,
        span.parent,
        span.thread,
        span.start,
        span.end,
        span.kind,
        span.library,
        span.operation,
        span.target,
        span.file,
        span.line,
        span.function,
        span.error,
        told
    ])
}

fn surveyed(process: &Process, lines: &mut Vec<Value>) {
    for edge in &process.edges {
        lines.push(json!(["edge", edge.from, edge.to, edge.line]));
    }
    for need in &process.needs {
        lines.push(json!(["need", need.from, need.to]));
    }
    for used in &process.used {
        lines.push(json!(["used", used.request_id, used.module, used.how]));
    }
    for names in &process.names {
        lines.push(json!(["names", names.request_id, names.names]));
    }
    for library in &process.libraries {
        lines.push(json!(["library", library.import, library.path]));
    }
    for each in &process.json {
        lines.push(json!([
            "json",
            each.operation,
            each.request_id,
            each.digest,
            each.bytes,
            each.wall,
            each.file,
            each.line
        ]));
    }
    for note in &process.notes {
        lines.push(json!(["note", note]));
    }
}

/// Looks up everything that is referred to.
pub(crate) fn check_indices(process: &Process) {
    let text = |index: usize| assert!(index < process.texts.len());
    for (index, import) in process.imports.iter().enumerate() {
        assert!(import.parent.is_none_or(|parent| parent < index));
        assert!(import.start <= import.end);
        text(import.module);
        let others = [import.file, import.origin, import.cached, import.loader];
        others.into_iter().flatten().for_each(text);
    }
    for frame in &process.frames {
        text(frame.name);
        text(frame.file);
    }
    for (index, stack) in process.stacks.iter().enumerate() {
        assert!(stack.parent.is_none_or(|parent| parent < index));
        assert!(stack.frame < process.frames.len());
    }
    for sample in &process.samples {
        assert!(sample.stack < process.stacks.len());
    }
    for each in &process.functions {
        text(each.name);
        text(each.file);
    }
    for edge in &process.edges {
        text(edge.from);
        text(edge.to);
    }
    for need in &process.needs {
        text(need.from);
        text(need.to);
    }
    process.used.iter().for_each(|used| text(used.module));
    for library in &process.libraries {
        assert!(library.import < process.imports.len());
    }
    for span in &process.spans {
        assert!(span.start <= span.end);
    }
}
