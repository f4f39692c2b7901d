//! An interpreter that prepares, spoils and checks traps, one after another.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde::Serialize;
use warmfront_testkit::python::Interpreter;

const SCRIPT: &str = include_str!("../../../python/tests/traps.py");

/// A running interpreter.
pub(super) struct Driver {
    child: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// How a step ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// Zero when it went well; negative for a signal.
    pub(super) status: i32,
    /// What it wrote.
    pub(super) output: String,
}

impl Driver {
    pub(super) fn start(interpreter: &Interpreter) -> Self {
        let mut command = interpreter.command();
        command.args(["-I", "-S", "-c", SCRIPT]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        Self {
            requests: child.stdin.take(),
            answers: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    /// Does a step, whose name and arguments these are.
    pub(super) fn step(&mut self, request: impl Serialize) -> Ended {
        let mut line = serde_json::to_string(&request).unwrap();
        line.push('\n');
        let requests = self.requests.as_mut().unwrap();
        requests.write_all(line.as_bytes()).unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        let (status, output) = serde_json::from_str(&answer).unwrap();
        Ended { status, output }
    }

    /// Does a step that nothing should go wrong with.
    pub(super) fn succeed(&mut self, request: impl Serialize) {
        let ended = self.step(request);
        assert_eq!(ended.status, 0, "{}", ended.output);
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Without requests it ends.
        self.requests = None;
        let _ = self.child.wait();
    }
}
