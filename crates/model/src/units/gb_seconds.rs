//! Memory held over time, which is what compute is priced by.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use super::{BilledDuration, MemorySize};

/// Megabyte-milliseconds in one GB-second: 1,024 MB for 1,000 ms.
const PER_GB_SECOND: u128 = 1_024_000;

/// Decimals that a person is shown.
const SHOWN: u128 = 1_000_000;

/// Memory held over time, counted exactly in megabyte-milliseconds; one GB-second is 1,024 MB for
/// one second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct GbSeconds {
    megabyte_millis: u128,
}

impl GbSeconds {
    /// Nothing held.
    pub const ZERO: Self = Self { megabyte_millis: 0 };

    /// Returns what a memory size held for a billed duration amounts to.
    #[must_use]
    pub fn new(memory_size: MemorySize, billed: BilledDuration) -> Self {
        Self::of_megabytes(memory_size.megabytes(), billed)
    }

    /// Returns what megabytes of any kind held for a billed duration amount to.
    #[must_use]
    pub fn of_megabytes(megabytes: u32, billed: BilledDuration) -> Self {
        Self {
            megabyte_millis: u128::from(megabytes) * u128::from(billed.millis()),
        }
    }

    /// Takes whole GB-seconds, as the bounds of price tiers are stated.
    #[must_use]
    pub const fn whole(gb_seconds: u64) -> Self {
        // Lossless: `From` is not callable in a constant.
        Self {
            megabyte_millis: gb_seconds as u128 * PER_GB_SECOND,
        }
    }

    /// Returns the exact count of megabyte-milliseconds.
    #[must_use]
    pub fn megabyte_millis(self) -> u128 {
        self.megabyte_millis
    }

    /// Returns `n` times as much, stopping at the largest value.
    #[must_use]
    pub fn saturating_mul(self, n: u64) -> Self {
        Self {
            megabyte_millis: self.megabyte_millis.saturating_mul(u128::from(n)),
        }
    }

    /// Returns the difference, stopping at zero.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self {
            megabyte_millis: self.megabyte_millis.saturating_sub(other.megabyte_millis),
        }
    }
}

impl Add for GbSeconds {
    type Output = Self;

    /// Adds, stopping at the largest value.
    fn add(self, other: Self) -> Self {
        Self {
            megabyte_millis: self.megabyte_millis.saturating_add(other.megabyte_millis),
        }
    }
}

impl Sum for GbSeconds {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for GbSeconds {
    /// Shows at most six decimals, rounded to nearest, without trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.megabyte_millis / PER_GB_SECOND;
        let rest = self.megabyte_millis % PER_GB_SECOND;
        // The largest rest is further from one than half a millionth, so nothing carries.
        let millionths = (rest * SHOWN + PER_GB_SECOND / 2) / PER_GB_SECOND;
        let decimals = format!("{millionths:06}");
        match decimals.trim_end_matches('0') {
            "" => write!(f, "{whole} GB-s"),
            decimals => write!(f, "{whole}.{decimals} GB-s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn used(megabytes: u64, millis: u64) -> GbSeconds {
        let memory_size = MemorySize::new(megabytes).unwrap();
        GbSeconds::new(memory_size, BilledDuration::from_millis(millis))
    }

    #[test]
    fn one_gb_second_is_1024_mb_for_a_second() {
        assert_eq!(used(1024, 1000), GbSeconds::whole(1));
        assert_eq!(used(128, 8000), GbSeconds::whole(1));
        assert!(used(1024, 999) < GbSeconds::whole(1));
    }

    #[test]
    fn display_drops_trailing_zeros() {
        assert_eq!(used(1024, 1000).to_string(), "1 GB-s");
        assert_eq!(used(512, 300).to_string(), "0.15 GB-s");
        assert_eq!(used(128, 1).to_string(), "0.000125 GB-s");
        assert_eq!(used(1025, 999_999).to_string(), "1000.975562 GB-s");
    }

    #[test]
    fn display_holds_at_the_edges() {
        let nearly = GbSeconds {
            megabyte_millis: PER_GB_SECOND * 2_000_000 - 1,
        };
        assert_eq!(nearly.to_string(), "1999999.999999 GB-s");
        let most = GbSeconds {
            megabyte_millis: u128::MAX,
        };
        assert!(most.to_string().ends_with(" GB-s"));
    }

    #[test]
    fn the_largest_value_is_kept() {
        let most = GbSeconds {
            megabyte_millis: u128::MAX,
        };
        assert_eq!(most + used(128, 1), most);
        assert_eq!(most.saturating_mul(2), most);
        assert_eq!(GbSeconds::ZERO.saturating_sub(most), GbSeconds::ZERO);
    }

    proptest! {
        #[test]
        fn many_times_one_is_the_sum(megabytes in 128_u64..=10_240, millis in 0_u64..1_000_000, n in 0_u64..50) {
            let one = used(megabytes, millis);
            let sum: GbSeconds = std::iter::repeat_n(one, usize::try_from(n).unwrap()).sum();
            prop_assert_eq!(one.saturating_mul(n), sum);
            prop_assert_eq!(sum.megabyte_millis(), u128::from(megabytes * millis * n));
        }
    }
}
