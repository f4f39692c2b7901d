//! Imports that wait until they are used: which of them, by what the events show.
//!
//! All that the analysis lets wait do so in a trial; those that fail it are found by bisection. What
//! the events load then decides each import, and cold starts in pairs decide the pass as a whole.
//! Nothing here proves anything: that the package behaves as before is for the oracle to say.

mod account;
mod trial;
mod workbench;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use warmfront_build::pass::defer::plan::{Edge, Plan};
use warmfront_build::search;
use warmfront_stats::decision::Decision;

use super::recipe::Recipe;
use super::runs::Runs;
use crate::commands::paired::{self, Compared, Effort};
use crate::report::progress::{Audience, Progress};
pub(super) use account::Account;
use account::Ledger;
use trial::Trial;
use workbench::Workbench;

/// Packages that are tried at most to find imports that cannot wait.
const MOST_TRIES: usize = 60;

/// Pairs of cold starts for the pass as a whole: many where they are quick, since small functions
/// drown in noise.
const EFFORT: Effort = Effort {
    most_pairs: 60,
    budget: Duration::from_secs(90),
};

/// What came of the pass.
#[derive(Debug, Clone, Default)]
pub(crate) struct Deferral {
    /// The imports that wait.
    pub(crate) plan: Arc<Plan>,
    /// The imports that can wait: the events end as ever with all of them deferred.
    pub(crate) possible: Arc<Plan>,
    /// Modules whose bodies run on some event, where any import waits.
    pub(crate) loaded: Option<BTreeSet<String>>,
    /// What is to be said of every import that was looked at.
    pub(crate) account: Account,
    /// What they change, where that was measured.
    pub(crate) measured: Option<Measured>,
}

/// What deferring changes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    /// CPU time of init and first invocation with it, over that without it.
    pub(crate) ratio: f64,
    pub(crate) n_pairs: usize,
    pub(crate) decision: Decision,
}

/// Who says whether it helps that imports wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::commands) enum Judge {
    /// Cold starts in pairs, here and now.
    Pairs,
    /// The caller, afterwards.
    Caller,
}

/// Finds out which imports to defer.
pub(in crate::commands) fn choose(
    recipe: &Recipe<'_>,
    runs: &Runs<'_>,
    judge: Judge,
    audience: Audience,
) -> anyhow::Result<Deferral> {
    let Some(reference) = runs.reference() else {
        return Ok(Deferral::default());
    };
    let requests: Vec<_> = (0..reference.events.len())
        .map(|event| runs.request(reference, event))
        .collect();
    let mut bench = Workbench::new(recipe, runs, &requests)?;
    let eager = bench.trial(&Plan::default())?;
    let proposals = recipe.proposals(bench.base())?;
    let mut ledger = Ledger::new(&proposals, &eager);
    let share = reference.setup.function.memory_size.vcpus();
    let mut search = Search {
        bench: &mut bench,
        eager: &eager,
        progress: Progress::new(audience, "trials of imports", MOST_TRIES),
        n_left: MOST_TRIES,
    };
    let possible = ledger.possible()?;
    let (possible, trial) = search.passing(&possible, &mut ledger)?;
    let decided = ledger.decide(&possible, &trial, share);
    let (plan, trial) = search.passing(&decided, &mut ledger)?;
    let fails = |edge: &Edge| contains(&decided, edge) && !contains(&plan, edge);
    let possible = possible.only(|edge| !fails(edge));
    // What went back to where it stands may have brought others along.
    let plan = ledger.decide(&plan, &trial, share);
    drop(search);
    let mut deferral = Deferral {
        possible: Arc::new(possible),
        ..Deferral::default()
    };
    let pinned = plan.only(|edge: &Edge| ledger.is_pinned(edge.id));
    deferral.plan = Arc::new(pinned.clone());
    if judge == Judge::Caller {
        deferral.plan = Arc::new(plan);
    } else if plan != pinned {
        let [before, after] = bench.both(&plan)?;
        let compared = paired::compare([&before, &after], &requests, EFFORT)?;
        deferral.measured = Some(Measured::of(&compared));
        if compared.decision == Decision::Better {
            deferral.plan = Arc::new(plan);
        } else {
            ledger.take_all_back("all deferred imports together were not measured to help");
        }
    }
    let last = if deferral.plan.is_empty() {
        &eager
    } else {
        deferral.loaded = Some(trial.loaded());
        &trial
    };
    deferral.account = ledger.close(&eager, last);
    Ok(deferral)
}

impl Measured {
    fn of(compared: &Compared) -> Self {
        Self {
            ratio: compared.ratio(),
            n_pairs: compared.cpu.len(),
            decision: compared.decision,
        }
    }
}

/// Looks for imports that cannot wait.
struct Search<'b, 'a> {
    bench: &'b mut Workbench<'a>,
    /// What becomes of the events without anything deferred.
    eager: &'b Trial,
    progress: Progress,
    n_left: usize,
}

impl Search<'_, '_> {
    /// Returns as much of a plan as the events end with as ever, and how they do.
    fn passing(&mut self, plan: &Plan, ledger: &mut Ledger<'_>) -> anyhow::Result<(Plan, Trial)> {
        let (mut plan, mut trial) = (plan.clone(), self.trial(plan, ledger)?);
        if trial.ends_as(self.eager) {
            return Ok((without_refused(&plan, self.bench), trial));
        }
        let told = trial.told_against(self.eager);
        let groups = ledger.by_doubt(&plan);
        let budget = self.n_left;
        let split = search::sift(&groups, budget, |some| {
            let some: BTreeSet<u32> = some.iter().copied().collect();
            let part = plan.only(|edge: &Edge| some.contains(&edge.id));
            anyhow::Ok(self.trial(&part, ledger)?.ends_as(self.eager))
        })?;
        for edge in &split.culprits {
            ledger.refuse(
                *edge,
                format!("the function fails with it deferred ({told})"),
            );
        }
        for edge in &split.untried {
            let reason = "too many imports did harm to try it".to_owned();
            ledger.refuse(*edge, reason);
        }
        let kept: BTreeSet<u32> = split.kept.into_iter().collect();
        plan = plan.only(|edge: &Edge| kept.contains(&edge.id));
        trial = self.trial(&plan, ledger)?;
        if !trial.ends_as(self.eager) {
            // It fails now and then, whatever the imports do.
            ledger.take_all_back("the function does not end the same way every time");
            return Ok((Plan::default(), self.eager.clone()));
        }
        Ok((without_refused(&plan, self.bench), trial))
    }

    fn trial(&mut self, plan: &Plan, ledger: &mut Ledger<'_>) -> anyhow::Result<Trial> {
        self.n_left = self.n_left.saturating_sub(1);
        self.progress.advance();
        let trial = self.bench.trial(plan)?;
        for (edge, reason) in &self.bench.refused {
            ledger.refuse(*edge, format!("it cannot be rewritten: {reason}"));
        }
        Ok(trial)
    }
}

fn contains(plan: &Plan, edge: &Edge) -> bool {
    plan.edges().any(|(_, other)| other.id == edge.id)
}

fn without_refused(plan: &Plan, bench: &Workbench<'_>) -> Plan {
    plan.only(|edge: &Edge| !bench.refused.contains_key(&edge.id))
}
