//! Whether one call needs what another returned, as far as values tell.
//!
//! Values are digests: the same value has the same digest wherever it shows. A value that a call
//! sends and that first showed in the answer of an earlier call makes it depend on that one. A value
//! that was sent before is known from elsewhere (the event, a constant), also when the answer echoes
//! it. Code between calls may turn values into others, which nothing here can see.

use std::collections::BTreeSet;

use crate::document::{Call, Detail};

/// What is known after some calls of one invocation, in order.
#[derive(Debug, Default)]
pub(super) struct Known {
    sent: BTreeSet<u32>,
    learnt: BTreeSet<u32>,
}

impl Known {
    /// Tells whether a call sends something that was only learnt from an answer.
    pub(super) fn feeds(&self, detail: &Detail) -> bool {
        detail
            .inputs
            .iter()
            .any(|value| self.learnt.contains(value))
    }

    /// Takes in a call that was made.
    pub(super) fn take(&mut self, detail: &Detail) {
        self.sent.extend(&detail.inputs);
        let new = detail
            .outputs
            .iter()
            .filter(|value| !self.sent.contains(value));
        self.learnt.extend(new);
    }

    /// Forgets which values came from answers: from here on they are known.
    pub(super) fn forget_learnt(&mut self) {
        self.sent.append(&mut self.learnt);
    }
}

/// Tells whether a call brought something back of which no value could be seen, as a body that is
/// read piece by piece.
pub(super) fn is_opaque(call: &Call, detail: &Detail) -> bool {
    detail.outputs.is_empty() && call.response_bytes.is_none_or(|bytes| bytes > 0)
}

/// Tells whether some calls, in order, could as well be made in one go.
pub(super) fn are_independent<'a>(details: impl IntoIterator<Item = &'a Detail>) -> bool {
    let mut known = Known::default();
    details.into_iter().all(|detail| {
        let free = !known.feeds(detail);
        known.take(detail);
        free
    })
}
