//! Findings in SARIF 2.1.0, which code scanning of GitHub, GitLab and others reads.

use serde::Serialize;
use serde_json::{Value, json};
use warmfront_check::finding::{Class, Finding, Place};
use warmfront_check::rule::{self, Rule};

use super::{Checked, cost};
use crate::commands::check::fingerprint;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

#[derive(Serialize)]
pub(super) struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Value; 1],
}

impl Log {
    pub(super) fn new(checked: &Checked<'_>) -> Self {
        let rules: Vec<Value> = rule::ALL.iter().map(|rule| descriptor(rule)).collect();
        let results: Vec<Value> = checked
            .findings
            .iter()
            .map(|finding| result(finding, checked))
            .collect();
        let told: Vec<Value> = checked
            .failures
            .iter()
            .map(|failure| json!({ "level": "error", "message": { "text": failure } }))
            .collect();
        let run = json!({
            "tool": { "driver": {
                "name": "warmfront",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": told,
            }],
            "results": results,
        });
        Self {
            schema: SCHEMA,
            version: "2.1.0",
            runs: [run],
        }
    }
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.code.to_string(),
        "name": rule.name,
        "shortDescription": { "text": rule.summary },
        "help": { "text": rule.summary, "markdown": rule.page },
        "defaultConfiguration": {
            "enabled": rule.default == rule::Default::On,
            "level": level(rule.class),
        },
    })
}

/// Returns how much a class of findings weighs.
pub(super) fn level(class: Class) -> &'static str {
    match class {
        Class::Init | Class::PerInvocation | Class::PerCall | Class::Safety => "warning",
        Class::Size | Class::Price | Class::Nothing => "note",
    }
}

fn result(finding: &Finding, checked: &Checked<'_>) -> Value {
    let index = rule::ALL.iter().position(|rule| rule.code == finding.code);
    let mut message = finding.message.clone();
    if let Some(cost) = cost(finding) {
        message = format!("{message} ({cost})");
    }
    for note in &finding.notes {
        message = format!("{message}; {note}");
    }
    let related: Vec<Value> = finding
        .secondary
        .iter()
        .map(|each| {
            let mut location = location(&each.place);
            location["message"] = json!({ "text": each.message });
            location
        })
        .collect();
    let mut result = json!({
        "ruleId": finding.code.to_string(),
        "level": level(finding.class),
        "message": { "text": message },
        "locations": [location(&finding.place)],
        "partialFingerprints": { "warmfront/v1": fingerprint(finding, checked.texts) },
        "properties": { "class": finding.class.words() },
    });
    if let Some(index) = index {
        result["ruleIndex"] = json!(index);
    }
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    result
}

fn location(place: &Place) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(place) } });
    if let Some(range) = place.range {
        physical["region"] = json!({
            "startLine": range.start.line,
            "startColumn": range.start.column,
            "endLine": range.end.line,
            "endColumn": range.end.column,
        });
    }
    json!({ "physicalLocation": physical })
}

/// Returns a path as a relative reference: what has a meaning there is escaped.
fn uri(place: &Place) -> String {
    use std::fmt::Write;
    let mut uri = String::new();
    for byte in place.file.to_string_lossy().replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
