//! Sampled stacks of all processes and environments, joined so that a common path is kept once.

use std::collections::HashMap;

use crate::document::{Frame, Millis, Sampled, Stack, Stacks};
use crate::recording::Process;

use super::clock::{Clock, Phase};
use super::{Mode, Run};

/// Joins what was sampled where times are true.
pub(super) fn explain(runs: &[Run], clocks: &[Option<Clock>]) -> Stacks {
    let mut joined = Joined::default();
    for (run, clock) in runs.iter().zip(clocks) {
        let (Some(Mode::Timed), Some(recording), Some(clock)) = (run.mode, &run.recording, clock)
        else {
            continue;
        };
        let sampled = recording
            .processes
            .iter()
            .any(|process| !process.samples.is_empty());
        if sampled {
            joined.stacks.n_inits += 1;
            joined.stacks.n_invocations += clock.n_invocations();
        }
        for process in &recording.processes {
            joined.add(process, clock);
        }
    }
    joined.finish()
}

#[derive(Default)]
struct Joined {
    stacks: Stacks,
    frame_places: HashMap<Frame, usize>,
    stack_places: HashMap<Stack, usize>,
    init: HashMap<usize, Sum>,
    handler: HashMap<usize, Sum>,
}

/// Nanoseconds and samples at one stack.
#[derive(Default)]
struct Sum {
    n_samples: u64,
    cpu: u64,
    wall: u64,
}

impl Joined {
    fn add(&mut self, process: &Process, clock: &Clock) {
        let frames: Vec<usize> = process
            .frames
            .iter()
            .map(|frame| {
                let frame = Frame {
                    name: process.texts[frame.name].clone(),
                    file: process.texts[frame.file].clone(),
                    first_line: frame.first_line,
                };
                place(&mut self.stacks.frames, &mut self.frame_places, frame)
            })
            .collect();
        let mut stacks: Vec<usize> = Vec::with_capacity(process.stacks.len());
        for stack in &process.stacks {
            let stack = Stack {
                parent: stack.parent.map(|parent| stacks[parent]),
                frame: frames[stack.frame],
                line: stack.line,
            };
            let place = place(&mut self.stacks.stacks, &mut self.stack_places, stack);
            stacks.push(place);
        }
        for sample in &process.samples {
            let phase = match clock.phase(sample.time) {
                Phase::Init => &mut self.init,
                Phase::Invocation(_) => &mut self.handler,
                Phase::Between => continue,
            };
            let sum = phase.entry(stacks[sample.stack]).or_default();
            sum.n_samples += 1;
            sum.cpu = sum.cpu.saturating_add(sample.cpu);
            sum.wall = sum.wall.saturating_add(sample.wall);
        }
    }

    fn finish(mut self) -> Stacks {
        self.stacks.init = in_order(self.init);
        self.stacks.handler = in_order(self.handler);
        self.stacks
    }
}

/// Returns where something is in a list; it is added when it is new.
fn place<T: Clone + Eq + std::hash::Hash>(
    list: &mut Vec<T>,
    places: &mut HashMap<T, usize>,
    item: T,
) -> usize {
    if let Some(&place) = places.get(&item) {
        return place;
    }
    list.push(item.clone());
    places.insert(item, list.len() - 1);
    list.len() - 1
}

fn in_order(sums: HashMap<usize, Sum>) -> Vec<Sampled> {
    let mut sampled: Vec<Sampled> = sums
        .into_iter()
        .map(|(stack, sum)| Sampled {
            stack,
            n_samples: sum.n_samples,
            cpu_ms: Millis::from_nanos(sum.cpu),
            wall_ms: Millis::from_nanos(sum.wall),
        })
        .collect();
    sampled.sort_by_key(|sampled| sampled.stack);
    sampled
}
