//! What a witness recorded: whatever is left of it is joined to what was seen from outside.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use warmfront_verify::observed::{Invocation, Observed, join};
use warmfront_verify::tape::Tape;

fuzz_target!(|text: &[u8]| {
    let invocation = |error_type: Option<&str>, payload: &[u8]| Invocation {
        error_type: error_type.map(str::to_owned),
        payload: payload.to_vec(),
        output: vec![payload.to_vec()],
        duration: Duration::from_millis(1),
    };
    let joined = join(Observed {
        init_output: vec![text.to_vec()],
        invocations: vec![invocation(None, text), invocation(Some("Unhandled"), text)],
        recording: text.to_vec(),
    });
    assert_eq!(joined.ran.invocations.len(), 2);
    // What is kept of calls is a tape, unless a line lacks what a replay needs.
    let _ = Tape::read(joined.tape.to_text().as_bytes());
});
