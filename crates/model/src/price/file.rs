//! Replacements of built-in prices, from TOML text.

use toml::{Table, Value};

use super::{
    ArchitecturePrices, Date, FreeTier, NotADate, Price, PriceTable, ProvisionedPrices,
    SnapStartPrices, Tier, Tiers, TiersError,
};
use crate::money::DecimalError;
use crate::units::GbSeconds;

/// Why a text is no price table; every variant but the first names the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceTableError {
    /// The text is not TOML.
    #[error("price table is not TOML")]
    Syntax {
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// No price has this key.
    #[error("price table has an unknown key `{key}`")]
    UnknownKey {
        /// Key from the top, with dots.
        key: String,
    },
    /// A key that its section needs is absent.
    #[error("price table lacks `{key}`")]
    MissingKey {
        /// Key from the top, with dots.
        key: String,
    },
    /// The value is of another type.
    #[error("`{key}` is not {expected}")]
    WrongType {
        /// Key from the top, with dots.
        key: String,
        /// What it should be.
        expected: &'static str,
    },
    /// The text is no price.
    #[error("`{key}` is not a price")]
    Price {
        /// Key from the top, with dots.
        key: String,
        /// Why.
        source: DecimalError,
    },
    /// The text is no date.
    #[error("`{key}` is not a date")]
    Date {
        /// Key from the top, with dots.
        key: String,
        /// Why.
        source: NotADate,
    },
    /// The tiers do not rise from zero.
    #[error("`{key}` is not a list of rising tiers")]
    Tiers {
        /// Key from the top, with dots.
        key: String,
        /// Why.
        source: TiersError,
    },
}

type Result<T = ()> = std::result::Result<T, PriceTableError>;

pub(super) fn read(text: &str) -> Result<PriceTable> {
    let table = text.parse().map_err(|source| PriceTableError::Syntax {
        source: Box::new(source),
    })?;
    let mut prices = PriceTable::default();
    let mut top = Section {
        prefix: String::new(),
        table,
    };
    top.value("region", &mut prices.region, as_text)?;
    top.value("as_of", &mut prices.as_of, as_date)?;
    // As the price page prints it; a price per request would invite a factor of a million.
    top.value(
        "requests_per_million",
        &mut prices.request,
        as_price_per_million,
    )?;
    top.value("ephemeral_storage", &mut prices.ephemeral_storage, as_price)?;
    top.section("x86_64", &mut prices.x86_64, architecture)?;
    top.section("arm64", &mut prices.arm64, architecture)?;
    top.section("free_tier", &mut prices.free_tier, free_tier)?;
    top.finish()?;
    Ok(prices)
}

fn architecture(section: &mut Section, prices: &mut ArchitecturePrices) -> Result {
    section.value("compute", &mut prices.compute, as_tiers)?;
    section.section(
        "provisioned_concurrency",
        &mut prices.provisioned_concurrency,
        provisioned_concurrency,
    )?;
    section.section("snap_start", &mut prices.snap_start, snap_start)
}

fn provisioned_concurrency(section: &mut Section, prices: &mut ProvisionedPrices) -> Result {
    section.value("idle", &mut prices.idle, as_price)?;
    section.value("execution", &mut prices.execution, as_price)
}

fn snap_start(section: &mut Section, prices: &mut SnapStartPrices) -> Result {
    section.value("cache", &mut prices.cache, as_price)?;
    section.value("restore", &mut prices.restore, as_price)
}

fn free_tier(section: &mut Section, free: &mut FreeTier) -> Result {
    section.value("requests", &mut free.n_requests, as_count)?;
    section.value("gb_seconds", &mut free.compute, as_gb_seconds)
}

/// A table and where it is; what has been read is taken out of it.
struct Section {
    prefix: String,
    table: Table,
}

impl Section {
    /// Replaces `into` when the key is there.
    fn value<T>(
        &mut self,
        key: &str,
        into: &mut T,
        read: impl FnOnce(String, Value) -> Result<T>,
    ) -> Result {
        if let Some(value) = self.table.remove(key) {
            *into = read(self.path(key), value)?;
        }
        Ok(())
    }

    /// Reads what must be there.
    fn required<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(String, Value) -> Result<T>,
    ) -> Result<T> {
        let path = self.path(key);
        match self.table.remove(key) {
            Some(value) => read(path, value),
            None => Err(PriceTableError::MissingKey { key: path }),
        }
    }

    /// Replaces what a table below this one names.
    fn section<T>(
        &mut self,
        key: &str,
        into: &mut T,
        read: impl FnOnce(&mut Self, &mut T) -> Result,
    ) -> Result {
        let Some(value) = self.table.remove(key) else {
            return Ok(());
        };
        let mut below = as_section(self.path(key), value)?;
        read(&mut below, into)?;
        below.finish()
    }

    /// Refuses what nobody has taken.
    fn finish(self) -> Result {
        match self.table.keys().next() {
            Some(key) => Err(PriceTableError::UnknownKey {
                key: self.path(key),
            }),
            None => Ok(()),
        }
    }

    fn path(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }
}

fn as_section(key: String, value: Value) -> Result<Section> {
    match value {
        Value::Table(table) => Ok(Section {
            prefix: format!("{key}."),
            table,
        }),
        _ => wrong_type(key, "a table"),
    }
}

fn as_text(key: String, value: Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text),
        _ => wrong_type(key, "a text"),
    }
}

fn as_date(key: String, value: Value) -> Result<Date> {
    let text = match value {
        Value::String(text) => text,
        Value::Datetime(time) => time.to_string(),
        _ => return wrong_type(key, "a date such as 2026-09-19"),
    };
    text.parse()
        .map_err(|source| PriceTableError::Date { key, source })
}

fn as_price(key: String, value: Value) -> Result<Price> {
    as_decimal(key, value, str::parse)
}

fn as_price_per_million(key: String, value: Value) -> Result<Price> {
    as_decimal(key, value, Price::from_per_million)
}

fn as_decimal(
    key: String,
    value: Value,
    read: impl FnOnce(&str) -> std::result::Result<Price, DecimalError>,
) -> Result<Price> {
    match value {
        Value::String(text) => read(&text).map_err(|source| PriceTableError::Price { key, source }),
        // A bare number would be a float, which is not exact.
        _ => wrong_type(key, "a decimal in quotes such as \"0.0000166667\""),
    }
}

fn as_count(key: String, value: Value) -> Result<u64> {
    value
        .try_into()
        .or_else(|_| wrong_type(key, "a whole number"))
}

fn as_gb_seconds(key: String, value: Value) -> Result<GbSeconds> {
    as_count(key, value).map(GbSeconds::whole)
}

fn as_tiers(key: String, value: Value) -> Result<Tiers> {
    let Value::Array(values) = value else {
        return wrong_type(key, "a list of tiers");
    };
    let tiers = values
        .into_iter()
        .enumerate()
        .map(|(index, value)| as_tier(format!("{key}[{index}]"), value))
        .collect::<Result<Vec<_>>>()?;
    Tiers::new(&tiers).map_err(|source| PriceTableError::Tiers { key, source })
}

fn as_tier(key: String, value: Value) -> Result<Tier> {
    let mut section = as_section(key, value)?;
    let tier = Tier {
        above: section.required("above", as_gb_seconds)?,
        price: section.required("price", as_price)?,
    };
    section.finish()?;
    Ok(tier)
}

fn wrong_type<T>(key: String, expected: &'static str) -> Result<T> {
    Err(PriceTableError::WrongType { key, expected })
}
