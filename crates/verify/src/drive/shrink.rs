//! Looks for the smallest sequence that shows a difference.

use super::Driver;
use super::case::Finding;

/// Most differences for which it is looked.
const MOST_SHRUNK: usize = 2;

/// What shows a difference: a sequence, and the place in it.
pub(super) type Smaller = (usize, Finding);

impl<E> Driver<'_, E> {
    /// Runs smaller sequences for certain differences late in long ones; returns, for each that was
    /// seen in a smaller one, in which.
    pub(super) fn shrink(&mut self) -> Result<Vec<Smaller>, E> {
        let mut small: Vec<Smaller> = Vec::new();
        for (index, finding) in self.late().into_iter().take(MOST_SHRUNK) {
            for events in self.smaller(index, &finding) {
                if self.cases.iter().any(|case| case.events == events) {
                    // It is known that it does not show there.
                    continue;
                }
                let new = self.cases.len();
                self.record(vec![events])?;
                self.replay(new)?;
                if let Some(found) = self.seen_at_end(new, &finding) {
                    small.push((new, found));
                    break;
                }
            }
        }
        Ok(small)
    }

    /// Certain differences, of each event and part one, that are not at the beginning of a sequence
    /// and in no smaller one.
    fn late(&self) -> Vec<(usize, Finding)> {
        let mut late: Vec<(usize, Finding)> = Vec::new();
        let mut seen = Vec::new();
        for index in self.smallest_first() {
            if !self.is_certain(index) {
                continue;
            }
            for finding in self.findings(index).0 {
                let (event, part, _) = self.subject(index, &finding);
                let is_first = finding.at.invocation().is_none_or(|at| at == 0);
                if !is_first && !seen.contains(&(event, part)) {
                    late.push((index, finding));
                }
                seen.push((event, part));
            }
        }
        late
    }

    /// Sequences that may show it as well, smallest first: the event alone, with the one before it,
    /// and all up to it.
    fn smaller(&self, index: usize, finding: &Finding) -> Vec<Vec<usize>> {
        let events = &self.cases[index].events;
        let Some(at) = finding.at.invocation() else {
            return Vec::new();
        };
        let mut smaller: Vec<Vec<usize>> = [at, at.saturating_sub(1), 0]
            .map(|from| events[from..=at].to_vec())
            .to_vec();
        smaller.dedup();
        smaller.retain(|smaller| smaller.len() < events.len());
        smaller
    }

    /// The difference as the last event of a sequence shows it.
    fn seen_at_end(&self, index: usize, finding: &Finding) -> Option<Finding> {
        let last = self.cases[index].events.len() - 1;
        let (steady, _) = self.findings(index);
        let at_end =
            |found: &&Finding| found.part == finding.part && found.at.invocation() == Some(last);
        steady.iter().find(at_end).cloned()
    }
}
