//! Verdicts: what an interval allows to say, and no more.

use crate::stopping::Bounds;

/// What can be said of one thing against another, where less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// It is less.
    Better,
    /// It is more.
    Worse,
    /// They differ by too little to matter.
    NoDifference,
    /// Nothing yet.
    Undecided,
}

/// Returns what the bounds of a ratio allow to say; a ratio closer to one than `margin` makes no
/// difference, even one that is known to be on one side.
#[must_use]
pub fn of_ratio(bounds: Bounds, margin: f64) -> Decision {
    let Bounds { lower, upper } = bounds;
    let (above, below) = (1.0 + margin, 1.0 / (1.0 + margin));
    if lower.is_some_and(|lower| lower > below) && upper.is_some_and(|upper| upper < above) {
        Decision::NoDifference
    } else if upper.is_some_and(|upper| upper < 1.0) {
        Decision::Better
    } else if lower.is_some_and(|lower| lower > 1.0) {
        Decision::Worse
    } else {
        Decision::Undecided
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lower: Option<f64>, upper: Option<f64>, expect: Decision) {
        assert_eq!(of_ratio(Bounds { lower, upper }, 0.02), expect);
    }

    #[test]
    fn a_verdict_needs_the_whole_interval() {
        check(Some(0.8), Some(0.9), Decision::Better);
        check(None, Some(0.9), Decision::Better);
        check(Some(1.1), None, Decision::Worse);
        check(Some(0.9), Some(1.01), Decision::Undecided);
        check(None, None, Decision::Undecided);
    }

    #[test]
    fn what_is_within_the_margin_makes_no_difference() {
        check(Some(0.99), Some(1.01), Decision::NoDifference);
        check(Some(0.99), Some(0.995), Decision::NoDifference);
        check(Some(0.99), Some(1.03), Decision::Undecided);
        check(None, Some(0.995), Decision::Better);
    }
}
