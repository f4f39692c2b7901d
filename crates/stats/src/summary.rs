//! A sample in seven figures.

use crate::probability::Probability;
use crate::quantile::Sample;

/// What a report says of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// How many numbers there are.
    pub n: usize,
    /// The least.
    pub min: f64,
    /// The median.
    pub p50: f64,
    /// The 90th percentile.
    pub p90: f64,
    /// The 99th percentile; of fewer than a hundred numbers, little more than the largest.
    pub p99: f64,
    /// The largest.
    pub max: f64,
    /// The arithmetic mean.
    pub mean: f64,
}

impl From<&Sample> for Summary {
    fn from(sample: &Sample) -> Self {
        Self {
            n: sample.len(),
            min: sample.min(),
            p50: sample.median(),
            p90: sample.quantile(Probability::P90),
            p99: sample.quantile(Probability::P99),
            max: sample.max(),
            mean: sample.mean(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_to_a_hundred_and_one_is_summed_up() {
        let sample = Sample::new((1..=101).rev().map(f64::from).collect()).unwrap();
        let expect = Summary {
            n: 101,
            min: 1.0,
            p50: 51.0,
            p90: 91.0,
            p99: 100.0,
            max: 101.0,
            mean: 51.0,
        };
        let found = Summary::from(&sample);
        assert!((found.mean - expect.mean).abs() < 1e-9);
        assert_eq!(
            Summary {
                mean: 51.0,
                ..found
            },
            expect
        );
    }

    proptest! {
        #[test]
        fn figures_are_in_order(values in prop::collection::vec(-1e12..1e12, 1..100)) {
            let of = Summary::from(&Sample::new(values).unwrap());
            let rising = [of.min, of.p50, of.p90, of.p99, of.max];
            prop_assert!(rising.is_sorted());
            prop_assert!(of.min <= of.mean && of.mean <= of.max);
        }
    }
}
