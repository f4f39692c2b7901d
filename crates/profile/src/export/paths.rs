//! Sampled stacks as paths from the outermost frame to the innermost.

use crate::document::{Frame, Sampled, Stack, Stacks};

/// Frames of a sampled stack with the lines that they were at, outermost first.
pub(super) fn path(stacks: &Stacks, sampled: &Sampled) -> Vec<(usize, u32)> {
    let mut path = Vec::new();
    let mut next = Some(sampled.stack);
    while let Some((index, stack)) = next.and_then(|index| Some((index, stacks.stacks.get(index)?)))
    {
        if stack.frame < stacks.frames.len() {
            path.push((stack.frame, stack.line));
        }
        next = parent(index, stack);
    }
    path.reverse();
    path
}

/// Returns a stack's parent; one that does not come before it would lead in a circle.
fn parent(index: usize, stack: &Stack) -> Option<usize> {
    stack.parent.filter(|parent| *parent < index)
}

/// Returns a time that can be added up.
pub(super) fn finite(time: crate::document::Millis) -> f64 {
    if time.0.is_finite() {
        time.0.max(0.0)
    } else {
        0.0
    }
}

/// Returns a frame's name in a flame graph, where it was at a line.
pub(super) fn label(frame: &Frame, file: &str, line: u32) -> String {
    format!("{} ({file}:{line})", frame.name)
}
