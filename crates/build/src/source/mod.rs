//! What can be read off Python sources without running them: imports, literals, calls.
//!
//! A package has thousands of sources, of any Python and any quality. They are read token by token,
//! not parsed: what an import statement names, and what a literal says, needs no syntax tree.

pub mod facts;
mod lexer;
pub mod module;

pub use facts::{Facts, Import};
