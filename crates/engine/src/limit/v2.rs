//! Control groups, version 2: one folder.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::files::{
    await_room, keyed_number, kill_members, members, open_for_reading, open_for_writing,
    remove_group, reread, write,
};
use super::memory::{Gauge, Names};
use super::{CPU_PERIOD, Ceiling, CpuShare, PROCESS_LIMIT, PROCESS_ROOM};

/// Controllers that a folder must be able to hand down.
pub(super) const CONTROLLERS: [&str; 3] = ["cpu", "memory", "pids"];

const MEMORY: Names = Names {
    // The mark exists since Linux 5.19.
    peak: &["memory.peak", "memory.current"],
    events: "memory.events",
    cache: "file",
    shared: "shmem",
};

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
    memory: Gauge,
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
            memory: Gauge::open(folder, &MEMORY, limit)?,
            folder: folder.to_owned(),
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

    pub(super) fn peak_memory(&mut self) -> u64 {
        self.memory.most_used()
    }

    pub(super) fn ran_out_of_memory(&mut self) -> bool {
        self.memory.ran_out()
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
