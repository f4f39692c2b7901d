//! Packages that Lambda's runtime brings, when the user wants the runtime's versions.
//!
//! Packages that others need too (`urllib3`, `python-dateutil`, `six`) go only when nothing but what
//! goes needs them, since the runtime's version of them may not suit the rest.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::Metadata;

use super::{Found, Guard, Rule, Survey};

pub(super) const RULE: Rule = Rule {
    name: "runtime packages",
    guard: Guard::Wanted,
    find,
};

const PROVIDED: &[&str] = &[
    "boto3",
    "botocore",
    "jmespath",
    "s3transfer",
    "awslambdaric",
];

const PROVIDED_AND_SHARED: &[&str] = &["python-dateutil", "simplejson", "six", "urllib3"];

fn find(survey: &Survey<'_>, found: &mut Found<'_>) {
    if !survey.context.choices.drop_runtime_packages {
        return;
    }
    let dependents = dependents(survey);
    let going = going(&dependents);
    for name in PROVIDED.iter().chain(PROVIDED_AND_SHARED) {
        if survey.package.version(name).is_some() && !going.contains(name) {
            found.note(format!("`{name}` stays: another package needs its version"));
        }
    }
    for (path, distribution) in survey.distributed() {
        if going.contains(distribution) {
            found.add(path, "the runtime provides it");
        }
    }
}

/// Returns, for each distribution, those that need it.
fn dependents(survey: &Survey<'_>) -> BTreeMap<String, BTreeSet<String>> {
    let mut dependents: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let files = survey.distributed().map(|(path, _)| path);
    let files = files.filter(|path| matches!(path.file_name(), "METADATA" | "PKG-INFO"));
    for text in files.filter_map(|path| survey.text(path)) {
        let Some(metadata) = Metadata::parse(text.as_bytes()) else {
            continue;
        };
        for required in metadata.requires {
            dependents
                .entry(required)
                .or_default()
                .insert(metadata.name.clone());
        }
    }
    dependents
}

fn going(dependents: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<&'static str> {
    // It pins the exact version that it patches.
    let is_pinned = ["aiobotocore", "aioboto3"].iter().any(|name| {
        dependents
            .values()
            .any(|needed_by| needed_by.contains(*name))
    });
    if is_pinned {
        return BTreeSet::new();
    }
    let mut going: BTreeSet<&str> = PROVIDED.iter().copied().collect();
    loop {
        let more = PROVIDED_AND_SHARED.iter().copied().filter(|name| {
            let needed_by = dependents.get(*name);
            needed_by.is_some_and(|needed_by| {
                needed_by.iter().all(|other| going.contains(other.as_str()))
            })
        });
        let more: Vec<&str> = more.filter(|name| !going.contains(name)).collect();
        if more.is_empty() {
            return going;
        }
        going.extend(more);
    }
}
