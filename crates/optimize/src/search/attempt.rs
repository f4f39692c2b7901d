//! One change, tried on top of those that are kept.

use std::time::Duration;

use warmfront_stats::decision::Decision;

use crate::change::{Change, ChangeId, Keeps, Source};
use crate::evidence::{Rule, Verdict};
use crate::journey::{End, Fate, Tried};
use crate::laboratory::{Behaviour, Laboratory};
use crate::overall;
use crate::step::Step;

use super::measuring::{Allowance, Gathered};
use super::{Kept, Search};

const NO_TIME_TO_VERIFY: &str = "the budget was spent before its behaviour could be compared";

impl<L: Laboratory> Search<'_, L> {
    /// Tries a change, and keeps it if it is worth it.
    pub(super) fn attempt(&mut self, change: Change) -> Result<(), L::Error> {
        let rule = Rule::of(self.plan, change.source);
        self.tried.push(Tried {
            change,
            fate: Fate::Untried,
            gain: None,
            without: None,
            after: None,
        });
        let index = self.tried.len() - 1;
        if !self.affords_a_try(rule.least_pairs()) {
            self.end = End::Budget;
        }
        let fate = match self.end {
            End::Budget => Fate::Untried,
            End::Done => self.fate_of(index, &rule)?,
        };
        self.decide(index, fate);
        Ok(())
    }

    fn fate_of(&mut self, index: usize, rule: &Rule) -> Result<Fate, L::Error> {
        let change = self.tried[index].change.clone();
        (self.observe)(Step::Trying(&change));
        let (before, after) = (self.kept_ids(), self.kept_with(&change));
        let begun = self.laboratory.spent();
        let allow = |search: &Self, n_pairs: usize, likely: Decision| {
            if !search.affords_a_try(n_pairs) {
                Allowance::Refused
            } else if matters(change.keeps, likely) || search.has_share(begun, n_pairs) {
                Allowance::Granted
            } else {
                Allowance::OthersFirst
            }
        };
        let (evidence, verdict) = match self.gather([&before, &after], rule, allow)? {
            Gathered::Told(evidence, verdict) => (evidence, verdict),
            Gathered::CutShort(evidence) => {
                self.end = End::Budget;
                let verdict = evidence.last(rule);
                (evidence, verdict)
            }
            Gathered::Unfit(why) => return Ok(Fate::Unfit(why)),
        };
        self.tried[index].gain = evidence.gain(rule, verdict.clock());
        if let Some(fate) = dropped(change.keeps, verdict) {
            return Ok(fate);
        }
        if !self.affords_a_try(0) {
            self.end = End::Budget;
            return Ok(Fate::Unjudged(NO_TIME_TO_VERIFY.to_owned()));
        }
        (self.observe)(Step::Verifying(&change));
        Ok(match self.verify(&after)? {
            Behaviour::Same => {
                let with_it = evidence.pairs.iter().map(|[_, after]| after);
                self.tried[index].after = overall::summary(self.plan, &with_it);
                self.keep(Kept { index, evidence });
                Fate::Kept
            }
            Behaviour::Different(why) => Fate::Different(why),
            Behaviour::Unjudged(why) => Fate::Unjudged(why),
        })
    }

    /// Tells whether a change that was begun at some time may take so many more pairs without taking
    /// the time of those that wait: each has its share of a quarter of what is left, since more will be
    /// proposed.
    fn has_share(&self, begun: Duration, n_pairs: usize) -> bool {
        let spent = self.laboratory.spent();
        let left = self.plan.budget.saturating_sub(begun);
        let left = left.saturating_sub(self.for_the_end());
        let took = spent.saturating_sub(begun);
        let wanted = took.saturating_add(self.purse.of_pairs(n_pairs));
        let waiting = u32::try_from(self.n_waiting.max(1)).unwrap_or(u32::MAX);
        wanted <= left / 4 / waiting
    }

    /// Returns what is kept, and a change; one memory size takes the place of another.
    fn kept_with(&self, change: &Change) -> Vec<ChangeId> {
        let stays = self.kept.iter().map(|kept| self.change_of(kept));
        let stays = stays.filter(|kept| !excludes(kept, change));
        let ids = stays.chain([change]).map(|change| change.id.clone());
        ids.collect()
    }

    /// Keeps a change, and gives up what does not go with it.
    fn keep(&mut self, new: Kept) {
        let change = self.change_of(&new).clone();
        let kept = std::mem::take(&mut self.kept);
        for kept in kept {
            if excludes(self.change_of(&kept), &change) {
                self.decide(kept.index, Fate::Redundant);
            } else {
                self.kept.push(kept);
            }
        }
        self.kept.push(new);
    }
}

/// Tells whether only one of both can be: a function has one memory size.
fn excludes(one: &Change, other: &Change) -> bool {
    one.source == Source::Memory && other.source == Source::Memory
}

/// Tells whether more pairs are likely to change what becomes of a change; what nobody has an idea
/// of may.
fn matters(keeps: Keeps, likely: Decision) -> bool {
    match likely {
        Decision::Better => keeps == Keeps::IfBetter,
        Decision::Worse => keeps == Keeps::UnlessWorse,
        Decision::NoDifference => false,
        Decision::Undecided => true,
    }
}

/// Returns why a change is not worth keeping, if it is not.
fn dropped(keeps: Keeps, verdict: Verdict) -> Option<Fate> {
    match (verdict, keeps) {
        (Verdict::Decided(Decision::Worse, _), _) => Some(Fate::Worse),
        (Verdict::Mute, _) => Some(Fate::Undecided(None)),
        (Verdict::Decided(Decision::Better, _), _) | (_, Keeps::UnlessWorse) => None,
        (Verdict::Decided(Decision::NoDifference, _), Keeps::IfBetter) => Some(Fate::NoGain),
        (Verdict::Undecided(needed), Keeps::IfBetter) => Some(Fate::Undecided(needed)),
        (Verdict::Open(_) | Verdict::Decided(Decision::Undecided, _), Keeps::IfBetter) => {
            Some(Fate::Undecided(None))
        }
    }
}
