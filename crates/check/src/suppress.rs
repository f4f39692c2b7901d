//! Leaves out what comments in sources silence, and finds comments that silence nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::code::Code;
use crate::finding::Finding;
use crate::fix::{Applicability, Edit, Fix, Span};
use crate::python::{Facts, ModuleId, Role};
use crate::rule::{self, Findings, Rule};
use crate::selection::Selection;

/// Which comments of a module silenced what: module, comment, code.
type Silenced = BTreeSet<(ModuleId, usize, Code)>;

/// Leaves out what comments silence, and adds comments that silence nothing.
pub(crate) fn apply(facts: &Facts, selection: &Selection, findings: &mut Vec<Finding>) {
    let modules: BTreeMap<&Path, ModuleId> = facts.suppressing().collect();
    let mut silenced = Silenced::new();
    findings.retain(|finding| {
        let by = modules.get(finding.place.file.as_path());
        let by = by
            .map(|module| silencing(facts, *module, finding))
            .unwrap_or_default();
        let module = modules.get(finding.place.file.as_path()).copied();
        silenced.extend(
            by.iter()
                .filter_map(|comment| Some((module?, *comment, finding.code))),
        );
        by.is_empty()
    });
    let unused = rule::of(Code(1)).filter(|rule| selection.contains(rule.code));
    for module in modules.into_values().filter(|_| unused.is_some()) {
        findings.extend(
            unused
                .map(|rule| found(facts, module, rule, selection, &silenced))
                .into_iter()
                .flatten(),
        );
    }
}

/// Returns which of a module's comments silence a finding.
fn silencing(facts: &Facts, module: ModuleId, finding: &Finding) -> Vec<usize> {
    let Some(range) = finding.place.range else {
        return Vec::new();
    };
    let comments = facts.suppressions(module).iter().enumerate();
    let by = comments.filter(|(_, comment)| {
        let names = |code: &String| names(code, finding.code);
        let is_named = comment.codes.is_empty() || comment.codes.iter().any(names);
        is_named && (range.start.line..=range.end.line).contains(&comment.line)
    });
    by.map(|(index, _)| index).collect()
}

/// Returns whether a word of a comment names a rule: by its code or its name.
fn names(word: &str, code: Code) -> bool {
    word == code.to_string() || rule::of(code).is_some_and(|rule| rule.name == word)
}

fn found(
    facts: &Facts,
    module: ModuleId,
    rule: &'static Rule,
    selection: &Selection,
    silenced: &Silenced,
) -> Vec<Finding> {
    let mut findings = Findings::of(rule);
    if facts.role(module) == Role::Test {
        return Vec::new();
    }
    for (index, comment) in facts.suppressions(module).iter().enumerate() {
        let of_comment = (module, index, Code(0))..=(module, index, Code(u16::MAX));
        let by: Vec<Code> = silenced
            .range(of_comment)
            .map(|(_, _, code)| *code)
            .collect();
        let asked = |word: &&String| match known(word) {
            Some(code) => selection.contains(code),
            None => true,
        };
        let idle = |word: &&String| !by.iter().any(|code| names(word, *code));
        let unused: Vec<&String> = comment.codes.iter().filter(asked).filter(idle).collect();
        let is_whole = comment.codes.is_empty() && by.is_empty() && selection.is_complete();
        if unused.is_empty() && !is_whole {
            continue;
        }
        let message = match unused.as_slice() {
            [] => "nothing is found here that the comment could silence".to_owned(),
            words if words.iter().any(|word| known(word).is_none()) => {
                let unknown = words.iter().find(|word| known(word).is_none());
                format!(
                    "`{}` is no rule's code or name",
                    unknown.map_or("", |word| word)
                )
            }
            words => {
                let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
                format!("{} finds nothing here", words.join(", "))
            }
        };
        let finding = findings.add(facts.place(module, comment.span), message);
        if unused.len() == comment.codes.len() {
            finding.fix = removal(facts, module, comment.span);
        }
    }
    findings.into_found()
}

fn known(word: &str) -> Option<Code> {
    let rule = rule::ALL.iter().find(|rule| names(word, rule.code));
    rule.map(|rule| rule.code)
}

/// Removes a comment and the blanks before it; the whole line where nothing else is on it.
fn removal(facts: &Facts, module: ModuleId, span: Span) -> Option<Fix> {
    let text = facts.source(module)?;
    let before = text.get(..span.start as usize)?;
    let kept = before.trim_end_matches([' ', '\t']).len();
    let is_alone = kept == 0 || before[..kept].ends_with(['\n', '\r']);
    let after = text.get(span.end as usize..)?;
    let line_end = after.find('\n').map_or(after.len(), |end| end + 1);
    let end = if is_alone {
        span.end as usize + line_end
    } else {
        span.end as usize
    };
    let edit = Edit {
        file: facts.file(module).to_owned(),
        span: Span {
            start: u32::try_from(kept).ok()?,
            end: u32::try_from(end).ok()?,
        },
        text: String::new(),
    };
    Some(Fix {
        applicability: Applicability::Safe,
        summary: "remove the comment".to_owned(),
        edits: vec![edit],
    })
}
