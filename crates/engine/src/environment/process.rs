//! The interpreter's process in an environment.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::fs::Advice;
use rustix::pipe::{PipeFlags, pipe_with};
use tokio::net::unix::pipe;
use tokio::process::{Child, Command};

use super::Environment;
use crate::output::Output;
use crate::platform::{Confinement, c_path, confine, monotonic_nanos};
use crate::setup::{PageCache, RuntimeClient};
use crate::variables::{AGENT, AGENT_DESCRIPTOR};

/// Folders deeper than this are not looked into when pages are dropped.
const DEEPEST: usize = 32;

/// A running interpreter.
#[derive(Debug)]
pub(crate) struct Process {
    pub(super) child: Child,
    pub(super) output: Output,
    /// When the interpreter was executing, by the clock that the bootstrap reads.
    pub(super) executing_nanos: u64,
    /// How long it took until then.
    pub(super) spawn: Duration,
}

impl Environment {
    /// Starts the interpreter.
    pub(super) fn spawn(&mut self) -> io::Result<()> {
        if self.shared.setup.page_cache == PageCache::Drop {
            drop_pages(&self.shared.setup.function.code, DEEPEST);
            self.shared
                .setup
                .site_packages
                .iter()
                .for_each(|folder| drop_pages(folder, DEEPEST));
        }
        let decided = Instant::now();
        let (reader, writer) = pipe_with(PipeFlags::CLOEXEC)?;
        let mut command = self.command(writer)?;
        let recording = self.recording()?;
        if let (Some(recording), Some(program)) = (&recording, &self.shared.agent) {
            let descriptor = recording.as_raw_fd();
            command.env(AGENT, program);
            command.env(AGENT_DESCRIPTOR, descriptor.to_string());
        }
        let confinement = Confinement {
            folder: c_path(&self.shared.setup.function.code)?,
            groups: self.group.entrances(),
            namespace: self.namespace.as_ref(),
            inherited: recording.as_ref().map(AsFd::as_fd),
        };
        confine(command.as_std_mut(), &confinement);
        let child = command.spawn()?;
        let executing_nanos = monotonic_nanos();
        let spawn = decided.elapsed();
        let output = Output::new(pipe::Receiver::from_owned_fd(reader)?);
        self.group.adopt(child.id().unwrap_or_default());
        self.process = Some(Process {
            child,
            output,
            executing_nanos,
            spawn,
        });
        Ok(())
    }

    /// Opens what the agent writes to; a process that starts over goes on behind what is there.
    fn recording(&self) -> io::Result<Option<File>> {
        let Some(agent) = &self.shared.setup.agent else {
            return Ok(None);
        };
        let path = agent.recordings.join(self.number.to_string());
        let file = File::options().append(true).create(true).open(path)?;
        Ok(Some(file))
    }

    fn command(&self, output: OwnedFd) -> io::Result<Command> {
        let setup = &self.shared.setup;
        let mut command = Command::new(&setup.interpreter.program);
        match (setup.runtime_client, &self.shared.bootstrap) {
            (RuntimeClient::Embedded, Some(bootstrap)) => command.arg(bootstrap),
            _ => command.args(["-m", "awslambdaric", &setup.function.handler]),
        };
        command
            .env_clear()
            .envs(&self.variables)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .kill_on_drop(true);
        Ok(command)
    }
}

/// Asks the kernel to forget the pages of all files below a folder.
fn drop_pages(folder: &Path, depth: usize) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        if metadata.is_dir() && depth > 0 {
            drop_pages(&entry.path(), depth - 1);
        } else if metadata.is_file() && metadata.size() > 0 {
            // A file that cannot be opened or advised keeps its pages; the measurement is then warmer.
            let _ = File::open(entry.path())
                .map(|file| rustix::fs::fadvise(&file, 0, None, Advice::DontNeed));
        }
    }
}
