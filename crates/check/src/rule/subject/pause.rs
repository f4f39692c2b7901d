//! Calls that only let time pass.

use crate::python::{Call, Value};

/// What sleeps.
pub(in crate::rule) const PAUSES: &[&str] = &["asyncio.sleep", "time.sleep"];

/// Returns whether a pause lasts no time.
pub(in crate::rule) fn is_empty(pause: Call<'_>) -> bool {
    let time = pause.arguments().next().map(|(_, time)| time);
    time.and_then(Value::int) == Some(0)
}
