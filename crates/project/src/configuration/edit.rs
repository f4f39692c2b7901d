//! Where a setting of a resource is written, or would be, and how it gets another value.

use warmfront_model::template::{Language, Resource, Setting};

use super::{serverless, template};
use crate::edit::{Edit, Format, Prepared, Scalar};

/// Reads a template for edits; nothing where it cannot be edited.
#[must_use]
pub fn prepared(text: &str) -> Option<Prepared> {
    let format = if text.trim_start().starts_with('{') {
        Format::Json
    } else {
        Format::Yaml
    };
    Prepared::new(format, text).ok()
}

/// Finds the edit that gives a place of a template another value; nothing where none is safe.
#[must_use]
pub fn change(template: &Prepared, path: &[String], value: &str) -> Option<Edit> {
    // A truth value would become a text, which templates understand differently.
    let value = match value.parse() {
        Ok(number) => Scalar::Number(number),
        Err(_) if matches!(value, "true" | "false") => return None,
        Err(_) => Scalar::Text(value.to_owned()),
    };
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    template.scalar(&path, &value).ok()
}

/// Returns the keys that lead to an environment variable of a function.
#[must_use]
pub fn variable(language: Language, resource: &Resource, name: &str) -> Option<Vec<String>> {
    if resource.path.is_empty() || language.is_generated() {
        return None;
    }
    let is_written_by_framework = resource.written.is_empty();
    let below: &[&str] = if language == Language::Serverless && is_written_by_framework {
        &["environment"]
    } else {
        &["Environment", "Variables"]
    };
    let keys = below.iter().copied().chain([name]).map(str::to_owned);
    Some(resource.path.iter().cloned().chain(keys).collect())
}

/// Returns the keys that lead to a setting of a resource in its file, whether it is there or not;
/// nothing where another program writes the file.
#[must_use]
pub fn path(language: Language, resource: &Resource, setting: Setting) -> Option<Vec<String>> {
    if resource.path.is_empty() || language.is_generated() {
        return None;
    }
    let is_written_by_framework = resource.written.is_empty();
    let table = if language == Language::Serverless && is_written_by_framework {
        serverless::table(resource)
    } else {
        template::table(resource)
    }?;
    let mut places = table.iter().filter(|(listed, _)| *listed == setting);
    let first = places.next()?.1;
    // SAM and `CloudFormation` have words of their own for tracing.
    let below = match places.next() {
        Some((_, second)) if resource.written == "AWS::Lambda::Function" => second,
        _ => first,
    };
    let keys = below.iter().map(|key| (*key).to_owned());
    Some(resource.path.iter().cloned().chain(keys).collect())
}
