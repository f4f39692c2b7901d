//! Finds costly code, configuration and packaging, says what each costs, and mends what can be
//! mended.
//!
//! Rules see facts and nothing else: what [`python`] read of sources, what [`configuration`] says
//! that templates hold, what [`contents`] says that packages hold. The caller discovers functions,
//! reads templates and packages, joins findings with measured costs, and prints.

pub mod code;
pub mod configuration;
pub mod contents;
pub mod finding;
pub mod fix;
mod parallel;
pub mod python;
mod report;
pub mod rule;
mod selection;
mod store;
mod suppress;

pub use report::{Input, Report, check};
pub use selection::{Selection, Selector, UnknownSelector};
pub use store::{Answer, Store, check_sources};
