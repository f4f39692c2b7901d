//! The search: measure, learn, decide whether to go on.

use warmfront_model::units::MemorySize;
use warmfront_stats::random::Random;

use crate::conclude;
use crate::next::{self, Candidate, Means};
use crate::outlook::{Outlook, Run as Numbered};
use crate::plan::{Plan, PlanError};
use crate::run::{End, Environment, Request, Run};
use crate::tuning::{Role, Step, Taken, Tuning, Usable};
use crate::warm_up;

/// Draws while searching, and for the figures that are told.
const N_DRAWS: usize = 300;
const N_DRAWS_TOLD: usize = 1000;

/// Warm runs of each event at the first sizes.
const N_WARM_FIRST: usize = 4;

/// Warm runs of each event where least is known.
const N_WARM_LAST: usize = 6;

/// Standard deviation of the logarithm of a median that is well known.
const WELL_KNOWN: f64 = 0.1;

/// Requests after which a function that never finished is given up.
const N_VAIN: usize = 3;

/// Sizes to measure before a choice can be sure: no model of this function is checked by one.
const LEAST_SIZES: usize = 2;

/// Why there is no tuning.
#[derive(Debug, thiserror::Error)]
pub enum TuneError<E> {
    /// The plan cannot be followed.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The closure gave up.
    #[error("could not measure")]
    Measure(#[source] E),
}

/// Chooses a size: asks `measure` for runs within the budget, and tells `observe` how it goes.
pub fn tune<E>(
    plan: &Plan,
    measure: &mut dyn FnMut(&Request) -> Result<Vec<Run>, E>,
    observe: &mut dyn FnMut(Step<'_>),
) -> Result<Tuning, TuneError<E>> {
    plan.check()?;
    let mut search = Search::new(plan);
    let outlook = loop {
        let outlook = Outlook::of(plan, &search.sizes, &search.runs, N_DRAWS);
        observe(Step::Estimated {
            n_spent: search.runs.len(),
            budget: plan.budget,
            leader: outlook.chosen().map(|index| search.sizes[index]),
            confidence: outlook.pick.map_or(0.0, |pick| pick.confidence),
        });
        let Some(asked) = search.next(&outlook) else {
            break Outlook::of(plan, &search.sizes, &search.runs, N_DRAWS_TOLD);
        };
        search
            .measure(asked, (measure, observe))
            .map_err(TuneError::Measure)?;
    };
    Ok(conclude::tuning(
        plan,
        &search.sizes,
        (&search.runs, &outlook),
    ))
}

/// What was done so far.
struct Search<'a> {
    plan: &'a Plan,
    sizes: Vec<MemorySize>,
    runs: Vec<Numbered>,
    n_environments: usize,
    random: Random,
    /// Indices of sizes in the order of requests.
    asked: Vec<usize>,
}

/// What is to be measured.
#[derive(Debug, Clone, Copy)]
struct Asked {
    /// Index of the size.
    index: usize,
    /// Warm runs of each event.
    n_warm: usize,
    environment: Environment,
}

impl Asked {
    fn new(index: usize, n_warm: usize) -> Self {
        Self {
            index,
            n_warm,
            environment: Environment::New,
        }
    }
}

/// The closures that measure and observe.
type Outside<'a, E> = (
    &'a mut dyn FnMut(&Request) -> Result<Vec<Run>, E>,
    &'a mut dyn FnMut(Step<'_>),
);

impl<'a> Search<'a> {
    fn new(plan: &'a Plan) -> Self {
        let mut sizes = plan.sizes.clone();
        sizes.sort_unstable();
        sizes.dedup();
        Self {
            plan,
            sizes,
            runs: Vec::new(),
            n_environments: 0,
            random: Random::new(plan.seed ^ 0x5eed),
            asked: Vec::new(),
        }
    }

    /// Runs all events at a size in a new environment.
    fn measure<E>(&mut self, asked: Asked, (measure, observe): Outside<'_, E>) -> Result<(), E> {
        let Asked { index, n_warm, .. } = asked;
        self.asked.push(index);
        for event in 0..self.plan.weights.len() {
            let environment = if event == 0 {
                asked.environment
            } else {
                Environment::Kept
            };
            let n = n_warm + usize::from(environment == Environment::New);
            let request = Request {
                size: self.sizes[index],
                event,
                n: n.min(self.left()),
                environment,
            };
            if request.n == 0 {
                break;
            }
            observe(Step::Measuring(&request));
            let runs = measure(&request)?;
            observe(Step::Measured(&request, &runs));
            // Where memory or time ran out, the other events need not try.
            let ended = runs
                .iter()
                .any(|run| matches!(run.end, End::OutOfMemory | End::TimedOut));
            self.take(&request, runs);
            warm_up::mark(&mut self.runs);
            if ended {
                break;
            }
        }
        Ok(())
    }

