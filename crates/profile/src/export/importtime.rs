//! The text of `python -X importtime`: what was imported, innermost first, in microseconds.

use std::io::{self, Write};

use super::Format;
use super::paths::finite;
use crate::document::{Millis, Profile};

pub(super) const FORMAT: Format = Format {
    name: "importtime",
    about: "tuna, importtime-waterfall, and whatever reads `-X importtime`",
    extension: "log",
    write,
};

fn write(profile: &Profile, out: &mut dyn Write) -> io::Result<()> {
    let modules = &profile.modules;
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); modules.len()];
    let mut roots = Vec::new();
    for (index, module) in modules.iter().enumerate() {
        // A parent that does not come before its child would lead in a circle.
        match module.parent.filter(|parent| *parent < index) {
            Some(parent) => below[parent].push(index),
            None => roots.push(index),
        }
    }
    writeln!(
        out,
        "import time: self [us] | cumulative | imported package"
    )?;
    let mut todo: Vec<Visit> = roots
        .iter()
        .rev()
        .map(|root| Visit::enter(*root, 0))
        .collect();
    while let Some(visit) = todo.pop() {
        if visit.left {
            let module = &modules[visit.module];
            let [own, total] = [module.self_ms, module.total_ms].map(micros);
            let name = one_line(&module.name);
            let indent = visit.depth * 2;
            writeln!(
                out,
                "import time: {own:>9.0} | {total:>10.0} | {:indent$}{name}",
                ""
            )?;
            continue;
        }
        todo.push(Visit {
            left: true,
            ..visit
        });
        let children = below[visit.module].iter().rev();
        todo.extend(children.map(|child| Visit::enter(*child, visit.depth + 1)));
    }
    Ok(())
}

/// A module on the way through the tree: to be entered, or left again.
#[derive(Clone, Copy)]
struct Visit {
    module: usize,
    depth: usize,
    left: bool,
}

impl Visit {
    fn enter(module: usize, depth: usize) -> Self {
        Self {
            module,
            depth,
            left: false,
        }
    }
}

fn micros(time: Millis) -> f64 {
    (finite(time) * 1e3).round()
}

fn one_line(name: &str) -> String {
    name.replace(char::is_control, " ")
}
