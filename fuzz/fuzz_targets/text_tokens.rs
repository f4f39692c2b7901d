//! Lines of output: tokens lose nothing, and what is learnt of lines holds for each of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_verify::compare::{against, unified};
use warmfront_verify::mask::{Order, learn};
use warmfront_verify::token::tokens;
use warmfront_verify::value::Value;

fuzz_target!(|text: &str| {
    let joined: String = tokens(text).iter().map(|token| token.text).collect();
    assert_eq!(joined, text);
    let runs: Vec<Value> = text.split('\0').take(4).map(Value::from).collect();
    let pattern = learn(&runs.iter().collect::<Vec<_>>());
    for run in &runs {
        assert!(against(&pattern, run, Order::Kept).found.is_empty());
    }
    let _excerpt = unified(text, text.split('\0').next().unwrap_or_default());
});
