//! What is billed, before prices: billed durations, and quantities that add up.
//!
//! One invocation, a month of them, a kept environment and a kept snapshot are all a [`Usage`];
//! [`crate::cost`] prices it.

use std::iter::Sum;
use std::ops::Add;
use std::time::Duration;

use crate::function::{Architecture, Function};
use crate::invocation::Report;
use crate::units::{BilledDuration, EphemeralStorage, GbSeconds, MemorySize};

/// Provisioned concurrency is charged in steps of five minutes.
pub const PROVISIONED_STEP: Duration = Duration::from_mins(5);

/// A published version's snapshot is charged for at least three hours.
pub const SNAPSHOT_LEAST: Duration = Duration::from_hours(3);

/// Who keeps the environments that serve a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Capacity {
    /// Lambda, as it sees fit; `SnapStart` included.
    #[default]
    OnDemand,
    /// The account, by paying for provisioned concurrency.
    Provisioned,
}

/// What of a function's configuration sets the price of its invocations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Configuration {
    /// Deployed instruction set.
    pub architecture: Architecture,
    /// Configured memory size.
    pub memory_size: MemorySize,
    /// Configured size of `/tmp`.
    pub ephemeral_storage: EphemeralStorage,
    /// Who keeps the environments.
    pub capacity: Capacity,
}

impl From<&Function> for Configuration {
    /// Takes a function as served on demand, since provisioned concurrency belongs to aliases.
    fn from(function: &Function) -> Self {
        Self {
            architecture: function.architecture,
            memory_size: function.memory_size,
            ephemeral_storage: function.ephemeral_storage,
            capacity: Capacity::OnDemand,
        }
    }
}

/// What an invocation waited for, as the bill sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Start {
    /// Nothing: the environment was ready.
    Warm,
    /// An init of this duration.
    Init(Duration),
    /// A restore from a snapshot, of which this much is billed: loading the runtime and the
    /// after-restore hooks, not the restore itself.
    Restore(BilledDuration),
}

impl Start {
    /// Returns what is billed for an invocation that started so and ran for `duration`.
    ///
    /// Init and duration are added before rounding: a platform log of October 2026 has 1233.96 ms
    /// and an init of 463.512 ms billed as 1698 ms. Init has been billed in every on-demand
    /// configuration since 2025-08-01.
    #[must_use]
    pub fn billed(self, duration: Duration) -> BilledDuration {
        match self {
            Self::Warm => duration.into(),
            Self::Init(init) => duration.saturating_add(init).into(),
            Self::Restore(billed) => duration.saturating_add(billed.into()).into(),
        }
    }
}

/// Quantities on a bill, which add up over invocations and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Usage {
    /// Invocations, each of which is one request on the bill.
    pub n_invocations: u64,
    /// Memory size over billed duration.
    pub compute: GbSeconds,
    /// Ephemeral storage above the free 512 MB over billed duration.
    pub ephemeral_storage: GbSeconds,
    /// Memory size of the restored environments, in megabytes.
    pub restored_megabytes: u64,
    /// Memory size of provisioned environments over the time they are kept.
    pub provisioned: GbSeconds,
    /// Memory size of snapshots over the time they are kept.
    pub snapshot_cache: GbSeconds,
}

impl Usage {
    /// Returns what one invocation uses.
    #[must_use]
    pub fn of_invocation(configuration: &Configuration, duration: Duration, start: Start) -> Self {
        let usage = Self::of_billed(configuration, start.billed(duration));
        match start {
            Start::Restore(_) => usage + Self::of_restore(configuration.memory_size),
            Start::Warm | Start::Init(_) => usage,
        }
    }

    /// Returns what the invocation of a REPORT line uses, by the line's own billed duration and
    /// memory size.
    #[must_use]
    pub fn of_report(configuration: &Configuration, report: &Report) -> Self {
        let configuration = Configuration {
            memory_size: report.memory_size,
            ..*configuration
        };
        let usage = Self::of_billed(&configuration, report.billed_duration);
        match report.restore_duration {
            Some(_) => usage + Self::of_restore(report.memory_size),
            None => usage,
        }
    }

