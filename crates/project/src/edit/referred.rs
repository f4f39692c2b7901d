//! Where the value stands that another one refers to, when nothing else refers to it.

use super::declaration::{Declaration, Origin};
use crate::document::{Node, Value};

/// Returns the path of the only thing that the value at a path refers to, if nothing else does.
pub(super) fn place(declaration: &Declaration, text: &str, path: &[&str]) -> Option<Vec<String>> {
    let value = declaration.document.path(path)?;
    match declaration.origin {
        Origin::Template => parameter(&declaration.document, value),
        Origin::Serverless => custom(text, value.as_text()?),
        _ => None,
    }
}

/// A parameter's default: what is deployed unless the deployment says otherwise.
fn parameter(template: &Node, value: &Node) -> Option<Vec<String>> {
    let name = value.get("Ref")?.as_text()?;
    let parameter = template.path(&["Parameters", name])?;
    let is_free = ["AllowedValues", "AllowedPattern", "MinValue", "MaxValue"]
        .iter()
        .all(|bound| parameter.get(bound).is_none());
    let is_plain = parameter.get("Type").and_then(Node::as_text) == Some("Number");
    let default = parameter.get("Default")?;
    let is_only = references(template, name) == 1;
    (is_free && is_plain && is_only && default.scalar().is_some())
        .then(|| ["Parameters", name, "Default"].map(str::to_owned).to_vec())
}

/// Counts what refers to a parameter, also within texts.
fn references(node: &Node, name: &str) -> usize {
    match &node.value {
        Value::List(list) => list.iter().map(|node| references(node, name)).sum(),
        Value::Map(map) => map
            .iter()
            .map(|(key, below)| match below.as_text() {
                Some(text) if key == "Ref" => usize::from(text == name),
                _ => references(below, name),
            })
            .sum(),
        Value::Text(text) => text.matches(&format!("${{{name}}}")).count(),
        _ => 0,
    }
}

/// A value of the same file's own section.
fn custom(text: &str, value: &str) -> Option<Vec<String>> {
    let path = value.strip_prefix("${self:")?.strip_suffix('}')?.trim();
    let keys: Vec<String> = path.split('.').map(str::to_owned).collect();
    let is_plain = keys.len() > 1
        && keys[0] == "custom"
        && path
            .chars()
            .all(|each| each.is_ascii_alphanumeric() || matches!(each, '.' | '_' | '-'));
    // What refers to a part of the path takes all that is below.
    let n_references = text.matches("self:custom").count();
    (is_plain && n_references == 1).then_some(keys)
}
