//! The vocabulary of Lambda that every other crate speaks: units, money, prices, function
//! configuration, invocations, lifecycle events, and what an invocation costs.
//!
//! It owns names and exact arithmetic. It performs no I/O and knows nothing of how a function is
//! found or run.

pub mod cost;
pub mod event;
pub mod function;
pub mod invocation;
pub mod money;
pub mod price;
pub mod target;
pub mod template;
pub mod units;
pub mod usage;
