//! Those that handle the same events: the emulator, and the engine with either runtime client.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use warmfront_engine::{
    Engine, INIT_LIMIT, InitCpu, Interpreter, LimitsWanted, Observation, PageCache, Request,
    RuntimeClient, Setup,
};
use warmfront_model::event::InitializationType;
use warmfront_model::function::Function;
use warmfront_model::invocation::Outcome;
use warmfront_model::units::MemorySize;
use warmfront_testkit::python;

use super::emulator::{self, Emulator};
use super::http::Connection;
use super::{Bench, peer};
use crate::workspace::Workspace;

/// Somebody who handles events.
pub(super) trait Contender {
    fn name(&self) -> &'static str;

    /// Handles the event so many times, one after the other.
    fn turn(&mut self, event: &[u8], n: usize) -> anyhow::Result<Turn>;
}

/// What a turn took.
pub(super) struct Turn {
    /// All of it.
    pub(super) elapsed: Duration,
    /// Each event, from handing it over until the response is there.
    pub(super) round_trips: Vec<Duration>,
}

/// The emulator, driven over the only way in that it has.
pub(super) struct Emulated {
    connection: Connection,
    _process: Emulator,
}

impl Emulated {
    pub(super) fn start(bench: &Bench<'_>) -> anyhow::Result<Self> {
        let client = bench
            .environments
            .awslambdaric(bench.python)
            .context("no awslambdaric here")?;
        let mut command = Command::new(peer::emulator(bench.workspace, bench.python)?);
        command.env("PYTHONPATH", env::join_paths([&bench.code, client])?);
        let process = Emulator::start(command, &bench.python.program)?;
        Ok(Self {
            connection: process.connect()?,
            _process: process,
        })
    }
}

impl Contender for Emulated {
    fn name(&self) -> &'static str {
        "emulator, awslambdaric, over HTTP"
    }

    fn turn(&mut self, event: &[u8], n: usize) -> anyhow::Result<Turn> {
        let begun = Instant::now();
        let trips = (0..n).map(|_| emulator::invoke(&mut self.connection, event));
        let round_trips = trips.collect::<anyhow::Result<_>>()?;
        Ok(Turn {
            elapsed: begun.elapsed(),
            round_trips,
        })
    }
}

/// The engine.
pub(super) struct Local {
    name: &'static str,
    engine: Engine,
}

impl Local {
    pub(super) fn embedded(bench: &Bench<'_>) -> anyhow::Result<Self> {
        let engine = Engine::start(setup(bench, RuntimeClient::Embedded, Vec::new()))?;
        Ok(Self {
            name: "engine, embedded bootstrap",
            engine,
        })
    }

    pub(super) fn with_awslambdaric(bench: &Bench<'_>) -> anyhow::Result<Self> {
        let client = bench
            .environments
            .awslambdaric(bench.python)
            .context("no awslambdaric here")?;
        let setup = setup(bench, RuntimeClient::Awslambdaric, vec![client.to_owned()]);
        Ok(Self {
            name: "engine, awslambdaric",
            engine: Engine::start(setup)?,
        })
    }
}

impl Contender for Local {
    fn name(&self) -> &'static str {
        self.name
    }

    fn turn(&mut self, event: &[u8], n: usize) -> anyhow::Result<Turn> {
        let mut round_trips = Vec::with_capacity(n);
        let request = request(event);
        let begun = Instant::now();
        self.engine.invoke_all(
            &mut std::iter::repeat_n(request, n),
            1,
            &mut |observation| {
                if let Observation::Completed(completed) = observation
                    && matches!(completed.outcome, Outcome::Success { .. })
                {
                    round_trips.push(completed.round_trip);
                }
            },
        )?;
        ensure!(round_trips.len() == n, "the function failed");
        Ok(Turn {
            elapsed: begun.elapsed(),
            round_trips,
        })
    }
}

pub(super) fn request(event: &[u8]) -> Request {
    Request {
        payload: Bytes::copy_from_slice(event),
        client_context: None,
        cognito_identity: None,
    }
}

/// Returns the set-up of the benchmark's function at the largest memory size, which is short of nothing.
pub(super) fn setup(
    bench: &Bench<'_>,
    runtime_client: RuntimeClient,
    site_packages: Vec<PathBuf>,
) -> Setup {
    Setup {
        runtime_client,
        site_packages,
        ..bare_setup(bench.workspace, bench.python, &bench.code)
    }
}

/// Returns the set-up of a function that needs no packages, with the embedded runtime client.
pub(super) fn bare_setup(
    workspace: &Workspace,
    python: &python::Interpreter,
    code: &Path,
) -> Setup {
    let mut function = Function::new("bench", "app.handler", code);
    function.memory_size = MemorySize::MOST;
    function.timeout = Duration::from_mins(15);
    let folder = workspace.target.join("bench");
    Setup {
        function,
        interpreter: Interpreter {
            program: python.program.clone(),
            version: python.version,
            full_version: python
                .full_version()
                .unwrap_or_else(|_| python.version.to_string()),
        },
        runtime_client: RuntimeClient::Embedded,
        site_packages: Vec::new(),
        environment: BTreeMap::new(),
        region: "us-east-1".to_owned(),
        account: "123456789012".to_owned(),
        initialization_type: InitializationType::OnDemand,
        init_cpu: InitCpu::Full,
        init_limit: INIT_LIMIT,
        agent: None,
        limits: LimitsWanted::Auto,
        page_cache: PageCache::Keep,
        concurrency_limit: 1,
        state_folder: folder.join("state"),
        cache_folder: folder.join("cache"),
    }
}
