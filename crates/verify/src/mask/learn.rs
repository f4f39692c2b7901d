//! Learns what varies from several runs.

use super::{Kind, Pattern, Slot, list, map, text};
use crate::value::Value;

/// Returns what all of these are like; there is at least one.
#[must_use]
pub fn learn(runs: &[&Value]) -> Pattern {
    let Some((first, others)) = runs.split_first() else {
        return Pattern::Unjudged("never seen");
    };
    if others.iter().all(|other| other == first) {
        return Pattern::Exact((*first).clone());
    }
    same_sort(runs).unwrap_or(Pattern::Unjudged("a value of another sort in every run"))
}

fn same_sort(runs: &[&Value]) -> Option<Pattern> {
    match runs[0] {
        Value::Number(_) => numbers(runs),
        Value::Text(_) => {
            let texts: Vec<&str> = runs
                .iter()
                .map(|run| run.as_text())
                .collect::<Option<_>>()?;
            Some(nested(&texts).unwrap_or_else(|| Pattern::Text(text::texts(&texts))))
        }
        Value::List(_) => {
            let lists: Vec<&[Value]> = runs.iter().map(|run| items(run)).collect::<Option<_>>()?;
            Some(list::lists(&lists))
        }
        Value::Map(_) => {
            let maps: Vec<_> = runs.iter().map(|run| members(run)).collect::<Option<_>>()?;
            Some(map::maps(&maps))
        }
        Value::Null | Value::Bool(_) => None,
    }
}

fn numbers(runs: &[&Value]) -> Option<Pattern> {
    let number = |run: &&Value| match run {
        Value::Number(number) => Some(number.clone()),
        _ => None,
    };
    let variants: Vec<String> = runs.iter().map(number).collect::<Option<_>>()?;
    let texts: Vec<&str> = variants.iter().map(String::as_str).collect();
    let kind = Kind::of_numbers(&texts).unwrap_or(Kind::Number);
    Some(Pattern::Number(Slot { kind, variants }))
}

/// What texts are like that all hold JSON of some size.
fn nested(texts: &[&str]) -> Option<Pattern> {
    let values: Vec<Value> = texts
        .iter()
        .map(|text| inside(text))
        .collect::<Option<_>>()?;
    let values: Vec<&Value> = values.iter().collect();
    // Texts that differ in their blanks only hold the same values.
    match learn(&values) {
        Pattern::Exact(_) => None,
        pattern => Some(Pattern::Json(Box::new(pattern))),
    }
}

/// Returns the list or map that a text holds as JSON.
pub(crate) fn inside(text: &str) -> Option<Value> {
    if !text.starts_with(['{', '[']) {
        return None;
    }
    Value::read(text.as_bytes()).ok()
}

fn items(value: &Value) -> Option<&[Value]> {
    match value {
        Value::List(items) => Some(items),
        _ => None,
    }
}

fn members(value: &Value) -> Option<&[(String, Value)]> {
    match value {
        Value::Map(members) => Some(members),
        _ => None,
    }
}
