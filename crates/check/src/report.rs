//! Asking rules.

use crate::configuration::Configuration;
use crate::contents::Contents;
use crate::finding::Finding;
use crate::python::Facts;
use crate::rule::{Check, Findings, Rule};
use crate::selection::Selection;

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
}

/// Asks the selected rules.
#[must_use]
pub fn check(input: &Input<'_>, selection: &Selection) -> Report {
    let mut findings: Vec<Finding> = selection
        .rules()
        .flat_map(|rule| ask(rule, input))
        .collect();
    findings.sort_by(|a, b| (&a.place, a.code).cmp(&(&b.place, b.code)));
    Report { findings }
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
    }
    findings.into_found()
}
