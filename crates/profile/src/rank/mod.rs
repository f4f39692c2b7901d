//! What is costliest: imports, calls by the line that makes them, lines that use CPU time, events.
//!
//! Reports show the first few of each, and comparisons put two of them side by side.

mod calls;
mod events;
mod imports;
mod lines;

pub use calls::{CallGroup, calls};
pub use events::{EventTimes, all, events};
pub use imports::{imports, outermost};
pub use lines::{Line, lines};
