//! Nothing of an engine stays on the machine, however it ends.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use warmfront_engine::{Engine, LimitsWanted, Observation, Request, RunError, Setup};
use warmfront_model::event::{Event, Record};
use warmfront_model::function::Function;
use warmfront_model::units::MemorySize;

use crate::behaviour::folder;
use crate::run::{setup, state_folder};
use crate::runtime;

/// Tells the test binary, started by one of these tests, what to run and where.
const MODE: &str = "WARMFRONT_TEST_CHILD_MODE";
const STATE: &str = "WARMFRONT_TEST_CHILD_STATE";
const LIMITS: &str = "WARMFRONT_TEST_CHILD_LIMITS";

#[test]
fn nothing_is_left_after_a_stop() {
    let state = state_folder();
    let mut engine = Engine::start(busy(state.path(), LimitsWanted::Auto)).unwrap();
    engine.invoke(request("idle"), &mut |_| {}).unwrap();
    assert!(
        !processes(state.path()).is_empty(),
        "the search finds nothing"
    );
    let runs = runs(state.path());
    engine.stop();
    assert_nothing_left(state.path(), &runs);
    assert_eq!(zombies(), 0);
}

#[test]
fn nothing_is_left_after_a_stop_without_control_groups() {
    let state = state_folder();
    let mut engine = Engine::start(busy(state.path(), LimitsWanted::Modelled)).unwrap();
    engine.invoke(request("idle"), &mut |_| {}).unwrap();
    let runs = runs(state.path());
    engine.stop();
    assert_nothing_left(state.path(), &runs);
}

#[test]
fn nothing_is_left_after_a_panic_of_the_caller() {
    let state = state_folder();
    let mut engine = Engine::start(busy(state.path(), LimitsWanted::Auto)).unwrap();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        engine.invoke(request("busy"), &mut |observation| {
            assert!(!is_running(&observation), "on purpose");
        })
    }));
    assert!(outcome.is_err());
    let runs = runs(state.path());
    drop(engine);
    assert_nothing_left(state.path(), &runs);
}

#[test]
fn engine_goes_on_after_a_panic_of_the_caller() {
    let state = state_folder();
    let mut setup = busy(state.path(), LimitsWanted::Auto);
    setup.concurrency_limit = 1;
    let mut engine = Engine::start(setup).unwrap();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        engine.invoke(request("busy"), &mut |observation| {
            assert!(!is_running(&observation), "on purpose");
        })
    }));
    assert!(outcome.is_err());
    let mut completed = 0;
    engine
        .invoke(request("idle"), &mut |observation| {
            completed += usize::from(matches!(observation, Observation::Completed(_)));
        })
        .unwrap();
    assert_eq!(completed, 1, "the lost environment still counts");
}

#[test]
fn nothing_is_left_after_an_interrupt() {
    let state = state_folder();
    let (mut child, mut output) = start("busy", state.path(), LimitsWanted::Auto);
    await_line(&mut output, "running");
    let runs = runs(state.path());
    signal(&child, rustix::process::Signal::INT);
    await_line(&mut output, "interrupted");
    assert!(child.wait().unwrap().success());
    assert_nothing_left(state.path(), &runs);
}

#[test]
fn next_start_clears_what_a_killed_engine_left_busy() {
    killed("busy", "running", LimitsWanted::Auto);
}

#[test]
fn next_start_clears_what_a_killed_engine_left_frozen() {
    killed("idle", "waiting", LimitsWanted::Auto);
}

#[test]
fn next_start_clears_what_a_killed_engine_left_without_control_groups() {
    killed("busy", "running", LimitsWanted::Modelled);
}

fn killed(mode: &str, sign: &str, limits: LimitsWanted) {
    let state = state_folder();
    let (mut child, mut output) = start(mode, state.path(), limits);
    await_line(&mut output, sign);
    let dead = runs(state.path());
    child.kill().unwrap();
    child.wait().unwrap();
    let next = Engine::start(busy(state.path(), limits)).unwrap();
    assert_eq!(processes(state.path()), Vec::<PathBuf>::new());
    assert_eq!(groups(&dead), Vec::<PathBuf>::new());
    let runs = runs(state.path());
    assert!(!runs.contains(&dead[0]));
    next.stop();
    assert_nothing_left(state.path(), &runs);
}

/// Not a test, but what the others start as a process of its own.
#[test]
fn engine_in_a_process_of_its_own() {
    let Some(state) = std::env::var_os(STATE) else {
        return;
    };
    let mode = std::env::var(MODE).unwrap();
    let limits = match std::env::var(LIMITS).as_deref() {
        Ok("modelled") => LimitsWanted::Modelled,
        _ => LimitsWanted::Auto,
    };
    let mut engine = Engine::start(busy(Path::new(&state), limits)).unwrap();
    let outcome = engine.invoke(request(&mode), &mut |observation| {
        if is_running(&observation) {
            println!("running");
        }
    });
    if let Err(RunError::Interrupted) = outcome {
        drop(engine);
        println!("interrupted");
    } else {
        println!("waiting");
        // Until the parent ends us.
        let _ = std::io::stdin().read_line(&mut String::new());
    }
}

