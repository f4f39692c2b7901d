//! Several environments, and floods of output.

use std::collections::BTreeSet;
use std::fs;

use warmfront_engine::{Engine, Observation, Refusal, Request};
use warmfront_model::event::Record;
use warmfront_model::function::Function;
use warmfront_model::invocation::Outcome;
use warmfront_model::units::MemorySize;

use crate::behaviour::folder;
use crate::run::{setup, state_folder};
use crate::runtime;

/// Bytes that the test process may grow by while it passes on a flood of 200 MB.
const GROWTH: u64 = 64 << 20;

#[test]
fn concurrent_invocations_get_environments_of_their_own() {
    let (completed, refused) = run("meeting.handler", ["\"meet\""; 2], 2, 2);
    assert_eq!(refused, 0);
    let environments: BTreeSet<u32> = completed.iter().map(|(number, _)| *number).collect();
    assert_eq!(environments, [1, 2].into());
    assert!(
        completed.iter().all(|(_, payload)| payload == "\"met\""),
        "{completed:?}"
    );
}

#[test]
fn environments_are_reused() {
    let (completed, _) = run("success.handler", ["1"; 4], 1, 10);
    assert!(completed.iter().all(|(number, _)| *number == 1));
}

#[test]
fn invocation_beyond_the_concurrency_limit_is_throttled() {
    let (completed, refused) = run("success.handler", ["1"; 2], 2, 1);
    assert_eq!((completed.len(), refused), (1, 1));
}

#[test]
fn flood_of_output_passes_without_being_kept() {
    let before = resident();
    let (mut bytes, mut most) = (0, 0);
    observe("flood.handler", ["1"; 1], 1, 1, &mut |observation| {
        if let Observation::Event(event) = observation
            && let Record::Function { line } = event.record
        {
            bytes += line.len() + 1;
            most = most.max(resident_every(bytes));
        }
    });
    assert_eq!(bytes, 200_000_000);
    assert!(most < before + GROWTH, "grew from {before} to {most}");
}

/// Handles events and returns environment and payload of each, and how many were throttled.
fn run<const N: usize>(
    handler: &str,
    events: [&str; N],
    concurrency: usize,
    limit: usize,
) -> (Vec<(u32, String)>, usize) {
    let (mut completed, mut throttled) = (Vec::new(), 0);
    observe(
        handler,
        events,
        concurrency,
        limit,
        &mut |observation| match observation {
            Observation::Completed(done) => {
                assert!(matches!(done.outcome, Outcome::Success { .. }), "{done:?}");
                let payload = String::from_utf8_lossy(done.outcome.payload()).into_owned();
                completed.push((done.environment, payload));
            }
            Observation::Refused(Refusal::Throttled { .. }) => throttled += 1,
            _ => {}
        },
    );
    (completed, throttled)
}

fn observe<const N: usize>(
    handler: &str,
    events: [&str; N],
    concurrency: usize,
    limit: usize,
    observe: &mut dyn FnMut(Observation),
) {
    let state = state_folder();
    let mut function = Function::new("fixture", handler, folder());
    function.memory_size = MemorySize::new(1769).unwrap();
    function.timeout = std::time::Duration::from_mins(1);
    let meeting = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let place = meeting.path().to_string_lossy().into_owned();
    function.environment.insert("MEETING".to_owned(), place);
    let mut setup = setup(function, &runtime::newest(), state.path());
    setup.concurrency_limit = limit;
    let mut engine = Engine::start(setup).unwrap();
    let mut requests = events.into_iter().map(|event| Request {
        payload: event.as_bytes().to_vec().into(),
        client_context: None,
        cognito_identity: None,
    });
    engine
        .invoke_all(&mut requests, concurrency, observe)
        .unwrap();
}

/// Looks at our memory once per megabyte.
fn resident_every(bytes: usize) -> u64 {
    if bytes.is_multiple_of(1_000_000) {
        resident()
    } else {
        0
    }
}

fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap();
    line.trim()
        .strip_suffix(" kB")
        .unwrap()
        .parse::<u64>()
        .unwrap()
        << 10
}
