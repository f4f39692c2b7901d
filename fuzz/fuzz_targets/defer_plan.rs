//! A plan of imports to defer: read or refused, and what is read can be written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_build::pass::defer::plan::Plan;

fuzz_target!(|text: &[u8]| {
    let Ok(plan) = Plan::from_json(text) else {
        return;
    };
    let again = Plan::from_json(&plan.to_json()).expect("a plan can be read that was written");
    assert_eq!(again, plan);
    assert!(plan.only(|_| false).is_empty());
});
