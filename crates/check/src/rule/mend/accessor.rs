//! Cached accessors.

use super::Mend;
use crate::fix::Fix;
use crate::python::{Call, Function};

/// Keeps what a call makes in a cached accessor of this name: tests that patch what makes it still
/// work, and what is not needed is not made.
pub(in crate::rule) fn accessor(call: Call<'_>, name: &str) -> Option<Fix> {
    let module = module(call.function());
    let mut mend = Mend::of(call.function())?;
    let text = mend.text(call.span());
    if !is_free(call) || mend.has(name) || text.contains('\n') {
        return None;
    }
    mend.import(module, "import functools")?;
    mend.define(
        module,
        &format!("@functools.cache\ndef {name}():\n    return {text}\n"),
    )?;
    mend.replace(call.span(), format!("{name}()"));
    Some(mend.unsafe_fix(format!("keep it in a cached accessor, `{name}`")))
}

/// Returns a module's own statements.
pub(super) fn module(function: Function<'_>) -> Function<'_> {
    let mut current = function;
    while let Some(around) = current.around() {
        current = around;
    }
    current
}

/// Returns whether a call names nothing that only its function has.
fn is_free(call: Call<'_>) -> bool {
    let names = call.value().names();
    let mut around = Some(call.function());
    while let Some(function) = around.filter(|function| !function.is_module()) {
        if function.binds().iter().any(|bound| names.contains(bound)) {
            return false;
        }
        around = function.around();
    }
    true
}
