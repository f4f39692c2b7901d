//! The file format of <https://www.speedscope.app>: imports as they nested, and sampled stacks.

use std::io::{self, Write};

use serde::Serialize;

use super::Format;
use super::nesting::{Slice, lanes};
use super::paths::{finite, path};
use super::timeline::nanos;
use crate::document::{Millis, Profile, Sampled};

pub(super) const FORMAT: Format = Format {
    name: "speedscope",
    about: "https://www.speedscope.app, in a browser and offline",
    extension: "speedscope.json",
    write,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    name: &'a str,
    exporter: &'static str,
    active_profile_index: usize,
    shared: Shared<'a>,
    profiles: Vec<Part>,
}

#[derive(Serialize)]
struct Shared<'a> {
    frames: Vec<Frame<'a>>,
}

#[derive(Serialize)]
struct Frame<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

#[derive(Serialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    tag = "type"
)]
enum Part {
    Evented {
        name: String,
        unit: &'static str,
        start_value: f64,
        end_value: f64,
        events: Vec<Event>,
    },
    Sampled {
        name: String,
        unit: &'static str,
        start_value: f64,
        end_value: f64,
        samples: Vec<Vec<usize>>,
        weights: Vec<f64>,
    },
}

#[derive(Serialize)]
struct Event {
    #[serde(rename = "type")]
    kind: &'static str,
    at: f64,
    frame: usize,
}

fn write(profile: &Profile, out: &mut dyn Write) -> io::Result<()> {
    let stacks = &profile.stacks;
    let modules = profile.modules.iter().map(|module| Frame {
        name: &module.name,
        file: module.path.as_deref(),
        line: None,
    });
    let functions = stacks.frames.iter().map(|frame| Frame {
        name: &frame.name,
        file: Some(&frame.file),
        line: (frame.first_line > 0).then_some(frame.first_line),
    });
    let mut profiles = imports(profile);
    let cpu = |sampled: &Sampled| finite(sampled.cpu_ms);
    let wall = |sampled: &Sampled| finite(sampled.wall_ms);
    let (inits, invocations) = (stacks.n_inits, stacks.n_invocations);
    let init = format!("init: CPU time of {inits}");
    profiles.extend(stacked(profile, init, &stacks.init, cpu));
    let handler = format!("handler: CPU time of {invocations} invocations");
    profiles.extend(stacked(profile, handler, &stacks.handler, cpu));
    let native = "handler: wall time, with native frames".to_owned();
    profiles.extend(stacked(profile, native, &stacks.native, wall));
    let file = File {
        schema: "https://www.speedscope.app/file-format-schema.json",
        name: &profile.subject.function,
        exporter: concat!("warmfront@", env!("CARGO_PKG_VERSION")),
        active_profile_index: 0,
        shared: Shared {
            frames: modules.chain(functions).collect(),
        },
        profiles,
    };
    serde_json::to_writer(&mut *out, &file)?;
    out.write_all(b"\n")
}

/// Returns the imports; frames are the modules. Threads that imported at the same time are apart.
fn imports(profile: &Profile) -> Vec<Part> {
    let slices = profile.modules.iter().enumerate().map(|(index, module)| {
        let start = nanos(module.start_ms);
        Slice {
            start,
            end: start + nanos(module.total_ms),
            item: index,
        }
    });
    let lanes = lanes(slices.collect());
    let part = |(number, lane): (usize, &Vec<Slice<usize>>)| Part::Evented {
        name: match number {
            0 => "imports".to_owned(),
            _ => format!("imports of other threads, {number}"),
        },
        unit: "milliseconds",
        start_value: lane.first().map_or(0.0, |slice| millis(slice.start)),
        end_value: millis(lane.iter().map(|slice| slice.end).max().unwrap_or(0)),
        events: events(lane),
    };
    lanes.iter().enumerate().map(part).collect()
}

fn events(lane: &[Slice<usize>]) -> Vec<Event> {
    let event = |kind, at, frame| Event {
        kind,
        at: millis(at),
        frame,
    };
    let mut events = Vec::with_capacity(lane.len() * 2);
    let mut open: Vec<&Slice<usize>> = Vec::new();
    for slice in lane {
        while let Some(ended) = open.pop_if(|inner| inner.end <= slice.start) {
            events.push(event("C", ended.end, ended.item));
        }
        events.push(event("O", slice.start, slice.item));
        open.push(slice);
    }
    let rest = open.iter().rev();
    events.extend(rest.map(|ended| event("C", ended.end, ended.item)));
    events
}

/// Returns what was sampled; frames of stacks stand after those of modules.
fn stacked(
    profile: &Profile,
    name: String,
    sampled: &[Sampled],
    weight: impl Fn(&Sampled) -> f64,
) -> Option<Part> {
    let first = profile.modules.len();
    let (mut paths, mut weights) = (Vec::new(), Vec::new());
    for sampled in sampled {
        let path = path(&profile.stacks, sampled);
        let time = Millis(weight(sampled));
        if !path.is_empty() && time > Millis::ZERO {
            paths.push(path.iter().map(|(frame, _)| first + frame).collect());
            weights.push(millis(nanos(time)));
        }
    }
    (!paths.is_empty()).then(|| Part::Sampled {
        name,
        unit: "milliseconds",
        start_value: 0.0,
        end_value: weights.iter().sum(),
        samples: paths,
        weights,
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a stretch of time is far below 2^53 ns"
)]
fn millis(nanos: i64) -> f64 {
    nanos as f64 / 1e6
}
