//! Sampled stacks and timed functions of a sample.

use warmfront_profile::document::{Frame, FunctionTime, Millis, Sampled, Stack, Stacks};

use super::Dice;
use super::imports::WORDS;

/// Frames that the handler calls, by number.
const CALLED: std::ops::Range<usize> = 5..9;
/// Frames of the import machinery.
const MACHINERY: std::ops::Range<usize> = 1..4;

/// Returns stacks: even ones of init, odd ones of the handler.
pub(super) fn stacks(code: &str, imports: f64, dice: &mut Dice) -> Stacks {
    let frames = frames(code, dice);
    let outermost = |frame, line| Stack {
        parent: None,
        frame,
        line,
    };
    let mut stacks = vec![outermost(0, 6), outermost(4, 29)];
    let mut init = Vec::new();
    let mut handler = Vec::new();
    for nth in 0..320 {
        let (side, depth) = (nth % 2, stacks.len());
        let deeper = (dice.roll().powf(1.4) * depth as f64 / 2.0) as usize * 2 + side;
        let parent = if nth < 12 || deeper >= depth {
            side
        } else {
            deeper
        };
        let frame = match (side, nth) {
            (0, _) if nth % 6 == 0 => MACHINERY.start + nth % MACHINERY.len(),
            (1, ..12) => CALLED.start + nth % CALLED.len(),
            _ => CALLED.end + dice.below(frames.len() - CALLED.end),
        };
        stacks.push(Stack {
            parent: Some(parent),
            frame,
            line: 20,
        });
        let wall = dice.roll().powi(3) * imports / 30.0;
        let list = if side == 0 { &mut init } else { &mut handler };
        list.push(Sampled {
            stack: depth,
            n_samples: 1 + (wall / 5.0) as u64,
            cpu_ms: Millis(wall * 0.8),
            wall_ms: Millis(wall),
        });
    }
    Stacks {
        frames,
        stacks,
        init,
        handler,
        native: Vec::new(),
        n_inits: 5,
        n_invocations: 35,
    }
}

fn frames(code: &str, dice: &mut Dice) -> Vec<Frame> {
    let frame = |name: &str, file: String, first_line| Frame {
        name: name.to_owned(),
        file,
        first_line,
    };
    let app = || format!("{code}/app.py");
    let frozen = || "<frozen importlib._bootstrap>".to_owned();
    let pandas = |part: &str| format!("{code}/pandas/core/{part}.py");
    let botocore = format!("{code}/botocore/client.py");
    let mut frames = vec![
        frame("<module>", app(), 1),
        frame("_find_and_load", frozen(), 1350),
        frame("exec_module", frozen(), 1019),
        frame("_call_with_frames_removed", frozen(), 480),
        frame("handler", app(), 27),
        frame("load", app(), 12),
        frame("DataFrame.__init__", pandas("frame"), 694),
        frame("BaseClient._make_api_call", botocore, 970),
        frame("DataFrameGroupBy.sum", pandas("groupby/generic"), 3100),
    ];
    for nth in 0..160 {
        let name = format!("{}_{nth}", dice.pick(WORDS));
        let file = match nth % 3 {
            0 => format!("{code}/numpy/{}.py", dice.pick(WORDS)),
            _ => pandas(dice.pick(WORDS)),
        };
        frames.push(frame(&name, file, 10 + nth));
    }
    frames
}

/// Returns the user's functions.
pub(super) fn timed(code: &str) -> Vec<FunctionTime> {
    let function = |name: &str, first_line, n_handler, handler| FunctionTime {
        name: name.to_owned(),
        file: format!("{code}/app.py"),
        first_line,
        n_init: 0,
        n_handler,
        init_ms: Millis::ZERO,
        handler_ms: Millis(handler),
        stopped: false,
    };
    vec![
        function("handler", 27, 35, 2_640.0),
        function("load", 12, 35, 1_610.0),
        function("rates", 21, 35, 560.0),
        FunctionTime {
            stopped: true,
            ..function("clean", 40, 100_000, 12.0)
        },
    ]
}
