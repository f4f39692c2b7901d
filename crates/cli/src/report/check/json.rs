//! Findings for programs.

use serde::Serialize;
use warmfront_check::finding::{Finding, Place, Range};
use warmfront_check::fix::{Applicability, Fix};
use warmfront_check::rule;

use super::Checked;
use crate::commands::check::fingerprint;
use crate::report::json::millis;

/// Name and version of the schema; the version rises when something changes its meaning or goes.
const SCHEMA: &str = "warmfront.check/1";

#[derive(Serialize)]
pub(super) struct Document<'a> {
    schema: &'static str,
    n_files: usize,
    n_known: usize,
    n_mended: usize,
    profile: Option<&'a str>,
    failures: &'a [String],
    findings: Vec<FindingJson<'a>>,
}

impl<'a> Document<'a> {
    pub(super) fn new(checked: &'a Checked<'a>) -> Self {
        Self {
            schema: SCHEMA,
            n_files: checked.n_files,
            n_known: checked.n_known,
            n_mended: checked.n_mended,
            profile: checked.profile,
            failures: checked.failures,
            findings: checked
                .findings
                .iter()
                .map(|finding| FindingJson::new(finding, checked))
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct FindingJson<'a> {
    code: String,
    name: &'static str,
    message: &'a str,
    class: &'static str,
    path: String,
    range: Option<RangeJson>,
    symbol: Option<&'a str>,
    notes: &'a [String],
    related: Vec<RelatedJson<'a>>,
    cost: Option<CostJson>,
    fix: Option<FixJson<'a>>,
    fingerprint: String,
}

impl<'a> FindingJson<'a> {
    fn new(finding: &'a Finding, checked: &Checked<'_>) -> Self {
        Self {
            code: finding.code.to_string(),
            name: rule::of(finding.code).map_or("", |rule| rule.name),
            message: &finding.message,
            class: finding.class.words(),
            path: path(&finding.place),
            range: finding.place.range.map(RangeJson::from),
            symbol: finding.symbol.as_deref(),
            notes: &finding.notes,
            related: finding
                .secondary
                .iter()
                .map(|each| RelatedJson {
                    path: path(&each.place),
                    range: each.place.range.map(RangeJson::from),
                    message: &each.message,
                })
                .collect(),
            cost: finding.cost.map(|cost| CostJson {
                time_ms: millis(cost.time),
                dollars_per_million: cost.per_million.to_decimal(),
            }),
            fix: finding.fix.as_ref().map(FixJson::from),
            fingerprint: fingerprint(finding, checked.texts),
        }
    }
}

#[derive(Serialize)]
struct RelatedJson<'a> {
    path: String,
    range: Option<RangeJson>,
    message: &'a str,
}

#[derive(Serialize)]
struct RangeJson {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

impl From<Range> for RangeJson {
    fn from(range: Range) -> Self {
        Self {
            start_line: range.start.line,
            start_column: range.start.column,
            end_line: range.end.line,
            end_column: range.end.column,
        }
    }
}

#[derive(Serialize)]
struct CostJson {
    time_ms: f64,
    dollars_per_million: String,
}

#[derive(Serialize)]
struct FixJson<'a> {
    applicability: &'static str,
    summary: &'a str,
    edits: Vec<EditJson<'a>>,
}

impl<'a> From<&'a Fix> for FixJson<'a> {
    fn from(fix: &'a Fix) -> Self {
        Self {
            applicability: match fix.applicability {
                Applicability::Safe => "safe",
                Applicability::Unsafe => "unsafe",
            },
            summary: &fix.summary,
            edits: fix
                .edits
                .iter()
                .map(|edit| EditJson {
                    path: edit.file.to_string_lossy().into_owned(),
                    start_byte: edit.span.start,
                    end_byte: edit.span.end,
                    text: &edit.text,
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct EditJson<'a> {
    path: String,
    start_byte: u32,
    end_byte: u32,
    text: &'a str,
}

fn path(place: &Place) -> String {
    place.file.to_string_lossy().into_owned()
}
