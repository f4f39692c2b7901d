//! What becomes of a call's answer, as the source of its function says.

use crate::python::tree::Stmt;
use crate::python::{Call, Usage};

/// Returns the source of the function that a call stands in.
pub(in crate::rule) fn function_source(call: Call<'_>) -> &str {
    let function = call.function();
    let span = function.span();
    let source = function.source().unwrap_or_default();
    source
        .get(span.start as usize..span.end as usize)
        .unwrap_or(source)
}

/// Returns the name that a statement binds to a call's answer, and to nothing else.
pub(in crate::rule) fn name(call: Call<'_>) -> Option<&str> {
    if call.usage() != Usage::Bound || !matches!(call.statement().code(), Stmt::Assign(..)) {
        return None;
    }
    let binds = call.statement().binds();
    let mut names = binds.into_iter();
    names.next().filter(|_| names.next().is_none())
}

/// Returns what stands right after a call.
pub(in crate::rule) fn after(call: Call<'_>) -> &str {
    let source = call.function().source().unwrap_or_default();
    source.get(call.span().end as usize..).unwrap_or_default()
}

/// Returns whether a part of the answer is taken, by its name.
pub(in crate::rule) fn takes(call: Call<'_>, part: &str) -> bool {
    let forms = forms(part);
    if forms
        .iter()
        .any(|form| after(call).starts_with(form.as_str()))
    {
        return true;
    }
    let source = function_source(call);
    name(call).is_some_and(|name| {
        let mut forms = forms.iter();
        forms.any(|form| source.contains(&format!("{name}{form}")))
    })
}

/// Returns how often a source has a name as a whole word.
pub(in crate::rule) fn count(source: &str, name: &str) -> usize {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    source
        .split(|letter| !is_part(letter))
        .filter(|word| *word == name)
        .count()
}

fn forms(part: &str) -> [String; 4] {
    [
        format!("[\"{part}\"]"),
        format!("['{part}']"),
        format!(".get(\"{part}\""),
        format!(".get('{part}'"),
    ]
}
