//! One run of the tool: its identity and its folder, and the clearing of what dead runs left.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::limit::Processes;

/// Identity of a running process, which a later process with the same id does not share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunId {
    pid: u32,
    started: u64,
}

impl RunId {
    /// Returns the identity of this process.
    pub(crate) fn current() -> io::Result<Self> {
        let pid = std::process::id();
        let started =
            started(pid).ok_or_else(|| io::Error::other("/proc does not tell our start"))?;
        Ok(Self { pid, started })
    }

    /// Returns the name that folders and groups of the run bear.
    pub(crate) fn name(&self) -> String {
        format!("warmfront-{}-{}", self.pid, self.started)
    }

    /// Reads such a name, with the engine's number behind it or without.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let name = name.split_once('.').map_or(name, |(run, _)| run);
        let (pid, started) = name.strip_prefix("warmfront-")?.split_once('-')?;
        Some(Self {
            pid: pid.parse().ok()?,
            started: started.parse().ok()?,
        })
    }

    /// Tells whether the process still runs.
    pub(crate) fn is_alive(&self) -> bool {
        started(self.pid) == Some(self.started)
    }
}

/// Returns when a living process started, in clock ticks since boot (field 22 of `/proc/PID/stat`).
fn started(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may itself hold spaces and parentheses.
    let (_, behind_name) = stat.rsplit_once(')')?;
    let mut fields = behind_name.split_whitespace();
    // A zombie runs nothing any more, however long its parent takes to notice.
    let alive = !matches!(fields.next()?, "Z" | "X");
    fields.nth(18)?.parse().ok().filter(|_| alive)
}

/// The run's folder; it goes when this is dropped.
#[derive(Debug)]
pub(crate) struct RunFolder {
    path: PathBuf,
}

impl RunFolder {
    /// Makes the folder below the state folder, which is made private to the user first.
    pub(crate) fn create(state_folder: &Path, run: &RunId) -> io::Result<Self> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(state_folder)?;
        let metadata = fs_err::symlink_metadata(state_folder)?;
        if !metadata.is_dir() || metadata.uid() != rustix::process::getuid().as_raw() {
            let message = format!("`{}` belongs to somebody else", state_folder.display());
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
        }
        clear_stale(state_folder);
        let engine = ENGINES.fetch_add(1, Ordering::Relaxed).to_string();
        let path = state_folder.join(run.name()).with_extension(engine);
        fs::DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self { path })
    }

    /// Makes the folder of one environment, with a note of the marker that its processes carry.
    pub(crate) fn environment(&self, number: u32, marker: &str) -> io::Result<PathBuf> {
        let folder = self.path.join(number.to_string());
        fs_err::create_dir(&folder)?;
        fs_err::write(folder.join(MARKER_FILE), marker)?;
        Ok(folder)
    }

    /// Returns the folder's path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the folder's name, which tells engines of one process apart.
    pub(crate) fn name(&self) -> &str {
        let name = self.path.file_name().and_then(|name| name.to_str());
        name.expect("the name was made from numbers")
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        // What cannot be removed now is stale for the next run.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Numbers the engines of this process, whose control groups lie together wherever their state
/// folders do.
static ENGINES: AtomicU32 = AtomicU32::new(0);

const MARKER_FILE: &str = "marker";

fn clear_stale(state_folder: &Path) {
    let Ok(entries) = fs::read_dir(state_folder) else {
        return;
    };
    for folder in entries.flatten().map(|entry| entry.path()) {
        let run = folder
            .file_name()
            .and_then(|name| name.to_str())
            .and_then(RunId::parse);
        if run.is_some_and(|run| !run.is_alive()) {
            end_stragglers(&folder);
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

fn end_stragglers(run: &Path) {
    let Ok(environments) = fs::read_dir(run) else {
        return;
    };
    for environment in environments.flatten() {
        let marker = fs::read_to_string(environment.path().join(MARKER_FILE)).unwrap_or_default();
        if !marker.is_empty() {
            Processes::carrying(&marker).kill();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_alive_and_its_name_reads_back() {
        let run = RunId::current().unwrap();
        assert!(run.is_alive());
        assert_eq!(RunId::parse(&run.name()), Some(run));
    }

    #[test]
    fn another_start_of_the_same_process_id_is_dead() {
        let run = RunId::current().unwrap();
        assert!(
            !RunId {
                started: run.started + 1,
                ..run
            }
            .is_alive()
        );
    }

    #[test]
    fn folders_of_dead_runs_are_cleared_and_others_stay() {
        let state = tempfile::tempdir().unwrap();
        let dead = state.path().join("warmfront-4194304-1.0");
        let foreign = state.path().join("warmfront-notes");
        fs::create_dir_all(dead.join("1")).unwrap();
        fs::create_dir(&foreign).unwrap();
        let run = RunFolder::create(state.path(), &RunId::current().unwrap()).unwrap();
        assert!(!dead.exists() && foreign.exists() && run.path().exists());
    }

    #[test]
    fn folder_goes_with_the_run() {
        let state = tempfile::tempdir().unwrap();
        let run = RunFolder::create(state.path(), &RunId::current().unwrap()).unwrap();
        run.environment(1, "marker").unwrap();
        let path = run.path().to_owned();
        drop(run);
        assert!(!path.exists());
    }
}
