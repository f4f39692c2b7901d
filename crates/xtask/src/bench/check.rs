//! `check`: time and memory of `warmfront check` beside ruff with all its rules, and what it finds
//! on the labelled corpus beside pythaw and ruff.

mod corpus;
mod monorepo;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use warmfront_testkit::python::Interpreter;

use super::{Benchmark, Pace, Wanted};
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
    let n_runs = match wanted.pace {
        Pace::Full => 5,
        Pace::Quick => 1,
    };
    println!("load {}, least of {n_runs} runs", super::load());
    for (name, tree) in [
        ("library", library.as_path()),
        ("packages", site_packages),
        ("monorepo", &monorepo),
    ] {
        for cores in ["0", "0,1"] {
            compare(&programs, (name, tree), cores, n_runs)?;
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
    n_runs: usize,
) -> anyhow::Result<()> {
    let least = |make: &dyn Fn() -> Command| -> anyhow::Result<Taken> {
        let runs = (0..n_runs).map(|_| programs.measure(&make(), tree, cores));
        let runs = runs.collect::<anyhow::Result<Vec<_>>>()?;
        let least = |field: fn(&Taken) -> f64| runs.iter().map(field).fold(f64::MAX, f64::min);
        Ok(Taken {
            wall: least(|taken| taken.wall),
            cpu: least(|taken| taken.cpu),
            megabytes: least(|taken| taken.megabytes),
        })
    };
    let ruff = least(&|| programs.ruff())?;
    let cold = least(&|| programs.warmfront(&["--no-cache", "--select", "ALL"]))?;
    // Once to fill the cache, and once more for files that were written a moment ago.
    for _ in 0..2 {
        programs.measure(&programs.warmfront(&[]), tree, cores)?;
    }
    let warm = least(&|| programs.warmfront(&[]))?;
    println!("{name} on cores {cores}:");
    for (who, taken) in [("ruff", ruff), ("warmfront", cold), ("warm", warm)] {
        println!(
            "  {who:<10} {:>8.0} ms wall {:>8.0} ms CPU {:>6.0} MB",
            taken.wall * 1e3,
            taken.cpu * 1e3,
            taken.megabytes
        );
    }
    println!(
        "  {:.2} of ruff's time, {:.2} of its CPU time, {:.2} of its memory",
        cold.wall / ruff.wall,
        cold.cpu / ruff.cpu,
        cold.megabytes / ruff.megabytes
    );
    Ok(())
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
