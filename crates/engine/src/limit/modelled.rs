//! Limits without control groups: CPU share by the analytic model, memory by watching, freezing by
//! signals.

use std::fs;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::{Ceiling, CpuShare};
use crate::platform::process_cpu_time;

/// The processes of one execution environment, found from outside.
#[derive(Debug)]
pub(crate) struct Group {
    marker: String,
    leader: Option<u32>,
    ended: Duration,
    share: CpuShare,
    ceiling: u64,
    peak: u64,
    exceeded: bool,
}

impl Group {
    /// Makes a group whose processes carry the marker in their environment.
    pub(super) fn new(marker: String, ceiling: Ceiling) -> Self {
        Self {
            marker,
            leader: None,
            ended: Duration::ZERO,
            share: CpuShare::Full,
            ceiling: ceiling.memory.bytes(),
            peak: 0,
            exceeded: false,
        }
    }

    pub(super) fn adopt(&mut self, pid: u32) {
        self.leader = Some(pid);
    }

    pub(super) fn set_cpu(&mut self, share: CpuShare) {
        self.share = share;
    }

    /// Signals the leader's process group; processes that left it go on until the end.
    pub(super) fn signal_all(&self, signal: Signal) {
        if let Some(leader) = self.leader.and_then(pid) {
            let _ = kill_process_group(leader, signal);
        }
    }

    /// Returns the CPU time of the leader and of the children that it has waited for.
    pub(super) fn cpu_time(&self) -> Duration {
        let own = self.leader.and_then(process_cpu_time);
        let waited_for = self.leader.and_then(waited_for);
        self.ended + own.unwrap_or_default() + waited_for.unwrap_or_default()
    }

    /// Computes what throttling would add: t = wait + cpu x max(1, 1769 / MB).
    pub(super) fn slowdown(&self, cpu: Duration) -> Duration {
        match self.share {
            CpuShare::Full => Duration::ZERO,
            CpuShare::Vcpus(vcpus) => cpu.mul_f64((1.0 / vcpus - 1.0).max(0.0)),
        }
    }

    pub(super) fn peak_memory(&mut self) -> u64 {
        self.peak = self.peak.max(self.leaders_peak());
        self.peak.min(self.ceiling)
    }

    /// Returns the mark of the running leader alone, which its predecessors have not raised.
    fn leaders_peak(&self) -> u64 {
        let leader = self.leader.and_then(pid);
        leader.and_then(resident_peak).unwrap_or(0)
    }

    pub(super) fn ran_out_of_memory(&mut self) -> bool {
        std::mem::take(&mut self.exceeded)
    }

    pub(super) fn watch(&mut self) {
        let marked = self.leaders_peak();
        self.peak = self.peak.max(marked);
        if marked >= self.ceiling {
            self.exceeded = true;
            self.kill();
        }
    }

    pub(super) fn kill(&mut self) {
        self.ended = self.cpu_time();
        self.signal_all(Signal::KILL);
        Processes::carrying(&self.marker).kill();
        self.leader = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Processes that carry a marker in their environment.
#[derive(Debug)]
pub(crate) struct Processes {
    marker: String,
}

impl Processes {
    /// Names the processes whose environment holds the marker.
    pub(crate) fn carrying(marker: &str) -> Self {
        Self {
            marker: marker.to_owned(),
        }
    }

    /// Kills them all, looking again as long as new ones turn up.
    pub(crate) fn kill(&self) {
        for _ in 0..64 {
            let found = self.find();
            if found.is_empty() {
                return;
            }
            for pid in found {
                let _ = kill_process(pid, Signal::KILL);
            }
            std::thread::yield_now();
        }
    }

    fn find(&self) -> Vec<Pid> {
        let Ok(entries) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        let own = rustix::process::getpid();
        entries
            .filter_map(|entry| Pid::from_raw(entry.ok()?.file_name().to_str()?.parse().ok()?))
            .filter(|pid| *pid != own && self.marks(*pid))
            .collect()
    }

    /// A zombie's environment reads empty, so only living processes are found.
    fn marks(&self, pid: Pid) -> bool {
        let environment =
            fs::read(format!("/proc/{}/environ", pid.as_raw_nonzero())).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|variable| {
            variable.strip_prefix(MARKER.as_bytes()) == Some(self.marker.as_bytes())
        })
    }
}

/// The variable whose value is unique to an environment, and which its children inherit.
const MARKER: &str = "AWS_LAMBDA_LOG_STREAM_NAME=";

fn pid(raw: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(raw).ok()?)
}

/// Returns the CPU time of the children that a process has waited for, to a hundredth of a second.
fn waited_for(pid: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    childrens_ticks(&stat).map(|ticks| TICK.saturating_mul(ticks))
}

/// Reads fields 16 and 17 of `/proc/PID/stat`.
fn childrens_ticks(stat: &str) -> Option<u32> {
    let (_, behind_name) = stat.rsplit_once(')')?;
    let fields = behind_name.split_whitespace().skip(13).take(2);
    let ticks: Option<Vec<u32>> = fields.map(|field| field.parse().ok()).collect();
    ticks
        .filter(|ticks| ticks.len() == 2)?
        .into_iter()
        .reduce(u32::saturating_add)
}

/// The unit of these figures, which no kernel that Linux programs see has otherwise (`USER_HZ`).
const TICK: Duration = Duration::from_millis(10);

/// Returns a process's high-water mark of resident memory in bytes.
pub(super) fn resident_peak(pid: Pid) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", pid.as_raw_nonzero())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(
        line.trim()
            .strip_suffix(" kB")?
            .trim()
            .parse::<u64>()
            .ok()?
            << 10,
    )
}

#[cfg(test)]
mod tests {
    use super::childrens_ticks;

    #[test]
    fn childrens_time_is_found_behind_a_hostile_name() {
        let stat = "7 (a) b 1 2) S 1 7 7 0 -1 4194304 95 300 0 0 3 4 11 22 20 0 1 0 99";
        assert_eq!(childrens_ticks(stat), Some(33));
        assert_eq!(childrens_ticks("7 (a) S 1 7"), None);
        assert_eq!(childrens_ticks(""), None);
    }
}
