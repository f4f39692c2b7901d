//! Another memory size.

use super::{Bench, Proposed};

/// Proposes the size that a few runs of what is kept speak for.
#[expect(clippy::unnecessary_wraps, reason = "the search for a size can fail")]
pub(super) fn propose(_: &mut Bench<'_, '_>) -> anyhow::Result<Vec<Proposed>> {
    Ok(Vec::new())
}
