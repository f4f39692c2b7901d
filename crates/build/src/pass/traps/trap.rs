//! A trap: a package, a check of it, and how a careless tool makes that check fail.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the traps are.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/traps");

/// What a careless tool does, as the script knows it that spoils packages.
const WAYS: &[&str] = &[
    "dates",
    "optimising",
    "packages",
    "pruning",
    "sources",
    "stripping",
];

/// A trap.
#[derive(Debug)]
pub(super) struct Trap {
    pub(super) name: String,
    pub(super) folder: PathBuf,
    /// What a careless tool does that loses something.
    pub(super) lost_by: String,
    /// Whether only a run can tell what is needed.
    pub(super) needs_evidence: bool,
    /// Whether the files are the function's own, and of no distribution.
    pub(super) is_own: bool,
}

impl Trap {
    /// Returns the file that checks its package.
    pub(super) fn check(&self) -> PathBuf {
        self.folder.join("check.py")
    }

    fn read(folder: PathBuf) -> Self {
        let check = fs_err::read_to_string(folder.join("check.py")).unwrap();
        let says = |wanted: &str| check.lines().any(|line| line == wanted);
        let lost_by = check
            .lines()
            .find_map(|line| line.strip_prefix("# lost by "));
        let lost_by = lost_by.unwrap_or_default().to_owned();
        assert!(WAYS.contains(&&*lost_by), "{}", folder.display());
        Self {
            name: folder.file_name().unwrap().to_str().unwrap().to_owned(),
            lost_by,
            needs_evidence: says("# needs evidence"),
            is_own: says("# the function's own"),
            folder,
        }
    }
}

/// Returns all traps.
pub(super) fn all() -> Vec<Trap> {
    let mut folders: Vec<PathBuf> = fs_err::read_dir(FOLDER)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    folders.into_iter().map(Trap::read).collect()
}

/// Compiles what is native in traps, each into a folder of its name.
pub(super) fn compile_native(traps: &[Trap], to: &Path) {
    std::thread::scope(|scope| {
        for trap in traps {
            let script = trap.folder.join("native/make.sh");
            if script.is_file() {
                let folder = to.join(&trap.name);
                scope.spawn(move || {
                    fs_err::create_dir_all(&folder).unwrap();
                    let mut shell = Command::new("sh");
                    shell.arg("-eu").arg(&script).env("OUT", &folder);
                    shell.current_dir(trap.folder.join("native"));
                    assert!(shell.status().unwrap().success(), "{}", trap.name);
                });
            }
        }
    });
}
