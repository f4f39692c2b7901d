//! Recordings of loaded modules, and what is chosen by them: the function may have written anything.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_build::pass::defer::choose::{Candidate, choose, savings, subtrees};
use warmfront_build::pass::defer::recording::Recording;

fuzz_target!(|bytes: &[u8]| {
    let Ok(recording) = Recording::read(bytes) else {
        return;
    };
    let candidates: Vec<Candidate> = recording
        .bodies
        .iter()
        .filter_map(|body| {
            Some(Candidate {
                edge: 0,
                importer: body.importer.clone()?,
                target: body.module.clone(),
                origins: vec![body.importer.clone()?],
            })
        })
        .collect();
    let recordings = [recording];
    let _ = choose(&candidates, &recordings, 0.5);
    let _ = subtrees(&recordings);
    let _ = savings(&recordings, &[Recording::default()]);
});
