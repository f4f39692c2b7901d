//! A kept result of `warmfront optimize`: read or refused; what is read is kept as it was read.
#![no_main]

use libfuzzer_sys::fuzz_target;

use document::Optimized;

// The document is the program's own, which is no library.
#[allow(dead_code, unused_imports)]
#[path = "../../crates/cli/src/report/optimize/document/mod.rs"]
mod document;

fuzz_target!(|text: &[u8]| {
    let Ok(optimized) = Optimized::from_json(text) else {
        return;
    };
    let again = serde_json::to_vec(&optimized).expect("what was read has a form");
    let again = Optimized::from_json(&again).expect("what was written can be read");
    assert_eq!(again, optimized);
});
