//! Probabilities and confidences as checked types.

use std::fmt;

/// A number that is no probability of the asked kind.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ProbabilityError {
    /// It is outside 0 to 1, or not a number.
    #[error("probability {given} is not within 0 and 1")]
    Outside {
        /// The number as given.
        given: f64,
    },
    /// It is 0 or 1 or outside, where only uncertainty makes sense.
    #[error("confidence {given} is not between 0 and 1")]
    NotBetween {
        /// The number as given.
        given: f64,
    },
}

/// A probability, which names a quantile: 0.5 is the median.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Probability {
    value: f64,
}

impl Probability {
    /// That of the median.
    pub const MEDIAN: Self = Self { value: 0.5 };
    /// That of the 90th percentile.
    pub const P90: Self = Self { value: 0.9 };
    /// That of the 95th percentile.
    pub const P95: Self = Self { value: 0.95 };
    /// That of the 99th percentile.
    pub const P99: Self = Self { value: 0.99 };

    /// Accepts 0 to 1, both included.
    pub fn new(value: f64) -> Result<Self, ProbabilityError> {
        if (0.0..=1.0).contains(&value) {
            Ok(Self { value })
        } else {
            Err(ProbabilityError::Outside { given: value })
        }
    }

    /// Returns the number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.value
    }

    /// Returns the probability of the opposite.
    #[must_use]
    pub fn complement(self) -> Self {
        Self {
            value: 1.0 - self.value,
        }
    }
}

/// How often an interval made this way holds what it is an interval of.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Confidence {
    value: f64,
}

impl Confidence {
    /// Nine in ten.
    pub const P90: Self = Self { value: 0.9 };
    /// Nineteen in twenty, the usual one.
    pub const P95: Self = Self { value: 0.95 };
    /// Ninety-nine in a hundred.
    pub const P99: Self = Self { value: 0.99 };

    /// Accepts what lies between 0 and 1, both excluded.
    pub fn new(value: f64) -> Result<Self, ProbabilityError> {
        if value > 0.0 && value < 1.0 {
            Ok(Self { value })
        } else {
            Err(ProbabilityError::NotBetween { given: value })
        }
    }

    /// Returns the number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.value
    }

    /// Returns how often a two-sided interval may miss on each side.
    #[must_use]
    pub fn tail(self) -> f64 {
        (1.0 - self.value) / 2.0
    }
}

impl Default for Confidence {
    fn default() -> Self {
        Self::P95
    }
}

impl fmt::Display for Confidence {
    /// Shows `95 %`, with decimals only where there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Away from the noise of the last bit, as in 0.999 * 100.
        let percent = (self.value * 1e8).round() / 1e6;
        write!(f, "{percent} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_probabilities_but_no_confidences() {
        for bound in [0.0, 1.0] {
            assert_eq!(Probability::new(bound).map(Probability::get), Ok(bound));
            assert!(Confidence::new(bound).is_err());
        }
    }

    #[test]
    fn what_is_outside_is_refused() {
        for value in [-0.1, 1.1, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(Probability::new(value).is_err());
            assert!(Confidence::new(value).is_err());
        }
        let refusal = Confidence::new(95.0).unwrap_err().to_string();
        assert_eq!(refusal, "confidence 95 is not between 0 and 1");
    }

    #[test]
    fn confidence_displays_as_percent() {
        assert_eq!(Confidence::P95.to_string(), "95 %");
        assert_eq!(Confidence::new(0.999).unwrap().to_string(), "99.9 %");
    }
}
