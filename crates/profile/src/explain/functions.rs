//! The user's functions, summed over processes and environments.

use std::collections::HashMap;

use crate::document::{FunctionTime, Millis};

use super::{Mode, Run};

/// Returns the functions, costliest first.
pub(super) fn explain(runs: &[Run]) -> Vec<FunctionTime> {
    let mut places: HashMap<(&str, &str, u32), usize> = HashMap::new();
    let mut functions: Vec<FunctionTime> = Vec::new();
    let timed = runs.iter().filter(|run| run.mode == Some(Mode::Timed));
    let recordings = timed.filter_map(|run| run.recording.as_ref());
    for process in recordings.flat_map(|recording| &recording.processes) {
        for calls in &process.functions {
            let (name, file) = (&process.texts[calls.name], &process.texts[calls.file]);
            let place = *places
                .entry((name, file, calls.first_line))
                .or_insert_with(|| {
                    functions.push(new(name, file, calls.first_line));
                    functions.len() - 1
                });
            let function = &mut functions[place];
            let (count, time) = if calls.during_init {
                (&mut function.n_init, &mut function.init_ms)
            } else {
                (&mut function.n_handler, &mut function.handler_ms)
            };
            *count = count.saturating_add(calls.count);
            *time += Millis::from_nanos(calls.wall);
            function.stopped |= calls.stopped;
        }
    }
    let cost = |function: &FunctionTime| function.init_ms + function.handler_ms;
    functions.sort_by(|one, other| cost(other).0.total_cmp(&cost(one).0));
    functions
}

fn new(name: &str, file: &str, first_line: u32) -> FunctionTime {
    FunctionTime {
        name: name.to_owned(),
        file: file.to_owned(),
        first_line,
        n_init: 0,
        n_handler: 0,
        init_ms: Millis::ZERO,
        handler_ms: Millis::ZERO,
        stopped: false,
    }
}
