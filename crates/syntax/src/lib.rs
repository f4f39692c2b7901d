//! Python sources: parsing whatever they hold, and what the names in them mean.
//!
//! It stands on ruff's parser, whose crates change with every release: they are pinned, and other
//! crates see them through this one only.

pub mod import;
pub mod line;
pub mod parse;
pub mod scope;

pub use ruff_python_ast as ast;
pub use ruff_text_size as text;
