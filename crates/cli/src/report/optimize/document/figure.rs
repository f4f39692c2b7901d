//! A number of the document: it is one, is not negative, and is read as it was written.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Largest figure: below it a millionth is exact, and above it nothing is measured.
const MOST: f64 = 1e9;

/// A number from 0 to a billion, to the nearest millionth.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub(crate) struct Figure(f64);

impl Figure {
    /// Makes a figure; none of what is no number, negative, or beyond everything that is measured.
    pub(crate) fn new(number: f64) -> Option<Self> {
        // Rounded once, so that what is read back is the same and no error of a float is printed.
        (0.0..=MOST)
            .contains(&number)
            .then(|| Self((number.abs() * 1e6).round() / 1e6))
    }

    /// Returns the number.
    pub(crate) fn get(self) -> f64 {
        self.0
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Self::new(number)
            .ok_or_else(|| Error::custom(format_args!("{number} is not between 0 and a billion")))
    }
}
