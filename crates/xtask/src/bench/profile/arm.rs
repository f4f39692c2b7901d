//! The ways to run one function: plain, or under one of the profilers.

use std::path::Path;

use anyhow::{Context as _, bail};
use tempfile::TempDir;
use warmfront_engine::{Agent, Engine, Observation, RuntimeClient};
use warmfront_model::invocation::{Completed, Outcome, Spent};
use warmfront_profile::agent::{Mode, Options, SOURCES};

use crate::bench::{Bench, contender};

/// How often `warmfront profile` samples the stacks without being asked.
const SAMPLE_EVERY_US: u32 = 5000;

/// Who watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arm {
    /// Nobody.
    Plain,
    /// The agent, recording imports and calls.
    Calls,
    /// The agent as `warmfront profile` starts it: functions are counted and stacks sampled too.
    Whole,
    /// The interpreter itself.
    ImportTime,
    /// The standard library's deterministic profiler, around the import of the handler's module.
    CProfile,
    /// pyinstrument, likewise.
    Pyinstrument,
}

impl Arm {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Calls => "agent: imports, calls",
            Self::Whole => "agent: whole",
            Self::ImportTime => "-X importtime",
            Self::CProfile => "cProfile",
            Self::Pyinstrument => "pyinstrument",
        }
    }

    /// Returns the module that the handler is taken from, and its source where it wraps `app`.
    ///
    /// What the tool itself takes to load is part of what it costs; what it takes to write its
    /// result is not.
    fn wrapper(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::CProfile => (
                "under_cprofile",
                Some(
                    "import cProfile\n\nprofile = cProfile.Profile()\nprofile.enable()\n\
                     from app import handler\n\nprofile.disable()\n",
                ),
            ),
            Self::Pyinstrument => (
                "under_pyinstrument",
                Some(
                    "from pyinstrument import Profiler\n\nprofiler = Profiler()\nprofiler.start()\n\
                     from app import handler\n\nprofiler.stop()\n",
                ),
            ),
            _ => ("app", None),
        }
    }

    fn agent(self, code: &Path, recordings: &Path) -> Option<Agent> {
        let whole = match self {
            Self::Calls => false,
            Self::Whole => true,
            _ => return None,
        };
        let options = Options {
            mode: Mode::Timed,
            task_root: code.display().to_string(),
            sample_every_us: whole.then_some(SAMPLE_EVERY_US),
            calls: true,
            imports: true,
            functions: whole,
        };
        Some(Agent {
            sources: SOURCES,
            options: options.to_json(),
            recordings: recordings.to_owned(),
            reads: None,
        })
    }
}

/// A function that somebody watches, or nobody.
pub(super) struct Watched {
    engine: Engine,
    // What the agent records; nobody reads it.
    _recordings: TempDir,
}

impl Watched {
    /// Starts an engine for a function.
    pub(super) fn start(
        bench: &Bench<'_>,
        arm: Arm,
        variables: &[(&str, String)],
    ) -> anyhow::Result<Self> {
        let (module, wrapper) = arm.wrapper();
        if let Some(wrapper) = wrapper {
            fs_err::write(bench.code.join(module).with_extension("py"), wrapper)?;
        }
        let recordings = tempfile::tempdir()?;
        let packages = bench.environments.packages.iter();
        let packages = packages.map(|(_, place)| place.clone()).collect();
        let mut setup = contender::setup(bench, RuntimeClient::Embedded, packages);
        setup.function.handler = format!("{module}.handler");
        setup.agent = arm.agent(&bench.code, recordings.path());
        if arm == Arm::ImportTime {
            let name = "PYTHONPROFILEIMPORTTIME".to_owned();
            setup.environment.insert(name, "1".to_owned());
        }
        for (name, value) in variables {
            setup.environment.insert((*name).to_owned(), value.clone());
        }
        Ok(Self {
            engine: Engine::start(setup)?,
            _recordings: recordings,
        })
    }

    /// Returns what the init of a new environment takes.
    pub(super) fn init(&mut self) -> anyhow::Result<Spent> {
        self.engine.retire();
        let cold_start = self.invoke("{}")?.cold_start;
        let cold_start = cold_start.context("a new environment starts cold")?;
        Ok(cold_start.init)
    }

    /// Handles an event in the environment that there is, or in a first one.
    pub(super) fn invoke(&mut self, event: &str) -> anyhow::Result<Completed> {
        let request = contender::request(event.as_bytes());
        let mut seen = None;
        self.engine.invoke(request, &mut |observation| {
            if let Observation::Completed(completed) = observation {
                seen = Some(*completed);
            }
        })?;
        let done = seen.context("the invocation was refused")?;
        match &done.outcome {
            Outcome::Success { .. } => Ok(done),
            Outcome::FunctionError { payload, .. } => {
                bail!("the function failed: {}", String::from_utf8_lossy(payload))
            }
        }
    }
}
