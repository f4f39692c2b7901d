//! Ordered samples and their exact quantiles.

use std::time::Duration;

use crate::probability::Probability;

/// Numbers that are no sample.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum SampleError {
    /// There is no number.
    #[error("sample is empty")]
    Empty,
    /// One cannot be ordered or interpolated.
    #[error("sample has {value}, which is not finite, at index {index}")]
    NotFinite {
        /// Where it was given.
        index: usize,
        /// What it is.
        value: f64,
    },
}

/// Finite numbers in rising order, at least one.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    ordered: Vec<f64>,
}

impl Sample {
    /// Orders the numbers, refusing none at all and any that is not finite.
    pub fn new(mut values: Vec<f64>) -> Result<Self, SampleError> {
        if values.is_empty() {
            return Err(SampleError::Empty);
        }
        if let Some(index) = values.iter().position(|value| !value.is_finite()) {
            let value = values[index];
            return Err(SampleError::NotFinite { index, value });
        }
        values.sort_unstable_by(f64::total_cmp);
        Ok(Self { ordered: values })
    }

    /// Orders durations, as milliseconds.
    pub fn from_durations(
        durations: impl IntoIterator<Item = Duration>,
    ) -> Result<Self, SampleError> {
        let millis = durations
            .into_iter()
            .map(|duration| duration.as_secs_f64() * 1e3);
        Self::new(millis.collect())
    }

    /// Returns the numbers in rising order.
    #[must_use]
    pub fn ordered(&self) -> &[f64] {
        &self.ordered
    }

    /// Returns how many numbers there are, at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        self.ordered.len()
    }

    /// Returns the least.
    #[must_use]
    pub fn min(&self) -> f64 {
        self.ordered[0]
    }

    /// Returns the largest.
    #[must_use]
    pub fn max(&self) -> f64 {
        self.ordered[self.len() - 1]
    }

    /// Returns the median.
    #[must_use]
    pub fn median(&self) -> f64 {
        self.quantile(Probability::MEDIAN)
    }

    /// Returns the quantile, between two numbers by their distance from it.
    ///
    /// This is type 7 of Hyndman and Fan, "Sample quantiles in statistical packages", 1996, which
    /// numpy and R use unless told otherwise.
    #[must_use]
    pub fn quantile(&self, probability: Probability) -> f64 {
        of_ordered(&self.ordered, probability)
    }

    /// Returns the arithmetic mean.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "no sample has 2^53 numbers")]
    pub fn mean(&self) -> f64 {
        let n = self.len() as f64;
        let sum: f64 = self.ordered.iter().map(|value| value / n).sum();
        // Rounding must not put it outside.
        sum.clamp(self.min(), self.max())
    }
}

/// Returns the quantile of numbers in rising order, each with its positive weight.
///
/// A number lies as far along as the weight before it and half its own, measured from the first to
/// the last; between two it is linear. With equal weights that is [`Sample::quantile`].
///
/// # Panics
///
/// When there is no number.
#[must_use]
pub fn weighted(ordered: &[(f64, f64)], probability: Probability) -> f64 {
    let half = |(one, other): (&(f64, f64), &(f64, f64))| f64::midpoint(one.1, other.1);
    let steps = || ordered.iter().zip(&ordered[1..]);
    let mut left = probability.get() * steps().map(half).sum::<f64>();
    for (one, other) in steps() {
        let step = half((one, other));
        if left < step {
            return between(one.0, other.0, left / step);
        }
        left -= step;
    }
    ordered[ordered.len() - 1].0
}

/// Returns the quantile of numbers in rising order, of which there is at least one.
#[expect(clippy::cast_precision_loss, reason = "no sample has 2^53 numbers")]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the position is within the sample"
)]
pub(crate) fn of_ordered(ordered: &[f64], probability: Probability) -> f64 {
    let last = ordered.len() - 1;
    let position = last as f64 * probability.get();
    let below = (position.floor() as usize).min(last);
    let above = (below + 1).min(last);
    between(ordered[below], ordered[above], position - below as f64)
}