    fn take(&mut self, request: &Request, runs: Vec<Run>) {
        for run in runs {
            let role = match (&run.end, run.init) {
                (End::Finished, None) => Role::Warm,
                (End::Finished, Some(_)) => Role::Cold,
                _ => Role::Failed,
            };
            if run.init.is_some() {
                self.n_environments += 1;
            }
            self.runs.push(Numbered {
                environment: self.n_environments,
                taken: Taken {
                    size: request.size,
                    event: request.event,
                    run,
                    role,
                },
            });
        }
    }

    fn left(&self) -> usize {
        self.plan.budget.saturating_sub(self.runs.len())
    }

    /// Returns what to measure next.
    fn next(&mut self, outlook: &Outlook) -> Option<Asked> {
        // A closure that answers with nothing must not be asked for ever.
        if self.asked.len() > self.plan.budget {
            return None;
        }
        let n_events = self.plan.weights.len();
        let room = self.left().checked_sub(1)? / n_events;
        let first = N_WARM_FIRST.min(room);
        if outlook.models.iter().all(Option::is_none) {
            return self.first(outlook).map(|index| Asked::new(index, first));
        }
        let n_sizes = self.n_sizes();
        if n_sizes < LEAST_SIZES
            && let Some(index) = self.second(outlook)
        {
            return (room > 0).then_some(Asked::new(index, first));
        }
        let pick = outlook.pick?;
        if pick.confidence >= self.plan.confidence.get() || outlook.places.len() == 1 {
            return self.last(outlook);
        }
        let measurable: Vec<_> = outlook
            .places
            .iter()
            .map(|&index| self.measurable(index, outlook))
            .collect();
        let n_before: Vec<_> = outlook
            .places
            .iter()
            .map(|&index| self.n_before(index))
            .collect();
        let means = Means {
            budget: self.left(),
            n_events,
            spread: outlook.spread(),
            usable: &outlook.places,
            measurable: &measurable,
            n_before: &n_before,
        };
        let known = (&outlook.estimates[..], &outlook.goals, pick);
        let Candidate {
            place,
            n_warm,
            environment,
        } = next::best(means, known, &mut self.random)?;
        Some(Asked {
            index: outlook.places[place],
            n_warm,
            environment,
        })
    }

    /// Returns what to measure once the choice is sure: where least is known, as long as that is
    /// little, since the curve is read too.
    fn last(&self, outlook: &Outlook) -> Option<Asked> {
        let n_warm = self.left().checked_sub(1)? / self.plan.weights.len();
        let open = outlook
            .places
            .iter()
            .copied()
            .filter(|&index| self.measurable(index, outlook));
        let rated = open.map(|index| (outlook.uncertainty(index), index));
        let (uncertainty, index) = rated.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
        let asked = Asked::new(index, n_warm.min(N_WARM_LAST));
        (uncertainty > WELL_KNOWN && asked.n_warm > 0).then_some(asked)
    }

    /// Returns where to begin: the largest size that the machine can tell about, where everything
    /// finishes if it does anywhere, and where computing and waiting are told apart.
    fn first(&self, outlook: &Outlook) -> Option<usize> {
        if self.asked.len() >= N_VAIN {
            return None;
        }
        let open =
            |&index: &usize| !self.asked.contains(&index) && outlook.usable[index] == Usable::Yes;
        let mut untried = (0..self.sizes.len()).rev().filter(open);
        let tellable = untried
            .clone()
            .find(|&index| self.measurable(index, outlook));
        let again = self.asked.last().copied();
        // A function that failed, but not for want of memory or time, may fail by chance.
        let again = again.filter(|&index| outlook.usable[index] == Usable::Fails);
        tellable.or_else(|| untried.next_back()).or(again)
    }

    /// Returns the size at the other end.
    fn second(&self, outlook: &Outlook) -> Option<usize> {
        let open = |index: &usize| !self.asked.contains(index) && self.measurable(*index, outlook);
        outlook.places.iter().copied().find(open)
    }

    /// Returns how many warm runs of an event the last environment at a size has had.
    fn n_before(&self, index: usize) -> usize {
        let there = || {
            self.runs
                .iter()
                .filter(|run| run.taken.size == self.sizes[index])
        };
        let last = there().map(|run| run.environment).max();
        let warm =
            there().filter(|run| Some(run.environment) == last && run.taken.role == Role::Warm);
        warm.count().div_ceil(self.plan.weights.len())
    }

    /// Says whether a function runs here as it does with that size: sizes with more vCPUs than the
    /// machine has make no difference to one that uses a single vCPU.
    fn measurable(&self, index: usize, outlook: &Outlook) -> bool {
        let processors = u32::try_from(self.plan.machine.processors).unwrap_or(u32::MAX);
        let mut models = outlook.models.iter().flatten().peekable();
        let is_serial = models.peek().is_some() && models.all(|model| model.parallelism <= 1.0);
        is_serial || self.sizes[index].vcpus() <= f64::from(processors.max(1)) || index == 0
    }

    fn n_sizes(&self) -> usize {
        let finished = |size: &&MemorySize| {
            let there = |run: &Numbered| run.taken.size == **size && run.taken.role != Role::Failed;
            self.runs.iter().any(there)
        };
        self.sizes.iter().filter(finished).count()
    }
}

#[cfg(test)]
mod tests;
