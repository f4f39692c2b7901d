//! Decimal text to whole numbers of its last decimal, without floats.

/// A text that is no exact decimal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// It has other characters than a decimal has.
    #[error("`{text}` is not a decimal such as `0.0000166667`")]
    NotADecimal {
        /// The text as given.
        text: String,
    },
    /// It is finer than can be kept exactly.
    #[error("`{text}` has more than {most} decimals")]
    TooFine {
        /// The text as given.
        text: String,
        /// Decimals that can be kept.
        most: u32,
    },
    /// It is larger than can be kept.
    #[error("`{text}` is too large")]
    TooLarge {
        /// The text as given.
        text: String,
    },
    /// It is below zero where that has no meaning.
    #[error("`{text}` is negative")]
    Negative {
        /// The text as given.
        text: String,
    },
}

/// Returns the decimal as a whole number of 10^-`decimals`.
pub(crate) fn parse_decimal(text: &str, decimals: u32) -> Result<i128, DecimalError> {
    let given = || text.to_owned();
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => (true, unsigned),
        None => (false, text),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    if !is_digits(whole) || !is_digits(fraction) {
        return Err(DecimalError::NotADecimal { text: given() });
    }
    let fraction = fraction.trim_end_matches('0');
    let missing = u32::try_from(fraction.len())
        .ok()
        .and_then(|len| decimals.checked_sub(len))
        .ok_or_else(|| DecimalError::TooFine {
            text: given(),
            most: decimals,
        })?;
    scaled(whole, fraction, missing)
        .map(|magnitude| if negative { -magnitude } else { magnitude })
        .ok_or_else(|| DecimalError::TooLarge { text: given() })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the digits as one number with `missing` zeros after them.
fn scaled(whole: &str, fraction: &str, missing: u32) -> Option<i128> {
    let digits = whole.bytes().chain(fraction.bytes());
    let number = digits
        .map(|byte| i128::from(byte - b'0'))
        .try_fold(0_i128, |number, digit| {
            number.checked_mul(10)?.checked_add(digit)
        })?;
    number.checked_mul(10_i128.checked_pow(missing)?)
}

/// Returns ten to a power of at most 38.
pub(crate) const fn pow10(exponent: u32) -> u128 {
    10_u128.pow(exponent)
}
