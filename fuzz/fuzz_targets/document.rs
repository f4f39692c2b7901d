//! JSON, TOML and YAML of any shape: a document or a problem, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_project::document::{json, toml, yaml};

fuzz_target!(|text: &str| {
    let parsers = [json::parse, toml::parse, yaml::parse];
    for parse in parsers {
        if let Err(problem) = parse(text) {
            assert!(!problem.to_string().is_empty());
        }
    }
});
