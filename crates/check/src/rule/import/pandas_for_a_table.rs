//! pandas, imported to read a table that nothing is computed from.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts, Function, Import, Value};
use crate::rule::subject::answer;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(206),
    name: "pandas-for-a-table",
    summary: "pandas is imported to read a table, and nothing is computed with it",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF206.md"),
    check: Check::Python(check),
};

/// What reads a table that the standard library can read as well.
const READERS: &[&str] = &["pandas.DataFrame", "pandas.read_csv", "pandas.read_json"];

/// What is done to a frame without computing anything.
const PLAIN: &[&str] = &["iterrows", "itertuples", "to_csv", "to_dict", "to_json"];

fn check(facts: &Facts, findings: &mut Findings) {
    for import in facts.imports() {
        let is_pandas = import.library() == Some("pandas") && import.name().is_none();
        if is_pandas && import.at_init() && !import.is_attempt() && is_trivial(import) {
            let message =
                "pandas only reads a table here, which `csv` and `json` can do".to_owned();
            findings.add_import(import, message);
        }
    }
}

/// Returns whether each use reads a table, of which only rows are taken.
fn is_trivial(import: Import<'_>) -> bool {
    let uses = import.uses();
    !uses.is_empty()
        && uses.iter().all(|one| {
            let mut calls = one.function.calls();
            let reader = calls.find(|call| {
                call.receiver()
                    .is_some_and(|owner| owner.id() == one.value.id())
            });
            reader.is_some_and(|reader| is_reader(reader) && is_plain(reader, one.function))
        })
}

fn is_reader(call: Call<'_>) -> bool {
    let is_known = call.target().is_some_and(|name| READERS.contains(&name));
    // Dates, types and missing values are what pandas is good at.
    let mut options = call.arguments().filter_map(|(name, _)| name);
    is_known && options.all(|name| matches!(name, "sep" | "encoding" | "data" | "delimiter"))
}

/// Returns whether rows are all that is taken of what a call read.
fn is_plain(reader: Call<'_>, function: Function<'_>) -> bool {
    let is_taken = |call: &Call<'_>| {
        call.called()
            .attribute()
            .is_some_and(|name| PLAIN.contains(&name))
    };
    let Some(name) = answer::name(reader) else {
        return function.calls().filter(is_taken).any(|call| {
            call.receiver()
                .is_some_and(|owner| owner.id() == reader.value().id())
        });
    };
    let taken = function.calls().filter(is_taken);
    let n_taken = taken
        .filter(|call| call.receiver().and_then(Value::name) == Some(name))
        .count();
    n_taken > 0 && answer::count(answer::function_source(reader), name) == n_taken + 1
}
