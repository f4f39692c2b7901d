//! A value that stands in several places must do so for the candidate too.
//!
//! An identifier that a function returns and logs is masked in both places; where the reference has
//! the same in both, in every run, the candidate must.

use std::collections::BTreeMap;

use super::case::{At, Finding};
use crate::compare::{Change, Found, Seen};
use crate::value::Value;

/// Returns the places that disagree with the first of those that should hold the same.
pub(super) fn disagreements(seen: Vec<(At, &'static str, Seen)>) -> Vec<Finding> {
    let mut groups: BTreeMap<Vec<String>, Vec<(At, &'static str, Seen)>> = BTreeMap::new();
    for (at, part, seen) in seen {
        let variants = seen.variants.clone();
        groups.entry(variants).or_default().push((at, part, seen));
    }
    let mut findings = Vec::new();
    for places in groups.into_values() {
        let Some(((first_at, first_part, first), others)) = places.split_first() else {
            continue;
        };
        for (at, part, other) in others {
            if other.text == first.text {
                continue;
            }
            let same = if first_at == at { "" } else { " before" };
            let expect = format!("the same as in {first_part}{same} at {}", first.path);
            findings.push(Finding {
                at: *at,
                part,
                found: Found {
                    path: other.path.clone(),
                    change: Change::Disagrees,
                    reference: Some(Value::Text(expect)),
                    candidate: Some(Value::Text(format!("{} and {}", first.text, other.text))),
                },
            });
        }
    }
    findings
}