fn busy(state: &Path, limits: LimitsWanted) -> Setup {
    let mut function = Function::new("busy", "busy.handler", folder());
    function.memory_size = MemorySize::new(1769).unwrap();
    function.timeout = Duration::from_mins(10);
    let place = state.to_string_lossy().into_owned();
    function.environment.insert("PLACE".to_owned(), place);
    let mut setup = setup(function, &runtime::newest(), state);
    setup.limits = limits;
    setup
}

fn request(event: &str) -> Request {
    let payload = format!("\"{event}\"").into_bytes().into();
    Request {
        payload,
        client_context: None,
        cognito_identity: None,
    }
}

fn is_running(observation: &Observation) -> bool {
    let Observation::Event(Event {
        record: Record::Function { line },
        ..
    }) = observation
    else {
        return false;
    };
    line == b"running"
}

fn start(mode: &str, state: &Path, limits: LimitsWanted) -> (Child, BufReader<ChildStdout>) {
    let limits = if limits == LimitsWanted::Modelled {
        "modelled"
    } else {
        "auto"
    };
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "leftovers::engine_in_a_process_of_its_own",
            "--nocapture",
        ])
        .envs([(MODE, mode), (LIMITS, limits)])
        .env(STATE, state)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    (child, output)
}

fn await_line(output: &mut BufReader<ChildStdout>, wanted: &str) {
    let found = output.lines().any(|line| line.unwrap().ends_with(wanted));
    assert!(found, "the engine's process did not say `{wanted}`");
}

fn signal(child: &Child, signal: rustix::process::Signal) {
    rustix::process::kill_process(rustix::process::Pid::from_child(child), signal).unwrap();
}

fn assert_nothing_left(state: &Path, runs: &[OsString]) {
    assert_eq!(processes(state), Vec::<PathBuf>::new(), "processes");
    assert_eq!(groups(runs), Vec::<PathBuf>::new(), "control groups");
    // The kernel lets go of a device once the file system on it is written, after the last process.
    let patience = Instant::now() + Duration::from_secs(90);
    while !loop_devices(state).is_empty() {
        assert!(Instant::now() < patience, "loop devices");
        std::thread::yield_now();
    }
    assert_eq!(entries(state), Vec::<PathBuf>::new(), "folders");
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap();
    assert!(!mounts.contains("warmfront"), "mounts");
}

/// Returns the living processes whose environment names the state folder.
fn processes(state: &Path) -> Vec<PathBuf> {
    let own = format!("/proc/{}", std::process::id());
    let marker = format!("PLACE={}\0", state.display());
    let mut found = entries(Path::new("/proc"));
    found.retain(|process| {
        let environment = fs::read(process.join("environ")).unwrap_or_default();
        String::from_utf8_lossy(&environment).contains(&marker) && *process != Path::new(&own)
    });
    found
}

/// Returns how many of our children have ended without our taking note.
fn zombies() -> usize {
    let children = fs::read_to_string("/proc/thread-self/children").unwrap_or_default();
    let is_zombie = |pid: &&str| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.contains(") Z ")
    };
    children.split_whitespace().filter(is_zombie).count()
}

/// Returns the names that the engines of a state folder give to all that is theirs.
fn runs(state: &Path) -> Vec<OsString> {
    let names = entries(state)
        .into_iter()
        .filter_map(|path| Some(path.file_name()?.to_owned()));
    let names: Vec<OsString> = names.collect();
    assert!(!names.is_empty(), "the engine left its folder early");
    names
}

/// Returns the control groups of engines.
fn groups(runs: &[OsString]) -> Vec<PathBuf> {
    let mut places = vec![PathBuf::from("/sys/fs/cgroup")];
    let mut found = Vec::new();
    while let Some(place) = places.pop() {
        for folder in entries(&place).into_iter().filter(|path| path.is_dir()) {
            let is_ours = folder
                .file_name()
                .is_some_and(|name| runs.iter().any(|run| run == name));
            // Controllers mounted together are linked to under either name.
            match folder.is_symlink() {
                false if is_ours => found.push(folder),
                false => places.push(folder),
                true => {}
            }
        }
    }
    found
}

fn loop_devices(state: &Path) -> Vec<PathBuf> {
    let mut devices = entries(Path::new("/sys/block"));
    devices.retain(|device| {
        let file = fs::read_to_string(device.join("loop/backing_file")).unwrap_or_default();
        file.contains(&*state.to_string_lossy())
    });
    devices
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries.flatten().map(|entry| entry.path()).collect()
}
