//! What pairs say of a change so far, and whether it is enough.
//!
//! The wall clock decides: it is what is billed and waited for. Where the pairs that may be spent
//! are not enough for it, CPU time may decide, which other work of the machine disturbs least, but
//! never against the wall clock: its median must be nearer to what CPU time says than to no
//! difference. Each has half of the error that the plan allows, so that both together have no more
//! than that; bounds that hold however often they were looked at (see `warmfront_stats::stopping`)
//! allow to look after every batch.

use warmfront_stats::compare::Pairs;
use warmfront_stats::decision::Decision;
use warmfront_stats::probability::Confidence;

use crate::change::Source;
use crate::figures::Figures;
use crate::journey::{Clock, Gain};
use crate::plan::Plan;
use crate::worth;

/// Pairs of a batch after the first, at least; then half of those that are there.
const BATCH: usize = 4;

/// When pairs are enough.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    margin: f64,
    most_pairs: usize,
    wall: Confidence,
    /// None where CPU time stands for nothing.
    cpu: Option<Confidence>,
}

impl Rule {
    /// Returns the rule for a change of this kind.
    pub(crate) fn of(plan: &Plan, source: Source) -> Self {
        let of_half = 1.0 - (1.0 - plan.confidence.get()) / 2.0;
        let half = Confidence::new(of_half).unwrap_or(plan.confidence);
        let (wall, cpu) = match source {
            Source::Memory => (plan.confidence, None),
            _ => (half, Some(half)),
        };
        Self {
            margin: plan.margin,
            most_pairs: plan.most_pairs,
            wall,
            cpu,
        }
    }

    /// Returns the fewest pairs that can decide, all of them being alike.
    pub(crate) fn least_pairs(&self) -> usize {
        let mut alike = Pairs::default();
        let decides =
            |_: &usize| alike.add(1.0, 0.5).is_ok() && alike.bounds(self.wall).upper.is_some();
        (1..=self.most_pairs)
            .find(decides)
            .unwrap_or(self.most_pairs)
    }

    fn confidence(&self, clock: Clock) -> Confidence {
        match clock {
            Clock::Wall => self.wall,
            Clock::Cpu => self.cpu.unwrap_or(self.wall),
        }
    }
}

/// What pairs say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Verdict {
    /// This much, by this clock.
    Decided(Decision, Clock),
    /// Nothing yet; this much if the pairs to come are like those that are there, `Undecided` where
    /// there are none. No difference also stands for what is too few to give up.
    Open(Decision),
    /// Nothing, nor would those say more that may still be spent; about so many would.
    Undecided(Option<usize>),
    /// Nothing: no pair has a ratio.
    Mute,
}

impl Verdict {
    /// Returns what it is by.
    pub(crate) fn clock(self) -> Clock {
        match self {
            Self::Decided(_, clock) => clock,
            Self::Open(_) | Self::Undecided(_) | Self::Mute => Clock::Wall,
        }
    }
}

/// Pairs, and their ratios by both clocks.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Evidence {
    /// Both of each pair.
    pub(crate) pairs: Vec<[Figures; 2]>,
    /// Pairs that were asked for, be they fewer that came.
    asked: usize,
    wall: Pairs,
    cpu: Pairs,
}

impl Evidence {
    /// Takes what came of asking for so many pairs.
    pub(crate) fn add(&mut self, plan: &Plan, asked: usize, pairs: Vec<[Figures; 2]>) {
        self.asked += asked;
        for pair in pairs.into_iter().take(asked) {
            for (clock, ratios) in [(Clock::Wall, &mut self.wall), (Clock::Cpu, &mut self.cpu)] {
                let ratio = worth::ratio(plan, &pair, clock);
                // A pair without a ratio says nothing; that it was asked for is counted.
                ratio.map(|ratio| ratios.add(1.0, ratio).ok());
            }
            self.pairs.push(pair);
        }
    }

    /// Returns this and what other pairs of the same change say.
    pub(crate) fn and(&self, plan: &Plan, other: &Self) -> Self {
        let mut both = self.clone();
        both.add(plan, other.asked, other.pairs.clone());
        both
    }

    /// Returns how many pairs to ask for next.
    pub(crate) fn next_batch(&self, rule: &Rule) -> usize {
        let batch = match self.asked {
            0 => rule.least_pairs(),
            asked => BATCH.max(asked / 2),
        };
        batch.min(rule.most_pairs.saturating_sub(self.asked))
    }

