//! Imports that move to where they are used.

use super::Mend;
use crate::fix::{Fix, Span};
use crate::python::tree::Stmt;
use crate::python::{Function, Import, Statement};

/// Moves an import that stands alone into the functions that use it, onto the path that does.
pub(in crate::rule) fn moved(import: Import<'_>, imports: &[Import<'_>]) -> Option<Fix> {
    let mut together = imports
        .iter()
        .filter(|other| other.place() == import.place());
    let is_alone = together.nth(1).is_none();
    let mut mend = Mend::of(import.function()).filter(|_| is_alone)?;
    let statement = import.statement();
    let span = statement.span();
    let end = mend.line_end(span.end);
    let text = mend.text(span);
    let comment = mend.text(Span {
        start: span.end,
        end,
    });
    let comment = comment.trim();
    let is_whole = comment.is_empty() || comment.starts_with('#');
    if mend.indent(statement) != Some("") || !is_whole || text.contains('\n') {
        return None;
    }
    let start = start_of_gap(&mend, Span { end, ..span });
    mend.replace(Span { start, end }, "");
    let mut uses: Vec<_> = import.uses();
    uses.sort_by_key(|one| one.value.span());
    let mut functions: Vec<_> = uses.iter().map(|one| outermost(one.function)).collect();
    functions.dedup();
    for function in functions {
        let function = function?;
        let spans = uses.iter().map(|one| one.value.span());
        let within: Vec<_> = spans.filter(|use_| holds(function.span(), *use_)).collect();
        let first = first_needing(&mend, function, &within)?;
        let indent = mend.indent(first)?;
        let space = if comment.is_empty() { "" } else { "  " };
        let inserted = format!("{text}{space}{comment}\n\n{indent}");
        mend.insert(first.span().start, inserted);
    }
    Some(mend.unsafe_fix("import it where it is used"))
}

/// Takes the empty line before a statement along, where another stands behind it.
fn start_of_gap(mend: &Mend<'_>, span: Span) -> u32 {
    let before = mend.text(Span {
        start: 0,
        end: span.start,
    });
    let after = mend.source.get(span.end as usize..).unwrap_or_default();
    let is_between = before.ends_with("\n\n") && after.starts_with('\n');
    span.start - u32::from(is_between)
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Returns the function or method around a use that is in no other function.
fn outermost(function: Function<'_>) -> Option<Function<'_>> {
    let mut functions = std::iter::successors(Some(function), |one| one.around());
    functions.find(|one| one.around().is_some_and(Function::is_module))
}

/// Returns the first statement that needs something, in the innermost block that holds all uses and
/// is no part of a loop, an attempt or another function.
fn first_needing<'a>(
    mend: &Mend<'_>,
    function: Function<'a>,
    uses: &[Span],
) -> Option<Statement<'a>> {
    let mut found = None;
    let mut block: Vec<_> = function.body().collect();
    loop {
        let needs = |one: &&Statement<'_>| uses.iter().any(|each| holds(one.span(), *each));
        let mut needing = block.iter().filter(needs);
        let Some(first) = needing.next().copied() else {
            return found;
        };
        // What shares a line with `if` has no place before it, and `elif` is no statement.
        let has_place = mend.indent(first).is_some_and(|indent| !indent.is_empty());
        if has_place && !mend.text(first.span()).starts_with("elif") {
            found = Some(first);
        }
        let is_path = matches!(first.code(), Stmt::If(..) | Stmt::With(..));
        let holds_all = |inner: &Vec<Statement<'_>>| {
            let is_in = |each: &Span| inner.iter().any(|one| holds(one.span(), *each));
            uses.iter().all(is_in)
        };
        let inner = first.blocks().into_iter().find(holds_all);
        match inner.filter(|_| is_path && needing.next().is_none()) {
            Some(inner) => block = inner,
            None => return found,
        }
    }
}
