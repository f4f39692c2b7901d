//! Which of two calls comes first, and what happens between them.

use crate::python::Call;

/// Returns whether two calls are written the same way.
pub(in crate::rule) fn is_same(one: Call<'_>, other: Call<'_>) -> bool {
    let source = one.value().source();
    source.is_some() && source == other.value().source()
}

/// Returns whether one call has always been made when the other is: it stands in a block around
/// the other, in a statement of its own before it.
pub(in crate::rule) fn always_before(first: Call<'_>, later: Call<'_>) -> bool {
    let is_plain = !first.is_conditional() || later.is_conditional();
    let mut blocks = later.function().blocks().into_iter();
    let span = later.span();
    is_plain
        && blocks.any(|block| {
            let own = block
                .iter()
                .position(|statement| *statement == first.statement());
            let around = block.iter().position(|statement| {
                statement.span().start <= span.start && span.end <= statement.span().end
            });
            own.zip(around).is_some_and(|(own, around)| own < around)
        })
}

/// Returns whether a position lies between two calls.
pub(in crate::rule) fn is_between(first: Call<'_>, later: Call<'_>, start: u32) -> bool {
    first.span().end <= start && start < later.span().start
}

/// Returns whether a name that the later of two calls reads is bound anew between them.
pub(in crate::rule) fn is_bound_between(first: Call<'_>, later: Call<'_>) -> bool {
    let names = later.value().names();
    let mut statements = later.function().blocks().into_iter().flatten();
    statements.any(|statement| {
        is_between(first, later, statement.span().start)
            && statement.binds().iter().any(|name| names.contains(name))
    })
}

/// Returns whether a `for` loop asks the same each time: nothing that it binds is asked for.
pub(in crate::rule) fn repeats_itself(call: Call<'_>) -> bool {
    let repeat = call
        .repeats()
        .filter(|repeat| !repeat.is_while() && !repeat.is_range());
    let Some(repeat) = repeat.filter(|repeat| !repeat.may_end_early()) else {
        return false;
    };
    let Some(statement) = repeat.statement() else {
        return false;
    };
    let bound = statement.binds();
    let names = call.value().names();
    names.iter().all(|name| !bound.contains(name)) && !names.contains("self")
}
