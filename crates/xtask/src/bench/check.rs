//! `check`: time and memory of `warmfront check` beside ruff with all its rules, and what it finds
//! on the labelled corpus beside pythaw and ruff.

mod corpus;
mod monorepo;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use warmfront_testkit::python::Interpreter;

use super::{Benchmark, Wanted};
use crate::environments;
use crate::process;
use crate::product::{self, Build};
use crate::workspace::Workspace;

pub(super) const BENCHMARK: Benchmark = Benchmark {
    name: "check",
    about: "time and memory of `warmfront check` beside ruff, findings beside pythaw and ruff",
    run,
};

/// Releases that are compared with.
const PEERS: &[&str] = &["ruff==0.16.4", "pythaw==0.3.0"];

/// Handlers of the generated repository.
const N_HANDLERS: usize = 2_000;

/// Runs a command and prints seconds of wall and CPU time, megabytes of memory, and its status.
const MEASURE: &str = "\
import resource, subprocess, sys, time
start = time.perf_counter()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
wall = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, status)
";

/// Programs that are compared.
struct Programs<'a> {
    warmfront: PathBuf,
    folder: PathBuf,
    python: &'a Interpreter,
    /// Folder of what `warmfront` keeps between runs.
    cache: PathBuf,
}

/// What a run took.
#[derive(Debug, Clone, Copy)]
struct Taken {
    wall: f64,
    cpu: f64,
    megabytes: f64,
}

fn run(workspace: &Workspace, wanted: &Wanted) -> anyhow::Result<()> {
    let environments = environments::ready(workspace)?;
    let packages = environments.packages.as_ref();
    let (python, site_packages) = packages.context("no Python 3.11 to 3.13")?;
    let programs = Programs {
        warmfront: product::build(workspace, Build::of_this_task())?,
        folder: peers(workspace, python)?,
        python,
        cache: workspace.target.join("bench/check-cache"),
    };
    let library = library(python)?;
    let monorepo = monorepo::write(&workspace.target.join("bench/check-monorepo"), N_HANDLERS)?;
    let n_pairs = wanted.n_pairs(5, 1);
    println!("load {}, median of {n_pairs} runs", super::load());
    for (name, tree) in [
        ("library", library.as_path()),
        ("packages", site_packages),
        ("monorepo", &monorepo),
    ] {
        for cores in ["0", "0,1"] {
            compare(&programs, (name, tree), cores, n_pairs)?;
        }
    }
    corpus::compare(workspace, &programs)
}

/// Installs the peers, once.
fn peers(workspace: &Workspace, python: &Interpreter) -> anyhow::Result<PathBuf> {
    let folder = workspace.target.join("bench/check-peers");
    if !folder.join("bin/ruff").is_file() {
        let mut pip = python.command();
        pip.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]);
        pip.arg("--target").arg(&folder).args(PEERS);
        process::run(&mut pip)?;
    }
    Ok(folder)
}

/// Returns the folder of the interpreter's standard library.
fn library(python: &Interpreter) -> anyhow::Result<PathBuf> {
    let mut ask = python.command();
    ask.args(["-c", "import os; print(os.path.dirname(os.__file__))"]);
    Ok(PathBuf::from(process::read(&mut ask)?.trim()))
}

fn compare(
    programs: &Programs<'_>,
    (name, tree): (&str, &Path),
    cores: &str,
    n_pairs: usize,
) -> anyhow::Result<()> {
    let (mut theirs, mut ours, mut warm) = (Vec::new(), Vec::new(), Vec::new());
    let measure = |command: &Command| programs.measure(command, tree, cores);
    // Once to fill the cache, and once more for files that were written a moment ago.
    for _ in 0..2 {
        measure(&programs.warmfront(&[]))?;
    }
    // In turn, so that what else the machine does meets all alike.
    for _ in 0..n_pairs {
        theirs.push(measure(&programs.ruff())?);
        ours.push(measure(&programs.warmfront(&[
            "--no-cache",
            "--select",
            "ALL",
        ]))?);
        warm.push(measure(&programs.warmfront(&[]))?);
    }
    println!("{name} on cores {cores}:");
    for (who, all) in [("ruff", &theirs), ("warmfront", &ours), ("warm", &warm)] {
        let middle = |field: fn(&Taken) -> f64| median(all.iter().map(field));
        println!(
            "  {who:<10} {:>8.0} ms wall {:>8.0} ms CPU {:>6.0} MB",
            middle(|taken| taken.wall) * 1e3,
            middle(|taken| taken.cpu) * 1e3,
            middle(|taken| taken.megabytes)
        );
    }
    let ratio = |field: fn(&Taken) -> f64| {
        let pairs = ours.iter().zip(&theirs);
        median(pairs.map(|(ours, theirs)| field(ours) / field(theirs)))
    };
    println!(
        "  {:.2} of ruff's time, {:.2} of its CPU time, {:.2} of its memory, pair by pair",
        ratio(|taken| taken.wall),
        ratio(|taken| taken.cpu),
        ratio(|taken| taken.megabytes)
    );
    Ok(())
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Programs<'_> {
    fn ruff(&self) -> Command {
        let mut command = Command::new(self.folder.join("bin/ruff"));
        // Ruff leaves out folders such as `site-packages` unless it is told not to.
        command.args([
            "check",
            "--select",
            "ALL",
            "--isolated",
            "--no-cache",
            "--exit-zero",
        ]);
        command.args(["--config", "exclude=[]", "--no-respect-gitignore", "."]);
        command
    }

    fn warmfront(&self, flags: &[&str]) -> Command {
        let mut command = Command::new(&self.warmfront);
        command.args(["check", "--exit-zero"]).args(flags);
        command
    }

    fn measure(&self, command: &Command, tree: &Path, cores: &str) -> anyhow::Result<Taken> {
        let mut measured = self.python.command();
        measured.args(["-c", MEASURE, "taskset", "--cpu-list", cores]);
        measured.arg(command.get_program()).args(command.get_args());
        measured
            .current_dir(tree)
            .env("WARMFRONT_CACHE_DIR", &self.cache);
        let said = process::read(&mut measured)?;
        let numbers: Vec<f64> = said
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect();
        match numbers.as_slice() {
            [wall, cpu, megabytes, status] if *status < 1.0 => Ok(Taken {
                wall: *wall,
                cpu: *cpu,
                megabytes: *megabytes,
            }),
            _ => anyhow::bail!("{command:?} failed in `{}`", tree.display()),
        }
    }
}
