//! What is known of a repository's Python: modules, names, types, calls, and how handlers reach
//! them.

/// Facts of all sources of a repository.
#[derive(Debug, Default)]
pub struct Facts {}
