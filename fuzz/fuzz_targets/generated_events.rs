//! A template or a handler of any kind: events are made of it, whatever it holds.
#![no_main]

use std::convert::Infallible;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use warmfront_project::Surroundings;
use warmfront_project::events::generated::{Ending, MOST_KEPT, Ran, make};
use warmfront_project::functions::discover;
use warmfront_project::trigger;

static FOLDER: LazyLock<TempDir> =
    LazyLock::new(|| tempfile::tempdir().expect("a temporary folder can be made"));

fuzz_target!(|input: (&str, &str)| {
    let (template, source) = input;
    let surroundings = Surroundings {
        cache_folder: FOLDER.path().join("cache"),
        ..Surroundings::default()
    };
    let triggers = trigger::parse(template, "F", &surroundings);
    let source = format!("def handler(event, context):\n    pass\n\n{source}");
    std::fs::write(FOLDER.path().join("app.py"), source).expect("the folder is ours");
    let found = discover(FOLDER.path(), &surroundings);
    for found in found.iter().flat_map(|discovery| &discovery.functions) {
        let mut n = 0;
        let made = make::<Infallible>(found, &triggers.triggers, &mut |_| {
            n += 1;
            Ok(Some(Ran {
                ending: Ending::Good,
                path: n.to_string(),
                told: String::new(),
            }))
        });
        let Ok(made) = made;
        assert!(made.len() <= MOST_KEPT);
    }
});
