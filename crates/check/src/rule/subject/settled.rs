//! Whether a call asks for the same in every invocation.

use crate::python::Call;

/// Returns whether it asks for the same each time, as far as can be seen.
pub(in crate::rule) fn is_settled(call: Call<'_>) -> bool {
    let mut arguments = call.arguments();
    !call.unpacks()
        && arguments.all(|(_, value)| {
            value.is_stable() || !value.names().contains("self") && !value.depends_on_event()
        })
}
