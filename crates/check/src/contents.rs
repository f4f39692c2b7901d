//! What packages hold. It reads no package.

/// What the package of a function, or a layer, holds.
#[derive(Debug, Clone, Default)]
pub struct Contents {}
