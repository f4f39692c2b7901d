//! Measurements of two things taken in pairs, and what can be said of one against the other.
//!
//! Both of a pair meet the same machine at nearly the same moment, so that what disturbs both
//! cancels out of their ratio. The verdict may be asked for after every pair: see [`stopping`].

use crate::decision::{self, Decision};
use crate::probability::Confidence;
use crate::quantile::{Sample, SampleError};
use crate::stopping::{self, Bounds};

/// A pair that has no ratio.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("a pair of {before} and {after} has no ratio")]
pub struct NoRatio {
    /// The first.
    pub before: f64,
    /// The second.
    pub after: f64,
}

/// Ratios of pairs, second over first: below one is less.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pairs {
    ratios: Vec<f64>,
}

impl Pairs {
    /// Takes one more pair of positive, finite measurements.
    pub fn add(&mut self, before: f64, after: f64) -> Result<(), NoRatio> {
        let ratio = after / before;
        if !(before > 0.0 && after > 0.0 && ratio.is_finite()) {
            return Err(NoRatio { before, after });
        }
        self.ratios.push(ratio);
        Ok(())
    }

    /// Returns how many pairs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ratios.len()
    }

    /// Tells whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ratios.is_empty()
    }

    /// Returns the ratios in order.
    pub fn ratios(&self) -> Result<Sample, SampleError> {
        Sample::new(self.ratios.clone())
    }

    /// Returns bounds of the median ratio that hold however often they were looked at before.
    #[must_use]
    pub fn bounds(&self, confidence: Confidence) -> Bounds {
        match self.ratios() {
            Ok(sample) => stopping::median(&sample, confidence),
            Err(_) => Bounds {
                lower: None,
                upper: None,
            },
        }
    }

    /// Returns what can be said, where a ratio closer to one than `margin` makes no difference.
    #[must_use]
    pub fn decision(&self, margin: f64, confidence: Confidence) -> Decision {
        decision::of_ratio(self.bounds(confidence), margin)
    }

    /// Returns about how many pairs it takes in all for a decision, if the pairs to come are like
    /// those that are there; none where nothing can be said of that yet.
    #[must_use]
    pub fn n_needed(&self, margin: f64, confidence: Confidence) -> Option<usize> {
        let Bounds {
            lower: Some(lower),
            upper: Some(upper),
        } = self.bounds(confidence)
        else {
            return None;
        };
        let median = self.ratios().ok()?.median();
        // The interval must shrink until it ends short of one, or lies within the margin.
        let goal = (median - 1.0).abs().max(margin - (median - 1.0).abs());
        let times = ((upper - lower) / 2.0 / goal).powi(2).max(1.0);
        #[expect(clippy::cast_precision_loss, reason = "no sample has 2^53 numbers")]
        let needed = (self.len() as f64 * times).ceil();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is positive, and a float beyond the range saturates"
        )]
        needed.is_finite().then_some(needed as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    const NOISE: [f64; 7] = [0.93, 0.97, 0.99, 1.0, 1.01, 1.03, 1.07];

    /// Adds pairs of a true ratio, each measurement with some noise, until there is a decision.
    fn decide(ratio: f64, margin: f64, most: usize) -> (Decision, usize) {
        let (mut pairs, mut random) = (Pairs::default(), Random::new(3));
        loop {
            let before = 10.0 * random.pick(&NOISE);
            let after = 10.0 * ratio * random.pick(&NOISE);
            pairs.add(before, after).unwrap();
            let decision = pairs.decision(margin, Confidence::P95);
            if decision != Decision::Undecided || pairs.len() == most {
                return (decision, pairs.len());
            }
        }
    }

    #[test]
    fn a_clear_difference_needs_few_pairs() {
        let (decision, n) = decide(0.5, 0.01, 100);
        assert_eq!((decision, n), (Decision::Better, 7));
        assert_eq!(decide(1.5, 0.01, 100).0, Decision::Worse);
    }

    #[test]
    fn a_small_difference_needs_more() {
        let (decision, n) = decide(0.97, 0.005, 2000);
        assert_eq!(decision, Decision::Better);
        assert!(n > 20, "{n}");
    }

    #[test]
    fn no_difference_is_said_within_the_margin_only() {
        assert_eq!(decide(1.0, 0.05, 2000).0, Decision::NoDifference);
        assert_eq!(decide(1.0, 0.0001, 200).0, Decision::Undecided);
    }

    #[test]
    fn more_pairs_are_needed_for_a_smaller_difference() {
        let needed = |ratio: f64| {
            let (mut pairs, mut random) = (Pairs::default(), Random::new(5));
            for _ in 0..40 {
                let after = ratio * random.pick(&NOISE);
                pairs.add(1.0, after).unwrap();
            }
            pairs.n_needed(0.001, Confidence::P95).unwrap()
        };
        assert!(needed(0.999) > 10 * needed(0.9));
        assert_eq!(Pairs::default().n_needed(0.01, Confidence::P95), None);
    }

    #[test]
    fn what_has_no_ratio_is_refused() {
        let mut pairs = Pairs::default();
        for (before, after) in [
            (0.0, 1.0),
            (1.0, 0.0),
            (-1.0, 1.0),
            (f64::NAN, 1.0),
            (1e-300, 1e300),
        ] {
            assert!(pairs.add(before, after).is_err(), "{before} {after}");
        }
        assert!(pairs.is_empty());
        assert_eq!(pairs.decision(0.01, Confidence::P95), Decision::Undecided);
    }
}
