//! Runs a behaviour in an engine of its own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use warmfront_engine::{
    Engine, INIT_LIMIT, InitCpu, Limits, LimitsWanted, PageCache, Request, Setup,
};
use warmfront_model::event::InitializationType;
use warmfront_model::function::{Function, LogFormat};
use warmfront_model::units::MemorySize;

use crate::behaviour::{Behaviour, folder};
use crate::runtime::Runtime;
use crate::transcript::Transcript;

/// What this machine offers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Machine {
    pub(crate) limits: Limits,
    pub(crate) private_tmp: bool,
}

/// What came of a behaviour: every invocation, or that this machine cannot run it.
#[derive(Debug)]
pub(crate) enum Observed {
    Ran(Vec<Invocation>),
    Impossible,
}

/// What came of one invocation.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) transcript: String,
    pub(crate) init: Option<Duration>,
}

/// Runs all invocations of a behaviour.
pub(crate) fn run(behaviour: &Behaviour, runtime: &Runtime, limits: LimitsWanted) -> Observed {
    let state = state_folder();
    let mut setup = setup_of(behaviour, runtime, state.path());
    setup.limits = limits;
    let mut engine = Engine::start(setup).unwrap();
    if !behaviour.is_possible(machine(&engine)) {
        return Observed::Impossible;
    }
    let task_root = folder().to_string_lossy().into_owned();
    let mut invoke = |step: &crate::behaviour::Step| {
        let request = Request {
            payload: step.payload().into(),
            client_context: step.client_context.clone(),
            cognito_identity: step.cognito_identity.clone(),
        };
        let mut transcript = Transcript::default();
        engine
            .invoke(request, &mut |observation| transcript.observe(observation))
            .unwrap();
        let report = transcript
            .completed
            .as_ref()
            .map(|completed| &completed.report);
        Invocation {
            init: report.and_then(|report| report.init_duration),
            transcript: transcript.text(&task_root),
        }
    };
    let invocations = behaviour.step.iter().map(&mut invoke).collect();
    engine.stop();
    let left: Vec<PathBuf> = std::fs::read_dir(state.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(
        left,
        Vec::<PathBuf>::new(),
        "{} left folders",
        behaviour.name
    );
    Observed::Ran(invocations)
}

/// Returns what an engine found on this machine.
pub(crate) fn machine(engine: &Engine) -> Machine {
    let private_tmp = !engine
        .notes()
        .iter()
        .any(|note| note.contains("/tmp is not private"));
    Machine {
        limits: engine.limits(),
        private_tmp,
    }
}

fn setup_of(behaviour: &Behaviour, runtime: &Runtime, state: &Path) -> Setup {
    let mut function = Function::new("fixture", behaviour.handler(), folder());
    function.memory_size = MemorySize::new(behaviour.memory).unwrap();
    function.timeout = Duration::from_millis(behaviour.timeout);
    function
        .environment
        .insert("FROM_CONFIGURATION".to_owned(), "yes".to_owned());
    function.snap_start = behaviour.snap_start;
    if behaviour.json_log {
        function.log_format = LogFormat::Json;
    }
    let mut setup = setup(function, runtime, state);
    if behaviour.snap_start {
        setup.initialization_type = InitializationType::SnapStart;
    }
    setup
}

/// Returns a plain setup for a function.
pub(crate) fn setup(function: Function, runtime: &Runtime, state: &Path) -> Setup {
    Setup {
        function,
        interpreter: runtime.interpreter.clone(),
        runtime_client: runtime.client,
        site_packages: runtime.site_packages.clone(),
        environment: [("AWS_ACCESS_KEY_ID".to_owned(), "local".to_owned())].into(),
        region: "eu-west-2".to_owned(),
        account: "123456789012".to_owned(),
        initialization_type: InitializationType::OnDemand,
        init_cpu: InitCpu::Full,
        init_limit: INIT_LIMIT,
        agent: None,
        limits: LimitsWanted::Auto,
        page_cache: PageCache::Keep,
        concurrency_limit: 10,
        state_folder: state.to_owned(),
        cache_folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"),
    }
}

/// Makes a state folder that goes with the test.
pub(crate) fn state_folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("state-")
        .tempdir_in(env!("CARGO_TARGET_TMPDIR"))
        .unwrap()
}
