//! The search: propose, measure on top of what is kept, verify, keep; then each again without.

mod attempt;
mod leave;
mod measuring;

use std::collections::BTreeSet;
use std::time::Duration;

use crate::change::{Change, ChangeId, Keeps, Source};
use crate::evidence::{Evidence, Rule};
use crate::journey::{End, Fate, Journey, Overall, Tried};
use crate::laboratory::{Behaviour, Laboratory, Measured};
use crate::overall;
use crate::plan::Plan;
use crate::purse::{LEAST_TOLD, Purse};
use crate::step::Step;

/// Rounds after which no more proposals are asked for: one who never runs out must not keep the
/// search from its end.
const MOST_ROUNDS: usize = 64;

/// Pairs of the last measurement between looks at the budget.
const BATCH_TOLD: usize = 4;

/// Failures of the last measurement after which it is given up.
const MOST_FAILED: usize = 2;

/// Why there is no journey.
#[derive(Debug, thiserror::Error)]
pub enum OptimizeError<E> {
    /// The laboratory gave up.
    #[error("could not try changes")]
    Laboratory(#[source] E),
}

/// Looks for changes that are worth it, and tells `observe` how it goes.
///
/// A change is measured on top of those that are kept, and kept when it helps and the function is
/// verified to behave the same with all of them. In the end each is measured against leaving it
/// out. Whatever is kept was verified as a whole; what cannot be told is not kept.
pub fn optimize<L: Laboratory>(
    plan: &Plan,
    laboratory: &mut L,
    observe: &mut dyn FnMut(Step<'_>),
) -> Result<Journey, OptimizeError<L::Error>> {
    let search = Search {
        plan,
        laboratory,
        observe,
        purse: Purse::new(plan),
        tried: Vec::new(),
        kept: Vec::new(),
        n_waiting: 0,
        end: End::Done,
    };
    search.run().map_err(OptimizeError::Laboratory)
}

/// What was done so far.
struct Search<'a, L> {
    plan: &'a Plan,
    laboratory: &'a mut L,
    observe: &'a mut dyn FnMut(Step<'_>),
    purse: Purse,
    tried: Vec<Tried>,
    kept: Vec<Kept>,
    /// Changes of this round that were not tried yet.
    n_waiting: usize,
    end: End,
}

/// A change that is kept.
#[derive(Debug, Clone)]
struct Kept {
    /// Its index in what was tried.
    index: usize,
    /// What was measured when it was tried.
    evidence: Evidence,
}

impl<L: Laboratory> Search<'_, L> {
    fn run(mut self) -> Result<Journey, L::Error> {
        self.rounds()?;
        self.leave_out_each()?;
        let overall = self.measure_overall()?;
        Ok(Journey {
            goal: self.plan.goal,
            kept: self.kept_ids(),
            tried: self.tried,
            overall,
            // Nothing else is ever kept.
            behaviour: Behaviour::Same,
            end: self.end,
            spent: self.laboratory.spent(),
        })
    }

    /// Tries what is proposed until there is nothing new.
    fn rounds(&mut self) -> Result<(), L::Error> {
        for _ in 0..MOST_ROUNDS {
            if !self.affords_a_try(0) {
                self.end = End::Budget;
            }
            if self.end == End::Budget {
                break;
            }
            let proposed = self.laboratory.propose(&self.kept_ids())?;
            let changes = self.in_order(proposed);
            if changes.is_empty() {
                break;
            }
            (self.observe)(Step::Proposed(&changes));
            self.n_waiting = changes.len();
            for change in changes {
                self.attempt(change)?;
                self.n_waiting -= 1;
            }
        }
        Ok(())
    }

    /// Returns what was not tried before, by what it is expected to save; what nobody knows of comes
    /// last, as it was proposed.
    fn in_order(&self, proposed: Vec<Change>) -> Vec<Change> {
        let known = self.tried.iter().map(|tried| tried.change.id.clone());
        let mut seen: BTreeSet<ChangeId> = known.collect();
        let mut changes = proposed;
        changes.retain(|change| seen.insert(change.id.clone()));
        let expected = |change: &Change| match change.expected {
            Some(expected) if !expected.is_nan() => expected,
            _ => f64::NEG_INFINITY,
        };
        changes.sort_by(|one, other| expected(other).total_cmp(&expected(one)));
        changes
    }

    /// Measures the function as shipped against what it has become: the least that has an interval
    /// whatever time it takes, more while there is time. What fails now ran many times before, so
    /// that it is asked again.
    fn measure_overall(&mut self) -> Result<Overall, L::Error> {
        let told = self.plan.pairs_told;
        (self.observe)(Step::Measuring { n_pairs: told });
        let kept = self.kept_ids();
        let (mut pairs, mut asked, mut failed) = (Vec::new(), 0, 0);
        while asked < told {
            let batch = if asked == 0 { LEAST_TOLD } else { BATCH_TOLD };
            let batch = batch.min(told - asked);
            let wanted = [self.purse.of_pairs(batch)];
            if asked + failed > 0 && !self.purse.allows(self.laboratory.spent(), &wanted) {
                break;
            }
            match self.measure([&[], &kept], batch)? {
                Measured::Pairs(more) => {
                    pairs.extend(more.into_iter().take(batch));
                    asked += batch;
                }
                Measured::Unfit(_) if failed < MOST_FAILED => failed += 1,
                Measured::Unfit(_) => break,
            }
        }
        Ok(overall::of(self.plan, &pairs))
    }

    fn kept_ids(&self) -> Vec<ChangeId> {
        let kept = self.kept.iter().map(|kept| self.change_of(kept));
        kept.map(|change| change.id.clone()).collect()
    }

    fn change_of(&self, kept: &Kept) -> &Change {
        &self.tried[kept.index].change
    }

    /// Returns those that are kept because they were measured to help: they are left out in the end.
    fn to_leave_out(&self) -> impl Iterator<Item = &Kept> {
        let if_better = |kept: &&Kept| self.change_of(kept).keeps == Keeps::IfBetter;
        self.kept.iter().filter(if_better)
    }

    /// Returns whether there is time for so many pairs and a verification, besides what is to be done
    /// in the end.
    fn affords_a_try(&self, n_pairs: usize) -> bool {
        let wanted = [
            self.purse.of_pairs(n_pairs),
            self.purse.of_verification(),
            self.for_the_end(),
        ];
        self.purse.allows(self.laboratory.spent(), &wanted)
    }

    /// Returns what is to be kept for leaving out and for the figures that are told.
    fn for_the_end(&self) -> Duration {
        let least = Rule::of(self.plan, Source::Code).least_pairs();
        let n_changes = self.to_leave_out().count();
        let leaving_out = self.purse.for_leaving_out(n_changes, least);
        leaving_out.saturating_add(self.purse.for_the_last())
    }

    /// Decides on a change that is kept after all, or not any more.
    fn decide(&mut self, index: usize, fate: Fate) {
        self.tried[index].fate = fate;
        (self.observe)(Step::Decided(&self.tried[index]));
    }
}

#[cfg(test)]
mod tests;
