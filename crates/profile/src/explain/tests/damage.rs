use proptest::prelude::*;

use super::script::run_of;
use super::*;
use crate::recording::tests::{shape, write};
use crate::recording::{self, Recording};

fn runs(recordings: Vec<Recording>) -> Vec<Run> {
    let modes = [Mode::Timed, Mode::Survey, Mode::Timed];
    let recordings = recordings.into_iter().zip(modes);
    recordings
        .map(|(recording, mode)| Run {
            recording: Some(recording),
            ..run_of(Some(mode), &[0, 1, 0], Script::new(), 100)
        })
        .collect()
}

/// Looks up everything that is referred to, and writes and reads the profile.
#[track_caller]
fn check(profile: &Profile) {
    profile.check().unwrap();
    for (index, call) in profile.calls.iter().enumerate() {
        assert!(call.parent.is_none_or(|parent| parent < index));
    }
    // What is no number has no JSON form that can be read back.
    let text = serde_json::to_string(profile).unwrap();
    assert!(serde_json::from_str::<Profile>(&text).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn whatever_was_recorded_is_explained(
        recordings in proptest::collection::vec(shape::recordings(), 3),
    ) {
        check(&explained(runs(recordings)));
    }

    #[test]
    fn whatever_is_left_of_a_recording_is_explained(
        recordings in proptest::collection::vec(shape::recordings(), 3),
        holes in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..20, any::<u8>()), 0..10),
    ) {
        let recordings = recordings.iter().map(|recording| {
            let mut bytes = write::text(recording, 1).into_bytes();
            for (at, length, with) in &holes {
                let at = at.index(bytes.len());
                let end = (at + length).min(bytes.len());
                bytes.splice(at..end, [*with]);
            }
            recording::read(&bytes)
        });
        check(&explained(runs(recordings.collect())));
    }
}
