//! How the agent would have written a recording.

use serde_json::{Value, json};

use super::super::*;

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
