//! Requirement files, lock files, markers and version pins: what they name or nothing, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_project::dependencies::{imports_any, lock, marker, requirement};
use warmfront_project::events;
use warmfront_project::interpreter::pin;

fuzz_target!(|text: &str| {
    let environment = marker::Environment::default();
    let _ = requirement::parse(text);
    let _ = requirement::requirement(text);
    let _ = requirement::canonical(text);
    let _ = marker::holds(text, &environment);
    let _ = lock::parse_uv(text, &environment);
    let _ = lock::members(text);
    let _ = lock::parse_poetry(text, Some(text), &environment);
    let _ = lock::parse_pdm(text, Some(text), &environment);
    let _ = lock::parse_pipfile(text, &environment);
    let _ = lock::parse_pyproject(text);
    let _ = imports_any(text, &["boto3"]);
    let _ = pin::parse(text);
    let _ = events::parse(text.as_bytes());
});
