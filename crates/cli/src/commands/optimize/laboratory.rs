//! Makes changes, measures them and compares what the function does with them: what the search asks.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context as _;
use warmfront_build::pass::bytecode;
use warmfront_optimize::change::{Change, ChangeId};
use warmfront_optimize::laboratory::{Behaviour, Laboratory, Measured};

use super::alteration::{Alteration, Fingerprint};
use super::behaviour;
use super::bench::{self, Pace};
use super::ground::Ground;
use super::kit::{self, Kit, Making, Ready};
use super::propose::{Bench, Rounds};
use super::trials::Trials;

/// What the search asks.
pub(super) struct Lab<'a> {
    pub(super) ground: &'a Ground<'a>,
    /// Everything that was proposed.
    known: BTreeMap<ChangeId, Alteration>,
    rounds: Rounds,
    kit: Kit<'a>,
    trials: Trials,
    pace: Pace,
    /// Time that went before the search, beside the answers.
    before: Duration,
    /// How the function behaves with a single change.
    alone: BTreeMap<ChangeId, Behaviour>,
}

impl<'a> Lab<'a> {
    /// Opens a laboratory, after so much time.
    pub(super) fn open(
        ground: &'a Ground<'a>,
        mut trials: Trials,
        began_after: Duration,
    ) -> anyhow::Result<Self> {
        let subject = ground.subject;
        let question = Fingerprint::of([b"ground".as_slice(), subject.as_ref()]);
        // With the same budget, the same search ends where it ended.
        let before = began_after.saturating_sub(trials.spent());
        let before_ms = trials.answer(question, || Ok(before.as_secs_f64() * 1e3))?;
        let question = Fingerprint::of([b"pace".as_slice(), subject.as_ref()]);
        let pace = trials.answer(question, || {
            Pace::find(&ground.reference.setup, &ground.requests())
        })?;
        Ok(Self {
            ground,
            known: BTreeMap::new(),
            rounds: Rounds::default(),
            kit: Kit::new(ground),
            trials,
            pace,
            before: Duration::try_from_secs_f64(before_ms / 1e3).unwrap_or_default(),
            alone: BTreeMap::new(),
        })
    }

    /// Returns what a set of changes does.
    pub(super) fn set(&self, changes: &[ChangeId]) -> Vec<&Alteration> {
        set(&self.known, changes)
    }

    /// Returns the change that compiles modules, if it is one of several and the function is known to
    /// behave with it alone as it does when shipped: others are then compared with that, since a
    /// cold start as shipped takes many times as long.
    fn compiled(&mut self, changes: &[ChangeId]) -> anyhow::Result<Option<ChangeId>> {
        let compiles = |id: &&ChangeId| match self.known.get(*id) {
            Some(Alteration::Pass(pass)) => pass.name == bytecode::PASS.name,
            _ => false,
        };
        let Some(id) = changes.iter().find(compiles).cloned() else {
            return Ok(None);
        };
        if changes.len() == 1 {
            return Ok(None);
        }
        let alone = match self.alone.get(&id) {
            Some(known) => known.clone(),
            None => self.verify(std::slice::from_ref(&id))?,
        };
        Ok((alone == Behaviour::Same).then_some(id))
    }

    /// Returns the size of the package with some changes, where it can be made.
    pub(super) fn size(&mut self, changes: &[ChangeId]) -> anyhow::Result<Option<u64>> {
        let set = set(&self.known, changes);
        let question = Fingerprint::of([
            b"size".as_slice(),
            self.ground.subject.as_ref(),
            kit::of_set(set.iter().copied()).as_ref(),
        ]);
        let ground = self.ground;
        self.trials.answer(question, || {
            Ok(match kit::make(ground, &set)? {
                Making::Made(made) => Some(made.package.size()),
                Making::Unfit(_) => None,
            })
        })
    }
}

impl Laboratory for Lab<'_> {
    type Error = anyhow::Error;

    fn propose(&mut self, kept: &[ChangeId]) -> anyhow::Result<Vec<Change>> {
        let kept: Vec<Alteration> = self.set(kept).into_iter().cloned().collect();
        let kept: Vec<&Alteration> = kept.iter().collect();
        let proposed = self.rounds.next(&mut Bench {
            ground: self.ground,
            trials: &mut self.trials,
            kit: &mut self.kit,
            cold: Duration::try_from_secs_f64(self.pace.cold_ms / 1e3).ok(),
            kept: &kept,
        })?;
        let changes = proposed.into_iter().map(|each| {
            self.known.insert(each.change.id.clone(), each.alteration);
            each.change
        });
        Ok(changes.collect())
    }

    fn verify(&mut self, changes: &[ChangeId]) -> anyhow::Result<Behaviour> {
        if changes.is_empty() {
            return Ok(Behaviour::Same);
        }
        let compiled = self.compiled(changes)?;
        let Self { known, kit, .. } = self;
        let set = set(known, changes);
        let question = Fingerprint::of([
            b"behaviour".as_slice(),
            self.ground.subject.as_ref(),
            kit::of_set(set.iter().copied()).as_ref(),
        ]);
        let ground = self.ground;
        let behaviour = self.trials.answer(question, || {
            let reference = kit.ready(compiled.and_then(|id| known.get(&id)).as_slice())?;
            match [reference, kit.ready(&set)?] {
                [Ready::Setup(reference), Ready::Setup(candidate)] => {
                    behaviour::judge(ground, [*reference, *candidate], &set)
                }
                [Ready::Unfit(reason), _] | [_, Ready::Unfit(reason)] => {
                    Ok(Behaviour::Unjudged(reason))
                }
            }
        })?;
        if let [id] = changes {
            self.alone.insert(id.clone(), behaviour.clone());
        }
        Ok(behaviour)
    }

    fn measure(
        &mut self,
        before: &[ChangeId],
        after: &[ChangeId],
        n_pairs: usize,
    ) -> anyhow::Result<Measured> {
        let Self { known, kit, .. } = self;
        let sets = [set(known, before), set(known, after)];
        let question = Fingerprint::of([
            b"pairs".as_slice(),
            self.ground.subject.as_ref(),
            kit::of_set(sets[0].iter().copied()).as_ref(),
            kit::of_set(sets[1].iter().copied()).as_ref(),
            &self.pace.n_warm.to_le_bytes(),
            &n_pairs.to_le_bytes(),
        ]);
        let (ground, pace) = (self.ground, self.pace);
        self.trials.answer(question, || {
            let setups = match [kit.ready(&sets[0])?, kit.ready(&sets[1])?] {
                [Ready::Setup(before), Ready::Setup(after)] => [before, after],
                [Ready::Unfit(reason), _] | [_, Ready::Unfit(reason)] => {
                    return Ok(Measured::Unfit(reason));
                }
            };
            bench::measure(
                [&setups[0], &setups[1]],
                &ground.requests(),
                (pace, n_pairs),
            )
            .context("could not measure")
        })
    }

    fn spent(&self) -> Duration {
        self.before + self.trials.spent()
    }
}

fn set<'k>(known: &'k BTreeMap<ChangeId, Alteration>, changes: &[ChangeId]) -> Vec<&'k Alteration> {
    changes.iter().filter_map(|id| known.get(id)).collect()
}
