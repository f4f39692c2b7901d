//! Quantities that stand on a bill or in a configuration, as types.

use std::fmt;
use std::time::Duration;

/// Megabytes that buy exactly one vCPU, as the Lambda documentation states.
pub const MEGABYTES_PER_VCPU: u32 = 1769;

/// A quantity outside what Lambda accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what} of {given} MB is outside {least} to {most} MB")]
pub struct OutOfRange {
    what: &'static str,
    given: u64,
    least: u32,
    most: u32,
}

/// Configured memory size, which sets the CPU share and the price too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemorySize {
    megabytes: u32,
}

impl MemorySize {
    /// Smallest size that Lambda offers, and its default.
    pub const LEAST: Self = Self { megabytes: 128 };
    /// Largest size that Lambda offers.
    pub const MOST: Self = Self { megabytes: 10_240 };

    /// Accepts whole megabytes within Lambda's bounds.
    pub fn new(megabytes: u64) -> Result<Self, OutOfRange> {
        within(
            "memory size",
            megabytes,
            Self::LEAST.megabytes,
            Self::MOST.megabytes,
        )
        .map(|megabytes| Self { megabytes })
    }

    /// Returns the size in megabytes.
    #[must_use]
    pub fn megabytes(self) -> u32 {
        self.megabytes
    }

    /// Returns the size in bytes.
    #[must_use]
    pub fn bytes(self) -> u64 {
        u64::from(self.megabytes) << 20
    }

    /// Returns the share of CPU during invocations: 1.0 is one vCPU.
    #[must_use]
    pub fn vcpus(self) -> f64 {
        f64::from(self.megabytes) / f64::from(MEGABYTES_PER_VCPU)
    }
}

impl Default for MemorySize {
    fn default() -> Self {
        Self::LEAST
    }
}

impl fmt::Display for MemorySize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} MB", self.megabytes)
    }
}

/// Configured size of `/tmp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EphemeralStorage {
    megabytes: u32,
}

impl EphemeralStorage {
    /// Smallest size that Lambda offers, its default, and free of charge.
    pub const LEAST: Self = Self { megabytes: 512 };
    /// Largest size that Lambda offers.
    pub const MOST: Self = Self { megabytes: 10_240 };

    /// Accepts whole megabytes within Lambda's bounds.
    pub fn new(megabytes: u64) -> Result<Self, OutOfRange> {
        within(
            "ephemeral storage",
            megabytes,
            Self::LEAST.megabytes,
            Self::MOST.megabytes,
        )
        .map(|megabytes| Self { megabytes })
    }

    /// Returns the size in megabytes.
    #[must_use]
    pub fn megabytes(self) -> u32 {
        self.megabytes
    }

    /// Returns the size in bytes.
    #[must_use]
    pub fn bytes(self) -> u64 {
        u64::from(self.megabytes) << 20
    }
}

impl Default for EphemeralStorage {
    fn default() -> Self {
        Self::LEAST
    }
}

fn within(what: &'static str, given: u64, least: u32, most: u32) -> Result<u32, OutOfRange> {
    u32::try_from(given)
        .ok()
        .filter(|megabytes| (least..=most).contains(megabytes))
        .ok_or(OutOfRange {
            what,
            given,
            least,
            most,
        })
}

/// Duration as billed: whole milliseconds, rounded up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BilledDuration {
    millis: u64,
}

impl BilledDuration {
    /// Returns the whole milliseconds.
    #[must_use]
    pub fn millis(self) -> u64 {
        self.millis
    }
}

impl From<Duration> for BilledDuration {
    fn from(used: Duration) -> Self {
        let millis = used.as_nanos().div_ceil(1_000_000);
        Self {
            millis: u64::try_from(millis).unwrap_or(u64::MAX),
        }
    }
}
