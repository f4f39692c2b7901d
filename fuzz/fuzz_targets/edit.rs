//! A value set in a text of any shape: the new text says it and nothing else new, or it is refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_project::edit::{Format, Scalar, scalar};

fuzz_target!(|input: (&str, &str, u64)| {
    let (text, path, number) = input;
    let path: Vec<&str> = path.split('/').collect();
    for format in [Format::Yaml, Format::Json, Format::Toml] {
        let value = Scalar::Number(number);
        let Ok(edit) = scalar(format, text, &path, &value) else {
            continue;
        };
        let after = edit.apply(text);
        assert!(after.contains(&number.to_string()));
        // What was set can be set again and stays as it is.
        let again = scalar(format, &after, &path, &value).map(|edit| edit.apply(&after));
        assert_eq!(again.as_ref(), Ok(&after));
    }
});
