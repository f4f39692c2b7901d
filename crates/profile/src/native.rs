//! Stacks with native frames, as py-spy's `raw` format tells them: one line per stack, frames from
//! the outermost separated by `;`, then a space and how often it was seen.
//!
//! A frame is `name (file:line)` or, for native code without line numbers, `name (library)`.

use std::collections::HashMap;
use std::time::Duration;

use crate::document::{Frame, Millis, Sampled, Stack, Stacks};

/// Most frames of one stack that are kept, from the outermost.
const DEEPEST: usize = 1000;

/// Function of the bootstrap that calls the handler; what is not below it is the runtime's.
const CALLER: &str = "handle_event_request";

/// Beginning of the names of the bootstrap's other files.
const RUNTIME: &str = "warmfront_";

/// Adds stacks of invocations to those that are there; what is no stack is left out.
pub fn add(stacks: &mut Stacks, raw: &[u8], period: Duration) {
    let mut index = Index::of(stacks);
    let text = String::from_utf8_lossy(raw);
    for line in text.lines() {
        let Some((path, count)) = line.rsplit_once(' ') else {
            continue;
        };
        let Ok(n_samples) = count.parse::<u32>() else {
            continue;
        };
        let frames = path.split(';').take(DEEPEST).map(frame);
        let mut frames = frames
            .skip_while(|(frame, _)| frame.name != CALLER)
            .skip(1)
            .peekable();
        if frames
            .peek()
            .is_some_and(|(frame, _)| frame.file.starts_with(RUNTIME))
        {
            continue;
        }
        let top = frames.fold(None, |parent, (frame, line)| {
            Some(index.stack(stacks, parent, frame, line))
        });
        let Some(stack) = top else { continue };
        stacks.native.push(Sampled {
            stack,
            n_samples: n_samples.into(),
            cpu_ms: Millis::ZERO,
            wall_ms: Millis(Millis::from(period).0 * f64::from(n_samples)),
        });
    }
}

/// Reads `name (file:line)` or `name (library)`.
fn frame(text: &str) -> (Frame, u32) {
    let inside = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once(" ("));
    let (name, place) = inside.unwrap_or((text, ""));
    let (file, line) = match place.rsplit_once(':') {
        Some((file, line)) => (file, line.parse().unwrap_or(0)),
        None => (place, 0),
    };
    let frame = Frame {
        name: name.to_owned(),
        file: file.to_owned(),
        first_line: 0,
    };
    (frame, line)
}

/// Where each frame and stack is.
struct Index {
    frames: HashMap<Frame, usize>,
    stacks: HashMap<Stack, usize>,
}

impl Index {
    fn of(stacks: &Stacks) -> Self {
        let frames = stacks.frames.iter().cloned().enumerate();
        let below = stacks.stacks.iter().copied().enumerate();
        Self {
            frames: frames.map(|(index, frame)| (frame, index)).collect(),
            stacks: below.map(|(index, stack)| (stack, index)).collect(),
        }
    }

    fn stack(&mut self, all: &mut Stacks, parent: Option<usize>, frame: Frame, line: u32) -> usize {
        let frames = &mut all.frames;
        let frame = *self.frames.entry(frame).or_insert_with_key(|frame| {
            frames.push(frame.clone());
            frames.len() - 1
        });
        let stack = Stack {
            parent,
            frame,
            line,
        };
        *self.stacks.entry(stack).or_insert_with(|| {
            all.stacks.push(stack);
            all.stacks.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(raw: &str) -> Stacks {
        let mut stacks = Stacks::default();
        add(&mut stacks, raw.as_bytes(), Duration::from_millis(10));
        stacks
    }

    #[test]
    fn a_common_path_is_kept_once() {
        let stacks = read(
            "main (bootstrap.py:9);handle_event_request (bootstrap.py:5);handler (app.py:3);\
             dumps (json/__init__.py:231);encode (_json.so) 2\n\
             handle_event_request (bootstrap.py:5);handler (app.py:3);dumps (json/__init__.py:231) 41\n",
        );
        let names: Vec<_> = stacks
            .frames
            .iter()
            .map(|frame| frame.name.as_str())
            .collect();
        assert_eq!(names, ["handler", "dumps", "encode"]);
        assert_eq!(stacks.stacks.len(), 3);
        assert_eq!(stacks.stacks[1].line, 231);
        assert_eq!(stacks.frames[2].file, "_json.so");
        let walls: Vec<_> = stacks
            .native
            .iter()
            .map(|each| (each.stack, each.wall_ms.0))
            .collect();
        assert_eq!(walls, [(2, 20.0), (1, 410.0)]);
    }

    #[test]
    fn the_runtimes_own_time_is_left_out() {
        let raw = "main (bootstrap.py:9);_serve (bootstrap.py:3);recv (socketmodule.c) 7\n\
                   handle_event_request (bootstrap.py:5);_post (warmfront_http.py:8) 7\n";
        assert!(read(raw).native.is_empty());
    }

    #[test]
    fn what_is_no_stack_is_left_out() {
        assert!(
            read("\nwithout a number\na x\na -1\na 99999999999\n")
                .native
                .is_empty()
        );
    }

    proptest! {
        #[test]
        fn no_text_panics_and_parents_come_first(raw in "(handle_event_request;[a-c();: 0-9]{0,12} [0-9]{1,3}\n){0,8}") {
            let stacks = read(&raw);
            for (index, stack) in stacks.stacks.iter().enumerate() {
                prop_assert!(stack.parent.is_none_or(|parent| parent < index));
                prop_assert!(stack.frame < stacks.frames.len());
            }
        }
    }
}
