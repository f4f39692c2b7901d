//! Nothing runs between invocations.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use warmfront_engine::{Engine, LimitsWanted, Request};
use warmfront_model::function::Function;
use warmfront_model::units::MemorySize;

use crate::behaviour::folder;
use crate::run::{setup, state_folder};
use crate::runtime;

/// How long nothing must have run; a child that computes uses far more of it, however busy the
/// machine is.
const QUIET: Duration = Duration::from_millis(500);

#[test]
fn children_stand_still_between_invocations() {
    check(LimitsWanted::Auto);
}

#[test]
fn children_stand_still_between_invocations_without_control_groups() {
    check(LimitsWanted::Modelled);
}

fn check(limits: LimitsWanted) {
    let state = state_folder();
    let mut function = Function::new("fixture", "child_goes_on.handler", folder());
    function.memory_size = MemorySize::new(1769).unwrap();
    function.timeout = Duration::from_mins(1);
    let place = state.path().to_string_lossy().into_owned();
    function.environment.insert("PLACE".to_owned(), place);
    let mut setup = setup(function, &runtime::newest(), state.path());
    setup.limits = limits;
    let mut engine = Engine::start(setup).unwrap();
    let request = Request {
        payload: b"\"start\"".to_vec().into(),
        client_context: None,
        cognito_identity: None,
    };
    engine.invoke(request, &mut |_| {}).unwrap();
    // The kernel freezes a moment after it is told.
    let patience = Instant::now() + Duration::from_secs(20);
    loop {
        let before = cpu_times(state.path());
        assert_eq!(before.len(), 2, "runtime and child");
        let start = Instant::now();
        while start.elapsed() < QUIET {
            std::thread::yield_now();
        }
        if cpu_times(state.path()) == before {
            return;
        }
        assert!(Instant::now() < patience, "something runs");
    }
}

/// Returns the CPU time, in ticks, of every process whose environment names the state folder.
fn cpu_times(state: &Path) -> Vec<u64> {
    let marker = format!("PLACE={}\0", state.display());
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let mut times: Vec<u64> = entries
        .filter(|process| {
            let environment = fs::read(process.path().join("environ")).unwrap_or_default();
            String::from_utf8_lossy(&environment).contains(&marker)
        })
        .map(|process| {
            let stat = fs::read_to_string(process.path().join("stat")).unwrap();
            let (_, fields) = stat.rsplit_once(')').unwrap();
            let ticks = fields.split_whitespace().skip(11).take(2);
            ticks.map(|field| field.parse::<u64>().unwrap()).sum()
        })
        .collect();
    times.sort_unstable();
    times
}
