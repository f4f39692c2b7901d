//! Where a setting of a resource is written, or would be.

use warmfront_model::template::{Language, Resource, Setting};

use super::{serverless, template};

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
