//! Limits on an execution environment: CPU share, memory, processes; and what goes with them:
//! freezing, measuring, killing.
//!
//! Control groups are used where this machine offers them; otherwise limits are modelled, and the
//! engine says so.

mod base;
mod files;
mod memory;
mod modelled;
mod mounts;
mod place;
mod stale;
mod v1;
mod v2;

use std::fmt;
use std::os::fd::BorrowedFd;
use std::time::Duration;

use warmfront_model::units::MemorySize;

pub(crate) use base::Base;
pub(crate) use modelled::Processes;

/// Processes and threads that Lambda allows (its quotas page).
const PROCESS_LIMIT: u64 = 1024;

/// Processes of the past that may still count when an environment starts over.
const PROCESS_ROOM: u64 = 16;

/// Period over which the CPU share is enforced. Shorter follows the share more closely at small
/// sizes, and one millisecond of quota, the kernel's least, must not exceed 128 MB's share.
pub const CPU_PERIOD: Duration = Duration::from_millis(20);

/// How limits are put into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limits {
    /// Enforced by control groups, version 2.
    CgroupV2,
    /// Enforced by control groups, version 1.
    CgroupV1,
    /// Computed from measured CPU time; memory is watched, not enforced by the kernel.
    Modelled,
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CgroupV2 => "cgroup v2",
            Self::CgroupV1 => "cgroup v1",
            Self::Modelled => "modelled",
        })
    }
}

/// What a group shall hold its processes to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ceiling {
    /// Memory, all processes together.
    pub(crate) memory: MemorySize,
}

/// CPU that a group may use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum CpuShare {
    /// As much as there is.
    Full,
    /// This many vCPUs.
    Vcpus(f64),
}

impl CpuShare {
    /// Returns the quota per period in microseconds, or nothing when there is no limit.
    fn quota_micros(self) -> Option<u64> {
        match self {
            Self::Full => None,
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "rounded, positive, small"
            )]
            Self::Vcpus(vcpus) => {
                Some((CPU_PERIOD.as_secs_f64() * 1e6 * vcpus).round().max(1000.0) as u64)
            }
        }
    }
}

/// The group of one execution environment.
#[derive(Debug)]
pub(crate) enum Group {
    /// Control groups, version 2.
    V2(v2::Group),
    /// Control groups, version 1.
    V1(v1::Group),
    /// Signals and measurements from outside.
    Modelled(modelled::Group),
}

impl Group {
    /// Returns the open `cgroup.procs` files that a child joins.
    pub(crate) fn entrances(&self) -> Vec<BorrowedFd<'_>> {
        match self {
            Self::V2(group) => group.entrances(),
            Self::V1(group) => group.entrances(),
            Self::Modelled(_) => Vec::new(),
        }
    }

    /// Tells the group its main process.
    pub(crate) fn adopt(&mut self, pid: u32) {
        if let Self::Modelled(group) = self {
            group.adopt(pid);
        }
    }

    /// Sets the CPU share.
    pub(crate) fn set_cpu(&mut self, share: CpuShare) {
        match self {
            Self::V2(group) => group.set_cpu(share),
            Self::V1(group) => group.set_cpu(share),
            Self::Modelled(group) => group.set_cpu(share),
        }
    }

    /// Stops all processes until they are thawed.
    pub(crate) fn freeze(&mut self) {
        match self {
            Self::V2(group) => group.freeze(),
            Self::V1(group) => group.freeze(),
            Self::Modelled(group) => group.signal_all(rustix::process::Signal::STOP),
        }
    }

    /// Lets all processes go on.
    pub(crate) fn thaw(&mut self) {
        match self {
            Self::V2(group) => group.thaw(),
            Self::V1(group) => group.thaw(),
            Self::Modelled(group) => group.signal_all(rustix::process::Signal::CONT),
        }
    }

    /// Returns the CPU time of all processes since the group was made.
    pub(crate) fn cpu_time(&self) -> Duration {
        match self {
            Self::V2(group) => group.cpu_time(),
            Self::V1(group) => group.cpu_time(),
            Self::Modelled(group) => group.cpu_time(),
        }
    }

    /// Returns how much longer the stretch would take under the share than it did without it.
    pub(crate) fn modelled_slowdown(&self, cpu: Duration) -> Duration {
        match self {
            Self::V2(_) | Self::V1(_) => Duration::ZERO,
            Self::Modelled(group) => group.slowdown(cpu),
        }
    }

    /// Returns the high-water mark of memory in bytes.
    pub(crate) fn peak_memory(&mut self) -> u64 {
        match self {
            Self::V2(group) => group.peak_memory(),
            Self::V1(group) => group.peak_memory(),
            Self::Modelled(group) => group.peak_memory(),
        }
    }

    /// Tells whether memory ran out since the last call.
    pub(crate) fn ran_out_of_memory(&mut self) -> bool {
        match self {
            Self::V2(group) => group.ran_out_of_memory(),
            Self::V1(group) => group.ran_out_of_memory(),
            Self::Modelled(group) => group.ran_out_of_memory(),
        }
    }

    /// Tells whether memory must be watched from outside by calling [`Group::watch`].
    pub(crate) fn needs_watching(&self) -> bool {
        matches!(self, Self::Modelled(_))
    }

    /// Looks at the memory in use and kills all processes when it is over the ceiling.
    pub(crate) fn watch(&mut self) {
        if let Self::Modelled(group) = self {
            group.watch();
        }
    }

    /// Kills all processes and waits until they are gone.
    pub(crate) fn kill(&mut self) {
        match self {
            Self::V2(group) => group.kill(),
            Self::V1(group) => group.kill(),
            Self::Modelled(group) => group.kill(),
        }
    }
}
