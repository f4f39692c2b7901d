//! The profile as it is kept: one versioned JSON document, which every later command reads.
//!
//! Times are milliseconds, as the suffix `_ms` of their names in JSON says, and positions in time
//! count from the start of the environment's process. Lists refer to each other by index.

mod call;
mod check;
mod finding;
mod function;
mod import;
mod invocation;
mod kept;
mod millis;
mod subject;

pub use call::{Call, CallKind, Connection, Detail, Timeout};
pub use check::CheckError;
pub use finding::{Estimate, Finding, Worth};
pub use function::{Frame, FunctionTime, Sampled, Stack, Stacks};
pub use import::{Bytecode, Distribution, Edge, Module, Origin, Outcome as ImportOutcome, Usage};
pub use invocation::{Collection, Environment, Invocation, JsonWork, Mark, MarkName, Mode};
pub use kept::{MOST_BYTES, ReadError};
pub use millis::Millis;
pub use subject::{EventFacts, Subject};

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Name and version of the schema; the version rises when something changes its meaning or goes.
pub const SCHEMA: &str = "warmfront.profile/1";

/// Where time and money of one function go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// [`SCHEMA`].
    pub schema: String,
    /// What was profiled, on what.
    pub subject: Subject,
    /// Environments that were run, in order.
    pub environments: Vec<Environment>,
    /// Their invocations, in order.
    pub invocations: Vec<Invocation>,
    /// Modules whose import was timed, in the order in which their imports began.
    pub modules: Vec<Module>,
    /// Import statements, those included that found their module loaded already.
    pub edges: Vec<Edge>,
    /// Packages that the modules come from, costliest first.
    pub distributions: Vec<Distribution>,
    /// Calls to other services and what belongs to them, by start.
    pub calls: Vec<Call>,
    /// Sampled stacks of init and of invocations.
    pub stacks: Stacks,
    /// The user's functions, counted and timed, costliest first; empty before Python 3.12.
    pub functions: Vec<FunctionTime>,
    /// What is waste, by saved money, largest first.
    pub findings: Vec<Finding>,
    /// Whether the parts add up to the whole.
    pub account: Account,
}

/// Most invocations of one event whose calls are listed.
const MOST_LISTED: usize = 20;

impl Profile {
    /// Returns, by invocation, whether its calls are listed: those of all whose times are true, or of
    /// the first cold ones and of warm ones evenly spread where there are more than twenty of an
    /// event. [`Invocation::waiting_ms`] is known of all.
    #[must_use]
    pub fn invocations_with_calls(&self) -> Vec<bool> {
        let mut with_calls = vec![false; self.invocations.len()];
        let events = self.invocations.iter().map(|invocation| invocation.event);
        let events: BTreeSet<usize> = events.collect();
        for event in events {
            let is_timed = |invocation: &Invocation| {
                let environment = self.environments.get(invocation.environment);
                environment.is_some_and(|environment| environment.mode == Some(Mode::Timed))
            };
            let all = self.invocations.iter().enumerate();
            let (cold, warm): (Vec<_>, Vec<_>) = all
                .filter(|(_, invocation)| invocation.event == event && is_timed(invocation))
                .partition(|(_, invocation)| invocation.cold);
            let n_cold = cold
                .len()
                .min(MOST_LISTED.saturating_sub(warm.len()).max(MOST_LISTED / 2));
            let n_warm = warm.len().min(MOST_LISTED - n_cold);
            let spread = (0..n_warm).map(|turn| &warm[turn * warm.len() / n_warm]);
            for (index, _) in cold.iter().take(n_cold).chain(spread) {
                with_calls[*index] = true;
            }
        }
        with_calls
    }
}

/// Whether the parts of init add up to the whole, and what the measuring itself cost.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Init of the environment whose imports are shown, as measured from outside.
    pub init_ms: Millis,
    /// Interpreter start and bootstrap, the agent's own start taken out.
    pub runtime_init_ms: Millis,
    /// Sum of the self times of all imports.
    pub imports_ms: Millis,
    /// What the agent took for its own start.
    pub agent_ms: Millis,
    /// What is left: neither import nor runtime, such as the lookup of the handler.
    pub unattributed_ms: Millis,
    /// Median init of environments without the agent.
    pub plain_init_ms: Option<Millis>,
    /// Median init of environments with it.
    pub observed_init_ms: Option<Millis>,
}
