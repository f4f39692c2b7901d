//! Control groups, version 1: one folder per controller.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::files::{
    await_room, kill_members, number, open_for_reading, open_for_writing, remove_group, write,
};
use super::memory::{Gauge, Names};
use super::{CPU_PERIOD, Ceiling, CpuShare, PROCESS_LIMIT, PROCESS_ROOM};

/// Controllers that are used; the freezer first, since a frozen process does not die of a signal
/// and would be waited for in vain under another.
pub(super) const CONTROLLERS: [&str; 5] = ["freezer", "cpu", "memory", "cpuacct", "pids"];

const MEMORY: Names = Names {
    peak: &["memory.max_usage_in_bytes"],
    events: "memory.oom_control",
    cache: "total_cache",
    shared: "total_shmem",
};

/// The folder of a group under each controller; controllers mounted together share one.
#[derive(Debug, Clone)]
pub(crate) struct Folders {
    pub(super) cpu: PathBuf,
    pub(super) memory: PathBuf,
    pub(super) cpuacct: PathBuf,
    pub(super) freezer: PathBuf,
    pub(super) pids: PathBuf,
}

impl Folders {
    /// Returns the folders of a group below.
    pub(super) fn below(&self, name: &str) -> Self {
        Self {
            cpu: self.cpu.join(name),
            memory: self.memory.join(name),
            cpuacct: self.cpuacct.join(name),
            freezer: self.freezer.join(name),
            pids: self.pids.join(name),
        }
    }

    /// Returns the folder of each controller, in the order in which groups can be cleared.
    pub(super) fn freezer_first(&self) -> [&Path; 5] {
        [
            &self.freezer,
            &self.cpu,
            &self.memory,
            &self.cpuacct,
            &self.pids,
        ]
    }

    /// Returns each folder once.
    pub(super) fn distinct(&self) -> Vec<&Path> {
        let mut all: Vec<&Path> = vec![
            &self.cpu,
            &self.memory,
            &self.cpuacct,
            &self.freezer,
            &self.pids,
        ];
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Names one folder under every controller.
    pub(super) fn all_in(folder: &Path) -> Self {
        Self {
            cpu: folder.to_owned(),
            memory: folder.to_owned(),
            cpuacct: folder.to_owned(),
            freezer: folder.to_owned(),
            pids: folder.to_owned(),
        }
    }

    /// Makes all folders or none.
    pub(super) fn create(&self) -> io::Result<()> {
        let folders = self.distinct();
        for (made, folder) in folders.iter().enumerate() {
            if let Err(error) = fs_err::create_dir(folder) {
                folders[..made]
                    .iter()
                    .for_each(|folder| remove_group(folder));
                return Err(error);
            }
        }
        Ok(())
    }

    /// Kills whatever lives in the group and removes it.
    pub(super) fn end(&self) {
        self.kill();
        self.remove();
    }

    fn remove(&self) {
        for folder in self.distinct() {
            remove_group(folder);
        }
    }

    /// Kills whatever lives in the group.
    pub(super) fn kill(&self) {
        // A frozen process dies only when it is thawed; it cannot run in between.
        for folder in self.distinct() {
            for pid in super::files::members(&folder.join("cgroup.procs")) {
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
            }
        }
        let _ = write(&self.freezer.join("freezer.state"), "THAWED");
        let _ = write(&self.cpu.join("cpu.cfs_quota_us"), "-1");
        for folder in self.distinct() {
            kill_members(&folder.join("cgroup.procs"));
        }
    }
}

/// The group of one execution environment.
#[derive(Debug)]
pub(crate) struct Group {
    folders: Folders,
    entrances: Vec<File>,
    quota: File,
    usage: File,
    state: File,
    memory: Gauge,
}

impl Group {
    pub(super) fn create(folders: &Folders, ceiling: Ceiling) -> io::Result<Self> {
        folders.create()?;
        Self::configure(folders, ceiling).inspect_err(|_| folders.remove())
    }

    fn configure(folders: &Folders, ceiling: Ceiling) -> io::Result<Self> {
        let limit = ceiling.memory.bytes();
        write(
            &folders.memory.join("memory.limit_in_bytes"),
            &limit.to_string(),
        )?;
        // Without swap accounting the file is absent; Lambda has no swap.
        let _ = write(
            &folders.memory.join("memory.memsw.limit_in_bytes"),
            &limit.to_string(),
        );
        write(&folders.pids.join("pids.max"), &PROCESS_LIMIT.to_string())?;
        write(
            &folders.cpu.join("cpu.cfs_period_us"),
            &CPU_PERIOD.as_micros().to_string(),
        )?;
        let procs = |folder: &Path| open_for_writing(&folder.join("cgroup.procs"));
        Ok(Self {
            entrances: folders
                .distinct()
                .into_iter()
                .map(procs)
                .collect::<Result<_, _>>()?,
            quota: open_for_writing(&folders.cpu.join("cpu.cfs_quota_us"))?,
            usage: open_for_reading(&folders.cpuacct.join("cpuacct.usage"))?,
            state: open_for_writing(&folders.freezer.join("freezer.state"))?,
            memory: Gauge::open(&folders.memory, &MEMORY, limit)?,
            folders: folders.clone(),
        })
    }

    pub(super) fn entrances(&self) -> Vec<BorrowedFd<'_>> {
        self.entrances.iter().map(AsFd::as_fd).collect()
    }

    pub(super) fn set_cpu(&self, share: CpuShare) {
        let quota = share
            .quota_micros()
            .map_or_else(|| "-1".to_owned(), |quota| quota.to_string());
        set(&self.quota, &quota);
    }

    pub(super) fn freeze(&self) {
        set(&self.state, "FROZEN");
    }

    pub(super) fn thaw(&self) {
        set(&self.state, "THAWED");
    }

    pub(super) fn cpu_time(&self) -> Duration {
        Duration::from_nanos(number(&self.usage).unwrap_or(0))
    }

    pub(super) fn peak_memory(&mut self) -> u64 {
        self.memory.most_used()
    }

    pub(super) fn ran_out_of_memory(&mut self) -> bool {
        self.memory.ran_out()
    }

    pub(super) fn kill(&self) {
        self.folders.kill();
        await_room(&self.folders.pids.join("pids.current"), PROCESS_ROOM);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.folders.end();
    }
}

/// Writes a setting through an open handle. A failure means that the group is gone, which whoever
/// waits for its processes learns from their end.
fn set(file: &File, value: &str) {
    let _ = file.write_all_at(value.as_bytes(), 0);
}
