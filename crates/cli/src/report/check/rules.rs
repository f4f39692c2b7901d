//! Rules: their pages, and the list of them.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use warmfront_check::rule::{Default, Rule};

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
    page: String,
}

/// Writes rules for programs.
pub(crate) fn write_json(out: &mut impl Write, rules: &[&Rule]) -> io::Result<()> {
    let rules = rules.iter().map(|rule| RuleJson {
        code: rule.code.to_string(),
        name: rule.name,
        summary: rule.summary,
        class: rule.class.words(),
        on_by_default: rule.default == Default::On,
        page: rule.document(),
    });
    let document = Document {
        schema: "warmfront.rules/1",
        rules: rules.collect(),
    };
    crate::report::json::write(out, &document)
}
