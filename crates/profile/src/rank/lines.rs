//! Lines that use CPU time.

use std::collections::BTreeMap;

use crate::document::{Frame, Millis, Sampled, Stacks};

/// A line that was seen running.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line<'a> {
    /// Function that it is in.
    pub frame: &'a Frame,
    /// Its number.
    pub line: u32,
    /// CPU time while it was the innermost.
    pub cpu_ms: Millis,
    /// Part of the CPU time of all lines.
    pub share: f64,
}

/// Returns the lines by their own CPU time, largest first.
#[must_use]
pub fn lines<'a>(stacks: &'a Stacks, sampled: &[Sampled]) -> Vec<Line<'a>> {
    let mut times: BTreeMap<(usize, u32), f64> = BTreeMap::new();
    for sampled in sampled.iter().filter(|sampled| sampled.cpu_ms.0 > 0.0) {
        if let Some(stack) = stacks.stacks.get(sampled.stack) {
            *times.entry((stack.frame, stack.line)).or_default() += sampled.cpu_ms.0;
        }
    }
    let all: f64 = times.values().sum();
    let mut lines: Vec<Line<'a>> = (times.into_iter())
        .filter_map(|((frame, line), time)| {
            Some(Line {
                frame: stacks.frames.get(frame)?,
                line,
                cpu_ms: Millis(time),
                share: time / all,
            })
        })
        .collect();
    lines.sort_by(|one, other| other.cpu_ms.0.total_cmp(&one.cpu_ms.0));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Profile;

    #[test]
    fn the_busiest_line_comes_first() {
        let profile = Profile::from_json(include_bytes!("../../fixtures/orders.json")).unwrap();
        let told: Vec<String> = (lines(&profile.stacks, &profile.stacks.handler).iter())
            .map(|line| format!("{}:{} {:.3}", line.frame.name, line.line, line.share))
            .collect();
        insta::assert_snapshot!(told.join("\n"), @"
        _parse;value:214 0.460
        raw_decode:354 0.272
        報告:44 0.162
        Table.get:33 0.088
        handler:28 0.011
        handler:27 0.007
        ");
    }
}
