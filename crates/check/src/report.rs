//! Asking rules.

use std::path::PathBuf;

use crate::configuration::Configuration;
use crate::contents::Contents;
use crate::finding::Finding;
use crate::parallel;
use crate::python::{Facts, Unreadable};
use crate::rule::{Check, Findings, Rule};
use crate::selection::Selection;
use crate::suppress;

/// What rules look at; what is absent is not asked about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Input<'a> {
    /// Sources.
    pub python: Option<&'a Facts>,
    /// Templates.
    pub configuration: Option<&'a Configuration>,
    /// Packages and layers.
    pub contents: &'a [Contents],
}

/// What rules found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Findings, sorted by place and code.
    pub findings: Vec<Finding>,
    /// Sources that could not be read, and why.
    pub unreadable: Vec<(PathBuf, Unreadable)>,
}

/// Asks the selected rules, and leaves out what comments in sources silence.
#[must_use]
pub fn check(input: &Input<'_>, selection: &Selection) -> Report {
    let rules: Vec<&'static Rule> = selection.rules().collect();
    let found = parallel::map(rules.len(), |index| ask(rules[index], input));
    let mut findings: Vec<Finding> = found.into_iter().flatten().collect();
    let mut unreadable = Vec::new();
    if let Some(facts) = input.python {
        suppress::apply(facts, selection, &mut findings);
        unreadable = facts.unreadable().to_vec();
    }
    findings.sort_by(|a, b| (&a.place, a.code).cmp(&(&b.place, b.code)));
    Report {
        findings,
        unreadable,
    }
}

fn ask(rule: &'static Rule, input: &Input<'_>) -> Vec<Finding> {
    let mut findings = Findings::of(rule);
    match rule.check {
        Check::Python(check) => input
            .python
            .into_iter()
            .for_each(|facts| check(facts, &mut findings)),
        Check::Configuration(check) => input
            .configuration
            .into_iter()
            .for_each(|configuration| check(configuration, &mut findings)),
        Check::Contents(check) => input
            .contents
            .iter()
            .for_each(|contents| check(contents, &mut findings)),
        // These are found once all others are known.
        Check::Suppressions => {}
    }
    findings.into_found()
}
