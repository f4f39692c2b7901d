//! One environment from its init to its last event, with what was seen of it from outside and what
//! its witness recorded.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Context;
use warmfront_engine::{Agent, Engine, Observation, Request, Setup};
use warmfront_model::event::Record;
use warmfront_model::invocation::{Completed, Outcome, Status};
use warmfront_verify::observed::{Invocation, Observed};
use warmfront_verify::witness::{Options, SOURCES};

use crate::commands::running;

/// One environment to run.
pub(super) struct Task<'a> {
    /// How the function is run.
    pub(super) setup: &'a Setup,
    /// What it is given, in order.
    pub(super) requests: Vec<Request>,
    /// Folder of such files; always the same, so that every environment sees the same folders.
    pub(super) tapes: PathBuf,
    /// File that answers calls to other services; without it they are made.
    pub(super) tape: Option<PathBuf>,
    /// Folder of its own for the recording.
    pub(super) folder: PathBuf,
    /// Top-level names of the function's own modules.
    pub(super) own_modules: BTreeSet<String>,
    /// Whether files touched and modules loaded are recorded.
    pub(super) touched: bool,
}

impl Task<'_> {
    /// Runs it. An environment that is lost handles no further event.
    pub(super) fn run(self) -> anyhow::Result<Observed> {
        fs_err::create_dir_all(&self.folder)?;
        let mut engine = Engine::start(self.watched()).context("could not start the engine")?;
        let mut observed = Observed::default();
        let mut environment = None;
        for request in self.requests {
            let Some(completed) = handle(&mut engine, request, &mut observed)? else {
                break;
            };
            environment.get_or_insert(completed.environment);
            if completed.ended_its_environment() {
                break;
            }
        }
        engine.stop();
        if let Some(number) = environment {
            observed.recording = running::recording(&self.folder.join(number.to_string()))?;
        }
        // What was read is not needed twice, and the folder goes with the run anyway.
        let _ = fs_err::remove_dir_all(&self.folder);
        Ok(observed)
    }

    fn watched(&self) -> Setup {
        let mut setup = self.setup.clone();
        let options = Options {
            task_root: running::task_root(&setup.function),
            own_modules: self.own_modules.clone(),
            tape: self.tape.as_ref().map(|path| path.display().to_string()),
            touched: self.touched,
        };
        setup.agent = Some(Agent {
            sources: SOURCES,
            options: options.to_json(),
            recordings: self.folder.clone(),
            reads: Some(self.tapes.clone()),
        });
        setup
    }
}

/// Has one event handled, and adds what is seen of it.
fn handle(
    engine: &mut Engine,
    request: Request,
    observed: &mut Observed,
) -> anyhow::Result<Option<Completed>> {
    let mut completed = None;
    let mut output = Vec::new();
    let mut begun = !observed.invocations.is_empty();
    let mut init_output = Vec::new();
    let ran = engine.invoke(request, &mut |observation| match observation {
        Observation::Event(event) => match event.record {
            Record::Start { .. } => begun = true,
            Record::Function { line } if begun => output.push(line),
            Record::Function { line } => init_output.push(line),
            _ => {}
        },
        Observation::Completed(done) => completed = Some(*done),
        Observation::Refused(_) => {}
    });
    running::finished(ran)?;
    observed.init_output.append(&mut init_output);
    if let Some(completed) = &completed {
        observed.invocations.push(invocation(completed, output));
    }
    Ok(completed)
}

fn invocation(completed: &Completed, output: Vec<Vec<u8>>) -> Invocation {
    let timed_out = completed.report.status == Status::Timeout;
    Invocation {
        error_type: match &completed.outcome {
            _ if timed_out => Some("Sandbox.Timedout".to_owned()),
            Outcome::Success { .. } => None,
            Outcome::FunctionError { error_type, .. } => Some(error_type.clone()),
        },
        payload: completed.outcome.payload().to_vec(),
        output,
        duration: completed.round_trip,
    }
}
