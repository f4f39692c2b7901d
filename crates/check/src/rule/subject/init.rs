//! What runs when the environment starts.

use crate::python::tree::Stmt;
use crate::python::{Call, Value};

/// Most calls that are followed back to a module's own statements.
const FARTHEST: usize = 5;

/// Returns whether a call is made when the environment starts, rather than by `if __name__ ==
/// "__main__"`.
pub(in crate::rule) fn runs(call: Call<'_>) -> bool {
    let mut current = call;
    for _ in 0..FARTHEST {
        // What is done on one path only, or after an exception, is mostly not done.
        if !current.at_init() || current.is_conditional() || current.is_rescue() {
            return false;
        }
        if current.at_module_level() {
            return !is_for_programs(current);
        }
        let Some(caller) = current.function().called_at_init_by() else {
            return false;
        };
        current = caller;
    }
    false
}

/// Returns whether a call stands under `if __name__ == "__main__"`.
fn is_for_programs(call: Call<'_>) -> bool {
    let around = call.span();
    let blocks = call.function().blocks();
    let mut conditions = blocks.into_iter().flatten().filter(|statement| {
        let span = statement.span();
        matches!(statement.code(), Stmt::If(..))
            && span.start <= around.start
            && around.end <= span.end
    });
    conditions.any(|condition| {
        condition
            .values()
            .flat_map(Value::names)
            .any(|name| name == "__name__")
    })
}
