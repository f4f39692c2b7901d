//! Sources of a small repository, each after a zero byte: whatever they hold is checked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_check::python::{Facts, Sources};
use warmfront_check::{Input, Selection, Selector, check};

fuzz_target!(|text: &str| {
    let texts: Vec<String> = text.split('\0').take(4).map(str::to_owned).collect();
    let names = ["app.py", "a/__init__.py", "a/b.py", "c.py"];
    let sources = Sources {
        files: names[..texts.len()].iter().map(Into::into).collect(),
        ..Sources::default()
    };
    let facts = Facts::of_texts(&sources, texts);
    let input = Input {
        python: Some(&facts),
        ..Input::default()
    };
    if let Ok(all) = "ALL".parse::<Selector>() {
        let _ = check(&input, &Selection::none().with(&all));
    }
});
