//! Packages that a careless tool breaks, built with the default passes and then used.
//!
//! Each trap is a folder of `crates/build/traps`: `package` is what would be deployed, `make.py`
//! makes in it what cannot be kept as text, `native/make.sh` compiles what is native, and `check.py`
//! uses the package and fails when something was lost. Comments in `check.py` say what loses it,
//! which is tried as well, on the oldest and the newest interpreter: a trap that catches nobody is
//! none.

mod driver;
mod trap;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::thread;

use serde::Deserialize;
use warmfront_testkit::python::{self, Interpreter};

use super::ALL;
use super::sample::context;
use crate::archive::{Form, Layered, write_folder};
use crate::context::{Context, Evidence};
use crate::inventory::{self, Limits, Origin, Root};
use crate::package::{ChangeKind, Content, Package, PackagePath};
use driver::Driver;
use trap::Trap;

/// What a run on the original touched.
#[derive(Deserialize)]
struct Told {
    touched: BTreeSet<String>,
    modules: BTreeSet<String>,
}

/// Traps on one interpreter.
struct Stand<'a> {
    traps: &'a [Trap],
    interpreter: &'a Interpreter,
    native: &'a Path,
    folder: PathBuf,
    driver: Driver,
    /// Whether it is also looked at what a careless tool does.
    tries_careless: bool,
}

#[test]
fn no_trap_catches_the_build_and_each_catches_a_careless_one() {
    let traps = trap::all();
    assert!(traps.len() >= 40, "{} traps", traps.len());
    let temporary = tempfile::tempdir().unwrap();
    let folder = fs_err::canonicalize(temporary.path()).unwrap();
    let native = folder.join("native");
    trap::compile_native(&traps, &native);
    let interpreters = python::interpreters();
    let newest = interpreters.len() - 1;
    let stands = interpreters
        .iter()
        .enumerate()
        .map(|(n, interpreter)| Stand {
            traps: &traps,
            interpreter,
            native: &native,
            folder: folder.join(interpreter.version.to_string()),
            driver: Driver::start(interpreter),
            tries_careless: n == 0 || n == newest,
        });
    let stands: Vec<Stand<'_>> = stands.collect();
    let failures = thread::scope(|scope| {
        let running = stands
            .into_iter()
            .map(|mut stand| scope.spawn(move || stand.failures()));
        let running: Vec<_> = running.collect();
        let failures = running.into_iter().map(|stand| stand.join().unwrap());
        failures.collect::<String>()
    });
    assert!(failures.is_empty(), "{failures}");
}

impl Stand<'_> {
    /// Builds and checks everything; returns what went wrong.
    fn failures(&mut self) -> String {
        let mut failures = String::new();
        let mut merged = Package::default();
        let built = self.folder.join("built");
        for trap in self.traps {
            let package = self.built(trap);
            let is_stripped = package.changes().any(|(_, changes)| {
                let mut kinds = changes.iter().map(|change| (change.pass, change.kind));
                kinds.any(|change| change == ("strip", ChangeKind::Replaced))
            });
            if trap.lost_by == "stripping" && !is_stripped {
                let _ = writeln!(failures, "{}: nothing was stripped", trap.name);
            }
            merge(&mut merged, &package, &trap.name);
        }
        // All together, since starting compilers for each takes longer than the rest.
        let context = self.context(&built);
        for pass in ALL.iter().filter(|pass| pass.name == "bytecode") {
            (pass.apply)(&mut merged, &context).unwrap();
        }
        write_folder(&merged, b"{}", Form::default(), &built).unwrap();
        for trap in self.traps {
            let ended = self.check(trap, &built.join(&trap.name));
            if ended.status != 0 {
                let (name, on) = (&trap.name, self.interpreter);
                let _ = writeln!(failures, "{name} catches the build, {on}: {ended:#?}");
            }
            if !self.tries_careless {
                continue;
            }
            let careless = self.folder.join("careless").join(&trap.name);
            let original = self.original(trap);
            self.driver
                .succeed(("spoil", original, &careless, &trap.lost_by));
            if self.check(trap, &careless).status == 0 {
                let (name, way, on) = (&trap.name, &trap.lost_by, self.interpreter);
                let _ = writeln!(failures, "{name} does not catch careless {way}, {on}");
            }
        }
        failures
    }

    fn check(&mut self, trap: &Trap, root: &Path) -> driver::Ended {
        self.driver.step(("check", root, trap.check(), ()))
    }

    fn original(&self, trap: &Trap) -> PathBuf {
        self.folder.join("original").join(&trap.name)
    }

    fn context(&self, root: &Path) -> Context {
        Context {
            handler: "app.handler".to_owned(),
            root: root.display().to_string(),
            layered: Layered::default(),
            interpreter: Some(self.interpreter.program.clone()),
            ..context(self.interpreter.version, &self.folder)
        }
    }

    /// Returns the package of a trap after all passes that need no interpreter.
    fn built(&mut self, trap: &Trap) -> Package {
        let folder = self.original(trap);
        let native = self.native.join(&trap.name);
        self.driver
            .succeed(("prepare", &trap.folder, &folder, native, trap.is_own));
        let mut context = self.context(&folder);
        let package = built(trap, &folder, &context);
        if !trap.needs_evidence {
            return package;
        }
        context.evidence = self.evidence(trap, &folder);
        let mut touched = context.evidence.touched.iter();
        let is_lost = touched.any(|path| package.get(path).is_none());
        assert!(is_lost, "{} needs no evidence", trap.name);
        built(trap, &folder, &context)
    }

    fn evidence(&mut self, trap: &Trap, folder: &Path) -> Evidence {
        let file = self.folder.join("touched.json");
        self.driver.succeed(("check", folder, trap.check(), &file));
        let told: Told = serde_json::from_slice(&fs_err::read(file).unwrap()).unwrap();
        let touched = told.touched.into_iter();
        Evidence {
            touched: touched
                .filter_map(|path| PackagePath::new(path).ok())
                .collect(),
            modules: told.modules,
            shared: BTreeSet::new(),
            observed: true,
        }
    }
}

fn built(trap: &Trap, folder: &Path, context: &Context) -> Package {
    let origin = if trap.is_own {
        Origin::Project
    } else {
        Origin::Installed
    };
    let folder = folder.to_owned();
    let root = Root { folder, origin };
    let mut package = inventory::read(&[root], Limits::default()).unwrap().package;
    let passes = ALL.iter().filter(|pass| pass.by_default);
    for pass in passes.filter(|pass| pass.name != "bytecode") {
        (pass.apply)(&mut package, context).unwrap();
    }
    package
}

/// Puts a package into a folder of another.
fn merge(into: &mut Package, package: &Package, folder: &str) {
    let within = |path: &PackagePath| PackagePath::new(format!("{folder}/{path}")).unwrap();
    for (path, entry) in package.entries() {
        let mut entry = entry.clone();
        if let Content::Link(target) = &entry.content {
            entry.content = Content::Link(within(target));
        }
        into.insert(within(path), entry);
    }
}
