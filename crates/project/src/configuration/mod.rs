//! What templates say, setting by setting, with the place of each.
//!
//! [`crate::functions`] reads what is needed to run a function; this reads whatever a template says
//! of functions and of what surrounds them, and judges nothing. A value that cannot be read counts as
//! known only once deployed.

mod edit;
mod files;
mod reading;
mod serverless;
mod spots;
mod template;
mod terraform;
#[cfg(test)]
mod tests;

use std::path::Path;

use warmfront_model::template::{Language, Template};

pub use edit::{change, path, prepared, variable};
pub(crate) use files::load_below;
pub use files::{Files, Limits, files};

use crate::Surroundings;
use crate::document::{self, Node};
use crate::functions::{
    serverless as serverless_functions, template as template_functions, terraform as plan,
};
use crate::problem::{FileError, Problem};
use spots::Spots;

/// A template that was read, and its text.
#[derive(Debug, Clone)]
pub struct Read {
    /// What it says.
    pub template: Template,
    /// Its text, which its places are in.
    pub text: String,
}

/// Reads a file; nothing when it is no template.
pub fn read(file: &Path, surroundings: &Surroundings) -> Result<Option<Read>, FileError> {
    let (text, document) = document::read_with_text(file)?;
    let is_cdk = file.components().any(|part| part.as_os_str() == "cdk.out")
        || file
            .parent()
            .is_some_and(|folder| folder.join("cdk.out").is_file());
    let place = Place {
        region: &surroundings.region,
        account: &surroundings.account,
        folder: file.parent(),
    };
    let spots = Spots::new(&text);
    let Some(mut template) = of_document(&document, &spots, &place) else {
        return Ok(None);
    };
    file.clone_into(&mut template.file);
    if is_cdk && template.language == Language::CloudFormation {
        template.language = Language::Cdk;
    }
    Ok(Some(Read { template, text }))
}

/// Parses a template of any language, in YAML or JSON; nothing when it is none.
pub fn parse(text: &str) -> Result<Option<Template>, Problem> {
    let document = if text.trim_start().starts_with('{') {
        document::json::parse(text)?
    } else {
        document::yaml::parse(text)?
    };
    let place = Place {
        region: "us-east-1",
        account: "123456789012",
        folder: None,
    };
    Ok(of_document(&document, &Spots::new(text), &place))
}

/// Where a template is, and would be deployed.
struct Place<'a> {
    region: &'a str,
    account: &'a str,
    folder: Option<&'a Path>,
}

fn of_document(document: &Node, spots: &Spots<'_>, place: &Place<'_>) -> Option<Template> {
    if template_functions::is_template(document) {
        Some(template::read(document, spots, place))
    } else if serverless_functions::is_serverless(document) {
        Some(serverless::read(document, spots, place))
    } else if plan::is_plan(document) {
        Some(terraform::read(document, spots))
    } else {
        None
    }
}
