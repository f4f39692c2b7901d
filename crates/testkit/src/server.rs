//! Servers that a test starts for itself on a free port of the loopback interface, and that end
//! with it: `PostgreSQL`, Redis, moto's stand-in for AWS, and any program that takes a port.
//!
//! It owns their start, the bounded wait until they answer, and their end. What is put into them is
//! the test's.

use std::env;
use std::fmt;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::python::Packages;

/// Variable with the folder of `PostgreSQL`'s programs.
pub const POSTGRES: &str = "WARMFRONT_TEST_POSTGRES";
/// Variable with Redis's server.
pub const REDIS: &str = "WARMFRONT_TEST_REDIS";

/// Longest that a server may take until it answers, and until it has ended.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long to leave a server alone between two looks at it.
const PAUSE: Duration = Duration::from_millis(10);
/// The user called `nobody`, and its group, as Linux distributions number them.
const NOBODY: u32 = 65534;

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    address: SocketAddr,
    end: Signal,
    // Removed after the process is gone.
    _folder: Option<TempDir>,
}

/// Returns the folder of `PostgreSQL`'s programs, where `cargo xtask test` found one.
#[must_use]
pub fn postgres_programs() -> Option<PathBuf> {
    env::var_os(POSTGRES).map(PathBuf::from)
}

/// Returns Redis's server, where `cargo xtask test` found one.
#[must_use]
pub fn redis_program() -> Option<PathBuf> {
    env::var_os(REDIS).map(PathBuf::from)
}

impl Server {
    /// Starts a new `PostgreSQL` cluster with a user and a database called `postgres`, which anybody
    /// on this machine may use without a password.
    pub fn postgres(programs: &Path) -> anyhow::Result<Self> {
        let folder = private_folder("postgres")?;
        let data = folder.path().join("data");
        let mut initdb = unprivileged(programs.join("initdb"));
        initdb.arg("--pgdata").arg(&data);
        initdb.args(["--username", "postgres", "--auth", "trust"]);
        initdb.args(["--encoding", "UTF8", "--locale", "C", "--no-sync"]);
        let made = initdb.current_dir(folder.path()).output();
        let made = made.context("could not start `initdb`")?;
        ensure!(
            made.status.success(),
            "`initdb` failed: {}{}",
            String::from_utf8_lossy(&made.stdout),
            String::from_utf8_lossy(&made.stderr)
        );
        let address = free_address()?;
        let mut command = unprivileged(programs.join("postgres"));
        command.arg("-D").arg(&data);
        let port = format!("port={}", address.port());
        for setting in [
            port.as_str(),
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            // Nothing in it outlives the test.
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "shared_buffers=16MB",
            "max_connections=50",
            "autovacuum=off",
        ] {
            command.args(["-c", setting]);
        }
        // It waits for no client then, and removes its shared memory.
        Self::start(
            command,
            address,
            Signal::INT,
            Some(folder),
            postgres_answers,
        )
    }

    /// Starts an empty Redis that keeps nothing.
    pub fn redis(program: &Path) -> anyhow::Result<Self> {
        let folder = private_folder("redis")?;
        let address = free_address()?;
        let mut command = unprivileged(program);
        command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        command.args(["--port", &address.port().to_string(), "--dir"]);
        command.arg(folder.path());
        Self::start(command, address, Signal::TERM, Some(folder), accepts)
    }

    /// Starts moto's server, which stands in for all of AWS.
    pub fn moto(packages: &Packages) -> anyhow::Result<Self> {
        let address = free_address()?;
        let mut command = packages.interpreter.command();
        command.env("PYTHONPATH", &packages.site_packages);
        command.args(["-m", "moto.server", "--host", "127.0.0.1", "--port"]);
        command.arg(address.port().to_string());
        Self::start(command, address, Signal::TERM, None, accepts)
    }

    /// Starts a program with a free port behind its arguments.
    pub fn program(mut command: Command) -> anyhow::Result<Self> {
        let address = free_address()?;
        command.arg(address.port().to_string());
        Self::start(command, address, Signal::TERM, None, accepts)
    }