    /// Returns what the pairs say.
    pub(crate) fn verdict(&self, rule: &Rule) -> Verdict {
        if self.wall.is_empty() {
            return match self.asked {
                0 if rule.most_pairs > 0 => Verdict::Open(Decision::Undecided),
                _ => Verdict::Mute,
            };
        }
        let by_wall = decision(&self.wall, rule, rule.wall);
        if by_wall != Decision::Undecided {
            return Verdict::Decided(by_wall, Clock::Wall);
        }
        if let Some(likely) = self.likely(&self.wall, rule, rule.wall) {
            return Verdict::Open(likely);
        }
        if let Some(decision) = self.by_cpu(rule) {
            return Verdict::Decided(decision, Clock::Cpu);
        }
        // More pairs may tell by CPU time, or turn the wall clock to where that points.
        let by_cpu = |confidence| match decision(&self.cpu, rule, confidence) {
            Decision::NoDifference => None,
            _ => self.likely(&self.cpu, rule, confidence),
        };
        match rule.cpu.and_then(by_cpu) {
            Some(likely) => Verdict::Open(likely),
            // So few pairs look hopeless by chance.
            None if self.asked < rule.most_pairs.min(2 * rule.least_pairs()) => {
                Verdict::Open(Decision::NoDifference)
            }
            None => self.last(rule),
        }
    }

    /// Returns what the pairs say if there are to be no more.
    pub(crate) fn last(&self, rule: &Rule) -> Verdict {
        if self.wall.is_empty() {
            return Verdict::Mute;
        }
        if let Some(decision) = self.by_cpu(rule) {
            return Verdict::Decided(decision, Clock::Cpu);
        }
        let needed = self.wall.n_needed(rule.margin, rule.wall);
        Verdict::Undecided(needed.filter(|needed| *needed > self.asked))
    }

    /// Returns whether the pairs say that the change helps, by either clock, be there more to come.
    pub(crate) fn helps(&self, rule: &Rule) -> bool {
        let by_wall = decision(&self.wall, rule, rule.wall);
        let by_cpu = || self.by_cpu(rule) == Some(Decision::Better);
        by_wall == Decision::Better || by_wall == Decision::Undecided && by_cpu()
    }

    /// Returns what was measured by a clock.
    pub(crate) fn gain(&self, rule: &Rule, clock: Clock) -> Option<Gain> {
        let pairs = match clock {
            Clock::Wall => &self.wall,
            Clock::Cpu => &self.cpu,
        };
        let bounds = pairs.bounds(rule.confidence(clock));
        Some(Gain {
            ratio: pairs.ratios().ok()?.median(),
            lower: bounds.lower,
            upper: bounds.upper,
            n_pairs: pairs.len(),
            clock,
        })
    }

    /// Returns what would be decided if the pairs that may still be spent were like those that are
    /// there; none if nothing would, or there are no more.
    ///
    /// Asking what such pairs decide, rather than how far the bounds must shrink, lets no single pair
    /// end it: among few, one that was disturbed is a bound itself.
    fn likely(&self, pairs: &Pairs, rule: &Rule, confidence: Confidence) -> Option<Decision> {
        let ratios = pairs.ratios().ok()?;
        if self.asked >= rule.most_pairs {
            return None;
        }
        let mut likely = Pairs::default();
        for ratio in ratios.ordered() {
            for _ in 0..rule.most_pairs.div_ceil(ratios.len()) {
                likely.add(1.0, *ratio).ok();
            }
        }
        let decision = decision(&likely, rule, confidence);
        (decision != Decision::Undecided).then_some(decision)
    }

    /// Returns whether CPU time says better or worse, and the wall clock bears it out.
    fn by_cpu(&self, rule: &Rule) -> Option<Decision> {
        let decision = decision(&self.cpu, rule, rule.cpu?);
        let [wall, cpu] = [&self.wall, &self.cpu].map(Pairs::ratios);
        let (wall, half_way) = (wall.ok()?.median(), f64::midpoint(1.0, cpu.ok()?.median()));
        match decision {
            Decision::Better => (wall < half_way).then_some(decision),
            Decision::Worse => (wall > half_way).then_some(decision),
            Decision::NoDifference | Decision::Undecided => None,
        }
    }
}

/// Returns what pairs say of a change; of one whose median makes no difference that matters, never
/// that it helps or does harm: which of these it is would be told by chance.
fn decision(pairs: &Pairs, rule: &Rule, confidence: Confidence) -> Decision {
    let median = pairs.ratios().map_or(1.0, |ratios| ratios.median());
    let (above, below) = (1.0 + rule.margin, 1.0 / (1.0 + rule.margin));
    match pairs.decision(rule.margin, confidence) {
        Decision::Better if median > below => Decision::Undecided,
        Decision::Worse if median < above => Decision::Undecided,
        decision => decision,
    }
}

#[cfg(test)]
mod tests;