    /// Returns what keeping `n` provisioned environments uses, in whole steps of five minutes.
    #[must_use]
    pub fn of_provisioned(memory_size: MemorySize, n_environments: u32, kept: Duration) -> Self {
        let steps = kept.as_nanos().div_ceil(PROVISIONED_STEP.as_nanos());
        let step = GbSeconds::new(memory_size, PROVISIONED_STEP.into());
        // Saturates only beyond the age of the universe.
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        Self {
            provisioned: step
                .saturating_mul(steps)
                .saturating_mul(n_environments.into()),
            ..Self::default()
        }
    }

    /// Returns what keeping the snapshots of `n` published versions uses, three hours each at least.
    #[must_use]
    pub fn of_snapshots(memory_size: MemorySize, n_versions: u32, kept: Duration) -> Self {
        let kept = if n_versions > 0 {
            kept.max(SNAPSHOT_LEAST)
        } else {
            kept
        };
        Self {
            snapshot_cache: GbSeconds::new(memory_size, kept.into())
                .saturating_mul(n_versions.into()),
            ..Self::default()
        }
    }

    /// Returns `n` times as much, stopping at the largest value.
    #[must_use]
    pub fn saturating_mul(self, n: u64) -> Self {
        Self {
            n_invocations: self.n_invocations.saturating_mul(n),
            compute: self.compute.saturating_mul(n),
            ephemeral_storage: self.ephemeral_storage.saturating_mul(n),
            restored_megabytes: self.restored_megabytes.saturating_mul(n),
            provisioned: self.provisioned.saturating_mul(n),
            snapshot_cache: self.snapshot_cache.saturating_mul(n),
        }
    }

    fn of_billed(configuration: &Configuration, billed: BilledDuration) -> Self {
        let storage = configuration.ephemeral_storage.charged_megabytes();
        Self {
            n_invocations: 1,
            compute: GbSeconds::new(configuration.memory_size, billed),
            // Over the billed duration, as compute is: the price page speaks of the time the
            // function runs, and whether init counts here is inferred.
            ephemeral_storage: GbSeconds::of_megabytes(storage, billed),
            ..Self::default()
        }
    }

    /// The price page's example restores one GB for a function of 1,024 MB, so it is the memory
    /// size that counts, not what the snapshot holds.
    fn of_restore(memory_size: MemorySize) -> Self {
        Self {
            restored_megabytes: memory_size.megabytes().into(),
            ..Self::default()
        }
    }
}

impl Add for Usage {
    type Output = Self;

    /// Adds, stopping at the largest value.
    fn add(self, other: Self) -> Self {
        Self {
            n_invocations: self.n_invocations.saturating_add(other.n_invocations),
            compute: self.compute + other.compute,
            ephemeral_storage: self.ephemeral_storage + other.ephemeral_storage,
            restored_megabytes: self
                .restored_megabytes
                .saturating_add(other.restored_megabytes),
            provisioned: self.provisioned + other.provisioned,
            snapshot_cache: self.snapshot_cache + other.snapshot_cache,
        }
    }
}

impl Sum for Usage {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::invocation::Status;

    fn micros(micros: u64) -> Duration {
        Duration::from_micros(micros)
    }

    fn report(billed: u64, restore_duration: Option<Duration>) -> Report {
        Report {
            duration: micros(149_530),
            billed_duration: BilledDuration::from_millis(billed),
            memory_size: MemorySize::new(3538).unwrap(),
            max_memory_used_mb: 163,
            init_duration: None,
            restore_duration,
            status: Status::Success,
            error_type: None,
        }
    }

    #[test]
    fn a_cold_start_is_billed_with_its_init_as_in_a_platform_log() {
        let billed = Start::Init(micros(463_512)).billed(micros(1_233_960));
        assert_eq!(billed.millis(), 1698);
    }

    #[test]
    fn init_and_duration_are_rounded_once() {
        assert_eq!(Start::Warm.billed(micros(100)).millis(), 1);
        assert_eq!(Start::Init(micros(200)).billed(micros(100)).millis(), 1);
        assert_eq!(Start::Init(micros(999)).billed(micros(2)).millis(), 2);
    }

