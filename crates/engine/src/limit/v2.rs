//! Control groups, version 2: one folder.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::files::{
    await_room, keyed_number, kill_members, members, number, open_for_reading, open_for_writing,
    remove_group, reread, write,
};
use super::{CPU_PERIOD, Ceiling, CpuShare, PROCESS_LIMIT, PROCESS_ROOM};
use crate::limit::modelled::resident_peak;

/// Controllers that a folder must be able to hand down.
pub(super) const CONTROLLERS: [&str; 3] = ["cpu", "memory", "pids"];

/// Makes a group for groups: enables the controllers for what is below.
pub(super) fn hand_down(folder: &Path) -> io::Result<()> {
    write(&folder.join("cgroup.subtree_control"), "+cpu +memory +pids")
}

/// Undoes that; refused while a group below hands controllers down itself.
pub(super) fn take_back(folder: &Path) -> io::Result<()> {
    write(&folder.join("cgroup.subtree_control"), "-cpu -memory -pids")
}

/// Kills whatever lives in a group and the groups below it.
pub(super) fn kill(folder: &Path) {
    // cgroup.kill (Linux 5.14) reaches the groups below and frozen processes too.
    if write(&folder.join("cgroup.kill"), "1").is_err() {
        for pid in members(&folder.join("cgroup.procs")) {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
        let _ = write(&folder.join("cgroup.freeze"), "0");
    }
    let _ = write(&folder.join("cpu.max"), "max");
    kill_members(&folder.join("cgroup.procs"));
}

/// The group of one execution environment.
#[derive(Debug)]
pub(crate) struct Group {
    folder: PathBuf,
    entrance: File,
    cpu_max: File,
    cpu_stat: File,
    freeze: File,
    events: File,
    peak: Option<File>,
    current: File,
    memory_stat: File,
    limit: u64,
    oom_kills: u64,
    marked: u64,
    used: u64,
}

impl Group {
    pub(super) fn create(folder: &Path, ceiling: Ceiling) -> io::Result<Self> {
        fs_err::create_dir(folder)?;
        Self::configure(folder, ceiling).inspect_err(|_| remove_group(folder))
    }

    fn configure(folder: &Path, ceiling: Ceiling) -> io::Result<Self> {
        let limit = ceiling.memory.bytes();
        write(&folder.join("memory.max"), &limit.to_string())?;
        // Absent where the kernel accounts no swap; Lambda has none.
        let _ = write(&folder.join("memory.swap.max"), "0");
        write(&folder.join("pids.max"), &PROCESS_LIMIT.to_string())?;
        Ok(Self {
            entrance: open_for_writing(&folder.join("cgroup.procs"))?,
            cpu_max: open_for_writing(&folder.join("cpu.max"))?,
            cpu_stat: open_for_reading(&folder.join("cpu.stat"))?,
            freeze: open_for_writing(&folder.join("cgroup.freeze"))?,
            events: open_for_reading(&folder.join("memory.events"))?,
            // Since Linux 5.19.
            peak: open_for_reading(&folder.join("memory.peak")).ok(),
            current: open_for_reading(&folder.join("memory.current"))?,
            memory_stat: open_for_reading(&folder.join("memory.stat"))?,
            folder: folder.to_owned(),
            limit,
            oom_kills: 0,
            marked: 0,
            used: 0,
        })
    }

    pub(super) fn entrances(&self) -> Vec<BorrowedFd<'_>> {
        vec![self.entrance.as_fd()]
    }

    pub(super) fn set_cpu(&self, share: CpuShare) {
        let quota = share
            .quota_micros()
            .map_or_else(|| "max".to_owned(), |quota| quota.to_string());
        set(
            &self.cpu_max,
            &format!("{quota} {}", CPU_PERIOD.as_micros()),
        );
    }

    pub(super) fn freeze(&self) {
        set(&self.freeze, "1");
    }

    pub(super) fn thaw(&self) {
        set(&self.freeze, "0");
    }

    pub(super) fn cpu_time(&self) -> Duration {
        let text = reread(&self.cpu_stat).unwrap_or_default();
        Duration::from_micros(keyed_number(&text, "usage_usec").unwrap_or(0))
    }

    /// Returns the most memory that was in use, reckoned as for version 1.
    pub(super) fn peak_memory(&mut self) -> u64 {
        let marked = number(self.peak.as_ref().unwrap_or(&self.current)).unwrap_or(0);
        if marked == self.marked {
            return self.used;
        }
        self.marked = marked;
        let stat = reread(&self.memory_stat).unwrap_or_default();
        let cache = keyed_number(&stat, "file").unwrap_or(0);
        let shared = keyed_number(&stat, "shmem").unwrap_or(0);
        let processes = members(&self.folder.join("cgroup.procs"));
        let resident = processes
            .into_iter()
            .filter_map(resident_peak)
            .max()
            .unwrap_or(0);
        let without_cache = marked.saturating_sub(cache.saturating_sub(shared));
        self.used = self.used.max(without_cache).max(resident).min(self.limit);
        self.used
    }

    pub(super) fn ran_out_of_memory(&mut self) -> bool {
        let text = reread(&self.events).unwrap_or_default();
        let kills = keyed_number(&text, "oom_kill").unwrap_or(0);
        let more = kills > self.oom_kills;
        self.oom_kills = kills;
        more
    }

    pub(super) fn kill(&self) {
        kill(&self.folder);
        await_room(&self.folder.join("pids.current"), PROCESS_ROOM);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        kill(&self.folder);
        remove_group(&self.folder);
    }
}

/// Writes a setting through an open handle; see the same in version 1.
fn set(file: &File, value: &str) {
    let _ = file.write_all_at(value.as_bytes(), 0);
}
