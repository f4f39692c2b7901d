//! Runs a program with a bound on its time and on what it may say.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// What a program said, and how it ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its exit status; `None` when its time was up.
    pub(crate) status: Option<ExitStatus>,
    /// The last of what it wrote to stdout.
    pub(crate) stdout: String,
    /// The last of what it wrote to stderr.
    pub(crate) stderr: String,
}

impl Ended {
    pub(crate) fn is_success(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }
}

/// Runs a program to its end, or stops it when its time is up.
///
/// Its input is the caller's to set. `hear` gets each line of stdout and stderr as it comes; of each stream the last `keep` bytes
/// are returned.
pub(crate) fn run(
    command: &mut Command,
    limit: Duration,
    keep: usize,
    hear: &mut dyn FnMut(&str),
) -> io::Result<Ended> {
    own_group(command);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // Bounded, so that a flood waits in the pipe and not in memory.
    let (sender, receiver) = mpsc::sync_channel(16);
    let out = child
        .stdout
        .take()
        .map(|stream| follow(stream, 0, sender.clone()));
    let err = child.stderr.take().map(|stream| follow(stream, 1, sender));
    let mut kept = [Vec::new(), Vec::new()];
    let deadline = Instant::now() + limit;
    let mut status = None;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        match receiver.recv_timeout(left.min(Duration::from_millis(100))) {
            Ok((stream, chunk)) => take(&mut kept[stream], &chunk, keep, hear),
            // A grandchild may hold the pipes open after the program itself is gone.
            Err(RecvTimeoutError::Timeout) => status = child.try_wait()?,
            Err(RecvTimeoutError::Disconnected) => status = Some(child.wait()?),
        }
        if status.is_some() {
            break;
        }
    }
    if status.is_none() {
        stop(&mut child)?;
    }
    // The threads end with the pipes; what still holds one open is not waited for.
    drop((out, err));
    let [stdout, stderr] = kept.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ok(Ended {
        status,
        stdout,
        stderr,
    })
}

fn take(kept: &mut Vec<u8>, chunk: &[u8], keep: usize, hear: &mut dyn FnMut(&str)) {
    for line in String::from_utf8_lossy(chunk).lines() {
        if !line.trim().is_empty() {
            hear(line.trim());
        }
    }
    kept.extend_from_slice(chunk);
    if kept.len() > keep {
        kept.drain(..kept.len() - keep);
    }
}

fn follow(
    mut stream: impl Read + Send + 'static,
    which: usize,
    sender: mpsc::SyncSender<(usize, Vec<u8>)>,
) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut buffer = [0; 8192];
        while let Ok(read) = stream.read(&mut buffer) {
            if read == 0 || sender.send((which, buffer[..read].to_vec())).is_err() {
                break;
            }
        }
    })
}

/// Gives the program a process group of its own, so that what it starts can be stopped with it.
#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

#[cfg(unix)]
fn stop(child: &mut Child) -> io::Result<()> {
    let group = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        // The group may be gone already.
        let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    child.kill()?;
    child.wait().map(drop)
}

#[cfg(not(unix))]
fn stop(child: &mut Child) -> io::Result<()> {
    child.kill()?;
    child.wait().map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Ended {
        let mut command = Command::new("sh");
        command.args(["-c", script]).stdin(Stdio::null());
        run(&mut command, limit, 100, &mut |_| ()).unwrap()
    }

    #[test]
    fn what_a_program_says_is_kept_to_its_last_part() {
        let ended = shell(
            "echo first; yes | head -n 1000; echo last",
            Duration::from_secs(30),
        );
        assert!(ended.is_success());
        assert!(ended.stdout.ends_with("last\n") && ended.stdout.len() <= 100);
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        let ended = shell("sleep 600 & sleep 600", Duration::from_millis(200));
        assert!(ended.status.is_none());
    }

    #[test]
    fn a_program_that_floods_is_stopped() {
        let ended = shell("yes", Duration::from_millis(200));
        assert!(ended.status.is_none());
    }

    #[test]
    fn a_grandchild_that_stays_does_not_hold_up() {
        let ended = shell("sleep 5 & echo done", Duration::from_secs(30));
        assert_eq!(ended.stdout, "done\n");
        assert!(ended.is_success());
    }
}
