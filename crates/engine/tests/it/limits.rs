//! What a memory size means, enforced by whatever this machine offers and modelled.

use std::path::{Path, PathBuf};
use std::time::Duration;

use warmfront_engine::{Engine, Limits, LimitsWanted, Observation, Request};
use warmfront_model::function::Function;
use warmfront_model::invocation::{Completed, Status};
use warmfront_model::units::MemorySize;

use crate::run::{setup, state_folder};
use crate::runtime;

/// Megabytes at which Lambda gives one vCPU.
const ONE_VCPU: f64 = 1769.0;

/// Runs events, each in megabytes or milliseconds, with the limits this machine offers and without.
fn check(handler: &str, memory: u64, events: &[u32], judge: impl Fn(Vec<Completed>)) {
    for limits in [LimitsWanted::Auto, LimitsWanted::Modelled] {
        let state = state_folder();
        let mut engine = engine(handler, memory, limits, state.path());
        let mut completed = Vec::new();
        for event in events {
            engine
                .invoke(request(*event), &mut |observation| {
                    if let Observation::Completed(done) = observation {
                        completed.push(*done);
                    }
                })
                .unwrap();
        }
        judge(completed);
    }
}

fn engine(handler: &str, memory: u64, limits: LimitsWanted, state: &Path) -> Engine {
    let folder = [env!("CARGO_MANIFEST_DIR"), "fixtures", "limits"];
    let code: PathBuf = folder.iter().collect();
    let mut function = Function::new("fixture", format!("work.{handler}"), code);
    function.memory_size = MemorySize::new(memory).unwrap();
    function.timeout = Duration::from_mins(2);
    let mut setup = setup(function, &runtime::newest(), state);
    setup.limits = limits;
    Engine::start(setup).unwrap()
}

fn request(event: u32) -> Request {
    Request {
        payload: event.to_string().into_bytes().into(),
        client_context: None,
        cognito_identity: None,
    }
}

#[test]
fn computing_takes_as_long_as_the_share_of_cpu_makes_it() {
    for handler in ["compute", "compute_in_a_child"] {
        // A busy machine makes it longer still, so there is no upper bound to check.
        check(handler, 512, &[200], |completed| {
            let done = &completed[0];
            assert!(done.cpu > Duration::from_millis(180), "{done:?}");
            let least = done.cpu.mul_f64(ONE_VCPU / 512.0 * 0.9);
            assert!(done.report.duration > least, "{done:?}");
        });
    }
}

#[test]
fn memory_that_was_let_go_of_counts_as_used() {
    check("allocate", 1769, &[0, 64, 0], |completed| {
        let used: Vec<u32> = completed
            .iter()
            .map(|done| done.report.max_memory_used_mb)
            .collect();
        assert!((4..40).contains(&used[0]), "{used:?}");
        assert!((64..32 + 64).contains(&(used[1] - used[0] + 1)), "{used:?}");
        assert!(used[2] >= used[1], "{used:?}");
    });
}

#[test]
fn environment_goes_on_after_its_memory_ran_out() {
    check("allocate", 128, &[256, 1, 256, 1], |completed| {
        let ends: Vec<_> = completed
            .iter()
            .map(|done| (done.report.status, done.report.error_type.as_deref()))
            .collect();
        let out_of_memory = (Status::Error, Some("Runtime.OutOfMemory"));
        let good = (Status::Success, None);
        assert_eq!(ends, [out_of_memory, good, out_of_memory, good]);
        assert_eq!(completed[0].report.max_memory_used_mb, 128);
    });
}

#[test]
fn engines_of_one_process_have_the_same_limits() {
    let state = state_folder();
    let start = |limits| engine("compute", 128, limits, state.path());
    let (first, second) = (start(LimitsWanted::Auto), start(LimitsWanted::Auto));
    assert_eq!(first.limits(), second.limits());
    assert_eq!(start(LimitsWanted::Modelled).limits(), Limits::Modelled);
}

#[test]
fn modelled_limits_are_told_of_unless_they_were_asked_for() {
    let state = state_folder();
    for limits in [LimitsWanted::Auto, LimitsWanted::Modelled] {
        let engine = engine("compute", 128, limits, state.path());
        let told = engine.notes().iter().any(|note| note.contains("modelled"));
        let unwanted = engine.limits() == Limits::Modelled && limits == LimitsWanted::Auto;
        assert_eq!(told, unwanted, "{:?}", engine.notes());
    }
}
