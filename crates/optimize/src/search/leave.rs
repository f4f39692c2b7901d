//! Each change that is kept, measured against leaving it out: what came after it may have made it
//! superfluous, and one that was kept by luck is not lucky twice.

use warmfront_stats::decision::Decision;

use crate::change::ChangeId;
use crate::evidence::{Evidence, Rule, Verdict};
use crate::journey::{End, Fate, Gain};
use crate::laboratory::{Behaviour, Laboratory};
use crate::step::Step;

use super::Search;
use super::measuring::{Allowance, Gathered};

impl<L: Laboratory> Search<'_, L> {
    /// Leaves out each change that was kept for what it gained, the weakest first: of two that do
    /// the same, the stronger stays.
    pub(super) fn leave_out_each(&mut self) -> Result<(), L::Error> {
        for index in self.weakest_first() {
            let rule = Rule::of(self.plan, self.tried[index].change.source);
            if !self.affords_leaving_out(rule.least_pairs()) {
                self.end = End::Budget;
                break;
            }
            self.leave_out(index, &rule)?;
        }
        Ok(())
    }

    fn weakest_first(&self) -> Vec<usize> {
        let mut indices: Vec<_> = self.to_leave_out().map(|kept| kept.index).collect();
        let ratio = |index: &usize| self.tried[*index].gain.map_or(1.0, |gain| gain.ratio);
        indices.sort_by(|one, other| ratio(other).total_cmp(&ratio(one)));
        indices
    }

    fn leave_out(&mut self, index: usize, rule: &Rule) -> Result<(), L::Error> {
        let change = self.tried[index].change.clone();
        (self.observe)(Step::LeavingOut(&change));
        let with = self.kept_ids();
        let without: Vec<_> = with
            .iter()
            .filter(|id| **id != change.id)
            .cloned()
            .collect();
        let allow = |search: &Self, n_pairs, _| {
            if search.affords_leaving_out(n_pairs) {
                Allowance::Granted
            } else {
                Allowance::Refused
            }
        };
        let (evidence, verdict) = match self.gather([&without, &with], rule, allow)? {
            Gathered::Told(evidence, verdict) => (evidence, verdict),
            Gathered::CutShort(evidence) => {
                self.end = End::Budget;
                let verdict = evidence.last(rule);
                (evidence, verdict)
            }
            // The function needs it to run.
            Gathered::Unfit(_) => return Ok(()),
        };
        let gain = evidence.gain(rule, verdict.clock());
        self.tried[index].without = gain.map(|gain| inverse(&gain));
        let Some(fate) = self.superfluous(index, (&evidence, verdict), rule) else {
            return Ok(());
        };
        if self.is_same(&without)? {
            self.kept.retain(|kept| kept.index != index);
            self.decide(index, fate);
        }
        Ok(())
    }

    /// Returns what becomes of a change that is not missed; none if it stays.
    ///
    /// Where leaving it out does not tell, all pairs together must: those of the trial, which was
    /// lucky if the change does nothing, and those of the end, which were not chosen for their luck.
    fn superfluous(
        &self,
        index: usize,
        (evidence, verdict): (&Evidence, Verdict),
        rule: &Rule,
    ) -> Option<Fate> {
        match verdict {
            Verdict::Decided(Decision::NoDifference | Decision::Worse, _) => Some(Fate::Redundant),
            Verdict::Undecided(needed) => {
                let kept = self.kept.iter().find(|kept| kept.index == index)?;
                let all = kept.evidence.and(self.plan, evidence);
                (!all.helps(rule)).then_some(Fate::Undecided(needed))
            }
            Verdict::Decided(..) | Verdict::Open(_) | Verdict::Mute => None,
        }
    }

    /// Tells whether the function is known to behave the same with fewer changes; if not, those stay
    /// that were verified.
    fn is_same(&mut self, changes: &[ChangeId]) -> Result<bool, L::Error> {
        if changes.is_empty() {
            return Ok(true);
        }
        let wanted = [self.purse.of_verification()];
        if !self.purse.allows(self.laboratory.spent(), &wanted) {
            self.end = End::Budget;
            return Ok(false);
        }
        Ok(self.verify(changes)? == Behaviour::Same)
    }

    fn affords_leaving_out(&self, n_pairs: usize) -> bool {
        let purse = &self.purse;
        let wanted = [
            purse.of_pairs(n_pairs),
            purse.of_verification(),
            purse.for_the_last(),
        ];
        purse.allows(self.laboratory.spent(), &wanted)
    }
}

/// Returns what leaving out did, from what having it did.
fn inverse(gain: &Gain) -> Gain {
    Gain {
        ratio: 1.0 / gain.ratio,
        lower: gain.upper.map(|upper| 1.0 / upper),
        upper: gain.lower.map(|lower| 1.0 / lower),
        ..*gain
    }
}
