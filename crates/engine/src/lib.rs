//! Runs a Python handler as Lambda would: execution environments, the Runtime API, limits, freeze
//! and timeouts.
//!
//! It reads no environment variable, home folder or terminal: callers say everything in [`Setup`].
//! It renders nothing: what happens is told as [`Observation`]s.

mod bootstrap;
mod engine;
mod environment;
mod limit;
mod output;
mod platform;
mod pool;
mod run;
mod runtime_api;
mod setup;
mod variables;

pub use bootstrap::BootstrapError;
pub use engine::{Engine, RunError, StartError};
pub use environment::CreateError;
pub use limit::{CPU_PERIOD, Limits};
pub use setup::{
    Agent, INIT_LIMIT, InitCpu, Interpreter, LimitsWanted, Observation, PageCache, Refusal,
    Request, RuntimeClient, Setup,
};
