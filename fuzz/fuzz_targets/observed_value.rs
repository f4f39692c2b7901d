//! A result of a function: what is read is written and read back, and is like itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_verify::compare::{against, differences};
use warmfront_verify::mask::{Order, learn};
use warmfront_verify::value::Value;

fuzz_target!(|text: &[u8]| {
    // Two results, so that there is something to learn and to compare.
    let middle = text
        .iter()
        .position(|&byte| byte == 0)
        .unwrap_or(text.len());
    let (one, other) = text.split_at(middle);
    let other = other.strip_prefix(&[0]).unwrap_or(other);
    let [Ok(one), Ok(other)] = [one, other].map(Value::read) else {
        return;
    };
    let again = Value::read(one.to_string().as_bytes()).expect("what is written can be read");
    assert_eq!(again, one);
    assert!(differences(&one, &again).is_empty());
    assert_eq!(differences(&one, &other).is_empty(), one == other);
    let pattern = learn(&[&one, &other]);
    for run in [&one, &other] {
        assert!(against(&pattern, run, Order::Kept).found.is_empty());
    }
});
