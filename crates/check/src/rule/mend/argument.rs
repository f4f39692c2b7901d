//! Arguments of calls.

use super::Mend;
use crate::fix::Span;
use crate::python::{Call, Value};

/// Adds an argument to a call, on a line of its own where the others have one each.
pub(in crate::rule) fn add_argument(mend: &mut Mend<'_>, call: Call<'_>, text: &str) -> Option<()> {
    let close = call.span().end.checked_sub(1)?;
    let Some((_, last)) = call.arguments().last() else {
        mend.insert(close, text);
        return Some(());
    };
    let end = last.span().end;
    let rest = mend.text(Span {
        start: end,
        end: close,
    });
    if rest.contains('#') {
        return None;
    }
    match rest.find(',') {
        Some(comma) if rest.contains('\n') => {
            let at = end + u32::try_from(comma).ok()? + 1;
            let indent = indent_of_last(mend, call)?;
            mend.insert(at, format!("\n{indent}{text},"));
        }
        Some(_) => mend.insert(close, text),
        // Parentheses around the last argument are not part of it.
        None if rest.contains(')') => mend.insert(close, format!(", {text}")),
        None => mend.insert(end, format!(", {text}")),
    }
    Some(())
}

/// Gives an argument another value, or adds it.
pub(in crate::rule) fn set_argument(
    mend: &mut Mend<'_>,
    call: Call<'_>,
    (name, place): (&str, Option<usize>),
    text: &str,
) -> Option<()> {
    match call.argument(name, place) {
        Some(given) => {
            mend.replace(given.span(), text);
            Some(())
        }
        None => add_argument(mend, call, &format!("{name}={text}")),
    }
}

/// Takes an argument out that is given by name after another.
pub(in crate::rule) fn remove_argument(
    mend: &mut Mend<'_>,
    call: Call<'_>,
    name: &str,
) -> Option<()> {
    let given = call.keyword(name)?.span();
    let ends = call.arguments().map(|(_, value)| value.span().end);
    let before = ends.filter(|end| *end < given.start).max()?;
    let span = Span {
        start: before,
        end: given.end,
    };
    let is_plain = mend
        .text(span)
        .trim_start_matches([')', ' '])
        .starts_with(',');
    (is_plain && !mend.text(span).contains('#')).then(|| mend.replace(span, ""))
}

/// Returns the blanks before the last argument, if it begins its line.
fn indent_of_last<'a>(mend: &Mend<'a>, call: Call<'_>) -> Option<&'a str> {
    let (_, last): (_, Value<'_>) = call.arguments().last()?;
    let before = mend.text(Span {
        start: 0,
        end: last.span().start,
    });
    let line = &before[before.rfind('\n')? + 1..];
    let blanks = line.len() - line.trim_start().len();
    (blanks > 0).then(|| &line[..blanks])
}
