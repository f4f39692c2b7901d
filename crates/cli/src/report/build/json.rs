//! A build for programs. What happened to each file stands in the manifest.

use serde::Serialize;
use warmfront_build::manifest::Totals;
use warmfront_stats::decision::Decision;

use super::{Built, deferral};
use crate::report::json::millis;

/// Name and version of the document.
const SCHEMA: &str = "warmfront.build-report/1";

/// The build as a document.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    schema: &'static str,
    function: &'a str,
    target: String,
    written: Vec<Written>,
    totals: &'a Totals,
    deferred: Option<Deferred>,
    startup: Vec<Setting<'a>>,
    left_out: &'a [String],
    verification: Option<Verification<'a>>,
    unverified: Option<&'a str>,
    notes: &'a [String],
    took_ms: f64,
}

#[derive(Debug, Serialize)]
struct Written {
    path: String,
    bytes: u64,
    bytes_zipped: Option<u64>,
}

/// What deferring imports changes.
#[derive(Debug, Serialize)]
struct Deferred {
    n_imports: usize,
    n_looked_at: usize,
    n_modules_before: usize,
    n_modules: usize,
    saved_ms: f64,
    decision: &'static str,
    ratio: f64,
    n_pairs: usize,
}

#[derive(Debug, Serialize)]
struct Setting<'a> {
    name: &'a str,
    summary: &'a str,
    decision: &'static str,
    ratio: f64,
    n_pairs: usize,
}

#[derive(Debug, Serialize)]
struct Verification<'a> {
    conclusion: &'static str,
    n_events: usize,
    n_differences: usize,
    n_masked: usize,
    n_unjudged: usize,
    n_environments: usize,
    running_ms: f64,
    witness_ms: f64,
    notes: &'a [String],
}

impl<'a> Document<'a> {
    /// Makes it.
    pub(super) fn new(built: &'a Built<'a>) -> Self {
        Self {
            schema: SCHEMA,
            function: built.function,
            target: built.target.to_string(),
            written: built
                .written
                .iter()
                .map(|written| Written {
                    path: written.path.display().to_string(),
                    bytes: written.bytes,
                    bytes_zipped: written.bytes_zipped,
                })
                .collect(),
            totals: &built.manifest.totals,
            deferred: deferred(built),
            startup: built
                .tried
                .iter()
                .map(|tried| Setting {
                    name: tried.setting.name,
                    summary: &tried.setting.summary,
                    decision: decision(tried.decision),
                    ratio: tried.ratio,
                    n_pairs: tried.n_pairs,
                })
                .collect(),
            left_out: built.left_out,
            verification: built.verdict.map(|verdict| Verification {
                conclusion: super::word(verdict.conclusion),
                n_events: verdict.events.len(),
                n_differences: verdict.differences.len(),
                n_masked: verdict.masked.len(),
                n_unjudged: verdict.unjudged.len(),
                n_environments: verdict.n_environments,
                running_ms: millis(verdict.whole_time),
                witness_ms: millis(verdict.own_time),
                notes: &verdict.notes,
            }),
            unverified: built.unverified,
            notes: &built.manifest.subject.notes,
            took_ms: millis(built.took),
        }
    }
}

fn deferred(built: &Built<'_>) -> Option<Deferred> {
    let measured = built.deferral.measured?;
    let account = &built.deferral.account;
    let [n_modules_before, n_modules] = account.n_loaded;
    Some(Deferred {
        n_imports: deferral::n_deferred(built.manifest),
        n_looked_at: built.manifest.imports.len(),
        n_modules_before,
        n_modules,
        saved_ms: millis(account.saved),
        decision: decision(measured.decision),
        ratio: measured.ratio,
        n_pairs: measured.n_pairs,
    })
}

fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Better => "better",
        Decision::Worse => "worse",
        Decision::NoDifference => "no-difference",
        Decision::Undecided => "undecided",
    }
}
