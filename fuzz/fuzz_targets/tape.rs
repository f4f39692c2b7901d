//! A file with recorded calls: it is refused, or reads back as it was written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_verify::tape::Tape;

fuzz_target!(|text: &[u8]| {
    if let Ok(tape) = Tape::read(text) {
        assert_eq!(Tape::read(tape.to_text().as_bytes()), Ok(tape));
    }
});
