//! What AWS's Runtime Interface Emulator with `awslambdaric` takes for the example function: the
//! figure that our own engine is held against.

use std::env;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use rustix::process::{Pid, Signal, kill_process_group};
use warmfront_stats::probability::Probability;
use warmfront_stats::quantile::Sample;

use super::http::Connection;
use super::{Benchmark, Wanted, peer};
use crate::environments;
use crate::workspace::Workspace;

pub(super) const BENCHMARK: Benchmark = Benchmark {
    name: "emulator",
    about: "cold starts and warm invocations through AWS's Runtime Interface Emulator",
    run,
};

const N_COLD_STARTS: usize = 10;
const N_WARM: usize = 1000;
const PATIENCE: Duration = Duration::from_secs(30);
const INVOKE: &str = "/2015-03-31/functions/function/invocations";

fn run(workspace: &Workspace, _wanted: &Wanted) -> anyhow::Result<()> {
    let environments = environments::ready(workspace)?;
    let (python, _) = environments
        .packages
        .as_ref()
        .context("no Python 3.11 to 3.13")?;
    let client = environments
        .awslambdaric(python)
        .context("no awslambdaric here")?;
    let program = peer::emulator(workspace, python)?;
    let example = workspace.root.join("examples/hello");
    let event = fs_err::read(example.join("events/order.json"))?;
    let search_path = env::join_paths([&example.join("src"), client])?;
    let (mut cold, mut warm) = (Vec::new(), Vec::new());
    for _ in 0..N_COLD_STARTS {
        let mut command = Command::new(&program);
        command.env("PYTHONPATH", &search_path);
        let emulator = Emulator::start(command, &python.program)?;
        let mut connection = emulator.connect()?;
        cold.push(invoke(&mut connection, &event)?);
        for _ in 0..N_WARM / N_COLD_STARTS {
            warm.push(invoke(&mut connection, &event)?);
        }
    }
    show("cold", cold)?;
    show("warm", warm)
}

fn show(name: &str, times: Vec<Duration>) -> anyhow::Result<()> {
    let sample = Sample::from_durations(times)?;
    println!(
        "{name} n {:<5} least {:>8.3} p50 {:>8.3} p90 {:>8.3} most {:>8.3} ms",
        sample.len(),
        sample.min(),
        sample.median(),
        sample.quantile(Probability::P90),
        sample.max(),
    );
    Ok(())
}

/// Handles one event; an error document is no measurement.
pub(super) fn invoke(connection: &mut Connection, event: &[u8]) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let response = connection.post(INVOKE, event)?;
    let time = start.elapsed();
    let body = String::from_utf8_lossy(&response.body);
    let failed = response.status != 200 || body.contains("\"errorType\"");
    ensure!(!failed, "the function failed: {} {body}", response.status);
    Ok(time)
}

/// A running emulator; its process group ends with it.
pub(super) struct Emulator {
    process: Child,
    address: SocketAddr,
}

impl Emulator {
    /// Starts the emulator with `awslambdaric` and the handler `app.handler`.
    pub(super) fn start(mut command: Command, python: &Path) -> anyhow::Result<Self> {
        let (address, runtime_api) = (free_address()?, free_address()?);
        command
            .arg("--runtime-interface-emulator-address")
            .arg(address.to_string());
        command
            .arg("--runtime-api-address")
            .arg(runtime_api.to_string());
        command
            .arg(python)
            .args(["-m", "awslambdaric", "app.handler"]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let process = command.process_group(0).spawn()?;
        Ok(Self { process, address })
    }

    /// Waits until it listens; the runtime inside starts with the first invocation only.
    pub(super) fn connect(&self) -> anyhow::Result<Connection> {
        let start = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            ensure!(start.elapsed() < PATIENCE, "the emulator does not listen");
            std::thread::yield_now();
        }
        Ok(Connection::open(self.address, PATIENCE)?)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let group = i32::try_from(self.process.id())
            .ok()
            .and_then(Pid::from_raw);
        let _ = group.map(|group| kill_process_group(group, Signal::KILL));
        let _ = self.process.wait();
    }
}

fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
