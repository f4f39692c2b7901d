//! A module that watches a function from inside.

use std::fs;

use warmfront_engine::{Agent, Engine, Observation, Request, RuntimeClient};
use warmfront_model::function::Function;
use warmfront_model::invocation::Outcome;

use crate::behaviour::folder;
use crate::run::{setup, state_folder};
use crate::runtime;

/// Says what it was told and what it can see of the bootstrap and of the environment.
const AGENT: &str = r#"
import os

def start(bootstrap, descriptor, options):
    left = [name for name in os.environ if name.startswith("WARMFRONT_")]
    os.write(descriptor, f"{__name__} {options} {left} {'_get_handler' in bootstrap}\n".encode())
"#;

#[test]
fn agent_is_started_in_each_process_and_records_beside_it() {
    let runtimes = (8..=14).filter_map(|minor| runtime::find(RuntimeClient::Embedded, minor));
    for runtime in runtimes {
        let state = state_folder();
        let recordings = state_folder();
        let function = Function::new("fixture", "success.handler", folder());
        let mut setup = setup(function, &runtime, state.path());
        setup.agent = Some(Agent {
            sources: &[("watcher", AGENT)],
            options: "as told".to_owned(),
            recordings: recordings.path().to_owned(),
            reads: None,
        });
        let mut engine = Engine::start(setup).unwrap();
        for _ in 0..2 {
            assert!(succeeds(&mut engine));
            let [process] = engine.idle_processes()[..] else {
                panic!("no environment waits");
            };
            assert!(fs::exists(format!("/proc/{process}")).unwrap());
            engine.retire();
            assert!(engine.idle_processes().is_empty());
        }
        for environment in ["1", "2"] {
            let recorded = fs::read_to_string(recordings.path().join(environment)).unwrap();
            assert_eq!(recorded, "watcher as told [] True\n");
        }
    }
}

/// Reads the file that its options name.
const READER: &str = r"
import os

def start(bootstrap, descriptor, options):
    with open(options) as told:
        os.write(descriptor, told.read().encode())
";

#[test]
fn what_the_agent_reads_is_there_although_the_temporary_folder_is_private() {
    let runtime = runtime::newest();
    let (state, recordings) = (state_folder(), state_folder());
    // Below `/tmp`, where the function sees a folder of its own.
    let reads = tempfile::tempdir().unwrap();
    let path = reads.path().join("told");
    fs::write(&path, "in a file").unwrap();
    let function = Function::new("fixture", "success.handler", folder());
    let mut setup = setup(function, &runtime, state.path());
    setup.agent = Some(Agent {
        sources: &[("reader", READER)],
        options: path.display().to_string(),
        recordings: recordings.path().to_owned(),
        reads: Some(reads.path().to_owned()),
    });
    let mut engine = Engine::start(setup).unwrap();
    assert!(succeeds(&mut engine));
    let recorded = fs::read_to_string(recordings.path().join("1")).unwrap();
    assert_eq!(recorded, "in a file");
}

/// Fails as an agent may on an interpreter that it does not know.
const BROKEN: &str = "import nothing_of_this_name";

#[test]
fn agent_that_cannot_start_leaves_the_function_alone_and_says_so() {
    let runtime = runtime::newest();
    let (state, recordings) = (state_folder(), state_folder());
    let function = Function::new("fixture", "success.handler", folder());
    let mut setup = setup(function, &runtime, state.path());
    setup.agent = Some(Agent {
        sources: &[("broken", BROKEN)],
        options: String::new(),
        recordings: recordings.path().to_owned(),
        reads: None,
    });
    let mut engine = Engine::start(setup).unwrap();
    assert!(succeeds(&mut engine));
    let recorded = fs::read_to_string(recordings.path().join("1")).unwrap();
    assert!(recorded.starts_with("[\"batch\", "), "{recorded}");
    assert!(recorded.contains("ModuleNotFoundError"), "{recorded}");
}

fn succeeds(engine: &mut Engine) -> bool {
    let mut succeeded = false;
    let request = Request {
        payload: "1".into(),
        client_context: None,
        cognito_identity: None,
    };
    let observed = engine.invoke(request, &mut |observation| {
        if let Observation::Completed(completed) = observation {
            succeeded = matches!(completed.outcome, Outcome::Success { .. });
        }
    });
    observed.unwrap();
    succeeded
}