/// Returns the number a share of the way from one to another that is not less.
fn between(low: f64, high: f64, share: f64) -> f64 {
    let distance = high - low;
    // From the nearer end, as numpy does, so that results agree to the last bit.
    let value = if share < 0.5 {
        low + distance * share
    } else {
        high - distance * (1.0 - share)
    };
    value.clamp(low, high)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample(values: &[f64]) -> Sample {
        Sample::new(values.to_vec()).unwrap()
    }

    fn quantile(values: &[f64], probability: f64) -> f64 {
        sample(values).quantile(Probability::new(probability).unwrap())
    }

    #[track_caller]
    fn same(found: f64, expect: f64) {
        assert!((found - expect).abs() < 1e-12, "{found} is not {expect}");
    }

    #[test]
    fn quantiles_are_those_of_numpy() {
        let values = [15.0, 20.0, 35.0, 40.0, 50.0];
        same(quantile(&values, 0.4), 29.0);
        same(quantile(&values, 0.5), 35.0);
        same(quantile(&values, 0.9), 46.0);
        same(quantile(&values, 0.99), 49.6);
        same(quantile(&[1.0, 2.0, 3.0, 4.0], 0.5), 2.5);
        same(quantile(&[1.0, 2.0, 3.0, 4.0], 0.25), 1.75);
    }

    #[test]
    fn one_number_is_every_quantile() {
        for probability in [0.0, 0.3, 1.0] {
            same(quantile(&[7.0], probability), 7.0);
        }
    }

    #[test]
    fn empty_and_endless_samples_are_refused() {
        assert_eq!(Sample::new(vec![]), Err(SampleError::Empty));
        let refusal = |values: &[f64]| Sample::new(values.to_vec()).unwrap_err().to_string();
        assert_eq!(
            refusal(&[1.0, f64::NAN]),
            "sample has NaN, which is not finite, at index 1"
        );
        assert_eq!(
            refusal(&[f64::NEG_INFINITY]),
            "sample has -inf, which is not finite, at index 0"
        );
    }

    #[test]
    fn durations_become_milliseconds() {
        let durations = [Duration::from_secs(1), Duration::from_micros(1500)];
        assert_eq!(
            Sample::from_durations(durations).unwrap().ordered(),
            [1.5, 1000.0]
        );
    }

    #[test]
    fn numbers_at_the_edge_of_floats_stay_within_the_sample() {
        let extreme = sample(&[f64::MIN, f64::MAX]);
        assert!(extreme.median() >= extreme.min() && extreme.median() <= extreme.max());
        assert!(sample(&[f64::MAX, f64::MAX]).mean().is_finite());
    }

    fn values() -> impl Strategy<Value = Vec<f64>> {
        // Few distinct numbers, so that ties are common.
        let tied = prop::collection::vec((0_u8..5).prop_map(f64::from), 1..50);
        prop_oneof![tied, prop::collection::vec(-1e9..1e9, 1..50)]
    }

    proptest! {
        #[test]
        fn at_a_rank_the_quantile_is_the_ranked_number(values in values(), pick in any::<prop::sample::Index>()) {
            let mut sorted = values.clone();
            sorted.sort_by(|a, b| a.partial_cmp(b).unwrap());
            let rank = pick.index(values.len());
            let last = values.len() - 1;
            prop_assume!(last > 0);
            #[expect(clippy::cast_precision_loss, reason = "ranks are small")]
            let found = quantile(&values, rank as f64 / last as f64);
            // The position may miss the rank by a rounding error.
            prop_assert!((found - sorted[rank]).abs() <= 1e-4);
        }

        #[test]
        fn between_ranks_the_quantile_is_linear(values in values(), probability in 0.0..=1.0) {
            let mut sorted = values.clone();
            sorted.sort_by(|a, b| a.partial_cmp(b).unwrap());
            // By definition: the piecewise linear function through (k / (n - 1), x_k).
            #[expect(clippy::cast_precision_loss, reason = "ranks are small")]
            let place = |rank: usize| rank as f64 / (sorted.len() - 1) as f64;
            let expect = (1..sorted.len()).find(|&rank| place(rank) >= probability).map_or(sorted[0], |rank| {
                let share = (probability - place(rank - 1)) / (place(rank) - place(rank - 1));
                sorted[rank - 1] * (1.0 - share) + sorted[rank] * share
            });
            prop_assert!((quantile(&values, probability) - expect).abs() <= 1e-4);
        }

        #[test]
        fn half_the_sample_is_on_each_side_of_the_median(values in values()) {
            let median = sample(&values).median();
            let below = values.iter().filter(|&&value| value < median).count();
            let above = values.iter().filter(|&&value| value > median).count();
            prop_assert!(below * 2 <= values.len() && above * 2 <= values.len());
        }

        #[test]
        fn equal_weights_are_none(values in values(), probability in 0.0..=1.0_f64) {
            let mut ordered = values.clone();
            ordered.sort_by(f64::total_cmp);
            let equal: Vec<_> = ordered.iter().map(|&value| (value, 0.7)).collect();
            let probability = Probability::new(probability).unwrap();
            let scale = 1e-9 * (1.0 + ordered[ordered.len() - 1] - ordered[0]);
            prop_assert!((weighted(&equal, probability) - sample(&values).quantile(probability)).abs() <= scale);
        }

        #[test]
        fn a_heavier_number_draws_the_median_to_it(weight in 1.0..50.0_f64) {
            let at = |weight| weighted(&[(0.0, 1.0), (1.0, 1.0), (2.0, weight)], Probability::MEDIAN);
            prop_assert!(at(weight) >= at(1.0) && at(weight + 1.0) >= at(weight));
        }

        #[test]
        fn quantiles_rise(values in values(), a in 0.0..=1.0, b in 0.0..=1.0_f64) {
            let sample = sample(&values);
            let at = |p: f64| sample.quantile(Probability::new(p).unwrap());
            prop_assert!(at(b.min(a)) <= at(b.max(a)));
            prop_assert!(sample.min() <= at(a) && at(a) <= sample.max());
        }

        #[test]
        fn order_of_measurement_does_not_matter(values in values()) {
            let reversed: Vec<_> = values.iter().rev().copied().collect();
            prop_assert_eq!(sample(&values), sample(&reversed));
        }

        #[test]
        fn any_numbers_are_a_sample_or_refused(values in prop::collection::vec(any::<f64>(), 0..20)) {
            if let Ok(sample) = Sample::new(values) {
                prop_assert!(sample.mean().is_finite());
                prop_assert!(sample.median().is_finite());
            }
        }
    }
}
