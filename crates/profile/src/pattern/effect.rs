//! What something costs and what would be left of it, with intervals, and whether that is worth it.
//!
//! Each measured invocation (or init) gives one [`Case`]: its cost, the cost that the pattern's model
//! predicts for the same case after the fix, and the least and most that the model leaves open.
//! Medians over the cases are the figures. Their bounds are order statistics, which assume nothing
//! of the distribution: from the cases' least at the lower end to their most at the upper end, so
//! that they cover the scatter of measurements and what the model does not know. Below six cases
//! there is no interval of a median with 95 % confidence, and the bounds are absent.

use warmfront_stats::interval::{self, QuantileInterval};
use warmfront_stats::probability::{Confidence, Probability};
use warmfront_stats::quantile::Sample;

use crate::document::Estimate;

/// A saved time below this many milliseconds cannot be told from the noise of any platform.
const LEAST_SAVED_MS: f64 = 0.1;

/// Neither can one below this share of the whole duration.
const LEAST_SAVED_SHARE: f64 = 0.002;

/// Longer than any init or invocation may take, so that sums stay finite whatever a file says.
const LONGEST_MS: f64 = 1e9;

/// One measured cost, and what the model makes of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Case {
    /// Milliseconds that were measured.
    pub(super) now: f64,
    /// Milliseconds that are predicted.
    pub(super) after: f64,
    /// The least that they may be.
    pub(super) least: f64,
    /// The most that they may be.
    pub(super) most: f64,
}

impl Case {
    /// A case whose model leaves nothing open.
    pub(super) fn exact(now: f64, after: f64) -> Self {
        Self::between(now, after, after, after)
    }

    /// A case whose model leaves a range open; the range is widened to hold the prediction.
    pub(super) fn between(now: f64, after: f64, least: f64, most: f64) -> Self {
        let [now, after, least, most] = [now, after, least, most].map(clean);
        Self {
            now,
            after,
            least: least.min(after),
            most: most.max(after),
        }
    }
}

/// Returns milliseconds that can be reckoned with: finite, not negative, not absurd.
pub(super) fn clean(millis: f64) -> f64 {
    if millis.is_nan() {
        return 0.0;
    }
    millis.clamp(0.0, LONGEST_MS)
}

/// A cost, what is left of it, and what is saved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Effect {
    /// What was measured.
    pub(super) now: Estimate,
    /// What is predicted.
    pub(super) after: Estimate,
    /// Median of what each case saves; below zero where the fix costs.
    pub(super) saved: f64,
    /// What it surely saves; absent where there are too few cases.
    surely: Option<f64>,
    /// What it saves at most.
    at_most: Option<f64>,
}

impl Effect {
    /// Sums up cases; none where there are none.
    pub(super) fn of(cases: &[Case]) -> Option<Self> {
        let sample =
            |figure: fn(&Case) -> f64| Sample::new(cases.iter().map(figure).collect()).ok();
        let now = sample(|case| case.now)?;
        let after = sample(|case| case.after)?;
        let (least, most) = (sample(|case| case.least)?, sample(|case| case.most)?);
        let saved = sample(|case| case.now - case.after)?;
        let n = cases.len();
        Some(Self {
            now: Estimate {
                estimate: now.median(),
                lower: bounds(&now).lower,
                upper: bounds(&now).upper,
                n,
            },
            after: Estimate {
                estimate: after.median(),
                lower: bounds(&least).lower,
                upper: bounds(&most).upper,
                n,
            },
            saved: saved.median(),
            surely: bounds(&sample(|case| case.now - case.most)?).lower,
            at_most: bounds(&sample(|case| case.now - case.least)?).upper,
        })
    }

    /// Tells whether what is saved can be told from nothing: its upper bound (its figure, where
    /// there are too few cases for bounds) reaches 0.1 ms and 0.2 % of the whole, and its interval
    /// does not include zero.
    pub(super) fn is_measurable(&self, whole_ms: f64) -> bool {
        let threshold = LEAST_SAVED_MS.max(LEAST_SAVED_SHARE * clean(whole_ms));
        let reaches = self.at_most.unwrap_or(self.saved) >= threshold && self.saved > 0.0;
        reaches && self.surely.is_none_or(|surely| surely > 0.0)
    }
}

fn bounds(sample: &Sample) -> QuantileInterval {
    interval::of_quantile(sample, Probability::MEDIAN, Confidence::P95)
}

/// Returns the median; none of no numbers.
pub(super) fn median(numbers: impl IntoIterator<Item = f64>) -> Option<f64> {
    let numbers: Vec<f64> = numbers.into_iter().collect();
    Sample::new(numbers).ok().map(|sample| sample.median())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn five_cases_have_no_bounds_and_six_have() {
        let case = Case::between(40.0, 8.0, 4.0, 20.0);
        let few = Effect::of(&[case; 5]).unwrap();
        assert_eq!((few.now.lower, few.after.upper), (None, None));
        assert!(few.is_measurable(50.0));
        let enough = Effect::of(&[case; 6]).unwrap();
        assert_eq!(
            (enough.after.lower, enough.after.upper),
            (Some(4.0), Some(20.0))
        );
        assert_eq!((enough.now.estimate, enough.saved), (40.0, 32.0));
    }

    #[test]
    fn a_saving_whose_interval_holds_zero_is_none() {
        let surely = Effect::of(&[Case::between(10.0, 5.0, 2.0, 9.0); 6]).unwrap();
        assert!(surely.is_measurable(10.0));
        let perhaps = Effect::of(&[Case::between(10.0, 5.0, 2.0, 10.0); 6]).unwrap();
        assert!(!perhaps.is_measurable(10.0));
    }

    #[test]
    fn a_saving_too_small_to_be_seen_is_none() {
        let tiny = Effect::of(&[Case::exact(0.09, 0.0)]).unwrap();
        assert!(!tiny.is_measurable(1.0));
        let small = Effect::of(&[Case::exact(0.5, 0.0)]).unwrap();
        assert!(small.is_measurable(100.0));
        assert!(!small.is_measurable(1_000.0));
    }

    #[test]
    fn there_is_no_effect_without_a_case() {
        assert_eq!(Effect::of(&[]), None);
    }

    proptest! {
        #[test]
        fn bounds_enclose_the_figure_whatever_is_measured(
            cases in prop::collection::vec(prop::array::uniform4(prop::num::f64::ANY), 1..20),
        ) {
            let cases: Vec<Case> = cases.iter().map(|c| Case::between(c[0], c[1], c[2], c[3])).collect();
            let effect = Effect::of(&cases).unwrap();
            for estimate in [effect.now, effect.after] {
                prop_assert!(estimate.estimate.is_finite());
                prop_assert!(estimate.lower.is_none_or(|lower| lower <= estimate.estimate));
                prop_assert!(estimate.upper.is_none_or(|upper| upper >= estimate.estimate));
            }
            prop_assert!(effect.saved.is_finite());
        }
    }
}
