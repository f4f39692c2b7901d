//! Behaviours through AWS's Runtime Interface Emulator, with `awslambdaric`.

use std::env;
use std::io::Read as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::ensure;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::table::Behaviour;
use crate::bench::http::{Connection, Response};

/// Where the emulator takes events.
pub(super) const INVOKE: &str = "/2015-03-31/functions/function/invocations";

/// How long an answer may take; the longest that an answer needs is an init of ten seconds.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Output that is kept, of which some behaviours have no end.
const KEPT: usize = 1 << 20;

/// All that is needed to run behaviours.
#[derive(Debug)]
pub(super) struct Stand {
    pub(super) program: PathBuf,
    pub(super) python: PathBuf,
    pub(super) client: PathBuf,
    pub(super) fixtures: PathBuf,
}

/// What came of a behaviour: an answer for each invocation.
#[derive(Debug)]
pub(super) struct Observed {
    pub(super) answers: Vec<Answer>,
}

/// What came of an invocation.
#[derive(Debug)]
pub(super) enum Answer {
    /// Some answer.
    Response(Response),
    /// None, and the emulator has ended.
    Ended,
    /// None.
    Silence,
}

impl Stand {
    /// Runs all invocations of a behaviour, unless the table says why not.
    pub(super) fn observe(&self, behaviour: &Behaviour) -> anyhow::Result<Observed> {
        let mut answers = Vec::new();
        if behaviour.without_emulator.is_none() {
            println!("emulator: {}", behaviour.name);
            let mut emulator = self.start(behaviour)?;
            for step in &behaviour.step {
                answers.push(emulator.invoke(&step.payload()));
            }
        }
        Ok(Observed { answers })
    }

    /// Starts the emulator for a behaviour.
    pub(super) fn start(&self, behaviour: &Behaviour) -> anyhow::Result<Emulator> {
        let temporary = tempfile::tempdir()?;
        let (address, runtime_api) = (free_address()?, free_address()?);
        let mut command = Command::new(&self.program);
        command.args(["--runtime-interface-emulator-address", &address.to_string()]);
        command.args(["--runtime-api-address", &runtime_api.to_string()]);
        command.arg(&self.python);
        command.args(["-m", "awslambdaric", &behaviour.handler()]);
        let seconds = behaviour.timeout.div_ceil(1000).to_string();
        command.current_dir(&self.fixtures).envs([
            ("AWS_LAMBDA_FUNCTION_TIMEOUT", seconds.as_str()),
            (
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                &behaviour.memory.to_string(),
            ),
            ("AWS_LAMBDA_FUNCTION_NAME", "fixture"),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("FROM_CONFIGURATION", "yes"),
            ("PYTHONDONTWRITEBYTECODE", "1"),
        ]);
        if behaviour.json_log {
            command.env("AWS_LAMBDA_LOG_FORMAT", "JSON");
        }
        if behaviour.snap_start {
            command.env("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        }
        command
            .env("LAMBDA_TASK_ROOT", &self.fixtures)
            .env("TMPDIR", temporary.path())
            .env(
                "PYTHONPATH",
                env::join_paths([&self.fixtures, &self.client])?,
            );
        let (reader, writer) = std::io::pipe()?;
        command.stdin(Stdio::null());
        command.stdout(writer.try_clone()?).stderr(writer);
        let process = command.process_group(0).spawn()?;
        let emulator = Emulator {
            process,
            address,
            log: Some(std::thread::spawn(|| keep(reader))),
            temporary,
        };
        emulator.await_listening()?;
        Ok(emulator)
    }
}

/// A running emulator; its process group ends with it.
pub(super) struct Emulator {
    process: Child,
    pub(super) address: SocketAddr,
    log: Option<JoinHandle<String>>,
    temporary: tempfile::TempDir,
}

impl Emulator {
    fn await_listening(&self) -> anyhow::Result<()> {
        let start = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            ensure!(start.elapsed() < PATIENCE, "the emulator does not listen");
            std::thread::yield_now();
        }
        Ok(())
    }

    /// Handles one event.
    pub(super) fn invoke(&mut self, event: &[u8]) -> Answer {
        match post(self.address, event) {
            Ok(response) => Answer::Response(response),
            Err(_) if self.has_ended() => Answer::Ended,
            Err(_) => Answer::Silence,
        }
    }

    /// Tells whether the emulator's process is gone; one that is ending gets a moment.
    pub(super) fn has_ended(&mut self) -> bool {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(2) {
            if matches!(self.process.try_wait(), Ok(Some(_))) {
                return true;
            }
            std::thread::yield_now();
        }
        false
    }

    /// Ends it and returns what it and the function wrote.
    pub(super) fn log(mut self) -> String {
        self.end();
        let log = self.log.take().map(JoinHandle::join);
        log.and_then(Result::ok).unwrap_or_default()
    }

    fn end(&mut self) {
        let group = i32::try_from(self.process.id())
            .ok()
            .and_then(Pid::from_raw);
        let _ = group.map(|group| kill_process_group(group, Signal::KILL));
        let _ = self.process.wait();
        // It gives the runtime a process group of its own, and functions leave daemons.
        let marker = format!("TMPDIR={}\0", self.temporary.path().display());
        for pid in processes() {
            let environment = std::fs::read(format!("/proc/{}/environ", pid.as_raw_nonzero()));
            if String::from_utf8_lossy(&environment.unwrap_or_default()).contains(&marker) {
                let _ = kill_process(pid, Signal::KILL);
            }
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.end();
    }
}

/// Sends one event on a connection of its own.
pub(super) fn post(address: SocketAddr, event: &[u8]) -> std::io::Result<Response> {
    Connection::open(address, PATIENCE)?.post(INVOKE, event)
}

fn processes() -> Vec<Pid> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| Pid::from_raw(entry.file_name().to_str()?.parse().ok()?));
    pids.collect()
}

/// Reads to the end, and keeps the beginning.
fn keep(mut reader: std::io::PipeReader) -> String {
    let (mut kept, mut chunk) = (Vec::new(), vec![0; 64 << 10]);
    while let Ok(length @ 1..) = reader.read(&mut chunk) {
        let room = KEPT - kept.len();
        kept.extend_from_slice(&chunk[..length.min(room)]);
    }
    String::from_utf8_lossy(&kept).into_owned()
}

fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
