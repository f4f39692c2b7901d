//! The budget: what things cost in time, and what must be left for the end.

use std::time::Duration;

use crate::plan::Plan;

/// Pairs that the figures that are told rest on whatever time they take: fewer have no interval.
pub(crate) const LEAST_TOLD: usize = 8;

/// What can be afforded.
#[derive(Debug, Clone)]
pub(crate) struct Purse {
    budget: Duration,
    pairs_told: usize,
    /// Time of a pair, and of a comparison of behaviour, as they were of late.
    pair: Option<Duration>,
    verification: Option<Duration>,
}

impl Purse {
    pub(crate) fn new(plan: &Plan) -> Self {
        Self {
            budget: plan.budget,
            pairs_told: plan.pairs_told,
            pair: None,
            verification: None,
        }
    }

    /// Notes what pairs took.
    pub(crate) fn note_pairs(&mut self, took: Duration, n: usize) {
        if n > 0 {
            note(&mut self.pair, took / count(n));
        }
    }

    /// Notes what comparing behaviour took.
    pub(crate) fn note_verification(&mut self, took: Duration) {
        note(&mut self.verification, took);
    }

    /// Tells whether there is time for all of this.
    pub(crate) fn allows(&self, spent: Duration, wanted: &[Duration]) -> bool {
        let after = wanted.iter().copied().fold(spent, Duration::saturating_add);
        spent < self.budget && after <= self.budget
    }

    /// Returns what pairs will take, about; nothing before any were measured.
    pub(crate) fn of_pairs(&self, n: usize) -> Duration {
        self.pair.unwrap_or_default().saturating_mul(count(n))
    }

    /// Returns what comparing behaviour will take, about.
    pub(crate) fn of_verification(&self) -> Duration {
        self.verification.unwrap_or_default()
    }

    /// Returns what to keep for the figures that are told: no more than a quarter of the budget,
    /// unless not even the least fits into it.
    pub(crate) fn for_the_last(&self) -> Duration {
        let least = self.of_pairs(LEAST_TOLD.min(self.pairs_told));
        let wanted = self.of_pairs(self.pairs_told);
        wanted.min(self.budget / 4).max(least)
    }

    /// Returns what to keep for leaving out so many changes, with `n_pairs` each: no more than a
    /// quarter of the budget.
    pub(crate) fn for_leaving_out(&self, n_changes: usize, n_pairs: usize) -> Duration {
        let each = self
            .of_pairs(n_pairs)
            .saturating_add(self.of_verification());
        each.saturating_mul(count(n_changes)).min(self.budget / 4)
    }
}

/// Takes the mean with what was known before: what is made for the first time takes longer, and
/// answers of an earlier run come at once.
fn note(known: &mut Option<Duration>, took: Duration) {
    *known = Some(known.map_or(took, |known| known.saturating_add(took) / 2));
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn purse(seconds: u32, pairs_told: usize) -> Purse {
        Purse::new(&Plan {
            budget: SECOND * seconds,
            pairs_told,
            ..Plan::default()
        })
    }

    #[test]
    fn what_came_last_counts_most() {
        let mut purse = purse(100, 20);
        assert_eq!(purse.of_pairs(3), Duration::ZERO);
        purse.note_pairs(SECOND * 8, 1);
        purse.note_pairs(SECOND * 4, 2);
        purse.note_pairs(SECOND * 6, 2);
        assert_eq!(purse.of_pairs(2), SECOND * 8);
        purse.note_pairs(SECOND, 0);
        assert_eq!(purse.of_pairs(2), SECOND * 8);
    }

    #[test]
    fn the_reserve_is_a_quarter_but_for_the_least() {
        let mut purse = purse(100, 20);
        purse.note_pairs(SECOND, 1);
        assert_eq!(purse.for_the_last(), SECOND * 20);
        purse.note_pairs(SECOND * 3, 1);
        assert_eq!(purse.for_the_last(), SECOND * 25);
        purse.note_pairs(SECOND * 18, 1);
        assert_eq!(purse.for_the_last(), SECOND * 80);
        assert_eq!(purse.for_leaving_out(3, 8), SECOND * 25);
    }

    #[test]
    fn nothing_is_allowed_once_all_is_spent() {
        let purse = purse(10, 20);
        assert!(purse.allows(SECOND * 9, &[SECOND]));
        assert!(!purse.allows(SECOND * 9, &[SECOND, SECOND]));
        assert!(!purse.allows(SECOND * 10, &[]));
    }

    #[test]
    fn the_longest_times_do_not_overflow() {
        let mut purse = purse(1, usize::MAX);
        purse.note_pairs(Duration::MAX, 1);
        purse.note_pairs(Duration::MAX, 1);
        purse.note_verification(Duration::MAX);
        assert!(purse.for_the_last() > SECOND);
        assert!(!purse.allows(
            SECOND / 2,
            &[purse.for_leaving_out(usize::MAX, usize::MAX), SECOND]
        ));
    }
}
