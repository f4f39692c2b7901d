//! A repository with one file of any kind that functions are found in: functions or an error.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use warmfront_project::Surroundings;
use warmfront_project::functions::discover;

/// What the first byte of the input chooses from.
const NAMES: [&str; 6] = [
    "template.yaml",
    "template.json",
    "serverless.yml",
    "plan.json",
    "warmfront.toml",
    "app.py",
];

static FOLDER: LazyLock<TempDir> =
    LazyLock::new(|| tempfile::tempdir().expect("a temporary folder can be made"));

fuzz_target!(|input: (u8, &str)| {
    let (choice, text) = input;
    let file = FOLDER.path().join(NAMES[usize::from(choice) % NAMES.len()]);
    std::fs::write(&file, text).expect("the folder is ours");
    let surroundings = Surroundings {
        cache_folder: FOLDER.path().join("cache"),
        ..Surroundings::default()
    };
    look(FOLDER.path(), &surroundings);
    look(&file, &surroundings);
    std::fs::remove_file(&file).expect("the folder is ours");
});

fn look(path: &Path, surroundings: &Surroundings) {
    if let Err(error) = discover(path, surroundings) {
        assert!(!error.to_string().is_empty());
    }
}
