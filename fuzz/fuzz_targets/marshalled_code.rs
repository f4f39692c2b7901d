//! Marshalled code, of any version: its canonical form, which is its own canonical form, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_build::pass::bytecode::marshal::canonical;
use warmfront_build::pass::startup::Patterns;
use warmfront_model::function::PythonVersion;

fuzz_target!(|bytes: &[u8]| {
    // What the recorder wrote, with the same bytes.
    let _ = Patterns::read(bytes);
    let Some((minor, code)) = bytes.split_first() else {
        return;
    };
    let python = PythonVersion {
        major: 3,
        minor: 8 + minor % 7,
    };
    let Ok(first) = canonical(code, python) else {
        return;
    };
    assert!(first.len() <= code.len());
    let again = canonical(&first, python).expect("what was written can be read");
    assert_eq!(again, first);
});
