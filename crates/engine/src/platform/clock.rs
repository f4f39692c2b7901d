//! Clocks that the standard library does not offer.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Returns nanoseconds of `CLOCK_MONOTONIC`, the clock that the bootstrap reads too.
pub(crate) fn monotonic_nanos() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    u64::try_from(now.tv_sec).unwrap_or(0) * 1_000_000_000 + u64::try_from(now.tv_nsec).unwrap_or(0)
}

/// Returns the CPU time of all threads of a process, those that ended included.
pub(crate) fn process_cpu_time(pid: u32) -> Option<Duration> {
    // The kernel encodes a process's CPU clock as the complement of its id, shifted over the
    // clock's kind (2: as the scheduler counts); glibc's clock_getcpuclockid does the same.
    let clock = (!libc::clockid_t::try_from(pid).ok()? << 3) | 2;
    let mut spent = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `spent` is a valid place for the kernel to write a timespec to.
    let status = unsafe { libc::clock_gettime(clock, &raw mut spent) };
    (status == 0).then(|| {
        let nanos = u32::try_from(spent.tv_nsec).unwrap_or(0);
        Duration::new(u64::try_from(spent.tv_sec).unwrap_or(0), nanos)
    })
}
