//! Dollars, exact to the last digit of the price list.
//!
//! An amount is a whole number of 10^-24 dollars. A price of eleven decimals times
//! megabyte-milliseconds over 1,024,000 is a whole number of those, so nothing is rounded between
//! the price list and the text that a person reads. It has no currency but the dollar, and no
//! floats but [`Money::ratio`].

mod decimal;

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};
use std::str::FromStr;

pub use decimal::DecimalError;
pub(crate) use decimal::{parse_decimal, pow10};

/// Decimals that an amount is exact to.
pub const DECIMALS: u32 = 24;

/// Decimals of the price list, which are shown unless others are asked for.
const SHOWN_DECIMALS: u32 = 10;

/// Invocations that a cost is usually quoted for.
const MILLION: u64 = 1_000_000;

/// An amount of dollars, or a debt or saving when negative.
///
/// Operators stop at the largest amount, 170 trillion dollars, which no bill reaches; the
/// `checked_` methods tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money {
    atoms: i128,
}

impl Money {
    /// No money.
    pub const ZERO: Self = Self { atoms: 0 };
    /// Largest amount.
    pub const MAX: Self = Self { atoms: i128::MAX };
    /// Largest debt.
    pub const MIN: Self = Self { atoms: i128::MIN };

    /// Takes whole 10^-24 dollars.
    #[must_use]
    pub const fn from_atoms(atoms: i128) -> Self {
        Self { atoms }
    }

    /// Returns the amount in 10^-24 dollars.
    #[must_use]
    pub const fn atoms(self) -> i128 {
        self.atoms
    }

    /// Returns the sum, unless it is too large.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.atoms.checked_add(other.atoms).map(Self::from_atoms)
    }

    /// Returns the difference, unless it is too large.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.atoms.checked_sub(other.atoms).map(Self::from_atoms)
    }

    /// Returns `n` times the amount, unless it is too large.
    #[must_use]
    pub fn checked_mul(self, n: u64) -> Option<Self> {
        self.atoms.checked_mul(i128::from(n)).map(Self::from_atoms)
    }

    /// Returns `n` times the amount, stopping at the largest.
    #[must_use]
    pub fn saturating_mul(self, n: u64) -> Self {
        Self::from_atoms(self.atoms.saturating_mul(i128::from(n)))
    }

    /// Returns an equal share, rounded half to even at the last decimal; nothing is shared by none.
    #[must_use]
    pub fn checked_div(self, n: u64) -> Option<Self> {
        (n > 0).then(|| Self::from_atoms(div_half_even(self.atoms, i128::from(n))))
    }

    /// Returns this amount over another as a plain number, for "1.8 times cheaper"; none over zero.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a ratio is for people")]
    pub fn ratio(self, other: Self) -> Option<f64> {
        (other.atoms != 0).then(|| self.atoms as f64 / other.atoms as f64)
    }

    /// Returns the amount for a million of what this is the cost of one of.
    #[must_use]
    pub fn per_million(self) -> PerMillion {
        PerMillion(self.saturating_mul(MILLION))
    }

    /// Returns every decimal that is not zero, without a sign of dollars, as JSON carries it.
    #[must_use]
    pub fn to_decimal(self) -> String {
        let exact = Rounded::of(self, DECIMALS);
        let sign = if exact.negative { "-" } else { "" };
        let text = format!("{sign}{exact}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        text.to_owned()
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::from_atoms(self.atoms.saturating_add(other.atoms))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::from_atoms(self.atoms.saturating_sub(other.atoms))
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self::from_atoms(self.atoms.saturating_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::ZERO, Add::add)
    }
}

impl FromStr for Money {
    type Err = DecimalError;

    /// Reads a decimal such as `0.0000166667` or `-3`, exactly; no exponent, no separators.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_decimal(text, DECIMALS).map(Self::from_atoms)
    }
}

impl fmt::Display for Money {
    /// Rounds once, half to even: to the decimals asked for, as in `{:.2}`, else to the price
    /// list's ten without trailing zeros beyond cents. Honours width, and `+` for differences.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked = f.precision().map(u32::try_from);
        let decimals = asked.map_or(SHOWN_DECIMALS, |asked| asked.unwrap_or(DECIMALS));
        let rounded = Rounded::of(*self, decimals);
        let mut digits = rounded.to_string();
        if asked.is_none() {
            digits.truncate(cents_or_finer(&digits));
        }
        f.pad_integral(!rounded.negative, "", &format!("${digits}"))
    }
}

/// The cost of a million invocations, displayed to the cent, or to the decimals asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PerMillion(pub Money);

impl fmt::Display for PerMillion {
    /// Shows `<$0.01` for what is neither nothing nor a cent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked = u32::try_from(f.precision().unwrap_or(2));
        let rounded = Rounded::of(self.0, asked.unwrap_or(DECIMALS));
        if self.0 == Money::ZERO || !rounded.is_zero() {
            return f.pad_integral(!rounded.negative, "", &format!("${rounded}"));
        }
        let direction = if self.0 < Money::ZERO { ">-" } else { "<" };
        let least = rounded.least();
        f.pad_integral(true, "", &format!("{direction}${least}"))
    }
}

/// An amount rounded to so many decimals; it displays without its sign, which stands before the
/// dollar.
struct Rounded {
    /// False for what rounds to zero.
    negative: bool,
    whole: u128,
    rest: u128,
    decimals: u32,
}

impl Rounded {
    fn of(money: Money, decimals: u32) -> Self {
        let decimals = decimals.min(DECIMALS);
        let step = pow10(DECIMALS - decimals);
        let steps = round_half_even(money.atoms.unsigned_abs(), step);
        Self {
            negative: money.atoms < 0 && steps > 0,
            ..Self::of_steps(steps, decimals)
        }
    }

    /// Returns the smallest amount that these decimals can show.
    fn least(&self) -> Self {
        Self::of_steps(1, self.decimals)
    }

    fn of_steps(steps: u128, decimals: u32) -> Self {
        let unit = pow10(decimals);
        Self {
            negative: false,
            whole: steps / unit,
            rest: steps % unit,
            decimals,
        }
    }

    fn is_zero(&self) -> bool {
        self.whole == 0 && self.rest == 0
    }
}

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.decimals as usize;
        match width {
            0 => write!(f, "{}", self.whole),
            _ => write!(f, "{}.{:0width$}", self.whole, self.rest),
        }
    }
}

/// Returns the length without trailing zeros beyond cents.
fn cents_or_finer(decimal: &str) -> usize {
    let point = decimal.find('.').unwrap_or(decimal.len());
    let cents = (point + 3).min(decimal.len());
    decimal.trim_end_matches('0').len().max(cents)
}

fn div_half_even(dividend: i128, divisor: i128) -> i128 {
    let magnitude = round_half_even(dividend.unsigned_abs(), divisor.unsigned_abs());
    let magnitude = i128::try_from(magnitude).unwrap_or(i128::MAX);
    if (dividend < 0) == (divisor < 0) {
        magnitude
    } else {
        -magnitude
    }
}

fn round_half_even(dividend: u128, divisor: u128) -> u128 {
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    let odd = quotient % 2 == 1;
    let up = match rest.cmp(&(divisor - rest)) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => odd,
        std::cmp::Ordering::Less => false,
    };
    quotient + u128::from(up)
}

#[cfg(test)]
mod tests;
