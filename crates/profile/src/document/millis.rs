//! A stretch or point of time in milliseconds.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize, Serializer};

/// Milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Deserialize)]
pub struct Millis(pub f64);

impl Millis {
    /// No time.
    pub const ZERO: Self = Self(0.0);

    /// Reads nanoseconds.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "a stretch of time is far below 2^53 ns"
    )]
    pub fn from_nanos(nanos: u64) -> Self {
        Self(nanos as f64 / 1e6)
    }

    /// Returns the time as a duration; what is negative or no number is none.
    #[must_use]
    pub fn to_duration(self) -> Duration {
        Duration::try_from_secs_f64(self.0 / 1e3).unwrap_or_default()
    }
}

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // To the nearest nanosecond, so that no rounding error of a float is written. JSON has no
        // word for what is no number, and a profile that was written must be readable.
        let finite = if self.0.is_finite() { self.0 } else { 0.0 };
        serializer.serialize_f64((finite * 1e6).round() / 1e6)
    }
}

impl From<Duration> for Millis {
    fn from(duration: Duration) -> Self {
        Self(duration.as_secs_f64() * 1e3)
    }
}

impl Add for Millis {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Millis {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Millis {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Millis {
    fn sum<I: Iterator<Item = Self>>(times: I) -> Self {
        times.fold(Self::ZERO, Add::add)
    }
}
