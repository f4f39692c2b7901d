//! Fuzz targets, built and run by plain cargo on the stable toolchain.
//!
//! libFuzzer needs only coverage counters, which stable rustc inserts when asked through LLVM's own
//! options. Address sanitising does need nightly; safe code gains little from it, and
//! `cargo fuzz run` works on the same folder for who wants it.

use std::path::Path;

use anyhow::{Context as _, ensure};

use crate::process;
use crate::workspace::Workspace;

/// Coverage as `cargo fuzz` asks for it.
const COVERAGE: &str = "-Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Cdebug-assertions --cfg fuzzing";

/// Checks that every target builds, without libFuzzer itself and so without a C++ compiler.
pub(crate) fn check(workspace: &Workspace) -> anyhow::Result<()> {
    let mut command = process::cargo();
    command.current_dir(workspace.root.join("fuzz"));
    command.args(["check", "--quiet", "--bins", "--no-default-features"]);
    command
        .arg("--target-dir")
        .arg(workspace.target.join("fuzz"));
    process::run(command.env("RUSTFLAGS", "--cfg fuzzing --deny warnings"))
}

/// Runs one target, or each in turn, for some seconds.
pub(crate) fn run(workspace: &Workspace, target: Option<&str>, seconds: u32) -> anyhow::Result<()> {
    let targets = targets(&workspace.root.join("fuzz/fuzz_targets"))?;
    let wanted = |name: &&String| target.is_none_or(|target| target == *name);
    let chosen: Vec<_> = targets.iter().filter(wanted).collect();
    ensure!(
        !chosen.is_empty(),
        "the targets are: {}",
        targets.join(", ")
    );
    for name in chosen {
        println!("== {name}");
        fuzz(workspace, name, seconds)?;
    }
    Ok(())
}

fn fuzz(workspace: &Workspace, name: &str, seconds: u32) -> anyhow::Result<()> {
    let folder = workspace.root.join("fuzz");
    let corpus = folder.join("corpus").join(name);
    let artifacts = folder.join("artifacts").join(name);
    for folder in [&corpus, &artifacts] {
        fs_err::create_dir_all(folder)?;
    }
    let mut command = process::cargo();
    command.current_dir(&folder);
    // Naming a platform keeps the counters out of build scripts, which have no place to count.
    command.args(["run", "--release", "--target", &host()?, "--bin", name]);
    command
        .arg("--target-dir")
        .arg(workspace.target.join("fuzz"));
    command.env("RUSTFLAGS", COVERAGE);
    command.arg("--").arg(corpus);
    command.arg(format!("-artifact_prefix={}/", artifacts.display()));
    command.arg(format!("-max_total_time={seconds}"));
    command.args(["-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"]);
    process::run(&mut command)
}

fn targets(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().context("a target is a file")?;
        names.push(name.to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Platform of the running toolchain, as rustc names it.
fn host() -> anyhow::Result<String> {
    let told = process::read(process::cargo().arg("-vV"))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("cargo tells no host")?.to_owned())
}
