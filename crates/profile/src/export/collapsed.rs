//! Collapsed stacks, one per line with its weight, as Brendan Gregg's `flamegraph.pl` reads them.
//!
//! The outermost frame says what was sampled: `init` and `handler` weigh microseconds of CPU time,
//! `native`, the handler with native frames, microseconds of wall time.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Format;
use super::paths::{finite, label, path};
use crate::document::{Profile, Sampled};

pub(super) const FORMAT: Format = Format {
    name: "collapsed",
    about: "flamegraph.pl, inferno, speedscope",
    extension: "txt",
    write,
};

fn write(profile: &Profile, out: &mut dyn Write) -> io::Result<()> {
    let mut weights: BTreeMap<String, f64> = BTreeMap::new();
    let stacks = &profile.stacks;
    let phases = [
        ("init", &stacks.init),
        ("handler", &stacks.handler),
        ("native", &stacks.native),
    ];
    for (phase, sampled) in phases {
        for sampled in sampled {
            let time = match phase {
                "native" => sampled.wall_ms,
                _ => sampled.cpu_ms,
            };
            let line = line(profile, phase, sampled);
            *weights.entry(line).or_default() += finite(time) * 1e3;
        }
    }
    for (stack, micros) in weights {
        // Readers take whole numbers, and a stack of none for damage.
        let micros = micros.round();
        if micros >= 1.0 {
            writeln!(out, "{stack} {micros:.0}")?;
        }
    }
    Ok(())
}

fn line(profile: &Profile, phase: &str, sampled: &Sampled) -> String {
    let mut line = phase.to_owned();
    for (frame, at) in path(&profile.stacks, sampled) {
        let frame = &profile.stacks.frames[frame];
        let label = label(frame, profile.subject.short(&frame.file), at);
        line.push(';');
        // A semicolon would divide the frame, a line end the stack.
        line.extend(label.chars().map(|character| match character {
            ';' => ':',
            character if character.is_control() => ' ',
            character => character,
        }));
    }
    line
}
