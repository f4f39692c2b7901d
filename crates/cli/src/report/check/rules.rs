//! Rules: their pages, and the list of them.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use warmfront_check::rule::{Default, Fixes, Rule};

/// Returns a rule's page, with what the rule itself says below its title.
pub(crate) fn page(rule: &Rule) -> String {
    let (title, rest) = rule.page.split_once('\n').unwrap_or((rule.page, ""));
    format!("{title}\n\n{}\n{rest}", facts(rule))
}

/// Says in a line what a rule is like.
fn facts(rule: &Rule) -> String {
    let default = match rule.default {
        Default::On => "On by default.",
        Default::Off => "Off by default: select it to have it asked.",
    };
    let fixes = match rule.fixes {
        Fixes::No => "No fix.",
        Fixes::Sometimes => "Sometimes with a fix.",
        Fixes::Always => "With a fix.",
    };
    format!("{default} What it costs: {}. {fixes}", rule.class.words())
}

/// Lists rules, one per line.
pub(crate) fn list(rules: &[&Rule]) -> String {
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in rules {
        let mark = if rule.default == Default::On {
            "*"
        } else {
            " "
        };
        let (code, name, summary) = (rule.code, rule.name, rule.summary);
        let _ = writeln!(text, "{mark} {code} {name:<width$}  {summary}");
    }
    text.push_str("* on by default\n");
    text
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    rules: Vec<RuleJson<'a>>,
}

#[derive(Serialize)]
struct RuleJson<'a> {
    code: String,
    name: &'a str,
    summary: &'a str,
    class: &'a str,
    on_by_default: bool,
    page: &'a str,
}

/// Writes rules for programs.
pub(crate) fn write_json(out: &mut impl Write, rules: &[&Rule]) -> io::Result<()> {
    let rules = rules.iter().map(|rule| RuleJson {
        code: rule.code.to_string(),
        name: rule.name,
        summary: rule.summary,
        class: rule.class.words(),
        on_by_default: rule.default == Default::On,
        page: rule.page,
    });
    let document = Document {
        schema: "warmfront.rules/1",
        rules: rules.collect(),
    };
    crate::report::json::write(out, &document)
}
