//! Recordings of every shape.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

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
