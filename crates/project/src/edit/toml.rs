//! Edits of TOML, whose parser tells where everything stands.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{Edit, Refusal, Scalar, line_of};
use crate::problem::Problem;

/// Finds the edit that sets a value at a path of tables that are there.
pub(super) fn edit(text: &str, path: &[&str], value: &Scalar) -> Result<Edit, Refusal> {
    let root = DeTable::parse(text)
        .map_err(|error| Problem::new(None, error.message().to_owned()))?
        .into_inner();
    let Some((key, tables)) = path.split_last() else {
        return Err(Refusal::NoPlace {
            path: String::new(),
        });
    };
    let mut table = &root;
    for (depth, name) in tables.iter().enumerate() {
        table = match table.get(*name).map(Spanned::get_ref) {
            Some(DeValue::Table(below)) => below,
            _ => {
                return Err(Refusal::NoPlace {
                    path: path[..=depth].join("."),
                });
            }
        };
    }
    match table.get(*key) {
        Some(there) => replace(text, path, there, value),
        None => insert(text, path, table, value),
    }
}

fn replace(
    text: &str,
    path: &[&str],
    there: &Spanned<DeValue<'_>>,
    value: &Scalar,
) -> Result<Edit, Refusal> {
    let range = there.span();
    if matches!(there.get_ref(), DeValue::Table(_) | DeValue::Array(_)) {
        return Err(Refusal::NotPlain {
            line: line_of(text, range.start),
            path: path.join("."),
        });
    }
    let written = text.get(range.clone()).unwrap_or_default();
    Ok(Edit {
        was: Some(written.trim_matches(['"', '\'']).to_owned()),
        range,
        replacement: value.quoted(),
    })
}

/// Inserts a key beside one that the table has: on a line of its own, or within the same braces.
fn insert(text: &str, path: &[&str], table: &DeTable<'_>, value: &Scalar) -> Result<Edit, Refusal> {
    let key = path.last().copied().unwrap_or_default();
    let Some((beside, its_value)) = first_value(table) else {
        return Err(Refusal::NoPlace {
            path: path.join("."),
        });
    };
    let line_start = text[..beside.start].rfind('\n').map_or(0, |end| end + 1);
    let prefix = &text[line_start..beside.start];
    let (at, replacement) = if prefix.contains(['{', '=']) {
        (beside.start, format!("{key} = {}, ", value.quoted()))
    } else {
        let rest = &text[its_value.end..];
        let line = rest.split_inclusive('\n').next().unwrap_or_default();
        let line_end = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
        // A dotted key's table is named by what stands before it.
        let own = format!("{prefix}{key} = {}", value.quoted());
        let at = its_value.end + line.len();
        if line.ends_with('\n') {
            (at, format!("{own}{line_end}"))
        } else {
            (at, format!("{line_end}{own}"))
        }
    };
    Ok(Edit {
        range: at..at,
        replacement,
        was: None,
    })
}

/// Returns the places of the first key that has a plain value, and of that value.
fn first_value(table: &DeTable<'_>) -> Option<(Range<usize>, Range<usize>)> {
    let plain = table
        .iter()
        .filter(|(_, value)| !matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_)));
    let places = plain.map(|(key, value): (&Spanned<DeString<'_>>, _)| (key.span(), value.span()));
    places.min_by_key(|(key, _)| key.start)
}
