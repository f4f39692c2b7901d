//! Measurements as they are kept: one text file per function, one line per execution environment.
//!
//! A line is `128 2 84510/61002 62 41230/3011 39870/2999 ...`: memory size, round, wall and CPU time
//! of the init, most memory used, then wall and CPU time of each invocation, the cold one first; times
//! in microseconds. An invocation that did not finish is `out-of-memory`, `timed-out` or `failed`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use warmfront_model::invocation::Spent;
use warmfront_model::units::MemorySize;
use warmfront_tune::run::{End, Run};

use crate::workspace::Workspace;

/// Where measurements are kept, from the workspace's root.
const FOLDER: &str = "crates/xtask/measured/tune";

/// The runs of one execution environment, the cold one first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Environment {
    pub(super) size: MemorySize,
    pub(super) round: usize,
    pub(super) runs: Vec<Run>,
}

/// Returns the file of a function.
pub(super) fn file(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.root.join(FOLDER).join(name).with_extension("txt")
}

/// Writes what was measured, under a first line that says how.
pub(super) fn write(file: &Path, how: &str, environments: &[Environment]) -> anyhow::Result<()> {
    if let Some(folder) = file.parent() {
        fs_err::create_dir_all(folder)?;
    }
    let lines: String = environments.iter().map(line).collect();
    fs_err::write(file, format!("# {how}\n{lines}"))?;
    Ok(())
}

/// Reads it back.
pub(super) fn read(file: &Path) -> anyhow::Result<Vec<Environment>> {
    let text = fs_err::read_to_string(file)?;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let parse = |line: &str| parse(line).with_context(|| format!("not a measurement: `{line}`"));
    lines.map(parse).collect()
}

fn line(environment: &Environment) -> String {
    let Environment { size, round, runs } = environment;
    let init = runs.first().and_then(|run| run.init).unwrap_or_default();
    let used = runs.iter().map(|run| run.max_memory_mb).max().unwrap_or(0);
    let runs: Vec<_> = runs.iter().map(told).collect();
    format!(
        "{} {round} {} {used} {}\n",
        size.megabytes(),
        times(init.wall, init.cpu),
        runs.join(" ")
    )
}

fn told(run: &Run) -> String {
    match run.end {
        End::Finished => times(run.wall, run.cpu),
        End::OutOfMemory => "out-of-memory".to_owned(),
        End::TimedOut => "timed-out".to_owned(),
        End::Failed { .. } => "failed".to_owned(),
    }
}

fn times(wall: Duration, cpu: Duration) -> String {
    format!("{}/{}", wall.as_micros(), cpu.as_micros())
}

fn parse(line: &str) -> Option<Environment> {
    let mut fields = line.split(' ');
    let size = MemorySize::new(fields.next()?.parse().ok()?).ok()?;
    let round = fields.next()?.parse().ok()?;
    let (wall, cpu) = parse_times(fields.next()?)?;
    let max_memory_mb = fields.next()?.parse().ok()?;
    let runs = fields.enumerate().map(|(index, field)| {
        let end = match field {
            "out-of-memory" => End::OutOfMemory,
            "timed-out" => End::TimedOut,
            "failed" => End::Failed {
                kind: "Error".to_owned(),
                message: String::new(),
            },
            _ => End::Finished,
        };
        let (run_wall, run_cpu) = match end {
            End::Finished => parse_times(field)?,
            _ => (Duration::ZERO, Duration::ZERO),
        };
        Some(Run {
            init: (index == 0).then_some(Spent { wall, cpu }),
            wall: run_wall,
            cpu: run_cpu,
            max_memory_mb,
            end,
        })
    });
    Some(Environment {
        size,
        round,
        runs: runs.collect::<Option<_>>()?,
    })
}

fn parse_times(text: &str) -> Option<(Duration, Duration)> {
    let (wall, cpu) = text.split_once('/')?;
    let micros = |text: &str| text.parse().ok().map(Duration::from_micros);
    Some((micros(wall)?, micros(cpu)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_reads_back() {
        let text = "128 0 84510/61002 62 41230/3011 39870/2999 out-of-memory";
        let environment = parse(text).unwrap();
        assert_eq!(line(&environment), format!("{text}\n"));
        assert_eq!(environment.runs[2].end, End::OutOfMemory);
        assert!(environment.runs[0].init.is_some() && environment.runs[1].init.is_none());
    }

    #[test]
    fn what_is_no_measurement_is_refused() {
        for text in [
            "",
            "128",
            "128 0 1/1",
            "128 0 1 60 1/1",
            "64 0 1/1 60 1/1",
            "128 0 1/1 60 1",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
