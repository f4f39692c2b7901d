//! What an agent recorded: whatever is left of it is explained, to a profile that fits together.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use warmfront_model::invocation::{ColdStart, Completed, Outcome, Report, RequestId, Status};
use warmfront_model::units::MemorySize;
use warmfront_profile::agent::Mode;
use warmfront_profile::document::{EventFacts, Profile, Subject};
use warmfront_profile::explain::{Handled, Places, Run, explain};
use warmfront_profile::recording;

fuzz_target!(|text: &[u8]| {
    let recording = recording::read(text);
    let run = |mode| Run {
        mode: Some(mode),
        invocations: vec![handled("a", true), handled("b", false)],
        recording: Some(recording.clone()),
    };
    let runs = vec![run(Mode::Timed), run(Mode::Survey), run(Mode::Timed)];
    let profile = explain(subject(), runs, &Places::default());
    profile.check().expect("a profile fits together");
    Profile::from_json(&profile.to_json()).expect("a profile can be kept and read back");
});

fn handled(request_id: &str, cold: bool) -> Handled {
    let duration = Duration::from_millis(5);
    Handled {
        event: 0,
        completed: Completed {
            request_id: RequestId(request_id.to_owned()),
            outcome: Outcome::Success {
                payload: Vec::new(),
            },
            report: Report {
                duration,
                billed_duration: duration.into(),
                memory_size: MemorySize::default(),
                max_memory_used_mb: 1,
                init_duration: None,
                restore_duration: None,
                status: Status::Success,
                error_type: None,
            },
            round_trip: duration,
            cpu: duration,
            cold_start: cold.then(ColdStart::default),
            environment: 1,
        },
        log_bytes: 0,
    }
}

fn subject() -> Subject {
    Subject {
        function: String::new(),
        handler: String::new(),
        code: String::new(),
        memory_size_mb: 128,
        architecture: String::new(),
        python: String::new(),
        limits: String::new(),
        events: vec![EventFacts {
            name: String::new(),
            bytes: 0,
        }],
        cold_share: 0.1,
        dollars_per_gb_second: 1e-5,
        dollars_per_log_gb: 0.5,
        notes: Vec::new(),
    }
}