    /// Returns where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns where it listens, as HTTP clients want it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn start(
        mut command: Command,
        address: SocketAddr,
        end: Signal,
        folder: Option<TempDir>,
        is_ready: fn(SocketAddr) -> bool,
    ) -> anyhow::Result<Self> {
        command.stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let program = PathBuf::from(command.get_program());
        let process = command.spawn();
        let process =
            process.with_context(|| format!("could not start `{}`", program.display()))?;
        let mut server = Self {
            process,
            address,
            end,
            _folder: folder,
        };
        let begun = Instant::now();
        while !is_ready(address) {
            if let Some(status) = server.process.try_wait()? {
                bail!("`{}` ended with {status}", program.display());
            }
            ensure!(
                begun.elapsed() < PATIENCE,
                "`{}` does not answer on {address}",
                program.display()
            );
            std::thread::park_timeout(PAUSE);
        }
        Ok(server)
    }

    /// Asks it to end, and kills it when it does not.
    fn stop(&mut self) {
        let id = i32::try_from(self.process.id())
            .ok()
            .and_then(Pid::from_raw);
        if self.process.try_wait().is_ok_and(|status| status.is_none()) {
            let _ = id.map(|id| kill_process(id, self.end));
        }
        let begun = Instant::now();
        while self.process.try_wait().is_ok_and(|status| status.is_none()) {
            if begun.elapsed() > PATIENCE {
                let _ = self.process.kill();
            }
            std::thread::park_timeout(PAUSE);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address.fmt(f)
    }
}

fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn accepts(address: SocketAddr) -> bool {
    TcpStream::connect(address).is_ok()
}

/// `PostgreSQL` listens before it is ready, and then answers a start-up message with an error.
fn postgres_answers(address: SocketAddr) -> bool {
    const START_UP: &[u8] = b"\0\0\0\x29\0\x03\0\0user\0postgres\0database\0postgres\0\0";
    let asked = TcpStream::connect(address).and_then(|mut stream| {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(START_UP)?;
        let mut kind = [0];
        stream.read_exact(&mut kind)?;
        // `R` asks for no password; `E` says that the system is starting up.
        Ok(kind == *b"R")
    });
    asked.unwrap_or(false)
}

/// `PostgreSQL` refuses to run as root, and nothing here needs to.
fn unprivileged(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new(program.as_ref());
    if rustix::process::geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

fn private_folder(name: &str) -> anyhow::Result<TempDir> {
    let prefix = format!("warmfront-test-{name}-");
    let folder = tempfile::Builder::new().prefix(&prefix).tempdir()?;
    if rustix::process::geteuid().is_root() {
        chown(folder.path(), Some(NOBODY), Some(NOBODY))?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redis_answers_and_ends() {
        // Where a server is absent, the set-up step has said so.
        let Some(program) = redis_program() else {
            return;
        };
        let server = Server::redis(&program).unwrap();
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.write_all(b"PING\r\n").unwrap();
        let mut answer = [0; 7];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"+PONG\r\n");
        let address = server.address();
        drop(server);
        assert!(!accepts(address));
    }

    #[test]
    fn postgres_answers_and_ends() {
        let Some(programs) = postgres_programs() else {
            return;
        };
        let server = Server::postgres(&programs).unwrap();
        let address = server.address();
        let psql = Command::new(programs.join("psql"))
            .args(["--host", "127.0.0.1", "--username", "postgres"])
            .args(["--port", &address.port().to_string()])
            .args(["--tuples-only", "--no-align", "--command", "SELECT 6 * 7"])
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&psql.stdout), "42\n");
        drop(server);
        assert!(!accepts(address));
    }

    #[test]
    fn program_that_ends_at_once_is_told() {
        let mut command = Command::new("sh");
        command.args(["-c", "exit 3", "sh"]);
        let failure = Server::program(command).unwrap_err().to_string();
        assert_eq!(failure, "`sh` ended with exit status: 3");
    }
}
