//! How each test of a suite ended, and where two runs differ.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// A plugin for pytest that writes how each test ended.
pub(super) const PLUGIN: &str = "\
import json
import os

outcomes = {}


def pytest_runtest_logreport(report):
    if report.when == 'call' or not report.passed:
        outcomes[report.nodeid] = report.outcome


def pytest_collectreport(report):
    if not report.passed:
        outcomes[report.nodeid] = report.outcome


def pytest_sessionfinish():
    with open(os.environ['OUTCOMES'], 'w') as file:
        json.dump(outcomes, file)
";

/// How each test ended, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcomes(BTreeMap<String, String>);

/// A test that ended otherwise.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) test: String,
    pub(super) plain: String,
    pub(super) watched: String,
    /// Whether it also differs between two runs that nobody watched.
    pub(super) unsteady: bool,
}

impl Outcomes {
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        Ok(Self(serde_json::from_str(&fs_err::read_to_string(path)?)?))
    }

    /// Returns how many tests ended so.
    pub(super) fn count(&self, wanted: &str) -> usize {
        let outcomes = self.0.values();
        outcomes.filter(|outcome| *outcome == wanted).count()
    }

    /// Returns what differs from a plain run; another plain run tells what is unsteady by itself.
    pub(super) fn against(&self, plain: &Self, again: &Self) -> Vec<Difference> {
        const ABSENT: &str = "absent";
        let of = |outcomes: &Self, test: &str| {
            let outcome = outcomes.0.get(test);
            outcome.map_or(ABSENT, String::as_str).to_owned()
        };
        let mut tests: Vec<&String> = self.0.keys().chain(plain.0.keys()).collect();
        tests.sort_unstable();
        tests.dedup();
        let difference = |test: &String| {
            let (watched, plain, again) = (of(self, test), of(plain, test), of(again, test));
            (watched != plain).then(|| Difference {
                test: test.clone(),
                unsteady: plain != again,
                plain,
                watched,
            })
        };
        tests.into_iter().filter_map(difference).collect()
    }
}

impl fmt::Display for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [passed, failed, skipped] =
            ["passed", "failed", "skipped"].map(|outcome| self.count(outcome));
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(told: &[(&str, &str)]) -> Outcomes {
        let pairs = told
            .iter()
            .map(|(test, outcome)| ((*test).to_owned(), (*outcome).to_owned()));
        Outcomes(pairs.collect())
    }

    #[test]
    fn what_the_agent_changed_is_told_from_what_is_unsteady() {
        let plain = outcomes(&[
            ("a", "passed"),
            ("b", "passed"),
            ("c", "failed"),
            ("d", "passed"),
        ]);
        let again = outcomes(&[
            ("a", "passed"),
            ("b", "failed"),
            ("c", "failed"),
            ("d", "passed"),
        ]);
        let watched = outcomes(&[("a", "failed"), ("b", "failed"), ("c", "failed")]);
        let found = watched.against(&plain, &again);
        let short: Vec<_> = found
            .iter()
            .map(|one| (one.test.as_str(), one.unsteady))
            .collect();
        assert_eq!(short, [("a", false), ("b", true), ("d", false)]);
        assert_eq!(found[2].watched, "absent");
        assert_eq!(plain.to_string(), "3 passed, 1 failed, 0 skipped");
    }
}
