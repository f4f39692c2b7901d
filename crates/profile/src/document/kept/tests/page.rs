//! The page that describes the document, held against the document.

use std::collections::BTreeSet;

use serde_json::Value;

use super::orders;
use crate::document::{Detail, JsonWork, Millis};
use crate::export;

const PAGE: &str = include_str!("../../../../../../docs/PROFILE.md");

/// Adds the names of all fields.
fn names<'a>(value: &'a Value, into: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                into.insert(name);
                names(value, into);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| names(item, into)),
        _ => {}
    }
}

#[test]
fn every_field_is_described() {
    let mut profile = orders();
    profile.calls[0].detail = Some(Detail::default());
    profile.invocations[0].json.push(JsonWork {
        operation: "loads".to_owned(),
        digest: String::new(),
        bytes: 1,
        duration_ms: Millis::ZERO,
        file: String::new(),
        line: 1,
    });
    let document = serde_json::to_value(profile).unwrap();
    let mut fields = BTreeSet::new();
    names(&document, &mut fields);
    assert!(fields.len() > 100, "{}", fields.len());
    // A value that has a name of its own inside is shown in an example.
    let told =
        |name: &&str| PAGE.contains(&format!("`{name}`")) || PAGE.contains(&format!("\"{name}\""));
    fields.retain(|name| !told(name));
    assert_eq!(fields, BTreeSet::new());
}

#[test]
fn every_format_is_described() {
    for format in export::ALL {
        assert!(
            PAGE.contains(&format!("| `{}` |", format.name)),
            "{}",
            format.name
        );
    }
}
