//! Intervals that may be looked at after every measurement, so that one can stop when it is clear.
//!
//! An ordinary interval holds its figure 95 times in 100 when it is looked at once. Who looks after
//! every measurement and stops at the first clear answer is wrong far more often. The bounds here
//! hold at all sample sizes at once: the number of measurements below the median is a fair coin,
//! and the evidence against a fair coin, averaged over what the coin could be instead by a Beta
//! distribution, is a martingale which reaches 1/α with a probability of at most α (Ville, 1939;
//! Howard and Ramdas, "Sequential estimation of quantiles with applications to A/B testing", 2022).

use crate::probability::Confidence;
use crate::quantile::Sample;

/// Both parameters of the Beta distribution: Jeffreys' choice, near the best for any coin.
const WEIGHT: f64 = 0.5;

/// Bounds of a median; one is absent while there are too few measurements for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Lower bound, one of the sample's numbers.
    pub lower: Option<f64>,
    /// Upper bound, one of the sample's numbers.
    pub upper: Option<f64>,
}

/// Returns bounds of the median that hold however often they were looked at before.
#[must_use]
pub fn median(sample: &Sample, confidence: Confidence) -> Bounds {
    let ordered = sample.ordered();
    let outside = most_outside(ordered.len(), confidence);
    Bounds {
        lower: outside.map(|count| ordered[count]),
        upper: outside.map(|count| ordered[ordered.len() - 1 - count]),
    }
}

/// Returns how many of `n` numbers may lie on either side beyond the bounds; none where even all of
/// them on one side of a median would be no news.
fn most_outside(n: usize, confidence: Confidence) -> Option<usize> {
    let news = -(2.0 * confidence.tail()).ln();
    // Evidence falls from the extremes to the middle.
    (0..n.div_ceil(2))
        .take_while(|&below| evidence(n, below) >= news)
        .last()
}

/// Returns the logarithm of how many times likelier a count is under the mixture than under a fair
/// coin.
fn evidence(n: usize, below: usize) -> f64 {
    let rising = |from: f64, n: usize| -> f64 { (0..n).map(|step| (from + real(step)).ln()).sum() };
    rising(WEIGHT, below) + rising(WEIGHT, n - below) - rising(2.0 * WEIGHT, n)
        + real(n) * std::f64::consts::LN_2
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

    /// Returns the mixture's probability of a sequence, over that of a fair coin, by integration.
    fn integrated(n: usize, below: usize) -> f64 {
        // Substituting the sine takes the poles out of the arcsine density.
        let steps = 20_000;
        let sum: f64 = (0..steps)
            .map(|step| {
                let angle = (real(step) + 0.5) / real(steps) * std::f64::consts::FRAC_PI_2;
                let chance = angle.sin().powi(2);
                let above = i32::try_from(n - below).unwrap();
                chance.powi(i32::try_from(below).unwrap()) * (1.0 - chance).powi(above)
            })
            .sum();
        (sum / real(steps)).ln() + real(n) * std::f64::consts::LN_2
    }

    #[test]
    fn seven_on_one_side_are_news_and_six_are_not() {
        assert_eq!(most_outside(6, Confidence::P95), None);
        assert_eq!(most_outside(7, Confidence::P95), Some(0));
        let bounds = median(&Sample::new(vec![1.0, 2.0, 3.0]).unwrap(), Confidence::P95);
        assert_eq!((bounds.lower, bounds.upper), (None, None));
    }

    #[test]
    fn who_looks_after_every_measurement_is_rarely_wrong() {
        let outside: Vec<_> = (0..=150)
            .map(|n| most_outside(n, Confidence::P95))
            .collect();
        let n_runs = 4_000;
        let mut random = Random::new(7);
        let wrong = (0..n_runs).filter(|_| ever_excludes_the_truth(&outside, &mut random));
        let share = real(wrong.count()) / real(n_runs);
        // The guarantee is 0.05; three standard errors of so many runs are 0.0104.
        assert!(share <= 0.0604, "{share}");
        // Bounds that never miss would be too wide.
        assert!(share >= 0.005, "{share}");
    }

    /// Draws signs of numbers whose median is 0, and looks after each whether 0 is beyond a bound.
    fn ever_excludes_the_truth(outside: &[Option<usize>], random: &mut Random) -> bool {
        let mut below = 0;
        (1..outside.len()).any(|n| {
            below += random.pick(&[0, 1]);
            outside[n].is_some_and(|count| below <= count || n - below <= count)
        })
    }

    proptest! {
        #[test]
        fn evidence_is_that_of_the_mixture(n in 1_usize..60, share in 0.0..1.0_f64) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of a small number"
            )]
            let below = (share * real(n)) as usize;
            prop_assert!((evidence(n, below) - integrated(n, below)).abs() < 1e-3);
        }

        #[test]
        fn bounds_enclose_the_sample_median_and_are_wider_than_for_one_look(
            numbers in prop::collection::vec(-1e3..1e3_f64, 7..200),
        ) {
            let sample = Sample::new(numbers).unwrap();
            let bounds = median(&sample, Confidence::P95);
            let (lower, upper) = (bounds.lower.unwrap(), bounds.upper.unwrap());
            prop_assert!(lower <= sample.median() && sample.median() <= upper);
            let median = crate::probability::Probability::MEDIAN;
            let once = crate::interval::of_quantile(&sample, median, Confidence::P95);
            prop_assert!(lower <= once.lower.unwrap() && once.upper.unwrap() <= upper);
        }
    }
}
