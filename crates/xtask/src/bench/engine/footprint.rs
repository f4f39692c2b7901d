//! The memory of the whole program through many invocations and through a flood of output.

use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, ensure};

use crate::bench::Bench;
use crate::process;

const N_INVOCATIONS: usize = 100_000;

/// Writes one gibibyte in lines of one kibibyte.
const FLOOD: &str = "\
import os

def handler(event, context):
    line = b'x' * 1023 + b'\\n'
    for _ in range(1 << 20):
        os.write(1, line)
";

/// Runs the real program and reads its high-water mark.
pub(super) fn measure(bench: &Bench<'_>) -> anyhow::Result<()> {
    let mut build = process::cargo();
    build.args([
        "build",
        "--quiet",
        "--profile",
        "bench",
        "--package",
        "warmfront-cli",
    ]);
    process::run(build.current_dir(&bench.workspace.root))?;
    let flood = bench.workspace.target.join("bench/flood");
    fs_err::create_dir_all(&flood)?;
    fs_err::write(flood.join("app.py"), FLOOD)?;
    println!("\nhigh-water mark of the program's memory");
    let warm = N_INVOCATIONS.to_string();
    let many = peak(bench, &bench.code, &["--warm", &warm, "--quiet"])?;
    println!("  {N_INVOCATIONS} invocations        {many:>6.1} MB");
    println!(
        "  1 GiB of output           {:>6.1} MB",
        peak(bench, &flood, &["--timeout", "900"])?
    );
    Ok(())
}

fn peak(bench: &Bench<'_>, code: &std::path::Path, flags: &[&str]) -> anyhow::Result<f64> {
    let program = bench.workspace.target.join("release/warmfront");
    let event = bench.workspace.target.join("bench/event.json");
    fs_err::write(&event, super::event(1_000))?;
    let mut command = Command::new(program);
    command
        .args(["invoke", "--memory", "1769", "--python"])
        .arg(&bench.python.program);
    command
        .arg("--directory")
        .arg(code)
        .arg("--event")
        .arg(&event)
        .args(flags);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn()?;
    let mut highest = None;
    let status = loop {
        highest = high_water_mark(&child).or(highest);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::park_timeout(std::time::Duration::from_millis(20));
    };
    ensure!(status.success(), "`warmfront invoke` ended with {status}");
    highest.context("/proc told no high-water mark")
}

/// Returns `VmHWM` in megabytes; it only rises, so the last look is the highest.
fn high_water_mark(child: &Child) -> Option<f64> {
    let status = fs_err::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes / 1024.0)
}
