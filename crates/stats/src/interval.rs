//! Intervals of a quantile that assume nothing of the distribution.
//!
//! The number of measurements at or below a quantile is binomial whatever is measured, so two
//! order statistics enclose it with a probability that is known exactly for a continuous
//! distribution and is at least that with ties (David and Nagaraja, "Order Statistics", 2003,
//! section 7.1). A sample too small for the confidence has no such bound, and says so.

use crate::probability::{Confidence, Probability};
use crate::quantile::Sample;

/// Sample sizes beyond this are not worth naming.
const MOST_NEEDED: f64 = 1e15;

/// What encloses a quantile; a side is absent where the sample is too small to bound it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantileInterval {
    /// Lower bound, one of the sample's numbers.
    pub lower: Option<f64>,
    /// Upper bound, one of the sample's numbers.
    pub upper: Option<f64>,
    /// How often such an interval holds the quantile, an absent bound being infinite; at least the
    /// confidence asked for.
    pub coverage: f64,
}

/// Ranks of the order statistics that enclose a quantile, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranks {
    /// Rank of the lower bound.
    pub lower: Option<usize>,
    /// Rank of the upper bound.
    pub upper: Option<usize>,
    /// How often they enclose it, an absent bound being infinite.
    pub coverage: f64,
}

/// Returns the tightest interval of a quantile that misses on neither side more often than half of
/// what the confidence allows.
#[must_use]
pub fn of_quantile(
    sample: &Sample,
    probability: Probability,
    confidence: Confidence,
) -> QuantileInterval {
    let ranks = ranks(sample.len(), probability, confidence);
    let ranked = |rank: usize| sample.ordered()[rank - 1];
    QuantileInterval {
        lower: ranks.lower.map(ranked),
        upper: ranks.upper.map(ranked),
        coverage: ranks.coverage,
    }
}

/// Returns the ranks that enclose a quantile in any sample of `n` numbers.
#[must_use]
pub fn ranks(n: usize, probability: Probability, confidence: Confidence) -> Ranks {
    let lower = bound(n, probability.get(), confidence.tail());
    // Seen from above, the sample is one of the opposite quantile.
    let upper = bound(n, probability.complement().get(), confidence.tail());
    Ranks {
        lower: lower.rank,
        upper: upper.rank.map(|rank| n + 1 - rank),
        coverage: 1.0 - lower.miss - upper.miss,
    }
}

/// Returns how many measurements bound a quantile on both sides; none where no number does, or
/// none worth naming.
#[must_use]
pub fn least_sample_size(probability: Probability, confidence: Confidence) -> Option<usize> {
    let rarer = probability.get().min(probability.complement().get());
    let enough = |n: usize| all_on_one_side(n, rarer) <= confidence.tail();
    let guess = (confidence.tail().ln() / (-rarer).ln_1p()).ceil();
    let in_reach = rarer > 0.0 && guess < MOST_NEEDED;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the guess is positive and in reach"
    )]
    let guess = in_reach.then_some(guess as usize)?;
    // The logarithms may be off by a rounding error at the very step.
    (guess.saturating_sub(1).max(1)..=guess + 1).find(|&n| enough(n))
}

/// One bound: its rank from the near end, and how often the quantile is beyond it.
struct Bound {
    rank: Option<usize>,
    miss: f64,
}

/// Returns the largest rank such that rarely fewer numbers than that are below the quantile.
///
/// The ranked number misses the quantile when fewer than `rank` numbers of the sample are at or
/// below it, which has the probability of a binomial count below `rank`.
fn bound(n: usize, probability: f64, tail: f64) -> Bound {
    if probability >= 1.0 {
        return Bound {
            rank: (n > 0).then_some(n),
            miss: 0.0,
        };
    }
    let mut miss = 0.0;
    for (count, mass) in binomial(n, probability).enumerate() {
        if miss + mass > tail {
            return Bound {
                rank: (count > 0).then_some(count),
                miss,
            };
        }
        miss += mass;
    }
    // Only rounding can leave the sum of all masses within a tail.
    Bound {
        rank: (n > 0).then_some(n),
        miss,
    }
}

/// Returns the probabilities of 0, 1, .. `n` successes, of a probability below one.
///
/// In logarithms, since the first masses of a large sample are too small for a float.
#[expect(clippy::cast_precision_loss, reason = "no sample has 2^53 numbers")]
fn binomial(n: usize, probability: f64) -> impl Iterator<Item = f64> {
    let odds = probability.ln() - (-probability).ln_1p();
    let mut log_mass = none_of(n, probability);
    (0..=n).map(move |count| {
        let mass = log_mass.exp();
        log_mass += ((n - count) as f64 / (count + 1) as f64).ln() + odds;
        mass
    })
}

/// Returns the probability that a whole sample is on the likelier side of a quantile.
fn all_on_one_side(n: usize, rarer: f64) -> f64 {
    none_of(n, rarer).exp()
}

