//! Asking the laboratory, with an eye on the time.

use warmfront_stats::decision::Decision;

use crate::change::ChangeId;
use crate::evidence::{Evidence, Rule, Verdict};
use crate::laboratory::{Behaviour, Laboratory, Measured};

use super::Search;

/// What measuring a change came to.
#[derive(Debug)]
pub(super) enum Gathered {
    /// The pairs say this.
    Told(Evidence, Verdict),
    /// The budget was spent first.
    CutShort(Evidence),
    /// There is nothing to measure; why.
    Unfit(String),
}

/// Whether there is time for another batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowance {
    /// There is.
    Granted,
    /// There is, but others need it more.
    OthersFirst,
    /// There is not.
    Refused,
}

impl<L: Laboratory> Search<'_, L> {
    /// Measures in growing batches until the pairs say enough, or no more is worth it. Whether there
    /// is time for so many pairs, from which this is likely to be learnt, is for `allow` to say.
    pub(super) fn gather(
        &mut self,
        sets: [&[ChangeId]; 2],
        rule: &Rule,
        allow: impl Fn(&Self, usize, Decision) -> Allowance,
    ) -> Result<Gathered, L::Error> {
        let mut evidence = Evidence::default();
        loop {
            let verdict = evidence.verdict(rule);
            let Verdict::Open(likely) = verdict else {
                return Ok(Gathered::Told(evidence, verdict));
            };
            let batch = evidence.next_batch(rule);
            match allow(self, batch, likely) {
                Allowance::Granted if batch > 0 => {}
                Allowance::Granted | Allowance::OthersFirst => {
                    let verdict = evidence.last(rule);
                    return Ok(Gathered::Told(evidence, verdict));
                }
                Allowance::Refused => return Ok(Gathered::CutShort(evidence)),
            }
            match self.measure(sets, batch)? {
                Measured::Pairs(pairs) => evidence.add(self.plan, batch, pairs),
                Measured::Unfit(why) => return Ok(Gathered::Unfit(why)),
            }
        }
    }

    pub(super) fn measure(
        &mut self,
        [before, after]: [&[ChangeId]; 2],
        n_pairs: usize,
    ) -> Result<Measured, L::Error> {
        let begun = self.laboratory.spent();
        let measured = self.laboratory.measure(before, after, n_pairs)?;
        let took = self.laboratory.spent().saturating_sub(begun);
        self.purse.note_pairs(took, n_pairs);
        Ok(measured)
    }

    pub(super) fn verify(&mut self, changes: &[ChangeId]) -> Result<Behaviour, L::Error> {
        let begun = self.laboratory.spent();
        let behaviour = self.laboratory.verify(changes)?;
        let took = self.laboratory.spent().saturating_sub(begun);
        self.purse.note_verification(took);
        Ok(behaviour)
    }
}
