//! What templates say, with where they say it. It reads no template.

/// What the templates of a repository configure.
#[derive(Debug, Clone, Default)]
pub struct Configuration {}
