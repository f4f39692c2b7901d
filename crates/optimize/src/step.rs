//! What the search is doing, for whoever waits.

use crate::change::Change;
use crate::journey::Tried;

/// Something that happens.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// So many changes were proposed and are to be tried.
    Proposed(&'a [Change]),
    /// A change is being measured on top of what is kept.
    Trying(&'a Change),
    /// Its behaviour is being compared.
    Verifying(&'a Change),
    /// It was decided; again where the end of the search takes back a change that was kept.
    Decided(&'a Tried),
    /// A kept change is measured against leaving it out.
    LeavingOut(&'a Change),
    /// The function as shipped is measured against what it has become.
    Measuring {
        /// Pairs to be measured.
        n_pairs: usize,
    },
}
