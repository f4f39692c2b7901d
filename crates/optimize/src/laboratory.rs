//! What the search asks of its caller.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::change::{Change, ChangeId};
use crate::figures::Figures;

/// Makes changes, and measures what they do. Sets of changes are given in the order in which they
/// were kept; the empty set is the function as it is shipped.
pub trait Laboratory {
    /// Why it gave up.
    type Error;

    /// Returns changes that may be tried on top of those that are kept; the search asks again after it
    /// tried them, until there are none. The first ones say nothing of what is kept; later ones, such
    /// as which imports to defer or which memory size to take, may depend on it.
    fn propose(&mut self, kept: &[ChangeId]) -> Result<Vec<Change>, Self::Error>;

    /// Says whether the function behaves with these changes as it does when shipped.
    fn verify(&mut self, changes: &[ChangeId]) -> Result<Behaviour, Self::Error>;

    /// Measures the function with some changes and with others by turns, so many times. Where nothing
    /// is kept, the function as it is shipped is measured against itself. Asked for the same again,
    /// it measures anew: pairs that were told before are no more evidence.
    fn measure(
        &mut self,
        before: &[ChangeId],
        after: &[ChangeId],
        n_pairs: usize,
    ) -> Result<Measured, Self::Error>;

    /// Returns how much time was spent so far.
    fn spent(&self) -> Duration;
}

/// What measuring came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// Both of each pair, before and after.
    Pairs(Vec<[Figures; 2]>),
    /// The changes do not go together, or the function no longer runs; and why.
    Unfit(String),
}

/// Whether the function still behaves as it does when shipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behaviour {
    /// Nothing differs.
    Same,
    /// Something does; what, in one line.
    Different(String),
    /// It cannot be judged; why, in one line.
    Unjudged(String),
}
