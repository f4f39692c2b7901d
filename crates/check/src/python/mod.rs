//! What is known of a repository's Python: modules, names, types, calls, and how handlers reach
//! them.

mod entry;
mod evaluate;
mod facts;
mod graph;
mod knowledge;
mod lower;
mod module;
mod names;
mod object;
mod query;
mod site;
mod sources;
mod standard;
pub mod tree;
mod walk;

pub use facts::Facts;
pub use lower::Unreadable;
pub use object::{ClassRef, FunctionRef, ModuleId, Object};
pub use query::{Call, Function, Import, Operation, Repeat, Statement, Surface, Use, Value};
pub use site::{Loop, Usage};
pub use sources::{Handler, Role, Sources};
pub(crate) use standard::is_module as is_standard;
pub(crate) use walk::each as each_part;

#[cfg(test)]
mod tests;
