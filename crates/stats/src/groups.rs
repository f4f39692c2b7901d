//! Numbers that do not belong with the others: outliers, and samples of two kinds.

use crate::quantile::Sample;

/// Distance from the median, in robust standard deviations, from which a number is an outlier
/// (Iglewicz and Hoaglin, "How to detect and handle outliers", 1993).
const FAR: f64 = 3.5;

/// Fewest numbers among which one can be far from the others.
const FEWEST: usize = 5;

/// The median of absolute deviations of a normal distribution of standard deviation 1.
const NORMAL_DEVIATION: f64 = 0.674_489_750_196_082;

/// Returns the indices of numbers far from most, in order; none of a handful, and none where more
/// than half of the numbers are equal.
#[must_use]
pub fn far_from_most(numbers: &[f64]) -> Vec<usize> {
    let Ok(sample) = Sample::new(numbers.to_vec()) else {
        return Vec::new();
    };
    let median = sample.median();
    let deviations = numbers.iter().map(|number| (number - median).abs());
    let deviation = Sample::new(deviations.collect()).map_or(0.0, |sample| sample.median());
    let limit = FAR * deviation / NORMAL_DEVIATION;
    if numbers.len() < FEWEST || limit <= 0.0 {
        return Vec::new();
    }
    let far = |&index: &usize| (numbers[index] - median).abs() > limit;
    (0..numbers.len()).filter(far).collect()
}

/// A sample of two kinds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Two {
    /// Median of the lower kind.
    pub lower: f64,
    /// Median of the upper kind.
    pub upper: f64,
    /// Share of the upper kind.
    pub upper_share: f64,
}

/// Fewest numbers of each kind, and the least share of them.
const FEWEST_OF_A_KIND: usize = 3;
const LEAST_SHARE: f64 = 0.1;

/// How many times wider the gap between the kinds is than the widest within one, at least.
const WIDE: f64 = 2.0;

/// Distance of the medians, in standard deviations within the kinds, at least.
const APART: f64 = 6.0;

/// Tells two kinds apart, if there clearly are two.
///
/// The split is that which leaves least variance within the parts (Otsu, 1979). Any sample has one;
/// it counts only where there is nothing in between.
#[must_use]
pub fn two(numbers: &[f64]) -> Option<Two> {
    let sample = Sample::new(numbers.to_vec()).ok()?;
    let ordered = sample.ordered();
    let n = ordered.len();
    let least = FEWEST_OF_A_KIND.max(share_of(n, LEAST_SHARE));
    let within = |split: &usize| squares(&ordered[..*split]) + squares(&ordered[*split..]);
    let splits = least..=n.checked_sub(least)?;
    let split = splits.min_by(|one, other| within(one).total_cmp(&within(other)))?;
    let (lower, upper) = ordered.split_at(split);
    let gap = upper[0] - lower[split - 1];
    let widest = |part: &[f64]| {
        let gaps = part.windows(2).map(|pair| pair[1] - pair[0]);
        gaps.fold(0.0, f64::max)
    };
    let median = |part: &[f64]| {
        Sample::new(part.to_vec())
            .map(|sample| sample.median())
            .ok()
    };
    let (lower_median, upper_median) = (median(lower)?, median(upper)?);
    let deviation = (within(&split) / real(n)).sqrt();
    let clear = gap > WIDE * widest(lower).max(widest(upper))
        && upper_median - lower_median > APART * deviation;
    clear.then(|| Two {
        lower: lower_median,
        upper: upper_median,
        upper_share: real(upper.len()) / real(n),
    })
}

fn squares(part: &[f64]) -> f64 {
    let mean = part.iter().sum::<f64>() / real(part.len().max(1));
    part.iter().map(|number| (number - mean).powi(2)).sum()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count"
)]
fn share_of(n: usize, share: f64) -> usize {
    (real(n) * share).ceil() as usize
}

#[expect(clippy::cast_precision_loss, reason = "no sample has 2^53 numbers")]
fn real(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::random::Random;

    #[test]
    fn a_number_far_from_most_is_found_and_those_of_a_handful_are_not() {
        assert_eq!(far_from_most(&[1.0, 1.1, 0.9, 1.05, 5.0, 0.95]), [4]);
        assert_eq!(far_from_most(&[1.0, 1.1, 0.9, 5.0]), [0_usize; 0]);
        assert_eq!(far_from_most(&[1.0, 1.0, 1.0, 1.0, 5.0]), [0_usize; 0]);
        assert_eq!(far_from_most(&[]), [0_usize; 0]);
    }

    #[test]
    fn two_kinds_are_told_with_their_share() {
        let found = two(&[1.0, 1.1, 1.2, 9.0, 9.1, 9.2, 1.05, 1.15]).unwrap();
        assert!((found.lower - 1.1).abs() < 1e-9 && (found.upper - 9.1).abs() < 1e-9);
        assert!((found.upper_share - 0.375).abs() < 1e-9);
    }

    #[test]
    fn one_kind_is_rarely_taken_for_two() {
        let mut random = Random::new(2);
        let wrong = (0..1000).filter(|_| {
            let numbers: Vec<_> = (0..25).map(|_| random.normal()).collect();
            two(&numbers).is_some()
        });
        assert!(wrong.count() <= 5);
        assert_eq!(two(&[1.0, 2.0]), None);
        assert_eq!(two(&[1.0; 9]), None);
    }

    proptest! {
        #[test]
        fn scale_and_place_do_not_matter(
            numbers in prop::collection::vec(-10.0..10.0_f64, 5..30), scale in 0.5..4.0_f64, place in -9.0..9.0_f64,
        ) {
            let moved: Vec<_> = numbers.iter().map(|number| number * scale + place).collect();
            prop_assert_eq!(two(&numbers).is_some(), two(&moved).is_some());
        }

        #[test]
        fn any_numbers_are_looked_at(numbers in prop::collection::vec(any::<f64>(), 0..20)) {
            let far = far_from_most(&numbers);
            prop_assert!(2 * far.len() <= numbers.len());
            prop_assert!(two(&numbers).is_none_or(|two| two.lower < two.upper));
        }
    }
}