    #[test]
    fn a_restore_is_billed_in_part_as_in_a_platform_log() {
        let start = Start::Restore(BilledDuration::from_millis(163));
        assert_eq!(start.billed(micros(149_530)).millis(), 313);
    }

    #[test]
    fn a_report_counts_as_it_says() {
        let configuration = Configuration::default();
        let usage = Usage::of_report(&configuration, &report(313, Some(micros(789_640))));
        assert_eq!(usage.compute.megabyte_millis(), 3538 * 313);
        assert_eq!(usage.restored_megabytes, 3538);
        let warm = Usage::of_report(&configuration, &report(150, None));
        assert_eq!((warm.n_invocations, warm.restored_megabytes), (1, 0));
    }

    #[test]
    fn free_storage_is_not_counted() {
        let mut configuration = Configuration::default();
        let used = |configuration: &Configuration| {
            Usage::of_invocation(configuration, micros(2000), Start::Warm).ephemeral_storage
        };
        assert_eq!(used(&configuration), GbSeconds::ZERO);
        configuration.ephemeral_storage = EphemeralStorage::new(513).unwrap();
        assert_eq!(used(&configuration).megabyte_millis(), 2);
    }

    #[test]
    fn provisioned_environments_are_charged_in_steps_of_five_minutes() {
        let kept = |seconds| {
            let kept = Duration::from_secs(seconds);
            Usage::of_provisioned(MemorySize::LEAST, 8, kept).provisioned
        };
        assert_eq!(kept(0), GbSeconds::ZERO);
        assert_eq!(kept(1), GbSeconds::whole(300));
        assert_eq!(kept(300), GbSeconds::whole(300));
        assert_eq!(kept(301), GbSeconds::whole(600));
    }

    #[test]
    fn a_snapshot_is_charged_for_three_hours_at_least() {
        let kept = |n_versions, seconds| {
            let kept = Duration::from_secs(seconds);
            Usage::of_snapshots(MemorySize::LEAST, n_versions, kept).snapshot_cache
        };
        assert_eq!(kept(8, 1), GbSeconds::whole(10_800));
        assert_eq!(kept(8, 10_801), GbSeconds::whole(10_801));
        assert_eq!(kept(0, 1), GbSeconds::ZERO);
    }

    #[test]
    fn the_longest_durations_do_not_overflow() {
        let start = Start::Init(Duration::MAX);
        let configuration = Configuration::default();
        let usage = Usage::of_invocation(&configuration, Duration::MAX, start)
            + Usage::of_provisioned(MemorySize::MOST, u32::MAX, Duration::MAX)
            + Usage::of_snapshots(MemorySize::MOST, u32::MAX, Duration::MAX);
        assert!(usage.saturating_mul(u64::MAX).compute > GbSeconds::ZERO);
    }

    proptest! {
        #[test]
        fn billed_duration_covers_the_time_by_less_than_a_millisecond(
            duration in 0_u64..1_000_000_000_000,
            init in 0_u64..1_000_000_000_000,
        ) {
            let start = Start::Init(Duration::from_nanos(init));
            let billed = u128::from(start.billed(Duration::from_nanos(duration)).millis()) * 1_000_000;
            let spent = u128::from(duration) + u128::from(init);
            prop_assert!(billed >= spent && billed - spent < 1_000_000);
        }

        #[test]
        fn many_times_one_is_the_sum(megabytes in 128_u64..=10_240, millis in 0_u64..900_000, n in 0_u64..50) {
            let configuration = Configuration {
                memory_size: MemorySize::new(megabytes).unwrap(),
                ephemeral_storage: EphemeralStorage::MOST,
                ..Configuration::default()
            };
            let start = Start::Restore(BilledDuration::from_millis(7));
            let one = Usage::of_invocation(&configuration, Duration::from_millis(millis), start);
            let sum: Usage = std::iter::repeat_n(one, usize::try_from(n).unwrap()).sum();
            prop_assert_eq!(one.saturating_mul(n), sum);
        }
    }
}