/// Returns the logarithm of the probability of no success in `n`.
#[expect(clippy::cast_precision_loss, reason = "no sample has 2^53 numbers")]
fn none_of(n: usize, probability: f64) -> f64 {
    n as f64 * (-probability).ln_1p()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn probability(value: f64) -> Probability {
        Probability::new(value).unwrap()
    }

    fn median_ranks(n: usize) -> (Option<usize>, Option<usize>) {
        let ranks = ranks(n, Probability::MEDIAN, Confidence::P95);
        (ranks.lower, ranks.upper)
    }

    #[test]
    fn ranks_are_those_of_published_tables() {
        // Confidence limits for the median, as in Conover, "Practical Nonparametric Statistics".
        assert_eq!(median_ranks(6), (Some(1), Some(6)));
        assert_eq!(median_ranks(10), (Some(2), Some(9)));
        assert_eq!(median_ranks(20), (Some(6), Some(15)));
        assert_eq!(median_ranks(50), (Some(18), Some(33)));
    }

    #[test]
    fn five_numbers_do_not_bound_a_median() {
        assert_eq!(median_ranks(5), (None, None));
        let small = Sample::new(vec![1.0; 5]).unwrap();
        let interval = of_quantile(&small, Probability::MEDIAN, Confidence::P95);
        let expect = QuantileInterval {
            lower: None,
            upper: None,
            coverage: 1.0,
        };
        assert_eq!(interval, expect);
        assert_eq!(
            least_sample_size(Probability::MEDIAN, Confidence::P95),
            Some(6)
        );
    }

    #[test]
    fn a_hundred_numbers_bound_the_99th_percentile_only_from_below() {
        let sample = Sample::new((1..=100).map(f64::from).collect()).unwrap();
        let interval = of_quantile(&sample, Probability::P99, Confidence::P95);
        assert_eq!((interval.lower, interval.upper), (Some(97.0), None));
        assert_eq!(
            least_sample_size(Probability::P99, Confidence::P95),
            Some(368)
        );
    }

    #[test]
    fn the_ends_of_a_distribution_are_bounded_from_within() {
        let ends = |p| {
            let ranks = ranks(9, probability(p), Confidence::P95);
            (ranks.lower, ranks.upper)
        };
        assert_eq!(ends(0.0), (None, Some(1)));
        assert_eq!(ends(1.0), (Some(9), None));
        assert_eq!(least_sample_size(probability(1.0), Confidence::P95), None);
        assert_eq!(
            least_sample_size(probability(1e-300), Confidence::P95),
            None
        );
    }

    #[test]
    fn a_large_sample_has_a_narrow_interval() {
        let ranks = ranks(1_000_000, Probability::MEDIAN, Confidence::P95);
        // Half plus and minus 1.96 standard deviations of 500.
        assert_eq!((ranks.lower, ranks.upper), (Some(499_020), Some(500_981)));
    }

    /// Exact binomial counts with the probability `part / whole`, as numerators over `whole^n`.
    fn exact(n: u32, part: u128, whole: u128) -> Vec<u128> {
        let mut choose = 1_u128;
        (0..=n)
            .map(|count| {
                let mass = choose * part.pow(count) * (whole - part).pow(n - count);
                choose = choose * u128::from(n - count) / u128::from(count + 1);
                mass
            })
            .collect()
    }

    proptest! {
        #[test]
        fn coverage_is_that_of_exact_sums_and_no_narrower_ranks_would_do(
            n in 1_u32..=24,
            part in 1_u128..=15,
            confidence in 0.01..0.999,
        ) {
            let masses = exact(n, part, 16);
            #[expect(clippy::cast_precision_loss, reason = "compared with a tolerance")]
            let share = |masses: &[u128]| masses.iter().sum::<u128>() as f64 / 16_f64.powi(n.cast_signed());
            #[expect(clippy::cast_precision_loss, reason = "a small number")]
            let found = ranks(n as usize, probability(part as f64 / 16.0), Confidence::new(confidence).unwrap());
            let tail = (1.0 - confidence) / 2.0;
            // Below rank l: fewer than l at or below the quantile. From rank u on: at least u.
            let (lower, upper) = (found.lower.unwrap_or(0), found.upper.unwrap_or(n as usize + 1));
            let (below, above) = (share(&masses[..lower]), share(&masses[upper..]));
            prop_assert!((found.coverage - (1.0 - below - above)).abs() < 1e-12);
            prop_assert!(found.coverage >= confidence - 1e-12);
            prop_assert!(below <= tail + 1e-12 && above <= tail + 1e-12);
            prop_assert!(share(&masses[..=lower]) > tail - 1e-12);
            prop_assert!(share(&masses[upper - 1..]) > tail - 1e-12);
        }

        #[test]
        fn the_least_sample_size_is_enough_and_the_least(p in 0.01..=0.99, confidence in 0.01..0.999) {
            let confidence = Confidence::new(confidence).unwrap();
            let least = least_sample_size(probability(p), confidence).unwrap();
            let both = |n| {
                let ranks = ranks(n, probability(p), confidence);
                ranks.lower.is_some() && ranks.upper.is_some()
            };
            prop_assert!(both(least));
            prop_assert!(least == 1 || !both(least - 1));
        }

        #[test]
        fn bounds_enclose_in_order(n in 1_usize..2_000, p in 0.0..=1.0, confidence in 0.01..0.999) {
            let found = ranks(n, probability(p), Confidence::new(confidence).unwrap());
            prop_assert!(found.lower.is_none_or(|lower| (1..=n).contains(&lower)));
            prop_assert!(found.upper.is_none_or(|upper| (1..=n).contains(&upper)));
            if let (Some(lower), Some(upper)) = (found.lower, found.upper) {
                prop_assert!(lower <= upper);
            }
        }
    }
}
