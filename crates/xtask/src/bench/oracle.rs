//! `oracle`: which planted differences `warmfront verify` finds, and what it says of functions that
//! vary by nature and were rebuilt honestly.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::Context as _;
use serde_json::Value;

use super::{Benchmark, Wanted};
use crate::product::{self, Build};
use crate::workspace::Workspace;

pub(super) const BENCHMARK: Benchmark = Benchmark {
    name: "oracle",
    about: "planted differences that are found, honest rebuilds that are not called different",
    run,
};

/// A pair of packages and what is to be said of them.
struct Case {
    name: String,
    reference: PathBuf,
    /// The other package; an honest rebuild of the reference when absent.
    candidate: Option<PathBuf>,
    events: PathBuf,
}

fn run(workspace: &Workspace, wanted: &Wanted) -> anyhow::Result<()> {
    let program = product::build(workspace, Build::of_this_task())?;
    let folder = workspace.root.join("crates/verify/cases");
    for (kind, expected) in [
        ("planted", &["different"][..]),
        ("honest", &["same", "unjudged"]),
    ] {
        let cases = cases(&folder.join(kind), kind == "planted", &wanted.apps)?;
        let began = Instant::now();
        let said = all(&program, &cases)?;
        let as_expected = |said: &&(String, String)| expected.contains(&said.1.as_str());
        let n_right = said.iter().filter(as_expected).count();
        println!("{kind}: {n_right} of {} as expected", cases.len());
        for conclusion in ["same", "unjudged", "different"] {
            let n = said.iter().filter(|(_, said)| said == conclusion).count();
            println!("  {conclusion:<10} {n}");
        }
        for (name, said) in said.iter().filter(|said| !as_expected(said)) {
            println!("  NOT as expected: {name}: {said}");
        }
        println!("  in {:.0} s", began.elapsed().as_secs_f64());
    }
    Ok(())
}

fn cases(folder: &Path, planted: bool, wanted: &[String]) -> anyhow::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let (path, name) = (
            entry.path(),
            entry.file_name().to_string_lossy().into_owned(),
        );
        if !wanted.is_empty() && !wanted.iter().any(|start| name.starts_with(start)) {
            continue;
        }
        cases.push(Case {
            name,
            reference: if planted {
                path.join("a")
            } else {
                path.clone()
            },
            candidate: planted.then(|| path.join("b")),
            events: path.join("events"),
        });
    }
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(cases)
}

/// Returns what is said of each case, as many at a time as there are processors.
fn all(program: &Path, cases: &[Case]) -> anyhow::Result<Vec<(String, String)>> {
    let next = AtomicUsize::new(0);
    let said = Mutex::new(Vec::new());
    let work = || -> anyhow::Result<()> {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let conclusion = judge(program, case).with_context(|| case.name.clone())?;
            if let Ok(mut said) = said.lock() {
                said.push((case.name.clone(), conclusion));
            }
        }
        Ok(())
    };
    let n_threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| {
            let done = thread.join();
            done.map_err(|_| anyhow::anyhow!("a thread panicked"))?
        })
    })?;
    Ok(said.into_inner().unwrap_or_default())
}

fn judge(program: &Path, case: &Case) -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let candidate = match &case.candidate {
        Some(candidate) => candidate.clone(),
        None => rebuilt(program, &case.reference, &folder.path().join("built"))?,
    };
    let mut verify = Command::new(program);
    verify.args(["verify", "--quiet", "--format", "json", "--events"]);
    verify.arg(&case.events).arg(&case.reference).arg(candidate);
    let output = verify.output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    let verdict: Value =
        serde_json::from_slice(&output.stdout).with_context(|| told.into_owned())?;
    let conclusion = verdict["conclusion"].as_str().context("no conclusion")?;
    Ok(conclusion.to_owned())
}

/// Builds a package with every pass that is on by default.
fn rebuilt(program: &Path, function: &Path, to: &Path) -> anyhow::Result<PathBuf> {
    let mut build = Command::new(program);
    build.args(["build", "--quiet", "--no-verify", "--directory"]);
    let output = build.arg(function).arg("--output").arg(to).output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    anyhow::ensure!(output.status.success(), "{told}");
    Ok(to.to_owned())
}
