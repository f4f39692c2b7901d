//! Which rules are asked.

use std::collections::BTreeSet;
use std::str::FromStr;

use crate::code::Code;
use crate::rule::{self, Default as ByDefault, Rule};

/// Which rules are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    codes: BTreeSet<Code>,
}

impl Default for Selection {
    /// Selects the rules that are asked unless told otherwise.
    fn default() -> Self {
        let on = rule::ALL
            .iter()
            .filter(|rule| rule.default == ByDefault::On);
        let codes = on.map(|rule| rule.code).collect();
        Self { codes }
    }
}

impl Selection {
    /// Selects no rule.
    #[must_use]
    pub fn none() -> Self {
        let codes = BTreeSet::new();
        Self { codes }
    }

    /// Selects further rules.
    #[must_use]
    pub fn with(mut self, selector: &Selector) -> Self {
        let rules = rule::ALL.iter().filter(|rule| selector.selects(rule));
        self.codes.extend(rules.map(|rule| rule.code));
        self
    }

    /// Leaves rules out.
    #[must_use]
    pub fn without(mut self, selector: &Selector) -> Self {
        let stays = |code: &Code| !rule::of(*code).is_some_and(|rule| selector.selects(rule));
        self.codes.retain(stays);
        self
    }

    /// Returns whether every rule is asked that is unless told otherwise.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.codes.is_superset(&Self::default().codes)
    }

    /// Returns whether a rule is asked.
    #[must_use]
    pub fn contains(&self, code: Code) -> bool {
        self.codes.contains(&code)
    }

    /// Returns the rules that are asked, sorted by code.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        self.codes.iter().filter_map(|code| rule::of(*code))
    }
}

/// Names rules: `ALL`, a code or how codes begin (`WF1`), or a rule's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector(String);

/// No rule is named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no rule's code or name, nor how codes begin")]
pub struct UnknownSelector(pub String);

impl FromStr for Selector {
    type Err = UnknownSelector;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let selector = Self(text.trim().to_owned());
        let is_known = rule::ALL.iter().any(|rule| selector.selects(rule));
        is_known
            .then_some(selector)
            .ok_or_else(|| UnknownSelector(text.to_owned()))
    }
}

impl Selector {
    /// Returns whether it names a rule.
    #[must_use]
    pub fn selects(&self, rule: &Rule) -> bool {
        let begins = self.0.starts_with("WF") && rule.code.to_string().starts_with(&self.0);
        begins || self.0 == "ALL" || self.0 == rule.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_codes_beginnings_and_names() {
        let rule = rule::of(Code(101)).unwrap();
        for text in ["ALL", "WF", "WF1", "WF101", "client-in-handler"] {
            assert!(text.parse::<Selector>().unwrap().selects(rule), "{text}");
        }
        for text in ["", "W", "WF9", "WF1011", "client", "all"] {
            assert!(text.parse::<Selector>().is_err(), "{text}");
        }
    }

    #[test]
    fn later_words_win() {
        let all: Selector = "ALL".parse().unwrap();
        let one: Selector = "WF101".parse().unwrap();
        assert!(Selection::none().with(&all).contains(Code(101)));
        assert!(
            !Selection::none()
                .with(&all)
                .without(&one)
                .contains(Code(101))
        );
    }
}
