//! A comment that silences nothing hides what comes later.
//!
//! The report finds these, since it alone knows what comments silenced.

use crate::code::Code;
use crate::finding::Class;
use crate::rule::{Check, Default, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(1),
    name: "unused-suppression",
    summary: "a comment silences a rule that finds nothing there",
    class: Class::Nothing,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF001.md"),
    check: Check::Suppressions,
};
