//! Two profiles side by side: what changed, largest first.
