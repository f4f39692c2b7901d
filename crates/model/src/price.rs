//! Price lists: what Lambda asks for a GB-second, a request and the rest, by architecture.
//!
//! It owns the built-in list, its replacement from text, and tiers. What an invocation uses is in
//! [`crate::usage`], what that costs in [`crate::cost`]. Not priced: response streaming, savings
//! plans, tenant isolation, Managed Instances, durable functions and data transfer.

mod built_in;
mod date;
mod file;
mod tiers;

use std::str::FromStr;

pub use date::{Date, NotADate};
pub use file::PriceTableError;
pub use tiers::{Tier, Tiers, TiersError};

use crate::function::Architecture;
use crate::money::{self, DecimalError, Money, parse_decimal};
use crate::units::GbSeconds;

/// Decimals that a price may have; a bill stays exact with this many.
pub const DECIMALS: u32 = 11;

/// Atoms of [`Money`] in the last decimal of a price.
const ATOMS: u128 = money::pow10(money::DECIMALS - DECIMALS);

/// Dollars per unit of something, never negative, of at most eleven decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Price {
    /// In 10^-11 dollars.
    steps: u64,
}

impl Price {
    /// Reads the price of a million units, as that of requests is printed: `0.20`, exactly.
    pub fn from_per_million(text: &str) -> Result<Self, DecimalError> {
        Self::read(text, DECIMALS - 6)
    }

    /// Returns the cost of `n` units.
    #[must_use]
    pub fn of(self, n: u64) -> Money {
        self.exactly(u128::from(n), ATOMS)
    }

    /// Returns the cost where the price is per GB-second.
    #[must_use]
    pub fn of_gb_seconds(self, used: GbSeconds) -> Money {
        // Exact: 10^13 atoms over 1,024,000 megabyte-milliseconds is a whole number.
        self.exactly(used.megabyte_millis(), ATOMS / 1_024_000)
    }

    /// Returns the cost of megabytes where the price is per GB of 1,024 MB.
    #[must_use]
    pub fn of_megabytes(self, megabytes: u64) -> Money {
        self.exactly(u128::from(megabytes), ATOMS / 1024)
    }

    fn read(text: &str, decimals: u32) -> Result<Self, DecimalError> {
        let steps = parse_decimal(text, decimals)?;
        if steps < 0 {
            return Err(DecimalError::Negative { text: text.into() });
        }
        let steps = u64::try_from(steps);
        steps
            .map(|steps| Self { steps })
            .map_err(|_| DecimalError::TooLarge { text: text.into() })
    }

    fn exactly(self, count: u128, atoms: u128) -> Money {
        let product = count
            .saturating_mul(atoms)
            .saturating_mul(u128::from(self.steps));
        Money::from_atoms(i128::try_from(product).unwrap_or(i128::MAX))
    }
}

impl FromStr for Price {
    type Err = DecimalError;

    /// Reads a decimal such as `0.0000166667`, exactly.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::read(text, DECIMALS)
    }
}

/// Prices of provisioned concurrency, per GB-second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProvisionedPrices {
    /// For keeping an environment ready, busy or not.
    pub idle: Price,
    /// For running in it.
    pub execution: Price,
}

/// Prices of `SnapStart`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnapStartPrices {
    /// For keeping a published version's snapshot, per GB-second of memory size.
    pub cache: Price,
    /// For restoring it, per GB of memory size.
    pub restore: Price,
}

/// Prices that depend on the architecture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchitecturePrices {
    /// On-demand compute, per GB-second.
    pub compute: Tiers,
    /// Provisioned concurrency.
    pub provisioned_concurrency: ProvisionedPrices,
    /// `SnapStart` for Python.
    pub snap_start: SnapStartPrices,
}

/// What an account gets free every month, both architectures together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeTier {
    /// Requests.
    pub n_requests: u64,
    /// On-demand compute.
    pub compute: GbSeconds,
}

/// The price list of one region on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceTable {
    /// Region, such as `us-east-1`.
    pub region: String,
    /// Day on which the prices were published.
    pub as_of: Date,
    /// One request.
    pub request: Price,
    /// Ephemeral storage above the free 512 MB, per GB-second of billed duration.
    pub ephemeral_storage: Price,
    /// Prices on 64-bit x86.
    pub x86_64: ArchitecturePrices,
    /// Prices on 64-bit Arm.
    pub arm64: ArchitecturePrices,
    /// What is free every month.
    pub free_tier: FreeTier,
}

impl PriceTable {
    /// Returns the prices of an architecture.
    #[must_use]
    pub fn of(&self, architecture: Architecture) -> &ArchitecturePrices {
        match architecture {
            Architecture::X86_64 => &self.x86_64,
            Architecture::Arm64 => &self.arm64,
        }
    }

    /// Reads replacements for built-in prices; what the text does not name keeps its value.
    ///
    /// ```
    /// # use warmfront_model::price::PriceTable;
    /// let table = PriceTable::from_toml(
    ///     r#"
    ///     region = "af-south-1"
    ///     as_of = 2026-09-19
    ///     requests_per_million = "0.20"
    ///
    ///     [x86_64]
    ///     compute = [{ above = 0, price = "0.0000221" }]
    ///     "#,
    /// )?;
    /// assert_eq!(table.region, "af-south-1");
    /// assert_eq!(table.arm64, PriceTable::default().arm64);
    /// # Ok::<(), warmfront_model::price::PriceTableError>(())
    /// ```
    pub fn from_toml(text: &str) -> Result<Self, PriceTableError> {
        file::read(text)
    }
}

impl Default for PriceTable {
    /// Returns the built-in list, that of us-east-1.
    fn default() -> Self {
        built_in::us_east_1()
    }
}

#[cfg(test)]
mod tests;
