//! Quantities that stand on a bill or in a configuration, as types.

mod gb_seconds;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

pub use gb_seconds::GbSeconds;

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

/// A text that is no memory size of Lambda's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MemorySizeError {
    /// It is not a whole number of megabytes.
    #[error("`{text}` is not a memory size such as `512` or `512 MB`")]
    NotMegabytes {
        /// The text as given.
        text: String,
    },
    /// It is a number that Lambda does not offer.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
}

impl FromStr for MemorySize {
    type Err = MemorySizeError;

    /// Reads `512`, `512MB` or `512 MB`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.strip_suffix("MB").unwrap_or(text).trim();
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let megabytes = number.parse().ok().filter(|_| digits);
        let megabytes = megabytes.ok_or_else(|| MemorySizeError::NotMegabytes {
            text: text.to_owned(),
        })?;
        Ok(Self::new(megabytes)?)
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

    /// Returns the megabytes that are charged for: those above the free ones.
    #[must_use]
    pub fn charged_megabytes(self) -> u32 {
        self.megabytes - Self::LEAST.megabytes
    }
}

impl fmt::Display for EphemeralStorage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} MB", self.megabytes)
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BilledDuration {
    millis: u64,
}

impl BilledDuration {
    /// Takes whole milliseconds, as a REPORT line states them.
    #[must_use]
    pub fn from_millis(millis: u64) -> Self {
        Self { millis }
    }

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

impl From<BilledDuration> for Duration {
    fn from(billed: BilledDuration) -> Self {
        Self::from_millis(billed.millis)
    }
}

impl fmt::Display for BilledDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.millis)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn memory_size_reads_what_it_displays() {
        for text in ["512", "512MB", "512 MB", " 512 "] {
            assert_eq!(text.parse(), MemorySize::new(512).map_err(Into::into));
        }
        let size = MemorySize::MOST;
        assert_eq!(size.to_string().parse(), Ok(size));
    }

    #[test]
    fn memory_size_says_why_it_refuses() {
        let refusal = |text: &str| text.parse::<MemorySize>().unwrap_err().to_string();
        assert_eq!(
            refusal("64"),
            "memory size of 64 MB is outside 128 to 10240 MB"
        );
        for text in [
            "",
            "MB",
            "+512",
            "-1",
            "0.5",
            "512 GB",
            "99999999999999999999",
        ] {
            assert_eq!(
                refusal(text),
                format!("`{text}` is not a memory size such as `512` or `512 MB`")
            );
        }
    }

    #[test]
    fn billed_duration_rounds_up_to_the_millisecond() {
        let billed = |nanos| BilledDuration::from(Duration::from_nanos(nanos)).millis();
        assert_eq!(
            [0, 1, 999_999, 1_000_000, 1_000_001].map(billed),
            [0, 1, 1, 1, 2]
        );
        assert_eq!(BilledDuration::from_millis(1698).to_string(), "1698 ms");
    }

    #[test]
    fn longest_duration_does_not_overflow() {
        assert_eq!(BilledDuration::from(Duration::MAX).millis(), u64::MAX);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            drop(text.parse::<MemorySize>());
        }
    }
}
