//! Usage times prices.
//!
//! The formula is that of <https://aws.amazon.com/lambda/pricing/>: requests, memory size over
//! billed duration, ephemeral storage above 512 MB over the same, and for `SnapStart` and
//! provisioned concurrency what is restored and kept. One invocation costs what the first of the
//! month does, without the free tier; a month goes through the tiers.
//!
//! ```
//! # use std::time::Duration;
//! use warmfront_model::{cost, price::PriceTable, units::MemorySize, usage};
//!
//! let configuration = usage::Configuration {
//!     memory_size: MemorySize::new(256)?,
//!     ..usage::Configuration::default()
//! };
//! let (duration, init) = (Duration::from_millis(40), Duration::from_millis(900));
//! let start = usage::Start::Init(init);
//! let cold = cost::of_invocation(&PriceTable::default(), &configuration, duration, start);
//! assert_eq!(cold.total().to_string(), "$0.0000041167");
//! assert_eq!(cold.per_million().to_string(), "$4.12");
//! # Ok::<(), warmfront_model::units::OutOfRange>(())
//! ```

use std::iter::Sum;
use std::ops::Add;
use std::time::Duration;

use crate::invocation::Report;
use crate::money::{Money, PerMillion};
use crate::price::{ArchitecturePrices, FreeTier, PriceTable};
use crate::units::GbSeconds;
use crate::usage::{Capacity, Configuration, Start, Usage};

/// A cost by what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Cost {
    /// Fee per request.
    pub request: Money,
    /// Memory size over billed duration, init included.
    pub compute: Money,
    /// Ephemeral storage above 512 MB.
    pub ephemeral_storage: Money,
    /// Restores from snapshots.
    pub restore: Money,
    /// Keeping provisioned environments.
    pub provisioned: Money,
    /// Keeping snapshots.
    pub snapshot_cache: Money,
}

impl Cost {
    /// Returns the sum of the parts.
    #[must_use]
    pub fn total(&self) -> Money {
        [
            self.request,
            self.compute,
            self.ephemeral_storage,
            self.restore,
            self.provisioned,
            self.snapshot_cache,
        ]
        .into_iter()
        .sum()
    }

    /// Returns the total for a million of what this is the cost of one of.
    #[must_use]
    pub fn per_million(&self) -> PerMillion {
        self.total().per_million()
    }
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            request: self.request + other.request,
            compute: self.compute + other.compute,
            ephemeral_storage: self.ephemeral_storage + other.ephemeral_storage,
            restore: self.restore + other.restore,
            provisioned: self.provisioned + other.provisioned,
            snapshot_cache: self.snapshot_cache + other.snapshot_cache,
        }
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), Add::add)
    }
}

/// What of a month's use is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Allowance {
    /// Nothing: other functions of the account use up the free tier.
    #[default]
    Nothing,
    /// The whole free tier, as if no other function used any.
    FreeTier,
}

/// Returns the cost of one invocation.
#[must_use]
pub fn of_invocation(
    prices: &PriceTable,
    configuration: &Configuration,
    duration: Duration,
    start: Start,
) -> Cost {
    let usage = Usage::of_invocation(configuration, duration, start);
    of_usage(prices, configuration, &usage)
}

/// Returns the cost of the invocation of a REPORT line.
#[must_use]
pub fn of_report(prices: &PriceTable, configuration: &Configuration, report: &Report) -> Cost {
    let usage = Usage::of_report(configuration, report);
    of_usage(prices, configuration, &usage)
}

/// Returns the cost of some use at the prices of the month's first.
#[must_use]
pub fn of_usage(prices: &PriceTable, configuration: &Configuration, usage: &Usage) -> Cost {
    let of_architecture = prices.of(configuration.architecture);
    let per_gb_second = match configuration.capacity {
        Capacity::OnDemand => of_architecture.compute.first(),
        Capacity::Provisioned => of_architecture.provisioned_concurrency.execution,
    };
    Cost {
        request: prices.request.of(usage.n_invocations),
        compute: per_gb_second.of_gb_seconds(usage.compute),
        ephemeral_storage: prices
            .ephemeral_storage
            .of_gb_seconds(usage.ephemeral_storage),
        ..standing(of_architecture, usage)
    }
}

/// Returns the cost of a month's use, through the tiers.
#[must_use]
pub fn of_month(
    prices: &PriceTable,
    configuration: &Configuration,
    usage: &Usage,
    allowance: Allowance,
) -> Cost {
    let cost = of_usage(prices, configuration, usage);
    if configuration.capacity == Capacity::Provisioned {
        // Neither tiers nor the free tier apply to provisioned concurrency.
        return cost;
    }
    let free = match allowance {
        Allowance::Nothing => FreeTier {
            n_requests: 0,
            compute: GbSeconds::ZERO,
        },
        Allowance::FreeTier => prices.free_tier,
    };
    let charged = usage.n_invocations.saturating_sub(free.n_requests);
    let tiers = &prices.of(configuration.architecture).compute;
    Cost {
        request: prices.request.of(charged),
        // That free compute takes its place in the first tier is inferred.
        compute: tiers.cost(usage.compute) - tiers.cost(free.compute.min(usage.compute)),
        ..cost
    }
}

/// Returns the cost of what is paid for apart from invocations' own use.
fn standing(prices: &ArchitecturePrices, usage: &Usage) -> Cost {
    let (provisioned, snap_start) = (&prices.provisioned_concurrency, &prices.snap_start);
    Cost {
        restore: snap_start.restore.of_megabytes(usage.restored_megabytes),
        provisioned: provisioned.idle.of_gb_seconds(usage.provisioned),
        snapshot_cache: snap_start.cache.of_gb_seconds(usage.snapshot_cache),
        ..Cost::default()
    }
}

#[cfg(test)]
mod tests;
